import re

import lxml.html

from odoo import models

from ..tools.print_styles import used_styles

LINK = re.compile(
    r"<link[^>]*/web/assets/[^>]*\b(report_assets_common|report_assets_pdf)\.[^>]*>"
)
LIGHT_STYLES = "relance_recouvrement.assets_report_head"
PDF_STYLES = "web.report_assets_pdf"
# Odoo's list of the headers of a rendering: a script of each page finds its own
LIST = '<div id="minimal_layout_report_%s">'
ONLY = '<div id="relance_report_%s">'


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        """Letters are printed by the hundred, and wkhtmltopdf reads the styles again
        for each document, and for the header and footer of each page: give them
        the few they use, and the letterhead once."""
        bodies, ids, header, footer, args = super()._prepare_html(
            html, report_model=report_model
        )
        if (self.report_name or "").startswith("relance_recouvrement."):
            header = _keep_one(str(header), "headers")
            footer = _keep_one(str(footer), "footers")
            styles = {
                "report_assets_common": self._get_relance_styles(LIGHT_STYLES),
                "report_assets_pdf": self._get_relance_styles(PDF_STYLES),
            }
            bodies = [_inline(str(body), styles) for body in bodies]
            header = _inline(header, styles)
            footer = _inline(footer, styles)
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

    def _get_relance_styles(self, bundle):
        assets = self.env["ir.qweb"]._get_asset_bundle(
            bundle, css=True, js=False, autoprefix=True
        )
        return (assets.css().raw or b"").decode()


def _keep_one(page, name):
    """One header instead of as many copies as there are documents."""
    start = page.find(LIST % name)
    end = page.rfind("</body>")
    if start < 0:
        return page
    [headers] = lxml.html.fragments_fromstring(page[start:end].strip())
    if len({lxml.html.tostring(header).strip() for header in headers}) != 1:
        return page
    only = lxml.html.tostring(headers[0], encoding="unicode")
    # under a name that Odoo's script does not look for, it stays where it is
    return f"{page[:start]}{ONLY % name}{only}</div>{page[end:]}"


def _inline(page, styles):
    return LINK.sub(
        lambda link: f"<style>{used_styles(styles[link[1]], page)}</style>", page
    )
