from odoo import models

from ...tools.limitation import get_alert

TASK = "relance_recouvrement.activity_limitation"
# From so few months on, the task is a manager's.
MANAGER_MONTHS = 3


class RelanceEngineLimitationAlert(models.AbstractModel):
    """Who is told before an item is time-barred, and when."""

    _name = "relance.engine.limitation.alert"
    _description = "Dunning Engine: Alerts before Limitation"

    def _remind(self, company, today):
        """A task twelve, six, three and one month before, once each."""
        rows = self.env["relance.limitation"].search(
            [
                ("case_id.company_id", "=", company.id),
                ("date", ">=", today),
                ("alert_months", "!=", 1),
                ("case_line_id.hold", "!=", "assigned"),
            ]
        )
        alerts = {row: get_alert(row.date, today, row.months) for row in rows}
        due = rows.filtered(
            lambda row: 0 < alerts[row] < (row.alert_months or alerts[row] + 1)
        )
        for case, found in due.grouped("case_id").items():
            self._task(case, found, min(alerts[row] for row in found), today)
        for alert, found in due.grouped(alerts.get).items():
            found.alert_months = alert

    def _task(self, case, rows, alert, today):
        """One task a case: an open one says the new state of things."""
        note = self._get_note(rows)
        managers = case.company_id._relance_managers()
        user = managers[:1] if alert <= MANAGER_MONTHS else managers.browse()
        known = case.activity_search([TASK])
        if not known:
            case._relance_activity(TASK, note, user=user, date=today)
            return
        vals = {"note": note, "date_deadline": today}
        known.write({**vals, "user_id": user.id} if user else vals)

    def _get_note(self, rows):
        words = self.env["relance.engine.words"]
        days = [
            f"{row.move_name} : {words._format_date(row.date)}"
            for row in rows.sorted("date")
        ]
        note = self.env._(
            "Last days to act: %(days)s. A formal notice does not interrupt"
            " limitation: have the debt acknowledged, agree on a plan or go to court.",
            days=", ".join(days),
        )
        if "unknown" in rows.mapped("regime"):
            note += " " + self.env._(
                "The kind of debtor is not confirmed: the shortest period was counted."
            )
        return note

    def _close_tasks(self, cases):
        """The task ends when nothing of the case is near any more."""
        rows = self.env["relance.limitation"].search([("case_id", "in", cases.ids)])
        (cases - rows.case_id).activity_unlink([TASK])
