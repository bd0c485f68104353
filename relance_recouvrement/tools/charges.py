"""Where a charge stands, from its amounts. Pure."""


def get_state(accrued, due, claimed=0, waived=0, draft=0, invoiced=0, paid=0, lost=0):
    """State of interest, an indemnity or costs; see ``const.CHARGE_STATES``.

    Amounts are rounded already, all in one currency.

    :param accrued: what is owed in all
    :param due: what of it is neither waived nor invoiced
    :param lost: what was invoiced, then written off
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
        if paid + lost >= invoiced:
            return "written_off"
        return "partly_paid" if paid or lost else "invoiced"
    return "waived" if waived else "none"
