from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from ..const import ABANDON_REASONS

# Tasks of the case that make somebody claim what is given up.
CASE_TASKS = [
    f"relance_recouvrement.activity_{name}"
    for name in ("call", "manual", "decision", "promise_broken", "next_step")
]


class RelanceCaseAbandon(models.TransientModel):
    """A manager gives debts up: which ones, why, and what was tried."""

    _name = "relance.case.abandon"
    _description = "Give Debts Up"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "case_id"

    case_id = fields.Many2one("relance.case", required=True, readonly=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    line_ids = fields.Many2many(
        "relance.case.line",
        string="Items",
        domain="[('case_id', '=', case_id), ('closed_date', '=', False)]",
    )
    amount = fields.Monetary(compute="_compute_amount")
    reason = fields.Selection(ABANDON_REASONS, required=True)
    note = fields.Text(string="What was tried", required=True)
    book_loss = fields.Boolean(
        string="Book the loss now",
        help="Opens the draft entries of the loss and their VAT.",
    )

    @api.depends("line_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.line_ids.mapped("amount_company"))

    @api.model
    def _open(self, case):
        self._check_manager()
        lines = case.open_line_ids.filtered(lambda line: line.amount_residual > 0)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give debts up"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_case_id": case.id,
                "default_line_ids": lines.ids,
                "default_book_loss": self.env["account.move"].has_access("create"),
            },
        }

    @api.model
    def _check_manager(self):
        manager = "relance_recouvrement.group_manager"
        if not self.env.su and not self.env.user.has_group(manager):
            raise AccessError(self.env._("Only a manager gives debts up."))

    def action_abandon(self):
        """Give these items up: they leave the dunning, their procedure is closed.

        :return: the wizard of the loss, when it was asked for
        :raise AccessError: when the user is no manager
        :raise UserError: naming what is agreed or under way on them
        """
        self.ensure_one()
        self._check_manager()
        self.case_id.check_access("write")
        # the defaults of this wizard are not those of what it makes
        self = self.with_env(self.env(context=clean_context(self.env.context)))
        self._check_items()
        procedures = self._get_procedures()
        # sudo: made by this action only; the manager was checked above
        abandonment = self.env["relance.abandonment"].sudo().create(self._prepare())
        procedures._close("abandoned", self.note, self._get_today())
        words = dict(self._fields["reason"]._description_selection(self.env))
        self.line_ids._hold("excluded", words[self.reason])
        self._tell(words[self.reason])
        self.case_id._refresh()
        if self.book_loss:
            return abandonment.with_env(self.env).action_lose()
        return {"type": "ir.actions.act_window_close"}

    def _prepare(self):
        return {
            "case_id": self.case_id.id,
            "line_ids": [fields.Command.set(self.line_ids.ids)],
            "date": self._get_today(),
            "user_id": self.env.uid,
            "reason": self.reason,
            "note": self.note,
            "amount": self.amount,
        }

    def _get_today(self):
        today = self.case_id.company_id._relance_today()
        return max(today, self.case_id.run_date or today)

    def _tell(self, reason):
        case = self.case_id
        case._message_log(
            body=self.env._(
                "Given up: %(documents)s, %(amount)s. %(reason)s. %(note)s",
                documents=", ".join(self.line_ids.mapped("move_name")),
                amount=case.currency_id.format(self.amount),
                reason=reason,
                note=self.note,
            )
        )
        left = case.open_line_ids - self.line_ids
        if not left.filtered(lambda line: line.amount_residual > 0):
            # sudo: tasks of colleagues end with what they were for
            case.sudo().activity_unlink(CASE_TASKS)

    # === CHECKS === #

    def _check_items(self):
        if not self.line_ids or self.line_ids.case_id != self.case_id:
            raise UserError(self.env._("Choose the items of this customer to give up."))
        if self.line_ids.filtered(lambda line: line.closed_date):
            raise UserError(self.env._("Nothing is owed any more on some of them."))
        held = self.line_ids.filtered(lambda line: line._get_held_amount() > 0)
        if held:
            raise UserError(
                self.env._(
                    "%(documents)s: promised, planned, settled or disputed. End what"
                    " was agreed first.",
                    documents=", ".join(held.mapped("move_name")),
                )
            )
        known = self.env["relance.abandonment"]._get_of(self.line_ids)
        if known:
            raise UserError(self.env._("Some of these items were given up already."))

    def _get_procedures(self):
        """Open procedures of these items alone."""
        procedures = self.case_id.procedure_ids.filtered("is_holding").filtered(
            lambda record: record.line_ids.case_line_id & self.line_ids
        )
        for procedure in procedures:
            open_lines = procedure.line_ids.case_line_id.filtered(
                lambda line: not line.closed_date
            )
            others = open_lines - self.line_ids
            if others:
                raise UserError(
                    self.env._(
                        "%(procedure)s is about %(documents)s too: give them up"
                        " together, or close it first.",
                        procedure=procedure.display_name,
                        documents=", ".join(others.mapped("move_name")),
                    )
                )
        return procedures
