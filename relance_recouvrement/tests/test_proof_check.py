from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DUE, FIRM, days
from .common_proof import PRINTED, ProofCommon


@tagged("post_install", "-at_install")
class TestProofCheck(ProofCommon):
    """Fingerprints and amounts computed again; tampering is shown."""

    def _check(self, reminder):
        check = self.env["relance.proof.check"].with_user(self.reader)
        return check._run(reminder.with_user(self.reader))

    def test_untouched(self):
        reminder, letter = self._posted()
        letter.deposit_proof_ids = [(4, self._scan(letter).id)]
        check = self._check(reminder)
        wrong = check.line_ids.filtered(lambda row: row.result not in ("ok", "info"))
        self.assertFalse(wrong.mapped("label"))
        self.assertEqual(check.result, "ok")
        self.assertEqual((check.file_result, check.amount_result), ("ok", "ok"))
        self.assertEqual(
            {*check.proof_line_ids.mapped("kind")}, {"file", "scan", "amount"}
        )
        self.assertFalse(check.ledger_changed)

    def test_interest_is_counted_again(self):
        reminder, _letter = self._posted()
        line = reminder.line_ids
        self.assertTrue(line.amount_interest)
        check = self._check(reminder)
        row = check.line_ids.filtered(
            lambda row: row.kind == "amount" and row.stored == row.found
        )
        self.assertTrue(row)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relance_reminder_interest SET rate = rate + 1"
            " WHERE reminder_line_id = %s",
            [line.id],
        )
        self.env.invalidate_all()
        check = self._check(reminder)
        self.assertEqual((check.result, check.amount_result), ("changed", "changed"))
        self.assertEqual(check.file_result, "ok")

    def test_changed_sum_is_seen(self):
        reminder, _letter = self._posted()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relance_reminder_line SET amount_interest = amount_interest + 1"
            " WHERE reminder_id = %s",
            [reminder.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._check(reminder).amount_result, "changed")

    def test_changed_file_is_seen(self):
        reminder, letter = self._posted()
        scan = self._scan(letter)
        letter.deposit_proof_ids = [(4, scan.id)]
        for attachment in (letter.sudo().attachment_id, scan.sudo()):
            with self.subTest(attachment.name):
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s"
                    " WHERE id = %s",
                    [b"falsifie", attachment.id],
                )
                self.env.invalidate_all()
                check = self._check(reminder)
                self.assertEqual((check.result, check.file_result), ("changed",) * 2)
                self.assertEqual(check.amount_result, "ok")
                row = check.line_ids.filtered(lambda row: row.result == "changed")
                self.assertIn(attachment.name, row.mapped("label"))

    def test_changed_email_is_seen(self):
        self.level_firm.active = True
        self._run(FIRM)
        reminder = self._reminder()
        reminder.action_confirm()
        self._deliver()
        self._send_mail(reminder)
        self.assertEqual(self._check(reminder).file_result, "ok")
        mail = reminder.delivery_ids.mail_id.sudo()
        mail.body_html = mail.body_html.replace("10", "20")
        self.assertEqual(self._check(reminder).file_result, "changed")

    def test_purged_email_is_still_proved(self):
        """Odoo empties its queue; a change of what was kept is seen too."""
        self.level_firm.active = True
        self._run(FIRM)
        reminder = self._reminder()
        reminder.action_confirm()
        self._deliver()
        self._send_mail(reminder)
        delivery = reminder.delivery_ids
        body = str(delivery.mail_id.body_html)
        delivery.sudo().mail_id.unlink()
        self.assertEqual(self._check(reminder).file_result, "ok")
        self.assertEqual(delivery.sent_body, body)
        with self.assertRaises(UserError):
            delivery.sudo().sent_body = "autre"
        self.env.cr.execute(
            "UPDATE relance_delivery SET sent_body = 'autre' WHERE id = %s",
            [delivery.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._check(reminder).file_result, "changed")

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_missing_file_is_seen(self):
        reminder, letter = self._posted()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = NULL"
            " WHERE id = %s",
            [letter.sudo().attachment_id.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._check(reminder).file_result, "missing")

    def test_payment_since_is_told_not_accused(self):
        reminder, _letter = self._posted()
        self._pay(self.invoice, amount=4000, day=DUE + days(5))
        check = self._check(reminder)
        self.assertEqual(check.result, "ok")
        self.assertTrue(check.ledger_changed)
        moved = check.ledger_line_ids.filtered(lambda row: row.result == "info")
        self.assertEqual(len(moved), 2, "the balance, and the interest of that day")

    def test_list_of_letters(self):
        reminder, letter = self._posted()
        action = letter.with_user(self.reader).action_check_proof()
        self.assertEqual(action["view_mode"], "form")
        reminders = self._case().reminder_ids
        action = reminders.with_user(self.reader).action_check_proof()
        checks = self.env["relance.proof.check"].with_user(self.reader)
        checks = checks.search(action["domain"])
        self.assertEqual(checks.reminder_id, reminders.filtered("frozen_date"))
        self.assertIn(reminder, checks.reminder_id)

    def test_nothing_to_verify(self):
        self._run(PRINTED)
        with self.assertRaises(UserError):
            self._reminder().action_check_proof()

    def test_others_do_not_verify(self):
        reminder, _letter = self._posted()
        stranger = self._user("stranger", "base.group_user")
        with self.assertRaises(AccessError):
            reminder.with_user(stranger).action_check_proof()
