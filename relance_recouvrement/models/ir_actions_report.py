import re

from odoo import models

FULL_STYLES = re.compile(r"<link[^>]*report_assets_common[^>]*/?>")
LIGHT_STYLES = "relance_recouvrement.assets_report_head"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        """Letters are printed by the hundred, and wkhtmltopdf reads the styles again
        for each document, and for the header and footer of each page: give them
        the light ones."""
        bodies, ids, header, footer, args = super()._prepare_html(
            html, report_model=report_model
        )
        if (self.report_name or "").startswith("relance_recouvrement."):
            light = self._get_relance_light_styles()
            bodies = [FULL_STYLES.sub(light, str(body)) for body in bodies]
            header = FULL_STYLES.sub(light, str(header))
            footer = FULL_STYLES.sub(light, str(footer))
        return bodies, ids, header, footer, args

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Whatever is printed here for a customer carries the company's header.

        :raise UserError: when the server cannot reach its own styles, or the page
            came out without its header
        """
        report = self._get_report(report_ref)
        if not (report.report_name or "").startswith("relance_recouvrement."):
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        ids = [res_ids] if isinstance(res_ids, int) else res_ids or []
        records = self.env[report.model].browse(ids[:1])
        # sudo: the engine's service has no rights of its own, it only reads the file
        document = self.env["relance.engine.document"].sudo()
        document = document.with_company(records.company_id)
        document._check_server(records)
        content, kind = super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        if kind == "pdf":
            document._check_rendering(content)
        return content, kind

    def _get_relance_light_styles(self):
        nodes = self.env["ir.qweb"]._get_asset_nodes(
            LIGHT_STYLES, js=False, autoprefix=True
        )
        return "".join(
            f'<link type="text/css" rel="stylesheet" href="{attributes["href"]}"/>'
            for _tag, attributes in nodes
        )
