from odoo import models


class RelanceEnginePlan(models.AbstractModel):
    """Instalments matched by the ledger; plans kept or in default."""

    _name = "relance.engine.plan"
    _description = "Dunning Engine: Payment Plans"

    def _settle(self, company, today, partners=None):
        """Judge the plans of ``company`` on ``today``."""
