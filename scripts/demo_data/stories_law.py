"""Customers of the demo on whom a clock of the law runs: consumer law, insolvency,
limitation, credit insurance. ``law.py`` plays what their options tell.
"""

from .story import Bill, Story

LAW_STORIES = (
    Story(
        "consumer_formal",
        "Solange Verdelhan",
        "Particulière mise en demeure : intérêt légal seul, depuis la réception.",
        "Consumer with a formal notice: legal interest alone, from its receipt.",
        (Bill(1640, 68),),
        kind="b2c",
        reach="formal_notice",
        past=0,
        options={"receipt": {"presented": 2, "received": 2}},
    ),
    Story(
        "insolvent",
        "Chaudronnerie Pellevoisin",
        "Redressement judiciaire : l'ancien est gelé et à déclarer, le reste continue.",
        "Receivership: what is older is frozen and declared, the rest goes on.",
        (Bill(6400, 46), Bill(2750, 20), Bill(1900, -12)),
        reach="firm",
        contact="Mahaut Lestrelin",
        options={"judgment": {"ago": 25, "published": 16, "known": 14}},
    ),
    Story(
        "declared",
        "Tuilerie Montségret",
        "Redressement judiciaire : créance déclarée dans les deux mois, avec son reçu.",
        "Receivership: the claim was declared within two months, with its receipt.",
        (Bill(5150, 66), Bill(1480, 58)),
        reach="firm",
        contact="Aurélien Pradines",
        past=0,
        options={"judgment": {"ago": 52, "published": 43, "known": 40, "declared": 31}},
    ),
    Story(
        "limitation",
        "Négoce Bois Trégonnec",
        "Transport refacturé : un an pour agir, la prescription approche.",
        "Transport charged again: a year to act, its limitation is near.",
        (Bill(860, 287),),
        reach="firm",
        contact="Corentin Le Dantrec",
        options={"nature": "transport"},
    ),
    Story(
        "insured",
        "Menuiseries Dalbergue",
        "Client assuré : l'impayé est à déclarer à l'assureur sous peu.",
        "Insured customer: the unpaid invoice is soon to be declared.",
        (Bill(7600, 47), Bill(3100, 5)),
        reach="last_notice",
        contact="Philippine Aubrelot",
        options={"insured": {"amount": 8000, "reference": "AG-26-04417"}},
    ),
)
