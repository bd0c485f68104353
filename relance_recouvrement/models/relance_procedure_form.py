from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.procedure import get_court_kind


class RelanceProcedureForm(models.AbstractModel):
    """The data of an official form, field by field, to retype them."""

    _name = "relance.procedure.form"
    _description = "Data to Retype"

    form_html = fields.Html(
        string="Data to retype", compute="_compute_form_html", sanitize=False
    )

    def _compute_form_html(self):
        for procedure in self:
            try:
                procedure.form_html = procedure.type_id and procedure._render_form()
            except UserError as error:  # no rate at all: the form opens all the same
                procedure.form_html = Markup("<p>%s</p>") % str(error)

    def _render_form(self):
        rows, last = Markup(), None
        for section, label, value in self._get_form_data():
            if section != last:
                rows += Markup(
                    "<tr><th colspan='2' class='pt-3 border-bottom'>%s</th></tr>"
                ) % (section)
                last = section
            rows += Markup(
                "<tr><td class='pe-3 text-muted'>%s</td><td>%s</td></tr>"
            ) % (label, value)
        return (
            Markup("<table class='table table-sm table-borderless'>%s</table>") % rows
        )

    def _get_form_data(self):
        """What a form asks for, in the order of the official ones.

        The form and its version are those of the type of procedure: they change.

        :return: ``(section, label, value)``, all texts, French
        :rtype: list(tuple)
        """
        self.ensure_one()
        kind = self.type_id
        rows = []
        number = self._get_form_number()
        if number:
            checked = self._say_day(kind.form_date)
            rows.append(
                (
                    "Formulaire",
                    "Cerfa n°",
                    number + (f" (vérifié le {checked})" if checked else ""),
                )
            )
        if self.court:
            rows.append(("Formulaire", "Juridiction", self.court))
        rows += [("Créancier", label, value) for label, value in self._get_creditor()]
        rows += [("Débiteur", label, value) for label, value in self._get_debtor()]
        rows += [
            ("Sommes demandées", label, self._say_amount(amount))
            for label, amount in self._get_sums()
        ]
        rows.append(("Sommes demandées", "Total", self._say_amount(self._get_total())))
        for line in self.line_ids:
            item = line.case_line_id
            rows.append(
                (
                    "Détail par facture",
                    f"{item.move_name} du {self._say_day(item.invoice_date)}",
                    f"échéance {self._say_day(line.date_maturity)}, principal"
                    f" {self._say_amount(line.amount)}, intérêts"
                    f" {self._say_amount(line.amount_interest)}, indemnité"
                    f" {self._say_amount(line.amount_indemnity)}",
                )
            )
        rows += [("Fondement", "", text) for text in self._get_basis()]
        rows += [("Faits", "", text) for text in self._get_facts()]
        rows += [
            ("Pièces", f"N° {exhibit.number}", exhibit.name)
            for exhibit in self._get_exhibits()
        ]
        rows.append(("Signature", "Nom et qualité", self._get_signatory()))
        return [row for row in rows if row[2]]

    def _get_form_number(self):
        """The form of the court, as the type of procedure says it now.

        :rtype: str
        """
        kind = self.type_id
        court = self.court_id.kind or get_court_kind(self.court or "")
        own = {"tc": kind.form_number_tc, "jcp": kind.form_number_jcp}.get(court)
        return own or kind.form_number or ""
