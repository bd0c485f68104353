from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..tools.retention import MARK
from .common import DUE, FIRM, FRIENDLY, LATE, RelanceCommon, days
from .common_promise import PROMISED, TAKEN

PAID = date(2026, 3, 20)
OLD = date(2029, 3, 21)  # more than three years after
EARLY = date(2029, 3, 19)
SECRET = "Mme Petit dit attendre un virement de son frère"
ERASED = f"effacé le 21/03/2029 {MARK}"


@tagged("post_install", "-at_install")
class TestErasure(RelanceCommon):
    """What is kept longer than its rule allows is found, then erased by a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("chef", "relance_recouvrement.group_manager")
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Claire Petit",
                "parent_id": cls.customer.id,
                "phone": "02 40 00 00 01",
                "email": "claire@client.example.com",
            }
        )
        cls.customer.write(
            {
                "relance_regime_confirmed": True,
                "relance_dunning_contact_id": cls.contact.id,
            }
        )
        cls.invoice = cls._invoice()

    def setUp(self):
        super().setUp()
        self.reminder = self._play(FRIENDLY)
        self.customer.relance_debtor_regime = "b2c"
        self.case = self._case()
        self.call = self._call(LATE, contact_id=self.contact.id, note=SECRET)
        self.promise = self._make_promise()
        self.message = self._message(f"<p>{SECRET}</p>")
        self.file = self.env["ir.attachment"].create(
            {
                "name": "carte.txt",
                "raw": b"x",
                "res_model": "relance.case",
                "res_id": self.case.id,
            }
        )
        self._age(self.file)

    def _make_promise(self):
        line = self._line(self.invoice)
        return self.env["relance.promise"].create(
            {
                "case_id": self.case.id,
                "date": PROMISED,
                "taken_date": TAKEN,
                "contact_id": self.contact.id,
                "note": SECRET,
                "line_ids": [
                    Command.create({"case_line_id": line.id, "amount": 1000.0})
                ],
            }
        )

    def _message(self, body):
        message = self.case.message_post(body=body, message_type="comment")
        message.date = datetime(2026, 3, 13, 9)
        return message

    def _age(self, *records):
        """As if they were made in March 2026."""
        for record in records:
            record.flush_recordset()
            self.env.cr.execute(
                f"UPDATE {record._table} SET create_date = %s WHERE id IN %s",
                ("2026-03-13 09:00:00", tuple(record.ids)),
            )
            record.invalidate_recordset()

    def _age_thread(self):
        messages = self.case.message_ids | self.promise.message_ids
        self.env.cr.execute(
            "UPDATE mail_message SET date = %s WHERE id IN %s",
            ("2026-03-13 09:00:00", tuple(messages.ids)),
        )
        messages.invalidate_recordset()

    def _settle(self, day=PAID):
        self._pay(self.invoice, day=day)
        self._run(day)
        self.assertFalse(self.case.open_line_ids)
        self._age_thread()

    def _wizard(self, user=None, day=OLD):
        self.env.flush_all()
        with freeze_time(day):
            wizard = self.env["relance.erasure"].with_user(user or self.manager)
            wizard = wizard.with_company(self.company).create({})
            wizard.action_list()
        return wizard

    def _apply(self, wizard, day=OLD):
        with freeze_time(day):
            wizard.action_apply()
        self.env.invalidate_all()

    def _kinds(self, wizard, action="erase"):
        lines = wizard.line_ids.filtered(lambda line: line.action == action)
        lines = lines.filtered(lambda line: line.case_id.id == self.case.id)
        return set(lines.mapped("kind"))

    def _reasons(self, wizard):
        return " ".join(wizard.line_ids.filtered("reason").mapped("reason"))

    # === DRY RUN === #

    def test_dry_run_writes_nothing(self):
        self._settle()
        self.env.flush_all()
        before = self._snapshot()
        wizard = self._wizard()
        self.assertEqual(
            self._kinds(wizard),
            {"call", "message", "agreement", "contact", "attachment"},
        )
        line = wizard.line_ids.filtered(lambda line: line.kind == "call")
        self.assertEqual(line.closed_date, PAID)
        self.assertEqual(line.due_date, date(2029, 3, 20))
        self.assertEqual(line.count, 1)
        self.assertEqual(self._snapshot(), before)

    def _snapshot(self):
        self.env.invalidate_all()
        return (
            self.call.read(["note", "contact_id", "phone", "write_date"]),
            self.promise.read(["note", "contact_id"]),
            self.case.message_ids.mapped("body"),
            self.customer.relance_dunning_contact_id,
            self.file.exists(),
        )

    def test_not_before_the_term(self):
        self._settle()
        self.assertFalse(self._wizard(day=EARLY).line_ids)

    def test_a_rule_changes_the_term(self):
        self._settle()
        rules = self.env["relance.retention.rule"]
        rules.search([("kind", "=", "call"), ("regime", "=", "b2c")]).months = 48
        self.assertNotIn("call", self._kinds(self._wizard()))

    def test_unconfirmed_kind_is_as_a_consumer(self):
        self.customer.write(
            {"relance_debtor_regime": "b2b", "relance_regime_confirmed": False}
        )
        self._settle()
        self.assertIn("call", self._kinds(self._wizard()))

    def test_business_is_kept_longer(self):
        self.customer.write({"relance_debtor_regime": "b2b"})
        self._settle()
        self.assertFalse(self._wizard().line_ids)
        self.assertIn("call", self._kinds(self._wizard(day=date(2031, 3, 21))))

    # === ERASURE === #

    def test_erased(self):
        self._settle()
        self._apply(self._wizard())
        self.assertEqual(self.call.note, ERASED)
        self.assertFalse(self.call.contact_id)
        self.assertFalse(self.call.phone)
        self.assertEqual(self.call.outcome, "reached")
        self.assertEqual(self.promise.note, ERASED)
        self.assertFalse(self.promise.contact_id)
        self.assertEqual(self.promise.amount, 1000.0)
        self.assertFalse(self.customer.relance_dunning_contact_id)
        self.assertTrue(self.contact.exists())
        self.assertFalse(self.file.exists())
        bodies = " ".join(
            str(body)
            for body in (self.case.message_ids | self.promise.message_ids).mapped(
                "body"
            )
        )
        self.assertNotIn("frère", bodies)
        self.assertNotIn("Claire", bodies)

    def test_proofs_are_untouched(self):
        self._settle()
        deliveries = self.reminder.delivery_ids
        self.assertTrue(deliveries.mail_message_id)
        files = self.file.copy({"name": "accusé de réception.pdf"})
        deliveries.proof_attachment_ids = files
        self._age(files)
        kept = (
            self.reminder.read(["subject", "body", "amount_total"]),
            deliveries.read(["recipient", "email", "checksum", "state"]),
            deliveries.mail_message_id.mapped("body"),
            files.mapped("checksum"),
            self.invoice.line_ids.read(["name", "balance", "partner_id"]),
        )
        self._apply(self._wizard())
        self.assertTrue(files.exists())
        self.assertFalse(self.file.exists())
        self.assertEqual(
            kept,
            (
                self.reminder.read(["subject", "body", "amount_total"]),
                deliveries.read(["recipient", "email", "checksum", "state"]),
                deliveries.mail_message_id.mapped("body"),
                files.mapped("checksum"),
                self.invoice.line_ids.read(["name", "balance", "partner_id"]),
            ),
        )
        self.assertNotIn(MARK, str(deliveries.mail_message_id.mapped("body")))

    def test_logged_without_personal_data(self):
        self._settle()
        self._apply(self._wizard())
        log = self.case.message_ids.sorted("id")[-1:]
        self.assertIn("Calls: notes, persons and numbers", str(log.body))
        self.assertEqual(log.author_id, self.manager.partner_id)
        for word in ("Claire", "frère", "Morel"):
            self.assertNotIn(word, str(log.body))

    def test_nothing_twice(self):
        self._settle()
        self._apply(self._wizard())
        self.assertFalse(self._kinds(self._wizard()))
        with self.assertRaises(UserError):
            self._apply(self._wizard())

    def test_read_again_when_applied(self):
        """What became owed between the list and the erasure stays."""
        self._settle()
        wizard = self._wizard()
        self._invoice()
        self._run(FIRM + days(2))
        self._apply(wizard)
        self.assertEqual(self.call.note, SECRET)
        self.assertEqual(set(wizard.line_ids.mapped("action")), {"skip"})

    def test_tracked_texts(self):
        """The old value of a text that was tracked goes too."""
        self.case.write({"hold_until": LATE, "hold_reason": SECRET})
        self.env.cr.flush()
        self.cr.precommit.run()
        self._settle()
        self._age_thread()
        self._apply(self._wizard())
        values = self.case.message_ids.tracking_value_ids
        self.assertNotIn(
            "frère", " ".join(filter(None, values.mapped("new_value_char")))
        )
        self.assertEqual(self.case.hold_reason, ERASED)

    @mute_logger("odoo.addons.relance_recouvrement.wizard.relance_erasure")
    def test_a_broken_record_does_not_stop_the_others(self):
        self._settle()
        wizard = self._wizard()

        def write(records, vals):
            raise ValueError("broken")

        with patch.object(type(self.call), "write", write):
            self._apply(wizard)
        self.assertEqual(self._kinds(wizard, "error"), {"call"})
        self.assertEqual(self.call.note, SECRET)
        self.assertEqual(self.promise.note, ERASED)

    # === WHAT STAYS === #

    def test_open_debt(self):
        self._age_thread()
        wizard = self._wizard()
        self.assertFalse(self._kinds(wizard))
        self.assertIn("still open", self._reasons(wizard))
        with self.assertRaises(UserError):
            self._apply(wizard)
        self.assertEqual(self.call.note, SECRET)

    def test_running_limitation(self):
        """Written off, not paid: it may be claimed until its limitation."""
        self.customer.relance_debtor_regime = "nonpro"
        rules = self.env["relance.retention.rule"]
        rules.search([("regime", "=", False), ("kind", "=", "call")]).months = 12
        expense = self.company_data["default_account_expense"]
        entry = self._entry(
            PAID, [(expense, 1000, None), (self.receivable, -1000, self.customer)]
        )
        (self._item(self.invoice) + self._item(entry)).reconcile()
        self._run(PAID)
        line = self._line(self.invoice)
        self.assertEqual(line.closed_reason, "written_off")
        self.assertIn("in court until 31/01/2031", self._reasons(self._wizard()))
        wizard = self._wizard(day=date(2031, 2, 1))
        self.assertIn("call", self._kinds(wizard))

    def test_insolvency(self):
        self._settle()
        self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "kind": "redressement",
                "judgment_date": date(2026, 3, 25),
            }
        )
        wizard = self._wizard()
        self.assertFalse(self._kinds(wizard))
        self.assertIn("Insolvency", self._reasons(wizard))

    def test_procedure(self):
        self._settle()
        self.case.sudo().stage = "litigation"
        wizard = self._wizard()
        self.assertFalse(self._kinds(wizard))
        self.assertIn("Legal procedure", self._reasons(wizard))

    def test_other_companies(self):
        """Cases of the company only; shared contacts stay while another needs them."""
        other = self.setup_other_company(name="Autre")
        company = other["company"]
        invoice = self._invoice(company=company, accounts=other)
        self.engine._run(company, today=FRIENDLY)
        theirs = self._case(company=company)
        self.assertTrue(invoice and theirs)
        self._settle()
        wizard = self._wizard()
        self.assertNotIn(theirs.id, wizard.line_ids.sudo().case_id.ids)
        self.assertNotIn("contact", self._kinds(wizard))
        self.assertIn("Another company", self._reasons(wizard))

    # === RIGHTS === #

    def test_managers_only(self):
        self._settle()
        with self.assertRaises(AccessError):
            self._wizard(self.collector)
        engine = self.env["relance.engine.erasure"].with_user(self.collector)
        case = self.case.with_user(self.collector)
        with self.assertRaises(AccessError):
            engine._erase(case, "call", OLD)
        self.assertEqual(self.call.note, SECRET)

    def test_default_values(self):
        """A list that was never shown erases nothing."""
        self._settle()
        wizard = self.env["relance.erasure"].with_user(self.manager).create({})
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertTrue(DUE < OLD)
