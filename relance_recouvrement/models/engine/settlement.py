from odoo import fields, models

from ...const import PROMISE_REVIEW_DAYS
from ...tools.settlement import Agreed, judge

BY_PLAN = {
    "active": "agreed",
    "kept": "paid",
    "default": "lapsed",
    "cancelled": "lapsed",
}


class RelanceEngineSettlement(models.AbstractModel):
    """Settlements judged from the ledger, again at each run: a payment undone makes
    the whole balance owed again. The rules are pure (``tools/settlement.py``)."""

    _name = "relance.engine.settlement"
    _description = "Dunning Engine: Settlements"

    def _settle(self, company, today, partners=None):
        """Judge the settlements of ``company``; no query where there is none."""
        if not company.relance_has_settlements:
            return
        for settlement in self._get_settlements(company, today, partners):
            if settlement.plan_id:
                self._follow_plan(settlement, today)
            else:
                self._judge(settlement, today)

    def _get_settlements(self, company, today, partners=None):
        """Those signed and not over long ago: the bank may be read late."""
        oldest = fields.Date.subtract(today, days=PROMISE_REVIEW_DAYS)
        domain = [
            ("company_id", "=", company.id),
            ("signature_date", "<=", today),
            "|",
            ("state", "=", "agreed"),
            "&",
            ("state", "in", ("paid", "lapsed")),
            ("closed_date", ">=", oldest),
        ]
        if partners:
            domain.append(("partner_id", "in", partners.ids))
        return self.env["relance.settlement"].search(domain, order="id")

    def _follow_plan(self, settlement, today):
        plan = settlement.plan_id
        day = plan.closed_date or today
        self._apply(settlement, BY_PLAN[plan.state], plan.amount_paid, day, today)

    def _judge(self, settlement, today):
        lines = settlement.line_ids
        payments = lines._get_paid()
        items = lines.case_line_id.filtered(lambda item: not item.closed_date)
        charges = sum(lines._get_charges().mapped("amount_paid"))
        agreed = Agreed(
            amount=settlement.amount_agreed,
            lapse_date=settlement._get_lapse_date(),
            payments=payments,
            charges=charges - settlement.charges_before,
            owed=sum(items.mapped("amount_residual")),
        )
        state, paid, day = judge(agreed, today)
        self._write_taken(lines)
        self._apply(settlement, state, paid, day, today)
        late = settlement.state == "agreed" and settlement.deadline_date < today
        if late and not settlement.notice_date:
            settlement._ask_notice(today)

    def _write_taken(self, lines):
        """What was paid of each item is no longer held."""
        for line in lines:
            paid = sum(amount for _day, amount in line._get_paid())
            taken = line.currency_id.round(min(line.amount, paid))
            if line.currency_id.compare_amounts(line.amount_settled, taken):
                line.amount_settled = taken

    def _apply(self, settlement, state, paid, day, today):
        paid = settlement.settlement_currency_id.round(paid)
        if settlement.amount_paid != paid:
            settlement.amount_paid = paid
        if settlement.state == state:
            return
        if state == "lapsed":
            settlement._lapse(today)
        elif state == "cancelled":
            settlement._close(state, self.env._("No longer owed"), today)
        elif state == "paid":
            settlement._advance(
                state, paid_date=day, closed_date=today, close_reason=False
            )
            settlement._was_paid(day)
        else:
            settlement._advance(
                state, paid_date=False, closed_date=False, close_reason=False
            )
            settlement.case_id._message_log(
                body=self.env._(
                    "%(settlement)s: a payment was undone, it is open again.",
                    settlement=settlement.display_name,
                )
            )
