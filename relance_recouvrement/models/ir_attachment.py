from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Letters, and what an e-mail encloses.
PROOF_MODELS = ("relance.delivery", "relance.reminder")
FILED_MODELS = ("relance.procedure.file", "relance.procedure.file.line")
CONTENT_FIELDS = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "name",
    "res_model",
    "res_id",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if CONTENT_FIELDS.intersection(vals):
            self._check_relance_proof()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_relance_proof(self):
        self._check_relance_proof()

    def _check_relance_proof(self):
        """What was sent by a reminder is never changed nor deleted."""
        # sudo: the proof is protected from who cannot see its case too
        self.sudo()._check_relance_plan_proof()
        if any(att.res_model == "relance.interruption" for att in self.sudo()):
            raise UserError(
                self.env._("This document proves an act on limitation: it is kept.")
            )
        if any(att._is_relance_insurer_proof() for att in self.sudo()):
            raise UserError(
                self.env._("This document proves what was told to the insurer: kept.")
            )
        if self.sudo()._is_relance_evidence():
            raise UserError(
                self.env._("This document proves costs that are claimed: it is kept.")
            )
        if self.sudo()._is_relance_loss_proof():
            raise UserError(
                self.env._("This document proves a definitive loss: it is kept.")
            )
        # sudo: as above
        self.sudo()._check_relance_insolvency_proof()
        # sudo: as above
        self.sudo()._check_relance_consent_proof()
        # sudo: as above
        self.sudo()._check_relance_settlement_proof()
        # sudo: as above
        self.sudo()._check_relance_filed()
        # sudo: as above
        self.sudo()._check_relance_agent_proof()
        # sudo: as above
        proofs = self.sudo().filtered(lambda att: att.res_model in PROOF_MODELS)
        if not proofs:
            return
        letters = self.env["relance.delivery"].sudo()
        kept = Domain.OR(
            Domain(name, "in", proofs.ids)
            for name in ("attachment_id", "deposit_proof_ids", "proof_attachment_ids")
        )
        used = letters.search_count(kept, limit=1)
        enclosed = proofs.filtered(lambda att: att.res_model == "relance.reminder")
        reminders = (
            self.env["relance.reminder"].sudo().browse(enclosed.mapped("res_id"))
        )
        if used or any(reminders.exists().mapped("frozen_date")):
            raise UserError(
                self.env._("This document was sent with a reminder: it is a proof.")
            )

    def _is_relance_insurer_proof(self):
        """A receipt of the credit insurer, or its agreement to a later date."""
        return self.res_model == "relance.insurance.declaration" or (
            self.res_model == "relance.promise"
            and self.res_field == "insurer_agreement_proof"
        )

    def _is_relance_evidence(self):
        """Evidence of costs that were waived or invoiced; before, it is replaced on
        the charge, which keeps one at least."""
        files = self.filtered(lambda att: att.res_model == "relance.charge")
        charges = self.env["relance.charge"].browse(files.mapped("res_id")).exists()
        used = charges.evidence_ids & files
        return any(
            charge.waiver_ids or charge.booking_ids or charge.evidence_ids <= files
            for charge in charges
            if charge.evidence_ids & used
        )

    def _is_relance_loss_proof(self):
        """What makes the VAT of a loss recoverable (CGI 272-1): its certificate, and
        the duplicate once it was sent."""
        files = self.filtered(lambda att: att.res_model == "account.move")
        if not files:
            return False
        proofs = Domain("certificate_id", "in", files.ids) | (
            Domain("duplicate_id", "in", files.ids)
            & Domain("duplicate_date", "!=", False)
        )
        bookings = self.env["relance.doubtful.booking"]
        return bool(bookings.search_count(proofs, limit=1))

    def _check_relance_plan_proof(self):
        """Nor are the signed protocol and the notice of a payment plan."""
        proofs = self.filtered(
            lambda att: (
                att.res_model == "relance.plan"
                and att.res_field
                in ("signed_document", "insurer_agreement_proof", False)
            )
        )
        plans = self.env["relance.plan"].browse(proofs.mapped("res_id")).exists()
        signed = set(plans.filtered(lambda plan: plan.state != "draft").ids)
        notices = plans.filtered("notice_date").notice_attachment_id
        if notices & proofs or proofs.filtered(
            lambda att: att.res_field and att.res_id in signed
        ):
            raise UserError(
                self.env._("This document proves the payment plan: it is kept.")
            )

    def _check_relance_settlement_proof(self):
        """Nor is the signed protocol of a settlement."""
        proofs = self.filtered(
            lambda att: (
                att.res_model == "relance.settlement"
                and att.res_field == "signed_document"
            )
        )
        settlements = self.env["relance.settlement"].browse(proofs.mapped("res_id"))
        if settlements.exists().filtered("signed_checksum"):
            raise UserError(
                self.env._("This document proves the settlement: it is kept.")
            )

    def _check_relance_insolvency_proof(self):
        """Nor are a declaration of claim that was sent, and its proof of deposit."""
        proofs = self.filtered(lambda att: att.res_model == "relance.insolvency")
        if not proofs:
            return
        insolvencies = self.env["relance.insolvency"].browse(proofs.mapped("res_id"))
        sealed = set(insolvencies.exists().filtered("proof_checksum").ids)
        sent = insolvencies.search(
            Domain("declaration_attachment_id", "in", proofs.ids)
            | Domain("former_attachment_ids", "in", proofs.ids)
        )
        if sent or proofs.filtered(
            lambda att: att.res_field == "declared_proof" and att.res_id in sealed
        ):
            raise UserError(
                self.env._("This document proves the declaration: it is kept.")
            )

    def _check_relance_consent_proof(self):
        """Nor is a consent on which an electronic letter was sent."""
        proofs = self.filtered(lambda att: att.res_model == "relance.lre.consent")
        if proofs:
            consents = self.env["relance.lre.consent"].browse(proofs.mapped("res_id"))
            consents.exists()._check_unused()

    def _check_relance_agent_proof(self):
        """Nor are the proof of a step that is done, and what an agent sent."""
        proofs = self.filtered(lambda att: att.res_model == "relance.procedure")
        if not proofs:
            return
        used = Domain("attachment_ids", "in", proofs.ids)
        for model, domain in (
            ("relance.procedure.step", used & Domain("date_done", "!=", False)),
            ("relance.procedure.message", used),
            ("relance.procedure.remittance", used),
        ):
            if self.env[model].search_count(domain, limit=1):
                raise UserError(
                    self.env._("This document proves a step of a procedure: kept.")
                )

    def _check_relance_filed(self):
        """Nor are a built file and the documents it holds."""
        if any(att.res_model in FILED_MODELS for att in self):
            raise UserError(
                self.env._("This document is in a file that was built: it is kept.")
            )
