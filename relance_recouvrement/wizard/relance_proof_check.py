from odoo import api, fields, models
from odoo.exceptions import UserError

RESULTS = [
    ("ok", "Untouched"),
    ("changed", "Changed"),
    ("missing", "Missing"),
]


class RelanceProofCheck(models.TransientModel):
    """The proof of one reminder, computed again when somebody asked."""

    _name = "relance.proof.check"
    _description = "Verification of a Proof"
    _inherit = ["relance.opened.mixin"]
    _order = "result, id"
    _rec_name = "reminder_id"
    _opened_on = "reminder_id"

    reminder_id = fields.Many2one(
        "relance.reminder", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="reminder_id.partner_id")
    level_id = fields.Many2one(related="reminder_id.level_id")
    currency_id = fields.Many2one(related="reminder_id.currency_id")
    date = fields.Date(related="reminder_id.date")
    frozen_date = fields.Datetime(related="reminder_id.frozen_date")
    amount_claimed = fields.Monetary(related="reminder_id.amount_claimed")
    charges_date = fields.Date(related="reminder_id.charges_date")
    check_date = fields.Datetime(
        string="Verified on", readonly=True, default=fields.Datetime.now
    )
    line_ids = fields.One2many("relance.proof.check.line", "check_id", readonly=True)
    proof_line_ids = fields.One2many(
        "relance.proof.check.line",
        "check_id",
        string="Files and amounts",
        domain=[("kind", "!=", "ledger")],
        readonly=True,
    )
    ledger_line_ids = fields.One2many(
        "relance.proof.check.line",
        "check_id",
        string="The ledger today",
        domain=[("kind", "=", "ledger")],
        readonly=True,
    )
    result = fields.Selection(RESULTS, readonly=True)
    file_result = fields.Selection(RESULTS, string="Files", readonly=True)
    amount_result = fields.Selection(RESULTS, string="Amounts", readonly=True)
    ledger_changed = fields.Boolean(
        readonly=True,
        help="Payments, credit notes or rates came since: that is no tampering.",
    )

    @api.model
    def _run(self, reminders):
        """Verify each sent reminder of ``reminders``.

        :raise UserError: when none of them was sent
        :rtype: relance.proof.check
        """
        reminders.check_access("read")
        sent = reminders.filtered("frozen_date")
        if not sent:
            raise UserError(
                self.env._("Nothing to verify: no proof exists before a reminder left.")
            )
        proof = self.env["relance.engine.proof"]
        return self.create(
            [self._prepare(reminder, proof._check(reminder)) for reminder in sent]
        )

    def _prepare(self, reminder, findings):
        files = [row.result for row in findings if row.kind in ("file", "scan")]
        amounts = [row.result for row in findings if row.kind == "amount"]
        ledger = [row.result for row in findings if row.kind == "ledger"]
        return {
            "reminder_id": reminder.id,
            "line_ids": [(0, 0, row._asdict()) for row in findings],
            "file_result": self._get_worst(files),
            "amount_result": self._get_worst(amounts),
            "result": self._get_worst(files + amounts),
            "ledger_changed": "info" in ledger,
        }

    def _get_worst(self, results):
        for result in ("changed", "missing", "ok"):
            if result in results:
                return result
        return False

    def action_check_again(self):
        """Compute everything again."""
        return self.reminder_id.action_check_proof()
