"""The accounting of the demo: a year of invoices, payments and special cases.

Everything is dated from ``today``; the random choices are always the same.
"""

import random
from datetime import timedelta
from functools import partial

from odoo import Command

from . import company as companies
from . import partners
from .mistakes import Mistakes
from .ordinary import ORDINARY
from .stories import BY_KEY, STORIES
from .story import Bill

WORKS = (
    "Banque d'accueil en chêne",
    "Agencement de comptoir",
    "Plan de travail sur mesure",
    "Étagères murales",
    "Table de réunion",
    "Cloison vitrée, fourniture et pose",
    "Placards intégrés",
    "Réfection de mobilier",
    "Pose et réglages",
    "Étude et plans d'exécution",
)
REPLAYED = 45  # payments of these last days are registered on their day
# Days between the due date and the payment.
HABITS = {"punctual": (-4, 3), "slow": (8, 34), "uneven": (-2, 42)}


class Ledger(Mistakes):
    """What was built: the demo needs it to play the last weeks again."""

    def __init__(self, env, today):
        self.env = env(
            context=dict(
                env.context,
                lang="fr_FR",
                tracking_disable=True,
                mail_create_nosubscribe=True,
            )
        )
        self.today = today
        self.random = random.Random(19)
        self.invoices = {}  # key of the story: its open invoices, in order
        self.later = []  # (date, what to do then): payments seen in the replay

    def day(self, late):
        return self.today - timedelta(days=late)

    def build(self):
        env = self.env
        env["res.currency"].search(
            [("name", "in", ("EUR", "USD")), ("active", "=", False)]
        ).active = True
        self.main = companies.build_main(env)
        self.services = companies.build_services(env)
        usd = env.ref("base.USD")
        env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "name": self.day(400),
                "company_rate": 1.09,
                "company_id": company.id,
            }
            for company in (self.main, self.services)
        )
        self.users = companies.users(env, (self.main, self.services))
        self.terms = companies.payment_terms(env)
        self.partners, self.ordinary = partners.build(env, self.users["paul"])
        self._build_sales()
        self._build_services()
        self._build_special_cases()
        self._read_bank()
        env.flush_all()
        return self

    # === INVOICES === #

    def _build_sales(self):
        plans = [*self._story_plans(), *self._ordinary_plans()]
        self._post_sales(self.main, plans)

    def _story_plans(self):
        """(date, key, partner, bill, date of payment, share paid)"""
        for story in STORIES:
            partner = self.partners[story.key]
            branches = partner.child_ids.filtered(
                lambda child: child.type in ("invoice", "other")
            )
            for rank, bill in enumerate(story.bills):
                delay = 30
                who = branches[rank % len(branches)] if branches else partner
                issued = self.day(bill.late + delay)
                paid = self.day(bill.late) if bill.paid else None
                yield issued, story.key, who, bill, paid, bill.paid
            for rank in range(story.past):
                late = 330 - rank * 230 // story.past
                bill = Bill(self._amount(), late)
                issued = self.day(late + 30)
                paid = self.day(late - self.random.randint(0, 9))
                yield issued, None, partner, bill, paid, 1.0

    def _ordinary_plans(self):
        for name, habit in ORDINARY:
            partner = self.ordinary[name]
            term = self.random.choice(("net30", "net30", "eom"))
            issued = 370 - self.random.randint(0, 30)
            while issued > 3:
                low, high = HABITS[habit]
                wait = self.random.randint(low, high)
                due = issued - (30 if term == "net30" else 45)
                bill = Bill(self._amount(), due, term=term)
                paid = self.day(due - wait) if due - wait >= 1 else None
                yield self.day(issued), None, partner, bill, paid, 1.0
                issued -= self.random.randint(42, 72)

    def _amount(self):
        return round(self.random.choice((180, 420, 950, 1600, 3200)) *
                     self.random.uniform(0.6, 1.5), 2)  # fmt: skip

    def _post_sales(self, company, plans):
        """Create and post the invoices in order of date, then their payments."""
        plans = sorted(plans, key=lambda plan: (plan[0], plan[2].id))
        journal = companies.journal(company, "sale")
        moves = self.env["account.move"].with_company(company).create(
            [
                self._invoice_values(company, journal, issued, partner, bill)
                for issued, _key, partner, bill, _paid, _share in plans
            ]
        )  # fmt: skip
        moves.action_post()
        moves.write({"is_move_sent": True})
        payments = []
        for move, (_date, key, _who, _bill, paid, share) in zip(
            moves, plans, strict=True
        ):
            if key:
                self.invoices.setdefault((company, key), moves.browse())
                self.invoices[company, key] |= move
            if paid:
                amount = company.currency_id.round(move.amount_total * share)
                payments.append((move, paid, amount))
        first = self.day(REPLAYED)
        self.pay(company, [row for row in payments if row[1] < first])
        recent = [row for row in payments if row[1] >= first]
        for date in sorted({row[1] for row in recent}):
            rows = [row for row in recent if row[1] == date]
            self.later.append((date, partial(self.pay, company, rows)))

    def _invoice_values(self, company, journal, issued, partner, bill):
        currency = self.env.ref(f"base.{bill.currency}")
        abroad = partner.country_id != company.country_id and partner.country_id
        tax = self.env["account.tax"] if abroad else company.account_sale_tax_id
        parts = 2 if bill.amount > 2000 else 1
        first = round(bill.amount * (0.7 if parts == 2 else 1), 2)
        prices = (first, round(bill.amount - first, 2))[:parts]
        return {
            "move_type": "out_invoice",
            "company_id": company.id,
            "journal_id": journal.id,
            "partner_id": partner.id,
            "invoice_date": issued,
            "currency_id": currency.id,
            "invoice_payment_term_id": self.terms[bill.term].id,
            "invoice_user_id": (partner.user_id or self.users["compta"]).id,
            "ref": bill.ref or f"Cde {self.random.randint(2000, 9800)}",
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.random.choice(WORKS),
                        "quantity": 1,
                        "price_unit": price,
                        "tax_ids": [Command.set(tax.ids)],
                    }
                )
                for price in prices
            ],
        }

    def print_invoices(self):
        """The PDF of the invoices reminders will attach, in one printing."""
        moves = self.env["account.move"].union(*self.invoices.values())
        moves = moves.filtered(
            lambda move: move.is_move_sent and move.invoice_date_due < self.today
        )
        report = self.env["ir.actions.report"]
        streams, _kind = report._pre_render_qweb_pdf(
            "account.account_invoices", moves.ids
        )
        self.env["ir.attachment"].create(
            [
                {
                    "name": f"{move.name.replace('/', '_')}.pdf",
                    "raw": streams[move.id]["stream"].getvalue(),
                    "mimetype": "application/pdf",
                    "res_model": move._name,
                    "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
                for move in moves
            ]
        )
        moves.invalidate_recordset(["invoice_pdf_report_id"])

    def _build_services(self):
        company, plans = self.services, []
        for key, story in BY_KEY.items():
            for bill in story.options.get("services", ()):
                issued = self.day(bill.late + 30)
                plans.append((issued, key, self.partners[key], bill, None, 0))
        for name in list(self.ordinary)[:5]:
            for late in (220, 130, 40, -10):
                bill = Bill(self._amount(), late)
                paid = self.day(late - 2) if late > 0 else None
                partner = self.ordinary[name]
                plans.append((self.day(late + 30), None, partner, bill, paid, 1.0))
        self._post_sales(company, plans)

    # === BANK === #

    def _read_bank(self):
        """The bank is read every day: its charges are the last line."""
        for company in (self.main, self.services):
            row = (self.day(1), company.partner_id, -14.5, "FRAIS TENUE DE COMPTE")
            self._bank_lines(company, [row], receivable=False)

    def pay(self, company, payments):
        """Bank transfers of ``(invoice, date, amount)``, matched to the invoices."""
        if not payments:
            return
        payments = sorted(payments, key=lambda payment: payment[1])
        lines = self._bank_lines(
            company,
            [
                (date, move.commercial_partner_id, amount, f"VIR {move.name}")
                for move, date, amount in payments
            ],
            receivable=True,
        )
        pairs = [
            self._receivable(line.move_id) | self._receivable(move)
            for line, (move, _date, _amount) in zip(lines, payments, strict=True)
        ]
        self.env["account.move.line"]._reconcile_plan(pairs)

    def _receivable(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )

    def _bank_lines(self, company, rows, receivable):
        """Statement lines; matched with the customer's account, or left waiting."""
        journal = companies.journal(company, "bank")
        values = []
        for date, partner, amount, text in rows:
            line = {
                "journal_id": journal.id,
                "date": date,
                "payment_ref": text,
                "partner_id": partner.id,
                "partner_name": partner.name,
                "amount": amount,
            }
            if receivable:
                customer = partner.with_company(company)
                line["counterpart_account_id"] = (
                    customer.property_account_receivable_id.id
                )
            values.append(line)
        return (
            self.env["account.bank.statement.line"].with_company(company).create(values)
        )

    # === SPECIAL CASES === #

    def _build_special_cases(self):
        for story in STORIES:
            for option, value in story.options.items():
                method = getattr(self, f"_tell_{option}", None)
                if method:
                    method(self.partners[story.key], story.key, value)

    def _open(self, key):
        return self.invoices[self.main, key]

    def _tell_credit_note(self, partner, key, amount):
        values = self._invoice_values(
            self.main,
            companies.journal(self.main, "sale"),
            self.day(6),
            partner,
            Bill(amount, 6, ref="Retour de marchandise"),
        )
        values.update(move_type="out_refund", invoice_payment_term_id=False)
        refund = self.env["account.move"].with_company(self.main).create(values)
        refund.action_post()

    def _tell_unallocated(self, partner, key, amount):
        rows = [(self.day(3), partner, amount, "VIR ACOMPTE VOS FACTURES")]
        self._bank_lines(self.main, rows, receivable=True)

    def _tell_unmatched(self, partner, key, amount):
        rows = [(self.day(2), partner, amount, f"VIR SEPA {partner.name.upper()}")]
        self._bank_lines(self.main, rows, receivable=False)

    def _tell_block(self, partner, key, value):
        self._open(key)[:1].action_toggle_block_payment()

    def _tell_pays(self, partner, key, days):
        move = self._open(key)[:1]
        date = self.day(days)
        payment = (move, date, move.amount_residual)
        self.later.append((date, partial(self.pay, self.main, [payment])))

    def _tell_returned(self, partner, key, days):
        """The bank takes the money back: its debit cancels the payment."""
        move = self._open(key)[:1]
        take_back = partial(self._take_back, partner, move, days)
        self.later.append((self.day(days), take_back))

    def _take_back(self, partner, move, days):
        row = (self.day(days), partner, -move.amount_total, f"REJET {move.name}")
        debit = self._bank_lines(self.main, [row], receivable=True).move_id
        item = move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        paid = item.matched_credit_ids.credit_move_id
        item.remove_move_reconcile()
        (self._receivable(debit) | paid).reconcile()

    def _tell_cheque(self, partner, key, value):
        """A payment registered, that no bank line confirms yet."""
        wizard = self.env["account.payment.register"].with_company(self.main)
        move = self._open(key)
        wizard = wizard.with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"payment_date": self.day(1), "communication": "Chèque 0004521"})
        wizard._create_payments()

    def _tell_opening(self, partner, key, amounts):
        journal = companies.opening_journal(self.main)
        customer = partner.with_company(self.main).property_account_receivable_id
        lines = [
            {
                "name": f"Facture F{2300 + rank} de l'ancien logiciel",
                "account_id": customer.id,
                "partner_id": partner.id,
                "debit": amount,
                "date_maturity": self.day(150 - 40 * rank),
            }
            for rank, amount in enumerate(amounts)
        ]
        balance = {
            "name": "Reprise des soldes clients",
            "account_id": companies.account(self.main, "110000").id,
            "credit": sum(amounts),
        }
        self._post_entry(journal, self.day(200), "Soldes repris", [*lines, balance])

    def _tell_doubtful(self, partner, key, days):
        transfer = partial(self._transfer_to_doubtful, partner, key, days)
        self.later.append((self.day(days), transfer))

    def _transfer_to_doubtful(self, partner, key, days):
        """Move the debt from 411 to 416, as at the end of a financial year."""
        line = self._receivable(self._open(key))
        doubtful = companies.account(self.main, "416000")
        doubtful.reconcile = True
        common = {"partner_id": partner.id, "name": f"Douteux {line.move_name}"}
        amount = line.amount_residual
        entry = self._post_entry(
            companies.journal(self.main, "general"),
            self.day(days),
            f"Passage en douteux {line.move_name}",
            [
                dict(common, account_id=doubtful.id, debit=amount,
                     date_maturity=line.date_maturity),
                dict(common, account_id=line.account_id.id, credit=amount),
            ],
        )  # fmt: skip
        (self._receivable(entry) | line).reconcile()

    def _post_entry(self, journal, date, ref, lines):
        entry = self.env["account.move"].with_company(self.main).create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": date,
                "ref": ref,
                "line_ids": [Command.create(line) for line in lines],
            }
        )  # fmt: skip
        entry.action_post()
        return entry
