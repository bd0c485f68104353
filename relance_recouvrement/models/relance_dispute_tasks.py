from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CREDIT_NOTE_DAYS, DISPUTE_REMINDER_DAYS

TASK = "relance_recouvrement.activity_dispute"


class RelanceDisputeTasks(models.AbstractModel):
    """Who has to do what about a dispute, decisions, and what recalls it.

    The owner answers; who follows the dispute decides, then has the credit note
    issued. Late: the person is reminded, then who follows it, then a manager.
    """

    _name = "relance.dispute.tasks"
    _description = "Tasks and Decisions of a Dispute"

    reminder_count = fields.Integer(readonly=True, copy=False)
    reminder_date = fields.Date(string="Last reminder", readonly=True, copy=False)

    # === DECISIONS === #

    def action_answer(self):
        """The owner has answered: who follows the dispute decides.

        :raise UserError: without an answer, or when the dispute is no longer open
        """
        self.check_access("write")
        for dispute in self:
            dispute._check_state("open")
            if not dispute.answer or not dispute.advice:
                raise UserError(
                    self.env._("Enter your answer and your opinion, then give them.")
                )
            # sudo: the date is kept; the right was checked above
            dispute.sudo().write({"answer_date": dispute._get_today()})
            dispute._restart_tasks()
            dispute.message_post(body=dispute.answer, subtype_xmlid="mail.mt_comment")

    def action_founded(self):
        """The customer is right: the amount stays held until the credit note.

        :return: the credit note wizard, for who may use it
        :raise UserError: when the dispute is already settled
        """
        self._check_manage()
        for dispute in self:
            dispute._check_state("open", "unfounded")
        idle = self._get_idle()
        self._decide("founded")
        idle.line_ids._check_free_again()
        return self.action_credit_note() if len(self) == 1 else True

    def action_credit_note(self):
        """Odoo's own credit note wizard, on the contested invoices.

        Who may not issue credit notes is told who is waited for.

        :raise UserError: when no contested document is a posted invoice
        """
        self.ensure_one()
        self._check_manage()
        if not self.env["account.move.reversal"].has_access("create"):
            return self._notify_screen(
                self.env._(
                    "Somebody who issues invoices makes the credit note; the dispute"
                    " closes by itself once it is matched."
                )
            )
        invoices = self.line_ids.case_line_id.move_id.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        )
        if not invoices:
            raise UserError(
                self.env._(
                    "No contested document is a posted invoice: enter the credit by"
                    " hand and match it; the dispute closes by itself."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Note"),
            "res_model": "account.move.reversal",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "account.move",
                "active_ids": invoices.ids,
                "default_reason": self.reason_id.name,
            },
        }

    def action_unfounded(self):
        """The customer is wrong: open the answer to send."""
        self.ensure_one()
        self._check_manage()
        self._check_state("open", "founded")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer the customer"),
            "res_model": "relance.dispute.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispute_id": self.id},
        }

    def _set_unfounded(self, resolution, resume_date):
        """Unfounded: its amount is claimed again after ``resume_date``.

        :param str resolution: what the customer was answered
        :param date resume_date: last day left to the customer
        """
        self._check_manage()
        self._check_state("open", "founded")
        self._decide("unfounded", resolution=resolution, resume_date=resume_date)

    def action_withdraw(self):
        """The customer contests no more: the amount is claimed again at once."""
        self._check_manage()
        for dispute in self:
            dispute._check_state("open", "founded", "unfounded")
        # sudo: the state is kept; the right was checked above
        self.sudo().write({"state": "settled", "settled_by": "withdrawn"})
        self._close()

    def action_reopen(self):
        """Decide again: a decision or a withdrawal was a mistake.

        :raise UserError: when the ledger settled it, or when what it contests was
            promised, planned or disputed meanwhile
        """
        self._check_manage()
        for dispute in self:
            if dispute.state == "settled" and dispute.settled_by != "withdrawn":
                raise UserError(
                    self.env._(
                        "The ledger settled this dispute: undo the credit note or the"
                        " payment and it reopens by itself."
                    )
                )
        idle = self._get_idle()
        # sudo: the state is kept; the right was checked above
        self.sudo().write(
            {
                "state": "open",
                "settled_by": False,
                "verdict": False,
                "decision_date": False,
                "closed_date": False,
                "resume_date": False,
            }
        )
        idle.line_ids._check_free_again()
        self._restart_tasks()
        self._refresh_cases()

    def action_view_case(self):
        """Open the case of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }

    def _decide(self, verdict, **vals):
        for dispute in self:
            today = dispute._get_today()
            # sudo: the state is kept; callers check the right
            dispute.sudo().write(
                {
                    "state": verdict,
                    "verdict": verdict,
                    "decision_date": today,
                    "resume_date": False,
                    "closed_date": today if verdict == "unfounded" else False,
                    **vals,
                }
            )
        self._restart_tasks()
        self._refresh_cases()

    def _close(self):
        for dispute in self:
            # sudo: the date is kept; callers check the right
            dispute.sudo().closed_date = dispute.closed_date or dispute._get_today()
        self._restart_tasks()
        self._refresh_cases()

    def _check_manage(self):
        """Who works on the case decides; the owner of a dispute only answers."""
        self.case_id.check_access("write")
        self.check_access("write")

    def _get_idle(self):
        """Those that hold nothing now."""
        return self.filtered(lambda dispute: not dispute.is_holding)

    def _check_state(self, *states):
        self.ensure_one()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(dispute)s is now: %(state)s. Reload the page, or reopen it"
                    " first.",
                    dispute=self.display_name,
                    state=labels[self.state],
                )
            )

    def _get_today(self):
        """The company's day, or the engine's when it has already run a later one."""
        self.ensure_one()
        last = self.company_id.sudo().relance_last_run  # sudo: a date, for the owner
        return max(filter(None, [self.company_id._relance_today(), last]))

    def _notify_screen(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "info",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === TASKS === #

    def _open_tasks(self):
        """The owner and who follows it are told what is said; the owner has a task."""
        for dispute in self:
            people = dispute.owner_id | dispute.user_id
            dispute.message_subscribe(people.partner_id.ids)
        self._restart_tasks()

    def _restart_tasks(self):
        """One task, for who is waited for now; reminders start again."""
        # sudo: the owner may not see the tasks of the others
        for dispute in self.sudo():
            dispute.activity_unlink([TASK])
            dispute.write({"reminder_count": 0, "reminder_date": False})
            user, day, note = dispute._get_expected()
            if user:
                dispute.activity_schedule(
                    TASK, date_deadline=day, user_id=user.id, note=note
                )

    def _hand_over(self):
        """Another owner or target date: the task moves, reminders start again."""
        for dispute in self:
            dispute.message_subscribe(dispute.owner_id.partner_id.ids)
            dispute._restart_tasks()

    def _get_expected(self):
        """Who is waited for, until when and for what: never somebody who left.

        :return: ``(user, date, text)``; nobody when nothing is to be done
        """
        self.ensure_one()
        if self.state == "open" and not self.answer_date:
            note = self.env._("Answer the dispute: check, attach the proofs, answer.")
            return self._get_worker(self.owner_id), self.date_target, note
        if self.state == "open":
            note = self.env._("The owner has answered: decide, founded or not.")
            return self._get_worker(self.user_id), self.date_target, note
        if self.state == "founded":
            day = fields.Date.add(self.decision_date, days=CREDIT_NOTE_DAYS)
            note = self.env._("Founded: have the credit note issued and matched.")
            return self._get_worker(self.user_id), day, note
        return self.env["res.users"], False, ""

    @api.model
    def _find_substitutes(self, users):
        """The tasks of ``users``, who left, go to who works on the cases."""
        domain = [
            ("state", "in", ("open", "founded")),
            "|",
            ("owner_id", "in", users.ids),
            ("user_id", "in", users.ids),
        ]
        for dispute in self.search(domain):
            user = dispute._get_expected()[0]
            if user not in users and user not in dispute.activity_ids.user_id:
                dispute.message_subscribe(user.partner_id.ids)
                dispute._restart_tasks()

    def _get_worker(self, user):
        """Who does the task of ``user``: once archived, who works on the case."""
        return user if user.active else self.case_id._get_owner()

    # === REMINDERS === #

    @api.model
    def _get_chain(self, user, follower, manager):
        """Who hears of a late dispute, first to last, each once."""
        return user | follower | manager

    def _remind(self, today):
        """Late: remind who is waited for; then a task for who is above.

        :param date today: day of the run
        """
        self.ensure_one()
        user, day, note = self._get_expected()
        last = self.reminder_date
        if not user or day >= today:
            return
        if last and (today - last).days < DISPUTE_REMINDER_DAYS:
            return
        follower = self._get_worker(self.user_id)
        chain = self._get_chain(user, follower, self.company_id._relance_managers()[:1])
        self.write({"reminder_count": self.reminder_count + 1, "reminder_date": today})
        self._notify_late(user, note)
        if self._has_no_task(user):
            self._escalate(user, today, note)
        if 1 < self.reminder_count <= len(chain):
            self._escalate(chain[self.reminder_count - 1], today, note)

    def _has_no_task(self, user):
        return user not in self.activity_ids.user_id

    def _escalate(self, user, today, note):
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            TASK,
            date_deadline=today,
            user_id=user.id,
            note=self.env._(
                "Late since %(date)s: %(note)s",
                date=self._format_day(self._get_expected()[1]),
                note=note,
            ),
        )

    def _notify_late(self, user, note):
        self.message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("Late: %(dispute)s", dispute=self.display_name),
            body=note,
            force_send=False,
        )
