from odoo import models
from odoo.tools import format_date

from ..const import LANG
from ..tools.french_words import amount_in_words


class RelanceInsolvencyText(models.AbstractModel):
    """What the declaration of claim prints, in French."""

    _name = "relance.insolvency.text"
    _description = "Words of a Declaration of Claim"

    def _format_day(self, day):
        """A date in words, as letters write it."""
        words = format_date(self.env, day, LANG, "d MMMM y") if day else ""
        return f"1er{words[1:]}" if day and day.day == 1 else words

    def _get_total_words(self):
        return amount_in_words(self.amount_declared, self.currency_id.name or "EUR")

    def _get_law_text(self):
        """The articles that the declaration rests on, by kind of proceedings."""
        through = {"redressement": "L.631-14", "liquidation": "L.641-3"}.get(self.kind)
        text = "articles L.622-24, L.622-25 et R.622-23 du Code de commerce"
        if not through:
            return text
        return f"{text}, applicables par renvoi de l'article {through}"

    def _get_letter_day(self):
        """The day it leaves: that of the declaration, else today."""
        return self.declared_date or self.company_id._relance_today()

    def _get_court_text(self):
        """The court, as the subject of a sentence."""
        court = self.court or ""
        masculine = court.lower().startswith("tribunal")
        return f"le {court}" if masculine else court

    def _get_opening_text(self):
        """What the judgment opened; of what was converted since, only that."""
        if self.conversion_date:
            return "procédure collective"
        return f"procédure de {self._get_kind_text()}"

    def _get_debtor_address(self):
        debtor = self.partner_id
        place = " ".join(filter(None, [debtor.zip, debtor.city]))
        country = debtor.country_id.code != "FR" and debtor.country_id.name
        parts = [debtor.street, debtor.street2, place, country]
        return ", ".join(filter(None, parts))

    def _get_basis_text(self):
        """What the interest rests on, once each."""
        bases = self.line_ids.filtered("amount_interest").mapped("legal_basis")
        return " ; ".join(dict.fromkeys(filter(None, bases)))

    def _get_day_basis_text(self):
        # sudo: a branch's user reads the settings of the root company
        actual = self.company_id.sudo().relance_day_basis == "actual"
        return "le nombre de jours de l'année" if actual else "365"

    def _has_charges(self):
        return bool(self.amount_interest or self.amount_indemnity)

    def _get_exhibits(self):
        """The list of exhibits: one a document, then those added by hand.

        :rtype: list(str)
        """
        documents = self.line_ids.filtered(lambda line: line.amount > 0)
        names = [
            f"Facture {name} du {self._format_date(lines[0].invoice_date)}"
            " et justificatif de livraison ou d'exécution"
            for name, lines in documents.grouped("move_name").items()
        ]
        credits = self.line_ids.filtered(lambda line: line.amount < 0)
        names += [
            f"Avoir ou règlement {name}"
            for name in dict.fromkeys(credits.mapped("move_name"))
        ]
        names.append("Extrait du compte client au jour du jugement d'ouverture")
        if self.retention_of_title:
            names.append("Clause de réserve de propriété acceptée avant la livraison")
        extra = (self.exhibit_note or "").splitlines()
        return names + [line.strip() for line in extra if line.strip()]

    def _get_kind_text(self):
        """The proceedings, in French as printed."""
        return {
            "sauvegarde": "sauvegarde",
            "redressement": "redressement judiciaire",
            "liquidation": "liquidation judiciaire",
        }[self.kind]
