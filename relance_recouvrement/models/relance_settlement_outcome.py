from odoo import api, fields, models
from odoo.exceptions import UserError

from .relance_settlement_steps import FOLLOW


class RelanceSettlementOutcome(models.AbstractModel):
    """Once paid: what was given up leaves the books by Odoo's own documents."""

    _name = "relance.settlement.outcome"
    _description = "Outcome of a Settlement"

    settlement_currency_id = fields.Many2one("res.currency")
    left_principal = fields.Monetary(
        string="Principal left to write off",
        currency_field="settlement_currency_id",
        compute="_compute_left",
        help="Still open on the documents: a credit note, or a loss.",
    )
    left_charges = fields.Monetary(
        string="Interest and indemnities left to waive",
        currency_field="settlement_currency_id",
        compute="_compute_left",
    )

    @api.depends("state", "line_ids.amount_residual", "case_id.charge_ids.amount_due")
    def _compute_left(self):
        for settlement in self:
            paid = settlement.state == "paid"
            lines = settlement.line_ids if paid else settlement.line_ids.browse()
            settlement.left_principal = sum(lines.mapped("amount_residual"))
            settlement.left_charges = sum(lines._get_charges().mapped("amount_due"))

    # === PAID OR NOT === #

    def _was_paid(self, day):
        """Paid in time: a manager has the documents of the waiver made.

        :param date day: when it was paid
        """
        for settlement in self:
            settlement.case_id._message_log(
                body=self.env._(
                    "%(settlement)s: paid on %(date)s.",
                    settlement=settlement.display_name,
                    date=settlement._format_date(day),
                )
            )
            if settlement.waiver > 0:
                managers = settlement.company_id._relance_managers()
                user = settlement.approved_user_id or managers[:1]
                settlement._follow_up(
                    self.env._(
                        "Paid in time: waive the interest, make the credit note or"
                        " book the loss of what was given up."
                    ),
                    day,
                    user,
                )
            settlement._close_procedures()

    def _close_procedures(self):
        """A procedure on these items alone is over with them."""
        # sudo: the engine; the settlement was agreed by who may
        for settlement in self.sudo():
            items = settlement._get_items_now()
            for procedure in settlement.case_id.procedure_ids.filtered("is_holding"):
                left = procedure._get_items_now().filtered(
                    lambda item: not item.closed_date
                )
                if left and not left - items:
                    procedure._close(
                        "settlement", settlement.display_name, settlement.paid_date
                    )

    def _lapse(self, today):
        """Not paid in time: the whole balance is owed again."""
        reason = self.env._("Not paid as agreed: the whole balance is owed again")
        for settlement in self:
            settlement._close("lapsed", reason, today)
            settlement.case_id._relance_activity(
                "relance_recouvrement.activity_next_step",
                f"{settlement.display_name} : {reason}",
                user=settlement.user_id,
                date=today,
            )

    def _ask_notice(self, today):
        """Who is no business is reminded in writing before anything lapses."""
        for settlement in self:
            settlement._follow_up(
                self.env._(
                    "Not paid on its day: send a formal notice that names the protocol"
                    " and leaves 15 days, then enter when it was received."
                ),
                today,
                settlement.user_id,
            )

    def _follow_up(self, note, day, user):
        if not self.activity_search([FOLLOW]):
            self.activity_schedule(
                FOLLOW, user_id=(user or self.user_id).id, date_deadline=day, note=note
            )

    # === DOCUMENTS === #

    def _check_paid(self):
        self.ensure_one()
        self._check_manager()
        if self.state != "paid":
            raise UserError(
                self.env._("What is given up leaves the books once the rest is paid.")
            )

    def action_waive_charges(self):
        """Waive the interest, the indemnities and the costs left, for good.

        :raise UserError: when it is not paid, or the user is no manager
        """
        self._check_paid()
        charges = self.line_ids._get_charges().filtered("amount_due")
        if charges:
            wizard = self.env["relance.charge.waive"].create(
                {"charge_ids": charges.ids, "reason": self._get_waiver_reason()}
            )
            if wizard.single:
                wizard.amount = sum(wizard._get_amounts().values())
            wizard.action_waive()
        self._end_follow_up()
        return True

    def _get_waiver_reason(self):
        return self.env._(
            "Settlement signed on %(date)s: %(reason)s",
            date=self._format_date(self.signature_date),
            reason=self.reason or "",
        )

    def action_credit_note(self):
        """Odoo's own credit note wizard, on the documents that bear the waiver.

        :raise UserError: when it is not paid, or no document is a posted invoice
        """
        self._check_paid()
        items = self.line_ids.case_line_id.filtered("amount_residual")
        invoices = items.move_id.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        )
        if not invoices:
            raise UserError(
                self.env._(
                    "No document with something left is a posted invoice: enter the"
                    " credit by hand, or book the loss."
                )
            )
        left = ", ".join(
            f"{item.move_name} : {item.currency_id.format(item.amount_residual)}"
            for item in items
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit note, of what is left: %(left)s", left=left),
            "res_model": "account.move.reversal",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "account.move",
                "active_ids": invoices.ids,
                "default_reason": self._get_waiver_reason(),
            },
        }

    def action_lose(self):
        """Book the principal given up as a loss, see ``relance.doubtful``.

        :raise UserError: when it is not paid, or nothing is left
        """
        self._check_paid()
        return self.env["relance.doubtful"]._open_loss(
            self.company_id, self.line_ids.case_line_id
        )

    def _end_follow_up(self):
        if not self.left_principal and not self.left_charges:
            self.activity_feedback([FOLLOW])
