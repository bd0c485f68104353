from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..const import (
    ESCALATED_OUTCOMES,
    NOT_REACHED_OUTCOMES,
    OPEN_OUTCOMES,
    PROMISE_MAX_DAYS,
)

PROMISES = ("promise", "partial_promise")
# A promise may come with these too: the rest of a dispute, a duplicate received.
WITH_PROMISE = (*PROMISES, "dispute", "invoice_not_received")
DUPLICATE_TEMPLATE = "relance_recouvrement.mail_template_call_duplicate"
# Suggested days of the next step, working days
CHECK_DAYS = 3


class RelanceCallSheetOutcome(models.AbstractModel):
    """What the outcome of a call makes, with what it asks for first."""

    _name = "relance.call.sheet.outcome"
    _description = "Outcome of a Call Sheet"

    def _record(self):
        """The call and everything that its outcome says, or nothing at all."""
        self.ensure_one()
        self._check_open()
        self._check_outcome()
        self._correct_contact()
        call = self._create_call(self.outcome)
        self._make_outcome(call)
        self.write({"call_id": call.id, "state": "done"})
        self.case_id._contact_close()

    def _create_call(self, outcome):
        self.case_id.check_access("write")
        reached = outcome not in NOT_REACHED_OUTCOMES
        call = self.env["relance.call"].create(
            {
                "case_id": self.case_id.id,
                "contact_id": self.contact_id.id,
                "phone": self.phone,
                "date": self.date,
                "duration": (self.duration or self._elapsed()) if reached else 0,
                "direction": self.direction,
                "medium": self.medium,
                "outcome": outcome,
                "delay_reason": reached and self.delay_reason,
                "note": self.note,
                "guard_reason": self.guard_reason,
                "callback_date": outcome == "call_back" and self.callback_date,
                "callback_hour": self.callback_hour if outcome == "call_back" else 0,
                "next_step": reached and self.next_step,
                "next_step_date": reached and self.next_step_date,
                # the level is done by a talk only
                "level_id": self.case_id.next_level_id.id
                if self.case_id.next_decision == "call"
                else False,
            }
        )
        # sudo: kept fields of the call that the user just logged
        call.sudo().write(
            {
                "plan_b_level_id": self.plan_b_level_id.id,
                "plan_b_date": self.plan_b_date,
                "duplicate_date": self.duplicate_date,
            }
        )
        return call

    def _elapsed(self):
        """Minutes since the sheet was opened; an hour left open is no talk."""
        minutes = (fields.Datetime.now() - self.date).total_seconds() // 60
        return int(minutes) if minutes < 60 else 0

    # === WHAT IS MISSING === #

    def _check_open(self):
        self.case_id.check_access("write")
        if self.state == "done":
            raise UserError(self.env._("This call is recorded: open a new call sheet."))

    def _check_outcome(self):
        if not self.outcome:
            raise UserError(
                self.env._("Choose what came out of the call before you save it.")
            )
        check = getattr(self, f"_check_{self.outcome}", None)
        if check:
            check()
        if self.outcome in OPEN_OUTCOMES and not self._has_promise():
            self._check_next_step()

    def _has_promise(self):
        return self.outcome in WITH_PROMISE and bool(self.promise_date)

    def _check_next_step(self):
        if not self.next_step or not self.next_step_date:
            raise UserError(
                self.env._(
                    "Nothing was agreed: write the next step and its date before the"
                    " call closes."
                )
            )
        self._check_future(self.next_step_date)

    def _check_future(self, day):
        if day < self._today():
            raise UserError(self.env._("This date is past: give a day from today on."))

    def _check_promise(self):
        if not self.promise_date:
            raise UserError(self.env._("On what day does the customer pay?"))
        self._check_future(self.promise_date)
        if not self.payment_means:
            raise UserError(self.env._("By what means does the customer pay?"))
        if not self.line_ids.filtered("amount_agreed"):
            raise UserError(
                self.env._("Enter the amounts promised, document by document.")
            )

    _check_partial_promise = _check_promise

    def _check_dispute(self):
        if not self.dispute_reason_id:
            raise UserError(self.env._("What is contested? Choose the reason."))
        if not self.line_ids.filtered("amount_disputed"):
            raise UserError(
                self.env._("Enter the amounts disputed, document by document.")
            )
        if self.promise_date and self.line_ids.filtered("amount_agreed"):
            self._check_promise()

    def _check_invoice_not_received(self):
        if self.promise_date:
            self._check_promise()

    def _check_plan_asked(self):
        if not self.line_ids.filtered("amount_agreed"):
            raise UserError(
                self.env._("Enter the amounts of the plan, document by document.")
            )

    def _check_call_back(self):
        if not self.callback_date:
            raise UserError(
                self.env._("On what day, and at what time, is the call back?")
            )
        self._check_future(self.callback_date)

    @api.depends("promise_date")
    def _compute_promise_warning(self):
        """Said before it is saved: a manager will have to agree."""
        manager = self.env.user.has_group("relance_recouvrement.group_manager")
        for sheet in self:
            late = sheet.promise_date and not manager
            days = late and (sheet.promise_date - sheet._today()).days
            sheet.promise_warning = (
                self.env._(
                    "More than %(days)s days away: a manager has to agree. Ask for an"
                    " earlier date.",
                    days=PROMISE_MAX_DAYS,
                )
                if days and days > PROMISE_MAX_DAYS
                else False
            )

    def _suggest_next_step(self):
        """A first idea of what comes next, where one is obvious."""
        ideas = {
            "already_paid": self.env._("Check that the payment arrived"),
            "invoice_not_received": self.env._("Ask for the payment date"),
        }
        self.next_step = ideas.get(self.outcome)
        self.next_step_date = self.next_step and (
            self.company_id._relance_calendar().add_working_days(
                self._today(), CHECK_DAYS
            )
        )

    # === WHAT IT MAKES === #

    def _make_outcome(self, call):
        make = getattr(self, f"_make_{self.outcome}", None)
        if make:
            make(call)
        if self.outcome in ESCALATED_OUTCOMES:
            self._escalate()

    def _make_promise(self, call):
        lines = self.line_ids.filtered("amount_agreed")
        self.env["relance.promise"].create(
            {
                **self._prepare_held(call, lines, "amount_agreed"),
                "date": self.promise_date,
                "payment_means": self.payment_means,
                "contact_id": self.contact_id.id,
                "note": (self.note or "").split("\n")[0] or False,
            }
        )

    _make_partial_promise = _make_promise

    def _make_dispute(self, call):
        lines = self.line_ids.filtered("amount_disputed")
        self.env["relance.dispute"].create(self._prepare_dispute(call, lines))
        if self.promise_date and self.line_ids.filtered("amount_agreed"):
            self._make_promise(call)

    def _make_invoice_not_received(self, call):
        if self.promise_date:
            self._make_promise(call)

    def _make_plan_asked(self, call):
        lines = self.line_ids.filtered("amount_agreed")
        self.env["relance.plan"].create(
            self._prepare_held(call, lines, "amount_agreed")
        )

    def _make_wrong_number(self, _call):
        """A number that stayed wrong is somebody's task."""
        if self.phone and self.phone == self.contact_id.phone:
            self.case_id._relance_activity(
                "relance_recouvrement.activity_fix_contact",
                self.env._("Wrong number: %(phone)s", phone=self.phone),
                date=max(self._today(), self.case_id.run_date or self._today()),
            )

    def _get_contact_task(self):
        """The task on the number that stayed wrong, said in the result."""
        if self.call_id.outcome != "wrong_number":
            return self.env["mail.activity"]
        return self.case_id.activity_search(
            ["relance_recouvrement.activity_fix_contact"]
        )[:1]

    def _prepare_held(self, call, lines, name):
        return {
            "case_id": self.case_id.id,
            "call_id": call.id,
            "line_ids": [
                Command.create(
                    {"case_line_id": line.case_line_id.id, "amount": line[name]}
                )
                for line in lines
            ],
        }

    def _prepare_dispute(self, call, lines):
        """The reason's own defaults fill what is left empty here."""
        vals = {
            **self._prepare_held(call, lines, "amount_disputed"),
            "reason_id": self.dispute_reason_id.id,
            "description": self.note,
            "owner_id": self.dispute_owner_id.id,
            "date_target": self.dispute_date,
        }
        return {name: value for name, value in vals.items() if value}

    def _escalate(self):
        """A manager decides, today; the talk is said in the task."""
        managers = self.company_id._relance_managers()
        self.case_id.activity_schedule(
            "relance_recouvrement.activity_decision",
            date_deadline=self._today(),
            summary=dict(self._fields["outcome"]._description_selection(self.env))[
                self.outcome
            ],
            note=self.note,
            user_id=(managers[:1] or self.env.user).id,
        )

    # === CONTACT === #

    def _correct_contact(self):
        """What was corrected on the sheet is corrected on the contact."""
        contact = self.contact_id
        family = self.partner_id.commercial_partner_id
        if contact.commercial_partner_id != family and self._is_corrected():
            raise UserError(
                self.env._(
                    "%(name)s is no contact of this customer: correct it on its own"
                    " form.",
                    name=contact.display_name,
                )
            )
        vals = {
            name: self[name]
            for name in ("phone", "email")
            if self[name] and self[name] != contact[name]
        }
        if vals:
            # sudo: a collector corrects the number of who owes, even without the
            # right to change every contact; the case was checked above
            contact.sudo().write(vals)
            self.case_id._message_log(
                body=self.env._(
                    "%(contact)s corrected: %(values)s",
                    contact=contact.display_name,
                    values=", ".join(vals.values()),
                )
            )
        if self.keep_contact and self.is_other_contact:
            # sudo: as above
            self.partner_id.sudo().relance_dunning_contact_id = contact

    def _is_corrected(self):
        return self.keep_contact or any(
            self[name] and self[name] != self.contact_id[name]
            for name in ("phone", "email")
        )

    # === DUPLICATE === #

    def _send_duplicate(self):
        """One e-mail with the invoices; it is an answer, no reminder.

        :return: when it left
        :raise UserError: without an address, or without any invoice to send
        """
        contact = self.contact_id
        if not contact.email_normalized:
            raise UserError(
                self.env._("Ask for an e-mail address first, and enter it above.")
            )
        chosen = self.line_ids.filtered(lambda line: line.date_maturity < self._today())
        documents = self.env["relance.call.documents"]
        files = documents._get_invoices((chosen or self.line_ids).case_line_id)
        if not files:
            raise UserError(
                self.env._("No invoice of this customer can be printed: check them.")
            )
        template = self.env.ref(DUPLICATE_TEMPLATE)
        # sudo: the template is read for whoever is on the phone
        template = template.sudo()
        self.case_id.message_post(
            subject=template._render_field("subject", self.case_id.ids)[
                self.case_id.id
            ],
            body=template._render_field("body_html", self.case_id.ids)[self.case_id.id],
            partner_ids=contact.ids,
            attachments=files,
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
        return fields.Datetime.now()
