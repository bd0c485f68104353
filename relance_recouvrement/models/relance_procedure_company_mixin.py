from odoo import fields, models


class RelanceProcedureCompanyMixin(models.AbstractModel):
    """Whether a company ever opened a procedure: most ledgers are read faster."""

    _name = "relance.procedure.company.mixin"
    _description = "Procedures of a Company"

    relance_has_procedures = fields.Boolean(
        readonly=True, copy=False, help="A procedure was opened at least once."
    )
