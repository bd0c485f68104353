"""The words that letters and e-mails print around their text, in French and English.

A text is written by a person in a template; its table, its payment block, its closing
and the amounts and dates in it follow the language of that text. Pure.
"""

from dataclasses import dataclass

ENGLISH = "en_US"

#: key: (French, English)
WORDS = {
    # Head
    "registered": (
        "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION",
        "REGISTERED LETTER WITH ADVICE OF DELIVERY",
    ),
    "number": ("N°", "No."),
    "your_reference": ("V/Réf", "Your ref."),
    "our_reference": ("N/Réf", "Our ref."),
    "colon": ("\u00a0:", ":"),
    "place_date": (", le ", ", "),
    "date_only": ("Le ", ""),
    "subject": ("Objet", "Subject"),
    # Table of the claim
    "invoice": ("Facture", "Invoice"),
    "invoice_of": ("du", "dated"),
    "document": ("N°", "No."),
    "date": ("Date", "Date"),
    "due_date": ("Échéance", "Due date"),
    "with_tax": ("TTC", "Incl. tax"),
    "paid": ("Réglé", "Paid"),
    "paid_of_it": ("réglé", "paid"),
    "balance": ("Solde", "Balance"),
    "late": ("Retard", "Days late"),
    "step": ("Étape", "Step"),
    "days_late": ("j de retard", "days late"),
    "days": ("j", "d"),
    "credits": (
        "À déduire : avoirs et règlements disponibles",
        "To be deducted: credit notes and payments available",
    ),
    "total": ("Total à régler", "Total to be paid"),
    # Payment
    "to_pay": ("Pour régler", "How to pay"),
    "transfer_to": ("Virement, bénéficiaire", "Bank transfer, payee"),
    "quote": ("Référence à rappeler", "Reference to be quoted"),
    "qr": ("Virement par code QR", "Transfer by QR code"),
    "qr_alt": ("Code QR de paiement", "Payment QR code"),
    # Closing
    "closing_mail": ("Cordialement,", "Yours faithfully,"),
    "closing_letter": (
        "Veuillez agréer, Madame, Monsieur, nos salutations distinguées.",
        "Yours faithfully,",
    ),
    "closing_notice": (
        "Recevez, Madame, Monsieur, nos salutations.",
        "Yours faithfully,",
    ),
    "enclosed": ("Pièces jointes", "Enclosures"),
    "enclosed_invoices": ("factures", "invoices"),
    "enclosed_statement": ("relevé de compte", "statement of account"),
    "enclosed_charges": (
        "décompte des intérêts et indemnités",
        "interest and indemnity statement",
    ),
    # Interest statement
    "penalties": ("Pénalités de retard", "Late payment penalties"),
    "moratory": ("Intérêts moratoires", "Late payment interest"),
    "stopped_at": (", compte arrêté au", ", calculated to"),
    "stated_at": (" au ", " to "),
    "provisional": (
        "à titre provisoire : le taux d'un semestre n'est pas encore publié, le"
        " dernier taux connu a été appliqué",
        "provisionally: the rate of a half-year has not been published yet, the last"
        " known rate was applied",
    ),
    "provisional_rate": ("taux provisoire", "provisional rate"),
    "method": ("Méthode", "Method"),
    "method_365": (
        "intérêts simples, solde TTC × taux × jours / 365",
        "simple interest, balance incl. tax × rate × days / 365",
    ),
    "method_actual": (
        "intérêts simples, solde TTC × taux × jours / 365 (366 les années bissextiles)",
        "simple interest, balance incl. tax × rate × days / 365 (366 in leap years)",
    ),
    "method_public": (
        "taux du semestre au cours duquel les intérêts ont commencé à courir",
        "rate of the half-year in which interest began to run",
    ),
    "method_interest_first": (
        "les paiements s'imputent d'abord sur les intérêts (article 1343-1 du Code"
        " civil)",
        "payments are applied to interest first (article 1343-1 of the French Civil"
        " Code)",
    ),
    "semicolon": ("\u00a0; ", "; "),
    "due_on": ("– échue le", "– due on"),
    "semester": ("Semestre", "Half-year"),
    "contract": ("contrat", "contract"),
    "from": ("du", "from"),
    "to": ("au", "to"),
    "days_count": ("Jours", "Days"),
    "balance_with_tax": ("Solde TTC", "Balance incl. tax"),
    "annual_rate": ("Taux annuel", "Annual rate"),
    "amount": ("Montant", "Amount"),
    "indemnity": (
        "Indemnité forfaitaire pour frais de recouvrement",
        "Fixed indemnity for recovery costs",
    ),
    "indemnities": ("Indemnités forfaitaires", "Fixed indemnities"),
    "forty": ("40\u00a0€", "EUR\u00a040"),
    "principal": ("Principal", "Principal"),
    "daily": ("À ajouter par jour après le", "To be added for each day after"),
    "statement_penalties": (
        "Décompte des pénalités et indemnités",
        "Statement of penalties and indemnities",
    ),
    "statement_moratory": (
        "Décompte des intérêts moratoires et indemnités",
        "Statement of interest and indemnities",
    ),
    "reference": ("réf.", "ref."),
    # Statement of account
    "statement_at": ("Relevé de compte au", "Statement of account as of"),
    "statement_amount": ("Montant", "Amount"),
    "statement_sum": ("Cumul", "Running total"),
    "statement_state": ("Situation", "Status"),
    "item_credit": ("Crédit", "Credit"),
    "item_overdue": ("Échue", "Overdue"),
    "item_coming": ("À échoir", "Not yet due"),
    "total_overdue": ("Échu", "Overdue"),
    "total_coming": ("À échoir", "Not yet due"),
    "total_credits": ("Crédits", "Credits"),
    "total_account": ("Solde du compte", "Balance of the account"),
    "statement_empty": (
        "Aucune écriture ouverte à cette date.",
        "No open item on that date.",
    ),
    "statement_sold": ("Hors relevé", "Not in this statement"),
    "statement_scope": (
        "Ce relevé reprend les écritures ouvertes à sa date\u00a0; les règlements reçus"
        " depuis n'y figurent pas.",
        "This statement lists the items open on its date; payments received since then"
        " are not shown.",
    ),
    "statement_question": ("Pour toute question", "For any question"),
    "factor": ("Créance cédée à", "Claim assigned to"),
    "factor_paid": (
        ", seul habilité à en recevoir le règlement.",
        ", who alone may receive its payment.",
    ),
    # Who writes, and what becomes of the data
    "vat": ("TVA", "VAT"),
    "privacy_by": ("Vos données sont traitées par", "Your data are processed by"),
    "privacy": (
        "pour suivre le règlement de ses factures (contrat et intérêt légitime) et"
        " conservées",
        "to follow the payment of its invoices (contract and legitimate interest) and"
        " kept",
    ),
    "privacy_kept": (
        "%(months)s après la clôture du dossier (%(proof)s pour les pièces comptables"
        " et les preuves)",
        "for %(months)s after the file is closed (%(proof)s for accounting records and"
        " evidence)",
    ),
    "privacy_legal": (
        "pendant les durées légales comptables et de prescription",
        "for the legal accounting and limitation periods",
    ),
    "privacy_rights": (
        "Droits d'accès, de rectification et d'opposition (RGPD)",
        "Rights of access, rectification and objection (GDPR)",
    ),
    "year": ("an", "year"),
    "years": ("ans", "years"),
    "months": ("mois", "months"),
    "privacy_cnil": (
        "réclamation possible auprès de la CNIL.",
        "complaints may be lodged with the CNIL, the French supervisory authority.",
    ),
    # Sentences
    "and": (" et ", " and "),
    "or": (" ou ", " or "),
    "then": (" puis ", " then "),
}

