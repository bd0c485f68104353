from odoo import fields, models
from odoo.tools import format_amount

from ..const import LANG


class RelanceDisputeText(models.AbstractModel):
    """What the answer's template may print of a dispute."""

    _name = "relance.dispute.text"
    _description = "Words of a Dispute"

    contact_lang = fields.Char(compute="_compute_words")
    document_text = fields.Char(compute="_compute_words")
    amount_text = fields.Char(compute="_compute_words")
    date_open_text = fields.Char(compute="_compute_words")
    sender_name = fields.Char(compute="_compute_words")

    def _compute_words(self):
        for dispute in self:
            dispute.contact_lang = dispute.partner_id.lang or LANG
            dispute.document_text = dispute._get_document_text()
            dispute.amount_text = dispute._get_amount_text()
            dispute.date_open_text = dispute._format_day(dispute.date_open)
            dispute.sender_name = dispute.user_id.name or dispute.company_id.name

    def _get_document_text(self):
        """The documents by their numbers, in French.

        :rtype: str
        """
        names = self.line_ids.case_line_id.mapped("move_name")
        if len(names) == 1:
            return f"la facture {names[0]}"
        return f"les factures {', '.join(names[:-1])} et {names[-1]}" if names else ""

    def _get_amount_text(self):
        """What is contested, by currency."""
        totals = {}
        for line in self.line_ids:
            totals[line.currency_id] = totals.get(line.currency_id, 0.0) + line.amount
        return " et ".join(
            format_amount(self.env, amount, currency, lang_code=LANG)
            for currency, amount in totals.items()
        )

    def _format_day(self, day):
        return day and self.env["relance.engine.words"]._format_date(day) or ""

    def _message_post_after_hook(self, message, msg_vals):
        """The customer's word on a dispute waits to be read, as one on the case."""
        super()._message_post_after_hook(message, msg_vals)
        if message.message_type not in ("email", "comment"):
            return
        internal = message.author_id.user_ids.filtered(lambda user: not user.share)
        if not internal:
            # sudo: the gateway posts as the customer's own user or none
            self.sudo().case_id.write({"reply_pending": True})
