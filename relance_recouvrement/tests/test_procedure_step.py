from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import days
from .common_procedure import OPENED, ProcedureCommon

STEP = "relance_recouvrement.activity_procedure"
MISSED = "relance_recouvrement.activity_procedure_missed"


@tagged("post_install", "-at_install")
class TestProcedureStep(ProcedureCommon):
    """Steps: their days, their proof, what they interrupt, the tasks they ask for."""

    def setUp(self):
        super().setUp()
        self.invoice = self._owe(10000)

    def _tasks(self, record, xmlid):
        return record.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref(xmlid)
        )

    def _night(self, day):
        self._at(day)
        self._run(day)

    # === DAYS === #

    def test_the_version_before_september(self):
        record = self._open()
        service, title = self._step(record, "service"), self._step(record, "title")
        self.assertFalse(service.date_due, "the order is not known")
        self._done(record, "request", date(2026, 4, 10), proof=False)
        self._done(record, "order", date(2026, 8, 31))
        self.assertEqual(record.order_date, date(2026, 8, 31))
        self.assertEqual(service.date_due, date(2027, 2, 28), "six months")
        self.assertIn("avant le 1er septembre", service.source)
        self._done(record, "service", date(2026, 9, 15))
        self.assertEqual(title.date_due, date(2026, 10, 16), "after one month")

    def test_the_version_from_september(self):
        record = self._open()
        self._done(record, "request", date(2026, 8, 20), proof=False)
        self._done(record, "order", date(2026, 9, 1))
        service, title = self._step(record, "service"), self._step(record, "title")
        self.assertEqual(service.date_due, date(2026, 12, 1), "three months")
        self.assertIn("2026-96", service.source)
        self.assertEqual(len(service), 1, "one step, whatever its version")
        self._done(record, "service", date(2026, 9, 15))
        self.assertEqual(title.date_due, date(2026, 11, 17), "two months, a Sunday")

    def test_days_are_counted_again(self):
        record = self._open()
        self._done(record, "request", date(2026, 4, 10), proof=False)
        order = self._done(record, "order", date(2026, 9, 2))
        service = self._step(record, "service")
        self.assertEqual(service.date_due, date(2026, 12, 2))
        with self.assertRaisesRegex(UserError, "manager"):
            order.with_user(self.collector).action_undo()
        order.with_user(self.manager).action_undo()
        self.assertFalse(record.order_date)
        self.assertFalse(service.date_due)
        self._done(record, "order", date(2026, 8, 30))
        self.assertEqual(service.date_due, date(2027, 2, 28))

    def test_small_claims(self):
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.price_unit = 900
        self.invoice.action_post()
        self._run(OPENED)
        record = self._open("petites_creances")
        self._done(record, "instruct", OPENED, proof=False)
        self._done(record, "invitation", date(2026, 4, 3))
        refusal = self._step(record, "refusal")
        self.assertEqual(refusal.date_due, date(2026, 5, 5), "a month, a Sunday")
        with self.assertRaisesRegex(UserError, "not possible before 05/05/2026"):
            self._done(record, "refusal", date(2026, 5, 4))
        self._done(record, "agreement", date(2026, 4, 20))
        self._done(record, "title", date(2026, 4, 28))
        self.assertEqual(record.state, "title")
        suspended = self._step(record, "agreement").interruption_id
        self.assertEqual(suspended.kind, "mediation")
        self.assertEqual(suspended.end_date, date(2026, 4, 28))

    def test_uncontested_commercial_claim(self):
        record = self._open("l126")
        self._done(record, "instruct", OPENED, proof=False)
        self._done(record, "served", date(2026, 4, 10))
        self.assertEqual(self._step(record, "month").date_due, date(2026, 5, 12))
        self.assertEqual(self._step(record, "minutes").date_due, date(2026, 5, 20))
        self.assertFalse(self._step(record, "served").interruption_id)

    def test_agency(self):
        record = self._open("agency", agent_id=self.agent.id)
        self._done(record, "mandate", OPENED, proof=False)
        self._done(record, "letter", OPENED + days(1), proof=False)
        self._done(record, "payment", date(2026, 4, 30), proof=False)
        self.assertEqual(
            self._step(record, "remittance").date_due, date(2026, 5, 30), "R124-6"
        )

    def test_every_route_has_its_steps(self):
        """Each kind has a source, a date and a first step; clocks lead somewhere."""
        kinds = self.env["relance.procedure.type"].search([("law_date", "!=", False)])
        self.assertEqual(len(kinds), 17)
        for kind in kinds:
            with self.subTest(kind=kind.code):
                templates = kind.step_template_ids
                self.assertTrue(kind.law_source)
                self.assertTrue(templates.filtered(lambda row: not row.after_code))
                for template in templates:
                    template._check_after()
                    if template.deadline_kind == "legal":
                        self.assertTrue(template.source, template.name)
                    if template.sets_title:
                        self.assertEqual(template.interruption_kind, "title")

    # === PROOF AND LIMITATION === #

    def test_what_interrupts_limitation_needs_a_proof(self):
        record = self._open()
        self._done(record, "order", date(2026, 4, 20))
        with self.assertRaisesRegex(UserError, "attach its proof"):
            self._done(record, "service", date(2026, 5, 4), proof=False)
        step = self._done(record, "service", date(2026, 5, 4))
        act = step.interruption_id
        self.assertEqual(act.kind, "service")
        self.assertEqual(act.date, date(2026, 5, 4))
        self.assertEqual(act.line_ids, self._line(self.invoice))
        self.assertTrue(act.proof_checksum)
        clocks = self.env["relance.engine.limitation"]._get_clocks(act.line_ids.ids)
        self.assertEqual(clocks[act.line_ids.id].day, date(2031, 5, 4))
        self.assertEqual(step.attachment_ids.res_model, "relance.procedure")
        self.assertEqual(step.author_id, self.collector)

    def test_a_title(self):
        record = self._open()
        self._done(record, "order", date(2026, 4, 20))
        self._done(record, "service", date(2026, 5, 4))
        with self.assertRaisesRegex(UserError, "not possible before"):
            self._done(record, "title", date(2026, 6, 4))
        self._done(record, "title", date(2026, 6, 5))
        self.assertEqual(record.state, "title")
        self.assertEqual(record.stage, "Titre")
        self.assertEqual(record.title_date, date(2026, 6, 5))
        self.assertEqual(record.title_limit_date, date(2036, 6, 5))
        clocks = self.env["relance.engine.limitation"]._get_clocks(
            record.line_ids.case_line_id.ids
        )
        [clock] = clocks.values()
        self.assertEqual(clock.day, date(2036, 6, 5))
        self.assertIn("L111-4", clock.article)

    def test_interest_after_the_title(self):
        """10 040 € at 2.62 % from 6 June; 7.62 % after 5 August, provisional then."""
        record = self._open()
        self._done(record, "order", date(2026, 4, 20))
        self._done(record, "service", date(2026, 5, 4))
        self._done(record, "title", date(2026, 6, 5))
        self._at(date(2026, 6, 30))
        record.invalidate_recordset()
        # 10 040 × 2.62 % × 25 / 365
        self.assertAlmostEqual(record.interest_after, 18.02)
        self._at(date(2026, 8, 15))
        record.invalidate_recordset()
        # 10 040 × 2.62 % × 61 / 365 + 10 040 × 7.62 % × 10 / 365
        self.assertAlmostEqual(record.interest_after, 43.96 + 20.96)
        self.assertIn("7,62 %", record.interest_after_note)
        self.assertIn("provisional", record.interest_after_note)
        record.with_user(self.collector).enforceable_date = date(2026, 7, 5)
        self.assertAlmostEqual(record.interest_after, 51.17)

    def test_a_mistake_is_taken_back(self):
        record = self._open()
        self._done(record, "order", date(2026, 4, 20))
        step = self._done(record, "service", date(2026, 5, 4))
        act = step.interruption_id
        step.with_user(self.manager).action_undo()
        self.assertEqual(act.state, "cancelled")
        self.assertFalse(step.date_done)
        self.assertEqual(record.stage, "Ordonnance")
        self._done(record, "service", date(2026, 5, 6))
        self._done(record, "title", date(2026, 6, 9))
        self._step(record, "title").with_user(self.manager).action_undo()
        self.assertEqual(record.state, "open")
        self.assertFalse(record.title_limit_date)

    # === WHO === #

    def test_rights(self):
        record = self._open()
        step = self._step(record, "request")
        with self.assertRaises(AccessError):
            step.with_user(self.reader).action_done()
        with self.assertRaises(AccessError):
            step.with_user(self.collector).write({"date_done": OPENED})
        with self.assertRaisesRegex(UserError, "its day from the law"):
            step.with_user(self.collector).write({"date_due": OPENED})
        with self.assertRaisesRegex(UserError, "once it is done"):
            self._done(record, "request", OPENED, proof=False)
            step = self._step(record, "order").with_user(self.collector)
            step._mark_done(OPENED + days(1))
        with self.assertRaisesRegex(UserError, "already done"):
            self._step(record, "request").with_user(self.collector).action_done()

    def test_a_step_of_our_own(self):
        record = self._open()
        steps = self.env["relance.procedure.step"].with_user(self.collector)
        step = steps.create(
            {
                "procedure_id": record.id,
                "name": "Appeler le greffe",
                "date_due": OPENED + days(5),
            }
        )
        self.assertEqual(record.next_step_id, step)
        self.assertEqual(record.next_deadline, OPENED + days(5))
        step.action_skip()
        self.assertEqual(record.next_deadline, OPENED + days(15))
        step.unlink()
        with self.assertRaises(AccessError):
            steps.with_user(self.reader).create(
                {"procedure_id": record.id, "name": "x"}
            )

    def test_a_closed_procedure_takes_no_step(self):
        record = self._open()
        self._close(record, "abandoned")
        with self.assertRaisesRegex(UserError, "under way"):
            self._step(record, "request").with_user(self.collector).action_done()

    # === TASKS === #

    def test_tasks_before_and_after_a_legal_day(self):
        record = self._open()
        self._done(record, "request", OPENED, proof=False)
        self._done(record, "order", OPENED)  # serve before 1 October
        self._night(date(2026, 9, 9))
        self.assertFalse(self._tasks(record, STEP))
        self._night(date(2026, 9, 10))
        task = self._tasks(record, STEP)
        self.assertEqual(task.date_deadline, date(2026, 10, 1))
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("01/10/2026", task.note)
        self._night(date(2026, 9, 11))
        self.assertEqual(self._tasks(record, STEP), task, "once")
        self._night(date(2026, 10, 2))
        self.assertFalse(self._tasks(record, STEP))
        missed = self._tasks(record, MISSED)
        self.assertEqual(missed.user_id, self.collector | self._managers())
        self.assertIn("DÉLAI LÉGAL DÉPASSÉ", missed[0].note)
        self.assertTrue(record.is_late)
        self.assertTrue(self._step(record, "service").is_missed)
        self.assertIn(record, record.search([("is_late", "=", True)]))
        self.assertIn("DÉLAI LÉGAL DÉPASSÉ", self._case().message_ids[0].body)
        self._night(date(2026, 10, 3))
        self.assertEqual(self._tasks(record, MISSED), missed, "once")
        self._done(record, "service", date(2026, 10, 3))
        self.assertFalse(record.activity_ids, "a manager's too")
        self.assertIn("Out of time", " ".join(record.message_ids.mapped("body")))

    def _managers(self):
        return self.company._relance_managers()[:1]

    def test_the_task_ends_with_the_step(self):
        record = self._open()
        self._night(OPENED + days(15))
        self.assertTrue(self._tasks(record, STEP))
        self._done(record, "request", OPENED + days(15), proof=False)
        self.assertFalse(self._tasks(record, STEP))

    def test_priority(self):
        record = self._open()
        case = self._case()
        self.assertIn("15", case.priority_reason)
        near = case.priority
        self._night(OPENED + days(10))
        self.assertGreater(case.priority, near)
        self._night(OPENED + days(17))
        self.assertGreaterEqual(case.priority, 70)
        self.assertIn("retard de 2 jours", case.priority_reason)
        self.assertTrue(record.is_late)

    # === COSTS === #

    def _cost(self, record, user=None, **vals):
        costs = self.env["relance.procedure.cost"].with_user(user or self.collector)
        return costs.create(
            {
                "procedure_id": record.id,
                "kind": "service",
                "amount": 65.0,
                "date": OPENED,
                **vals,
            }
        )

    def test_costs_claimed_on_evidence(self):
        record = self._open()
        self._case().action_update_charges()
        cost = self._cost(record)
        self.assertAlmostEqual(record.amount_costs, 65)
        self.assertAlmostEqual(record.amount_costs_debtor, 0)
        with self.assertRaisesRegex(UserError, "on evidence only"):
            cost.action_claim()
        cost.attachment_ids = [Command.link(self._proof("facture.pdf").id)]
        cost.action_claim()
        charge = cost.charge_id
        self.assertEqual(charge.kind, "cost")
        self.assertAlmostEqual(charge.amount_accrued, 25, msg="40 € cover the rest")
        self.assertTrue(charge.evidence_ids)
        self.assertEqual(cost.borne_by, "debtor")
        with self.assertRaisesRegex(UserError, "kept as it was claimed"):
            cost.amount = 100
        with self.assertRaisesRegex(UserError, "waive it instead"):
            cost.unlink()

    def test_costs_of_a_consumer(self):
        self.customer.relance_debtor_regime = "b2c"
        record = self._open("refere")
        cost = self._cost(record, attachment_ids=[Command.link(self._proof().id)])
        with self.assertRaisesRegex(UserError, "stay with the creditor"):
            cost.action_claim()
        with self.assertRaisesRegex(ValidationError, "stay with the creditor"):
            cost.borne_by = "debtor"
        self._done(record, "summons", OPENED)
        self._done(record, "hearing", OPENED + days(10), proof=False)
        self._done(record, "title", OPENED + days(20))
        cost.action_claim()
        self.assertTrue(cost.charge_id, "after a title they are the debtor's")

    def test_costs_of_small_claims(self):
        self._pay(self.invoice, 9000, OPENED)
        self._run(OPENED)
        record = self._open("petites_creances")
        cost = self._cost(record, attachment_ids=[Command.link(self._proof().id)])
        with self.assertRaisesRegex(UserError, "R125-8"):
            cost.action_claim()

    def test_costs_rights(self):
        record = self._open()
        with self.assertRaises(AccessError):
            self._cost(record, user=self.reader)
        cost = self._cost(record)
        with self.assertRaises(AccessError):
            cost.with_user(self.reader).action_claim()
        with self.assertRaisesRegex(ValidationError, "above zero"):
            cost.amount = 0
        cost.amount = 60
        with self.assertRaisesRegex(UserError, "correct it instead"):
            cost.unlink()
        draft = self._procedure("refere")
        self._cost(draft).unlink()
        self._cost(draft)
        draft.unlink()
