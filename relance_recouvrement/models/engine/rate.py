from odoo import models


class RelanceEngineRate(models.AbstractModel):
    """Asks for the rates of the next semester, twice a year."""

    _name = "relance.engine.rate"
    _description = "Dunning Engine: Rates"