#: What a step is called where the names of levels, written in French, cannot be.
STAGES = {
    "prevention": "Before due date",
    "amicable": "Reminder",
    "last_notice": "Final notice",
    "formal_notice": "Formal notice",
    "decision": "Formal notice",
}

#: Basis of a rate: (French, English)
BASES = {
    "ecb10": (
        "taux directeur de la Banque centrale européenne majoré de dix points",
        "main refinancing rate of the European Central Bank plus ten percentage points",
    ),
    "public": (
        "taux directeur de la Banque centrale européenne majoré de huit points",
        "main refinancing rate of the European Central Bank plus eight percentage"
        " points",
    ),
    "legal3": (
        "trois fois le taux d'intérêt légal",
        "three times the French legal interest rate",
    ),
    "legal": ("taux d'intérêt légal", "French legal interest rate"),
    "fixed": ("taux prévu au contrat", "rate set by the contract"),
}

#: What a formal notice announces, in English; in French see ``tools/routes.py``.
ROUTES = {
    "agency": "we will entrust the amicable recovery of this sum to a specialised firm",
    "lawyer": "we will entrust the file to our lawyer",
    "mediation": "we will propose a mediation to you",
    "conciliation": "we will ask for the help of a court conciliator",
    "petites_creances": "we will ask a judicial officer to invite you to take part in"
    " the French simplified procedure for small claims (article L.125-1 of the Code of"
    " civil enforcement procedures)",
    "l126": "we will start the French procedure for undisputed commercial claims"
    " (articles L.126-1 et seq. of the Code of civil enforcement procedures)",
    "injonction": "we will apply to the competent French court for an order for payment"
    " (injonction de payer)",
    "injonction_eu": "we will apply for a European order for payment (Regulation (EC)"
    " No 1896/2006)",
    "refere": "we will ask the judge in summary proceedings for an interim payment",
    "assignation": "we will bring our claim for payment before the competent court",
    "admin_claim": "we will send you the claim that must precede an action before the"
    " administrative court",
    "refere_admin": "we will ask the administrative judge for an interim payment"
    " (article R.541-1 of the Code of administrative justice)",
    "mandatement": "we will ask the representative of the State to order the payment of"
    " this sum",
}

