from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import LANG


class RelanceInsurerMixin(models.AbstractModel):
    """More time for a customer: past a day, the credit insurer agrees to it first."""

    _name = "relance.insurer.mixin"
    _description = "Agreement of the Credit Insurer"

    insurer_agreement_date = fields.Date(
        string="Insurer agreed on",
        copy=False,
        help="The insurer accepts the later date: the declaration is counted from it.",
    )
    insurer_agreement_proof = fields.Binary(
        string="Agreement of the insurer", attachment=True, copy=False
    )
    insurer_agreement_name = fields.Char(copy=False)

    def _check_insurer_agreed(self, limit, today):
        """Past the limit, an agreement with its date and its proof.

        :param date limit: last day that needs none
        :param date today: an agreement is not for later
        :raise UserError: when it is missing
        """
        self.ensure_one()
        day = self.insurer_agreement_date
        if not day or not self.insurer_agreement_proof:
            raise UserError(
                self.env._(
                    "Later than %(limit)s, the insurer's agreement is needed first, or"
                    " nothing would be paid by the insurance: ask for it, then enter"
                    " its date and add it.",
                    limit=format_date(self.env, limit, LANG, "dd/MM/yyyy"),
                )
            )
        if day > today:
            raise UserError(
                self.env._(
                    "The insurer's agreement is dated in the future: correct its date."
                )
            )
