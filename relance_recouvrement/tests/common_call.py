import io

from odoo.tests import Form, freeze_time, tagged
from odoo.tools.pdf import PdfFileWriter

from .common import CALL, DUE, FRIENDLY, RelanceCommon, days

NOW = f"{CALL} 09:30:00"


def make_pdf(pages=1):
    """A PDF of blank pages."""
    writer = PdfFileWriter()
    for _page in range(pages):
        writer.addBlankPage(100, 100)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class CallCommon(RelanceCommon):
    """A customer to be called: two late invoices, one not due yet."""

    freeze_time = freeze_time(NOW)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user(
            "collector",
            "base.group_user,relance_recouvrement.group_collector_own",
        )
        cls.other = cls._user(
            "other", "base.group_user,relance_recouvrement.group_collector_own"
        )
        cls.reader = cls._user(
            "reader", "base.group_user,relance_recouvrement.group_reader"
        )
        cls.manager = cls._user(
            "manager", "base.group_user,relance_recouvrement.group_manager"
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Claire Petit",
                "parent_id": cls.customer.id,
                "phone": "02 40 00 00 01",
                "email": "claire@client.example.com",
            }
        )
        cls.customer.relance_dunning_contact_id = cls.contact
        cls.big = cls._invoice(amount=3200, ref="PO-77")
        cls.small = cls._invoice(amount=800, due=DUE + days(1))
        cls.later = cls._invoice(amount=500, due=CALL + days(20))

    def setUp(self):
        super().setUp()
        self._play(FRIENDLY)
        self._run(CALL)
        self.case = self._case()
        self.case.user_id = self.collector
        self.assertEqual(self.case.next_decision, "call")

    def _sheet(self, user=None, case=None):
        case = (case or self.case).with_user(user or self.collector)
        action = case.action_open_call_sheet()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.collector)
            .browse(action["res_id"])
        )

    def _fill(self, sheet, **vals):
        """What the person types, through the form."""
        with Form(sheet) as form:
            for name, value in vals.items():
                setattr(form, name, value)
        return sheet

    def _amounts(self, sheet, name):
        return {line.move_id: line[name] for line in sheet.line_ids if line[name]}

    def _set_amount(self, sheet, move, **amounts):
        sheet.line_ids.filtered(lambda line: line.move_id == move).write(amounts)
