from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import LANG


class RelanceProcedureFileMixin(models.AbstractModel):
    """The file of a procedure: its checklist, its documents, what was built."""

    _name = "relance.procedure.file.mixin"
    _description = "File of a Procedure"

    exhibit_ids = fields.One2many(
        "relance.procedure.exhibit", "procedure_id", string="Exhibits", copy=False
    )
    file_ids = fields.One2many(
        "relance.procedure.file", "procedure_id", string="Built files", copy=False
    )
    file_note = fields.Text(string="To complete", compute="_compute_file_note")
    is_file_complete = fields.Boolean(compute="_compute_file_note")
    signatory_name = fields.Char(
        string="Signed by", default=lambda self: self.env.user.name
    )
    signatory_title = fields.Char(
        string="Position",
        help="Such as gérant, présidente: who represents the company by law, or holds"
        " its power.",
    )
    creditor_form = fields.Char(
        string="Legal form of the creditor", help="Such as SAS au capital de 10 000 €."
    )
    debtor_form = fields.Char(
        string="Legal form of the debtor", help="Such as SARL, entrepreneur individuel."
    )
    debtor_representative = fields.Char(
        string="Represented by", help="Who represents the debtor by law, when known."
    )
    request_note = fields.Text(
        string="Facts to add",
        help="Printed after the facts read from Odoo: what was agreed, delivered,"
        " admitted.",
    )

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        # sudo: built files are kept, whoever built them
        if self.sudo().file_ids:
            raise UserError(
                self.env._("A file was built for it: drop the draft, it is kept.")
            )

    def unlink(self):
        """The copies of the documents of a draft go with it."""
        # sudo: rights on the procedure are checked by the deletion itself
        attachments = self.sudo().exhibit_ids.attachment_id
        result = super().unlink()
        self.env["relance.engine.store"]._drop(attachments)
        return result

    # === CHECKLIST === #

    def _compute_file_note(self):
        for procedure in self:
            try:
                missing = procedure._get_missing()
            except UserError as error:  # no rate at all: the form opens all the same
                missing = [str(error)]
            procedure.file_note = "\n".join(missing)
            procedure.is_file_complete = bool(procedure.exhibit_ids) and not missing

    def _get_checklist(self):
        """Documents that this route asks for, in their order.

        :rtype: relance.procedure.exhibit.type
        """
        self.ensure_one()
        kinds = self.env["relance.procedure.exhibit.type"].search(
            ["|", ("type_ids", "in", self.type_id.ids)]
            + [("required_type_ids", "in", self.type_id.ids)]
        )
        return kinds.sorted(lambda kind: (kind.sequence, kind.id))

    def _has_document(self, kind, besides=None):
        """Whether the file holds this document, or one that does as well.

        :param relance.procedure.exhibit.type kind: what is asked for
        :param relance.procedure.exhibit besides: these do not count
        """
        self.ensure_one()
        others = self.exhibit_ids - (besides or self.exhibit_ids.browse())
        kinds = kind | kind.instead_ids
        return any(
            exhibit.attachment_id and exhibit.exhibit_type_id in kinds
            for exhibit in others
        )

    def _get_missing(self):
        """What the file lacks before it is complete, one text each.

        :rtype: list(str)
        """
        self.ensure_one()
        texts = []
        for kind in self._get_checklist():
            if not kind._is_asked(self) or self._has_document(kind):
                continue
            mine = self.exhibit_ids.filtered(
                lambda exhibit, kind=kind: exhibit.exhibit_type_id == kind
            )
            if kind._is_required(self):
                texts.append(
                    self.env._("%(name)s (required)", name=kind.name)
                    + (f" – {kind.help_text}" if kind.help_text else "")
                )
            elif not any(mine.mapped("left_out_reason")):
                texts.append(
                    self.env._(
                        "%(name)s (add it, or say why it is left out)", name=kind.name
                    )
                )
        return texts + self._get_missing_words()

    def _get_missing_words(self):
        """What the request cannot be signed without."""
        words = self._get_missing_rates()
        if self.type_id.agent_kind != "court":
            return words
        wanted = [
            (self.court, self.env._("Competent court")),
            (self.signatory_name, self.env._("Who signs the request")),
            (
                self.partner_id.city and self.partner_id.street,
                self.env._("Address of the debtor"),
            ),
        ]
        return words + [
            self.env._("%(name)s (to enter)", name=name)
            for value, name in wanted
            if not value
        ]

    def _get_missing_rates(self):
        """Before a judge, no sum rests on a rate that nobody confirmed."""
        if not self.type_id.is_judicial or not self.amount_interest:
            return []
        semesters = {
            row["semester"]
            for item in self._get_decompte()
            for row in item["rows"]
            if row["provisional"]
        }
        return [
            self.env._(
                "Confirmed rate of %(semester)s (Configuration ▸ Collection ▸ Rates)",
                semester=semester,
            )
            for semester in sorted(semesters)
        ]

    # === EXHIBITS === #

    def _get_exhibits(self):
        """Those that get a number, in order; what was left out has none."""
        self.ensure_one()
        return self.exhibit_ids.filtered(
            lambda exhibit: exhibit.attachment_id and exhibit.kind != "request"
        ).sorted(lambda exhibit: (exhibit.sequence, exhibit._origin.id or 0))

    def _get_request_exhibit(self):
        """The signed request, once it was uploaded."""
        self.ensure_one()
        return self.exhibit_ids.filtered(
            lambda exhibit: exhibit.attachment_id and exhibit.kind == "request"
        )[:1]

    def _get_exhibits_for_agent(self):
        """Documents of the last complete file, nothing else.

        :rtype: relance.procedure.file.line
        """
        self.ensure_one()
        # sudo: the agent's page shows the file that was handed over
        files = self.sudo().file_ids.filtered("is_complete")
        return files.sorted("version")[-1:].line_ids

    def _check_file_access(self):
        """:raise UserError: when the procedure ended
        :raise AccessError: when the user does not work on it"""
        self.check_access("write")
        self.case_id.check_access("write")
        if any(procedure.state in ("closed", "cancelled") for procedure in self):
            raise UserError(
                self.env._("This procedure ended: its file stays as it is.")
            )

    def action_collect_exhibits(self):
        """Find again what Odoo has for this file, and print what it prints.

        :raise UserError: when the procedure ended
        """
        self._check_file_access()
        self._refresh_draft()
        for procedure in self:
            # sudo: documents of invoices, orders, deliveries; the rights on the
            # procedure and its case were checked above
            engine = self.env["relance.engine.exhibit"].sudo()
            engine.with_company(procedure.company_id)._collect(procedure.sudo())
        return True

    def _refresh_draft(self):
        """Until it is opened, its sums are those of today."""
        drafts = self.filtered(lambda procedure: procedure.state == "draft")
        drafts.line_ids._read_ledger()

    def action_pick_exhibits(self):
        """Choose among the attachments of the case, the customer, its documents."""
        self._check_file_access()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose documents"),
            "res_model": "relance.exhibit.pick",
            "view_mode": "form",
            "target": "new",
            "context": {"default_procedure_id": self.id},
        }

    def _drop_empty_exhibits(self, kind):
        """The line to fill is no longer needed once the document is there."""
        empty = self.exhibit_ids.filtered(
            lambda exhibit: exhibit.exhibit_type_id == kind and exhibit.is_missing
        )
        # sudo: a line of the checklist that nobody filled
        empty.sudo().unlink()

    # === FILE === #

    def action_build_file(self):
        """Build the complete file.

        :raise UserError: when something is missing, with the list
        """
        self.ensure_one()
        self._check_file_access()
        self._refresh_draft()
        missing = self._get_missing()
        if not self.exhibit_ids:
            missing = [self.env._("Collect the exhibits first.")]
        if missing:
            raise UserError(
                self.env._("The file is not complete:") + "\n• " + "\n• ".join(missing)
            )
        return self._build_file()

    def action_build_draft(self):
        """Build what is there, marked as incomplete, to read it over.

        :raise UserError: when there is no exhibit at all
        """
        self.ensure_one()
        self._check_file_access()
        if not self._get_exhibits():
            raise UserError(self.env._("Collect the exhibits first."))
        return self._build_file()

    def _build_file(self):
        """Freeze the file as it is now.

        :rtype: relance.procedure.file
        """
        self._refresh_draft()
        # sudo: built files are kept; rights were checked by the caller
        engine = self.env["relance.engine.file"].sudo()
        engine = engine.with_company(self.company_id).with_context(lang=LANG)
        built = engine._build(self.sudo())
        self.sudo()._message_log(
            body=self.env._(
                "File v%(version)s built: %(count)s exhibits, %(pages)s"
                " pages%(state)s.",
                version=built.version,
                count=len(built.line_ids),
                pages=built.pages,
                state="" if built.is_complete else self.env._(" (incomplete)"),
            )
        )
        return True

    def action_print_request(self):
        """Print the request or letter of this route, to sign.

        :raise UserError: when this route has none
        """
        self.ensure_one()
        self.check_access("read")
        if not self._get_request_kind():
            raise UserError(
                self.env._(
                    "The declaration of claim is printed from the insolvency of the"
                    " customer."
                )
            )
        return self.env.ref(
            "relance_recouvrement.action_report_procedure_request"
        ).report_action(self)
