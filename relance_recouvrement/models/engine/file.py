import csv
import hashlib
import os
import re
import unicodedata
import zipfile
from contextlib import suppress
from tempfile import TemporaryDirectory

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfReader

from ...tools.pdf_exhibit import Assembler, Stamp, Unreadable, count_pages

PDF = "application/pdf"
ZIP = "application/zip"
# Already compressed: packed as they are
STORED = (".pdf", ".jpg", ".jpeg", ".png", ".zip")
EXTENSIONS = {PDF: ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
NAME_LENGTH = 60
# The list of exhibits says its own pages: it is printed again until they are right
TRIES = 3


class RelanceEngineFile(models.AbstractModel):
    """Builds the file of a procedure: one PDF with every page numbered, one zip.

    Everything goes through temporary files: memory does not grow with the file.
    """

    _name = "relance.engine.file"
    _description = "Builder of Files"

    def _build(self, procedure):
        """Freeze the documents of a procedure as they are, in sudo.

        :rtype: relance.procedure.file
        :raise UserError: when a document was altered since it was put there
        """
        printed = procedure.exhibit_ids.filtered(lambda one: one.origin == "generated")
        self.env["relance.engine.exhibit.print"]._print(
            printed.filtered(lambda one: one.report not in ("email", "message"))
        )
        exhibits = procedure._get_exhibits()
        with TemporaryDirectory(prefix="relance_file_") as folder:
            paths = self._get_paths(exhibits, folder)
            built = self._freeze(procedure, exhibits, paths)
            self._tell(built, exhibits)
            self._keep_documents(built, exhibits)
            request = self._get_request(procedure, folder)
            listing = self._number(built, request, folder)
            self._write_pdf(built, request, listing, paths, folder)
            self._write_zip(built, request, listing, paths, folder)
        return built

    # === DOCUMENTS === #

    def _get_paths(self, exhibits, folder):
        """``{exhibit: path}``, each file being the one that was put there."""
        store = self.env["relance.engine.store"]
        altered = exhibits.filtered(
            lambda one: store._get_sha256(one.attachment_id) != one.checksum
        )
        if altered:
            raise UserError(
                self.env._(
                    "Altered since they were sent or added: %(names)s. Find the"
                    " original, or take them off the file.",
                    names=", ".join(altered.mapped("name")),
                )
            )
        return {
            exhibit: store._get_path(exhibit.attachment_id, folder)
            for exhibit in exhibits
        }

    def _freeze(self, procedure, exhibits, paths):
        missing = procedure._get_missing()
        versions = procedure.file_ids.mapped("version")
        return self.env["relance.procedure.file"].create(
            {
                "procedure_id": procedure.id,
                "version": max(versions, default=0) + 1,
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "is_complete": not missing,
                "missing_note": "\n".join(missing),
                "line_ids": [
                    fields.Command.create(
                        self._prepare_line(number, exhibit, paths[exhibit])
                    )
                    for number, exhibit in enumerate(exhibits, 1)
                ],
            }
        )

    def _prepare_line(self, number, exhibit, path):
        attachment = exhibit.attachment_id
        pages, problem = 0, False
        try:
            pages = count_pages(path, attachment.mimetype, PdfReader)
        except Unreadable as error:
            problem = str(error)
        return {
            "number": number,
            "name": exhibit.name,
            "kind": exhibit.kind,
            "date": exhibit.date,
            "filename": self._get_filename(number, exhibit),
            "checksum": exhibit.checksum,
            "pages": pages,
            "problem": problem,
        }

    def _get_filename(self, number, exhibit):
        """``01_facture_fac_2026_0001.pdf``: no accent nor space, for any portal."""
        attachment = exhibit.attachment_id
        extension = os.path.splitext(attachment.name or "")[1].lower()
        if not re.fullmatch(r"\.[a-z0-9]{1,5}", extension):
            extension = ""
        extension = EXTENSIONS.get(attachment.mimetype, extension)
        return f"{number:02d}_{_slug(exhibit.name)}{extension}"

    def _get_request(self, procedure, folder):
        """Path, kind and title of the request; None when this route has none."""
        title = procedure._get_request_title()
        signed = procedure._get_request_exhibit()
        if signed:
            path = self.env["relance.engine.store"]._get_path(
                signed.attachment_id, folder
            )
            return path, signed.attachment_id.mimetype, title or signed.name
        if not procedure._get_request_kind():
            return None
        content = self._render("procedure_request", procedure)
        return _write(folder, "request.pdf", content), PDF, title

    def _render(self, kind, record):
        document = self.env["relance.engine.document"]
        return document._render_one(kind, record)

    # === PAGES === #

    def _number(self, built, request, folder):
        """Give each exhibit its first page; the path of their list."""
        before = 0
        if request:
            try:
                before = count_pages(request[0], request[1], PdfReader)
            except Unreadable:
                before = 0
        listed = 1
        for _try in range(TRIES):
            page = before + listed + 1
            for line in built.line_ids:
                line.first_page = page if line.pages else 0
                page += line.pages
            built.pages = page - 1
            path = _write(folder, "list.pdf", self._render("procedure_list", built))
            found = count_pages(path, PDF, PdfReader)
            if found == listed:
                break
            listed = found
        return path

    def _write_pdf(self, built, request, listing, paths, folder):
        title = f"{built.procedure_id.name} – {built.procedure_id.partner_id.name}"
        target = os.path.join(folder, "file.pdf")
        with open(target, "wb") as stream:
            pdf = Assembler(stream, PdfReader)
            if request:
                stamp = Stamp(f"{request[2]} – page %d/%d", built.pages)
                with suppress(Unreadable):  # it is in the archive all the same
                    pdf.add(request[0], request[1], stamp, request[2])
            stamp = Stamp("Bordereau de pièces – page %d/%d", built.pages)
            pdf.add(listing, PDF, stamp, "Bordereau de pièces")
            for exhibit, line in self._pair(paths, built):
                if line.pages:
                    label = f"Pièce n° {line.number}"
                    pdf.add(
                        paths[exhibit],
                        exhibit.attachment_id.mimetype,
                        Stamp(f"{label} – page %d/%d", built.pages),
                        f"{label} – {line.name}",
                    )
            pdf.close(title)
        self._keep(built, "pdf", target, PDF)

    def _pair(self, paths, built):
        return zip(paths, built.line_ids.sorted("number"), strict=True)

    # === ZIP === #

    def _write_zip(self, built, request, listing, paths, folder):
        target = os.path.join(folder, "file.zip")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            if request:
                extension = EXTENSIONS.get(request[1], ".pdf")
                self._pack(archive, request[0], f"00_{_slug(request[2])}{extension}")
            self._pack(archive, listing, "00_bordereau_de_pieces.pdf")
            for exhibit, line in self._pair(paths, built):
                self._pack(archive, paths[exhibit], line.filename)
            for name, rows in self._get_tables(built).items():
                path = os.path.join(folder, name)
                with open(path, "w", newline="", encoding="utf-8-sig") as table:
                    csv.writer(table, delimiter=";").writerows(map(_quote, rows))
                self._pack(archive, path, name)
            sums = "".join(
                f"{line.checksum}  {line.filename}\n" for line in built.line_ids
            )
            archive.writestr("empreintes_sha256.txt", sums)
        self._keep(built, "zip", target, ZIP)

    def _pack(self, archive, path, name):
        how = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
        archive.write(path, name, compress_type=how)

    def _get_tables(self, built):
        """Data beside the documents, one table each: its name and its rows."""
        procedure = built.procedure_id
        return {
            "donnees_creances.csv": self._get_debts(procedure),
            "donnees_a_ressaisir.csv": [
                ("Rubrique", "Champ", "Valeur"),
                *procedure._get_form_data(),
            ],
        }

    def _get_debts(self, procedure):
        yield (
            "Facture",
            "Date",
            "Échéance",
            "Principal TTC",
            "Intérêts",
            "Indemnité",
            "Devise",
            "Pièce n°",
        )
        for line in procedure.line_ids:
            item = line.case_line_id
            yield (
                item.move_name,
                procedure._say_day(item.invoice_date),
                procedure._say_day(line.date_maturity),
                f"{line.amount:.2f}".replace(".", ","),
                f"{line.amount_interest:.2f}".replace(".", ","),
                f"{line.amount_indemnity:.2f}".replace(".", ","),
                procedure.currency_id.name,
                line.exhibit_number or "",
            )

    # === RESULT === #

    def _keep_documents(self, built, exhibits):
        """Copies of its own: an exhibit may be replaced after."""
        store = self.env["relance.engine.store"]
        for exhibit, line in zip(
            exhibits, built.line_ids.sorted("number"), strict=True
        ):
            line.attachment_id = store._copy(exhibit.attachment_id, line)

    def _keep(self, built, kind, path, mimetype):
        procedure = built.procedure_id
        name = f"{procedure.name} {procedure.partner_id.name} v{built.version}.{kind}"
        store = self.env["relance.engine.store"]
        attachment = store._adopt(path, name.replace("/", "-"), built, mimetype)
        built.write(
            {
                f"{kind}_attachment_id": attachment.id,
                f"{kind}_checksum": store._hash(path, hashlib.sha256()),
            }
        )

    def _tell(self, built, exhibits):
        """Write on the exhibits, and on the items, what the file says of them."""
        items = built.procedure_id.line_ids
        items.exhibit_number = False
        for exhibit, line in zip(
            exhibits, built.line_ids.sorted("number"), strict=True
        ):
            exhibit.write({"pages": line.pages, "problem": line.problem})
            move_id = exhibit.kind == "invoice" and exhibit._get_move_id()
            items.filtered(
                lambda item, move_id=move_id: move_id and item.move_id.id == move_id
            ).exhibit_number = str(line.number)


def _slug(text):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:NAME_LENGTH] or "piece"


def _quote(row):
    """A text that a spreadsheet would take for a formula stays a text."""
    return [
        f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in row
    ]


def _write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as target:
        target.write(content)
    return path
