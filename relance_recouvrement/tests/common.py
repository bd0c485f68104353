from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.mail.tests.common import MockEmail

from ..const import INVOICE_CHECKS

# Monday. The levels of the default scenario that follow: friendly Friday 6 March,
# call Wednesday 11, firm Thursday 19.
DUE = date(2026, 3, 2)
FRIENDLY = date(2026, 3, 6)
CALL = date(2026, 3, 11)
FIRM = date(2026, 3, 19)
LATE = date(2026, 3, 13)  # a Friday without any step
IBAN = "FR7630006000011234567890189"
TRACKING = "1A12345678901"
# The guards of a company that have their own tests.
NO_CHECKS = {
    "relance_bank_check": "off",
    **{f"relance_check_{code}": "off" for code, _label in INVOICE_CHECKS},
}


def days(count):
    return timedelta(days=count)


class RelanceCommon(MockEmail, AccountTestInvoicingCommon):
    """A French creditor, one customer, and the moves of a debt's life."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.company.write(
            {
                "name": "Ateliers Durand",
                "street": "4 rue des Forges",
                "zip": "69007",
                "city": "Lyon",
                "company_registry": "732829320",
                "email": "compta@durand.example.com",
                "phone": "04 72 00 00 00",
                **NO_CHECKS,
            }
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.company.partner_id.id}
        )
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.revenue = cls.company_data["default_account_revenue"]
        cls.bank_journal = cls.company_data["default_journal_bank"]
        cls.misc_journal = cls.company_data["default_journal_misc"]
        cls.scenario = cls.env.ref("relance_recouvrement.scenario_default")
        for name in (
            "prevention",
            "friendly",
            "call",
            "firm",
            "last_notice",
            "formal_notice",
            "decision",
        ):
            level = cls.env.ref(f"relance_recouvrement.level_{name}")
            setattr(cls, f"level_{name}", level)
        cls.customer = cls._customer("Boulangerie Morel")
        cls.engine = cls.env["relance.engine"]

    @classmethod
    def _customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": f"{name.split()[-1].lower()}@client.example.com",
                "street": "2 rue du Port",
                "zip": "44000",
                "city": "Nantes",
                "country_id": cls.env.ref("base.fr").id,
                "lang": "fr_FR",
                "company_registry": "552100554",
                "relance_debtor_regime": "b2b",
                **vals,
            }
        )

    @classmethod
    def _user(cls, name, groups, **vals):
        return new_test_user(
            cls.env,
            login=f"relance_{name}",
            groups=groups,
            name=name.capitalize(),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **vals,
        )

    # === LEDGER === #

    @classmethod
    def _invoice(cls, partner=None, due=DUE, amount=1000.0, post=True, **vals):
        company = vals.pop("company", cls.company)
        accounts = vals.pop("accounts", cls.company_data)
        day = vals.pop("invoice_date", due - days(30))
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (partner or cls.customer).id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "journal_id": accounts["default_journal_sale"].id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Prestation",
                                "price_unit": amount,
                                "account_id": accounts["default_account_revenue"].id,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _entry(cls, day, lines, journal=None, company=None):
        """Post an entry of ``(account, balance, partner)`` lines."""
        move = (
            cls.env["account.move"]
            .with_company(company or cls.company)
            .create(
                {
                    "move_type": "entry",
                    "date": day,
                    "journal_id": (journal or cls.misc_journal).id,
                    "line_ids": [
                        Command.create(
                            {
                                "name": "x",
                                "account_id": account.id,
                                "balance": balance,
                                "partner_id": partner and partner.id,
                            }
                        )
                        for account, balance, partner in lines
                    ],
                }
            )
        )
        move.action_post()
        return move

    @classmethod
    def _credit(cls, amount, day=DUE, partner=None):
        """A payment in the bank, unmatched; returns its receivable item."""
        partner = partner or cls.customer
        bank = cls.bank_journal.default_account_id
        entry = cls._entry(
            day,
            [(bank, amount, partner), (cls.receivable, -amount, partner)],
            journal=cls.bank_journal,
        )
        return cls._item(entry)

    @classmethod
    def _pay(cls, invoice, amount=None, day=DUE):
        """Pay an invoice, or part of it, through the bank; returns the payment."""
        item = cls._item(invoice)
        partner = invoice.commercial_partner_id
        credit = cls._credit(amount or invoice.amount_residual, day, partner)
        (item + credit).reconcile()
        return credit

    @classmethod
    def _refund(cls, invoice, amount=None):
        """A credit note made for an invoice: Odoo matches them when posted."""
        return cls._invoice(
            invoice.partner_id,
            invoice.invoice_date_due,
            amount or invoice.amount_total,
            move_type="out_refund",
            reversed_entry_id=invoice.id,
        )

    @staticmethod
    def _item(move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    # === ENGINE === #

    def _prepared(self, amount=1000.0, **vals):
        """An invoice and its queued first reminder."""
        invoice = self._invoice(amount=amount, **vals)
        self._run(FRIENDLY)
        reminder = self._reminder()
        self.assertEqual(reminder.state, "queued")
        return invoice, reminder

    def _run(self, day, companies=None):
        return self.engine._run(companies or self.company, today=day)

    def _deliver(self, **kwargs):
        return self.engine._deliver(**kwargs)

    def _case(self, partner=None, company=None):
        return self.env["relance.case"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def _line(self, move):
        """Case lines of an invoice, the closed ones included."""
        return self.env["relance.case.line"].search([("move_id", "=", move.id)])

    def _reminder(self, partner=None):
        """The last reminder of a customer."""
        return self._case(partner).reminder_ids.sorted("id")[-1:]

    def _next(self, partner=None):
        case = self._case(partner)
        return case.next_decision, case.next_level_id, case.next_action_date

    def _owed(self, partner=None):
        """Open items of a customer: ``{number: claimable amount}``."""
        lines = self._case(partner).open_line_ids
        return {line.move_name: line.amount_claimable for line in lines}

    def _send_mail(self, reminders):
        """Let the mail queue send, through a mocked SMTP server."""
        mails = reminders.delivery_ids.mail_id.sudo()
        with self.mock_mail_gateway():
            mails.filtered(lambda mail: mail.state == "outgoing").send()
        self._read_feedback()

    def _read_feedback(self):
        self.env["relance.engine.feedback"].sudo()._collect(self.company)

    @contextmanager
    def _smtp_down(self, error=None):
        """Every connection to the SMTP server fails with ``error``."""
        error = error or ConnectionRefusedError("SMTP down")
        server = type(self.env["ir.mail_server"])
        with patch.object(server, "_connect__", side_effect=error):
            yield

    def _play(self, day, partner=None):
        """Run, deliver, send: one whole day. Returns the last reminder."""
        self._run(day)
        self._deliver()
        reminder = self._reminder(partner)
        self._send_mail(reminder)
        return reminder

    def _call(self, day, partner=None, outcome="reached", **vals):
        case = self._case(partner)
        return self.env["relance.call"].create(
            {
                "case_id": case.id,
                "contact_id": case.partner_id.id,
                "date": datetime.combine(day, datetime.min.time()).replace(hour=9),
                "outcome": outcome,
                **vals,
            }
        )

    def _post(self, reminder, day, tracking=TRACKING):
        """Post the letter of a reminder on ``day``."""
        letters = reminder.delivery_ids.filtered(
            lambda delivery: delivery.channel in ("letter", "registered")
        )
        letters.write({"posted_date": day, "tracking_number": tracking})
        letters.action_mark_posted()
        return letters

    def _bounce(self, reminder):
        """The e-mail comes back, as the fetched mailbox says it."""
        notifications = (
            self.env["mail.notification"]
            .sudo()
            .search([("mail_mail_id", "in", reminder.delivery_ids.mail_id.ids)])
        )
        notifications.write({"notification_status": "bounce"})
        self._read_feedback()
        return notifications
