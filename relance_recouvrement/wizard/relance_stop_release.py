from odoo import api, fields, models


class RelanceStopRelease(models.TransientModel):
    """Why orders or deliveries go on although their customer's debt stops them."""

    _name = "relance.stop.release"
    _description = "Release a Stopped Order or Delivery"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    summary = fields.Text(string="Stopped", compute="_compute_summary")
    reason = fields.Char(required=True)

    @api.depends("res_model", "res_ids")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = "\n".join(
                f"{record.display_name} : {record.relance_stop_reason or ''}"
                for record in wizard._get_records()
            )

    def _get_records(self):
        model = self.env[self.res_model]
        return model.browse(self.res_ids).exists()

    def action_release(self):
        """Release; somebody else confirms or validates."""
        self.ensure_one()
        self._get_records()._relance_release(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_release_and_go_on(self):
        """Release, then confirm or validate at once."""
        self.ensure_one()
        records = self._get_records()
        records._relance_release(self.reason)
        result = records._relance_go_on()
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
