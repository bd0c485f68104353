from odoo import fields, models

from ..const import DEADLINE_KINDS, DELAY_UNITS, INTERRUPTION_KINDS


class RelanceProcedureStepTemplate(models.Model):
    """One step of a kind of procedure, and when the law wants it.

    A step that the law changed has one template by version, with the same code and
    the dates of the orders each governs.
    """

    _name = "relance.procedure.step.template"
    _description = "Step of a Kind of Procedure"
    _order = "type_id, sequence, id"

    type_id = fields.Many2one(
        "relance.procedure.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    stage = fields.Char(help="Short name of where the procedure stands once done.")
    after_code = fields.Char(
        string="Runs from step", help="Code of a step; empty: from the opening."
    )
    delay = fields.Integer()
    unit = fields.Selection(DELAY_UNITS, default="days", required=True)
    deadline_kind = fields.Selection(DEADLINE_KINDS, default="usual", required=True)
    order_from = fields.Date(string="Orders from")
    order_to = fields.Date(string="Orders until")
    optional = fields.Boolean(help="Only if it happens: never late.")
    interruption_kind = fields.Selection(
        INTERRUPTION_KINDS,
        string="Limitation",
        help="Once done with its proof, this act is recorded for limitation.",
    )
    sets_order = fields.Boolean(string="Is the order")
    sets_title = fields.Boolean(string="Gives the title")
    source = fields.Char()

    _unique_code = models.UniqueIndex(
        "(type_id, code, COALESCE(order_from, '0001-01-01'))",
        "A step has one template for each version of the law.",
    )
