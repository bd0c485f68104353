import csv
import hashlib
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader, PdfWriter

from .common_file import TOTAL, FileCommon, make_image, make_pdf, read_pages


@tagged("post_install", "-at_install")
class TestProcedureFile(FileCommon):
    """One PDF, one zip, and the fingerprint of every document."""

    def _locked(self):
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(make_pdf("secret"))).pages:
            writer.add_page(page)
        writer.encrypt("pass", "owner")
        content = io.BytesIO()
        writer.write(content)
        return content.getvalue()

    def test_one_pdf_with_every_page_numbered(self):
        procedure = self._complete(self._procedure())
        built = self._built(procedure)
        self.assertTrue(built.is_complete)
        pages = read_pages(built.pdf_attachment_id.raw)
        self.assertEqual(len(pages), built.pages)
        self.assertIn("Requête en injonction de payer – page 1/1", pages[0])
        self.assertIn("Bordereau de pièces – page 1/1", pages[1])
        for line in built.line_ids:
            self.assertIn(
                f"Pièce n° {line.number} – page 1/{line.pages}",
                pages[line.first_page - 1],
            )
            self.assertIn(
                f"{line.first_page} / {built.pages}", pages[line.first_page - 1]
            )
        last = built.line_ids.sorted("number")[-1]
        self.assertEqual(last.first_page + last.pages - 1, built.pages)

    def test_zip_holds_documents_data_and_fingerprints(self):
        procedure = self._complete(self._procedure())
        self._add(procedure, "order", make_image(), "devis signé.jpg")
        built = self._built(procedure)
        with self._unzipped(built) as archive:
            self.assertFalse(archive.testzip())
            names = archive.namelist()
            self.assertEqual(names[0], "00_requete_en_injonction_de_payer.pdf")
            self.assertEqual(names[1], "00_bordereau_de_pieces.pdf")
            sums = dict(
                reversed(row.split("  "))
                for row in archive.read("empreintes_sha256.txt").decode().splitlines()
            )
            for line in built.line_ids:
                content = archive.read(line.filename)
                self.assertEqual(hashlib.sha256(content).hexdigest(), line.checksum)
                self.assertEqual(sums[line.filename], line.checksum)
                self.assertRegex(line.filename, r"^\d\d_[a-z0-9_]+\.(pdf|jpg)$")
            text = archive.read("donnees_creances.csv").decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        self.assertEqual(rows[1][0], self.invoice.name)
        self.assertEqual(rows[1][3:6], ["10000,00", "209,71", "40,00"])
        self.assertEqual(rows[1][7], procedure.line_ids.exhibit_number)

    def test_a_locked_document_is_in_the_zip_and_told(self):
        procedure = self._complete(self._procedure())
        row = self._add(procedure, "order", self._locked(), "contrat.pdf")
        built = self._built(procedure)
        line = built.line_ids.filtered(lambda one: one.checksum == row.checksum)
        self.assertEqual((line.problem, line.pages), ("encrypted", 0))
        self.assertIn("mot de passe", line._get_pages_text())
        self.assertIn("mot de passe", row.problem_text)
        with self._unzipped(built) as archive:
            self.assertEqual(archive.read(line.filename), row.attachment_id.raw)
        text = "".join(read_pages(built.pdf_attachment_id.raw))
        self.assertNotIn(f"Pièce n° {line.number} –", text)

    def test_an_altered_document_is_refused(self):
        procedure = self._complete(self._procedure())
        row = procedure.exhibit_ids.filtered(lambda one: one.kind == "formal_notice")[
            :1
        ]
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            [make_pdf("forged"), row.attachment_id.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Modifiées"):
            procedure.action_build_file()

    def test_a_letter_altered_before_is_refused_too(self):
        procedure = self._procedure()
        letter = procedure.case_id.reminder_ids.delivery_ids.filtered("attachment_id")[
            -1:
        ]
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            [make_pdf("forged"), letter.attachment_id.id],
        )
        self.env.invalidate_all()
        self._complete(procedure)
        with self.assertRaisesRegex(UserError, "Modifiées"):
            procedure.action_build_file()

    def test_a_built_file_is_never_changed(self):
        procedure = self._complete(self._procedure())
        built = self._built(procedure).with_user(self.manager)
        line = built.line_ids[:1]
        with self.assertRaises(UserError):
            line.attachment_id.sudo().write({"raw": b"x"})
        with self.assertRaises(UserError):
            built.sudo().pdf_attachment_id.unlink()
        with self.assertRaises(AccessError):
            built.write({"is_complete": False})
        with self.assertRaises(UserError):
            built.unlink()
        self.assertEqual(built.action_check()["tag"], "display_notification")
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            [b"forged", built.pdf_attachment_id.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "altered"):
            built.action_download_pdf()

    def test_what_a_file_holds_survives_its_exhibit(self):
        procedure = self._complete(self._procedure())
        self._add(procedure, "other", name="note.pdf")
        built = self._built(procedure)
        line = built.line_ids.filtered(lambda one: one.name == "note.pdf")
        row = procedure.exhibit_ids.filtered(lambda one: one.name == "note.pdf")
        row.unlink()
        self.assertTrue(line.attachment_id.exists())
        self.assertEqual(built.action_check()["tag"], "display_notification")

    def test_agent_gets_the_last_complete_file_only(self):
        procedure = self._procedure()
        procedure.action_collect_exhibits()
        procedure.action_build_draft()
        self.assertFalse(procedure.file_ids.is_complete)
        self.assertIn("Commande", procedure.file_ids.missing_note)
        self.assertFalse(procedure._get_exhibits_for_agent())
        self._complete(procedure)
        built = self._built(procedure)
        self._add(procedure, "other", name="interne.pdf")
        procedure.action_build_draft()
        self.assertEqual(built.version, 2)
        lines = procedure._get_exhibits_for_agent()
        newest = procedure.file_ids.sorted("version")[-1:]
        self.assertEqual(lines, newest.line_ids)

    def test_signed_request_takes_the_place_of_the_printed_one(self):
        procedure = self._complete(self._procedure())
        self._add(procedure, "request", make_pdf("signed", 2), "requête.pdf")
        built = self._built(procedure)
        pages = read_pages(built.pdf_attachment_id.raw)
        self.assertIn("signed 1", pages[0])
        self.assertIn("page 2/2", pages[1])
        self.assertNotIn("request", built.line_ids.mapped("kind"))

    def test_data_to_retype(self):
        procedure = self._complete(self._procedure())
        rows = {(row[0], row[1]): row[2] for row in procedure._get_form_data()}
        self.assertIn("12946*02", rows["Formulaire", "Cerfa n°"])
        procedure.court = "Tribunal judiciaire de Nantes"
        self.assertEqual(procedure._get_form_number(), "12948*06")
        procedure.court = "Juge des contentieux de la protection de Nantes"
        self.assertEqual(procedure._get_form_number(), "16040*01")
        self.assertEqual(rows["Créancier", "Dénomination"], "Ateliers Durand")
        self.assertEqual(rows["Débiteur", "SIREN"], "552100554")
        self.assertEqual(
            rows["Sommes demandées", "Total"]
            .replace("\xa0", " ")
            .replace("\u202f", " "),
            f"{TOTAL} €",
        )
        self.assertEqual(
            rows["Signature", "Nom et qualité"], "Claire Durand, Présidente"
        )
        self.assertNotIn("15332", str(procedure.form_html))

    def test_no_sum_rests_on_a_rate_nobody_confirmed(self):
        procedure = self._complete(self._procedure())
        rate = self.env["relance.rate"].search([("date_from", "=", "2026-01-01")])
        rate.state = "missing"
        with self.assertRaisesRegex(UserError, "Confirmed rate of 2026-S1"):
            procedure.action_build_file()

    def test_memory_does_not_grow_with_the_file(self):
        """Forty megabytes of scans, less than half of it in memory."""
        import os
        import tempfile
        import tracemalloc

        from ..tools.pdf_exhibit import Assembler, Stamp

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "scan.jpg")
            with open(path, "wb") as scan:
                scan.write(make_image())
                scan.write(os.urandom(4 * 1024 * 1024))
            with open(os.path.join(folder, "file.pdf"), "wb") as target:
                tracemalloc.start()
                pdf = Assembler(target, PdfReader)
                for _scan in range(10):
                    pdf.add(path, "image/jpeg", Stamp("x", 10))
                pdf.close("x")
                _now, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
            self.assertGreater(os.path.getsize(target.name), 40 * 1024 * 1024)
        self.assertLess(peak, 8 * 1024 * 1024)
