"""Which documents each route asks for; without a database (LAW §5.4, R124-3, R125-1).

Kinds are those of the exhibits of a procedure. A tuple stands for one of several: an
order, or a contract.
"""

LABELS = {
    "contract": "contrat ou devis signé",
    "terms": "conditions générales signées",
    "order": "bon de commande signé",
    "delivery": "preuve de livraison",
    "invoice": "factures",
    "statement": "relevé de compte",
    "interest": "décompte des intérêts",
    "reminder": "relances envoyées",
    "formal_notice": "mise en demeure",
    "receipt": "avis de réception de la mise en demeure",
    "company_data": "SIREN du débiteur",
    "cheque": "certificat de non-paiement du chèque",
    "court": "tribunal du siège du débiteur",
    "agent": "convention avec le mandataire",
}
_BASIS = (("order", "contract"), "delivery", "invoice")
_FILE = (*_BASIS, "terms", "formal_notice", "receipt", "company_data")
_COURT_FILE = (*_FILE, "court")
REQUIRED = {
    "agency": (*_BASIS, "formal_notice"),
    "lawyer": (*_FILE,),
    "mediation": ("invoice",),
    "conciliation": ("invoice",),
    "petites_creances": (("order", "contract"), "invoice", "formal_notice"),
    "l126": (*_BASIS, "formal_notice", "receipt", "company_data"),
    "injonction": _COURT_FILE,
    "injonction_eu": (*_BASIS, "formal_notice", "receipt", "court"),
    "cheque": ("cheque", "invoice"),
    "refere": _COURT_FILE,
    "assignation": _COURT_FILE,
    "arbitration": (*_BASIS, "formal_notice"),
    "insurance": (*_BASIS, "formal_notice"),
    "insolvency": (*_BASIS,),
    "admin_claim": (*_BASIS,),
    "refere_admin": (*_BASIS, "formal_notice", "court"),
    "mandatement": ("invoice",),
}
# What only companies have.
_COMPANIES = ("company_data",)


def sort_documents(code, known, is_company=True):
    """What is there and what is missing for a route.

    :param str code: one of ``const.PROCEDURE_ROUTES``
    :param known: kinds of documents that are there
    :param bool is_company: the debtor has a register number
    :return: ``(present, missing)``, lists of French names
    :rtype: tuple
    """
    present, missing = [], []
    for kinds in REQUIRED.get(code, ()):
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        if not is_company and kinds[0] in _COMPANIES:
            continue
        found = [kind for kind in kinds if kind in known]
        if found:
            present += [LABELS[kind] for kind in found]
        else:
            missing.append(" ou ".join(LABELS[kind] for kind in kinds))
    return present, missing
