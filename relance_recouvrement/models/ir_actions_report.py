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

    def _get_relance_light_styles(self):
        nodes = self.env["ir.qweb"]._get_asset_nodes(
            LIGHT_STYLES, js=False, autoprefix=True
        )
        return "".join(
            f'<link type="text/css" rel="stylesheet" href="{attributes["href"]}"/>'
            for _tag, attributes in nodes
        )
