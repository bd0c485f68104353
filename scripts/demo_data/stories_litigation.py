"""Customers of the demo whose debt went beyond the amicable stage, or was settled by
a compromise. ``litigation.py`` plays what their options tell; days count back from
today.
"""

from .story import Bill, Story

LITIGATION_STORIES = (
    Story(
        "order",
        "Revêtements Castelmaure",
        "Injonction de payer de bout en bout : mise en demeure, requête, titre, payé.",
        "An order for payment from end to end: notice, request, title, paid.",
        (Bill(6400, 230), Bill(2150, 222)),
        reach="formal_notice",
        contact="Ombeline Sarrasquet",
        past=0,
        options={
            "order": {
                "notice": 196,
                "open": 178,
                "request": 176,
                "order": 160,
                "service": 146,
                "title": 79,
                "paid": 20,
            },
            "receipt": {"presented": 2, "received": 3},
        },
    ),
    Story(
        "agency",
        "Aménagements Peyrolade",
        "Confié à une agence : elle rend compte par sa page et reverse une partie.",
        "Handed over to an agency, which reports on its page and remits a part.",
        (Bill(5200, 76), Bill(1650, 75)),
        reach="formal_notice",
        contact="Florimond Estève",
        past=0,
        options={
            "agency": {
                "open": 19,
                "mandate": 18,
                "letter": 13,
                "collected": 7,
                "remitted": 3,
            }
        },
    ),
    Story(
        "settlement",
        "Tonnellerie Barsaguel",
        "Désaccord réglé par une transaction signée, dont le paiement est attendu.",
        "A disagreement settled by a signed compromise, whose payment is awaited.",
        (Bill(3800, 34), Bill(1200, 29)),
        reach="firm",
        contact="Hippolyte Cazalède",
        past=0,
        options={"settlement": {"signed": 6, "pays": -9, "share": 0.8}},
    ),
    Story(
        "abandoned",
        "Kiosque du Port Salagnac",
        "Débiteur introuvable pour une petite somme : abandonnée avec son motif.",
        "A small debt of someone not found: given up, with the reason.",
        (Bill(160, 70),),
        reach="last_notice",
        past=0,
        options={"abandoned": 4},
    ),
)
