"""The guards on wording for texts in English: same shapes as ``tools/wording.py``."""

# Forbidden to everybody: (pattern, message, better sentence).
FORBIDDEN_EN = (
    (
        r"\bbailiffs?\b|\bseiz(?:e|ed|ing|ure|ures)\b|\bforeclosure\b|\beviction\b"
        r"|\battachment of (?:your|the) (?:accounts?|wages?|earnings)\b",
        "parle d'huissier ou de saisie : aucune mesure d'exécution n'existe sans"
        " titre exécutoire",
        "« Failing payment by 20 March, we will apply to the competent court for an"
        " order for payment. »",
    ),
    (
        r"(?:interrupt\w*|suspend\w*|stop\w*) (?:\w+ )?(?:the )?"
        r"(?:limitation|time bar)",
        "dit interrompre la prescription : une mise en demeure ne l'interrompt pas",
        "« This letter is a formal notice within the meaning of article 1344 of the"
        " French Civil Code. »",
    ),
    (
        r"\bat your (?:own )?(?:expense|cost)\b|(?:costs?|fees?) [^.;]{0,60}"
        r"(?:borne|paid) by you\b",
        "annonce des frais à la charge du débiteur : ils restent au créancier avant"
        " tout titre exécutoire",
        "« A payment before 20 March closes this matter. »",
    ),
    (
        r"\bcriminal\b|\bprosecut\w+|\bfraud\w*|\bpress charges\b|\bpolice\b",
        "menace de suites pénales : retirer cette phrase",
        "« Failing payment by 20 March, we will apply to the competent court for an"
        " order for payment. »",
    ),
    (
        r"\bblack ?list\w*|\bcredit (?:bureau|agency|rating|score)\w*|\bbad payers?\b",
        "menace d'un fichage : retirer cette phrase",
        "« This is the last step before the formal notice, planned on 20 March. »",
    ),
    (
        r"your (?:employer|family|neighbou?rs?|relatives)",
        "annonce d'en parler à des tiers : le secret de la créance l'interdit",
        "« What can you do by 20 March? »",
    ),
)

# What weakens a claim: (pattern, message, better sentence).
STYLE_EN = (
    (
        r"\byou (?:must|have to|are obliged|are required|ought to)\b",
        "« you must » : demander la date de règlement",
        "« On which date is this payment planned? »",
    ),
    (
        r"\bwhy\b",
        "« why » : laisser la raison venir d'elle-même",
        "« What do you need to schedule its payment? »",
    ),
    (
        r"\bsorry\b|\bapologi[sz]e\b|\bgentle reminder\b|\bjust a reminder\b"
        r"|\bour (?:mistake|error)\b|\bdid you not receive\b",
        "excuse ou auto-accusation : s'en tenir aux faits",
        "« We are writing about invoice F12, EUR 3,200.00. »",
    ),
    (
        r"\bas soon as possible\b|\basap\b|\bpromptly\b|\bwithout delay\b|\bshortly\b"
        r"|\bat your earliest convenience\b|\bwithin \d+ days\b|\bimmediately\b",
        "demande sans date : écrire le jour attendu",
        "« no later than 12 March »",
    ),
)

# Late-payment charges, written to somebody who does not owe them.
PENALTIES_EN = r"late payment (?:penalt\w+|interest)"
INDEMNITY_EN = (
    r"(?:\beur|€) ?40(?:\.00)?(?![\d.,]*\d)|fixed indemnit\w+|\bindemnity for recovery"
)
COSTS_EN = r"(?:reminder|recovery|collection|administrative|late) (?:fees?|costs?)"
