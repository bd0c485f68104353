from odoo import api, fields, models

from ..const import DECISIONS


class RelanceSimulationLine(models.TransientModel):
    """What a customer gets on a day of a simulation, or why nothing."""

    _name = "relance.simulation.line"
    _description = "Simulated Reminder"
    _order = "date, next_date, amount desc, id"
    _rec_name = "partner_id"

    simulation_id = fields.Many2one(
        "relance.simulation", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(readonly=True, help="Empty: the customer gets nothing.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    level_id = fields.Many2one("relance.level", readonly=True)
    channels = fields.Char(string="By", compute="_compute_channels")
    decision = fields.Selection(DECISIONS, readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="simulation_id.company_id.currency_id")
    reasons = fields.Text(string="Why", readonly=True)
    next_date = fields.Date(
        readonly=True, help="When a customer that gets nothing is looked at again."
    )

    @api.depends("level_id", "date")
    def _compute_channels(self):
        selection = self.env["relance.delivery"]._fields["channel"]
        labels = dict(selection._description_selection(self.env))
        for line in self:
            channels = line.date and line.level_id and line.level_id._get_channels()
            line.channels = ", ".join(labels[name] for name in channels or ())
