from odoo import api, fields, models

from ..models.relance_rate import DIGITS, RATES
from ..tools.rates import semester_name


class RelanceRateImportLine(models.TransientModel):
    """A row of an imported file of rates, and what it changes."""

    _name = "relance.rate.import.line"
    _description = "Imported Rates of a Semester"
    _order = "row"

    import_id = fields.Many2one(
        "relance.rate.import", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer()
    date_from = fields.Date()
    semester = fields.Char(compute="_compute_semester")
    legal_individual = fields.Float(string="Legal rate, individuals", digits=DIGITS)
    legal_other = fields.Float(string="Legal rate, other cases", digits=DIGITS)
    ecb_rate = fields.Float(string="ECB rate", digits=DIGITS)
    ecb_is_zero = fields.Boolean()
    given = fields.Char(help="Rates that the row gives, the others being empty.")
    source = fields.Char()
    jo_date = fields.Date(string="Official Journal of")
    action = fields.Selection(
        [
            ("create", "New"),
            ("update", "Filled in"),
            ("same", "Unchanged"),
            ("error", "To correct"),
        ]
    )
    message = fields.Char()

    @api.depends("date_from")
    def _compute_semester(self):
        for line in self:
            line.semester = line.date_from and semester_name(line.date_from)

    def _write_rates(self):
        """Write the semesters; the complete ones are confirmed."""
        rates = self.env["relance.rate"]
        created = rates.create(
            [
                line._get_values()
                for line in self.filtered(lambda line: line.action == "create")
            ]
        )
        for line in self.filtered(lambda line: line.action == "update"):
            rate = rates.search([("date_from", "=", line.date_from)])
            rate.write(line._get_values())
            created += rate
        complete = created.filtered(lambda rate: not rate._get_missing_fields())
        complete.action_confirm()
        return created

    def _get_values(self):
        """What the row gives; an empty cell changes nothing."""
        self.ensure_one()
        given = (self.given or "").split(",")
        values = {name: self[name] for name in RATES if name in given}
        if "ecb_rate" in given:
            values["ecb_is_zero"] = self.ecb_is_zero
        for name in ("date_from", "source", "jo_date"):
            if self[name]:
                values[name] = self[name]
        return values
