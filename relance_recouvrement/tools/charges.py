"""Where a charge stands, from its amounts. Pure."""


def get_state(accrued, due, claimed=0, waived=0, draft=0, invoiced=0, paid=0):
    """State of interest, an indemnity or costs; see ``const.CHARGE_STATES``.

    Amounts are rounded already, all in one currency.

    :param accrued: what is owed in all
    :param due: what of it is neither waived nor invoiced
    :rtype: str
    """
    settled = waived or draft or invoiced
    if due > 0:
        if settled:
            return "partly"
        return "claimed" if claimed else "accrued"
    if draft:
        return "draft"
    if invoiced:
        if paid >= invoiced:
            return "paid"
        return "partly_paid" if paid else "invoiced"
    return "waived" if waived else "none"
