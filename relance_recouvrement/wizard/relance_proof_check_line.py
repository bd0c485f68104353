from odoo import fields, models


class RelanceProofCheckLine(models.TransientModel):
    """One file or one amount that was computed again."""

    _name = "relance.proof.check.line"
    _description = "Verified File or Amount"

    check_id = fields.Many2one(
        "relance.proof.check", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("file", "What was sent"),
            ("scan", "Scan"),
            ("amount", "Amount"),
            ("ledger", "Ledger"),
        ],
        required=True,
    )
    label = fields.Char(string="What")
    stored = fields.Char(string="Written down")
    found = fields.Char(string="Found now")
    result = fields.Selection(
        [
            ("ok", "Untouched"),
            ("changed", "Changed"),
            ("missing", "Missing"),
            ("info", "Moved since"),
        ]
    )
