from odoo import api, fields, models


class RelanceDeliveryPost(models.TransientModel):
    """Mark letters as posted: one date for all, a tracking number for each."""

    _name = "relance.delivery.post"
    _description = "Mark Letters as Posted"

    delivery_ids = fields.Many2many("relance.delivery", string="Letters")
    date = fields.Date(required=True, default=fields.Date.context_today)

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        ids = self.env.context.get("active_ids", [])
        letters = self.env["relance.delivery"].browse(ids)
        vals["delivery_ids"] = [
            (6, 0, letters.filtered(lambda dlv: dlv.state == "to_post").ids)
        ]
        return vals

    def action_apply(self):
        """Mark the letters as posted on the chosen date."""
        self.ensure_one()
        self.delivery_ids.write({"posted_date": self.date})
        self.delivery_ids.action_mark_posted()
        return {"type": "ir.actions.act_window_close"}
