import hashlib
from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import LANG

# What the declaration says: no longer changed once it left.
CLAIM_FIELDS = {
    "claim_interest",
    "retention_of_title",
    "retention_note",
    "security_note",
    "pending_court",
    "exhibit_note",
    "signatory_name",
    "signatory_title",
    "declared_date",
    "declared_channel",
    "declared_ref",
    "line_ids",
}
PROOF_FIELDS = {"declared_proof", "declared_proof_name"}


class RelanceInsolvencyClaim(models.AbstractModel):
    """The declaration of claim (C. com. L622-24, L622-25, R622-23) and its life.

    Prepared from the ledger as of the judgment, printed, then frozen with its proof
    once it left; see ``relance.insolvency.outcome`` for what follows.
    """

    _name = "relance.insolvency.claim"
    _description = "Declaration of Claim"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Content
    line_ids = fields.One2many(
        "relance.insolvency.line", "insolvency_id", string="Declared claims"
    )
    claim_interest = fields.Boolean(
        string="Declare interest and indemnities",
        default=True,
        help="Run until the judgment, where they stop (C. com. L622-28); no 40 € for"
        " what falls due later.",
    )
    retention_of_title = fields.Boolean(
        tracking=True,
        help="Goods that remain ours until they are paid, agreed in writing before"
        " their delivery: they are claimed back within three months.",
    )
    retention_note = fields.Text(
        string="Goods and clause", help="Which goods, and the clause that keeps them."
    )
    reclaimed_date = fields.Date(string="Goods claimed back on", tracking=True)
    security_note = fields.Text(
        string="Securities", help="Nature, basis and rank: pledge, mortgage, guarantor."
    )
    pending_court = fields.Char(
        string="Court already seized", help="When proceedings on the claim are pending."
    )
    exhibit_note = fields.Text(
        string="Other exhibits", help="One a line, added to the list of exhibits."
    )
    signatory_name = fields.Char(
        string="Signed by", default=lambda self: self.env.user.name
    )
    signatory_title = fields.Char(help="Such as Gérante. An agent needs a power.")

    # Amounts, in company currency
    prepared_date = fields.Date(string="Prepared on", readonly=True, copy=False)
    amount_due = fields.Monetary(
        string="Already due",
        compute="_compute_amounts",
        store=True,
        help="At the judgment.",
    )
    amount_coming = fields.Monetary(
        string="To fall due", compute="_compute_amounts", store=True
    )
    amount_interest = fields.Monetary(
        string="Interest", compute="_compute_amounts", store=True
    )
    amount_indemnity = fields.Monetary(
        string="Indemnities", compute="_compute_amounts", store=True
    )
    amount_declared = fields.Monetary(
        string="Total declared", compute="_compute_amounts", store=True
    )
    amount_admitted = fields.Monetary(
        string="Amount admitted", tracking=True, copy=False, help="Zero when rejected."
    )
    provisional = fields.Boolean(compute="_compute_amounts", store=True)
    claim_missing = fields.Text(compute="_compute_claim_missing")

    # Proof
    declared_date = fields.Date(string="Declared on", tracking=True, copy=False)
    declared_channel = fields.Selection(
        [
            ("registered", "Registered letter"),
            ("lre", "Electronic registered letter"),
            ("portal", "Creditors' portal"),
            ("deposit", "Handed over against a receipt"),
        ],
        string="Declared by",
        default="registered",
        copy=False,
    )
    declared_ref = fields.Char(
        string="Number or receipt", copy=False, help="Tracking number, portal receipt."
    )
    declared_proof = fields.Binary(
        string="Proof of deposit", attachment=True, copy=False
    )
    declared_proof_name = fields.Char(copy=False)
    declaration_attachment_id = fields.Many2one(
        "ir.attachment",
        string="Declaration",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    former_attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_insolvency_former_rel",
        string="Sent before, taken up again",
        readonly=True,
        copy=False,
    )
    declaration_checksum = fields.Char(
        string="SHA-256 of the declaration", readonly=True, copy=False
    )
    proof_checksum = fields.Char(
        string="SHA-256 of the proof", readonly=True, copy=False
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "line_ids.amount_company",
        "line_ids.amount_interest",
        "line_ids.amount_indemnity",
        "line_ids.is_due",
    )
    def _compute_amounts(self):
        for record in self:
            lines = record.line_ids
            due = lines.filtered("is_due")
            record.amount_due = sum(due.mapped("amount_company"))
            record.amount_coming = sum((lines - due).mapped("amount_company"))
            record.amount_interest = sum(lines.mapped("amount_interest"))
            record.amount_indemnity = sum(lines.mapped("amount_indemnity"))
            record.amount_declared = (
                record.amount_due
                + record.amount_coming
                + record.amount_interest
                + record.amount_indemnity
            )
            record.provisional = any(lines.mapped("provisional"))

    @api.depends(
        "state",
        "company_id",
        "line_ids",
        "mandataire_id",
        "court",
        "retention_of_title",
        "retention_note",
        "signatory_name",
    )
    def _compute_claim_missing(self):
        for record in self:
            missing = record._get_missing() if record.state == "open" else []
            record.claim_missing = "\n".join(f"• {text}" for text in missing)

    def _get_missing(self):
        """What the declaration lacks, each with the field to fill (R622-23)."""
        agent = self.mandataire_id
        checks = [
            (self.line_ids, self.env._("prepare the claims to declare")),
            (agent, self.env._("the judicial agent or liquidator, who receives it")),
            (
                not agent or agent._relance_has("post"),
                self.env._("the postal address of the judicial agent"),
            ),
            (self.court, self.env._("the court that opened the proceedings")),
            (self.signatory_name, self.env._("who signs the declaration")),
            (
                not self.retention_of_title or self.retention_note,
                self.env._("the goods under retention of title, and their clause"),
            ),
            (
                self.company_id.company_registry,
                self.env._("the SIREN of your company, on its form"),
            ),
        ]
        return [text for found, text in checks if not found]

    # === PREPARE AND PRINT === #

    def action_prepare_claim(self):
        """Read from the ledger what was owed on the day of the judgment.

        :raise UserError: once declared
        """
        self.check_access("write")
        self._check_not_declared()
        for record in self:
            record._prepare_claim()
        return True

    def _prepare_claim(self):
        # sudo: callers checked the right to write; every item of the customer counts
        record = self.sudo()
        record.line_ids.unlink()
        engine = record.env["relance.engine.insolvency.claim"]
        record.env["relance.insolvency.line"].create(engine._get_lines(record))
        record.with_context(
            relance_no_tasks=True
        ).prepared_date = self.company_id._relance_today()

    def action_print_claim(self):
        """Print the declaration.

        :raise UserError: with what is missing and where to enter it
        """
        self.ensure_one()
        if self.state == "open":
            if not self.line_ids and self.has_access("write"):
                self._prepare_claim()
            self._check_complete()
        report = self.env.ref("relance_recouvrement.action_report_insolvency_claim")
        return report.report_action(self)

    def _check_complete(self):
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "The declaration is not complete. Enter:\n%(missing)s",
                    missing="\n".join(f"• {text}" for text in missing),
                )
            )

    # === DECLARED === #

    def action_declare(self):
        """The declaration left: it is frozen with its proof.

        It interrupts limitation until the end of the proceedings (C. com. L622-25-1).

        :raise UserError: when it is incomplete, or without date and proof
        """
        self.check_access("write")
        for record in self:
            record._check_can_declare()
            record._freeze_claim()
        return True

    def _check_can_declare(self):
        self._check_not_declared()
        today = self.company_id._relance_today()
        if not self.declared_date or not self.declared_channel:
            raise UserError(
                self.env._("Enter the day and the means of the declaration.")
            )
        if not self.judgment_date <= self.declared_date <= today:
            raise UserError(
                self.env._(
                    "The declaration is made after the judgment and not in the future:"
                    " correct its date."
                )
            )
        if not self.declared_proof and not self.declared_ref:
            raise UserError(
                self.env._(
                    "Enter the tracking number or the receipt, or add the proof of"
                    " deposit: without it the declaration cannot be proved."
                )
            )
        if not self.line_ids:
            self._prepare_claim()
        self._check_complete()

    def _freeze_claim(self):
        # sudo: the state and the proof are kept; rights were checked by the caller
        record = self.sudo().with_context(lang=LANG)
        content = (
            record.env["relance.engine.document"]
            .with_company(record.company_id)
            ._render_one("insolvency_claim", record)
        )
        attachment = record.env["ir.attachment"].create(
            {
                "name": record._get_file_name(),
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        record.write(
            {
                "state": "declared",
                "declaration_attachment_id": attachment.id,
                "declaration_checksum": hashlib.sha256(content).hexdigest(),
            }
        )
        record._seal_proof()
        record.activity_feedback(["relance_recouvrement.activity_insolvency_declare"])
        said = self.env._(
            "Claim of %(amount)s declared on %(date)s.",
            amount=record.currency_id.format(record.amount_declared),
            date=record._format_date(record.declared_date),
        )
        for case in record.case_id:
            case._message_log(body=said)
        record._interrupt_limitation()

    def _check_proof_free(self):
        """The proof of deposit may be added later, never replaced."""
        if self.filtered("proof_checksum"):
            raise UserError(
                self.env._("This document proves the declaration: it is kept.")
            )

    def _seal_proof(self):
        # sudo: the checksum is kept; rights were checked by the caller
        for record in self.sudo().with_context(bin_size=False):
            proof = record.state != "open" and record.declared_proof
            if proof and not record.proof_checksum:
                record.proof_checksum = hashlib.sha256(b64decode(proof)).hexdigest()

    def _get_file_name(self):
        return f"Déclaration de créance - {self.partner_id.name}.pdf".replace("/", "-")

    def action_correct(self):
        """A manager takes the declaration up again, to correct or complete it.

        The one that was sent stays attached, with its proof.

        :raise UserError: when the user is no manager, or nothing was declared
        """
        self._check_manager()
        if self.filtered(lambda record: record.state != "declared"):
            raise UserError(self.env._("Only what was declared can be corrected."))
        for record in self:
            record._message_log(
                body=self.env._(
                    "Declaration of %(date)s taken up again (%(ref)s).",
                    date=record._format_date(record.declared_date),
                    ref=record.declared_ref or record.declared_channel,
                )
            )
            record._cancel_interruption(self.env._("Declaration taken up again"))
            record._keep_former()
            # sudo: the state is kept; the manager was checked above
            record.sudo().write(
                {
                    "state": "open",
                    "declared_date": False,
                    "declared_ref": False,
                    "proof_checksum": False,
                    "declaration_attachment_id": False,
                    "declaration_checksum": False,
                }
            )
            record.sudo().declared_proof = False  # sudo: as above; kept beside

    def _keep_former(self):
        """What was sent, and its proof of deposit, stay for good."""
        # sudo: kept; the manager was checked by the caller
        record = self.sudo()
        proof = record.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", "declared_proof"),
            ]
        )
        name = record.declared_proof_name or proof.name
        kept = proof and proof.copy({"res_field": False, "name": name})
        record.former_attachment_ids |= record.declaration_attachment_id | kept

    def _check_not_declared(self):
        if self.filtered(lambda record: record.state != "open"):
            raise UserError(
                self.env._(
                    "What was declared stays as it is: a manager corrects the"
                    " declaration first."
                )
            )
