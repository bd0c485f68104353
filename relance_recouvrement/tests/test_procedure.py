from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import days
from .common_procedure import INTEREST, NOTICE, OPENED, ProcedureCommon


@tagged("post_install", "-at_install")
class TestProcedure(ProcedureCommon):
    """Preparing and opening: what is claimed, what is frozen, what is refused."""

    # === DRAFT === #

    def test_a_draft_lists_what_is_late(self):
        late = self._owe(10000)
        self._invoice(due=OPENED + days(30), amount=500)
        self._run(OPENED)
        record = self._procedure()
        self.assertTrue(record.name.startswith("PROC/2026/"))
        self.assertEqual(record.line_ids.move_id, late)
        self.assertEqual(record.company_id, self.company)
        self.assertEqual(record.partner_id, self.customer)
        self.assertAlmostEqual(record.amount_principal, 10000)
        self.assertAlmostEqual(record.amount_interest, INTEREST)
        self.assertAlmostEqual(record.amount_indemnity, 40)
        self.assertAlmostEqual(record.amount_claimed, 10139.86)
        self.assertEqual(record.interest_date, OPENED)
        self.assertFalse(record.step_ids)
        self.assertEqual(self._line(late).hold, "none", "nothing is held before")

    def test_a_draft_changes_with_its_items(self):
        first, second = self._owe(10000, 2000)
        record = self._procedure()
        self.assertAlmostEqual(record.amount_principal, 12000)
        line = record.line_ids.filtered(lambda row: row.move_id == second)
        record.write({"line_ids": [Command.delete(line.id)]})
        self.assertAlmostEqual(record.amount_principal, 10000)
        self._pay(first, 4000, OPENED)
        self._run(OPENED)
        record.action_read_ledger()
        self.assertAlmostEqual(record.amount_principal, 6000)

    def test_waived_interest_is_not_claimed(self):
        invoice = self._owe(10000)
        case = self._case()
        case.action_update_charges()
        interest = case.charge_ids.filtered(lambda row: row.kind == "interest")
        interest._waive("Geste commercial", {interest: INTEREST})
        self.assertAlmostEqual(self._procedure().amount_interest, 0)
        self.assertTrue(invoice)

    def test_a_draft_is_deleted_an_opened_one_is_kept(self):
        self._owe(10000)
        self._procedure().unlink()
        record = self._open()
        with self.assertRaisesRegex(UserError, "is kept"):
            record.unlink()
        for part in (record.line_ids, record.step_ids[0]):
            with self.assertRaisesRegex(UserError, "is kept"):
                part.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "is kept"):
            record.write({"line_ids": [Command.delete(record.line_ids.id)]})
        with self.assertRaisesRegex(UserError, "is kept"):
            record.type_id = self._type("refere")

    def test_the_form(self):
        """A collector enters it from the list: the late documents come by
        themselves, one may be taken out."""
        self._owe(10000, 2000)
        form = Form(self.env["relance.procedure"].with_user(self.collector))
        form.case_id = self._case().with_user(self.collector)
        form.type_id = self._type("agency")
        self.assertEqual(len(form.line_ids), 2)
        form.line_ids.remove(0)
        record = form.save()
        self.assertEqual(len(record.line_ids), 1)
        self.assertAlmostEqual(
            record.amount_principal, record.line_ids.case_line_id.amount_residual
        )
        with Form(record) as form:
            form.agent_id = self.agent
        self.assertEqual(len(record.line_ids), 1)

    # === OPENING === #

    def test_opening_holds_these_items_only(self):
        first, second = self._owe(10000, 2000)
        record = self._procedure()
        other = record.line_ids.filtered(lambda row: row.move_id == second)
        record.write({"line_ids": [Command.delete(other.id)]})
        record.with_user(self.manager).action_open()
        self.assertEqual(record.state, "open")
        self.assertEqual(record.open_date, OPENED)
        self.assertTrue(record.is_holding)
        self.assertEqual(self._line(first).hold, "procedure")
        self.assertEqual(self._line(second).hold, "none")
        self.assertEqual(
            self._owed(), {first.name: 0.0, second.name: 2000.0}, "the other is dunned"
        )
        self.assertEqual(self._case().stage, "litigation")

    def test_only_a_manager_opens(self):
        self._owe(10000)
        record = self._procedure()
        with self.assertRaisesRegex(UserError, "manager"):
            record.action_open()
        with self.assertRaises(AccessError):
            record.write({"state": "open"})
        with self.assertRaises(AccessError):
            record.line_ids.write({"amount": 1.0})
        record.with_user(self.manager).action_open()
        self.assertEqual(record.state, "open")

    def test_the_sums_are_frozen(self):
        invoice = self._owe(10000)
        record = self._open()
        self._pay(invoice, 3000, OPENED + days(5))
        self._run(OPENED + days(40))
        self.assertAlmostEqual(record.amount_principal, 10000)
        self.assertAlmostEqual(record.amount_interest, INTEREST)
        self.assertAlmostEqual(record.amount_recovered, 3000)
        self.assertAlmostEqual(record.amount_remaining, 7000)

    def test_open_reminders_are_withdrawn(self):
        self._owe(10000)
        self._case().action_prepare_reminder()
        reminder = self._reminder()
        self.assertIn(reminder.state, ("to_confirm", "queued"))
        self._open()
        self.assertEqual(reminder.state, "cancelled")
        self._run(OPENED + days(20))
        self.assertEqual(self._reminder(), reminder, "nothing new is prepared")

    def test_the_announced_route_is_carried_out(self):
        invoice = self._owe(10000)
        same = self._formal_notice([invoice], "injonction")
        other = self._formal_notice([invoice], "refere")
        self._open("injonction", notice_elsewhere=False)
        self.assertEqual(same.announcement_ids.state, "kept")
        self.assertEqual(same.announcement_ids.closed_date, OPENED)
        self.assertNotEqual(other.announcement_ids.state, "kept")

    def test_the_next_day_is_on_the_case(self):
        self._owe(10000)
        record = self._open()
        case = self._case()
        self.assertEqual(record.next_deadline, OPENED + days(15))
        self.assertEqual(case.next_action_date, OPENED + days(15))
        self.assertIn("procédure en cours", case.next_action_reason)

    # === REFUSED === #

    def _refused(self, text, code="injonction", **vals):
        record = self._procedure(code, **vals)
        with self.assertRaisesRegex(UserError, text):
            record.with_user(self.manager).action_open()
        self.assertEqual(record.state, "draft")
        return record

    def test_without_a_formal_notice(self):
        invoice = self._owe(10000)
        record = self._refused("formal notice", notice_elsewhere=False)
        self._formal_notice([invoice], deadline=OPENED)
        with self.assertRaisesRegex(UserError, "its time is not over"):
            record.with_user(self.manager).action_open()
        self._at(OPENED + days(1))
        record.with_user(self.manager).action_open()
        self.assertEqual(record.state, "open")

    def test_a_mediation_needs_no_notice(self):
        self._owe(10000)
        record = self._open("mediation", notice_elsewhere=False)
        self.assertEqual(record.state, "open")

    def test_promised_items(self):
        invoice = self._owe(10000)
        line = self._line(invoice)
        record = self._procedure()
        promise = self.env["relance.promise"].create(
            {
                "case_id": line.case_id.id,
                "date": OPENED + days(5),
                "line_ids": [Command.create({"case_line_id": line.id, "amount": 4000})],
            }
        )
        self._run(OPENED)
        with self.assertRaisesRegex(UserError, invoice.name):
            record.with_user(self.manager).action_open()
        promise.action_cancel()
        record.with_user(self.manager).action_open()
        self.assertEqual(record.state, "open")

    def test_disputed_items_go_to_some_routes_only(self):
        invoice = self._owe(10000)
        line = self._line(invoice)
        records = {
            code: self._procedure(code) for code in ("injonction", "assignation")
        }
        self.env["relance.dispute"].create(
            {
                "case_id": line.case_id.id,
                "reason_id": self.env["relance.dispute.reason"].search([], limit=1).id,
                "description": "Livraison incomplète",
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 10000})
                ],
            }
        )
        self._run(OPENED)
        with self.assertRaisesRegex(UserError, "disputed"):
            records["injonction"].with_user(self.manager).action_open()
        records["assignation"].with_user(self.manager).action_open()
        self._run(OPENED)
        self.assertEqual(line.hold, "procedure")

    def test_provisional_rates(self):
        """Before a judge, no sum rests on rates that nobody confirmed."""
        self._owe(10000)
        july = OPENED.replace(month=8)
        self._at(july)
        self._run(july)
        record = self._refused("2026-S2")
        record.type_id = self._type("agency")
        record.with_user(self.manager).action_open()
        self.assertEqual(record.state, "open")

    def test_a_time_barred_consumer(self):
        old = OPENED.replace(year=2023)
        self.customer.relance_debtor_regime = "b2c"
        invoice = self._invoice(due=old, amount=900)
        self._run(OPENED)
        line = self._line(invoice)
        self.assertEqual(line.hold, "time_barred")
        line.sudo().hold = "none"
        record = self._procedure("petites_creances")
        self.assertEqual(record.line_ids.case_line_id, line)
        with self.assertRaisesRegex(UserError, "Time-barred"):
            record.with_user(self.manager).action_open()

    def test_excluded_items(self):
        invoice = self._owe(10000)
        record = self._procedure()
        self._line(invoice)._hold("excluded", "Avoir à venir")
        with self.assertRaisesRegex(UserError, "Avoir à venir"):
            record.with_user(self.manager).action_open()

    def test_one_procedure_at_a_time(self):
        self._owe(10000)
        drafts = self._procedure() + self._procedure("refere")
        drafts[0].with_user(self.manager).action_open()
        with self.assertRaisesRegex(UserError, drafts[0].name):
            drafts[1].with_user(self.manager).action_open()

    def test_small_claims_are_small(self):
        self._owe(10000)
        self._refused("5 000", "petites_creances")

    def test_an_item_of_another_customer(self):
        self._owe(10000)
        other = self._customer("Garage Petit")
        invoice = self._owe(500, partner=other)
        record = self._procedure()
        with self.assertRaisesRegex(ValidationError, "another customer"):
            record.line_ids = [Command.create({"case_line_id": self._line(invoice).id})]

    def test_one_currency(self):
        self._owe(10000)
        dollar = self.env.ref("base.USD")
        dollar.active = True
        foreign = self._owe(500, currency_id=dollar.id)
        record = self._procedure()
        self.assertNotIn(foreign, record.line_ids.move_id)
        with self.assertRaisesRegex(ValidationError, "USD"):
            record.line_ids = [Command.create({"case_line_id": self._line(foreign).id})]

    def test_nothing_is_promised_meanwhile(self):
        invoice = self._owe(10000)
        self._open()
        with self.assertRaisesRegex(ValidationError, "procedure"):
            self.env["relance.promise"].create(
                {
                    "case_id": self._case().id,
                    "date": OPENED + days(5),
                    "line_ids": [
                        Command.create(
                            {"case_line_id": self._line(invoice).id, "amount": 100}
                        )
                    ],
                }
            )

    # === RIGHTS === #

    def test_rights(self):
        self._owe(10000)
        self._case().user_id = self.collector
        record = self._open()
        self.assertEqual(record.with_user(self.reader).amount_claimed, 10139.86)
        with self.assertRaises(AccessError):
            record.with_user(self.reader).write({"court": "Tribunal"})
        record.with_user(self.collector).court = "Tribunal de commerce de Nantes"
        with self.assertRaises(AccessError):
            record.with_user(self.own).read(["court"])
        self._case().user_id = self.own
        self.env.invalidate_all()
        record.with_user(self.own).agent_ref = "D-42"
        with self.assertRaises(AccessError):
            self._procedure(user=self.reader)
        with self.assertRaises(AccessError):
            self._type("injonction").with_user(self.collector).usual_delay_days = 1
        self._type("injonction").with_user(self.manager).usual_delay_days = 120

    def test_another_company_sees_nothing(self):
        self._owe(10000)
        record = self._open()
        other = self.env["res.company"].create({"name": "Ailleurs"})
        stranger = self._user("stan", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        for part in (record, record.line_ids, record.step_ids):
            with self.assertRaises(AccessError):
                part.with_user(stranger).read(["id", "display_name"])
        self.assertFalse(other.relance_has_procedures)
        self.assertTrue(self.company.relance_has_procedures)
        self.assertEqual(record.notice_elsewhere, NOTICE)
