from odoo import models

from ..const import LANG
from ..tools.letter_words import ENGLISH, english_date, get_words


class RelanceStatementMixin(models.AbstractModel):
    """The statement of account of a case, in French or in English."""

    _name = "relance.statement.mixin"
    _description = "Statement of Account"

    def action_print_statement(self):
        """Print the statement of account."""
        return self.env.ref(
            "relance_recouvrement.action_report_statement"
        ).report_action(self)

    def _get_statement_words(self):
        """The words of the statement: those of who reads it.

        :rtype: odoo.addons.relance_recouvrement.tools.letter_words.LetterWords
        """
        self.ensure_one()
        partner = self.partner_id
        contact = partner._relance_get_contact("dunning", "email") or partner
        return get_words(contact.lang or partner.lang or LANG)

    def _get_statement_lang(self):
        return ENGLISH if self._get_statement_words().is_english else LANG

    def _format_statement_day(self, day):
        """The day of the statement in words."""
        if self._get_statement_words().is_english:
            return english_date(day)
        return self.env["relance.reminder"]._format_date(day)

    def _get_statement_lines(self):
        """The open items, those sold to a factor left out; oldest due date first.

        :rtype: relance.case.line
        """
        items = self.open_line_ids.filtered(lambda line: line.hold != "assigned")
        return items.sorted(
            lambda line: (str(line.date_maturity or ""), line.move_name or "", line.id)
        )

    def _get_statement_totals(self, items, day):
        """What items of one currency add up to, the balance last; nothing is said of
        what there is none of.

        :param relance.case.line items: of the statement
        :param date day: of the statement
        :return: ``[(key of a word, amount)]``
        :rtype: list
        """
        debits = items.filtered(lambda line: line.amount_residual > 0)
        overdue = debits.filtered(lambda line: self._is_late(line, day))
        parts = (
            ("total_overdue", overdue),
            ("total_coming", debits - overdue),
            ("total_credits", items - debits),
            ("total_account", items),
        )
        return [
            (key, sum(lines.mapped("amount_residual")))
            for key, lines in parts
            if lines or key == "total_account"
        ]

    def _get_statement_state(self, line, day):
        """Key of the word for the state of an item."""
        if line.amount_residual < 0:
            return "item_credit"
        return "item_overdue" if self._is_late(line, day) else "item_coming"

    @staticmethod
    def _is_late(line, day):
        return bool(line.date_maturity and line.date_maturity < day)
