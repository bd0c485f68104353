import io
import logging

from odoo import models
from odoo.tools.pdf import PdfReader, merge_pdf

_logger = logging.getLogger(__name__)

INVOICE_REPORT = "account.account_invoices"
PDF = "application/pdf"
# Largest number of proofs taken for one invoice
MAX_PROOFS = 10


class RelanceCallDocuments(models.AbstractModel):
    """The invoices still owed and what proves them, to show or to send in a call.

    Proofs are the PDF attached to the invoice and, where the apps are there, to its
    orders and deliveries.
    """

    _name = "relance.call.documents"
    _description = "Documents of a Call"

    def _get_merged(self, lines):
        """Each document followed by its proofs, oldest due first, as one PDF.

        :param relance.case.line lines: open items
        :return: the file, or None when nothing can be shown
        :rtype: bytes or None
        """
        pages, seen = [], set()
        for line in lines.sorted("date_maturity"):
            move = line.move_id
            if not move or move in seen:
                continue
            seen.add(move)
            pages += [content for _name, content in self._get_invoice(move)]
            pages += self._get_proofs(move)
        return merge_pdf(pages) if pages else None

    def _get_invoices(self, lines):
        """The invoices of these items, one file each.

        :return: ``[(file name, content)]``
        """
        files = []
        for move in lines.sorted("date_maturity").move_id:
            files += self._get_invoice(move)
        return files

    def _get_invoice(self, move):
        """The PDF that was sent, else the invoice as Odoo prints it now.

        :raise UserError: when the server cannot reach the styles of its pages
        """
        # sudo: who works on the case shows what its customer received
        move = move.sudo()
        if not move.is_sale_document():
            return []
        sent = move.invoice_pdf_report_id
        if sent and self._is_readable(sent.raw):
            return [(sent.name, sent.raw)]
        # sudo: the engine's service has no rights of its own
        self.env["relance.engine.document"].sudo()._check_server(move)
        content, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf(INVOICE_REPORT, move.ids)
        )
        if not self._is_readable(content):
            return []
        return [(move._get_invoice_report_filename(), content)]

    def _get_proofs(self, move):
        """PDF kept with the invoice, its orders and its deliveries."""
        # sudo: orders and deliveries are other teams' records, shown as proofs of
        # the debt that the user works on
        move = move.sudo()
        records = [move, *self._get_orders(move), *self._get_deliveries(move)]
        attachments = self.env["ir.attachment"].sudo()
        for record in records:
            attachments |= attachments.search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("res_field", "=", False),
                    ("mimetype", "=", PDF),
                    ("id", "!=", move.invoice_pdf_report_id.id),
                ],
                limit=MAX_PROOFS,
            )
        return [file.raw for file in attachments if self._is_readable(file.raw)]

    def _get_orders(self, move):
        """Sales orders of the invoice, none without the sales app."""
        lines = move.invoice_line_ids
        if "sale_line_ids" not in lines._fields:
            return []
        return lines.sale_line_ids.order_id

    def _get_deliveries(self, move):
        """Deliveries of the orders of the invoice, none without the stock app."""
        orders = self._get_orders(move)
        if not orders or "picking_ids" not in orders._fields:
            return []
        return orders.picking_ids.filtered(
            lambda picking: (
                picking.state == "done" and picking.picking_type_code == "outgoing"
            )
        )

    def _is_readable(self, content):
        """A file that cannot be merged is left out, never breaks the others."""
        if not content or not content.startswith(b"%PDF"):
            return False
        try:
            return not PdfReader(io.BytesIO(content), strict=False).is_encrypted
        except Exception:
            _logger.info("a PDF attached to an invoice cannot be read")
            return False
