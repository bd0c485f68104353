from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import is_html_empty

from ..tools.wording import check_letter, check_style


class RelanceDisputeAnswer(models.TransientModel):
    """Tell the customer that the dispute is unfounded, with the proofs.

    The contested amount is held until the date told, then reminders go on.
    """

    _name = "relance.dispute.answer"
    _description = "Answer an Unfounded Dispute"

    dispute_id = fields.Many2one("relance.dispute", required=True, readonly=True)
    partner_id = fields.Many2one(related="dispute_id.partner_id")
    answer = fields.Text(
        compute="_compute_answer",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="What was checked and what it shows: facts and their proofs.",
    )
    resume_date = fields.Date(
        string="Payment expected on",
        compute="_compute_resume_date",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Nothing is claimed until then; reminders go on after.",
    )
    send_email = fields.Boolean(
        string="Send by e-mail",
        default=True,
        help="Untick when the answer was given otherwise.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="To",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
    )
    subject = fields.Char(compute="_compute_message", store=True, readonly=False)
    body = fields.Html(compute="_compute_message", store=True, readonly=False)
    document_ids = fields.Many2many(
        "ir.attachment",
        "relance_dispute_answer_document_rel",
        string="Documents of the dispute",
        domain="[('res_model', '=', 'relance.dispute'), ('res_id', '=', dispute_id)]",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_dispute_answer_attachment_rel",
        string="Other documents",
    )
    wording = fields.Text(compute="_compute_wording")

    # === COMPUTE METHODS === #

    @api.depends("dispute_id")
    def _compute_answer(self):
        for wizard in self:
            dispute = wizard.dispute_id
            wizard.answer = dispute.resolution or dispute.answer

    @api.depends("dispute_id")
    def _compute_resume_date(self):
        """The reason's fresh delay, ending on a working day."""
        for wizard in self:
            dispute = wizard.dispute_id
            day = fields.Date.add(
                dispute._get_today(), days=dispute.reason_id.fresh_delay_days
            )
            calendar = dispute.company_id._relance_calendar()
            wizard.resume_date = calendar.next_working(day)

    @api.depends("dispute_id")
    def _compute_contact_id(self):
        for wizard in self:
            partner = wizard.dispute_id.partner_id
            wizard.contact_id = partner._relance_get_contact("dunning", "email")

    @api.depends("dispute_id", "answer", "resume_date")
    def _compute_message(self):
        """Written again when the answer or the date changes."""
        template = self.env.ref("relance_recouvrement.mail_template_dispute_answer")
        for wizard in self:
            dispute = wizard.dispute_id
            # sudo: who answers the dispute may use its text
            text = template.sudo().with_context(lang=dispute.contact_lang)
            words = {
                "answer_lines": (wizard.answer or "").splitlines(),
                "deadline_text": dispute._format_day(wizard.resume_date),
            }
            ids = dispute.ids
            wizard.subject = text._render_field("subject", ids)[dispute.id]
            wizard.body = Markup(
                text._render_field("body_html", ids, add_context=words)[dispute.id]
            )

    @api.depends("subject", "body")
    def _compute_wording(self):
        for wizard in self:
            wizard.wording = "\n".join(check_style(wizard._get_words()))

    def _get_words(self):
        return f"{self.subject or ''}. {self.body or ''}"

    # === CONSTRAINTS === #

    @api.constrains("dispute_id")
    def _check_dispute_id(self):
        """What is read here of a dispute is for who works on its case."""
        # Odoo checks constraints as superuser: the user's own right
        self.sudo(False).dispute_id.case_id.check_access("write")

    @api.constrains("resume_date")
    def _check_resume_date(self):
        for wizard in self:
            if wizard.resume_date < wizard.dispute_id._get_today():
                raise ValidationError(
                    self.env._("Leave the customer a day to pay: today or later.")
                )

    # === ACTIONS === #

    def action_apply(self):
        """Decide that the dispute is unfounded, and send the answer.

        :raise UserError: nobody to send to, empty or forbidden text
        """
        self.ensure_one()
        dispute = self.dispute_id
        self._check_files()
        if self.send_email:
            self._check_message()
        dispute._set_unfounded(self.answer, self.resume_date)
        documents = self.document_ids | self._keep_attachments()
        if self.send_email:
            self._send(documents)
        dispute.case_id._message_log(
            body=self.env._(
                "Dispute answered, unfounded: %(dispute)s. Nothing of it is claimed"
                " until %(date)s.",
                dispute=dispute.display_name,
                date=dispute._format_day(self.resume_date),
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_message(self):
        partner = self.dispute_id.partner_id
        if not self.contact_id.email:
            raise UserError(
                self.env._(
                    "%(customer)s has no e-mail address: enter one on the contact, or"
                    " answer by another way and untick the e-mail.",
                    customer=self.contact_id.name or partner.name,
                )
            )
        if not self.subject or is_html_empty(self.body):
            raise UserError(self.env._("Write a subject and a message first."))
        problems = check_letter(self._get_words(), partner.relance_debtor_regime)
        if problems:
            raise UserError("\n".join(problems))

    def _check_files(self):
        """Documents of the dispute and the user's own uploads, nobody else's."""
        dispute = self.dispute_id
        # sudo: looks at whose the files are, nothing is read of them
        theirs = self.document_ids.sudo().filtered(
            lambda file: (
                (file.res_model, file.res_id) != (dispute._name, dispute.id)
                or file.res_field
            )
        )
        theirs |= self.attachment_ids.sudo().filtered(
            lambda file: (
                file.create_uid != self.env.user
                or file.res_model not in (False, self._name)
                or file.res_field
            )
        )
        if theirs:
            raise AccessError(
                self.env._(
                    "A document is of another record: download it, then add it here."
                )
            )

    def _keep_attachments(self):
        """What was uploaded here belongs to the dispute."""
        dispute = self.dispute_id
        # sudo: files of the user, uploaded in this wizard
        self.attachment_ids.sudo().write(
            {"res_model": dispute._name, "res_id": dispute.id}
        )
        return self.attachment_ids

    def _send(self, documents):
        """To the customer from the dispute: the answer comes back there."""
        company = self.dispute_id.company_id
        self.dispute_id.with_company(company).message_post(
            subject=self.subject,
            body=self.body,
            partner_ids=self.contact_id.ids,
            attachment_ids=documents.ids,
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
