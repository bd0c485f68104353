from odoo import models

from ...const import LANG

REPORT = "relance_recouvrement.action_report_procedure_exhibit"
TEMPLATES = ("statement", "interest", "chronology", "parties", "email", "message")
PDF = "application/pdf"


class RelanceEngineExhibitPrint(models.AbstractModel):
    """Prints the exhibits that Odoo writes itself, all in one rendering."""

    _name = "relance.engine.exhibit.print"
    _description = "Printed Exhibits"

    def _print(self, exhibits):
        """Give each exhibit its PDF, in place of an earlier one; in sudo.

        :raise UserError: when the server cannot print
        """
        exhibits = exhibits.with_context(lang=LANG)
        written = exhibits.filtered(lambda one: one.report in TEMPLATES)
        for exhibit in exhibits - written:
            self._put(exhibit, self._print_other(exhibit))
        if not written:
            return
        company = written.company_id[:1]
        document = self.env["relance.engine.document"].with_company(company)
        document = document.with_context(lang=LANG)
        document._check_server(written)
        for exhibit_id, content in document._render("exhibit", written).items():
            self._put(written.browse(exhibit_id), content)

    def _print_other(self, exhibit):
        """What Odoo prints elsewhere, by its own report."""
        return getattr(self, f"_print_{exhibit.report}")(
            self.env[exhibit.source_model].browse(exhibit.source_id)
        )

    def _print_invoice(self, move):
        """An invoice that was never printed: as it would be printed now."""
        return self._print_report("account.account_invoices", move)

    def _print_insolvency_claim(self, insolvency):
        """A declaration of claim that did not leave yet, as it stands."""
        document = self.env["relance.engine.document"].with_context(lang=LANG)
        document = document.with_company(insolvency.company_id)
        return document._render_one(
            "insolvency_claim", insolvency.with_context(lang=LANG)
        )

    def _print_report(self, name, record):
        report = self.env["ir.actions.report"].with_context(lang=LANG)
        content, _kind = report._render_qweb_pdf(name, record.ids)
        return content

    def _put(self, exhibit, content):
        store = self.env["relance.engine.store"]
        name = f"{exhibit.name}.pdf".replace("/", "-")
        attachment = store._store_bytes(content, name, exhibit, PDF)
        exhibit._put(attachment, "generated")
