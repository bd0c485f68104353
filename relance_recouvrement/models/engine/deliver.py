import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ...const import LANG

_logger = logging.getLogger(__name__)

BATCH = 50


class RelanceEngineDeliver(models.AbstractModel):
    """Fifth phase: what is queued leaves, once, after a last look at the ledger.

    Freeze, then print, then hand over to the mail queue or to the post; the caller
    commits. A reminder that breaks goes back to a person and stops nobody else.
    """

    _name = "relance.engine.deliver"
    _description = "Dunning Engine: Deliver"

    # === OUTBOX === #

    def _deliver(self, limit=None, companies=None):
        """Work the outbox.

        :param int limit: most reminders to work on
        :param res.company companies: root companies; default, all
        :return: number of reminders worked on
        :rtype: int
        """
        # limited after the filter: postponed reminders never fill the batch
        reminders = self.env["relance.reminder"].search(
            self._get_outbox_domain(companies), order="id"
        )
        done = self._deliver_reminders(reminders.filtered(self._is_due)[:limit])
        return done + self.env["relance.engine.plan.remind"]._remind(companies)

    def _get_outbox_domain(self, companies=None):
        domain = [
            ("state", "=", "queued"),
            ("frozen_date", "=", False),
            ("level_id.proof_channel", "!=", "call"),
        ]
        if companies:
            domain.append(("case_id.company_id", "in", companies.ids))
        return domain

    def _is_due(self, reminder):
        case = reminder.case_id
        if case.next_decision == "wait" and not reminder.user_id:
            return False
        planned = reminder.scheduled_date
        return not planned or planned <= (case.run_date or planned)

    def _deliver_reminders(self, reminders):
        """Deliver these reminders now, skipping those another worker has."""
        locked = reminders.try_lock_for_update().filtered(
            lambda rem: rem.state == "queued" and not rem.frozen_date
        )
        for company, of_company in locked.grouped("company_id").items():
            for start in range(0, len(of_company), BATCH):
                batch = of_company[start : start + BATCH]
                self.with_company(company)._deliver_batch(company, batch)
        # one that waits for its day is no work: the cron would never end
        return len(
            locked.filtered(lambda rem: rem.state != "queued" or rem.frozen_date)
        )

    def _deliver_batch(self, company, reminders):
        ready = self._replay_guards(company, reminders)
        stated = self._state_charges(ready)
        frozen = stated.filtered(lambda rem: self._isolated(rem, self._freeze))
        printed = self.env["relance.engine.document"]._print(frozen)
        self._claim_charges(printed)
        self._hand_over(printed.filtered("frozen_date"))

    def _isolated(self, reminder, method):
        """Run ``method`` on one reminder; a failure asks a person and goes on."""
        try:
            with self.env.cr.savepoint():
                method(reminder)
            return True
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("reminder %s cannot leave", reminder.id)
            self.env.invalidate_all(flush=False)
            self.env["relance.engine.document"]._give_up(reminder, str(error))
            return False

    # === LAST LOOK === #

    def _replay_guards(self, company, reminders):
        """Read the ledger again; what may no longer leave is cancelled or asked."""
        day = max(
            filter(None, reminders.case_id.mapped("run_date")),
            default=company._relance_today(),
        )
        self.env["relance.engine"]._read_ledger(company, day, reminders.partner_id)
        plans = self.env["relance.engine.schedule"]._evaluate(
            company, day, reminders.case_id.ids
        )
        return reminders.filtered(
            lambda rem: self._isolated_check(rem, plans[rem.case_id.id])
        )

    def _isolated_check(self, reminder, plan):
        may_leave = False

        def check(rem):
            nonlocal may_leave
            may_leave = self._may_leave(rem, plan)

        return self._isolated(reminder, check) and may_leave

    def _may_leave(self, reminder, plan):
        """Whether ``reminder`` still holds; the claim is brought up to date."""
        if reminder.state == "cancelled":
            # by the ledger read a moment ago: the customer's insolvency
            return False
        if plan.error or plan.decision == "hold":
            return self._hold_back(reminder, plan)
        if plan.decision == "nothing":
            reminder._cancel("\n".join(plan.reasons))
            return False
        changed = self._update_claim(reminder, plan)
        if not reminder._get_totals():
            reminder._cancel(self.env._("Nothing left to claim"))
            return False
        if changed and reminder.edited:
            reminder._ask_again(self.env._("The amounts changed"))
            return False
        if reminder.user_id:
            return not reminder._is_colleague_in_contact()
        if plan.step.level.id != reminder.level_id.id:
            return self._hold_back(reminder, plan)
        if plan.decision == "wait":
            return False
        return plan.decision == "send" or self._hold_back(reminder, plan)

    def _hold_back(self, reminder, plan):
        reasons = "\n".join(plan.reasons)
        if reminder.user_id or plan.decision == "confirm":
            reminder._ask_again(reasons)
        else:
            reminder._cancel(reasons)
        return False

    def _update_claim(self, reminder, plan):
        """Drop what is paid, add what now reduces the claim. Returns whether it
        changed. Only a claim that nobody confirmed takes in newly late items."""
        prepare = self.env["relance.engine.prepare"]
        changed = any(
            line.amount_residual != line.case_line_id.amount_claimable
            for line in reminder.line_ids
        )
        if changed:
            prepare._copy_amounts(reminder.ids)
        claimed = set(reminder.line_ids.case_line_id.ids)
        missing = [claim for claim in plan.step.claims if claim[0] not in claimed]
        if reminder.user_id or reminder.edited:
            lines = self.env["relance.case.line"].browse(line for line, _ in missing)
            credits = set(lines.filtered(lambda line: line.amount_claimable < 0).ids)
            missing = [claim for claim in missing if claim[0] in credits]
        prepare._insert_claims([(reminder.id, *claim) for claim in missing])
        return changed or bool(missing)

    # === FREEZE === #

    def _state_charges(self, reminders):
        """Write down what interest and indemnities each reminder states, by one
        reading of the ledger; one by one if that breaks. Returns those that may go
        on."""
        try:
            with self.env.cr.savepoint():
                reminders._store_charges()
            return reminders
        except Exception:
            _logger.info("a batch of statements broke, one by one", exc_info=True)
            self.env.invalidate_all(flush=False)
            return reminders.filtered(
                lambda rem: self._isolated(rem, lambda one: one._store_charges())
            )

    def _claim_charges(self, reminders):
        """Tell the ledger of charges what these frozen reminders claim, at once; one
        by one if that breaks: what is not in the ledger does not leave."""
        stating = reminders.filtered(lambda rem: rem.charges_mode == "amount")
        try:
            with self.env.cr.savepoint():
                stating._claim_charges()
        except Exception:
            _logger.info("a batch of claims broke, one by one", exc_info=True)
            self.env.invalidate_all(flush=False)
            for reminder in stating:
                self._isolated(reminder, lambda rem: rem._claim_charges())

    def _freeze(self, reminder):
        """Write down, for good, what is claimed, to whom and in which words.

        :raise UserError: when a recipient, a text or a mandatory element is missing
        """
        day = reminder._get_day()
        reminder.write(
            {
                "prepared_date": day,
                "deadline_date": reminder.level_id._get_deadline(day),
                "chosen_route": reminder.route,
            }
        )
        for line in reminder.line_ids:
            line.days_overdue = max(0, (day - line.date_maturity).days)
        reminder.invalidate_recordset()
        if not self._choose_recipients(reminder):
            return
        self._freeze_texts(reminder)
        reminder._check_content()
        reminder.write(
            {
                "frozen_date": fields.Datetime.now(),
                "stated_regime": reminder.regime,
                "stated_charges": reminder.charges_mode,
            }
        )

    def _freeze_texts(self, reminder):
        vals = {}
        if reminder.level_id.channel_email:
            text = reminder._get_text("email")
            vals.update(subject=text["subject"], body=text["body"])
        if reminder.level_id.letter_template_id:
            text = reminder._get_text("letter")
            vals.update(letter_subject=text["subject"], letter_body=text["body"])
        reminder.write(vals)

    def _choose_recipients(self, reminder):
        """One delivery per channel and recipient. Returns False when the proof
        channel has nobody to reach: the reminder fails, a task is made."""
        pending = reminder.delivery_ids.filtered(lambda dlv: dlv.state == "pending")
        # copies are made again when a first attempt broke
        emails = pending.filtered(lambda dlv: dlv.channel == "email")
        copies = emails.sorted(lambda dlv: (not dlv.is_proof, dlv.id))[1:]
        copies.unlink()
        for delivery in pending - copies:
            if delivery.channel == "email":
                self._address_email(reminder, delivery)
            elif delivery.channel in ("letter", "registered"):
                self._address_letter(reminder, delivery)
        return reminder.state == "queued"

    def _address_email(self, reminder, delivery):
        contact = reminder.contact_id
        if not contact:
            delivery._failed("failed", self.env._("No e-mail address"))
            return
        extra = reminder.partner_id.relance_copy_contact_ids - contact
        extra = extra.filtered("email_normalized")
        self._address(delivery, contact)
        for other in extra:
            self._address(delivery.copy({"is_proof": False}), other)

    def _address(self, delivery, contact):
        delivery.write(
            {
                "contact_id": contact.id,
                "email": contact.email_normalized,
                "recipient": f"{contact.display_name} <{contact.email_normalized}>",
            }
        )

    def _address_letter(self, reminder, delivery):
        contact = reminder.post_contact_id
        if not contact:
            delivery._failed("failed", self.env._("No postal address"))
            return
        delivery.write({"contact_id": contact.id, "recipient": reminder.address_lines})

    # === HAND OVER === #

    def _hand_over(self, reminders):
        """Letters wait for the post; e-mails leave with the proof channel."""
        reminders.delivery_ids.filtered(
            lambda dlv: (
                dlv.channel in ("letter", "registered") and dlv.state == "pending"
            )
        ).write({"state": "to_post"})
        self._queue_emails(
            reminders.filtered(lambda rem: rem.level_id.proof_channel == "email")
        )

    def _send_copies(self, reminders):
        """The proof channel left: the e-mails of these reminders follow it."""
        deliver = self.with_context(lang=LANG)
        for company, of_company in reminders.grouped("company_id").items():
            deliver.with_company(company)._queue_emails(of_company)

    def _queue_emails(self, reminders):
        """Queue the e-mails at once; if that breaks, one by one."""
        queue = self.env["relance.engine.email"]._queue
        try:
            with self.env.cr.savepoint():
                queue(reminders)
        except Exception:
            _logger.info("a batch of e-mails broke, one by one", exc_info=True)
            self.env.invalidate_all(flush=False)
            for reminder in reminders:
                self._isolated(reminder, queue)

    # === CRON === #

    def _cron_deliver(self):
        """What came back, then what may leave: on working days, within the hours
        and the daily cap of each company, after today's run."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        for company in companies:
            self.env["relance.engine.feedback"]._collect(company)
            self.env["relance.case"]._contact_free(company)
            cron._commit_progress()
            if company.relance_last_run != company._relance_today():
                continue
            if not company._relance_may_deliver_now():
                continue
            self._cron_deliver_company(cron, company)

    def _cron_deliver_company(self, cron, company):
        worked = True
        while worked:
            room = self._get_room(company)
            if not room:
                return
            worked = self._deliver(limit=min(room, BATCH), companies=company)
            if not cron._commit_progress(worked):
                return

    def _get_room(self, company):
        """Messages that may still leave today; the batch size without a cap."""
        if not company.relance_daily_cap:
            return BATCH
        sent = self.env["relance.reminder"].search_count(
            [
                ("case_id.company_id", "=", company.id),
                ("prepared_date", "=", company._relance_today()),
                ("frozen_date", "!=", False),
            ]
        )
        return max(0, company.relance_daily_cap - sent)
