from odoo import api, fields, models
from odoo.exceptions import UserError


class RelanceProcedureFile(models.Model):
    """The file of a procedure as it was built: one PDF, one zip, and the fingerprint
    of every document. Never changed nor deleted: the next one is another version."""

    _name = "relance.procedure.file"
    _description = "Built File of a Procedure"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, version desc"

    procedure_id = fields.Many2one(
        "relance.procedure",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="procedure_id.company_id")
    version = fields.Integer(readonly=True)
    date = fields.Datetime(string="Built on", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    is_complete = fields.Boolean(string="Complete", readonly=True)
    missing_note = fields.Text(string="Missing", readonly=True)
    pages = fields.Integer(readonly=True)
    pdf_attachment_id = fields.Many2one(
        "ir.attachment",
        string="PDF",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    pdf_checksum = fields.Char(string="SHA-256 of the PDF", readonly=True)
    zip_attachment_id = fields.Many2one(
        "ir.attachment",
        string="Zip",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    zip_checksum = fields.Char(string="SHA-256 of the zip", readonly=True)
    line_ids = fields.One2many("relance.procedure.file.line", "file_id")

    _unique_version = models.UniqueIndex(
        "(procedure_id, version)",
        "This file is being built by somebody else: wait for it.",
    )

    @api.depends("procedure_id", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.procedure_id.name} v{record.version}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_built(self):
        raise UserError(
            self.env._("A built file is kept: build another version instead.")
        )

    def action_download_pdf(self):
        """Download the merged PDF, once it is proved to be the one that was built.

        :raise UserError: when the stored file was altered
        """
        return self._download("pdf")

    def action_download_zip(self):
        """Download the zip; see :meth:`action_download_pdf`."""
        return self._download("zip")

    def _download(self, kind):
        self.ensure_one()
        self.check_access("read")
        self._check_intact(kind)
        attachment = self[f"{kind}_attachment_id"]
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=1",
            "target": "download",
        }

    def _check_intact(self, kind):
        # sudo: who reads the file reads its documents
        record = self.sudo()
        found = record.env["relance.engine.store"]._get_sha256(
            record[f"{kind}_attachment_id"]
        )
        if found != record[f"{kind}_checksum"]:
            raise UserError(
                self.env._(
                    "The stored file is no longer the one that was built: it was"
                    " altered outside Odoo. Build it again, and find out why."
                )
            )

    def action_check(self):
        """Compare every document with its fingerprint and say the result.

        :raise UserError: when one was altered, with their list
        """
        self.ensure_one()
        self.check_access("read")
        store = self.env["relance.engine.store"].sudo()  # sudo: as above
        altered = [
            line.filename
            for line in self.sudo().line_ids
            if store._get_sha256(line.attachment_id) != line.checksum
        ]
        if altered:
            raise UserError(
                self.env._(
                    "Altered since the file was built: %(names)s.",
                    names=", ".join(altered),
                )
            )
        self._check_intact("pdf")
        self._check_intact("zip")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Every document is the one that was put there."),
            },
        }
