from odoo import models
from odoo.exceptions import UserError


class RelanceEngineDoubtfulVat(models.AbstractModel):
    """VAT on collection of a debt that was transferred to 416.

    Odoo makes it due when the invoice itself is paid. The transfer pays nothing, and
    what comes afterwards pays the item on 416: the VAT of what was collected is
    proposed here, with Odoo's own rows.
    """

    _inherit = "relance.engine.doubtful.entry"

    def _book_vat(self, line):
        """Draft that makes due the VAT of what was collected on 416."""
        bookings = self.env["relance.doubtful.booking"]
        invoice = line.debt_id.move_id
        drafts = bookings.search(
            [
                ("invoice_id", "=", invoice.id),
                ("kind", "in", ("vat", "loss")),
                ("state", "=", "draft"),
            ]
        )
        taxes = self._get_waiting_taxes(invoice)
        if drafts or not taxes or not self._was_transferred(invoice):
            return bookings
        waiting = -sum(taxes.mapped("amount_residual"))
        total = -sum(taxes.mapped("balance"))
        open_part = self._get_open_amount(invoice) / invoice.amount_total_signed
        due = line.currency_id.round(waiting - total * open_part)
        if line.currency_id.compare_amounts(due, 0.0) <= 0:
            return bookings
        label = self._french()._("VAT due on collection: %s", line.move_name)
        rows = self._prepare_vat_rows(invoice, taxes, due / total)
        journal = invoice.company_id.tax_cash_basis_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "No journal for the VAT on collection of %(company)s: choose it in"
                    " Settings ▸ Invoicing ▸ Taxes.",
                    company=invoice.company_id.name,
                )
            )
        return self._create_booking(
            line, "vat", rows, label, amount=due, journal=journal
        )

    def _get_waiting_taxes(self, invoice):
        return invoice.line_ids.filtered(
            lambda row: (
                row.tax_line_id.tax_exigibility == "on_payment"
                and row.account_id.reconcile
                and not row.reconciled
            )
        )

    def _was_transferred(self, invoice):
        return bool(
            self.env["relance.doubtful.booking"].search_count(
                [
                    ("invoice_id", "=", invoice.id),
                    ("kind", "=", "transfer"),
                    ("state", "=", "posted"),
                ],
                limit=1,
            )
        )

    def _get_open_amount(self, invoice):
        """What is still owed of the invoice, on 411 and on 416."""
        transfers = self.env["relance.doubtful.booking"].search(
            [
                ("invoice_id", "=", invoice.id),
                ("kind", "=", "transfer"),
                ("state", "=", "posted"),
            ]
        )
        own = invoice.line_ids.filtered(
            lambda row: row.account_type == "asset_receivable"
        )
        moved = transfers.move_id.line_ids.filtered(
            lambda row: row.balance > 0 and row.account_id.reconcile
        )
        return sum((own | moved).mapped("amount_residual"))

    def _prepare_vat_rows(self, invoice, taxes, part):
        """Odoo's rows for a part of the invoice: VAT, base, and their counterparts."""
        partials = self.env["account.partial.reconcile"]
        rows = []
        bases = invoice.line_ids.filtered(
            lambda row: "on_payment" in row.tax_ids.mapped("tax_exigibility")
        )
        for row in taxes:
            values = partials._prepare_cash_basis_tax_line_vals(
                row, *self._get_part(row, part)
            )
            rows += [
                partials._prepare_cash_basis_counterpart_tax_line_vals(row, values),
                values,
            ]
        for row in bases:
            values = partials._prepare_cash_basis_base_line_vals(
                row, *self._get_part(row, part)
            )
            rows += [
                values,
                partials._prepare_cash_basis_counterpart_base_line_vals(values),
            ]
        return rows

    def _get_part(self, row, part):
        company = row.company_id.currency_id
        return (
            company.round(row.balance * part),
            row.currency_id.round(row.amount_currency * part),
        )
