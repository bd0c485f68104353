from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelancePause(models.Model):
    """Days on which nothing leaves: August, the company's closing days…"""

    _name = "relance.pause"
    _description = "Dunning Pause"
    _order = "date_from, id"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: every company."
    )
    scenario_ids = fields.Many2many(
        "relance.scenario", help="Empty: every scenario of the company."
    )
    date_from = fields.Date(string="First day", required=True)
    date_to = fields.Date(string="Last day", required=True)
    yearly = fields.Boolean(help="Repeated every year on the same days.")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for pause in self:
            if pause.date_from > pause.date_to:
                raise ValidationError(
                    self.env._(
                        "The pause “%(name)s” ends before it starts: correct its"
                        " dates.",
                        name=pause.name,
                    )
                )
            if (pause.date_to - pause.date_from).days > 120:
                raise ValidationError(
                    self.env._(
                        "The pause “%(name)s” is longer than 120 days: to stop"
                        " dunning for good, archive the scenario.",
                        name=pause.name,
                    )
                )

    def _periods(self, company, scenario):
        """Pauses that apply, as ``(first day, last day, yearly)``."""
        return [
            (pause.date_from, pause.date_to, pause.yearly)
            for pause in self
            if (not pause.company_id or pause.company_id == company)
            and (not pause.scenario_ids or scenario in pause.scenario_ids)
        ]
