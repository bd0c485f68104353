from odoo import api, fields, models


class RelanceDispute(models.Model):
    """What the customer contests, who answers it and until when.

    Holds the contested amount only; the rest stays claimable. Closes by itself
    when its credit notes cover it.
    """

    _name = "relance.dispute"
    _description = "Dispute"
    _inherit = ["relance.hold.mixin"]
    _order = "date_target, id"
    _rec_name = "reason_id"

    reason_id = fields.Many2one(
        "relance.dispute.reason", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("founded", "Founded"),
            ("unfounded", "Unfounded"),
            ("settled", "Settled"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    date_open = fields.Date(
        string="Opened on",
        required=True,
        default=lambda self: self.env.company._relance_today(),
    )
    date_target = fields.Date(string="Answer before", required=True, tracking=True)
    owner_id = fields.Many2one(
        "res.users", string="Answered by", required=True, index=True, tracking=True
    )
    product_id = fields.Many2one("product.product", index="btree_not_null")
    description = fields.Text(help="What the customer says: facts only.")
    resolution = fields.Text(tracking=True)
    resume_date = fields.Date(
        string="Held until",
        readonly=True,
        help="Unfounded: the customer has until then before reminders go on.",
    )
    closed_date = fields.Date(readonly=True)
    line_ids = fields.One2many("relance.dispute.line", "dispute_id", copy=True)

    @api.depends("state", "resume_date")
    def _compute_is_holding(self):
        """An unfounded dispute holds until the engine's day passes its date."""
        for dispute in self:
            today = dispute.case_id.run_date or dispute.date_open
            dispute.is_holding = dispute.state in ("open", "founded") or bool(
                dispute.state == "unfounded"
                and dispute.resume_date
                and dispute.resume_date > today
            )
