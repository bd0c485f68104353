from base64 import b64decode

import lxml.html
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize

from ..const import EXHIBIT_ORIGINS, TIMEZONE
from ..tools.pdf_exhibit import REASONS

# Pictures and pages that printing would fetch; those inside the message stay
FETCHED = (
    "//img[not(starts-with(@src, 'data:'))] | //iframe | //object | //embed | //link"
)


class RelanceProcedureExhibit(models.Model):
    """One document of a file, with the fingerprint it had when it was put there.

    The document is a copy: what was lodged stays as it was, whatever becomes of the
    order or the invoice it was taken from.
    """

    _name = "relance.procedure.exhibit"
    _description = "Exhibit"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="procedure_id.company_id")
    exhibit_type_id = fields.Many2one(
        "relance.procedure.exhibit.type",
        string="Document",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_exhibit_type_id(),
    )
    kind = fields.Selection(related="exhibit_type_id.kind", store=True)
    sequence = fields.Integer(
        compute="_compute_sequence", store=True, readonly=False, precompute=True
    )
    number = fields.Integer(string="No.", compute="_compute_number")
    name = fields.Char(required=True)
    date = fields.Date()
    attachment_id = fields.Many2one(
        "ir.attachment",
        string="File",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    mimetype = fields.Char(compute="_compute_mimetype", compute_sudo=True)
    checksum = fields.Char(string="SHA-256", readonly=True, copy=False)
    upload = fields.Binary(compute="_compute_upload", inverse="_inverse_upload")
    upload_name = fields.Char(compute="_compute_upload", inverse="_inverse_upload")
    origin = fields.Selection(
        EXHIBIT_ORIGINS, default="missing", required=True, readonly=True, copy=False
    )
    report = fields.Char(readonly=True, copy=False, help="What Odoo prints.")
    source_model = fields.Char(readonly=True, copy=False)
    source_id = fields.Many2oneReference(
        model_field="source_model", readonly=True, copy=False, index=False
    )
    is_required = fields.Boolean(string="Required", compute="_compute_is_required")
    is_missing = fields.Boolean(
        string="Missing", compute="_compute_is_missing", store=True
    )
    left_out_reason = fields.Char(
        string="Left out because", help="What is expected and not there says why."
    )
    pages = fields.Integer(readonly=True, copy=False)
    problem = fields.Selection(
        [(code, code) for code in REASONS],
        readonly=True,
        copy=False,
        help="Why it has no page in the merged file: it is in the zip as it is.",
    )
    problem_text = fields.Char(string="To know", compute="_compute_problem_text")

    def _default_exhibit_type_id(self):
        return self.env.ref(
            "relance_recouvrement.exhibit_type_other", raise_if_not_found=False
        )

    # === COMPUTE METHODS === #

    @api.depends("exhibit_type_id")
    def _compute_sequence(self):
        """After the documents of its kind, until a person moves it."""
        for exhibit in self:
            if not exhibit.sequence:
                exhibit.sequence = exhibit.exhibit_type_id.sequence * 100 + 99

    @api.depends(
        "procedure_id.exhibit_ids.sequence",
        "procedure_id.exhibit_ids.attachment_id",
        "procedure_id.exhibit_ids.left_out_reason",
        "procedure_id.exhibit_ids.kind",
    )
    def _compute_number(self):
        """Numbers follow the order of the list; a request has none."""
        self.number = 0
        for procedure in self.procedure_id:
            for number, exhibit in enumerate(procedure._get_exhibits(), 1):
                exhibit.number = number

    @api.depends("attachment_id")
    def _compute_mimetype(self):
        for exhibit in self:
            exhibit.mimetype = exhibit.attachment_id.mimetype

    def _compute_upload(self):
        """Nothing is read back: the file is downloaded."""
        self.upload = self.upload_name = False

    def _inverse_upload(self):
        store = self.env["relance.engine.store"]
        for exhibit in self.filtered("upload"):
            exhibit._check_free()
            content = b64decode(exhibit.upload)
            name = exhibit.upload_name or exhibit.name
            exhibit._put(store._store_bytes(content, name, exhibit), "uploaded")

    @api.depends("exhibit_type_id", "procedure_id.type_id")
    def _compute_is_required(self):
        for exhibit in self:
            required = exhibit.exhibit_type_id._is_required(exhibit.procedure_id)
            exhibit.is_required = required

    @api.depends("attachment_id", "left_out_reason")
    def _compute_is_missing(self):
        for exhibit in self:
            exhibit.is_missing = not (exhibit.attachment_id or exhibit.left_out_reason)

    @api.depends("problem")
    def _compute_problem_text(self):
        for exhibit in self:
            exhibit.problem_text = exhibit.problem and self.env._(
                "%(why)s: in the zip as it is, not in the merged file",
                why=REASONS[exhibit.problem],
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Who works on the case adds documents, before the procedure ends."""
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        records = super().create(vals_list)
        records.procedure_id._check_file_access()
        return records

    def write(self, vals):
        """:raise UserError: when a required document would be left out"""
        result = super().write(vals)
        if vals.get("left_out_reason"):
            self._check_left_out()
        return result

    def _check_left_out(self):
        for exhibit in self:
            procedure = exhibit.procedure_id
            if exhibit.is_required and not procedure._has_document(
                exhibit.exhibit_type_id, exhibit
            ):
                raise UserError(
                    self.env._(
                        "“%(name)s” is required by this route: add the document. It"
                        " cannot be left out.",
                        name=exhibit.exhibit_type_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_expected(self):
        """What the checklist asks for is left out with a reason, not dropped."""
        for exhibit in self:
            procedure = exhibit.procedure_id
            if exhibit.exhibit_type_id._is_asked(procedure) and not (
                procedure._has_document(exhibit.exhibit_type_id, self)
            ):
                raise UserError(
                    self.env._(
                        "“%(name)s” is expected by this route: say why it is left out"
                        " instead.",
                        name=exhibit.exhibit_type_id.name,
                    )
                )

    # === DOCUMENT === #

    def _put(self, attachment, origin, **values):
        """Give the exhibit its document.

        :param ir.attachment attachment: a copy of its own
        :param str origin: key of ``EXHIBIT_ORIGINS``
        """
        store = self.env["relance.engine.store"]
        # sudo: kept fields; rights were checked by the caller
        exhibit = self.sudo()
        old = exhibit.attachment_id
        exhibit.write(
            {
                "attachment_id": attachment.id,
                "checksum": store._get_sha256(attachment),
                "origin": origin,
                "pages": 0,
                "problem": False,
                "left_out_reason": False,
                **values,
            }
        )
        store._drop(old)

    def _check_free(self):
        self.check_access("write")
        self.procedure_id._check_file_access()

    def action_clear(self):
        """Take the document off; the line stays when the checklist asks for it.

        :raise UserError: when the user may not work on the file
        """
        self._check_free()
        self._clear()
        return True

    def _clear(self):
        # sudo: kept fields; rights were checked by the caller
        for exhibit in self.sudo():
            old = exhibit.attachment_id
            exhibit.write(
                {
                    "attachment_id": False,
                    "checksum": False,
                    "origin": "missing",
                    "report": False,
                    "source_model": False,
                    "source_id": False,
                    "pages": 0,
                    "problem": False,
                }
            )
            self.env["relance.engine.store"]._drop(old)

    def action_download(self):
        """Download the document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=1",
            "target": "download",
        }

    def _get_source(self):
        """The record that a printed exhibit is about."""
        return self.env[self.source_model].browse(self.source_id)

    def _get_message_head(self, message):
        """Who wrote to whom, when, about what, with which enclosures.

        :rtype: list(tuple)
        """
        # sudo: the message that this exhibit prints, and what was sent with it
        message = message.sudo()
        source = self._get_source().sudo()
        reached = source.email if source._name == "relance.delivery" else ""
        partners = message.partner_ids.filtered("email")
        reached = reached or ", ".join(
            f"{partner.name} <{partner.email}>" for partner in partners
        )
        day = fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), message.date
        )
        rows = [
            ("De", message.email_from),
            ("À", reached or message.incoming_email_to),
            ("Date", f"{day:%d/%m/%Y à %H:%M}"),
            ("Objet", message.subject),
            ("Pièces jointes", ", ".join(message.attachment_ids.mapped("name"))),
            ("Identifiant", message.message_id),
        ]
        return [row for row in rows if row[1]]

    def _get_message_body(self, message):
        """The text of a message; printing it fetches nothing from outside.

        What a customer wrote loses its own styles too: they may name addresses.

        :rtype: Markup
        """
        ours = self.report == "email"
        # sudo: as in its head
        body = html_sanitize(message.sudo().body or "", strip_style=not ours)
        if not body:
            return Markup()
        root = lxml.html.fragment_fromstring(str(body), create_parent="div")
        for picture in root.xpath(FETCHED):
            picture.drop_tree()
        for styled in root.xpath("//*[contains(@style, 'url')]"):
            del styled.attrib["style"]
        for ground in root.xpath("//*[@background]"):
            del ground.attrib["background"]
        return Markup(lxml.html.tostring(root, encoding="unicode"))

    def _get_move_id(self):
        """Id of the invoice that the document is, when it was found as such."""
        record = self.source_model and self.env[self.source_model].browse(
            self.source_id
        )
        if record and record._name == "ir.attachment":
            # sudo: where the document was taken from
            record = record.sudo().exists()
            return record.res_model == "account.move" and record.res_id
        return bool(record) and record._name == "account.move" and record.id
