from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import DISPUTE_FRESH_DAYS


class RelanceDisputeReason(models.Model):
    """Why customers contest, who answers it, in how many days and how.

    An invoice that was not received is no dispute: a duplicate answers it.
    """

    _name = "relance.dispute.reason"
    _description = "Dispute Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: all the companies.")
    owner_role = fields.Selection(
        [
            ("salesperson", "The customer's salesperson"),
            ("collector", "Who follows the case"),
            ("user", "This user"),
        ],
        string="Answered by",
        default="salesperson",
        required=True,
    )
    owner_id = fields.Many2one(
        "res.users",
        string="User",
        domain="[('share', '=', False)]",
        help="Also answers when the customer has no salesperson.",
    )
    delay_days = fields.Integer(
        string="Days to answer",
        default=7,
        help="The answer is due on the first working day after them.",
    )
    fresh_delay_days = fields.Integer(
        string="Days to pay",
        default=DISPUTE_FRESH_DAYS,
        help="Left to the customer after the answer that the dispute is unfounded,"
        " before reminders go on.",
    )
    steps = fields.Html(
        translate=True, help="What to check: copied to each dispute of this reason."
    )

    @api.constrains("owner_role", "owner_id")
    def _check_owner(self):
        for reason in self:
            if reason.owner_role == "user" and not reason.owner_id:
                raise ValidationError(
                    self.env._(
                        "%(reason)s: choose the user who answers.", reason=reason.name
                    )
                )

    @api.constrains("delay_days", "fresh_delay_days")
    def _check_days(self):
        for reason in self:
            if reason.delay_days < 0 or reason.fresh_delay_days < 0:
                raise ValidationError(
                    self.env._(
                        "%(reason)s: enter numbers of days, 0 or more.",
                        reason=reason.name,
                    )
                )

    def _get_owner(self, case):
        """Who answers a dispute of this reason: never nobody.

        :param relance.case case: the customer's case
        :rtype: res.users
        """
        self.ensure_one()
        company = case.company_id
        candidates = self.env["res.users"]
        if self.owner_role == "salesperson":
            candidates += case.partner_id.user_id
        if self.owner_role != "collector":
            candidates += self.owner_id
        able = candidates.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        return able[:1] or case._get_owner()
