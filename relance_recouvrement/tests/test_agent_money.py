from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_agent import TODAY, AgentCommon


@tagged("post_install", "-at_install")
class TestAgentMoney(AgentCommon):
    """What agents collect, hand over, and hear of."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice()
        self.procedure = self._procedure(self.invoice)

    def _collected(self, amount, day=date(2026, 3, 16), **values):
        self.procedure.with_user(self.collector)._report(
            "collected", {"date": day, "amount": amount, **values}
        )
        return self.procedure.remittance_ids.sorted("id")[-1:]

    def _remitted(self, amount, day=date(2026, 3, 19)):
        return self.procedure.with_user(self.collector)._report(
            "remitted", {"date": day, "amount": amount}
        )

    def _mails(self):
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", "relance.procedure"),
                    ("res_id", "=", self.procedure.id),
                ],
                order="id",
            )
        )

    # === COLLECTED === #

    def test_due_within_one_month(self):
        """CPCE R124-6, unless agreed otherwise."""
        self.assertEqual(self._collected(300.0).date_due, date(2026, 4, 16))
        self.procedure.remittance_days = 10
        self.assertEqual(self._collected(100.0).date_due, date(2026, 3, 26))

    def test_commission_is_a_cost_of_ours(self):
        """L111-8: never the debtor's."""
        row = self._collected(300.0)
        self.assertEqual((row.commission, row.amount_expected), (36.0, 300.0))
        self.assertEqual(row.cost_id.borne_by, "creditor")
        self.assertEqual(self.procedure.amount_costs, 36.0)
        self.assertEqual(self.procedure.amount_costs_debtor, 0.0)
        self.procedure.commission_withheld = True
        row = self._collected(100.0)
        self.assertEqual((row.amount_expected, row.amount_left), (88.0, 88.0))

    def test_handed_over_oldest_first(self):
        last = self._collected(200.0, date(2026, 3, 18))
        first = self._collected(300.0, date(2026, 3, 16))
        self._remitted(350.0)
        self.assertEqual((first.state, first.amount_left), ("remitted", 0.0))
        self.assertEqual((last.state, last.amount_left), ("partly", 150.0))
        self.assertEqual(self.procedure.amount_to_remit, 150.0)
        with self.assertRaises(UserError):
            self._remitted(150.01)

    def test_ledger_stays_the_truth(self):
        self._collected(1000.0)
        self._remitted(1000.0)
        self.assertEqual(self.invoice.amount_residual, 1000.0)
        self.assertEqual(self.procedure.amount_recovered, 0.0)

    def test_news_for_who_follows(self):
        self._collected(300.0, note="Chèque encaissé")
        news = self._activities(self.procedure, "agent_news")
        self.assertEqual(news.user_id, self.collector)
        self.assertIn("300,00", news.note)
        self.assertIn("Chèque encaissé", news.note)
        bodies = "".join(self.procedure.case_id.message_ids.mapped("body"))
        self.assertIn("Chèque encaissé", bodies)

    def test_cancelled_by_a_manager(self):
        row = self._collected(300.0)
        with self.assertRaises(UserError):
            row.with_user(self.collector).action_cancel()
        mine = row.with_user(self.manager)
        with self.assertRaises(UserError):
            mine.action_cancel()
        mine.cancel_reason = "Saisi deux fois"
        mine.action_cancel()
        self.assertEqual((row.state, row.amount_left), ("cancelled", 0.0))
        self.assertEqual(self.procedure.amount_collected, 0.0)
        self.assertEqual(self.procedure.amount_costs, 0.0)

    def test_kept(self):
        row = self._collected(300.0)
        for user in (self.reader, self.collector, self.manager):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"amount": 1.0})
        with self.assertRaises(AccessError):
            row.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            row.sudo().unlink()

    def test_terms_checked(self):
        for vals in ({"commission_rate": 101.0}, {"remittance_days": -1}):
            with self.assertRaises(ValidationError):
                self.procedure.write(vals)

    def test_commission_by_the_schedule(self):
        """Without a rate of its own: the company's agreement, tranche by tranche."""
        self.procedure.commission_rate = 0.0
        self.assertEqual(self._collected(100.0).commission, 0.0)
        fees = self.env["relance.procedure.fee"]
        for start, end, percent in ((0.0, 300.0, 10.0), (300.0, 0.0, 20.0)):
            fees.create(
                {
                    "type_id": self.type.id,
                    "company_id": self.company.id,
                    "name": "Convention Leclerc",
                    "kind": "agency",
                    "basis": "recovered",
                    "by_tranche": True,
                    "amount_from": start,
                    "amount_to": end,
                    "percent": percent,
                    "source": "Convention du 2 janvier 2026",
                }
            )
        # 100 are already there: 200 at 10 %, then 100 at 20 %
        self.assertEqual(self._collected(300.0).commission, 40.0)
        self.assertEqual(self._collected(50.0).commission, 10.0)

    # === LATE === #

    def test_late_shouts_once(self):
        row = self._collected(300.0)
        due = row.date_due
        for day, count in ((due, 0), (due + timedelta(1), 1), (due + timedelta(2), 1)):
            self._freeze(day)
            self._run(day)
            tasks = self._activities(self.procedure, "agent_late")
            self.assertEqual(len(tasks), count, day)
        self.assertEqual(tasks.user_id, self.collector)
        self.assertIn("R124-6", tasks.note)
        row.invalidate_recordset()
        self.assertTrue(row.is_late)
        self.assertEqual(self.procedure.late_remittance, 300.0)
        self.assertIn(row, row.search([("is_late", "=", True)]))
        self._remitted(300.0, day)
        self.assertFalse(self._activities(self.procedure, "agent_late"))
        self.assertFalse(row.is_late)

    # === LEDGER === #

    def test_direct_payment_is_told_once(self):
        self._pay(self.invoice, 400.0, TODAY)
        for offset in (0, 1, 2):
            self._run(TODAY + timedelta(offset))
        row = self.procedure.remittance_ids
        self.assertEqual((row.kind, row.amount, row.date), ("direct", 400.0, TODAY))
        mail = self._mails()
        self.assertEqual(mail.email_to, self.agent.email)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("400,00", mail.body_html)
        self.assertNotIn("/relance/agent/", mail.body_html)
        self.assertEqual(row.told_date, TODAY)
        self._pay(self.invoice, 100.0, TODAY)
        self._run(TODAY + timedelta(3))
        self.assertEqual(len(self._mails()), 2)

    def test_what_was_paid_before_is_no_news(self):
        other = self._invoice(amount=500.0)
        self._run(TODAY)
        self._pay(other, 100.0, TODAY)
        self.procedure = self._procedure(other)
        self._run(TODAY)
        self.assertFalse(self.procedure.remittance_ids)
        self.assertFalse(self._mails())

    def test_payment_that_came_back(self):
        credit = self._pay(self.invoice, 400.0, TODAY)
        self._run(TODAY)
        credit.remove_move_reconcile()
        self._run(TODAY + timedelta(1))
        self.assertEqual(self.procedure.remittance_ids.state, "cancelled")
        self.assertEqual(len(self._mails()), 2)
        self.assertIn("rejeté", self._mails()[-1].body_html)
        (credit + self._item(self.invoice)).reconcile()
        self._run(TODAY + timedelta(2))
        self.assertEqual(len(self._mails()), 3)

    def test_transfer_of_the_agent_is_not_told_to_it(self):
        row = self._collected(300.0)
        self._remitted(300.0)
        self._pay(self.invoice, 300.0, TODAY)
        self._run(TODAY)
        self.assertEqual(self.procedure.remittance_ids, row)
        self.assertEqual((row.state, row.received_date), ("received", TODAY))
        self.assertEqual(row.amount_received, 300.0)
        self.assertFalse(self._mails())

    def test_transfer_corrected_by_hand(self):
        """The agent handed over without a word: a person says so."""
        row = self._collected(300.0)
        self._pay(self.invoice, 250.0, TODAY)
        self._run(TODAY)
        direct = self.procedure.remittance_ids - row
        self.assertEqual(direct.kind, "direct")
        with self.assertRaises(AccessError):
            direct.with_user(self.reader).action_is_from_agent()
        direct.with_user(self.collector).action_is_from_agent()
        self.assertEqual(direct.state, "cancelled")
        self.assertEqual((row.state, row.amount_left), ("partly", 50.0))
        self.assertEqual(row.received_date, TODAY)
        self._run(TODAY + timedelta(1))
        self.assertEqual(len(self.procedure.remittance_ids), 2)

    def test_commission_on_direct_payments_if_agreed(self):
        self._pay(self.invoice, 100.0, TODAY)
        self._run(TODAY)
        self.assertEqual(self.procedure.amount_commission, 0.0)
        self.procedure.commission_on_direct = True
        self._pay(self.invoice, 200.0, TODAY)
        self._run(TODAY + timedelta(1))
        self.assertEqual(self.procedure.amount_commission, 24.0)

    def test_cancelled_is_told_before_the_link_dies(self):
        access, _token = self._link(self.procedure)
        self.procedure.with_user(self.manager).action_cancel()
        self.assertIn("clos ce dossier", self._mails().body_html)
        self.assertEqual(access.state, "revoked")

    def test_closed_is_told_to_who_has_a_link(self):
        self._link(self.procedure)
        credit = self._pay(self.invoice, None, TODAY)
        self._run(TODAY)
        self.assertEqual(self.procedure.close_reason, "paid")
        bodies = self._mails().mapped("body_html")
        self.assertEqual(len(bodies), 2)
        self.assertIn("clos ce dossier", bodies[0])
        self.assertIn("payé directement", bodies[1])
        self._run(TODAY + timedelta(1))
        self.assertEqual(len(self._mails()), 2)
        credit.remove_move_reconcile()
        self._run(TODAY + timedelta(2))
        self.assertEqual(self.procedure.state, "open")
        bodies = self._mails().mapped("body_html")[2:]
        self.assertIn("repris ce dossier", bodies[0])
        self.assertIn("rejeté", bodies[1])

    def test_agent_without_address(self):
        self.agent.email = False
        self._pay(self.invoice, 100.0, TODAY)
        self._run(TODAY)
        self.assertFalse(self._mails())
        self.assertTrue(self._activities(self.procedure, "agent_late"))

    def test_no_query_without_agents(self):
        company = self.setup_other_company(name="Filiale Rivet")["company"]
        company = company.sudo()
        self.assertFalse(company.relance_has_procedures)
        engine = self.env["relance.engine.agent"].sudo()
        with self.assertQueryCount(0):
            engine._remind(company, TODAY)
