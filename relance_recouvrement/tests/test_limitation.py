from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .common import DUE, TRACKING, days
from .common_limitation import INVOICED, OLD, TODAY, LimitationCommon


@tagged("post_install", "-at_install")
class TestLimitation(LimitationCommon):
    """Where the count starts, what it depends on, and what is listed."""

    def _day(self, invoice):
        line = self._line(invoice)
        line.invalidate_recordset()
        return line.limitation_date

    def test_each_kind_of_debtor(self):
        invoice = self._owe()
        for regime, expected in (
            ("b2c", date(2026, 3, 2)),
            ("b2b", date(2029, 3, 2)),
            ("nonpro", date(2029, 3, 2)),
            ("public", date(2028, 12, 31)),
            ("unknown", date(2026, 3, 2)),
        ):
            self.customer.relance_debtor_regime = regime
            with self.subTest(regime=regime):
                self.assertEqual(self._day(invoice), expected)

    def test_an_unconfirmed_kind_does_not_count(self):
        invoice = self._owe()
        self.customer.write(
            {"relance_debtor_regime": "b2b", "relance_regime_confirmed": False}
        )
        self.assertEqual(self._day(invoice), date(2026, 3, 2))

    def test_prudent_start(self):
        invoice = self._owe()
        line = self._line(invoice)
        self.assertEqual(line.limitation_due_date, OLD.replace(year=2026))
        invoice.delivery_date = date(2024, 2, 10)
        self.assertEqual(self._day(invoice), date(2026, 2, 10))
        invoice.delivery_date = date(2024, 3, 20)
        self.assertEqual(self._day(invoice), date(2026, 3, 2))

    def test_an_opening_entry_counts_from_its_due_date(self):
        entry = self._entry(
            date(2026, 1, 1),
            [
                (self.receivable, 1000.0, self.customer),
                (self.revenue, -1000.0, self.customer),
            ],
        )
        self._item(entry).write({"date_maturity": OLD, "no_followup": False})
        self._run(TODAY)
        self.assertEqual(self._day(entry), OLD.replace(year=2026))

    def test_nature_of_the_debt(self):
        """The invoice's own, else its customer's, else the company's."""
        invoice = self._owe()
        self.company.relance_debt_nature = "rent"
        self.assertEqual(self._day(invoice), date(2027, 3, 2))
        customer = self.customer.with_company(self.company)
        customer.relance_debt_nature = "transport"
        self.assertEqual(self._day(invoice), date(2025, 3, 2))
        invoice.relance_debt_nature = "civil"
        self.assertEqual(self._day(invoice), date(2029, 3, 2))
        invoice.relance_debt_nature = "ordinary"
        self.assertEqual(self._day(invoice), date(2026, 3, 2))

    def test_a_transferred_debt_keeps_its_days_and_acts(self):
        invoice = self._owe()
        self._record(invoice, day=date(2025, 6, 1))
        doubtful = self.env["account.account"].create(
            {
                "name": "Clients douteux",
                "code": "416999",
                "account_type": "asset_receivable",
                "reconcile": True,
            }
        )
        entry = self._entry(
            TODAY,
            [
                (doubtful, 1000.0, self.customer),
                (self.receivable, -1000.0, self.customer),
            ],
        )
        credit = entry.line_ids.filtered("credit")
        (self._item(invoice) + credit).reconcile()
        self._run(TODAY)
        line = self._line(entry).filtered(lambda line: not line.closed_date)
        self.assertTrue(line.origin_line_id)
        self.assertEqual(line.limitation_date, date(2027, 6, 1))

    def test_credits_and_paid_items_have_none(self):
        invoice = self._owe()
        self._credit(100.0)
        self._run(TODAY)
        credit = self._case().open_line_ids - self._line(invoice)
        self.assertFalse(credit.limitation_date)
        self._pay(invoice)
        self._run(TODAY)
        self.assertFalse(self._day(invoice))
        self.assertFalse(self._rows(invoice))

    def test_the_basis_is_said(self):
        invoice = self._owe()
        self.assertEqual(
            self._line(invoice).limitation_basis,
            "2 years (art. L218-2 C. conso.), invoice of 02/03/2024",
        )
        act = self._record(invoice, day=date(2025, 6, 1))
        line = self._line(invoice)
        self.assertIn("interrupted: Debt acknowledged", line.limitation_basis)
        self.assertIn("01/06/2025", line.limitation_basis)
        self.assertEqual(line.limitation_act_id, act)

    # === FORMAL NOTICE === #

    def test_a_registered_formal_notice_never_interrupts(self):
        """Cass. com. 18 May 2022 n° 20-23.204: not even delivered by hand."""
        self.customer.relance_debtor_regime = "b2b"
        invoice = self._owe()
        before = self._day(invoice)
        case = self._case()
        reminder = (
            self.env["relance.reminder"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "level_id": self.level_formal_notice.id,
                    "state": "sent",
                    "date": TODAY,
                }
            )
        )
        self.env["relance.delivery"].sudo().create(
            {
                "reminder_id": reminder.id,
                "channel": "registered",
                "is_proof": True,
                "state": "delivered",
                "tracking_number": TRACKING,
                "posted_date": TODAY,
                "received_date": TODAY,
            }
        )
        self._run(TODAY + days(3))
        self.assertEqual(self._day(invoice), before)
        self.assertFalse(case.interruption_ids)
        kinds = dict(self.env["relance.interruption"]._fields["kind"].selection)
        self.assertFalse([kind for kind in kinds if "notice" in kind])

    # === LIST === #

    def test_only_old_items_are_listed(self):
        invoice = self._owe(TODAY)
        recent = self._owe(TODAY, due=DUE, invoice_date=date(2025, 2, 3))
        edge = self._owe(TODAY, due=DUE, invoice_date=date(2025, 2, 2))
        self.assertEqual(self._rows(invoice).date, date(2026, 3, 2))
        self.assertFalse(self._rows(recent))
        self.assertEqual(self._rows(edge).date, date(2027, 2, 2))

    def test_the_list_follows(self):
        invoice = self._owe()
        self.assertEqual(self._rows(invoice).regime, "b2c")
        self.customer.relance_debtor_regime = "b2b"
        self._run(TODAY)
        self.assertFalse(self._rows(invoice))
        self.customer.relance_debtor_regime = "b2c"
        self._run(TODAY)
        self.assertTrue(self._rows(invoice))
        self._record(invoice)
        self.assertFalse(self._rows(invoice), "at once")

    def test_running_again_writes_nothing(self):
        invoice = self._owe()
        row = self._rows(invoice)
        query = SQL("SELECT ctid FROM relance_limitation WHERE id = %s", row.id)
        self.env.flush_all()
        before = self.env.execute_query(query)
        self._run(TODAY)
        self.assertEqual(self._rows(invoice), row)
        self.assertEqual(self.env.execute_query(query), before)

    # === PRIORITY === #

    def test_the_score_rises(self):
        far = self._owe(date(2025, 8, 1))
        case = self._case()
        self.assertNotIn("213", case.priority_reason)
        self._run(date(2025, 9, 4))
        self.assertRegex(case.priority_reason, r"\b179\b[^,]* \+30")
        self._run(date(2026, 1, 2))
        self.assertRegex(case.priority_reason, r"\b59\b[^,]* \+45")
        self._at(date(2026, 1, 2))
        self._record(far, day=date(2026, 1, 2))
        self.assertNotRegex(case.priority_reason, r"\+45")

    # === TIME-BARRED === #

    def test_a_consumer_s_time_barred_debt_is_never_claimed(self):
        invoice = self._owe(date(2026, 3, 2))
        line = self._line(invoice)
        self.assertEqual((line.hold, line.amount_claimable), ("none", 1000.0))
        self._run(date(2026, 3, 3))
        self.assertEqual((line.hold, line.amount_claimable), ("time_barred", 0.0))
        self.assertIn("02/03/2026 (art. L218-2", line.hold_reason)
        case = self._case()
        self.assertEqual(case.amount_claimable, 0.0)
        self.assertEqual(case.amount_due, 1000.0)
        self.assertEqual(case.next_decision, "nothing")
        self.assertTrue(case.next_action_date)
        self.assertIn(invoice.name, case.message_ids[0].body)
        count = len(case.message_ids)
        self._run(date(2026, 3, 4))
        self.assertEqual(len(case.message_ids), count, "said once")

    def test_a_reminder_prepared_before_does_not_leave(self):
        self._owe(date(2026, 3, 2))
        reminder = self._reminder()
        self.assertTrue(reminder.is_open)
        self._at(date(2026, 3, 3))
        self._run(date(2026, 3, 3))
        self._deliver()
        self.assertEqual(reminder.state, "cancelled")

    def test_a_business_debt_shows_and_goes_on(self):
        self.customer.relance_debtor_regime = "b2b"
        invoice = self._owe(TODAY, invoice_date=date(2021, 1, 4), due=date(2021, 2, 3))
        line = self._line(invoice)
        self.assertEqual(line.limitation_state, "barred")
        self.assertEqual((line.hold, line.amount_claimable), ("none", 1000.0))
        self.assertIn("may refuse", self._case().limitation_warning)
        self.assertNotRegex(self._case().priority_reason, r"\+(30|45),.*\+30")

    def test_an_unconfirmed_kind_is_confirmed_first(self):
        self.customer.write(
            {"relance_debtor_regime": "b2b", "relance_regime_confirmed": False}
        )
        invoice = self._owe(date(2026, 3, 3))
        line = self._line(invoice)
        self.assertEqual(line.hold, "time_barred")
        self.customer.relance_debtor_regime = "b2b"
        self._run(date(2026, 3, 3))
        self.assertEqual((line.hold, line.amount_claimable), ("none", 1000.0))
        self.assertFalse(line.hold_reason)

    def test_an_act_found_later_frees_the_debt(self):
        invoice = self._owe(date(2026, 3, 3))
        line = self._line(invoice)
        self.assertEqual(line.hold, "time_barred")
        self._at(date(2026, 3, 3))
        self._record(invoice, day=date(2025, 6, 1))
        self.assertEqual((line.hold, line.amount_claimable), ("none", 1000.0))
        self.assertFalse(self._case().limitation_warning)

    def test_too_late_an_act_frees_nothing(self):
        invoice = self._owe(date(2026, 3, 5))
        self._at(date(2026, 3, 5))
        act = self._record(invoice, day=date(2026, 3, 4))
        self.assertEqual(self._line(invoice).hold, "time_barred")
        self.assertIn("Too late", act.warning)

    def test_a_person_s_hold_stays(self):
        invoice = self._owe()
        self._line(invoice)._hold("excluded", "Geste commercial")
        self._run(date(2026, 3, 5))
        self.assertEqual(self._line(invoice).hold, "excluded")
        self._line(invoice)._release()
        self._run(date(2026, 3, 6))
        self.assertEqual(self._line(invoice).hold, "time_barred")

    # === ALERTS === #

    def test_alerts_once_each(self):
        invoice = self._owe(date(2025, 3, 1))
        self.assertFalse(self._tasks())
        told = []
        for day in (
            date(2025, 3, 2),
            date(2025, 3, 3),
            date(2025, 9, 1),
            date(2025, 9, 2),
            date(2025, 12, 2),
            date(2026, 2, 2),
            date(2026, 3, 2),
            date(2026, 3, 3),
        ):
            self._run(day)
            told.append((day.month, self._rows(invoice).alert_months))
            self.assertLessEqual(len(self._tasks()), 1)
        self.assertEqual(
            told,
            [(3, 12), (3, 12), (9, 12), (9, 6), (12, 3), (2, 1), (3, 1), (3, 1)],
        )
        self.assertEqual(self._tasks().date_deadline, date(2026, 2, 2))

    def test_an_alert_done_comes_back_at_the_next_one_only(self):
        self._owe(date(2025, 3, 2))
        self._tasks().action_done()
        self._run(date(2025, 6, 2))
        self.assertFalse(self._tasks())
        self._run(date(2025, 9, 2))
        self.assertIn("02/03/2026", self._tasks().note)

    def test_who_is_told(self):
        self._owe(date(2025, 3, 2))
        self._case().user_id = self.own
        self._tasks().unlink()
        self._run(date(2025, 9, 2))
        self.assertEqual(self._tasks().user_id, self.own)
        self._run(date(2025, 12, 2))
        managers = self.company._relance_managers()
        self.assertEqual(self._tasks().user_id, managers[:1])

    def test_an_act_ends_the_task(self):
        invoice = self._owe()
        self.assertTrue(self._tasks())
        self._record(invoice)
        self.assertFalse(self._tasks())

    def test_a_later_date_is_told_again(self):
        invoice = self._owe(date(2025, 9, 2))
        self.assertEqual(self._rows(invoice).alert_months, 6)
        self._at(date(2025, 9, 2))
        self._record(invoice, day=date(2024, 8, 20))
        row = self._rows(invoice)
        self.assertEqual((row.date, row.alert_months), (date(2026, 8, 20), 0))
        self._run(date(2025, 9, 2))
        self.assertEqual(self._rows(invoice).alert_months, 12)

    # === SCOPE === #

    def test_companies_apart(self):
        other = self.setup_other_company(name="Durand Nord")
        company = other["company"]
        company.write({"relance_debt_nature": "rent"})
        invoice = self._owe()
        elsewhere = self._invoice(
            due=OLD, invoice_date=INVOICED, company=company, accounts=other
        )
        self._run(TODAY, company)
        self.assertEqual(self._day(elsewhere), date(2027, 3, 2))
        self.assertEqual(self._day(invoice), date(2026, 3, 2))
        rows = self.env["relance.limitation"].with_user(self.reader).search([])
        self.assertIn(self._rows(invoice), rows)
        self.assertFalse(rows.filtered(lambda row: row.company_id == company))

    def test_merged_customers(self):
        invoice = self._owe()
        act = self._record(invoice, day=date(2025, 6, 1))
        kept = self._customer("Boulangerie Morel et fils")
        kept.relance_debtor_regime = "b2c"
        self._owe(partner=kept)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + kept).ids, kept)
        case = self._case(kept)
        self.assertEqual(act.case_id, case)
        self._run(TODAY)
        self.assertEqual(self._day(invoice), date(2027, 6, 1))

    def test_queries_do_not_depend_on_the_number(self):
        def count(function):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            function()
            return self.env.cr.sql_log_count - before

        engine = self.env["relance.engine.limitation"]
        invoices = [self._owe()]
        self._record(invoices[0], day=date(2025, 6, 1))
        few = count(lambda: engine._get_clocks(self._line(invoices[0]).ids))
        invoices += [self._owe() for _number in range(6)]
        for invoice in invoices[1:4]:
            self._record(invoice, day=date(2025, 6, 1))
        lines = self._case().open_line_ids
        many = count(lambda: engine._get_clocks(lines.ids))
        self.assertLessEqual(many, few)
