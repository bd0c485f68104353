from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import INVOICE_CHECKS


class RelanceInvoiceAcceptance(models.Model):
    """A person checked a problem of an invoice and lets its reminders go on.

    Kept as a log: made by ``_accept`` only, never changed; a manager withdraws one.
    """

    _name = "relance.invoice.acceptance"
    _description = "Accepted Invoice Problem"
    _order = "create_date desc, id desc"
    _rec_name = "case_line_id"

    case_line_id = fields.Many2one(
        "relance.case.line",
        string="Document",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(related="case_line_id.case_id")
    company_id = fields.Many2one(related="case_line_id.company_id")
    partner_id = fields.Many2one(related="case_line_id.partner_id")
    code = fields.Selection(
        INVOICE_CHECKS, string="Check", required=True, readonly=True
    )
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Checked by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    _unique_acceptance = models.UniqueIndex(
        "(case_line_id, code)", "This problem was accepted already."
    )

    @api.model
    def _accept(self, problems, reason):
        """Let the reminders of these items go on, and say so on their cases.

        :param list problems: ``(case line, code)``
        :param str reason: why the problem is none, in the user's words
        :raise AccessError: on a case that the user does not work on
        :raise UserError: without a reason
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the reminders may go on."))
        lines = self.env["relance.case.line"].union(*(line for line, _ in problems))
        lines.case_id.check_access("write")
        # sudo: a log that nobody writes by hand; rights were checked above
        records = self.sudo()
        known = records.search([("case_line_id", "in", lines.ids)])
        known = {(record.case_line_id.id, record.code) for record in known}
        records.create(
            [
                {
                    "case_line_id": line.id,
                    "code": code,
                    "reason": reason.strip(),
                    "user_id": self.env.uid,
                }
                for line, code in dict.fromkeys(problems)
                if (line.id, code) not in known
            ]
        )
        self._log(problems, reason.strip())
        lines.case_id._refresh()

    def _log(self, problems, reason):
        labels = dict(self._fields["code"]._description_selection(self.env))
        notes = {}
        for line, code in problems:
            note = f"{line.move_name or ''} ({labels[code]})"
            notes.setdefault(line.case_id, []).append(note)
        for case, documents in notes.items():
            case._message_log(
                body=self.env._(
                    "Invoice check: %(documents)s accepted. %(reason)s",
                    documents=", ".join(documents),
                    reason=reason,
                )
            )

    def action_withdraw(self):
        """The problem counts again from the next run on."""
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise AccessError(self.env._("Only managers withdraw what was accepted."))
        self.check_access("read")
        cases = self.case_id
        for record in self:
            record.case_id._message_log(
                body=self.env._(
                    "Invoice check: %(document)s is checked again.",
                    document=record.case_line_id.move_name or "",
                )
            )
        self.unlink()
        cases._refresh()
