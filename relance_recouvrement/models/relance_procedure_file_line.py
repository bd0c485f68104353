from odoo import fields, models

from ..const import EXHIBIT_KINDS
from ..tools.pdf_exhibit import REASONS


class RelanceProcedureFileLine(models.Model):
    """One exhibit of a built file: its number, its pages, its fingerprint."""

    _name = "relance.procedure.file.line"
    _description = "Exhibit of a Built File"
    _inherit = ["relance.kept.mixin"]
    _order = "file_id, number, id"

    file_id = fields.Many2one(
        "relance.procedure.file",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(string="No.", readonly=True)
    name = fields.Char(readonly=True)
    kind = fields.Selection(EXHIBIT_KINDS, readonly=True)
    date = fields.Date(readonly=True)
    filename = fields.Char(readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment",
        string="Document",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    checksum = fields.Char(string="SHA-256", readonly=True)
    first_page = fields.Integer(string="Page", readonly=True)
    pages = fields.Integer(readonly=True)
    problem = fields.Selection([(code, code) for code in REASONS], readonly=True)

    def _get_pages_text(self):
        """Where it is, as the list of exhibits prints it."""
        if self.problem:
            return f"fichier séparé ({REASONS[self.problem]})"
        last = self.first_page + self.pages - 1
        if last == self.first_page:
            return str(last)
        return f"{self.first_page} à {last}"
