import logging

from odoo import models
from odoo.tools.mail import formataddr

from ...tools.wording import check_letter

_logger = logging.getLogger(__name__)


class RelanceEnginePlanRemind(models.AbstractModel):
    """The reminder of a late instalment: one e-mail, once, by the mail queue.

    Part of the delivery: it leaves within its hours, after a last look at the
    ledger. What stops it is said on the plan, and it waits.
    """

    _name = "relance.engine.plan.remind"
    _description = "Dunning Engine: Reminders of Instalments"

    def _remind(self, companies=None):
        """Remind the late instalments that were not.

        :param res.company companies: root companies; default, all
        :return: number of plans reminded
        :rtype: int
        """
        domain = [
            ("state", "=", "late"),
            ("reminded_date", "=", False),
            ("plan_id.state", "=", "active"),
            ("plan_id.notice_date", "=", False),
        ]
        if companies:
            domain.append(("plan_id.company_id", "in", companies.ids))
        rows = self.env["relance.plan.installment"].search(domain)
        plans = rows.plan_id.try_lock_for_update()
        done = 0
        for company, of_company in plans.grouped("company_id").items():
            engine = self.with_company(company)
            done += engine._remind_company(company, of_company)
        return done

    def _remind_company(self, company, plans):
        day = max(
            filter(None, plans.case_id.mapped("run_date")),
            default=company._relance_today(),
        )
        self.env["relance.engine"]._read_ledger(company, day, plans.partner_id)
        stale = company._relance_bank_is_stale(day)[0]
        return sum(self._isolated(plan, day, stale) for plan in plans)

    def _isolated(self, plan, day, stale):
        """Remind one plan; one that breaks says so and stops nobody else."""
        try:
            with self.env.cr.savepoint():
                return self._remind_plan(plan, day, stale)
        except Exception as error:
            _logger.exception("plan %s cannot be reminded", plan.id)
            self.env.invalidate_all(flush=False)
            plan._say(str(error))
            return False

    def _remind_plan(self, plan, day, stale):
        rows = plan._get_late().filtered(lambda row: not row.reminded_date)
        if not rows or plan.state != "active" or plan.notice_date:
            return False
        obstacle = self._get_obstacle(plan, day, stale)
        if obstacle:
            plan._say(obstacle)
            return False
        mail = self._send(plan, "mail_template_plan_late")
        rows.write({"reminded_date": day, "mail_id": mail.id})
        if mail:
            note = self.env._("instalment late, reminded by e-mail")
        else:
            note = self.env._("instalment late, no e-mail address: call")
        self._tell(plan, note, day)
        return True

    def _tell(self, plan, note, day):
        """Say it and give it to who follows the plan; once a manager has to decide
        on the notice, that task stays instead."""
        if plan.notice_proposed_date:
            plan.case_id._message_log(body=note)
            return
        plan._say(note)
        amount = plan._format_amount(plan.amount_late)
        plan._task(f"{amount} : {note}", day, plan.user_id)

    def _get_obstacle(self, plan, day, stale):
        """Why the reminder waits, or False."""
        case, partner = plan.case_id, plan.partner_id
        words = self.env["relance.engine.words"]
        for until, why in (
            (case.hold_until, case.hold_reason),
            (partner.relance_hold_until, partner.relance_hold_reason),
        ):
            if until and until >= day:
                return words._text("held", {"until": until, "why": why or ""})
        if case.reply_pending:
            return words._text("reply", {})
        if case.contact_issue:
            return words._text("contact", {"why": case.contact_issue})
        if case._contact_is_open():
            return words._text("in_contact", case._contact_params())
        if excluded := plan._get_left_out():
            return excluded
        if stale:
            return self.env._("the bank is not up to date: reminder kept back")
        received = case.amount_pending - sum(
            item.amount_company
            for item in case.open_line_ids
            if item.amount_residual < 0
        )
        rate = plan.amount / plan.total if plan.total else 1.0
        smallest = rate * min(plan._get_late().mapped("amount_missing"))
        if received > 0 and received >= smallest:
            return words._text("pending", {"amount": received})
        return self._get_wording_problem(plan)

    def _get_wording_problem(self, plan):
        text = plan._render_text("mail_template_plan_late")
        words = f"{text['subject']} {text['body']}"
        return "\n".join(check_letter(words, plan._get_regime())) or False

    # === WHAT CAME BACK === #

    def _collect(self, company):
        """A reminder refused or bounced is not sent again: somebody calls."""
        rows = self.env["relance.plan.installment"].search(
            [
                ("plan_id.company_id", "=", company.id),
                ("plan_id.state", "=", "active"),
                ("state", "=", "late"),
                ("mail_failed", "=", False),
                ("mail_id", "!=", False),
                "|",
                ("mail_id.state", "in", ["exception", "cancel"]),
                ("mail_id.notification_ids.notification_status", "=", "bounce"),
            ]
        )
        rows.write({"mail_failed": True})
        for plan in rows.plan_id:
            note = self.env._("the reminder of the instalment did not arrive: call")
            self._tell(plan, note, plan._get_day())

    # === E-MAIL === #

    def _send(self, plan, template, attachments=None):
        """Hand an e-mail of the plan over to the mail queue, kept on its case.

        :param str template: XML id of the mail template, in this module
        :param ir.attachment attachments: enclosed, copied
        :return: the ``mail.mail``, empty when the customer has no e-mail address
        """
        mails = self.env["mail.mail"]
        if not plan.contact_id:
            return mails
        text = plan._render_text(template)
        body = self._render_mail(plan, text["body"])
        message = self.env["mail.message"].create(
            {
                **self._prepare_message(plan),
                "subject": text["subject"],
                "body": body,
                "attachment_ids": [(6, 0, (attachments or mails.attachment_ids).ids)],
            }
        )
        mail = mails.create(
            {
                "mail_message_id": message.id,
                "body_html": body,
                "recipient_ids": [(6, 0, plan.contact_id.ids)],
                "auto_delete": False,
                "is_notification": True,
                "state": "outgoing",
            }
        )
        self.env["mail.notification"].create(
            {
                "author_id": mail.author_id.id,
                "mail_message_id": message.id,
                "mail_mail_id": mail.id,
                "res_partner_id": plan.contact_id.id,
                "notification_type": "email",
                "notification_status": "ready",
                "is_read": True,
            }
        )
        return mail

    def _render_mail(self, plan, body):
        return self.env["ir.qweb"]._render(
            "relance_recouvrement.mail_plan",
            {"plan": plan, "company": plan.company_id, "body": body},
            lang=self.env.lang,
            minimal_qcontext=True,
        )

    def _prepare_message(self, plan):
        company = plan.company_id
        sender = formataddr(
            (plan.collector_name or company.name, plan.collector_email or "")
        )
        return {
            "model": "relance.case",
            "res_id": plan.case_id.id,
            "record_name": plan.case_id.display_name,
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "author_id": plan.user_id.partner_id.id or company.partner_id.id,
            "email_from": sender,
            "reply_to": plan.case_id._notify_get_reply_to(default=sender)[
                plan.case_id.id
            ],
            "partner_ids": [(6, 0, plan.contact_id.ids)],
        }
