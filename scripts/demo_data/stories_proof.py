"""Customers of the demo whose formal notice has a story after the post office.

``receipt`` in the options tells on which day after the deposit the letter was
presented, then received or brought back; ``evidence.py`` plays it.
"""

from .story import Bill, Story

PROOF_STORIES = (
    Story(
        "formal_received",
        "Literie Kerouanton",
        "De la relance amicale à l'accusé de réception signé : la preuve est entière.",
        "From the first reminder to the signed receipt: the proof is whole.",
        (Bill(5350, 56), Bill(1280, 53, paid=0.4)),
        reach="formal_notice",
        contact="Edwige Marsolier",
        options={"receipt": {"presented": 2, "received": 3}},
    ),
    Story(
        "formal_unclaimed",
        "Textiles Brocéval",
        "Recommandé non réclamé : la mise en demeure compte quand même.",
        "Registered letter never claimed: the formal notice counts all the same.",
        (Bill(3720, 74),),
        reach="formal_notice",
        contact="Anselme Guirauton",
        options={"receipt": {"presented": 3, "unclaimed": 18}},
    ),
)
