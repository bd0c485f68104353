from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..tools.debtor import get_regime


class RelanceDeliveryLre(models.TransientModel):
    """Record by hand a registered letter handed over to an electronic provider.

    It is worth a paper one when the provider is qualified (eIDAS, article 44); who is
    no professional must have agreed before (code des postes et des communications
    électroniques, L100).
    """

    _name = "relance.delivery.lre"
    _description = "Record an Electronic Registered Letter"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "delivery_id"

    delivery_id = fields.Many2one("relance.delivery", required=True, readonly=True)
    partner_id = fields.Many2one(related="delivery_id.partner_id")
    provider = fields.Char(required=True)
    is_qualified = fields.Boolean(
        string="Qualified provider",
        help="On the list of trust services of the ANSSI, for qualified electronic"
        " registered delivery (eIDAS regulation, article 44).",
    )
    reference = fields.Char(
        required=True, help="Number of the letter with the provider."
    )
    email = fields.Char(
        string="Sent to",
        required=True,
        compute="_compute_email",
        store=True,
        readonly=False,
    )
    date = fields.Date(
        string="Deposited on", required=True, default=fields.Date.context_today
    )
    deposit_ids = fields.Many2many("ir.attachment", string="Proof of deposit")
    needs_consent = fields.Boolean(compute="_compute_consent")
    consent_id = fields.Many2one("relance.lre.consent", compute="_compute_consent")

    @api.depends("delivery_id", "date")
    def _compute_consent(self):
        for wizard in self:
            reminder = wizard.delivery_id.reminder_id
            wizard.needs_consent = get_regime(reminder.regime).needs_consent
            wizard.consent_id = self.env["relance.lre.consent"]._get_consent(
                reminder.partner_id,
                reminder.company_id,
                wizard.date or fields.Date.context_today(self),
            )

    @api.depends("consent_id")
    def _compute_email(self):
        for wizard in self:
            reminder = wizard.delivery_id.reminder_id
            wizard.email = (
                wizard.email
                or wizard.consent_id.email
                or reminder.contact_id.email
                or reminder.partner_id.email
            )

    def action_apply(self):
        """Keep the provider, its reference and its proof; the letter has left.

        :raise UserError: when the provider is not qualified, the consent or the proof
            is missing
        """
        self.ensure_one()
        delivery = self.delivery_id
        delivery.case_id.check_access("write")
        self._check(delivery)
        delivery.write(
            {
                "posted_date": self.date,
                "tracking_number": self.reference.strip(),
                "deposit_proof_ids": [(4, scan.id) for scan in self.deposit_ids],
            }
        )
        # sudo: how a letter left is engine-kept; rights were checked above
        delivery.sudo().write(
            {
                "is_electronic": True,
                "lre_provider": self.provider,
                "lre_consent_id": self.consent_id.id,
                "email": email_normalize(self.email),
            }
        )
        delivery.action_mark_posted()
        return {"type": "ir.actions.act_window_close"}

    def _check(self, delivery):
        if delivery.state != "to_post" or delivery.channel != "registered":
            raise UserError(
                self.env._("Only a registered letter that waits for the post.")
            )
        if not self.is_qualified:
            raise UserError(
                self.env._(
                    "Only a qualified provider's letter is worth a registered one"
                    " (eIDAS regulation, article 44): check that it is, then tick the"
                    " box."
                )
            )
        if not email_normalize(self.email):
            raise UserError(
                self.env._(
                    "“%(email)s” is not an e-mail address.", email=self.email or ""
                )
            )
        if not self.deposit_ids:
            raise UserError(
                self.env._("Add the proof of deposit that the provider delivers.")
            )
        self._check_consent()

    def _check_consent(self):
        if not self.needs_consent:
            return
        partner = self.partner_id
        if not self.consent_id:
            raise UserError(
                self.env._(
                    "%(name)s is no professional and did not agree to electronic"
                    " registered letters before that day (code des postes, L100)."
                    " Record the consent on the customer's form, tab Collection, or"
                    " post a paper letter.",
                    name=partner.name,
                )
            )
        if email_normalize(self.email) != email_normalize(self.consent_id.email):
            raise UserError(
                self.env._(
                    "The consent of %(name)s is for %(email)s: send the letter there.",
                    name=partner.name,
                    email=self.consent_id.email,
                )
            )
