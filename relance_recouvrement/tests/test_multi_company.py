from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import DUE, FRIENDLY, NO_CHECKS, RelanceCommon, days

OTHER_IBAN = "FR1420041010050500013M02606"


@tagged("post_install", "-at_install")
class TestMultiCompany(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_data = cls.setup_other_company(name="Briqueterie Lebel")
        cls.other = cls.other_data["company"]
        cls.other.write(
            {
                "street": "8 route de Lens",
                "zip": "62300",
                "city": "Lens",
                "company_registry": "443061841",
                "email": "compta@lebel.example.com",
                **NO_CHECKS,
            }
        )
        cls.env["res.partner.bank"].create(
            {"acc_number": OTHER_IBAN, "partner_id": cls.other.partner_id.id}
        )
        cls.mine = cls._invoice()
        cls.theirs = cls._invoice(
            amount=700, company=cls.other, accounts=cls.other_data
        )

    def _cases(self):
        return self._case(), self._case(company=self.other)

    def _user_of(self, name, companies):
        return new_test_user(
            self.env,
            login=f"relance_{name}",
            groups="relance_recouvrement.group_collector",
            company_id=companies[0].id,
            company_ids=[Command.set([company.id for company in companies])],
        )

    # === TWO COMPANIES, ONE CUSTOMER === #

    def test_one_case_and_one_message_per_company(self):
        self._run(FRIENDLY, self.company + self.other)
        mine, theirs = self._cases()
        self.assertEqual(mine.amount_claimable, 1000)
        self.assertEqual(theirs.amount_claimable, 700)
        self.assertEqual(self._deliver(), 2)
        for case, company, iban, absent in (
            (mine, self.company, "FR76 3000 6000", "FR14 2004"),
            (theirs, self.other, "FR14 2004 1010", "FR76 3000"),
        ):
            with self.subTest(company=company.name):
                reminder = case.reminder_ids
                self.assertEqual(reminder.company_id, company)
                mail = reminder.delivery_ids.mail_id
                body = mail.body_html.replace("\xa0", " ")
                self.assertIn(company.name, body)
                self.assertIn(iban, body)
                self.assertNotIn(absent, body)
                self.assertIn(company.email, mail.email_from)
                other = (self.company + self.other) - company
                self.assertNotIn(other.name, body)

    def test_run_of_one_company_leaves_the_other(self):
        self._run(FRIENDLY)
        self.assertTrue(self._case().reminder_ids)
        self.assertFalse(self._case(company=self.other))
        self.assertFalse(self.other.relance_last_run)

    def test_credit_of_one_company_never_pays_the_other(self):
        bank = self.other_data["default_journal_bank"]
        self._entry(
            DUE,
            [
                (bank.default_account_id, 5000, self.customer),
                (self.other_data["default_account_receivable"], -5000, self.customer),
            ],
            journal=bank,
            company=self.other,
        )
        self._run(FRIENDLY, self.company + self.other)
        mine, theirs = self._cases()
        self.assertEqual(mine.next_decision, "send")
        self.assertEqual(theirs.next_decision, "nothing")

    def test_account_shared_by_two_companies(self):
        """Items of an account of both companies stay with their own company."""
        self.receivable.sudo().write(
            {
                "company_ids": [Command.link(self.other.id)],
                "code_mapping_ids": [
                    Command.create({"company_id": self.other.id, "code": "411999"})
                ],
            }
        )
        self._run(FRIENDLY, self.other)
        self.assertFalse(self._case())
        self.assertEqual(self._case(company=self.other).amount_due, 700)

    def test_hold_of_one_company(self):
        self._run(FRIENDLY - days(1), self.company + self.other)
        mine, theirs = self._cases()
        mine.write({"hold_until": FRIENDLY, "hold_reason": "Accord"})
        self._run(FRIENDLY, self.company + self.other)
        self.assertEqual((mine.next_decision, theirs.next_decision), ("hold", "send"))

    def test_scenario_of_one_company(self):
        own = self.scenario.copy(
            {"company_id": self.other.id, "sequence": 1, "name": "Lebel"}
        )
        self._run(FRIENDLY, self.company + self.other)
        mine, theirs = self._cases()
        self.assertEqual((mine.scenario_id, theirs.scenario_id), (self.scenario, own))

    def test_own_scenario_by_company(self):
        """The customer's own scenario is chosen company by company."""
        key = self.env.ref("relance_recouvrement.scenario_key_account")
        self.customer.with_company(self.other).relance_scenario_id = key
        self._run(FRIENDLY, self.company + self.other)
        mine, theirs = self._cases()
        self.assertEqual((mine.scenario_id, theirs.scenario_id), (self.scenario, key))

    # === RIGHTS === #

    def test_users_see_their_companies(self):
        self._run(FRIENDLY, self.company + self.other)
        mine, theirs = self._cases()
        user = self._user_of("un", [self.company])
        cases = self.env["relance.case"].with_user(user)
        self.assertEqual(
            cases.search([("partner_id", "=", self.customer.id)]).ids, mine.ids
        )
        for record in (theirs, theirs.line_ids, theirs.reminder_ids):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["id", "company_id"])
        mine.with_user(user).read()

    def test_allowed_companies_differ_from_the_current_one(self):
        """Acting from one company on the other's case uses the case's company."""
        self._run(FRIENDLY, self.company + self.other)
        _mine, theirs = self._cases()
        user = self._user_of("deux", [self.company, self.other])
        reminder = theirs.reminder_ids.with_user(user).with_context(
            allowed_company_ids=[self.company.id, self.other.id]
        )
        reminder.sudo().write({"state": "to_confirm"})
        reminder.action_send_now()
        body = reminder.sudo().delivery_ids.mail_id.body_html
        self.assertIn(self.other.name, body)
        self.assertNotIn(self.company.name, body)
        theirs.with_user(user).with_context(
            allowed_company_ids=[self.company.id, self.other.id]
        ).action_refresh()
        self.assertEqual(theirs.company_id, self.other)

    def test_hold_from_an_invoice_of_another_company(self):
        user = self._user_of("trois", [self.company, self.other])
        invoice = self.theirs.with_user(user).with_context(
            allowed_company_ids=[self.company.id, self.other.id]
        )
        action = invoice.action_relance_hold()
        lines = self.env["relance.case.line"].browse(
            action["context"]["default_line_ids"]
        )
        self.assertEqual(lines.move_id, self.theirs)
        self.assertEqual(lines.company_id, self.other)

    def test_partner_shows_the_current_company(self):
        self._run(FRIENDLY, self.company + self.other)
        mine, theirs = self._cases()
        for company, case in ((self.company, mine), (self.other, theirs)):
            partner = self.customer.with_company(company)
            self.assertEqual(partner.relance_case_id, case)
            self.assertEqual(partner.relance_amount_overdue, case.amount_overdue)

    # === BRANCHES === #

    def test_branch_belongs_to_its_root(self):
        branch = self.env["res.company"].create(
            {"name": "Durand Agence Sud", "parent_id": self.company.id}
        )
        self.env.user.company_ids += branch
        customer = self.customer.with_company(branch)
        customer.property_account_receivable_id = self.receivable
        both = [branch.id, self.company.id]
        invoice = self._invoice(
            company=branch.with_context(allowed_company_ids=both), post=False
        )
        invoice = invoice.with_context(allowed_company_ids=both)
        self.assertEqual(invoice.company_id, branch)
        invoice.action_post()
        self._run(FRIENDLY, branch)
        case = self._case()
        self.assertEqual(len(case), 1)
        self.assertFalse(self._case(company=branch))
        self.assertEqual(case.amount_claimable, 2000)
        self.assertEqual(self.company.relance_last_run, FRIENDLY)
        user = self._user_of("agence", [branch])
        self.assertEqual(
            case.with_user(user).with_company(branch).read(["stage"])[0]["stage"],
            "amicable",
        )

    def test_merge_in_every_company(self):
        twin = self._customer("Morel Bis", email=self.customer.email)
        self._invoice(twin)
        self._invoice(twin, company=self.other, accounts=self.other_data)
        self._run(FRIENDLY, self.company + self.other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "dst_partner_id": self.customer.id,
                "partner_ids": [Command.set((twin + self.customer).ids)],
            }
        )
        wizard.action_merge()
        self.env.invalidate_all()
        self._run(FRIENDLY + days(3), self.company + self.other)
        mine, theirs = self._cases()
        self.assertEqual((mine.amount_claimable, theirs.amount_claimable), (2000, 1700))
