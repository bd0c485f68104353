from odoo import models


class RelanceEngineDispute(models.AbstractModel):
    """Disputes that their credit notes cover close by themselves."""

    _name = "relance.engine.dispute"
    _description = "Dunning Engine: Disputes"

    def _settle(self, company, today, partners=None):
        """Judge the disputes of ``company`` on ``today``."""
