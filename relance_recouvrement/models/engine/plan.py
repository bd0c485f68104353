from odoo import models


class RelanceEnginePlan(models.AbstractModel):
    """Instalments matched by the ledger; plans kept or in default."""

    _name = "relance.engine.plan"
    _description = "Dunning Engine: Payment Plans"

    def _settle(self, company, today, partners=None):
        """Judge the plans of ``company`` on ``today``."""

    def _get_missed(self, company, case_ids=None):
        """Plans in default that call for the next step at once.

        :return: ``{case id: (day, frozenset of case line ids)}``
        """
        return {}
