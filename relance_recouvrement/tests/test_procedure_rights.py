from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_procedure import PAPER, ProcedureCommon


@tagged("post_install", "-at_install")
class TestProcedureRights(ProcedureCommon):
    """What a person may not do through the API, whatever the screens show."""

    def _foreign_file(self):
        """A document that collectors read and may not change: of the company."""
        company = self.env.company
        return self.env["ir.attachment"].create(
            {
                "name": "kbis.pdf",
                "datas": PAPER,
                "res_model": company._name,
                "res_id": company.id,
            }
        )

    def test_step_takes_no_file_of_others(self):
        self._owe(10000)
        record = self._open()
        file = self._foreign_file()
        file.with_user(self.collector).check_access("read")
        step = self._step(record, "filing") or record.step_ids[:1]
        wizards = self.env["relance.procedure.step.done"].with_user(self.collector)
        with self.assertRaises(AccessError):
            wizards.create(
                {
                    "step_id": step.id,
                    "date": record._get_today(),
                    "attachment_ids": [Command.set(file.ids)],
                }
            ).action_apply()
        self.assertEqual(file.res_model, "res.company")

    def test_cost_takes_no_file_of_others(self):
        self._owe(10000)
        record = self._procedure()
        file = self._foreign_file()
        values = {"amount": 30.0, "attachment_ids": [Command.set(file.ids)]}
        with self.assertRaises(AccessError):
            record.write({"cost_ids": [Command.create(values)]})
            record.flush_recordset()
        self.assertEqual(file.res_model, "res.company")

    def test_item_does_not_move_into_opened_procedure(self):
        first, second = self._owe(10000, 2000)
        keep = [Command.create({"case_line_id": self._line(first).id})]
        opened = self._open(line_ids=keep)
        draft = self._procedure(
            line_ids=[Command.create({"case_line_id": self._line(second).id})]
        )
        with self.assertRaisesRegex(UserError, "opened"):
            draft.line_ids.write({"procedure_id": opened.id})

    def test_link_preview_is_for_who_sees_the_case(self):
        self._owe(10000)
        record = self._open(agent_id=self.agent.id)
        record.case_id.user_id = self.collector
        wizards = self.env["relance.procedure.access.send"]
        mine = wizards.with_user(self.collector).create({"procedure_id": record.id})
        self.assertIn("10", mine.preview)
        with self.assertRaises(AccessError):
            wizards.with_user(self.own).create({"procedure_id": record.id})
        mine.invalidate_recordset()
        draft = wizards.with_user(self.own).new({"procedure_id": record.id})
        self.assertFalse(draft.preview)

    def test_other_wizards_are_for_who_sees_the_case(self):
        self._owe(10000)
        record = self._open(agent_id=self.agent.id)
        record.case_id.user_id = self.collector
        entries = self.env["relance.procedure.agent.entry"].with_user(self.own)
        with self.assertRaises(AccessError):
            entries.create({"procedure_id": record.id})

    def test_comparison_is_for_who_made_it(self):
        """Amounts of a colleague's case are in its cards."""
        self._owe(10000)
        case = self._case()
        case.user_id = self.collector
        action = case.with_user(self.collector).action_compare_routes()
        choice = self.env["relance.route.choice"].browse(action["res_id"])
        self.assertTrue(choice.with_user(self.collector).line_ids)
        for records in (choice, choice.line_ids):
            self.assertFalse(
                records.with_user(self.own).search([("id", "in", records.ids)])
            )
            with self.assertRaises(AccessError):
                records.with_user(self.own).read(["amount"])

    def test_reopened_beside_what_continues_its_items(self):
        """An item that was transferred, and claimed by another procedure since."""
        invoice = self._owe(10000)
        first = self._open()
        self._close(first, "plan")
        item = self._line(invoice)
        other = self._owe(2000)
        # what a transfer to the doubtful account leaves
        self._line(other).sudo().origin_line_id = item
        keep = [Command.create({"case_line_id": self._line(other).id})]
        self._open(line_ids=keep)
        with self.assertRaisesRegex(UserError, "PROC/"):
            first.with_user(self.manager).action_reopen()
