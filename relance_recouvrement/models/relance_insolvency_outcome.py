from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import INSOLVENCY_ENDS, INSOLVENCY_LIVE
from ..tools.insolvency import get_answer_deadline


class RelanceInsolvencyOutcome(models.AbstractModel):
    """What becomes of the declared claim, and how the proceedings end."""

    _name = "relance.insolvency.outcome"
    _description = "Outcome of an Insolvency"

    interruption_id = fields.Many2one(
        "relance.interruption",
        string="Interruption of limitation",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    # Contestation and admission
    contested_date = fields.Date(
        string="Contestation received on", tracking=True, copy=False
    )
    contest_note = fields.Text(string="What is contested", copy=False)
    answer_deadline = fields.Date(
        string="Answer before",
        compute="_compute_answer_deadline",
        store=True,
        help="Thirty days (C. com. L622-27).",
    )
    answered_date = fields.Date(string="Answered on", tracking=True, copy=False)
    admitted_date = fields.Date(string="Decided on", tracking=True, copy=False)

    # End
    close_reason = fields.Selection(INSOLVENCY_ENDS, tracking=True, copy=False)
    closed_date = fields.Date(string="Closed on", tracking=True, copy=False)
    actions_recovered = fields.Boolean(
        string="Individual actions recovered",
        tracking=True,
        copy=False,
        help="After a liquidation closed for lack of assets, the debtor may be"
        " pursued only in the cases of C. com. L643-11.",
    )
    # === COMPUTE METHODS === #

    @api.depends("contested_date")
    def _compute_answer_deadline(self):
        for record in self:
            received = record.contested_date
            record.answer_deadline = received and get_answer_deadline(received)

    # === LIMITATION === #

    def _interrupt_limitation(self):
        """The declaration interrupts limitation until the end of the proceedings,
        without any formal notice (C. com. L622-25-1)."""
        lines = self.line_ids.filtered(lambda line: line.amount > 0).case_line_id
        lines = lines.filtered(lambda line: line.case_id == self.case_id)
        if lines:
            self.interruption_id = self.env["relance.interruption"]._record(
                self.case_id,
                lines,
                "declaration",
                self.declared_date,
                proof=b64encode(self.declaration_attachment_id.raw),
                proof_name=self.declaration_attachment_id.name,
                note=f"{self.court}, {self.judgment_date:%d/%m/%Y}",
            )

    def _cancel_interruption(self, reason):
        """The declaration is taken back: it interrupted nothing."""
        # sudo: kept; the manager was checked by the caller
        acts = self.sudo().interruption_id.filtered(lambda act: act.state == "recorded")
        acts.cancel_reason = reason
        acts.action_cancel()
        self.sudo().interruption_id = False

    # === CONTESTED AND ADMITTED === #

    def action_contest(self):
        """The judicial agent contests the claim: thirty days to answer.

        :raise UserError: without the day of the letter, or before the declaration
        """
        self.check_access("write")
        for record in self:
            if record.state != "declared" or not record.contested_date:
                raise UserError(
                    self.env._(
                        "Enter the day on which the letter that contests the declared"
                        " claim was received."
                    )
                )
            # sudo: the state is kept; the right was checked above
            record.sudo().state = "contested"

    def action_answered(self):
        """The contestation was answered: its task is done.

        :raise UserError: without the day of the answer
        """
        self.check_access("write")
        for record in self:
            if record.state != "contested" or not record.answered_date:
                raise UserError(self.env._("Enter the day of the answer."))
            record.activity_feedback(
                ["relance_recouvrement.activity_insolvency_answer"]
            )

    def action_admit(self):
        """The judge admitted the claim, or rejected it (amount of zero).

        :raise UserError: without the day of the decision, or before the declaration
        """
        self.check_access("write")
        for record in self:
            if record.state not in ("declared", "contested") or not (
                record.admitted_date
            ):
                raise UserError(
                    self.env._(
                        "Enter the day of the decision and the amount that the judge"
                        " admitted."
                    )
                )
            # sudo: the state is kept; the right was checked above
            record.sudo().state = "admitted"
            record.activity_feedback(
                ["relance_recouvrement.activity_insolvency_answer"]
            )

    # === END === #

    def action_close(self):
        """A manager closes the proceedings: claims are given back, unless nobody may
        pursue the debtor any more (C. com. L643-11).

        :raise UserError: without reason and date, or when the user is no manager
        """
        self._check_manager()
        for record in self:
            if record.state not in INSOLVENCY_LIVE:
                raise UserError(self.env._("These proceedings are already over."))
            if not record.close_reason or not record.closed_date:
                raise UserError(
                    self.env._(
                        "Enter how and when the proceedings ended, in the tab “End”."
                    )
                )
            if record.closed_date > record.company_id._relance_today():
                raise UserError(
                    self.env._("The proceedings are not over yet: correct the date.")
                )
            # sudo: kept; limitation runs again from the end of the proceedings
            record.sudo().interruption_id.end_date = record.closed_date
        self._end("closed")

    def action_cancel(self):
        """A manager removes proceedings entered by mistake: all is given back.

        :raise UserError: when the user is no manager
        """
        self._check_manager()
        for record in self:
            record._cancel_interruption(self.env._("No insolvency: a mistake"))
        self._end("cancelled")

    def action_reopen(self):
        """A manager takes closed or cancelled proceedings up again.

        :raise UserError: when the user is no manager, or they still run
        """
        self._check_manager()
        if self.filtered(lambda rec: rec.state in INSOLVENCY_LIVE):
            raise UserError(self.env._("These proceedings still run."))
        for record in self:
            # sudo: the state is kept; the manager was checked above
            record.sudo().interruption_id.end_date = False
            # sudo: as above
            record.sudo().write(
                {
                    "state": "declared" if record._was_declared() else "open",
                    "close_reason": False,
                    "closed_date": False,
                }
            )
            if record._was_declared() and not record.interruption_id:
                record.sudo()._interrupt_limitation()  # sudo: as above
        self._apply_now()

    def _was_declared(self):
        return bool(self.declaration_attachment_id)

    def _end(self, state):
        # sudo: the state is kept; the manager was checked above
        self.sudo().write({"state": state})
        self.sudo()._drop_tasks()
        self._refresh_cases()

    def _is_manager(self):
        return self.env.su or self.env.user.has_group(
            "relance_recouvrement.group_manager"
        )

    def _check_manager(self):
        if not self._is_manager():
            raise UserError(self.env._("A manager decides on this."))
        self.check_access("write")
