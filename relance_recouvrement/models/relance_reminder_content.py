from odoo import models
from odoo.exceptions import UserError

from ..tools.formal_notice import missing_elements
from ..tools.wording import check_letter

REGISTERED_MENTION = "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION"


class RelanceReminderContent(models.AbstractModel):
    """What the law asks of a reminder, checked when it is frozen (LAW §4.1, §9.3)."""

    _name = "relance.reminder.content"
    _description = "Reminder Content Checks"

    def _check_content(self):
        """Refuse a forbidden wording or an incomplete formal notice.

        :raise UserError: names every problem, with the field to fill
        """
        self.ensure_one()
        texts = (self.subject, self.body, self.letter_subject, self.letter_body)
        problems = check_letter(" ".join(filter(None, texts)), self.regime)
        if self.stage == "formal_notice":
            problems = missing_elements(self._get_notice_data()) or problems
        if problems:
            raise UserError("\n".join(problems))

    def _get_notice_data(self):
        """What the formal notice is made of; see ``tools.formal_notice``."""
        # sudo: the creditor's identity is printed for the customer
        company = self.company_id.sudo()
        return {
            **self._get_creditor_data(company),
            **self._get_debtor_data(),
            "regime": self.regime,
            "subject": self.letter_subject,
            "body": self.letter_body,
            "registered": self.is_registered,
            "mention": REGISTERED_MENTION if self.is_registered else "",
            "tracking_required": False,
            "lines": [line._get_notice_data() for line in self.line_ids],
            "total": self.amount_total,
            "currency": self.line_ids.currency_id.mapped("name"),
            "bank_account": self.bank_id.acc_number,
            "payment_reference": self.payment_reference,
            "date": self.date_text,
            "deadline": self.deadline_text,
            "consequence": self.level_id.announced_consequence,
        }

    def _get_creditor_data(self, company):
        return {
            "creditor_name": company.name,
            "creditor_address": company.street and company.zip and company.city,
            "creditor_registry": company.company_registry or company.vat,
            "signatory": self.collector_name,
            "contact": self.collector_phone or self.collector_email,
            "place": company.city,
        }

    def _get_debtor_data(self):
        partner = self.partner_id
        return {
            "debtor_name": partner.name,
            "debtor_address": partner.street and partner.zip and partner.city,
            "debtor_registry": partner.company_registry or partner.vat,
            "debtor_country": partner.country_id.code,
        }
