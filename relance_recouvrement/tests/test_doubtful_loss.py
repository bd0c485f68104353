from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_doubtful import CLOSING, JUDGMENT, OLD_DUE, PROOF, DoubtfulCommon


@tagged("post_install", "-at_install")
class TestDoubtfulLoss(DoubtfulCommon):
    """Definitive losses (654), the VAT recovered, and what proves it."""

    def test_loss_of_a_doubtful_debt_with_its_vat(self):
        invoice = self._taxed()
        self._impair(invoice, 60)
        self._transfer(invoice)
        move = self._lose(invoice)
        self.assertEqual(
            self._accounts(move),
            {"416000": -1200.0, "654100": 1000.0, "445710": 200.0},
        )
        reversal = self._entry_of(invoice, "impairment")
        self.assertEqual(self._accounts(reversal), {"491000": 600.0, "781740": -600.0})
        self.assertEqual(reversal.state, "draft")
        self.assertFalse(self._case().open_line_ids)
        closed = self._case().line_ids.sorted("id")
        self.assertEqual(closed.mapped("closed_reason"), ["transferred", "written_off"])
        self.assertFalse(
            self.env["account.move"].search(
                [
                    ("partner_id", "=", self.customer.id),
                    ("move_type", "=", "out_refund"),
                ]
            )
        )

    def test_loss_straight_from_411(self):
        invoice = self._taxed()
        move = self._lose(invoice)
        self.assertEqual(self._accounts(move)[self.receivable.code], -1200.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(self._line(invoice).closed_reason, "written_off")

    def test_debt_of_a_prior_year_goes_to_6544(self):
        move = self._lose(self._taxed(due=date(2025, 6, 30)))
        self.assertEqual(self._accounts(move)["654400"], 1000.0)

    def test_without_ground_the_vat_is_lost_too(self):
        invoice = self._taxed()
        move = self._lose(
            invoice, ground="other", event_date=False, certificate=False, recover=False
        )
        self.assertEqual(
            self._accounts(move), {self.receivable.code: -1200.0, "654100": 1200.0}
        )
        self.assertFalse(self._bookings(invoice, "loss").mention)

    def test_part_of_a_debt_is_remitted(self):
        invoice = self._taxed()
        self._impair(invoice, 50)
        loss = self._loss(
            self._debt(invoice),
            ground="remission",
            event_date=JUDGMENT,
            certificate=PROOF,
        )
        loss.line_ids.amount = 300.0
        self.assertEqual((loss.amount, loss.amount_tax), (300.0, 50.0))
        loss.action_book()
        booking = self._bookings(invoice, "loss").with_user(self.manager)
        booking.action_print_duplicate()
        booking.duplicate_date = CLOSING
        booking.move_id.action_post()
        self.assertEqual(invoice.amount_residual, 900.0)
        self.assertEqual(self._entry_of(invoice, "impairment").state, "draft")
        # a quarter is lost: so much of the impairment goes back
        self.assertEqual(self._bookings(invoice, "impairment")[-1].amount, -125.0)
        self.assertFalse(self._line(invoice).closed_date)

    def test_nothing_is_lost_beyond_what_is_owed(self):
        invoice = self._taxed()
        loss = self._loss(self._debt(invoice))
        loss.line_ids.amount = 1500.0
        with self.assertRaises(UserError):
            loss.action_book()
        loss.line_ids.amount = 0.0
        with self.assertRaises(UserError):
            loss.action_book()

    def test_other_drafts_are_finished_first(self):
        invoice = self._taxed()
        transfer = self._transfer(invoice, post=False)
        loss = self._loss(self._debt(invoice))
        with self.assertRaisesRegex(UserError, "Transfer to 416"):
            loss.action_book()
        transfer.unlink()
        loss.action_book()
        line = self._debt(invoice)
        self.assertGreater(line.amount_adjustment, 0)
        for method in (line.action_transfer, line.action_impair, loss.action_book):
            with self.assertRaises(UserError):
                method()

    def test_branch_of_the_company(self):
        branch = self.env["res.company"].create(
            {
                "name": "Durand Agence Sud",
                "parent_id": self.company.id,
                "country_id": self.company.country_id.id,
            }
        )
        users = self.env.user + self.manager + self.booker
        users.company_ids += branch
        customer = self.customer.with_company(branch)
        customer.property_account_receivable_id = self.receivable
        both = [branch.id, self.company.id]
        invoice = self._taxed(company=branch.with_context(allowed_company_ids=both))
        self.assertEqual(invoice.company_id, branch)
        transfer = self._transfer(invoice)
        self.assertEqual(transfer.company_id, branch)
        self.assertEqual(invoice.amount_residual, 0.0)
        move = self._lose(invoice)
        self.assertEqual(move.company_id, branch)
        self.assertEqual(self._accounts(move)["416000"], -1200.0)

    # === GATES OF THE VAT === #

    def test_vat_needs_a_ground_a_proof_and_a_date(self):
        loss = self._loss(self._debt(self._taxed()))
        for vals, words in (
            ({"ground": "other", "recover": True}, "CGI 272-1"),
            ({"ground": "certificate", "event_date": JUDGMENT}, "Attach"),
            (
                {"ground": "liquidation", "event_date": False, "certificate": PROOF},
                "since when",
            ),
            ({"event_date": date(2027, 1, 2)}, "02/01/2027"),
            ({"event_date": date(2023, 6, 1)}, "31/12/2025"),
        ):
            loss.write(vals)
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                loss.action_book()
        self.assertFalse(self.env["relance.doubtful.booking"].search_count([]))

    def test_loss_after_the_time_limit_keeps_its_vat(self):
        move = self._lose(self._taxed(), event_date=date(2023, 6, 1), recover=False)
        self.assertEqual(self._accounts(move)["654100"], 1200.0)

    def test_proof_is_kept_with_the_entry(self):
        invoice = self._taxed()
        move = self._lose(invoice)
        proof = self._bookings(invoice, "loss").certificate_id
        self.assertEqual(proof.name, "jugement.pdf")
        self.assertEqual((proof.res_model, proof.res_id), ("account.move", move.id))

    def test_nothing_is_posted_before_the_duplicate_is_sent(self):
        invoice = self._taxed()
        loss = self._loss(
            self._debt(invoice),
            ground="liquidation",
            event_date=JUDGMENT,
            certificate=PROOF,
        )
        loss.action_book()
        booking = self._bookings(invoice, "loss").with_user(self.manager)
        move = booking.move_id.with_user(self.booker)
        with self.assertRaisesRegex(UserError, "272"):
            move.action_post()
        with self.assertRaises(ValidationError):
            booking.duplicate_date = CLOSING
        booking.action_print_duplicate()
        with self.assertRaisesRegex(UserError, "272"):
            move.action_post()
        booking.duplicate_date = CLOSING
        first = booking.duplicate_id
        booking.action_print_duplicate()
        self.assertEqual(booking.duplicate_id, first)
        move.action_post()
        self.assertEqual(move.state, "posted")
        with self.assertRaises(ValidationError):
            booking.duplicate_date = False

    def test_several_customers_are_not_lost_on_one_judgment(self):
        other = self._taxed(partner=self._customer("Garage Petit"))
        lines = self._debt(self._taxed()) + self._debt(other)
        loss = self._loss(
            lines, ground="certificate", event_date=JUDGMENT, certificate=PROOF
        )
        with self.assertRaisesRegex(UserError, "one customer"):
            loss.action_book()
        loss.write({"ground": "other", "event_date": False})
        loss.action_book()
        self.assertEqual(len(self.env["relance.doubtful.booking"].search([])), 2)

    def test_liquidation_of_the_customer_is_proposed(self):
        self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "kind": "redressement",
                "judgment_date": date(2026, 7, 1),
                "conversion_date": JUDGMENT,
            }
        )
        loss = self._loss(self._debt(self._taxed()))
        self.assertEqual((loss.ground, loss.event_date), ("liquidation", JUDGMENT))
        self.assertTrue(loss.recover)

    # === BACK AND FORTH === #

    def test_deleted_draft_gives_the_proposal_back(self):
        invoice = self._taxed()
        self._lose(invoice, post=False).with_user(self.booker).unlink()
        self.assertFalse(self._bookings(invoice))
        self.assertFalse(self._debt(invoice).drafts)
        self._lose(invoice)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_reversed_loss_gives_the_debt_back(self):
        invoice = self._taxed()
        move = self._lose(invoice)
        move._reverse_moves([{"date": CLOSING}], cancel=True)
        self.assertEqual(invoice.amount_residual, 1200.0)
        line = self._line(invoice)
        self.assertFalse(line.closed_date)
        self.assertEqual(self._debt(invoice).amount_residual, 1200.0)

    def test_payment_before_the_draft_is_posted(self):
        invoice = self._taxed()
        move = self._lose(invoice, post=False)
        self._pay(invoice, 300.0)
        with self.assertRaisesRegex(UserError, "Delete it"):
            move.action_post()

    def test_item_without_invoice_recovers_the_vat_that_a_person_says(self):
        self.misc_journal.relance_follow_entries = True
        entry = self._entry(
            OLD_DUE,
            [(self.receivable, 1200.0, self.customer), (self.revenue, -1200.0, False)],
        )
        self._debt(entry).vat_rate = 20
        move = self._lose(entry)
        self.assertEqual(self._accounts(move)["445710"], 200.0)

    # === DUPLICATE === #

    def test_one_invoice_or_a_summary(self):
        first, second = self._taxed(), self._taxed(amount=500.0)
        moves = self._lose(first, second)
        bookings = self._bookings(first, "loss") + self._bookings(second, "loss")
        self.assertEqual(len(set(bookings.mapped("duplicate_checksum"))), 1)
        self.assertEqual(bookings.duplicate_id.mapped("res_id"), moves.ids)
        self.assertIn("1\u00a0000,00 euros (prix net)", bookings[0].mention)
        self.assertIn("100,00 euros (TVA correspondante)", bookings[1].mention)
        text = bookings[0].duplicate_id.raw.decode()
        for booking in bookings:
            self.assertIn(booking.move_name, text)

    def test_duplicate_is_for_managers_and_one_customer(self):
        first = self._taxed()
        second = self._taxed(partner=self._customer("Garage Petit"))
        self._lose(first, post=False)
        self._lose(second, post=False)
        bookings = self._bookings(first) + self._bookings(second)
        with self.assertRaisesRegex(UserError, "one customer"):
            bookings.with_user(self.manager).action_print_duplicate()
        with self.assertRaises(AccessError):
            bookings.with_user(self.booker).action_print_duplicate()
        transfer = self._taxed(amount=10)
        self._transfer(transfer, post=False)
        with self.assertRaises(UserError):
            self._bookings(transfer).with_user(self.manager).action_print_duplicate()
