from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import Form, tagged

from .common import FIRM, FRIENDLY, RelanceCommon, days


@tagged("post_install", "-at_install")
class TestAccessRights(RelanceCommon):
    """Each group, with the action that succeeds beside the one that is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prefix = "relance_recouvrement.group_"
        cls.users = {
            "reader": cls._user("lecteur", f"{prefix}reader"),
            "own": cls._user("collecteur", f"{prefix}collector_own"),
            "collector": cls._user("collectrice", f"{prefix}collector"),
            "manager": cls._user("responsable", f"{prefix}manager"),
            "invoicing": cls._user(
                "facturation",
                "account.group_account_invoice,base.group_partner_manager",
            ),
            "auditor": cls._user("auditeur", "account.group_account_readonly"),
            "employee": cls._user("employe", "base.group_user"),
        }
        cls.invoice = cls._invoice()
        cls.other = cls._customer("Garage Petit")
        cls._invoice(cls.other)
        cls.engine._run(cls.company, today=FRIENDLY)
        cases = cls.env["relance.case"].sudo()
        cls.case = cases.search([("partner_id", "=", cls.customer.id)])
        cls.other_case = cases.search([("partner_id", "=", cls.other.id)])
        cls.case.user_id = cls.users["own"]
        cls.other_case.user_id = cls.users["collector"]

    def _as(self, name, record):
        return record.with_user(self.users[name]).with_company(self.company)

    def _check(self, allowed, action, names=None):
        """``action(name)`` succeeds for ``allowed`` and is refused to the others."""
        for name in names or self.users:
            with self.subTest(user=name):
                if name in allowed:
                    with self.env.cr.savepoint():
                        action(name)
                else:
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        action(name)
                self.env.invalidate_all()

    # === READING === #

    def test_who_reads_what(self):
        readers = ("reader", "own", "collector", "manager")
        for record in (
            self.case,
            self.case.line_ids,
            self.case.reminder_ids,
            self.case.reminder_ids.line_ids,
            self.case.reminder_ids.delivery_ids,
            self.scenario,
            self.level_friendly,
        ):
            self._check(readers, lambda name, rec=record: self._as(name, rec).read())

    def test_own_cases_only(self):
        """A collector of their own cases sees theirs and those of nobody."""
        nobody = self._customer("Hotel Bleu")
        self._invoice(nobody)
        self._run(FRIENDLY)
        cases = self.env["relance.case"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(cases), 3)
        for name, expected in (
            ("reader", cases),
            ("own", cases - self.other_case),
            ("collector", cases),
            ("manager", cases),
        ):
            with self.subTest(user=name):
                seen = self._as(name, cases.browse()).search(
                    [("company_id", "=", self.company.id)]
                )
                self.assertEqual(set(seen.ids), set(expected.ids))
                reminders = self._as(name, self.env["relance.reminder"]).search(
                    [("company_id", "=", self.company.id)]
                )
                self.assertEqual(set(reminders.case_id.ids), set(expected.ids))
                lines = self._as(name, self.env["relance.case.line"]).search([])
                self.assertEqual(set(lines.case_id.ids), set(expected.ids))

    def test_simulation_shows_what_the_user_may_see(self):
        engine = self._as("own", self.engine)
        seen = {row["case_id"] for row in engine._simulate(today=FRIENDLY)}
        self.assertIn(self.case.id, seen)
        self.assertNotIn(self.other_case.id, seen)

    # === CASES === #

    def test_work_on_a_case(self):
        allowed = ("own", "collector", "manager")
        for method in (
            "action_refresh",
            "action_reply_handled",
            "action_contact_fixed",
            "action_release",
            "action_skip_level",
        ):
            with self.subTest(method):
                self._check(
                    allowed,
                    lambda name, method=method: getattr(
                        self._as(name, self.case), method
                    )(),
                )

    def test_not_on_another_s_case(self):
        self._check(
            ("collector", "manager"),
            lambda name: self._as(name, self.other_case).action_refresh(),
            names=("own", "collector", "manager"),
        )

    def test_hold(self):
        def hold(name):
            wizard = (
                self._as(name, self.env["relance.case.hold"])
                .with_context(default_case_ids=self.case.ids)
                .create({"reason": "Congés", "until": "2099-01-01"})
            )
            wizard.action_apply()
            self.assertEqual(self.case.hold_reason, "Congés")

        self._check(("own", "collector", "manager"), hold)

    def test_hold_a_line(self):
        line = self.case.line_ids

        def hold(name):
            wizard = (
                self._as(name, self.env["relance.case.hold"])
                .with_context(default_line_ids=line.ids)
                .create({"reason": "Litige"})
            )
            wizard.action_apply()
            self.assertEqual((line.hold, line.hold_reason), ("excluded", "Litige"))
            self._as(name, line).action_release()
            self.assertEqual((line.hold, line.amount_claimable), ("none", 1000))

        self._check(("own", "collector", "manager"), hold)

    # === REMINDERS === #

    def test_confirm(self):
        reminder = self.case.reminder_ids
        reminder.sudo().write({"state": "to_confirm"})

        def confirm(name):
            self._as(name, reminder).action_confirm()
            self.assertEqual(reminder.state, "queued")
            self.assertEqual(reminder.user_id, self.users[name])

        self._check(("own", "collector", "manager"), confirm)

    def test_cancel_rests_a_week(self):
        reminder = self.case.reminder_ids

        def cancel(name):
            self._as(name, reminder).action_cancel()
            self.assertEqual(reminder.state, "cancelled")
            self.assertEqual(self.case.hold_until, FRIENDLY + days(7))

        self._check(("own", "collector", "manager"), cancel)

    def test_formal_notice_is_confirmed_by_a_manager(self):
        reminder = self.case.reminder_ids.sudo()
        reminder.write({"level_id": self.level_formal_notice.id, "state": "to_confirm"})
        self._check(
            ("manager",), lambda name: self._as(name, reminder).action_confirm()
        )

    def test_formal_notice_needs_the_kind_of_debtor(self):
        reminder = self.case.reminder_ids.sudo()
        reminder.write({"level_id": self.level_formal_notice.id, "state": "to_confirm"})
        self.customer.relance_regime_confirmed = False
        with self.assertRaises(UserError):
            self._as("manager", reminder).action_confirm()
        self._as("manager", self.customer).sudo().action_confirm_regime()
        self._as("manager", reminder).action_confirm()

    def test_batch_confirms_what_it_can(self):
        reminders = (self.case + self.other_case).reminder_ids.sudo()
        reminders.write({"state": "to_confirm"})
        formal = self.other_case.reminder_ids.sudo()
        formal.level_id = self.level_formal_notice
        result = self._as("collector", reminders).action_confirm()
        self.assertEqual(self.case.reminder_ids.state, "queued")
        self.assertEqual(formal.state, "to_confirm")
        self.assertIn(self.other.name, result["params"]["message"])

    def test_withdraw_what_was_sent(self):
        reminder = self._play(FRIENDLY)

        def withdraw(name):
            self._as(name, reminder)._void("Erreur")

        self._check(("manager",), withdraw)

    def test_text_is_edited(self):
        reminder = self.case.reminder_ids

        def edit(name):
            self._as(name, reminder).email_body_html = "<p>Bonjour</p>"
            self.assertTrue(reminder.edited)

        self._check(("own", "collector", "manager"), edit)

    def test_post_letters(self):
        reminder = self.case.reminder_ids.sudo()
        reminder.level_id = self.level_last_notice
        delivery = reminder.delivery_ids
        delivery.write({"channel": "letter", "state": "to_post"})

        def post(name):
            self._as(name, delivery).write({"posted_date": FRIENDLY})
            self._as(name, delivery).action_mark_posted()
            self.assertEqual(reminder.state, "sent")

        self._check(("own", "collector", "manager"), post)

    def test_states_are_not_written_by_hand(self):
        """Nobody makes a level count, or passes a manager's confirmation, by RPC."""
        reminder = self.case.reminder_ids
        attempts = (
            (reminder, {"state": "sent", "date": FRIENDLY}),
            (reminder, {"state": "queued", "user_id": self.env.uid}),
            (reminder, {"level_id": self.level_firm.id}),
            (reminder, {"deadline_date": FIRM}),
            (reminder.delivery_ids, {"state": "sent"}),
            (reminder.delivery_ids, {"is_proof": False}),
            (reminder.delivery_ids, {"email": "moi@example.com"}),
            (reminder.line_ids, {"amount_residual": 1}),
            (self.case, {"amount_due": 1}),
            (self.case, {"stage": "settled"}),
            (self.case, {"reply_pending": False}),
            (self.case, {"partner_id": self.other.id}),
            (self.case.line_ids, {"amount_claimable": 1}),
            (self.case.line_ids, {"start_level_id": self.level_firm.id}),
        )
        for record, vals in attempts:
            with self.subTest(model=record._name, vals=vals):
                self._check(
                    (), lambda name, r=record, v=vals: self._as(name, r).write(v)
                )

    def test_nothing_is_created_nor_deleted_by_hand(self):
        reminder = self.case.reminder_ids
        for record in (
            self.case,
            self.case.line_ids,
            reminder,
            reminder.delivery_ids,
        ):
            with self.subTest(record._name):
                self._check((), lambda name, rec=record: self._as(name, rec).unlink())
                self._check((), lambda name, rec=record: self._as(name, rec).copy())

    # === SETTINGS === #

    def test_settings_are_a_manager_s(self):
        def change(name):
            self._as(name, self.scenario).write({"min_contact_days": 7})
            self._as(name, self.level_friendly).write({"delay_days": 5})
            self._as(name, self.env["relance.pause"]).create(
                {"name": "Août", "date_from": "2026-08-01", "date_to": "2026-08-21"}
            )

        self._check(("manager",), change)

    def test_accountants_are_managers(self):
        accountant = self._user("comptable", "account.group_account_manager")
        self.assertTrue(accountant.has_group("relance_recouvrement.group_manager"))

    def test_bank_up_to_date(self):
        self._check(
            ("collector", "manager"),
            lambda name: self._as(name, self.company).action_relance_bank_up_to_date(),
        )

    # === WHO HAS NOTHING TO DO WITH DUNNING === #

    def _read_form(self, name, record, view):
        """Read what the web client reads to open the form of ``record``."""
        model = self._as(name, record)
        arch = etree.fromstring(model.get_view(view and self.env.ref(view).id)["arch"])
        spec = {}
        for node in arch.iter("field"):
            if not any(parent.tag == "field" for parent in node.iterancestors()):
                spec[node.get("name")] = {}
        values = model.web_read(spec)
        self.assertTrue(values)
        return spec

    def test_plain_users_open_partners_and_invoices(self):
        """No access error, and none of our fields, outside the dunning groups."""
        for name in ("invoicing", "auditor"):
            for record in (self.customer, self.invoice):
                with self.subTest(user=name, model=record._name):
                    spec = self._read_form(name, record, None)
                    self.assertNotIn("relance_case_id", spec)
        spec = self._read_form("reader", self.customer, None)
        self.assertIn("relance_case_id", spec)
        self.assertIn("relance_case_id", self._read_form("reader", self.invoice, None))
        self._read_form("employee", self.customer, None)

    def test_invoicing_user_writes_and_pays(self):
        """Someone who only invoices is never stopped by what dunning follows."""
        user = self.users["invoicing"]
        with Form(
            self.env["account.move"]
            .with_user(user)
            .with_context(default_move_type="out_invoice")
        ) as form:
            form.partner_id = self.customer
            with form.invoice_line_ids.new() as line:
                line.name = "Prestation"
                line.price_unit = 10
        move = form.save()
        move.action_post()
        self._as("invoicing", self.invoice).button_draft()
        self._as("invoicing", self.invoice).action_post()
        with Form(self._as("invoicing", self.customer)) as form:
            form.email = "neuf@client.example.com"

    def test_our_fields_need_our_groups(self):
        for record, field in (
            (self.invoice, "relance_level_id"),
            (self.invoice.line_ids, "relance_hold"),
            (self.customer, "relance_case_id"),
        ):
            self._check(
                ("reader", "own", "collector", "manager"),
                lambda name, rec=record, fld=field: self._as(name, rec).read([fld]),
                names=("invoicing", "auditor", "reader", "own", "collector", "manager"),
            )

    # === RPC === #

    def test_private_methods_are_not_called_from_outside(self):
        for model, methods in (
            (
                "relance.engine",
                ("_run", "_deliver", "_simulate", "_cron_run", "_run_cases", "_follow"),
            ),
            ("relance.engine.deliver", ("_deliver_reminders", "_queue_emails")),
            ("relance.reminder", ("_cancel", "_void", "_proof_left", "_ask_again")),
            ("relance.delivery", ("_failed", "_returned", "_cancel_unsent")),
            ("relance.case", ("_refresh", "_skip", "_explain")),
            ("relance.case.line", ("_hold", "_release")),
        ):
            for method in methods:
                with self.subTest(model=model, method=method):
                    self.assertTrue(hasattr(self.env[model], method))
                    with self.assertRaises(AccessError):
                        get_public_method(self.env[model], method)

    def test_no_engine_method_is_public(self):
        for name in self.env.registry:
            if not name.startswith("relance.engine"):
                continue
            model = self.env[name]
            own = {
                method
                for klass in type(model).mro()
                if klass.__module__.startswith("odoo.addons.relance_recouvrement")
                for method, value in vars(klass).items()
                if callable(value) and not method.startswith("_")
            }
            self.assertFalse(own, name)
