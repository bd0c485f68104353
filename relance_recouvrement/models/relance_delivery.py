import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNELS
from ..tools.tracking import is_tracking_number

FROZEN_FIELDS = {
    "reminder_id",
    "channel",
    "recipient",
    "email",
    "attachment_id",
    "checksum",
    "mail_message_id",
    "sent_body",
    "contact_id",
    "is_proof",
}
LEFT_STATES = ("queued", "sent", "delivered")
UNSENT_STATES = ("pending", "to_post", "queued")


class RelanceDelivery(models.Model):
    """One channel of a reminder to one recipient, with its proof."""

    _name = "relance.delivery"
    _description = "Delivery"
    _inherit = ["relance.kept.mixin", "relance.delivery.proof.mixin"]
    _order = "id desc"

    reminder_id = fields.Many2one(
        "relance.reminder",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(related="reminder_id.case_id")
    company_id = fields.Many2one(related="reminder_id.company_id")
    partner_id = fields.Many2one(related="reminder_id.partner_id")
    level_id = fields.Many2one(related="reminder_id.level_id")
    channel = fields.Selection(
        [*CHANNELS, ("sms", "SMS")], required=True, readonly=True
    )
    is_proof = fields.Boolean(readonly=True, help="Its success makes the level count.")
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("to_post", "To post"),
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("returned", "Returned"),
            ("bounced", "Bounced"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    contact_id = fields.Many2one("res.partner", readonly=True)
    recipient = fields.Text(
        readonly=True, help="Name and address as written on the message."
    )
    email = fields.Char(readonly=True)
    frozen_date = fields.Datetime(related="reminder_id.frozen_date")
    posted_date = fields.Date()
    tracking_number = fields.Char()
    attachment_id = fields.Many2one(
        "ir.attachment", string="Document", ondelete="restrict", readonly=True
    )
    checksum = fields.Char(string="SHA-256", readonly=True)
    mail_message_id = fields.Many2one(
        "mail.message", index="btree_not_null", ondelete="restrict", readonly=True
    )
    mail_id = fields.Many2one("mail.mail", index="btree_not_null", readonly=True)
    sent_body = fields.Text(
        string="E-mail as it was sent",
        readonly=True,
        copy=False,
        help="Kept when Odoo purges the e-mail itself.",
    )
    attempts = fields.Integer(readonly=True)
    failure_reason = fields.Char(readonly=True)

    @api.depends("channel", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for delivery in self:
            channel = labels.get(delivery.channel, "")
            delivery.display_name = f"{delivery.partner_id.name} – {channel}"

    def write(self, vals):
        if any(delivery._changes_proof(vals) for delivery in self.filtered("checksum")):
            raise UserError(self.env._("The proof of what was sent cannot be changed."))
        result = super().write(vals)
        if vals.get("received_date"):
            # sudo: states are engine-kept
            self.sudo().filtered(lambda dlv: not dlv.return_reason).write(
                {"state": "delivered"}
            )
        if vals.get("return_reason"):
            self._returned()
        return result

    def _changes_proof(self, vals):
        frozen = FROZEN_FIELDS.intersection(vals)
        if "posted_date" in vals and self.state not in UNSENT_STATES:
            frozen.add("posted_date")
        return any(self[name] for name in frozen)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        if any(delivery.checksum for delivery in self):
            raise UserError(self.env._("The proof of what was sent cannot be deleted."))

    # === POST === #

    def action_mark_posted(self):
        """The letters were posted on ``posted_date`` (today by default).

        :raise UserError: when a registered letter has no valid tracking number
        """
        self.case_id.check_access("write")
        to_post = self.filtered(lambda delivery: delivery.state == "to_post")
        for delivery in to_post:
            delivery._check_tracking_number()
        # sudo: states are engine-kept; rights were checked above
        for delivery in to_post.sudo():
            delivery.write(
                {
                    "state": "sent",
                    "posted_date": delivery.posted_date
                    or delivery.case_id.run_date
                    or fields.Date.context_today(self),
                }
            )
        proofs = to_post.sudo().filtered("is_proof")
        for delivery in proofs:
            delivery.reminder_id._proof_left(delivery.posted_date)
        deliver = self.env["relance.engine.deliver"].sudo()
        deliver._send_copies(proofs.reminder_id)
        proofs.case_id._refresh()
        return True

    def action_record_electronic(self):
        """Record that the letter was handed over to an electronic provider."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Electronic registered letter"),
            "res_model": "relance.delivery.lre",
            "view_mode": "form",
            "target": "new",
            "context": {"default_delivery_id": self.id},
        }

    def action_check_proof(self):
        """Compute again what these letters prove."""
        return self.reminder_id.action_check_proof()

    def action_print(self):
        """Print these letters, frozen, in one PDF."""
        return {
            "type": "ir.actions.act_url",
            "url": "/relance/letters/" + ",".join(map(str, self.ids)),
            "target": "download",
        }

    def _get_pages(self):
        """PDF files to print, in order: each letter, then what it encloses.

        :rtype: list(bytes)
        """
        document = self.env["relance.engine.document"]
        with_statement = self.filtered("level_id.attach_statement").case_id
        statements = document._render_all("statement", with_statement)
        pages = []
        for delivery in self.filtered("attachment_id"):
            invoices = self.env["relance.engine.email"]._get_invoices(
                delivery.reminder_id
            )
            enclosed = [*invoices.mapped("raw"), statements.get(delivery.case_id.id)]
            pages.append(delivery.attachment_id.raw)
            pages += [page for page in enclosed if (page or b"").startswith(b"%PDF")]
        return pages

    def _check_tracking_number(self):
        if self.channel != "registered" or self.is_electronic:
            return
        number = re.sub(r"\s", "", self.tracking_number or "").upper()
        if not is_tracking_number(number):
            raise UserError(
                self.env._(
                    "Registered letter to %(name)s: “%(number)s” is not a tracking"
                    " number. Enter the 13 characters printed on the deposit slip.",
                    name=self.partner_id.name,
                    number=self.tracking_number or "",
                )
            )
        self.tracking_number = number

    # === WHAT COMES BACK === #

    def _returned(self):
        """Unclaimed or refused still counts; an unknown address does not."""
        deliveries = self.sudo()  # sudo: states are engine-kept
        deliveries.write({"state": "returned"})
        for delivery in deliveries.filtered("is_proof"):
            if delivery.return_reason == "unknown_address":
                delivery.reminder_id._proof_failed(
                    self.env._("The letter came back: unknown at this address"),
                    delivery.recipient or "",
                )

    def _failed(self, state, reason):
        """An e-mail failed or bounced.

        :param str state: ``failed`` or ``bounced``
        :param str reason: French text for the task
        """
        self.write({"state": state, "failure_reason": reason})
        for delivery in self:
            reminder = delivery.reminder_id
            others = reminder.delivery_ids.filtered(
                lambda dlv: dlv.is_proof and dlv.state in LEFT_STATES
            )
            if delivery.is_proof and not others:
                reminder._proof_failed(reason, delivery.email or "")
            else:
                reminder.case_id._relance_activity(
                    "relance_recouvrement.activity_fix_contact", reason
                )

    def _get_sent_body(self):
        """The e-mail as the server sent it, purged since or not.

        :rtype: str
        """
        self.ensure_one()
        return self.sent_body or str(self.mail_id.body_html or "")

    def _keep_body(self):
        """The e-mail is about to be purged: its words are the proof."""
        for delivery in self.filtered(lambda dlv: not dlv.sent_body):
            delivery.sent_body = delivery._get_sent_body()

    def _cancel_unsent(self, reason):
        unsent = self.filtered(lambda delivery: delivery.state in UNSENT_STATES)
        unsent.mail_id.filtered(
            lambda mail: mail.state in ("outgoing", "exception")
        ).write({"state": "cancel"})
        unsent.write({"state": "cancelled", "failure_reason": reason})

    def _get_fallback(self):
        """The channel proposed when the proof channel failed, in words."""
        channels = set(self.mapped("channel"))
        if "email" in channels and "letter" not in channels:
            return self.env._("a letter")
        if channels & {"letter", "registered"}:
            return self.env._("a call, then the registered office's address")
        return self.env._("an e-mail")
