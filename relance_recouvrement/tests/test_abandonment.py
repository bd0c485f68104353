from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_plan import SIGNED
from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestAbandonment(SettlementCommon):
    """Debts that a manager gives up, and takes back."""

    def setUp(self):
        super().setUp()
        self.old = self._owe(1000.0, due=date(2026, 2, 2))[0]
        self.late = self._owe(500.0)[0]
        self.biller = self._user(
            "bill", "relance_recouvrement.group_manager,account.group_account_invoice"
        )

    def _wizard(self, user=None, moves=None, **vals):
        user = user or self.manager
        action = self._case().with_user(user).action_abandon()
        wizard = self.env["relance.case.abandon"].with_user(user)
        wizard = wizard.with_context(**action["context"]).create(
            {
                "reason": "uneconomic",
                "note": "Deux courriers revenus, aucun actif.",
                "book_loss": False,
                **vals,
            }
        )
        if moves:
            wizard.line_ids = self._line(moves[0])
        return wizard

    def test_all_of_the_case(self):
        """It leaves the kanban, with its trace."""
        wizard = self._wizard()
        self.assertEqual(wizard.amount, 1500.0)
        wizard.action_abandon()
        case = self._case()
        self.assertEqual(case.stage, "settled")
        self.assertEqual(case.amount_claimable, 0.0)
        lines = case.open_line_ids
        self.assertEqual(set(lines.mapped("hold")), {"excluded"})
        done = case.abandonment_ids
        self.assertEqual((done.amount, done.amount_left), (1500.0, 1500.0))
        self.assertEqual((done.user_id, done.date), (self.manager, SIGNED))
        notes = " ".join(case.message_ids.mapped("body"))
        self.assertIn("aucun actif", notes)
        self._on(date(2026, 6, 1))
        self.assertEqual(case.stage, "settled")

    def test_some_documents(self):
        self._wizard(moves=[self.late]).action_abandon()
        self.assertEqual(self._owed(), {self.old.name: 1000.0, self.late.name: 0.0})
        self.assertEqual(self._case().stage, "amicable")

    def test_manager_only(self):
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            self._case().with_user(self.collector).action_abandon()
        with self.assertRaises(AccessError):
            self.env["relance.case.abandon"].with_user(self.collector).create(
                {"case_id": self._case().id, "reason": "other", "note": "x"}
            )
        with self.assertRaises(AccessError):
            self.env["relance.abandonment"].with_user(self.manager).create(
                {"case_id": self._case().id, "reason": "other", "date": SIGNED}
            )

    def test_what_was_agreed_ends_first(self):
        self._agreed()
        with self.assertRaisesRegex(UserError, "End what was agreed first"):
            self._wizard().action_abandon()

    def test_once(self):
        self._wizard(moves=[self.late]).action_abandon()
        with self.assertRaisesRegex(UserError, "given up already"):
            self._wizard().action_abandon()

    def test_released_by_who_decided_only(self):
        self._wizard(moves=[self.late]).action_abandon()
        line = self._line(self.late).with_user(self.collector)
        with self.assertRaisesRegex(UserError, "A manager gave these items up"):
            line.action_release()
        done = self._case().abandonment_ids
        with self.assertRaises(AccessError):
            done.with_user(self.collector).action_take_back()
        done = done.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Enter why"):
            done.action_take_back()
        done.take_back_reason = "Le débiteur a repris contact."
        done.action_take_back()
        self.assertEqual(done.state, "taken_back")
        self.assertEqual(self._owed()[self.late.name], 500.0)
        with self.assertRaisesRegex(UserError, "claimed again"):
            done.action_lose()
        with self.assertRaises(UserError):
            done.sudo().unlink()

    def test_loss(self):
        """The drafts of the loss, then nothing is left."""
        wizard = self._wizard(user=self.biller, book_loss=True)
        action = wizard.action_abandon()
        loss = self.env["relance.doubtful.loss"].browse(action["res_id"])
        self.assertEqual(loss.amount, 1500.0)
        loss = loss.with_user(self.biller)
        loss.justification = "Débiteur introuvable."
        loss.action_book()
        drafts = self.env["relance.doubtful.booking"].search([("kind", "=", "loss")])
        self.assertEqual(drafts.move_id.mapped("state"), ["draft", "draft"])
        drafts.move_id.action_post()
        self._run(SIGNED)
        done = self._case().abandonment_ids
        self.assertEqual(done.amount_left, 0.0)
        self.assertEqual(self._line(self.late).closed_reason, "written_off")

    def test_loss_takes_the_right_to_book(self):
        self._wizard().action_abandon()
        done = self._case().abandonment_ids.with_user(self.manager)
        with self.assertRaisesRegex(AccessError, "Invoicing"):
            done.action_lose()

    def _open_procedure(self, *moves):
        procedure = self.env["relance.procedure"].with_user(self.manager)
        procedure = procedure.create(
            {
                "case_id": self._case().id,
                "type_id": self.env.ref(
                    "relance_recouvrement.procedure_type_agency"
                ).id,
                "notice_elsewhere": "Mise en demeure du 02/03/2026",
                "line_ids": [
                    Command.create({"case_line_id": self._line(move).id})
                    for move in moves
                ],
            }
        )
        procedure.action_open()
        return procedure

    def test_procedure_is_closed(self):
        """Nothing is pursued of what is given up."""
        procedure = self._open_procedure(self.old, self.late)
        with self.assertRaisesRegex(UserError, "give them up together"):
            self._wizard(moves=[self.late]).action_abandon()
        self._wizard().action_abandon()
        self.assertEqual(
            (procedure.state, procedure.close_reason), ("closed", "abandoned")
        )
        self.assertEqual(self._case().stage, "settled")
        self._on(date(2026, 6, 1))
        self.assertEqual(self._case().stage, "settled")

    def test_other_company(self):
        self._wizard().action_abandon()
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self._user("paula", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        found = self.env["relance.abandonment"].with_user(stranger)
        self.assertFalse(found.search([("id", "!=", 0)]))
        with self.assertRaises(AccessError):
            self._case().with_user(stranger).action_abandon()["x"]