MONTHS = (
    "January February March April May June July August September October November"
    " December"
).split()


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of one language: ``words["total"]``. ``code`` is ``fr`` or ``en``."""

    code: str

    @property
    def is_english(self):
        return self.code == "en"

    def __getitem__(self, key):
        return WORDS[key][self.is_english]

    def say_amount(self, amount, currency, decimals):
        """An amount in English; French amounts follow the settings of the language."""
        return english_amount(amount, currency, decimals)

    def say_short_date(self, day):
        """A day in a table, in English; French days follow the language's settings."""
        return english_short_date(day)

    def say_basis(self, basis):
        """What a rate is taken from; ``basis`` as ``rates.Clause`` has it."""
        return BASES[basis][self.is_english]

    def say_rate(self, rate):
        """``12.15`` gives « 12,15 % » or "12.15%"."""
        words = f"{rate:.2f}"
        return f"{words}%" if self.is_english else f"{words.replace('.', ',')} %"

    def say_list(self, words):
        """« A, B et C »."""
        return self["and"].join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

    def say_invoices(self, names):
        """The claimed items, as the object of « for »."""
        if len(names) == 1:
            name = names[0]
            return f"invoice {name}" if self.is_english else f"la facture {name}"
        count = len(names)
        if self.is_english:
            return f"the {count} invoices listed below"
        return f"les {count} factures ci-dessous"

    def count_invoices(self, count):
        """« 1 facture », « 3 factures »."""
        word = "invoice" if self.is_english else "facture"
        return f"{count} {word}{'s' if count > 1 else ''}"

    def say_reach(self, name, phone, email):
        """A person and how to reach them."""
        phone = (phone or "").replace(" ", "\u00a0")
        if self.is_english:
            means = (phone and f"on {phone}") or (email and f"at {email}")
            return f"{name} ({means})" if means else name or ""
        means = (phone and f"au {phone}") or (email and f"à l'adresse {email}")
        return f"{name}, joignable {means}" if means else name or ""

    def say_step(self, stage, name):
        """The step of an item: its level's name, written in French, or its kind."""
        return STAGES.get(stage, "") if self.is_english else name


FRENCH_WORDS = LetterWords("fr")
ENGLISH_WORDS = LetterWords("en")


def get_words(lang):
    """The words for a text in this language: French, else English.

    :param str lang: code of a language, such as ``fr_BE``; empty is French
    :rtype: LetterWords
    """
    return FRENCH_WORDS if (lang or "fr").startswith("fr") else ENGLISH_WORDS


def english_date(day):
    """``1 April 2026``.

    :param date day: or None
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def english_short_date(day):
    """``1 Apr 2026``, for tables.

    :param date day: or None
    """
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}" if day else ""


def english_amount(amount, currency="EUR", decimals=2):
    """``EUR 1,234.56``, the currency by its ISO code: no sign is ambiguous."""
    return f"{currency}\u00a0{amount:,.{decimals}f}"
