from odoo import fields, models

from ..const import EXHIBIT_KINDS


class RelanceProcedureExhibitType(models.Model):
    """One line of the checklist of a file: which document, for which routes.

    Without what a route requires its file is never complete; what it expects is found
    or left out with a reason.
    """

    _name = "relance.procedure.exhibit.type"
    _description = "Document of a File"
    _order = "sequence, id"

    name = fields.Char(required=True)
    kind = fields.Selection(EXHIBIT_KINDS, required=True, default="other")
    sequence = fields.Integer(default=10, help="Order of the exhibits.")
    active = fields.Boolean(default=True)
    type_ids = fields.Many2many(
        "relance.procedure.type",
        "relance_procedure_exhibit_type_rel",
        "exhibit_type_id",
        "procedure_type_id",
        string="Expected by",
    )
    required_type_ids = fields.Many2many(
        "relance.procedure.type",
        "relance_procedure_exhibit_required_rel",
        "exhibit_type_id",
        "procedure_type_id",
        string="Required by",
        help="Their file is not complete without it.",
    )
    instead_ids = fields.Many2many(
        "relance.procedure.exhibit.type",
        "relance_procedure_exhibit_instead_rel",
        "exhibit_type_id",
        "instead_id",
        string="Or else",
        help="Any of these documents does as well.",
    )
    is_optional = fields.Boolean(
        string="When there is one",
        help="Added when Odoo finds it; its absence is nothing to explain.",
    )
    help_text = fields.Char(string="Where to find it", translate=False)

    def _is_expected(self, procedure):
        return procedure.type_id in (self.type_ids | self.required_type_ids)

    def _is_required(self, procedure):
        return procedure.type_id in self.required_type_ids

    def _is_asked(self, procedure):
        """Whether its absence must be told: a request is printed, the signed one
        takes its place."""
        if self.kind == "request" or not self._is_expected(procedure):
            return False
        return self._is_required(procedure) or not self.is_optional
