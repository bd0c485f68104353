from odoo import models
from odoo.tools import format_amount, format_date

from ...const import LANG


class RelanceEngineWords(models.AbstractModel):
    """The reasons of a plan in plain French: one method per reason code."""

    _name = "relance.engine.words"
    _description = "Dunning Engine: Words"

    def _describe(self, plan):
        """The plan in a few plain French sentences.

        :rtype: str
        """
        decision = dict(self._fields_get_decisions())[plan.decision]
        level = plan.step.level
        lines = []
        if level:
            when = self._format_date(plan.step.day or plan.today)
            lines.append(
                self.env._(
                    "Next step: %(level)s, on %(date)s (%(decision)s).",
                    level=level.name,
                    date=when,
                    decision=decision.lower(),
                )
            )
        elif plan.step.day:
            lines.append(
                self.env._(
                    "Next review on %(date)s.", date=self._format_date(plan.step.day)
                )
            )
        if plan.decision in ("send", "confirm", "call") and plan.step.amount:
            company = self.env["relance.case"].browse(plan.case_id).company_id
            lines.append(
                self.env._(
                    "Amount claimed: %(amount)s.",
                    amount=format_amount(
                        self.env,
                        plan.step.amount,
                        company.currency_id,
                        lang_code=LANG,
                    ),
                )
            )
        lines.extend(f"• {reason}" for reason in plan.reasons)
        return "\n".join(lines)

    def _fields_get_decisions(self):
        field_ = self.env["relance.case"]._fields["next_decision"]
        return field_._description_selection(self.env)

    def _format_date(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy")

    def _text(self, code, params, plan=None):
        """One sentence for a reason code.

        :param str code: the end of a ``_text_…`` method's name
        :param dict params: days, amounts (company currency) and texts
        :rtype: str
        """
        values = {
            name: self._format(value, plan) for name, value in (params or {}).items()
        }
        return getattr(self, f"_text_{code}")(values)

    def _format(self, value, plan):
        if hasattr(value, "isoformat"):
            return self._format_date(value)
        if isinstance(value, bool) or value is None:
            return ""
        if isinstance(value, int | str):
            return value
        company = self.env.company
        if plan:
            company = self.env["relance.case"].browse(plan.case_id).company_id
        return format_amount(self.env, value, company.currency_id, lang_code=LANG)

    def _text_ready(self, values):
        return self.env._("oldest due date %(oldest)s", **values)

    def _text_not_yet(self, _values):
        return self.env._("its day has not come")

    def _text_min_contact(self, values):
        return self.env._("last contact on %(date)s, too recent", **values)

    def _text_deadline_open(self, values):
        return self.env._("deadline announced until %(deadline)s", **values)

    def _text_announced(self, values):
        return self.env._("announced step, deadline passed on %(deadline)s", **values)

    def _text_missed(self, values):
        return self.env._("not paid as agreed, seen on %(day)s", **values)

    def _text_cash(self, _values):
        return self.env._("cash trouble and nothing agreed: the case speeds up")

    def _text_not_working_day(self, _values):
        return self.env._("not a working day")

    def _text_covered(self, _values):
        return self.env._("credits or unallocated payments cover the debt")

    def _text_nothing_due(self, _values):
        return self.env._("nothing to claim")

    def _text_insolvency(self, _values):
        return self.env._(
            "insolvency: claims born before the judgment are declared, not claimed"
        )

    def _text_below_minimum(self, values):
        return self.env._("balance below the minimum of %(amount)s", **values)

    def _text_small_lines(self, values):
        return self.env._("only items below %(amount)s", **values)

    def _text_no_level_left(self, _values):
        return self.env._("last level of the scenario reached: a manager decides")

    def _text_no_scenario(self, _values):
        return self.env._(
            "no scenario for this customer: add one that catches everybody"
        )

    def _text_error(self, _values):
        return self.env._("the step could not be computed: see the error")

    def _text_held(self, values):
        values.setdefault("why", "")
        return self.env._("on hold until %(until)s: %(why)s", **values)

    def _text_reply(self, _values):
        return self.env._("the customer answered: read the answer first")

    def _text_in_contact(self, values):
        return self.env._("%(who)s is in contact since %(since)s", **values)

    def _text_contacted(self, values):
        return self.env._("%(who)s contacted the customer today", **values)

    def _text_contact(self, values):
        return self.env._("contact to correct: %(why)s", **values)

    def _text_under_way(self, _values):
        return self.env._("a reminder is leaving (in the queue or to post)")

    def _text_postponed(self, values):
        return self.env._("postponed until %(until)s", **values)

    def _text_bank(self, values):
        if not values.get("day"):
            return self.env._("no bank date is known: import or enter it")
        return self.env._("the bank is only up to date on %(day)s", **values)

    def _text_amount(self, values):
        return self.env._("amount above %(amount)s", **values)

    def _text_go_live(self, _values):
        return self.env._("first 30 days of use: a person confirms")

    def _text_pending(self, values):
        return self.env._(
            "%(amount)s received and not matched could cover it", **values
        )

    def _text_regime(self, _values):
        return self.env._("kind of debtor to be confirmed")

    # === WHAT WAS AGREED === #

    def _text_agreed_promise(self, values):
        return self.env._(
            "promised: %(amount)s until %(until)s, checked on %(day)s", **values
        )

    def _text_agreed_deferral(self, values):
        return self.env._(
            "later date granted: %(amount)s until %(until)s, checked on %(day)s",
            **values,
        )

    def _text_agreed_dispute(self, values):
        return self.env._(
            "disputed: %(amount)s, %(who)s answers before %(until)s", **values
        )

    def _text_agreed_answered(self, values):
        return self.env._(
            "disputed: %(amount)s, answered: %(who)s decides before %(until)s",
            **values,
        )

    def _text_agreed_founded(self, values):
        return self.env._(
            "dispute founded: %(amount)s, credit note expected by %(until)s", **values
        )

    def _text_agreed_unfounded(self, values):
        return self.env._(
            "dispute answered, unfounded: %(amount)s left to pay until %(until)s",
            **values,
        )

    def _text_agreed_plan(self, values):
        return self.env._(
            "payment plan: %(amount)s left, next instalment on %(until)s", **values
        )

    def _text_agreed_plan_late(self, values):
        return self.env._(
            "payment plan: %(amount)s left, instalment of %(until)s not received",
            **values,
        )

    def _text_agreed_settlement(self, values):
        return self.env._(
            "settlement signed: %(amount)s held, to be paid by %(until)s", **values
        )

    def _text_agreed_settled(self, values):
        return self.env._(
            "settlement paid: %(amount)s given up, to credit or to book as a loss",
            **values,
        )

    def _text_agreed_procedure(self, values):
        return self.env._(
            "procedure under way: %(amount)s, next step before %(until)s", **values
        )

    def _text_agreed_procedure_late(self, values):
        return self.env._(
            "procedure under way: %(amount)s, step of %(until)s not done", **values
        )

    def _text_agreed_procedure_undated(self, values):
        return self.env._(
            "procedure under way: %(amount)s, %(who)s follows it", **values
        )

    # === INVOICE CHECK === #

    def _name_documents(self, values):
        if "documents" in values:
            return values["documents"]
        return self.env._("%(count)s documents", **values)

    def _text_check_sent(self, values):
        documents = self._name_documents(values)
        return self.env._(
            "invoice check: not sent to the customer (%(documents)s)",
            documents=documents,
        )

    def _text_check_due_date(self, values):
        documents = self._name_documents(values)
        return self.env._(
            "invoice check: due date that does not follow the payment term"
            " (%(documents)s)",
            documents=documents,
        )

    def _text_check_unmatched(self, values):
        return self.env._(
            "invoice check: %(amount)s of credits or payments to match", **values
        )

    def _text_check_dispute(self, values):
        documents = self._name_documents(values)
        return self.env._(
            "invoice check: open dispute (%(documents)s)", documents=documents
        )

    def _text_check_bank_account(self, values):
        documents = self._name_documents(values)
        return self.env._(
            "invoice check: no bank account to pay to (%(documents)s)",
            documents=documents,
        )

    def _text_check_contact(self, _values):
        return self.env._(
            "invoice check: no usable contact for the channel of this level"
        )

    # === PRIORITY === #

    def _text_priority_announced(self, values):
        return self.env._("announcement to keep (day +%(days)s)", **values)

    def _text_priority_procedure(self, values):
        return self.env._("step of a procedure in %(days)s days", **values)

    def _text_priority_procedure_missed(self, values):
        return self.env._("step of a procedure late by %(days)s days", **values)

    def _text_priority_cash(self, _values):
        return self.env._("cash trouble")

    def _text_priority_limitation(self, values):
        return self.env._("time-barred in %(days)s days", **values)

    def _text_priority_deadline(self, values):
        return self.env._("announced deadline near (day -%(days)s)", **values)

    def _text_priority_silence(self, values):
        return self.env._("%(days)s days without contact", **values)

    def _text_priority_missed(self, _values):
        return self.env._("promise not kept")

    def _text_priority_reply(self, _values):
        return self.env._("answer to read")

    def _text_priority_contact(self, _values):
        return self.env._("contact to correct")

    def _text_priority_amount(self, _values):
        return self.env._("amount")

    def _text_priority_age(self, values):
        return self.env._("%(days)s days late", **values)
