import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import DUE, FIRM, TRACKING, RelanceCommon, days

PRINTED = DUE + days(30)  # 1 April, after the last notice's day
PDF = b"%PDF-1.4 scan"
GROUP = "relance_recouvrement.group_"


class ProofCommon(RelanceCommon):
    """A formal notice on its way to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {"relance_debtor_regime": "b2b", "relance_regime_confirmed": True}
        )
        cls.invoice = cls._invoice(amount=10000)
        for level in (cls.level_friendly, cls.level_call, cls.level_firm):
            level.active = False
        cls.collector = cls._user("collector", f"{GROUP}collector")
        cls.reader = cls._user("reader", f"{GROUP}reader")

    def _formal_notice(self):
        """A printed formal notice, not posted yet: ``(reminder, its letter)``."""
        self._run(PRINTED)
        notice = self._reminder()
        notice.action_confirm()
        self._deliver()
        self._post(notice, PRINTED)
        self.day = self.company._relance_calendar().next_working(
            notice.announcement_ids.deadline + days(1)
        )
        self._run(self.day)
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_formal_notice)
        reminder.action_confirm()
        self._deliver()
        self.assertEqual(reminder.state, "queued", reminder.confirm_reason)
        letter = reminder.delivery_ids.filtered(lambda dlv: dlv.channel == "registered")
        return reminder, letter.with_user(self.collector)

    def _posted(self):
        reminder, letter = self._formal_notice()
        letter.write({"posted_date": self.day, "tracking_number": TRACKING})
        letter.action_mark_posted()
        self._run(self.day + days(40))
        return reminder, letter

    def _set_regime(self, regime):
        self.customer.relance_debtor_regime = regime
        self.env.invalidate_all()

    def _scan(self, letter, raw=PDF, **vals):
        return (
            self.env["ir.attachment"]
            .with_user(self.collector)
            .create(
                {
                    "name": "scan.pdf",
                    "raw": raw,
                    "res_model": "relance.delivery",
                    "res_id": letter.id,
                    **vals,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestProof(ProofCommon):
    """What became of a registered letter: days, returns and scans."""

    # === STATES === #

    def test_states_of_a_letter(self):
        _reminder, letter = self._formal_notice()
        self.assertEqual(letter.proof_state, "approved")
        letter.write({"posted_date": self.day, "tracking_number": TRACKING})
        letter.action_mark_posted()
        self._run(self.day + days(40))
        self.assertEqual(letter.proof_state, "sent")
        letter.presented_date = self.day + days(2)
        self.assertEqual(letter.proof_state, "presented")
        letter.received_date = self.day + days(3)
        self.assertEqual((letter.proof_state, letter.state), ("delivered", "delivered"))

    def test_returns(self):
        _reminder, letter = self._posted()
        for reason, state in (
            ("unclaimed", "unclaimed"),
            ("refused", "refused"),
            ("unknown_address", "npai"),
        ):
            letter.write(
                {"return_reason": reason, "returned_date": self.day + days(18)}
            )
            self.assertEqual(letter.proof_state, state)
            self.assertTrue(letter.proof_note)
        with self.assertRaises(UserError):
            letter.return_reason = False

    def test_a_mistake_is_corrected_and_told(self):
        reminder, letter = self._posted()
        letter.received_date = self.day + days(3)
        letter.received_date = self.day + days(4)
        self.assertIn("before", reminder.case_id.message_ids[0].body)
        letter.received_date = False
        self.assertEqual(letter.state, "sent")
        letter.return_reason = "unclaimed"
        letter.return_reason = False
        self.assertEqual((letter.state, letter.proof_state), ("sent", "sent"))

    # === DAYS === #

    def test_days_hold_together(self):
        _reminder, letter = self._posted()
        for vals in (
            {"presented_date": self.day - days(1)},
            {"received_date": self.day - days(1)},
            {"presented_date": self.day + days(3), "received_date": self.day + days(2)},
            {"presented_date": self.day + days(3000)},
            {"returned_date": self.day + days(18)},
            {"received_date": self.day + days(2), "return_reason": "unclaimed"},
            {"return_reason": "refused", "returned_date": self.day - days(1)},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(ValidationError) as caught,
                self.env.cr.savepoint(),
            ):
                letter.write(vals)
            self.assertIn(self.customer.name, str(caught.exception))
        letter.write({"presented_date": self.day, "received_date": self.day})

    def test_nothing_comes_back_before_the_post(self):
        _reminder, letter = self._formal_notice()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            letter.presented_date = self.day
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            letter.return_reason = "refused"

    def test_reader_enters_nothing(self):
        _reminder, letter = self._posted()
        with self.assertRaises(AccessError):
            letter.with_user(self.reader).received_date = self.day
        self.assertEqual(letter.with_user(self.reader).proof_state, "sent")

    # === CONSUMER === #

    def test_receipt_starts_the_interest_of_a_consumer(self):
        _reminder, letter = self._posted()
        self._set_regime("b2c")
        item = self._item(self.invoice)
        until = self.day + days(40)
        interest = self.env["relance.engine.interest"]
        self.assertFalse(interest._compute(item.ids, until)[item.id]["amount"])
        received = self.day + days(3)
        letter.received_date = received
        owed = interest._compute(item.ids, until)[item.id]
        self.assertEqual(owed["start"], received + days(1))
        self.assertEqual(owed["amount"], round(10000 * 0.0262 * 37 / 365, 2))
        self.assertEqual(owed["indemnity"], 0)
        self.assertIn("1231-6", letter.proof_note)

    # === SCANS === #

    def test_scans_are_kept(self):
        _reminder, letter = self._posted()
        deposit, receipt = self._scan(letter), self._scan(letter, b"%PDF recu")
        letter.deposit_proof_ids = [(4, deposit.id)]
        letter.write(
            {
                "received_date": self.day + days(3),
                "proof_attachment_ids": [(4, receipt.id)],
            }
        )
        self.assertEqual(len(letter.scan_hashes), 2)
        for attempt in (
            lambda: letter.write({"deposit_proof_ids": [(3, deposit.id)]}),
            lambda: letter.write({"proof_attachment_ids": [(5,)]}),
            lambda: letter.write({"proof_attachment_ids": [(6, 0, deposit.ids)]}),
            lambda: receipt.write({"raw": b"autre"}),
            lambda: receipt.sudo().unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        more = self._scan(letter, b"%PDF bis")
        letter.proof_attachment_ids = [(4, more.id)]
        self.assertEqual(letter.proof_attachment_ids, receipt + more)

    def test_scans_of_a_wizard_move_to_the_letter(self):
        _reminder, letter = self._posted()
        scan = self._scan(letter, res_model="relance.delivery.lre", res_id=0)
        letter.deposit_proof_ids = [(4, scan.id)]
        self.assertEqual((scan.res_model, scan.res_id), ("relance.delivery", letter.id))
        self.assertEqual(scan.with_user(self.reader).raw, PDF)


@tagged("post_install", "-at_install")
class TestElectronicLetter(ProofCommon):
    """Electronic registered letters, recorded by hand (code des postes, L100)."""

    def _wizard(self, letter, **vals):
        wizard = self.env["relance.delivery.lre"].with_user(self.collector)
        return wizard.create(
            {
                "delivery_id": letter.id,
                "provider": "Recommandé en ligne",
                "is_qualified": True,
                "reference": "LRE-2026-000123",
                "email": "gerance@client.example.com",
                "date": self.day,
                "deposit_ids": [(6, 0, self._scan(letter).ids)],
                **vals,
            }
        )

    def _consent(self, **vals):
        return (
            self.env["relance.lre.consent"]
            .with_user(self.collector)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "date": DUE,
                    "email": "gerance@client.example.com",
                    "proof": base64.b64encode(b"accord"),
                    "proof_name": "accord.pdf",
                    **vals,
                }
            )
        )

    def test_business_needs_no_consent(self):
        reminder, letter = self._formal_notice()
        letter.action_record_electronic()
        self._wizard(letter).action_apply()
        self.assertEqual((letter.state, reminder.state), ("sent", "sent"))
        self.assertEqual(letter.posted_date, self.day)
        self.assertTrue(letter.is_electronic)
        self.assertEqual(letter.tracking_number, "LRE-2026-000123")
        self.assertEqual(letter.email, "gerance@client.example.com")
        self.assertTrue(letter.deposit_proof_ids)
        self.assertFalse(letter.lre_consent_id)
        with self.assertRaises(UserError):
            self._wizard(letter).action_apply()

    def test_what_is_asked(self):
        _reminder, letter = self._formal_notice()
        for vals, word in (
            ({"is_qualified": False}, "44"),
            ({"deposit_ids": [(5,)]}, "deposit"),
            ({"email": "sans arobase"}, "e-mail"),
        ):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                self._wizard(letter, **vals).action_apply()
            self.assertIn(word, str(caught.exception))
        self.assertEqual(letter.state, "to_post")

    def test_nonprofessionals_agree_first(self):
        _reminder, letter = self._formal_notice()
        self._set_regime("nonpro")
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._wizard(letter).action_apply()
        self.assertIn("L100", str(caught.exception))
        self._consent(date=self.day + days(1))
        withdrawn = self._consent(withdrawn_date=self.day)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._wizard(letter).action_apply()
        consent = self._consent()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._wizard(letter, email="autre@client.example.com").action_apply()
        self._wizard(letter).action_apply()
        self.assertEqual(letter.lre_consent_id, consent)
        withdrawn.unlink()

    def test_used_consent_is_kept(self):
        _reminder, letter = self._formal_notice()
        self._set_regime("b2c")
        consent = self._consent()
        self._wizard(letter).action_apply()
        self.assertEqual(len(consent.proof_checksum), 64)
        for attempt in (
            consent.unlink,
            lambda: consent.write({"date": DUE - days(1)}),
            lambda: consent.write({"proof": base64.b64encode(b"autre")}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        consent.withdrawn_date = self.day + days(9)

    def test_consent_of_another_company(self):
        other = self.env["res.company"].create({"name": "Autre"})
        _reminder, letter = self._formal_notice()
        self._set_regime("b2c")
        self._consent().sudo().company_id = other
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._wizard(letter).action_apply()

    def test_consent_holds_together(self):
        for vals in ({"email": "sans"}, {"withdrawn_date": DUE - days(1)}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._consent(**vals)
        with self.assertRaises(AccessError):
            self._consent().with_user(self.reader).unlink()

    def test_reader_records_nothing(self):
        _reminder, letter = self._formal_notice()
        wizard = self._wizard(letter)
        with self.assertRaises(AccessError):
            wizard.with_user(self.reader).action_apply()

    def test_wizard_proposes_the_address_of_the_consent(self):
        _reminder, letter = self._formal_notice()
        self._set_regime("b2c")
        self._consent(email="accord@client.example.com")
        wizards = self.env["relance.delivery.lre"].with_user(self.collector)
        form = Form(wizards.with_context(default_delivery_id=letter.id))
        form.date = self.day
        self.assertEqual(form.email, "accord@client.example.com")


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
        checks = self.env["relance.proof.check"].search(action["domain"])
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
