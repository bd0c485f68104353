import io

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .common import FRIENDLY, RelanceCommon

MODELS = (
    "relance.scenario",
    "relance.level",
    "relance.case",
    "relance.case.line",
    "relance.reminder",
    "relance.delivery",
    "relance.announcement",
    "relance.call",
    "relance.pause",
    "relance.rate",
)


@tagged("post_install", "-at_install")
class TestScreens(RelanceCommon):
    """What each kind of user may open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()
        base = "base.group_user,account.group_account_"
        cls.users = [
            cls._user("invoicing", base + "invoice"),
            cls._user("auditor", base + "readonly"),
            *(
                cls._user(name, f"base.group_user,relance_recouvrement.group_{name}")
                for name in ("reader", "collector_own", "collector", "manager")
            ),
        ]
        cls.engine._run(cls.company, today=FRIENDLY)

    def test_everybody_opens_customers_and_invoices(self):
        for user in self.users:
            for record in (self.invoice, self.customer):
                with self.subTest(user=user.login, model=record._name):
                    opened = record.with_user(user)
                    views = opened.get_views(
                        [(False, "form"), (False, "list"), (False, "search")]
                    )
                    self.assertIn("form", views["views"])
                    Form(opened)

    def test_fields_are_hidden_from_plain_users(self):
        plain = self.users[0]
        arch = self.customer.with_user(plain).get_view()["arch"]
        self.assertNotIn("relance_", arch)
        arch = self.invoice.with_user(plain).get_view()["arch"]
        self.assertNotIn("relance_", arch)

    def test_users_open_every_screen(self):
        for user in self.users[2:]:
            for name in MODELS:
                with self.subTest(user=user.login, model=name):
                    model = self.env[name].with_user(user)
                    for kind in ("form", "list", "search"):
                        model.get_view(view_type=kind)
                    if record := model.search([], limit=1):
                        Form(record)

    def test_plain_user_reads_no_case(self):
        with self.assertRaises(AccessError):
            self.env["relance.case"].with_user(self.users[0]).search([])

    def test_invoices_group_by_level(self):
        self._deliver()
        self._send_mail(self._reminder())
        moves = self.env["account.move"].with_user(self.users[2])
        domain = [("id", "=", self.invoice.id)]
        [(level, count)] = moves._read_group(domain, ["relance_level_id"], ["__count"])
        self.assertEqual((level, count), (self.level_friendly, 1))
        domain.append(("relance_level_id", "=", self.level_friendly.id))
        self.assertEqual(moves.search(domain), self.invoice)

    def test_bank_up_to_date_button(self):
        action = self.env.ref("relance_recouvrement.relance_case_action_bank")
        self.company.relance_bank_date = False
        collector = self.users[4]
        action.with_user(collector).with_company(self.company).run()
        self.assertTrue(self.company.relance_bank_date)


@tagged("post_install", "-at_install")
class TestLetters(RelanceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user(
            "collector", "base.group_user,relance_recouvrement.group_collector"
        )
        cls.plain = cls._user("plain", "base.group_user,account.group_account_invoice")
        cls._invoice()
        cls.engine._run(cls.company, today=FRIENDLY)

    def _letter(self, width):
        reminder = self._reminder()
        writer = PdfFileWriter()
        writer.addBlankPage(width, 100)
        with io.BytesIO() as stream:
            writer.write(stream)
            content = stream.getvalue()
        attachment = self.env["ir.attachment"].create(
            {"name": f"{width}.pdf", "raw": content, "mimetype": "application/pdf"}
        )
        return (
            self.env["relance.delivery"]
            .sudo()
            .create(
                {
                    "reminder_id": reminder.id,
                    "channel": "letter",
                    "state": "to_post",
                    "attachment_id": attachment.id,
                }
            )
        )

    def test_one_file_in_the_order_asked_for(self):
        first, second = self._letter(200), self._letter(300)
        url = (second + first).action_print()["url"]
        self.authenticate(self.collector.login, self.collector.login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        pages = PdfFileReader(io.BytesIO(response.content)).pages
        self.assertEqual([int(page.mediabox[2]) for page in pages], [300, 200])

    def test_rights(self):
        letter = self._letter(200)
        self.authenticate(self.plain.login, self.plain.login)
        response = self.url_open(letter.action_print()["url"])
        self.assertEqual(response.status_code, 403)
        self.authenticate(self.collector.login, self.collector.login)
        self.assertEqual(self.url_open("/relance/letters/1,x").status_code, 404)
