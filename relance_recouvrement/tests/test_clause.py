from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools.rates import Clause
from .common import FRIENDLY, RelanceCommon


@tagged("post_install", "-at_install")
class TestClause(RelanceCommon):
    """The rate of a claim: kind of debtor; payment term, customer, company."""

    freeze_time = freeze_time(FRIENDLY)  # 2026-S1: floor 7.86 %

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()
        cls.term = cls.env["account.payment.term"].create({"name": "30 jours"})

    def _clause(self, invoice=None):
        invoice = invoice or self.invoice
        engine = self.env["relance.engine.clause"]
        clause = engine._get_clauses(invoice.ids)[invoice.id]
        line = self._item(invoice)
        self.assertEqual(engine._get_line_clauses(line.ids), {line.id: clause})
        return clause

    # === KIND OF DEBTOR === #

    def test_kinds(self):
        expected = {
            "b2b": Clause("ecb10"),
            "public": Clause("public"),
            "b2c": Clause("legal"),
            "nonpro": Clause("legal"),
            "unknown": None,
        }
        self.company.relance_penalty_mode = "legal3"
        expected["b2b"] = Clause("legal3")
        for regime, clause in expected.items():
            self.customer.relance_debtor_regime = regime
            self.assertEqual(self._clause(), clause, regime)

    def test_unconfirmed_kind_owes_nothing(self):
        self.customer.relance_regime_confirmed = False
        self.assertIsNone(self._clause())

    def test_public_rate_is_not_agreed(self):
        """CCP R2192-31: fixed by the text, whatever the customer's record says."""
        self.customer.write(
            {
                "relance_debtor_regime": "public",
                "relance_penalty_mode": "fixed",
                "relance_penalty_rate": 12,
            }
        )
        self.assertEqual(self._clause(), Clause("public"))

    # === PRECEDENCE === #

    def test_precedence(self):
        self.assertEqual(self._clause(), Clause("ecb10"))
        self.company.write(
            {"relance_penalty_mode": "fixed", "relance_penalty_rate": 8.25}
        )
        self.assertEqual(self._clause(), Clause("fixed", Decimal("8.25")))
        self.customer.write(
            {"relance_penalty_mode": "fixed", "relance_penalty_rate": 9.1}
        )
        self.assertEqual(self._clause(), Clause("fixed", Decimal("9.1")))
        invoice = self._invoice(invoice_payment_term_id=self.term.id)
        self.assertEqual(self._clause(invoice), Clause("fixed", Decimal("9.1")))
        self.term.relance_penalty_mode = "legal3"
        self.assertEqual(self._clause(invoice), Clause("legal3"))
        self.assertEqual(self._clause(), Clause("fixed", Decimal("9.1")))
        self.term.relance_penalty_mode = False
        self.customer.relance_penalty_mode = False
        self.assertEqual(self._clause(invoice), Clause("fixed", Decimal("8.25")))

    def test_contact_of_the_customer(self):
        """What is agreed is the commercial entity's."""
        contact = self.env["res.partner"].create(
            {"name": "Compta", "parent_id": self.customer.id, "type": "invoice"}
        )
        self.customer.relance_penalty_mode = "legal3"
        self.assertEqual(self._clause(self._invoice(contact)), Clause("legal3"))

    def test_other_company(self):
        """A customer agrees with each company on its own."""
        data = self.setup_other_company()
        other = data["company"]
        self.customer.relance_penalty_mode = "legal3"
        invoice = self._invoice(company=other, accounts=data)
        self.assertEqual(self._clause(invoice), Clause("ecb10"))
        other.relance_penalty_mode = "legal3"
        self.company.relance_penalty_mode = "ecb10"
        self.assertEqual(self._clause(invoice), Clause("legal3"))

    def test_entry_of_several_customers(self):
        """An opening entry: each item has its own customer."""
        town = self._customer("Mairie", relance_debtor_regime="public")
        entry = self._entry(
            FRIENDLY,
            [
                (self.receivable, 100, self.customer),
                (self.receivable, 200, town),
                (self.revenue, -300, False),
            ],
        )
        engine = self.env["relance.engine.clause"]
        lines = self._item(entry).sorted("balance")
        self.assertEqual(
            list(engine._get_line_clauses(lines.ids).values()),
            [Clause("ecb10"), Clause("public")],
        )
        self.assertEqual(engine._get_clauses(entry.ids), {entry.id: None})

    def test_one_query(self):
        invoices = self.invoice + self._invoice() + self._invoice()
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env["relance.engine.clause"]._get_clauses(invoices.ids)
        self.assertEqual(self.env["relance.engine.clause"]._get_clauses([]), {})

    # === FLOOR === #

    def test_contract_rate_under_the_floor(self):
        """R-PEN-4: three times 2.62 % in the first half of 2026."""
        for record in (self.company, self.customer, self.term):
            with self.assertRaisesRegex(ValidationError, "7.86"):
                record.write(
                    {"relance_penalty_mode": "fixed", "relance_penalty_rate": 7.85}
                )
            record.write(
                {"relance_penalty_mode": "fixed", "relance_penalty_rate": 7.86}
            )

    def test_default_rate_under_the_floor(self):
        """R-PEN-5: in 2024 the default was under the floor, which is for contracts."""
        table = self.env["relance.rate"]._get_table()
        day = self.env.ref("relance_recouvrement.relance_rate_2024_s1").date_from
        self.assertEqual(table.get_rate(day, Clause("ecb10")).percent, Decimal("14.50"))
        self.assertEqual(
            table.get_rate(day, Clause("legal3")).percent, Decimal("15.21")
        )
        with freeze_time(day):
            self.company.relance_penalty_mode = "legal3"
            self.company.relance_penalty_mode = "ecb10"
            with self.assertRaisesRegex(ValidationError, "15.21"):
                self.company.write(
                    {"relance_penalty_mode": "fixed", "relance_penalty_rate": 14.5}
                )

    def test_contract_rate_is_needed(self):
        with self.assertRaises(ValidationError):
            self.customer.relance_penalty_mode = "fixed"

    def test_settings_write_mode_and_rate_together(self):
        settings = self.env["res.config.settings"].with_company(self.company)
        settings.create(
            {
                "relance_penalty_mode": "fixed",
                "relance_penalty_rate": 9,
                "relance_imputation": "interest",
            }
        ).execute()
        self.assertEqual(self.company.relance_penalty_mode, "fixed")
        self.assertEqual(self.company.relance_penalty_rate, 9)
        self.assertEqual(self.company.relance_imputation, "interest")
        shown = settings.create({})
        self.assertEqual(
            (shown.relance_penalty_mode, shown.relance_penalty_rate), ("fixed", 9)
        )
        with self.assertRaisesRegex(ValidationError, "7.86"):
            shown.relance_penalty_rate = 5

    def test_floor_that_rises_is_told(self):
        """A lawful clause of 2026 is no more when the legal rate goes up."""
        self.customer.write(
            {"relance_penalty_mode": "fixed", "relance_penalty_rate": 8}
        )
        row = self.env.ref("relance_recouvrement.relance_rate_2026_s2")
        row.write(
            {
                "legal_other": 2.7,
                "ecb_rate": 2.4,
                "source": "Arrêté",
                "jo_date": "2026-06-28",
                "state": "confirmed",
            }
        )
        body = row.message_ids.mapped("body")
        self.assertTrue([text for text in body if "Boulangerie Morel" in text], body)
        self.assertEqual(self._clause(), Clause("fixed", Decimal("8.0")))
