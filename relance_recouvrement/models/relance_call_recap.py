from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..const import LANG, RECAP_REPLY_DAYS

RECAP_TEMPLATE = "relance_recouvrement.mail_template_call_recap"
# Means of payment inside a French sentence
MEANS = {
    "transfer": "par virement",
    "cheque": "par chèque",
    "card": "par carte",
    "direct_debit": "par prélèvement",
    "bill": "par effet de commerce",
    "cash": "en espèces",
    "other": "",
}
# What the next level is, inside « Sans règlement reçu à cette date, … »
PLAN_B = {
    "prevention": "nous reprendrons contact avec vous",
    "amicable": "nous vous adresserons une relance écrite",
    "last_notice": "nous vous adresserons un dernier avis avant mise en demeure",
    "formal_notice": "nous vous adresserons une mise en demeure",
    "decision": "nous déciderons de la suite à donner au dossier",
}
CONFIRM_DAYS = 2


class RelanceCallRecap(models.AbstractModel):
    """The e-mail that sums a call up: who does what, when we check, what follows
    otherwise. French content, written from the outcome."""

    _name = "relance.call.recap"
    _description = "Recap of a Call"

    plan_b_level_id = fields.Many2one(
        "relance.level",
        string="Plan B",
        readonly=True,
        help="The step said to follow when nothing comes.",
    )
    plan_b_date = fields.Date(string="Plan B on", readonly=True)
    duplicate_date = fields.Datetime(
        string="Invoices sent on", readonly=True, help="During the call."
    )
    recap_message_id = fields.Many2one(
        "mail.message",
        string="Recap",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    reply_message_id = fields.Many2one(
        "mail.message",
        string="Answer to the recap",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # For the template
    recap_intro = fields.Char(compute="_compute_recap")
    recap_theirs = fields.Html(compute="_compute_recap", sanitize=False)
    recap_ours = fields.Html(compute="_compute_recap", sanitize=False)
    recap_check = fields.Char(compute="_compute_recap")
    recap_otherwise = fields.Char(compute="_compute_recap")
    recap_reply_by = fields.Char(compute="_compute_recap")

    @api.depends(
        "outcome",
        "contact_id",
        "promise_ids.date",
        "dispute_ids.date_target",
        "plan_ids",
        "duplicate_date",
        "next_step_date",
        "callback_date",
        "plan_b_level_id",
        "plan_b_date",
    )
    def _compute_recap(self):
        for call in self:
            day = fields.Datetime.context_timestamp(call, call.date).date()
            call.recap_intro = call._get_recap_intro(day)
            call.recap_theirs = self._list(call._get_recap_theirs())
            call.recap_ours = self._list(call._get_recap_ours())
            call.recap_check = call._get_recap_check()
            call.recap_otherwise = call._get_recap_otherwise()
            calendar = call.company_id._relance_calendar()
            call.recap_reply_by = self._day(
                calendar.add_working_days(day, CONFIRM_DAYS)
            )

    # === WORDS === #

    def _get_recap_intro(self, day):
        words = {"video": "échange en visioconférence", "visit": "rendez-vous"}
        words = words.get(self.medium, "entretien téléphonique")
        person = self.contact_id
        name = "" if person.is_company or not person else f" avec {person.name}"
        return f"notre {words} du {self._day(day)}{name}"

    def _get_recap_theirs(self):
        """What the customer does, one line each."""
        actions = [self._get_promise_words(promise) for promise in self.promise_ids]
        for dispute in self.dispute_ids:
            amount = self._amount(dispute.amount, dispute.currency_id)
            actions.append(
                f"vous contestez {amount} sur {self._documents(dispute.line_ids)}"
                f" (motif : {dispute.reason_id.name})."
            )
        if self.plan_ids:
            items = self.plan_ids.line_ids
            actions.append(
                f"vous avez demandé un échéancier pour {self._documents(items)}."
            )
        if self.outcome == "already_paid":
            actions.append(
                "vous nous avez indiqué que le règlement est parti ; merci de nous en"
                " transmettre la date, le montant et la référence."
            )
        if self.outcome == "invoice_not_received" and not self.promise_ids:
            actions.append(
                "vous vérifiez les factures transmises et nous indiquez leur date de"
                " règlement."
            )
        return actions

    def _get_promise_words(self, promise):
        amount = self._amount(promise.amount, promise.currency_id)
        means = MEANS[promise.payment_means]
        return (
            f"vous réglez {amount} {means} le {self._day(promise.date)} :"
            f" {self._documents(promise.line_ids, True)}."
        ).replace("  ", " ")

    def _get_recap_ours(self):
        """What we do, one line each."""
        actions = []
        if self.duplicate_date:
            actions.append("nous vous avons transmis un duplicata des factures.")
        actions += [
            "nous examinons votre contestation et vous répondons d'ici le"
            f" {self._day(dispute.date_target)}."
            for dispute in self.dispute_ids
        ]
        if self.plan_ids:
            actions.append("nous vous adressons une proposition d'échéancier à signer.")
        if self.callback_date:
            actions.append(f"nous vous rappelons le {self._day(self.callback_date)}.")
        elif self.next_step and self.next_step_date and not actions:
            actions.append(
                f"nous reprenons ce point le {self._day(self.next_step_date)}."
            )
        return actions

    def _get_recap_check(self):
        if not self.promise_ids:
            return ""
        day = max(self.promise_ids.mapped("deadline_date"))
        return f"Nous vérifierons la réception du règlement le {self._day(day)}."

    def _get_recap_otherwise(self):
        """The consequence and its date: the step that the scenario really takes."""
        if not self.plan_b_level_id:
            return ""
        words = PLAN_B[self.plan_b_level_id.stage]
        if self.plan_b_level_id.proof_channel == "call":
            words = "nous vous rappellerons"
        if self.promise_ids:
            calendar = self.company_id._relance_calendar()
            last = max(self.promise_ids.mapped("deadline_date"))
            day = self._day(calendar.add_working_days(last, 1))
            return f"Sans règlement reçu à cette date, {words} le {day}."
        return self._get_recap_without_promise(words)

    def _get_recap_without_promise(self, words):
        """No day of payment was named: the one of the next step stands for it."""
        if self.dispute_ids and not self.case_id.amount_claimable:
            return ""
        missing = "règlement reçu"
        if self.plan_ids:
            missing = "échéancier signé ni règlement reçu"
        elif self.dispute_ids:
            missing = "règlement reçu de la part non contestée"
        when = f" d'ici le {self._day(self.plan_b_date)}" if self.plan_b_date else ""
        return f"Sans {missing}{when}, {words}."

    def _documents(self, lines, with_amounts=False):
        """« la facture F1 » or « les factures F1, F2 et F3 »."""
        names = []
        for line in lines:
            name = line.case_line_id.move_name
            if with_amounts and len(lines) > 1:
                name = f"{name} ({self._amount(line.amount, line.currency_id)})"
            names.append(name)
        if len(names) == 1:
            return f"la facture {names[0]}"
        return f"les factures {', '.join(names[:-1])} et {names[-1]}" if names else ""

    @staticmethod
    def _list(actions):
        items = Markup().join(Markup("<li>%s</li>") % action for action in actions)
        return Markup("<ul>%s</ul>") % items if items else False

    def _day(self, day):
        if not day:
            return ""
        words = format_date(self.env, day, LANG, "d MMMM y")
        return f"1er{words[1:]}" if day.day == 1 else words

    def _amount(self, amount, currency):
        return format_amount(self.env, amount, currency, lang_code=LANG)

    # === SENDING === #

    def action_open_recap(self):
        """Open Odoo's composer on the recap: one click more and it leaves.

        :raise UserError: when the person called has no e-mail address
        """
        self.ensure_one()
        self.case_id.check_access("write")
        contact = self._get_recap_contact()
        template = self.env.ref(RECAP_TEMPLATE).with_context(lang=LANG)
        # sudo: whoever logs the call may write its recap from the template
        template = template.sudo()
        composer = {
            "default_model": "relance.case",
            "default_res_ids": self.case_id.ids,
            "default_composition_mode": "comment",
            "default_subtype_xmlid": "mail.mt_comment",
            "default_partner_ids": contact.ids,
            "default_subject": template._render_field("subject", self.ids)[self.id],
            "default_body": template._render_field("body_html", self.ids)[self.id],
            "default_email_layout_xmlid": "mail.mail_notification_light",
            "relance_recap_call_id": self.id,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recap of the call"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": composer,
        }

    def _get_recap_contact(self):
        contact = self.contact_id
        if not contact.email_normalized:
            contact = self.partner_id._relance_get_contact("dunning", "email")
        if not contact:
            raise UserError(
                self.env._(
                    "%(name)s has no e-mail address: enter it on the contact first.",
                    name=self.contact_id.name or self.partner_id.name,
                )
            )
        return contact

    def _recap_sent(self, message):
        # sudo: kept field; who posts on the case may send the recap of its call
        self.sudo().recap_message_id = message

    @api.model
    def _recap_answered(self, case, message):
        """An answer from the customer goes with the last recap and its promise."""
        since = fields.Datetime.subtract(message.date, days=RECAP_REPLY_DAYS)
        # sudo: the gateway posts as the customer's own user or none
        call = self.sudo().search(
            [
                ("case_id", "=", case.id),
                ("recap_message_id", "!=", False),
                ("reply_message_id", "=", False),
                ("recap_message_id.date", ">=", since),
            ],
            limit=1,
        )
        if call and call._is_answer(message):
            call.reply_message_id = message
            call.promise_ids.reply_message_id = message

    def _is_answer(self, message):
        """Whether a message answers the recap: to it, or by who received it."""
        author = message.author_id
        if author.user_ids.filtered(lambda user: not user.share):
            return False
        recap = self.recap_message_id
        recipients = recap.partner_ids
        return (
            message.parent_id == recap
            or author.commercial_partner_id == self.partner_id
            or author in recipients
            or message.email_from in recipients.mapped("email_formatted")
        )
