from odoo import fields, models

from ..const import DEBT_NATURES


class RelanceDebtNatureMixin(models.AbstractModel):
    """What a debt is for; ``tools/limitation.py`` says what it changes."""

    _name = "relance.debt.nature.mixin"
    _description = "Nature of a Debt"

    relance_debt_nature = fields.Selection(
        DEBT_NATURES,
        string="Nature of the debt",
        help="Some debts are time-barred sooner or later than the others of the same"
        " customer. Empty: as the customer, else the company, says.",
    )
