from odoo import models
from odoo.tools import format_amount, format_date

from ...const import LANG


class RelanceEngineGuard(models.AbstractModel):
    """What stops a step or asks for a person, and how each reason is said.

    A hold stops everything on the case; a doubt only takes away the automatic
    sending. Each is a ``(code, params)`` that :meth:`_text` turns into a sentence.
    """

    _name = "relance.engine.guard"
    _description = "Dunning Engine: Guards"

    # Held by our own work, not by the customer or a person.
    WAITS = frozenset({"under_way", "postponed"})

    def _get_holds(self, row, settings, today, step):
        """Reasons why nothing may leave today for this case.

        :param dict row: the case, as loaded by the schedule
        :rtype: list(tuple(str, dict))
        """
        holds = []
        if row["hold_until"] and row["hold_until"] >= today:
            holds.append(
                ("held", {"until": row["hold_until"], "why": row["hold_reason"]})
            )
        if row["partner_hold_until"] and row["partner_hold_until"] >= today:
            holds.append(
                (
                    "held",
                    {
                        "until": row["partner_hold_until"],
                        "why": row["partner_hold_reason"],
                    },
                )
            )
        if row["reply_pending"]:
            holds.append(("reply", {}))
        if row["contact_issue"]:
            holds.append(("contact", {"why": row["contact_issue"]}))
        if row["frozen_date"]:
            holds.append(("under_way", {}))
        elif row["scheduled_date"] and row["scheduled_date"] > today:
            holds.append(("postponed", {"until": row["scheduled_date"]}))
        ready = step.decision in ("send", "confirm")
        blocked = settings["company"].relance_bank_check == "block"
        if ready and blocked and settings["bank_stale"]:
            holds.append(("bank", {"day": settings["bank_day"]}))
        return holds

    def _get_doubts(self, row, settings, step):
        """Reasons why a person confirms a step that would leave by itself.

        :rtype: list(tuple(str, dict))
        """
        doubts = []
        level = step.level
        if level.auto_below and step.amount >= level.auto_below:
            doubts.append(("amount", {"amount": level.auto_below}))
        if settings["bank_stale"]:
            doubts.append(("bank", {"day": settings["bank_day"]}))
        if settings["go_live"]:
            doubts.append(("go_live", {}))
        if row["amount_pending"] and row["amount_pending"] >= step.smallest:
            doubts.append(("pending", {"amount": row["amount_pending"]}))
        if level.needs_regime and not row["regime_known"]:
            doubts.append(("regime", {}))
        return doubts

    # === WORDS === #

    def _text(self, code, params, plan=None):
        """One sentence for a reason code.

        :param str code: a key of :meth:`_get_texts`
        :param dict params: days, amounts (company currency) and texts
        :rtype: str
        """
        values = {
            name: self._format(value, plan) for name, value in (params or {}).items()
        }
        return getattr(self, f"_text_{code}")(values)

    def _format(self, value, plan):
        if hasattr(value, "isoformat"):
            return format_date(self.env, value, LANG, "dd/MM/yyyy")
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

    def _text_not_working_day(self, _values):
        return self.env._("not a working day")

    def _text_covered(self, _values):
        return self.env._("credits or unallocated payments cover the debt")

    def _text_nothing_due(self, _values):
        return self.env._("nothing to claim")

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

    def _text_priority_announced(self, _values):
        return self.env._("announcement to keep")

    def _text_priority_reply(self, _values):
        return self.env._("answer to read")

    def _text_priority_contact(self, _values):
        return self.env._("contact to correct")

    def _text_priority_amount(self, _values):
        return self.env._("amount")

    def _text_priority_age(self, values):
        return self.env._("%(days)s days late", **values)
