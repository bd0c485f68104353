from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import ABANDON_REASONS


class RelanceAbandonment(models.Model):
    """Debts that a manager gives up, why, and what was done of them in the books.

    Made by its wizard only, never deleted: it documents the loss. Its items leave the
    dunning until it is taken back; they close once their loss is booked.
    """

    _name = "relance.abandonment"
    _description = "Abandoned Debts"
    _inherit = ["relance.kept.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one(
        "relance.case",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_case", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", compute="_compute_case", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.Many2many(
        "relance.case.line",
        "relance_abandonment_line_rel",
        "abandonment_id",
        "line_id",
        string="Items",
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    reason = fields.Selection(ABANDON_REASONS, required=True, readonly=True)
    note = fields.Text(
        string="What was tried", readonly=True, help="And why nothing more is expected."
    )
    amount = fields.Monetary(readonly=True, help="Owed when it was given up.")
    amount_left = fields.Monetary(
        string="Left to book",
        compute="_compute_amount_left",
        help="Still open in the ledger: book the loss.",
    )
    state = fields.Selection(
        [("done", "Given up"), ("taken_back", "Taken back")],
        default="done",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    take_back_reason = fields.Char(
        string="Why taken back", help="Why the debts are claimed again."
    )

    # === COMPUTE METHODS === #

    @api.depends("case_id.company_id", "case_id.partner_id")
    def _compute_case(self):
        for record in self:
            record.company_id = record.case_id.company_id
            record.partner_id = record.case_id.partner_id

    @api.depends("line_ids.amount_company", "line_ids.closed_date", "state")
    def _compute_amount_left(self):
        for record in self:
            lines = record.line_ids.filtered(lambda line: not line.closed_date)
            given_up = record.state == "done"
            record.amount_left = given_up and sum(lines.mapped("amount_company"))

    @api.depends("partner_id", "date")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._(
                "%(customer)s, given up on %(date)s",
                customer=record.partner_id.display_name or "",
                date=record.date and record.date.strftime("%d/%m/%Y") or "",
            )

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._("What was given up is kept: take it back, its trace stays.")
        )

    # === ACTIONS === #

    def action_lose(self):
        """Book the loss of what is still open, see ``relance.doubtful``.

        :raise AccessError: naming the missing right
        :raise UserError: when nothing is left, or it was taken back
        """
        self.ensure_one()
        if self.state != "done":
            raise UserError(self.env._("These debts are claimed again."))
        return self.env["relance.doubtful"]._open_loss(self.company_id, self.line_ids)

    def action_take_back(self):
        """The debtor came back: what is still open is claimed again.

        :raise UserError: without reason, or when the user is no manager
        """
        self.env["relance.case.abandon"]._check_manager()
        self.check_access("write")
        for record in self:
            if not record.take_back_reason:
                raise UserError(
                    self.env._("Enter why the debts are claimed again, then take back.")
                )
            # sudo: kept; the manager was checked above
            record.sudo().state = "taken_back"
            lines = record.line_ids.filtered(lambda line: line.hold == "excluded")
            lines._release()
            record.case_id._message_log(
                body=self.env._(
                    "No longer given up: %(documents)s. %(reason)s",
                    documents=", ".join(record.line_ids.mapped("move_name")),
                    reason=record.take_back_reason,
                )
            )
        self.case_id._refresh()
        return True

    def _get_of(self, lines):
        """What gave these items up, and was not taken back."""
        # sudo: a decision binds who does not see it
        return self.sudo().search(
            [("line_ids", "in", lines.ids), ("state", "=", "done")]
        )
