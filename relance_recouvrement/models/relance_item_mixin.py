from odoo import api, fields, models
from odoo.fields import Domain

from ..const import HOLDS

GROUPS = "relance_recouvrement.group_user"


class RelanceItemMixin(models.AbstractModel):
    """Case, level and hold of an accounting record, read from its case lines.

    Nothing is stored on accounting tables; the inheriting model declares
    ``relance_line_ids``.
    """

    _name = "relance.item.mixin"
    _description = "Followed Accounting Item"

    relance_case_id = fields.Many2one(
        "relance.case",
        string="Dunning case",
        compute="_compute_relance",
        search="_search_relance_case_id",
        groups=GROUPS,
    )
    relance_level_id = fields.Many2one(
        "relance.level",
        string="Dunning level",
        compute="_compute_relance",
        search="_search_relance_level_id",
        groups=GROUPS,
    )
    relance_hold = fields.Selection(
        HOLDS,
        string="Dunning hold",
        compute="_compute_relance",
        search="_search_relance_hold",
        groups=GROUPS,
    )

    @api.depends("relance_line_ids.level_id", "relance_line_ids.hold")
    def _compute_relance(self):
        for item in self:
            lines = item.relance_line_ids
            held = lines.filtered(lambda line: line.hold != "none")
            item.relance_case_id = lines.case_id[:1]
            item.relance_level_id = lines.level_id.sorted("sequence")[-1:]
            item.relance_hold = (held or lines)[:1].hold

    def _search_relance_case_id(self, operator, value):
        return self._search_relance("case_id", operator, value)

    def _search_relance_level_id(self, operator, value):
        return self._search_relance("level_id", operator, value)

    def _search_relance_hold(self, operator, value):
        return self._search_relance("hold", operator, value)

    @api.model
    def _search_relance(self, field, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        found = Domain("relance_line_ids", "any", [(field, operator, value)])
        if operator == "in" and False in value:
            set_values = [(field, "!=", False)]
            found |= Domain("relance_line_ids", "not any", set_values)
        return found
