from odoo import models


class RelanceProcedureExportMixin(models.AbstractModel):
    """The workbook that goes with procedures to the lawyer."""

    _name = "relance.procedure.export.mixin"
    _description = "Workbook of Procedures"

    def action_export(self):
        """Download what is claimed, document by document, for the lawyer."""
        self.check_access("read")
        ids = "-".join(str(record_id) for record_id in self.ids)
        return {
            "type": "ir.actions.act_url",
            "url": f"/relance/procedures/{ids}/xlsx",
            "target": "download",
        }
