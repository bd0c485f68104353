"""A procedure of an invoice that a formal notice did not settle, and its file."""

import base64
import io
import zipfile
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from PIL import Image
from reportlab.pdfgen import canvas

from odoo import Command
from odoo.tests import freeze_time
from odoo.tools.pdf import PdfReader

from ..models.engine.document import RelanceEngineDocument
from .common import TRACKING, days
from .common_proof import ProofCommon

# 63 days after the due date: 10 000 × 12.15 % × 63 / 365 = 209.71
TODAY = date(2026, 5, 4)
TOTAL = "10 249,71"
PARTS = "relance_recouvrement.exhibit_type_"


def make_pdf(text, pages=1):
    """A PDF whose pages say ``text`` and their number."""
    content = io.BytesIO()
    sheet = canvas.Canvas(content, pagesize=(595, 842))
    for page in range(1, pages + 1):
        sheet.drawString(60, 600, f"{text} {page}")
        sheet.showPage()
    sheet.save()
    return content.getvalue()


def make_image(kind="JPEG"):
    """A small scan."""
    content = io.BytesIO()
    Image.new("RGB", (400, 560), "white").save(content, kind)
    return content.getvalue()


def read_pages(content):
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


class FileCommon(ProofCommon):
    """What Odoo prints is a page with the name of its record: the real pages are
    looked at in ``test_procedure_file_pdf``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager", "relance_recouvrement.group_manager")
        cls.route = cls.env.ref("relance_recouvrement.procedure_type_injonction")

    def setUp(self):
        super().setUp()
        self.patches = [
            patch.object(RelanceEngineDocument, "_render", self._print),
            patch.object(
                type(self.env["relance.engine.exhibit.print"]),
                "_print_report",
                lambda _self, _name, record: make_pdf(record.display_name),
            ),
        ]
        for printing in self.patches:
            printing.start()
        self.addCleanup(self._print_for_good)

    def _print_for_good(self):
        """From now on pages are those that Odoo prints."""
        while self.patches:
            self.patches.pop().stop()

    @staticmethod
    def _print(_self, kind, records):
        return {record.id: make_pdf(f"{kind} {record.id}") for record in records}

    def _noticed(self):
        """The formal notice was sent and received, with its scans."""
        reminder, letter = self._formal_notice()
        letter.write({"posted_date": self.day, "tracking_number": TRACKING})
        letter.action_mark_posted()
        scans = self._scan(letter, make_pdf("slip")), self._scan(letter, make_image())
        letter.write(
            {
                "deposit_proof_ids": [Command.link(scans[0].id)],
                "proof_attachment_ids": [Command.link(scans[1].id)],
                "received_date": self.day + days(2),
            }
        )
        return reminder, letter

    def _procedure(self, user=None, notice=True, **vals):
        """A draft procedure of the invoice, prepared by a collector."""
        if notice:
            self._noticed()
        else:
            self._run(self.invoice.invoice_date_due + days(20))
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)
        case = self._case()
        case.user_id = self.collector
        procedure = (
            self.env["relance.procedure"]
            .with_user(user or self.collector)
            .create(
                {
                    "case_id": case.id,
                    "type_id": self.route.id,
                    "court": "Tribunal de commerce de Nantes",
                    "signatory_name": "Claire Durand",
                    "signatory_title": "Présidente",
                    **vals,
                }
            )
        )
        self.assertEqual(procedure.line_ids.move_id, self.invoice)
        return procedure

    def _rows(self, procedure, kind):
        return procedure.exhibit_ids.filtered(lambda row: row.kind == kind)

    def _add(self, procedure, kind, content=None, name="scan.pdf", user=None):
        """Upload a document."""
        return (
            self.env["relance.procedure.exhibit"]
            .with_user(user or self.collector)
            .create(
                {
                    "procedure_id": procedure.id,
                    "exhibit_type_id": self.env.ref(PARTS + kind).id,
                    "name": name,
                    "upload_name": name,
                    "upload": base64.b64encode(content or make_pdf(name)),
                }
            )
        )

    def _complete(self, procedure):
        """Everything the route asks for, or a reason."""
        procedure.action_collect_exhibits()
        self._add(procedure, "order", name="devis.pdf")
        for row in procedure.exhibit_ids.filtered("is_missing"):
            if not row.is_required and row.kind != "order":
                row.left_out_reason = "Prestation de service"
        procedure.invalidate_recordset()
        return procedure

    def _built(self, procedure):
        procedure.action_build_file()
        return procedure.file_ids.sorted("version")[-1:]

    @contextmanager
    def _unzipped(self, built):
        with zipfile.ZipFile(io.BytesIO(built.zip_attachment_id.raw)) as archive:
            yield archive
