"""The file of a procedure: a hundred megabytes of scans, in how much memory."""

import base64
import contextlib
import ctypes
import gc
import io
import random
from datetime import timedelta

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from odoo import Command

from .measure import clock

MEGABYTE = 1024 * 1024
# What a whole process may take meanwhile
LIMIT = 300
PHOTOGRAPHS = 12  # of about 3 MB
SCANS = 5  # PDFs of about 13 MB
PAGES = 30  # of each of them


class Dossier:
    """A procedure with heavy exhibits, built as a person does."""

    def __init__(self, env, today):
        self.env = env
        self.today = today
        self.random = random.Random(1)

    def build(self):
        """Build the file. Returns the measure, its size (MB) and its pages."""
        procedure = self._create_procedure()
        procedure.action_collect_exhibits()
        for number in range(PHOTOGRAPHS):
            self._upload(procedure, f"photo {number}.jpg", self._photograph(1700, 2400))
        for number in range(SCANS):
            self._upload(procedure, f"scan {number}.pdf", self._scan())
        self.env.cr.commit()
        self.env.invalidate_all()
        _give_back()
        with clock() as measure:
            procedure.action_build_draft()
            self.env.cr.commit()
        built = procedure.file_ids[:1]
        problems = built.line_ids.filtered("problem")
        if problems:
            raise RuntimeError(f"not merged: {problems.mapped('name')}")
        size = built.pdf_attachment_id.file_size / MEGABYTE
        return measure, size, built.pages

    def _create_procedure(self):
        company = self.env.company
        customer = self.env["res.partner"].create(
            {
                "name": "Menuiserie Roux",
                "is_company": True,
                "street": "3 rue des Halles",
                "zip": "44000",
                "city": "Nantes",
                "country_id": self.env.ref("base.fr").id,
                "company_registry": "552100554",
                "relance_debtor_regime": "b2b",
                "relance_regime_confirmed": True,
            }
        )
        day = self.today - timedelta(days=60)
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Escalier", "price_unit": 9000, "tax_ids": False}
                    )
                ],
            }
        ).action_post()
        self.env["relance.engine"]._run(company, today=self.today)
        case = self.env["relance.case"].search([("partner_id", "=", customer.id)])
        route = self.env.ref("relance_recouvrement.procedure_type_injonction")
        return self.env["relance.procedure"].create(
            {"case_id": case.id, "type_id": route.id, "court": "Tribunal de commerce"}
        )

    def _upload(self, procedure, name, content):
        self.env["relance.procedure.exhibit"].create(
            {
                "procedure_id": procedure.id,
                "name": name,
                "upload_name": name,
                "upload": base64.b64encode(content),
            }
        )

    def _photograph(self, width, height):
        """A JPEG of noise: it does not compress, as a photograph of paper."""
        pixels = self.random.randbytes(width * height)
        content = io.BytesIO()
        Image.frombytes("L", (width, height), pixels).save(content, "JPEG", quality=85)
        return content.getvalue()

    def _scan(self):
        content = io.BytesIO()
        sheet = canvas.Canvas(content, pagesize=A4)
        for _page in range(PAGES):
            picture = ImageReader(io.BytesIO(self._photograph(650, 900)))
            sheet.drawImage(picture, 0, 0, *A4)
            sheet.showPage()
        sheet.save()
        return content.getvalue()


def _give_back():
    """What writing the documents took is not what building their file takes."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
