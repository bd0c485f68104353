from odoo import fields, models


class RelanceContactMixin(models.AbstractModel):
    """Who is in contact with the customer of a case now, and who was last."""

    _name = "relance.contact.mixin"
    _description = "Contact Guard of a Case"

    contact_user_id = fields.Many2one(
        "res.users", string="In contact", readonly=True, copy=False
    )
    contact_since = fields.Datetime(readonly=True, copy=False)
