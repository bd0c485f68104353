import hashlib

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import LANG
from ..tools.plan_law import NOTICE_AFTER_DAYS, POSTAL_DAYS
from ..tools.tracking import is_tracking_number
from ..tools.wording import check_letter

# Holds of an item that no plan lifts: nothing of it is claimed meanwhile.
LEFT_OUT = ("excluded", "assigned", "procedure", "insolvency", "time_barred")


class RelancePlanNotice(models.AbstractModel):
    """From a late instalment to the default: reminder, formal notice, its delay.

    The whole balance is due only after a notice that names the clause and leaves
    its delay (LAW §7, R-PLAN-3): a manager decides on it, it is posted with a
    tracking number, and a payment before its end cures it.
    """

    _name = "relance.plan.notice"
    _description = "Notice of a Payment Plan"

    status_text = fields.Char(
        string="Situation", readonly=True, copy=False, help="As of the last run."
    )
    followed_from = fields.Date(readonly=True, copy=False)
    notice_proposed_date = fields.Date(
        string="Notice proposed on", readonly=True, copy=False
    )
    notice_printed_date = fields.Date(
        string="Notice printed on", readonly=True, copy=False
    )
    notice_tracking = fields.Char(
        string="Tracking number",
        copy=False,
        help="Of the registered letter: 13 characters, on the deposit slip.",
    )
    notice_date = fields.Date(
        string="Notice posted on", readonly=True, copy=False, tracking=True
    )
    notice_deadline = fields.Date(
        string="Notice ends on",
        readonly=True,
        copy=False,
        help="Day printed on the notice; paid by then, the plan goes on.",
    )
    notice_attachment_id = fields.Many2one(
        "ir.attachment",
        string="Notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    notice_checksum = fields.Char(readonly=True, copy=False)

    # === NOTICE === #

    def _get_notice_deadline(self):
        """The single date printed on a notice printed today."""
        return fields.Date.add(self._get_day(), days=self.notice_days + POSTAL_DAYS)

    def action_print_notice(self):
        """Write the formal notice for the late instalments and freeze its letter.

        :raise UserError: when the user is no manager, when nothing is late, or when
            the letter lacks what the law asks for
        """
        self.ensure_one()
        self._check_manager()
        self._check_may_notify()
        # sudo: the notice is kept; the manager was checked above
        plan = self.sudo().with_context(lang=LANG)
        plan.write(
            {
                "notice_printed_date": plan._get_day(),
                "notice_deadline": plan._get_notice_deadline(),
                "notice_amount": plan.amount_left,
            }
        )
        plan.invalidate_recordset(["notice_deadline_text"])
        plan._check_notice_words()
        document = self.env["relance.engine.document"].sudo()
        document = document.with_context(lang=LANG).with_company(plan.company_id)
        content = document._render_one("plan_notice", plan)
        plan._attach_notice(content)
        return self.action_open_notice()

    def _check_may_notify(self):
        """As the ledger says now: no notice of what was paid or left out since."""
        # sudo: the engine reads whole ledgers
        engine = self.env["relance.engine"].sudo()
        engine._read_ledger(self.company_id.sudo(), self._get_day(), self.partner_id)
        if self.state != "active" or not self._get_late():
            raise UserError(
                self.env._("No instalment is late: there is nothing to give notice of.")
            )
        if excluded := self._get_left_out():
            raise UserError(excluded)
        if self.notice_date:
            raise UserError(
                self.env._(
                    "A notice is running until %(date)s.",
                    date=self._format_date(self.notice_deadline),
                )
            )
        if not self.bank_id or not self.partner_id.city:
            raise UserError(
                self.env._(
                    "The notice prints your bank account and the customer's postal"
                    " address: fill them in first."
                )
            )

    def _get_left_out(self):
        """Why items of the plan are not claimed at all now, or False."""
        lines = self.line_ids.case_line_id.filtered(lambda item: item.hold in LEFT_OUT)
        return bool(lines) and self.env._(
            "%(documents)s: left out of the reminders, nothing is claimed of it.",
            documents=", ".join(lines.mapped("move_name")),
        )

    def _check_notice_words(self):
        text = self._render_text("mail_template_plan_notice")
        words = f"{text['subject']} {text['body']}"
        problems = check_letter(words, self._get_regime())
        if "mise en demeure" not in words.lower():
            problems.append(self.env._("The words “mise en demeure” are missing."))
        if self.notice_deadline_text not in words:
            problems.append(self.env._("The end of the notice is not in its text."))
        if problems:
            raise UserError("\n".join(problems))

    def _render_text(self, name):
        """Subject and body of one of the plan's e-mail templates.

        :param str name: XML id in this module
        :return: ``{"subject": str, "body": Markup}``
        """
        self.ensure_one()
        # sudo: whoever follows the plan may read its text
        template = self.env.ref(f"relance_recouvrement.{name}").sudo()
        template = template.with_context(lang=LANG)
        return {
            "subject": template._render_field("subject", self.ids)[self.id],
            "body": template._render_field("body_html", self.ids)[self.id],
        }

    def _attach_notice(self, content):
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.partner_id.name} - Mise en demeure.pdf".replace(
                    "/", "-"
                ),
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.write(
            {
                "notice_attachment_id": attachment.id,
                "notice_checksum": hashlib.sha256(content).hexdigest(),
            }
        )

    def action_open_notice(self):
        """Open the printed notice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.notice_attachment_id.id}?download=true",
            "target": "new",
        }

    def action_notice_posted(self):
        """The notice was posted today: its delay runs, its copy leaves by e-mail.

        :raise UserError: when it was not printed today, or without a tracking number
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_notify()
        day = self._get_day()
        if not self.notice_attachment_id or self.notice_printed_date != day:
            raise UserError(
                self.env._(
                    "Print the notice on the day you post it: the date it gives counts"
                    " from there."
                )
            )
        if self.plan_currency_id.compare_amounts(self.notice_amount, self.amount_left):
            raise UserError(
                self.env._(
                    "The customer paid, or owes less, since the notice was printed:"
                    " print it again."
                )
            )
        number = (self.notice_tracking or "").replace(" ", "").upper()
        if not is_tracking_number(number):
            raise UserError(
                self.env._(
                    "Enter the tracking number of the registered letter: 13 characters,"
                    " on the deposit slip."
                )
            )
        # sudo: the notice is kept; rights were checked above
        plan = self.sudo().with_context(lang=LANG)
        plan.write({"notice_date": day, "notice_tracking": number})
        plan.activity_feedback(["relance_recouvrement.activity_plan"])
        mailer = self.env["relance.engine.plan.remind"].sudo().with_context(lang=LANG)
        mailer._send(plan, "mail_template_plan_notice", plan.notice_attachment_id)
        self.case_id._message_log(
            body=self.env._(
                "Notice of the payment plan posted (%(number)s), until %(date)s.",
                number=number,
                date=self._format_date(self.notice_deadline),
            )
        )
        self._refresh_cases()

    # === FOLLOW-UP BY THE ENGINE === #

    def _get_notice_reset(self):
        return {
            "notice_proposed_date": False,
            "notice_printed_date": False,
            "notice_date": False,
            "notice_deadline": False,
            "notice_tracking": False,
            "notice_attachment_id": False,
            "notice_checksum": False,
            "notice_amount": False,
        }

    def _follow_up(self, today, stale):
        """What a late instalment calls for today: notice, its end, or nothing.

        :param bool stale: the bank is not up to date: nothing is concluded
        """
        self.ensure_one()
        if self.notice_date:
            self._follow_notice(today, stale)
        elif not self._get_late():
            self._back_in_order()
        else:
            self._propose_notice(today, stale)

    def _follow_notice(self, today, stale):
        deadline = self._add_bank_days(self.notice_deadline)
        covered = self.installment_ids.filtered(
            lambda row: row.deadline_date < self.notice_date
        )
        if all(row.state == "paid" for row in covered):
            self.case_id._message_log(
                body=self.env._("Notice cured by payment: the payment plan goes on.")
            )
            self.write({"followed_from": today, **self._get_notice_reset()})
            self._back_in_order()
        elif today > deadline and not stale:
            self._default(today)
        else:
            self._say(
                self.env._(
                    "notice running until %(date)s",
                    date=self._format_date(self.notice_deadline),
                )
            )

    def _back_in_order(self):
        if self.notice_proposed_date or self.notice_printed_date:
            self.write(self._get_notice_reset())
        if self.status_text:
            self._say(False)
            self.activity_unlink(["relance_recouvrement.activity_plan"])

    def _propose_notice(self, today, stale):
        """Some days after its reminder, a late instalment asks for a notice."""
        reminded = self._get_late().filtered("reminded_date")
        if not reminded or self.notice_proposed_date or stale:
            return
        start = min(reminded.mapped("reminded_date"))
        start = max(filter(None, [start, self.followed_from]))
        if fields.Date.add(start, days=NOTICE_AFTER_DAYS) > today:
            return
        self.notice_proposed_date = today
        self._say(self.env._("reminded without payment: notice to decide on"))
        managers = self.company_id._relance_managers()
        self._task(
            self.env._(
                "%(amount)s late after the reminder: send the formal notice of the"
                " plan, or agree on something else.",
                amount=self._format_amount(self.amount_late),
            ),
            today,
            managers[:1] or self.user_id,
        )

    def _default(self, today):
        reason = self.env._(
            "Notice of %(date)s without payment: the whole balance is due",
            date=self._format_date(self.notice_date),
        )
        self._close("default", reason, today)
        self._say(reason)
        self._task(reason, today, self.user_id)

    def _say(self, text):
        if (self.status_text or False) != (text or False):
            self.status_text = text

    def _task(self, note, day, user):
        """One task on the plan at a time."""
        self.activity_unlink(["relance_recouvrement.activity_plan"])
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "relance_recouvrement.activity_plan",
            date_deadline=day,
            note=note,
            user_id=(user if user.active else self.case_id._get_owner()).id,
        )
