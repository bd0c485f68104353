from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.mail import html2plaintext

from ..tools.wording import plain
from .common import DUE, RelanceCommon, days

LAST = DUE + days(30)  # 1 April
DAY = DUE + days(38)  # 9 April, after Easter


@tagged("post_install", "-at_install")
class TestReminderNotice(RelanceCommon):
    """A formal notice leaves when it is complete, and announces what is possible."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for level in cls.scenario.level_ids - cls.level_formal_notice:
            level.active = False
        cls.level_formal_notice.claims = "overdue"
        cls.manager = cls._user("notice_manager", "relance_recouvrement.group_manager")
        cls.collector = cls._user(
            "notice_collector", "relance_recouvrement.group_collector_own"
        )
        cls.reader = cls._user("notice_reader", "relance_recouvrement.group_reader")
        cls.customer.relance_scenario_id = cls.scenario
        cls.invoice = cls._invoice(amount=10000)

    def _notice(self, regime="b2b"):
        self.customer.relance_debtor_regime = regime
        self._run(DAY)
        notice = self._reminder()
        self.assertEqual(notice.level_id, self.level_formal_notice)
        return notice.with_user(self.manager)

    def assertRefused(self, notice, part):
        with self.assertRaises(UserError) as caught:
            with self.env.cr.savepoint():
                notice.action_confirm()
        self.assertIn(part, str(caught.exception))
        notice.invalidate_recordset()
        self.assertIn(plain(part), plain(str(notice.missing_html)))

    # === COMPLETE === #

    def test_complete_notice_leaves(self):
        notice = self._notice()
        self.assertFalse(notice.missing_html)
        notice.action_confirm()
        self._deliver()
        self.assertTrue(notice.frozen_date, notice.confirm_reason)
        self.assertTrue(notice.possible_routes, "a list, which the screen can read")
        self.assertEqual(notice.chosen_route, "injonction")
        text = plain(notice.letter_body)
        for words in (
            notice.claim_text,
            notice.deadline_text,
            notice.route_text,
            notice.daily_text,
        ):
            self.assertIn(plain(words), text)
        self._post(notice.sudo(), DAY)
        self.assertEqual(notice.announcement_ids.consequence, notice.route_text)

    def test_one_calendar_deadline(self):
        """Days given, and those of the post."""
        notice = self._notice()
        self.assertEqual(notice.deadline_date, DAY + days(8 + 4))

    def test_what_is_missing_is_named_with_its_field(self):
        for record, name, part in (
            (self.customer, "company_registry", "SIREN du débiteur"),
            (self.customer, "street", "Adresse du débiteur"),
            (self.company, "company_registry", "SIREN ou RCS du créancier"),
            (self.company, "city", "Lieu"),
        ):
            notice = self._notice()
            with self.subTest(name):
                before = record[name]
                record[name] = False
                self.assertRefused(notice, part)
                record[name] = before
                self.env.invalidate_all()
                self.assertFalse(notice.missing_html)

    def test_amounts_of_a_business_are_stated(self):
        notice = self._notice()
        self.level_formal_notice.charges = "mention"
        notice.invalidate_recordset()
        self.assertRefused(notice, "Leurs montants")

    def test_amounts_a_person_changed(self):
        """A text edited by hand still says what is claimed, until when, and after."""
        notice = self._notice()
        body = str(notice.letter_body_html)
        amount = notice.claim_text.replace("\u00a0", "&nbsp;")
        self.assertIn(amount, body)
        notice.letter_body_html = body.replace(amount, "9 999,00 €")
        self.assertRefused(notice, "Somme demandée")

    def test_provisional_rates(self):
        rate = self.env["relance.rate"].search([("name", "=", "2026-S1")])
        rate.state = "missing"
        notice = self._notice()
        self.assertTrue(notice.charges_provisional)
        self.assertRefused(notice, "2026-S1")
        rate.state = "confirmed"
        notice.invalidate_recordset()
        notice.action_confirm()
        self.assertEqual(notice.state, "queued")

    def test_provisional_rate_of_a_public_body(self):
        """The rate of the semester in which interest started, whatever the others."""
        rate = self.env["relance.rate"].search([("name", "=", "2026-S1")])
        rate.state = "missing"
        self.level_formal_notice.route = "admin_claim"
        self.assertRefused(self._notice("public"), "2026-S1")

    def test_no_rate_is_asked_for_a_consumer(self):
        rate = self.env["relance.rate"].search([("name", "=", "2026-S1")])
        rate.state = "missing"
        self.level_formal_notice.letter_template_id = self.env.ref(
            "relance_recouvrement.letter_template_consumer_formal_notice"
        )
        notice = self._notice("b2c")
        self.assertFalse(notice.missing_html)

    # === CLAIMS THAT MAY NOT BE MADE === #

    def test_no_letter_to_who_is_barred(self):
        """Set after the draft was prepared: the confirmation looks again."""
        for hold, part in (
            ("insolvency", "collective"),
            ("time_barred", "time-barred"),
            ("dispute", "disputed"),
        ):
            with self.subTest(hold):
                notice = self._notice()
                line = self._line(self.invoice)
                line.sudo().write({"hold": hold, "hold_manual": False})
                self.assertRefused(notice, part)
                line.sudo().write({"hold": "none", "hold_manual": False})

    def test_bars_hold_for_every_level(self):
        self.level_friendly.active = True
        self.level_formal_notice.active = False
        self.level_friendly.gate = "confirm"
        self._run(DUE + days(10))
        reminder = self._reminder()
        self._line(self.invoice).sudo().write(
            {"hold": "time_barred", "hold_manual": False}
        )
        with self.assertRaises(UserError):
            reminder.with_user(self.manager).action_confirm()

    def test_judgment_entered_after_the_draft(self):
        notice = self._notice()
        self.env["relance.insolvency"].flush_model()
        engine = type(self.env["relance.engine.insolvency"])
        self.patch(engine, "_get_judgments", lambda _self, ids: dict.fromkeys(ids, DUE))
        self.assertRefused(notice, "collective")

    # === ROUTE === #

    def test_usual_route(self):
        notice = self._notice()
        self.assertEqual(notice.route, "injonction")
        self.assertEqual(
            notice.route_text,
            "nous demanderons au tribunal compétent une injonction de payer",
        )
        self.assertNotIn("petites_creances", notice.possible_routes, "10 000 €")

    def test_usual_route_that_is_not_possible_is_asked(self):
        notice = self._notice("public")
        self.assertFalse(notice.route)
        self.assertRefused(notice, "Suite annoncée")
        notice.route = "refere_admin"
        self.assertIn("R.541-1", notice.route_text)
        self.assertIn(plain(notice.route_text), plain(str(notice.letter_body_html)))

    def test_person_chooses_what_is_possible(self):
        notice = self._notice().with_user(self.collector)
        notice.case_id.sudo().user_id = self.collector
        with Form(notice) as form:
            form.route = "lawyer"
        self.assertEqual(notice.route_text, "nous confierons le dossier à notre avocat")
        for route, part in (
            ("petites_creances", "5 000 €"),
            ("mandatement", "pas ouverte"),
        ):
            with self.subTest(route), self.assertRaises(UserError) as caught:
                with self.env.cr.savepoint():
                    notice.route = route
                    notice.flush_recordset()
            self.assertIn(part, str(caught.exception))
            notice.invalidate_recordset()
        self.assertEqual(notice.route, "lawyer")

    def test_reader_does_not_choose(self):
        notice = self._notice().with_user(self.reader)
        with self.assertRaises(AccessError):
            notice.route = "lawyer"
        with self.assertRaises(AccessError):
            notice.chosen_route = "lawyer"

    def test_announced_for_good(self):
        notice = self._notice()
        notice.action_confirm()
        self._deliver()
        announced = notice.route_text
        self.level_formal_notice.route = "lawyer"
        notice.invalidate_recordset()
        self.assertEqual(notice.route_text, announced)
        with self.assertRaises(UserError):
            notice.sudo().write({"chosen_route": "lawyer"})

    def test_no_route_elsewhere(self):
        self.level_last_notice.active = True
        self.level_formal_notice.active = False
        self._run(LAST)
        reminder = self._reminder()
        self.assertFalse(reminder.route)
        self.assertFalse(reminder.missing_html)
        self.assertEqual(
            reminder.consequence_text, self.level_last_notice.announced_consequence
        )

    # === STATEMENT === #

    def test_statement_adds_up(self):
        notice = self._notice()
        [item] = notice._get_statement()
        self.assertEqual(item["interest"], sum(row["amount"] for row in item["rows"]))
        rows = {row["kind"]: row["amount"] for row in notice._get_claim_rows()}
        self.assertEqual(rows["claim"], notice.amount_claimed)
        self.assertEqual(
            rows["claim"], rows["principal"] + rows["interest"] + rows["indemnity"]
        )

    def test_statement_is_the_same_once_frozen(self):
        notice = self._notice()
        draft, rows = notice._get_statement(), notice._get_claim_rows()
        notice.action_confirm()
        self._deliver()
        self._pay(self.invoice, amount=400, day=LAST)
        notice.invalidate_recordset()
        self.assertEqual(notice._get_statement(), draft)
        self.assertEqual(notice._get_claim_rows(), rows)

    def test_statement_on_screen(self):
        notice = self._notice()
        text = html2plaintext(notice.statement_html)
        for words in (
            self.invoice.name,
            "2026-S1",
            "12,15",
            "03/03/2026",
            "solde TTC × taux × jours / 365",
            "Total à régler",
        ):
            self.assertIn(words, text)
        self.customer.relance_debtor_regime = "b2c"
        notice.invalidate_recordset()
        self.assertFalse(notice.statement_html)
