from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import LANG
from . import table_xlsx
from .table_xlsx import Column, Sheet


class RelanceProcedureExport(models.AbstractModel):
    """The workbook of the lawyer: what is claimed, document by document."""

    _name = "relance.procedure.export"
    _description = "Workbook of the Lawyer"
    _inherit = ["relance.claim.export"]

    @api.model
    def _get_workbook(self, procedures):
        """Claims, movements and interest of procedures of one company.

        :param relance.procedure procedures: that the user may read
        :return: the content of an ``.xlsx`` file
        :rtype: bytes
        :raise UserError: for several companies, or without any
        """
        procedures.check_access("read")
        company = procedures.company_id
        if len(company) != 1:
            raise UserError(self.env._("Choose procedures of one company."))
        rows, parts = [], []
        for procedure in procedures:
            lines = procedure.line_ids.case_line_id
            known = self._load(lines, self._get_until(procedure))
            parts.append((lines, known, self._get_frozen(procedure)))
            rows += self._get_rows(procedure, known)
        return table_xlsx.build(self._get_sheets(company, rows, parts))

    def _get_sheets(self, company, rows, parts):
        title = self.env._(
            "%(company)s – claims at %(day)s",
            company=company.name,
            day=format_date(
                self.env, company._relance_today(), LANG, date_format="dd/MM/yyyy"
            ),
        )
        columns = [
            Column(self.env._("Procedure"), "text", 16),
            *self._get_claim_columns(company),
        ]
        movements, interest = [], []
        for lines, known, frozen in parts:
            movements.append(self._get_movement_sheet(title, company, lines, known))
            interest.append(
                self._get_interest_sheet(title, company, lines, known, frozen)
            )
        return [
            Sheet(self.env._("Claims"), title, columns, rows),
            self._merge(movements),
            self._merge(interest),
        ]

    def _merge(self, sheets):
        return sheets[0]._replace(rows=[row for sheet in sheets for row in sheet.rows])

    def _get_until(self, procedure):
        """Interest until the day of the claim; a draft's, until today."""
        return procedure.interest_date or procedure.company_id._relance_today()

    def _get_frozen(self, procedure):
        if procedure.state == "draft":
            return {}
        return {line.case_line_id: line.amount_interest for line in procedure.line_ids}

    def _get_rows(self, procedure, known):
        opened = procedure.state != "draft"
        return [
            (
                procedure.name,
                *self._get_claim(
                    line.case_line_id,
                    known,
                    line.exhibit_number,
                    (line.amount_interest, line.amount_indemnity) if opened else None,
                ),
            )
            for line in procedure.line_ids
        ]

    @api.model
    def _get_filename(self, procedures):
        """Return ``creances_<procedure or number>_<date>.xlsx``."""
        day = procedures[:1].company_id._relance_today().isoformat()
        name = procedures.name if len(procedures) == 1 else f"{len(procedures)}"
        slug = self.env["ir.http"]._slugify(name or "") or "procedures"
        return f"creances_{slug}_{day}.xlsx"
