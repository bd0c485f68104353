from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import DEADLINE_KINDS, DELAY_UNITS, INTERRUPTION_KINDS
from ..tools.procedure import Delay, get_due


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
    days_more = fields.Integer(
        string="Then days", help="Counted once the time before them ended."
    )
    deadline_kind = fields.Selection(DEADLINE_KINDS, default="usual", required=True)
    order_from = fields.Date(string="Orders from")
    order_to = fields.Date(string="Orders until")
    optional = fields.Boolean(help="Only if it happens: never late.")
    interruption_kind = fields.Selection(
        INTERRUPTION_KINDS,
        string="Limitation",
        help="Once done with its proof, this act is recorded for limitation.",
    )
    ends_interruption = fields.Boolean(
        string="Ends the act on limitation",
        help="Once done, the act recorded before (mediation, proceedings) is over.",
    )
    sets_order = fields.Boolean(string="Is the order")
    sets_title = fields.Boolean(string="Gives the title")
    source = fields.Char()

    _unique_code = models.UniqueIndex(
        "(type_id, code, COALESCE(order_from, '0001-01-01'))",
        "A step has one template for each version of the law.",
    )

    @api.constrains("after_code", "code", "type_id")
    def _check_after(self):
        for template in self:
            if not template.after_code:
                continue
            codes = set(template.type_id.step_template_ids.mapped("code"))
            if template.after_code not in codes - {template.code}:
                raise ValidationError(
                    self.env._(
                        "%(step)s runs from “%(code)s”, which is no other step of this"
                        " kind: enter the code of one.",
                        step=template.name,
                        code=template.after_code,
                    )
                )

    def _prepare_step(self):
        """What a step of a procedure takes from its template."""
        self.ensure_one()
        return {
            "template_id": self.id,
            "sequence": self.sequence,
            "name": self.name,
            "deadline_kind": self.deadline_kind,
            "optional": self.optional,
        }

    def _get_due(self, start, calendar):
        """The day of the step when its time starts on ``start``, or None."""
        delay = Delay(self.delay, self.unit, self.deadline_kind, self.days_more)
        return get_due(start, delay, calendar)
