from odoo import fields, models

from ...const import PROMISE_REVIEW_DAYS
from ...tools.promises import Promise, PromisedItem, Receipt, judge

ENDED = ("kept", "partly_kept", "broken")
MISSED = ("partly_kept", "broken")


class RelanceEnginePromise(models.AbstractModel):
    """Promises judged from the ledger, again at each run: a payment undone breaks
    the promise it kept. The rules are pure (``tools/promises.py``)."""

    _name = "relance.engine.promise"
    _description = "Dunning Engine: Promises"

    def _settle(self, company, today, partners=None):
        """Judge the promises of ``company`` and do what follows from it."""
        promises = self._get_promises(company, today, partners)
        waiting = promises.filtered(lambda promise: promise.state == "to_approve")
        waiting._lapse(today)
        promises -= waiting
        if not promises:
            return
        case_ids, item_ids = promises.case_id.ids, promises.line_ids.case_line_id.ids
        payments = self.env["relance.engine.payments"]
        paid = payments._get_paid(item_ids)
        lowered = payments._get_lowered(item_ids)
        receipts = payments._get_receipts(case_ids, item_ids)
        returned = payments._get_returned(case_ids)
        for case, of_case in promises.grouped("case_id").items():
            rules = [
                self._get_rules(promise, paid, lowered, today) for promise in of_case
            ]
            others = [Receipt(*receipt) for receipt in receipts[case.id]]
            verdicts = judge(rules, today, others, returned[case.id])
            self._write_taken(of_case, rules)
            for promise in of_case:
                self._apply(promise, verdicts[promise.id], today)

    def _get_promises(self, company, today, partners=None):
        oldest = fields.Date.subtract(today, days=PROMISE_REVIEW_DAYS)
        domain = [
            ("company_id", "=", company.id),
            ("taken_date", "<=", today),
            "|",
            "|",
            ("state", "=", "open"),
            "&",
            ("state", "=", "to_approve"),
            ("deadline_date", "<", today),
            "&",
            ("state", "in", ENDED),
            ("taken_date", ">=", oldest),
        ]
        if partners:
            domain.append(("partner_id", "in", partners.ids))
        return self.env["relance.promise"].search(domain, order="id")

    def _get_rules(self, promise, paid, lowered, today):
        return Promise(
            promise.id,
            promise.taken_date,
            promise.deadline_date,
            [
                PromisedItem(
                    key=line.case_line_id.id,
                    amount=line.amount,
                    owed=self._get_owed(line, today),
                    paid=paid[line.case_line_id.id],
                    before=line.paid_before,
                    rate=line.amount_company / line.amount if line.amount else 1.0,
                    due=line.case_line_id.date_maturity,
                    lowered=lowered[line.case_line_id.id],
                )
                for line in promise.line_ids
            ],
        )

    def _get_owed(self, line, today):
        """Balance of the promised item; an invoice reset to draft may be posted
        again until the deadline."""
        item = line.case_line_id
        if item.closed_reason == "cancelled" and today <= line.promise_id.deadline_date:
            return line.amount
        return item.amount_residual

    def _write_taken(self, promises, rules):
        lines = promises.line_ids
        items = [item for rule in rules for item in rule.items]
        for line, item in zip(lines, items, strict=True):
            if line.currency_id.compare_amounts(line.amount_settled, item.taken):
                line.amount_settled = item.taken

    def _apply(self, promise, verdict, today):
        was = promise.state
        amount = promise.currency_id.round(verdict.paid)
        if promise.amount_paid != amount:
            promise.amount_paid = amount
        if verdict.state == was:
            return
        undone = was == "kept" and verdict.state != "cancelled"
        promise.write(
            {
                "state": verdict.state,
                "closed_date": False if verdict.state == "open" else today,
                "is_rejected": verdict.rejected or undone,
                "cancel_reason": self.env._("No longer owed")
                if verdict.state == "cancelled"
                else False,
            }
        )
        if verdict.state in MISSED:
            promise._missed(today)
        elif was in MISSED:
            promise._was_kept_after_all()

    def _get_missed(self, company, case_ids=None):
        """Missed promises that call for the next step at once.

        :return: ``{case id: (day, frozenset of case line ids)}``, the latest day;
            an item transferred since is followed by the one that continues it
        """
        domain = [("company_id", "=", company.id), ("state", "in", MISSED)]
        if case_ids:
            domain.append(("case_id", "in", case_ids))
        missed = {}
        for promise in self.env["relance.promise"].search(domain):
            day, items = missed.get(promise.case_id.id, (None, frozenset()))
            missed[promise.case_id.id] = (
                max(filter(None, [day, promise.closed_date]), default=None),
                items | frozenset(promise._get_items_now().ids),
            )
        return missed
