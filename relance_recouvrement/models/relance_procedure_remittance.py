from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.instalments import CENT

# Money that the agent still holds.
HELD_STATES = ("held", "partly")


class RelanceProcedureRemittance(models.Model):
    """Money of a procedure under an agent: collected by the agent, or paid to us.

    What the agent collected is handed over within one month, unless agreed otherwise
    (CPCE R124-6). What was paid to us is told to the agent, once. The ledger stays
    the truth: nothing here settles an invoice.
    """

    _name = "relance.procedure.remittance"
    _description = "Amount Collected under an Agent"
    _inherit = ["relance.kept.mixin"]
    _order = "date desc, id desc"
    _rec_name = "reference"

    procedure_id = fields.Many2one(
        "relance.procedure",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    case_id = fields.Many2one(related="procedure_id.case_id", store=True, index=True)
    company_id = fields.Many2one(
        related="procedure_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="procedure_id.partner_id", store=True, index=True
    )
    agent_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(related="procedure_id.user_id", store=True, index=True)
    kind = fields.Selection(
        [("agent", "Collected by the agent"), ("direct", "Paid to us")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("held", "To hand over"),
            ("partly", "Partly handed over"),
            ("remitted", "Remitted"),
            ("received", "Received"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    date = fields.Date(string="Collected on", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    reference = fields.Char(readonly=True)
    informed_date = fields.Date(
        string="Told on",
        readonly=True,
        help="The agent tells each payment, even partial (CPCE R124-5).",
    )
    access_id = fields.Many2one(
        "relance.procedure.access",
        string="By the page",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_procedure_remittance_attachment_rel",
        "remittance_id",
        "attachment_id",
        string="Documents",
        readonly=True,
    )
    # Fee of the agent
    commission = fields.Monetary(readonly=True, help="Borne by us (CPCE L111-8).")
    is_withheld = fields.Boolean(
        string="Commission kept by the agent", readonly=True, help="As agreed."
    )
    cost_id = fields.Many2one(
        "relance.procedure.cost",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    # Handing over
    amount_expected = fields.Monetary(
        string="To hand over", compute="_compute_amount_expected", store=True
    )
    date_due = fields.Date(
        string="Before",
        readonly=True,
        index="btree_not_null",
        help="One month from the receipt, unless agreed otherwise (CPCE R124-6).",
    )
    amount_remitted = fields.Monetary(string="Remitted", readonly=True)
    date_remitted = fields.Date(string="Handed over on", readonly=True)
    amount_left = fields.Monetary(
        string="Left to hand over", compute="_compute_state", store=True
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    late_date = fields.Date(
        readonly=True, copy=False, help="Day on which the delay was said."
    )
    # Ledger
    payment_move_id = fields.Many2one(
        "account.move",
        string="Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The payment that the ledger received.",
    )
    received_date = fields.Date(string="In the ledger on", readonly=True, copy=False)
    amount_received = fields.Monetary(string="In the ledger", readonly=True, copy=False)
    mail_id = fields.Many2one(
        "mail.mail",
        string="E-mail to the agent",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    told_date = fields.Date(string="Agent told on", readonly=True, copy=False)
    cancelled_date = fields.Date(readonly=True, copy=False)
    cancel_reason = fields.Char(copy=False)

    _unique_payment = models.UniqueIndex(
        "(procedure_id, payment_move_id) WHERE kind = 'direct'",
        "This payment was told to the agent already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("amount", "commission", "is_withheld", "kind")
    def _compute_amount_expected(self):
        for record in self:
            kept = record.commission if record.is_withheld else 0.0
            record.amount_expected = (
                max(0.0, record.amount - kept) if record.kind == "agent" else 0.0
            )

    @api.depends(
        "kind",
        "amount_expected",
        "amount_remitted",
        "received_date",
        "cancelled_date",
    )
    def _compute_state(self):
        for record in self:
            left = max(0.0, record.amount_expected - record.amount_remitted)
            if record.cancelled_date:
                record.state, left = "cancelled", 0.0
            elif record.kind == "direct":
                record.state = "received"
            elif left >= CENT:
                record.state = "partly" if record.amount_remitted else "held"
            else:
                record.state = "received" if record.received_date else "remitted"
            record.amount_left = left

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        for record in self:
            day = record.state in HELD_STATES and record.date_due
            record.is_late = bool(day) and day < record.company_id._relance_today()

    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "in", HELD_STATES), ("date_due", "<", "today")]

    @api.depends("kind", "amount", "date", "procedure_id")
    def _compute_display_name(self):
        for record in self:
            currency = record.currency_id
            amount = currency.format(record.amount) if currency else record.amount
            record.display_name = f"{record.procedure_id.name or ''} {amount}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if self:
            raise UserError(
                self.env._("What was collected is kept: a manager cancels it.")
            )

    # === ACTIONS === #

    def action_cancel(self):
        """A manager cancels an amount entered by mistake, with its reason.

        :raise UserError: without reason, when it was handed over, or when the user is
            no manager
        """
        self.procedure_id.check_access("write")
        if not self.env.su and not self.env.user.has_group(
            "relance_recouvrement.group_manager"
        ):
            raise UserError(self.env._("A manager decides on this."))
        for record in self:
            if record.kind != "agent" or record.amount_remitted or record.received_date:
                raise UserError(
                    self.env._(
                        "Only an amount that the agent did not hand over is cancelled."
                    )
                )
            if not record.cancel_reason:
                raise UserError(
                    self.env._("Enter why the amount is cancelled, then cancel it.")
                )
            # sudo: kept; the manager was checked above
            record.sudo()._cancel(record.cancel_reason)

    def _cancel(self, reason):
        today = self.company_id._relance_today()
        self.write({"cancelled_date": today, "cancel_reason": reason})
        cost = self.cost_id
        self.cost_id = False
        cost.unlink()
        procedure = self.procedure_id
        procedure._message_log(
            body=self.env._(
                "%(amount)s of %(date)s cancelled: %(reason)s",
                amount=procedure._format_amount(self.amount),
                date=procedure._format_date(self.date),
                reason=reason,
            )
        )

    def action_view_entry(self):
        """Open the payment in the ledger."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.payment_move_id.id,
            "view_mode": "form",
        }

    def action_is_from_agent(self):
        """This payment was the agent's transfer: it settles what was to hand over.

        :raise UserError: when nothing is left to hand over
        """
        self.ensure_one()
        self.procedure_id.check_access("write")
        if self.kind != "direct" or self.state == "cancelled":
            raise UserError(self.env._("Choose a payment that the ledger received."))
        # sudo: kept; who works on the procedure was checked above
        self.sudo()._settle_by_agent()

    def _settle_by_agent(self):
        procedure, move = self.procedure_id, self.payment_move_id
        amount, day = self.amount, self.date
        procedure._check_left_to_remit(amount)
        # first: the payment is one row's only
        self.write({"payment_move_id": False})
        self._cancel(self.env._("Transfer of the agent"))
        rows = procedure._spread_remittance(day, amount)
        rows.write({"payment_move_id": move.id, "received_date": day})
        for row in rows:
            row.amount_received = row.amount_remitted
