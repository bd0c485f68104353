from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import FRIENDLY
from .common_invoice_check import ALL, INVOICING, InvoiceCheckScreenCommon

OWN = "relance_recouvrement.group_collector_own"
READER = "relance_recouvrement.group_reader"


@tagged("post_install", "-at_install")
class TestInvoiceCheckRights(InvoiceCheckScreenCommon):
    """Who accepts a problem, who sees it, who may mend it."""

    # === CHECKED, GO ON === #

    def _accept_as(self, user, reason="Envoyée par courrier"):
        action = self._rows(user=user).action_accept()
        wizard = self.env[action["res_model"]].with_user(user)
        form = Form(wizard.with_context(**action["context"]))
        self.assertIn(self.invoice.name, form.summary)
        form.reason = reason
        return form.save()

    def test_accept(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        user = self._collector()
        self._accept_as(user).action_apply()
        accepted = self.env["relance.invoice.acceptance"].search(
            [("case_id", "=", self._case().id)]
        )
        self.assertEqual(accepted.user_id, user)
        self.assertEqual(accepted.reason, "Envoyée par courrier")
        self.assertEqual(self._case().next_decision, "send")
        self.assertFalse(self._rows())

    def test_accept_twice(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        user = self._collector()
        first, second = self._accept_as(user), self._accept_as(user)
        first.action_apply()
        second.action_apply()
        self.assertEqual(
            self.env["relance.invoice.acceptance"].search_count(
                [("case_id", "=", self._case().id)]
            ),
            1,
        )

    def test_accept_needs_a_reason(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        with self.assertRaises(UserError):
            self._accept("sent", reason="  ")
        self.assertTrue(self._rows())

    def test_acceptance_is_a_log(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        self._accept("sent")
        accepted = self.env["relance.invoice.acceptance"].search(
            [("case_id", "=", self._case().id)]
        )
        manager = self._user("paul", "relance_recouvrement.group_manager")
        with self.assertRaises(AccessError):
            accepted.with_user(manager).reason = "autre"
        with self.assertRaises(AccessError):
            accepted.with_user(self._collector()).action_withdraw()
        accepted.with_user(manager).action_withdraw()
        self.assertEqual(self._case().next_decision, "hold")

    # === RIGHTS === #

    def test_own_cases_only(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        mine, other = self._user("nina", OWN), self._user("luc", OWN)
        self._case().user_id = mine
        self.assertTrue(self._rows(user=mine))
        self.assertFalse(self._rows(user=other))
        line = self._line(self.invoice)
        accept = self.env["relance.invoice.acceptance"].with_user(other)
        with self.assertRaises(AccessError):
            accept._accept([(line.with_user(other), "sent")], "ok")
        with self.assertRaises(AccessError):
            self.env["relance.invoice.match"].with_user(other)._open(
                self._case().with_user(other)
            )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_reader_reads_only(self):
        self._set("sent", "block")
        self._run(FRIENDLY)
        reader = self._user("rita", READER)
        rows = self._rows(user=reader)
        self.assertTrue(rows.mapped("detail"))
        for method in ("action_send_invoice", "action_set_due_date"):
            with self.assertRaises(AccessError):
                getattr(rows, method)()
        wizard = self.env["relance.invoice.accept"].with_user(reader)
        with self.assertRaises(AccessError):
            wizard.create(
                {"problems": [[rows.case_line_id.id, "sent"]], "reason": "ok"}
            )

    def test_collector_without_invoicing(self):
        """May not touch the ledger, may let it go on."""
        self._set("sent", "block")
        self._run(FRIENDLY)
        user = self._collector(groups=ALL)
        with self.assertRaises(AccessError):
            self._rows(user=user).action_send_invoice()
        self._accept_as(user).action_apply()
        self.assertEqual(self._case().next_decision, "send")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_plain_invoicing_user(self):
        user = self._user("zoe", INVOICING)
        with self.assertRaises(AccessError):
            self._rows(user=user)

    def test_multi_company(self):
        other = self.setup_other_company(name="Autre société")
        self._set("sent", "block")
        theirs = self._invoice(company=other["company"], accounts=other, amount=700)
        self._run(FRIENDLY, self.company + other["company"])
        self.assertEqual(self._rows().move_id, self.invoice)
        every = self.env["relance.invoice.check"].sudo()
        found = every.search([("code", "=", "sent"), ("move_id", "in", theirs.ids)])
        self.assertEqual(found.severity, "warn")
        user = self._collector()
        self.assertFalse(
            self.env["relance.invoice.check"]
            .with_user(user)
            .search([("company_id", "=", other["company"].id)])
        )
