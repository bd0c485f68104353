from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.formal_notice import advised_elements, missing_elements
from ..tools.siren import siren_of
from ..tools.wording import check_letter

REGISTERED_MENTION = "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION"


class RelanceReminderContent(models.AbstractModel):
    """What the law asks of a reminder, shown while it is a draft and checked when it
    is confirmed and when it is frozen (LAW §4.1, §9.3)."""

    _name = "relance.reminder.content"
    _description = "Reminder Content Checks"

    missing_html = fields.Html(compute="_compute_missing_html", sanitize=False)
    advised_html = fields.Html(compute="_compute_missing_html", sanitize=False)

    @api.depends("charges_mode", "chosen_route", "level_id", "regime", "state")
    def _compute_missing_html(self):
        for reminder in self:
            problems, advised = [], []
            if reminder.is_open:
                problems = reminder._get_problems()
            if reminder.is_open and reminder.stage == "formal_notice":
                advised = advised_elements(reminder._get_notice_data())
            reminder.missing_html = reminder._list(problems)
            reminder.advised_html = reminder._list(advised)

    def _list(self, items):
        lines = Markup().join(Markup("<li>%s</li>") % item for item in items)
        return bool(items) and Markup("<ul class='mb-0'>%s</ul>") % lines

    def _check_content(self):
        """Refuse a forbidden wording, a claim that may not be made or an incomplete
        formal notice.

        :raise UserError: names every problem, with the field to fill
        """
        self.ensure_one()
        problems = self._get_problems()
        if not problems:
            texts = (self.subject, self.body, self.letter_subject, self.letter_body)
            problems = check_letter(" ".join(filter(None, texts)), self.regime)
        if problems:
            raise UserError("\n".join(problems))

    def _get_problems(self):
        """Why this reminder may not leave as it is.

        :return: sentences, each with what to do; none when it may leave
        :rtype: list(str)
        """
        problems = self._get_bars()
        if self.stage == "formal_notice" and not problems:
            problems = missing_elements(self._get_notice_data())
            problems += self._get_provisional()
        return problems

    # === CLAIMS THAT MAY NOT BE MADE === #

    def _get_bars(self):
        """What forbids any letter: collective proceedings (C. com. L622-7), limitation
        of a consumer's debt, a claim disputed as a whole."""
        debts = self.line_ids.filtered(lambda line: line.amount_residual > 0)
        followed = debts.case_line_id
        prior = self._get_prior(debts)
        barred = followed.filtered(lambda line: line.hold == "time_barred")
        disputed = followed and all(line.hold == "dispute" for line in followed)
        texts = (
            (
                prior,
                self.env._(
                    "%(items)s: claimed before the judgment that opened collective"
                    " proceedings. Declare this claim, nothing is asked by letter.",
                    items=", ".join(prior.mapped("move_name")),
                ),
            ),
            (
                barred,
                self.env._(
                    "%(items)s: time-barred, nothing may be asked of the customer."
                    " Record what interrupted the limitation, if anything did.",
                    items=", ".join(barred.mapped("move_name")),
                ),
            ),
            (
                disputed,
                self.env._("Everything claimed is disputed: settle the dispute first."),
            ),
        )
        return [text for found, text in texts if found]

    def _get_prior(self, debts):
        prior = debts.filtered(lambda line: line.case_line_id.hold == "insolvency")
        if self.stage == "formal_notice" and not self._is_given_back():
            judgments = self.env["relance.engine.insolvency"]._get_judgments(
                debts.move_line_id.ids
            )
            prior |= debts.filtered(lambda line: line.move_line_id.id in judgments)
        return prior

    def _is_given_back(self):
        """The customer's proceedings are over, and prior claims may be pursued."""
        # sudo: proceedings bind who does not see them
        found = self.env["relance.insolvency"].sudo()
        found = found.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "cancelled"),
            ]
        )
        return bool(found) and not any(found.mapped("is_holding"))

    def _get_provisional(self):
        """A formal notice never rests on rates that nobody confirmed."""
        days = set()
        for values in self._get_charges().values():
            rows = [row for row in values.segments if row["provisional"]]
            if rows and values.basis == "public":
                # the rate of the day interest started to run
                rows = [min(values.segments, key=lambda row: row["date_from"])]
            days.update(row["date_from"] for row in rows)
        try:
            self.env["relance.rate"]._check_confirmed(days)
        except UserError as error:
            return [str(error)]
        return []

    # === WHAT THE NOTICE IS MADE OF === #

    def _get_notice_data(self):
        """What the formal notice is made of; see ``tools.formal_notice``."""
        # sudo: the creditor's identity is printed for the customer
        company = self.company_id.sudo()
        text = self._get_text_or_error("letter")
        registered = self.is_registered or self.level_id.channel_registered
        return {
            **self._get_creditor_data(company),
            **self._get_debtor_data(),
            **self._get_advised_data(company),
            "regime": self.regime,
            "subject": text["subject"],
            "body": text["body"],
            "registered": registered,
            "mention": REGISTERED_MENTION if registered else "",
            "tracking_required": False,
            "lines": [line._get_notice_data() for line in self.line_ids],
            "total": self.amount_total,
            "currency": self.line_ids.currency_id.mapped("name"),
            "bank_account": self.bank_id.acc_number,
            "payment_reference": self.payment_reference,
            "date": self.date_text,
            # a draft without a date receives it the day it leaves
            "deadline": self.deadline_text
            or self.level_id._get_deadline(self._get_day()),
            "consequence": self.route,
            "route_refusal": self._get_route_refusal(),
            "charges": self._get_charges_data(),
            "printed": {
                "Date limite": self.deadline_text,
                "Somme demandée": self.claim_text,
                "Suite annoncée": self.next_step_text,
            },
        }

    def _get_charges_data(self):
        charges = self._get_charges().values()
        none = not any(row.interest for row in charges)
        settled = any(row.settled for row in charges)
        return {
            # waived, invoiced, or stopped by a judgment before it began
            "settled": none and (settled or self._is_given_back()),
            "mode": self.charges_mode,
            "rate": self.rate_text,
            "interest": self.interest_text,
            "calc_date": self.calc_date_text,
            "indemnity_count": self.indemnity_count,
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
        french = (partner.country_id.code or "FR") == "FR"
        registry = partner.company_registry
        return {
            "debtor_name": partner.name,
            "debtor_address": partner.street and partner.zip and partner.city,
            "debtor_registry": siren_of(registry, partner.vat) if french else registry,
            "debtor_country": partner.country_id.code,
        }

    def _get_advised_data(self, company):
        level = self.level_id
        identity = (company.name, company.report_footer, company.company_details)
        return {
            "previous": self.previous_dates_text,
            "attachments": level.attach_invoices != "none" or level.attach_statement,
            "bic": self.bank_id.bank_bic,
            "identity": " ".join(filter(None, identity)),
            "mediator": company.relance_mediator,
        }
