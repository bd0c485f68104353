from odoo import fields, models

from ..const import REGIMES
from ..models.relance_retention_rule import RETENTION_KINDS


class RelanceErasureLine(models.TransientModel):
    """One kind of record of one case: to erase, or why it stays."""

    _name = "relance.erasure.line"
    _description = "Records to Erase"
    _order = "action, kind, due_date, id"

    erasure_id = fields.Many2one(
        "relance.erasure", required=True, index=True, ondelete="cascade"
    )
    case_id = fields.Many2one(
        "relance.case", string="Customer", required=True, ondelete="cascade"
    )
    kind = fields.Selection(RETENTION_KINDS, string="Records", required=True)
    regime = fields.Selection(REGIMES, string="Kind of debtor")
    closed_date = fields.Date(string="Case closed on")
    due_date = fields.Date(string="To erase from")
    count = fields.Integer(string="How many")
    action = fields.Selection(
        [
            ("erase", "To erase"),
            ("done", "Erased"),
            ("error", "Failed"),
            ("skip", "Kept"),
        ],
        string="What is done",
        required=True,
    )
    reason = fields.Char()

    def _get_label(self, name):
        """The value of a selection field, in words."""
        self.ensure_one()
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")
