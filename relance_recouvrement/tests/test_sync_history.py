from odoo import Command
from odoo.tests import tagged

from .common import DUE, FIRM, FRIENDLY, LATE, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestSyncHistory(RelanceCommon):
    """What a debt keeps when its customer or its item changes."""

    # === MERGED PARTNERS === #

    def _merge(self, *partners):
        """Merge partners into the last one, as the wizard does."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "dst_partner_id": partners[-1].id,
                "partner_ids": [Command.set([partner.id for partner in partners])],
            }
        )
        wizard.action_merge()
        self.env.invalidate_all()

    def _merge_ready(self, name, email):
        return self._customer(name, email=email)

    def test_merge_folds_two_cases(self):
        twin = self._merge_ready("Boulangerie Morel", self.customer.email)
        mine, theirs = self._invoice(), self._invoice(twin)
        sent = self._play(FRIENDLY, twin)
        self._call(FRIENDLY, twin)
        source = self._case(twin)
        message = source.message_ids[:1] or source.message_post(body="Note")
        self._merge(twin, self.customer)
        case = self._case()
        self.assertEqual(len(case), 1)
        self.assertIn(sent, case.reminder_ids)
        self.assertEqual(sent.state, "sent")
        self.assertIn(message, case.message_ids)
        self.assertTrue(case.call_ids)
        self._run(LATE)
        self.assertEqual(
            (self._line(mine) + self._line(theirs)).case_id, case, "one case remains"
        )
        self.assertEqual(self._line(theirs).level_id, self.level_friendly)

    def test_merge_of_three_loses_nothing(self):
        """The customer that is kept had no case yet; two others had one."""
        names = [self._customer(f"Morel {n}", email="m@example.com") for n in "ABC"]
        first, second, kept = names
        invoices = [self._invoice(first), self._invoice(second)]
        reminders = self._play(FRIENDLY, first) + self._reminder(second)
        self._send_mail(reminders)
        self._merge(first, second, kept)
        case = self._case(kept)
        self.assertEqual(len(case), 1)
        self.assertEqual(case.reminder_ids, reminders.sorted(reverse=True).exists())
        self.assertEqual(len(case.reminder_ids), 2)
        self._run(LATE)
        for invoice in invoices:
            self.assertEqual(self._line(invoice).case_id, case)
            self.assertEqual(self._line(invoice).level_id, self.level_friendly)

    def test_merge_keeps_what_holds(self):
        twin = self._merge_ready("Boulangerie Morel", self.customer.email)
        self._invoice()
        self._invoice(twin)
        self._run(FRIENDLY)
        self._case(twin).sudo().write(
            {
                "hold_until": LATE,
                "hold_reason": "Vu avec le gérant",
                "reply_pending": True,
            }
        )
        self._merge(twin, self.customer)
        case = self._case()
        self.assertEqual(case.hold_until, LATE)
        self.assertEqual(case.hold_reason, "Vu avec le gérant")
        self.assertTrue(case.reply_pending)

    # === LEVELS THAT COME BACK === #

    def test_unreconciled_reopens_at_the_same_level(self):
        invoice = self._invoice()
        self._play(FRIENDLY)
        self._pay(invoice)
        self._run(LATE)
        line = self._line(invoice)
        self.assertEqual(line.closed_reason, "paid")
        payment = self._item(invoice).matched_credit_ids.credit_move_id.move_id
        self._item(invoice).remove_move_reconcile()
        payment.button_draft()
        payment.button_cancel()
        self._run(LATE)
        self.assertFalse(line.closed_date)
        self.assertFalse(line.closed_reason)
        self.assertEqual(line.level_id, self.level_friendly)
        self.assertEqual(line.level_date, FRIENDLY)
        # the payment is gone: the next reminder is firm (test_returned)
        self.assertEqual(self._case().next_level_id, self.level_firm)

    def test_reset_to_draft_and_reposted(self):
        invoice = self._invoice()
        reminder = self._play(FRIENDLY)
        invoice.button_draft()
        self._run(LATE)
        self.assertEqual(self._line(invoice).closed_reason, "cancelled")
        self.assertEqual(reminder.state, "sent", "the proof is kept")
        invoice.action_post()
        self._run(LATE)
        open_line = self._line(invoice).filtered(lambda line: not line.closed_date)
        self.assertEqual(len(open_line), 1)
        self.assertEqual(open_line.level_id, self.level_friendly)

    def test_reposted_with_new_items(self):
        """The items are made again: their level is inherited, the old one kept."""
        invoice = self._invoice()
        self._play(FRIENDLY)
        old = self._line(invoice)
        invoice.button_draft()
        invoice.line_ids.filtered(lambda item: item.display_type == "payment_term")
        self.env.cr.execute(
            "UPDATE relance_case_line SET move_line_id = NULL WHERE id = %s", [old.id]
        )
        self.env.invalidate_all()
        invoice.action_post()
        self._run(LATE)
        fresh = self._line(invoice) - old
        self.assertTrue(old.closed_date)
        self.assertEqual(fresh.origin_line_id, old)
        self.assertEqual(fresh.level_id, self.level_friendly)
        self.assertEqual(fresh.level_date, FRIENDLY)
        self.assertEqual(old.move_name, invoice.name, "its identity is kept")

    def test_deleted_item_keeps_its_identity(self):
        invoice = self._invoice()
        reminder = self._play(FRIENDLY)
        name = invoice.name
        line = self._line(invoice)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self._run(LATE)
        self.assertEqual(line.closed_reason, "cancelled")
        self.assertEqual(line.move_name, name)
        self.assertEqual(reminder.line_ids.move_name, name)
        self.assertEqual(reminder.line_ids.amount_residual, 1000)

    # === RESOLVED LINE BY LINE === #

    def test_two_lines_one_paid(self):
        first, second = self._invoice(due=DUE - days(7)), self._invoice()
        self._play(FRIENDLY - days(7) + days(4))
        self._pay(first)
        self._run(FRIENDLY + days(7))
        case = self._case()
        self.assertEqual(self._owed(), {second.name: 1000.0})
        self.assertEqual(case.next_level_id, self.level_friendly)
        self.assertNotEqual(case.stage, "settled")

    def test_oldest_paid_falls_back(self):
        """The case falls back to the level that the other lines reached."""
        old, young = self._invoice(due=DUE - days(20)), self._invoice()
        self._play(FRIENDLY)
        self.assertEqual(self._line(old).level_id, self.level_friendly)
        self._run(LATE)
        self._call(LATE)
        self._run(LATE)
        self.assertEqual(self._case().level_id, self.level_call)
        self._pay(old)
        self._run(LATE + days(3))
        line = self._line(young)
        self.assertEqual(self._case().level_id, line.level_id)
        young_levels = self.env["relance.reminder.line"].search(
            [("case_line_id", "=", line.id), ("reminder_id.state", "=", "sent")]
        )
        self.assertEqual(line.level_id, young_levels.level_id.sorted("sequence")[-1:])

    def test_all_paid_then_new_invoice_starts_again(self):
        invoice = self._invoice()
        self._play(FRIENDLY)
        self._pay(invoice)
        self._run(LATE)
        case = self._case()
        self.assertEqual(case.stage, "settled")
        self.assertEqual(case.amount_due, 0)
        self.assertFalse(case.level_id)
        fresh = self._invoice(due=FIRM)
        self._run(FIRM + days(4))
        self.assertEqual(self._case(), case, "the case is permanent")
        self.assertEqual(self._line(fresh).level_id.id, False)
        self.assertEqual(case.next_level_id, self.level_friendly)

    # === TRANSFER TO DOUBTFUL CUSTOMERS === #

    def _doubtful(self):
        account = self.env["account.account"].search(
            [("code", "=like", "416%"), ("company_ids", "in", self.company.ids)],
            limit=1,
        )
        self.assertEqual(account.account_type, "asset_current")
        return account

    def _transfer(self, invoice, day, amount=1000.0, reconcile=True):
        entry = self._entry(
            day,
            [
                (self._doubtful(), amount, self.customer),
                (self.receivable, -amount, self.customer),
            ],
        )
        if reconcile:
            (self._item(invoice) + self._item(entry)).reconcile()
        return entry

    def test_transfer_to_doubtful_continues(self):
        invoice = self._invoice()
        self._play(FRIENDLY)
        entry = self._transfer(invoice, LATE)
        self._run(LATE)
        old, new = self._line(invoice), self._line(entry)
        self.assertEqual(old.closed_reason, "transferred")
        self.assertEqual(new.origin_line_id, old)
        self.assertEqual(new.level_id, self.level_friendly)
        self.assertEqual(new.hold, "none", "followed though in a general journal")
        self.assertEqual(new.amount_claimable, 1000)
        self.assertEqual(new.date_maturity, DUE, "its due date does not restart")
        self._run(LATE + days(3))
        self.assertEqual(new.date_maturity, DUE)
        self.assertEqual(self._case().next_level_id, self.level_call)

    def test_transfer_matched_after_a_run(self):
        """Posted one day, matched the next: the level follows all the same."""
        invoice = self._invoice()
        self._play(FRIENDLY)
        entry = self._transfer(invoice, LATE, reconcile=False)
        self._run(LATE)
        self.assertEqual(self._case().amount_due, 1000, "netted until matched")
        (self._item(invoice) + self._item(entry)).reconcile()
        self._run(LATE + days(3))
        new = self._line(entry).filtered(lambda line: not line.closed_date)
        self.assertEqual(new.origin_line_id, self._line(invoice))
        self.assertEqual(new.level_id, self.level_friendly)

    def test_transferred_debt_is_named_after_its_invoice(self):
        """The customer knows the invoice and its reminders, not the entry."""
        invoice = self._invoice()
        sent = self._play(FRIENDLY)
        self._pay(invoice, amount=100.0, day=LATE)
        entry = self._transfer(invoice, LATE, amount=900.0)
        self._run(LATE)
        self._call(LATE)
        self._run(FIRM)
        reminder = self._reminder()
        self.assertEqual(reminder.level_id, self.level_firm)
        self.assertEqual(reminder.line_ids.case_line_id, self._line(entry))
        self.assertEqual(reminder.line_ids.move_name, invoice.name)
        self.assertEqual(reminder.line_ids.invoice_date, invoice.invoice_date)
        self.assertEqual(reminder.line_ids.amount_total, 1000)
        self.assertEqual(reminder.line_ids.amount_paid, 100)
        self.assertEqual(reminder.line_ids.amount_residual, 900)
        self.assertIn(sent, reminder._get_previous())

    def test_entry_for_several_invoices_keeps_its_own_name(self):
        invoices = [self._invoice(amount=400.0), self._invoice(amount=600.0)]
        self._play(FRIENDLY)
        entry = self._transfer(invoices[0], LATE, reconcile=False)
        items = self._item(invoices[0]) + self._item(invoices[1])
        (items + self._item(entry)).reconcile()
        self._run(LATE)
        self._call(LATE)
        self._run(FIRM)
        self.assertEqual(self._reminder().line_ids.move_name, entry.name)
