"""Customers of the demo whose invoice is to be checked before its first reminder.

``reach`` is ``check``: nobody confirmed that reminder yet. One more stands among the
other stories: an address that nobody entered.
"""

from .story import Bill, Story

CHECK_STORIES = (
    Story(
        "check_unsent",
        "Serrurerie Quémeneur",
        "Facture échue jamais envoyée : à envoyer avant de la relancer.",
        "An overdue invoice never sent: to be sent before it is reminded.",
        (Bill(1180, 7),),
        reach="check",
        contact="Maïwenn Torcatis",
        options={"unsent": True},
    ),
    Story(
        "check_due_date",
        "Traiteur Vaucresson-Lys",
        "Date d'échéance plus courte que les conditions de paiement convenues.",
        "A due date shorter than the payment terms agreed.",
        (Bill(2260, -9),),
        reach="check",
        contact="Célestin Aubourg",
        options={"due_sooner": 15},
    ),
    Story(
        "check_unmatched",
        "Optique Bérengère",
        "Un avoir n'est pas encore rapproché de la facture échue.",
        "A credit note is not matched with the overdue invoice yet.",
        (Bill(1640, 8),),
        reach="check",
        contact="Fantine Loriquet",
        options={"credit_note": 240},
    ),
    Story(
        "check_dispute",
        "Miroiterie Sauvageon",
        "Une partie de la facture est contestée avant toute relance.",
        "Part of the invoice is contested before any reminder.",
        (Bill(3150, 4),),
        reach="check",
        contact="Achille Montferrier",
        options={"agreed": ((1, "dispute", {"reason": "price", "share": 0.2}),)},
    ),
    Story(
        "check_bank",
        "Cartonnages Lestiboudois",
        "La facture porte un compte bancaire fermé depuis : à corriger.",
        "The invoice carries a bank account closed since: to be corrected.",
        (Bill(870, 7),),
        reach="check",
        contact="Blandine Escoffre",
        options={"closed_bank": "00034561207"},
    ),
)
