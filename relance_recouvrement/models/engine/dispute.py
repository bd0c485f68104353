from collections import defaultdict

from odoo import fields, models

from ...const import DISPUTE_REVIEW_DAYS

LIVE = ("open", "founded", "unfounded")


class RelanceEngineDispute(models.AbstractModel):
    """Disputes that their credit notes cover close by themselves, and reopen when
    those are undone: judged again at each run."""

    _name = "relance.engine.dispute"
    _description = "Dunning Engine: Disputes"

    def _settle(self, company, today, partners=None):
        """Judge the disputes of ``company`` on ``today``.

        :param res.company company: root company
        :param date today: day of the run
        :param res.partner partners: only these customers; default, all
        """
        disputes = self._get_disputes(company, today, partners)
        if not disputes:
            return
        self._write_credited(disputes)
        for dispute in disputes:
            self._apply(dispute, today)

    def _get_disputes(self, company, today, partners=None):
        oldest = fields.Date.subtract(today, days=DISPUTE_REVIEW_DAYS)
        domain = [
            ("company_id", "=", company.id),
            "|",
            ("state", "in", LIVE),
            "&",
            ("state", "=", "settled"),
            ("closed_date", ">=", oldest),
        ]
        if partners:
            domain.append(("partner_id", "in", partners.ids))
        return self.env["relance.dispute"].search(domain, order="id")

    # === CREDIT NOTES === #

    def _write_credited(self, disputes):
        """What was credited of each line since its dispute was opened.

        Disputes of one item share its credit notes, the oldest first. A negative
        ``paid_before`` was credited on the item that this one continues.
        """
        items = disputes.line_ids.case_line_id
        lines = self.env["relance.dispute.line"].search(
            [("case_line_id", "in", items.ids)], order="dispute_id, id"
        )
        credited = self.env["relance.engine.payments"]._get_credited(items.ids)
        taken = defaultdict(float)
        for line in lines:
            amount = 0.0
            if line.dispute_id.settled_by != "withdrawn":
                item = line.case_line_id.id
                carried = max(0.0, -line.paid_before)
                since = credited[item] - max(0.0, line.paid_before, taken[item])
                amount = min(line.amount, carried + max(0.0, since))
                taken[item] += amount - carried
            if line.currency_id.compare_amounts(line.amount_settled, amount):
                line.amount_settled = line.currency_id.round(amount)

    # === STATES === #

    def _apply(self, dispute, today):
        if dispute.settled_by == "withdrawn":
            return
        covered = all(line._is_covered() for line in dispute.line_ids)
        if covered and dispute.state in LIVE:
            self._close(dispute, today)
        elif not covered and dispute.state == "settled":
            self._reopen(dispute)
        holding = dispute._holds_on(today)
        if dispute.is_holding != holding:
            dispute.is_holding = holding

    def _close(self, dispute, today):
        dispute.write(
            {
                "state": "settled",
                "settled_by": self._get_settled_by(dispute),
                "closed_date": dispute.closed_date or today,
            }
        )
        dispute.with_context(mail_activity_quick_update=True)._restart_tasks()
        dispute._message_log(
            body=self.env._("Nothing is contested any more: the dispute is settled.")
        )

    def _get_settled_by(self, dispute):
        for line in dispute.line_ids:
            credited = line.currency_id.compare_amounts(
                line.amount_settled, line.amount
            )
            if credited < 0:
                return line.case_line_id.closed_reason or "paid"
        return "credited"

    def _reopen(self, dispute):
        vals = {"state": dispute.verdict or "open", "settled_by": False}
        if dispute.verdict != "unfounded":
            vals["closed_date"] = False
        dispute.write(vals)
        dispute.with_context(mail_activity_quick_update=True)._restart_tasks()
        dispute._message_log(
            body=self.env._("What settled the dispute was undone: it is open again.")
        )

    # === REMINDERS === #

    def _remind(self, company, today):
        """Remind who is waited for. Only the nightly run does it."""
        disputes = self.env["relance.dispute"].search(
            [("company_id", "=", company.id), ("state", "in", ("open", "founded"))]
        )
        for dispute in disputes:
            dispute._remind(today)
