import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import DUE, days
from .common_proof import ProofCommon


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
