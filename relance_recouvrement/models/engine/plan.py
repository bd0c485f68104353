from odoo import fields, models

from ...const import PROMISE_REVIEW_DAYS
from ...tools.instalments import judge, match


class RelanceEnginePlan(models.AbstractModel):
    """Plans judged from the ledger, again at each run: a payment undone reopens the
    instalment it paid. The rules are pure (``tools/instalments.py``)."""

    _name = "relance.engine.plan"
    _description = "Dunning Engine: Payment Plans"

    def _settle(self, company, today, partners=None):
        """Judge the plans of ``company`` on ``today`` and do what follows from it."""
        plans = self._get_plans(company, today, partners)
        if not plans:
            return
        items = plans.line_ids._get_items()
        for plan in plans:
            self._judge(plan, items, today)
        active = plans.filtered(lambda plan: plan.state == "active")
        stale = bool(active) and company._relance_bank_is_stale(today)[0]
        for plan in active:
            plan._follow_up(today, stale)

    def _get_plans(self, company, today, partners=None):
        """Those signed and not ended long ago: a direct debit comes back late."""
        oldest = fields.Date.subtract(today, days=PROMISE_REVIEW_DAYS)
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ["active", "kept", "default"]),
            "|",
            ("closed_date", "=", False),
            ("closed_date", ">=", oldest),
        ]
        if partners:
            domain.append(("partner_id", "in", partners.ids))
        return self.env["relance.plan"].search(domain, order="id")

    def _judge(self, plan, items, today):
        payments, lowered = [], 0.0
        for line in plan.line_ids:
            item = items[line]
            counted = item.get_payments()
            payments += counted
            lowered += item.get_lowered()
            taken = line.currency_id.round(sum(amount for _day, amount in counted))
            if line.currency_id.compare_amounts(line.amount_settled, taken):
                line.amount_settled = taken
        rules = match(plan.installment_ids._get_rules(), payments, lowered, today)
        plan.installment_ids._write_match(rules)
        self._apply(plan, judge(rules), today)

    def _apply(self, plan, verdict, today):
        if plan.state == "default" or plan.state == verdict:
            return
        if verdict == "active":
            plan.write({"state": "active", "closed_date": False, "close_reason": False})
            plan.case_id._message_log(
                body=self.env._("A payment was undone: the payment plan is open again.")
            )
            return
        reason = {
            "kept": self.env._("All instalments are paid"),
            "cancelled": self.env._("No longer owed"),
        }[verdict]
        plan._close(verdict, reason, today)
        plan._say(False)

    def _get_missed(self, company, case_ids=None):
        """Plans in default: their whole balance is due, the next step at once.

        :return: ``{case id: (day, frozenset of case line ids)}``, the latest day;
            an item transferred since is followed by the one that continues it
        """
        domain = [("company_id", "=", company.id), ("state", "=", "default")]
        if case_ids:
            domain.append(("case_id", "in", case_ids))
        missed = {}
        for plan in self.env["relance.plan"].search(domain):
            day, items = missed.get(plan.case_id.id, (None, frozenset()))
            missed[plan.case_id.id] = (
                max(filter(None, [day, plan.closed_date])),
                items | frozenset(plan._get_items_now().ids),
            )
        return missed
