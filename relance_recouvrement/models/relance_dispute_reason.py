from odoo import fields, models


class RelanceDisputeReason(models.Model):
    """Why customers contest, who answers it and in how many days."""

    _name = "relance.dispute.reason"
    _description = "Dispute Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
