import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.pdf import PdfReader, PdfWriter

from ..const import LANG
from ..tools.doubtful import write_amount, write_mention
from ..tools.pdf_duplicate import overprint

RECAP_REPORT = "relance_recouvrement.action_report_doubtful_recap"
DUPLICATE_TITLE = "DUPLICATA"


class RelanceDoubtfulDuplicateMixin(models.AbstractModel):
    """The duplicate of art. 272: without it, the VAT of a loss is not recovered.

    One invoice: the invoice itself, overprinted. Several: one summary with the mention
    for each (BOI-TVA-DED-40-10-20). Never a credit note: the debt goes on existing.
    """

    _name = "relance.doubtful.duplicate.mixin"
    _description = "Duplicate of an Unpaid Invoice"

    duplicate_id = fields.Many2one("ir.attachment", ondelete="restrict", readonly=True)
    duplicate_checksum = fields.Char(string="SHA-256", readonly=True)
    duplicate_printed_date = fields.Date(string="Duplicate made on", readonly=True)
    duplicate_date = fields.Date(
        string="Sent to the customer on",
        help="Day the duplicate left. The loss is posted after it.",
    )
    mention = fields.Text(compute="_compute_mention")

    @api.depends("amount_untaxed", "amount_tax")
    def _compute_mention(self):
        for booking in self:
            booking.mention = bool(booking.amount_tax) and write_mention(
                write_amount(booking.amount_untaxed), write_amount(booking.amount_tax)
            )

    @api.constrains("duplicate_date")
    def _check_duplicate_date(self):
        for booking in self:
            if booking.duplicate_date and not booking.duplicate_id:
                raise ValidationError(
                    self.env._(
                        "%(entry)s: print the duplicate first, then write the day it"
                        " was sent.",
                        entry=booking.display_name,
                    )
                )
            if booking.state == "posted" and booking._misses_duplicate():
                raise ValidationError(
                    self.env._(
                        "%(entry)s is posted: the day its duplicate was sent is kept.",
                        entry=booking.display_name,
                    )
                )

    # === ACTION METHODS === #

    def action_print_duplicate(self):
        """Make the duplicate of these losses, or the summary of several, and open it.

        What was sent is never made again: the kept file opens.

        :raise UserError: when no VAT is recovered, or for several customers
        """
        self.env["relance.doubtful"]._check_may_propose()
        self.check_access("write")
        losses = self.filtered("amount_tax")
        if not losses:
            raise UserError(
                self.env._("No VAT is recovered by these entries: no duplicate.")
            )
        if len(losses.partner_id) > 1:
            raise UserError(
                self.env._("Choose the entries of one customer: each gets its own.")
            )
        if not any(losses.mapped("duplicate_date")):
            losses._keep_duplicate(losses._render_duplicate())
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{losses[0].duplicate_id.id}?download=true",
            "target": "download",
        }

    # === BUSINESS METHODS === #

    def _misses_duplicate(self):
        return bool(self.amount_tax) and not (self.duplicate_id and self.duplicate_date)

    def _check_duplicate_sent(self):
        """:raise UserError: when VAT is recovered and no duplicate was sent"""
        self.ensure_one()
        if self._misses_duplicate():
            raise UserError(
                self.env._(
                    "%(entry)s recovers VAT: print the duplicate of article 272, send"
                    " it to the customer and write the day (button “Doubtful debt” of"
                    " the entry). Without it the VAT is not recovered.",
                    entry=self.display_name,
                )
            )

    def _render_duplicate(self):
        """:return: the PDF: the invoice overprinted, or the summary of several"""
        if len(self) == 1:
            # sudo: the engine's service has no rights of its own; checked by callers
            documents = self.env["relance.call.documents"].sudo()
            files = documents._get_invoice(self.invoice_id)
            if files:
                [(_name, content)] = files
                return overprint(
                    content, DUPLICATE_TITLE, self.mention, PdfReader, PdfWriter
                )
        # sudo: as above
        report = self.env["ir.actions.report"].sudo()
        report = report.with_context(lang=LANG, relance_recap_ids=self.ids)
        content, _kind = report._render_qweb_pdf(RECAP_REPORT, self[0].ids)
        return content

    def _keep_duplicate(self, content):
        names = self.with_context(lang=LANG)
        for booking in self:
            # sudo: proof kept with the entry, rights were checked above
            attachment = (
                self.env["ir.attachment"]
                .sudo()
                .create(
                    {
                        "name": names.env._(
                            "Duplicate art. 272 - %s.pdf",
                            booking.partner_id.name
                            if len(self) > 1
                            else booking.move_name,
                        ).replace("/", "-"),
                        "raw": content,
                        "mimetype": "application/pdf",
                        "res_model": "account.move",
                        "res_id": booking.move_id.id,
                    }
                )
            )
            # sudo: as above
            previous = booking.sudo().duplicate_id
            booking.sudo().write(
                {
                    "duplicate_id": attachment.id,
                    "duplicate_checksum": hashlib.sha256(content).hexdigest(),
                    "duplicate_printed_date": fields.Date.context_today(self),
                }
            )
            previous.unlink()

    # === SUMMARY === #

    def _get_recap(self):
        """The losses of one summary, as its report prints them."""
        ids = self.env.context.get("relance_recap_ids") or self.ids
        return self.browse(ids).sorted(
            lambda loss: (loss.invoice_id.invoice_date or loss.date, loss.id)
        )

    def _get_wording(self):
        """What was sold, as the summary says it."""
        self.ensure_one()
        names = self.invoice_id.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        ).mapped("name")
        words = ", ".join(name.split("\n")[0] for name in names if name)
        return words if len(words) <= 120 else f"{words[:119]}…"
