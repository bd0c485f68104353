from odoo import fields, models
from odoo.tools import SQL

KEPT_SINCE_DAYS = 365


class RelanceTeam(models.Model):
    """One row per collector: what they follow and what waits for them today.

    Cases of nobody have their own row. Amounts are in company currency.
    """

    _name = "relance.team"
    _description = "Collection Team"
    _auto = False
    _order = "amount_overdue desc, id"
    _rec_name = "user_id"
    _depends = {
        "mail.activity": ["active", "date_deadline", "res_id", "res_model", "user_id"],
        "relance.case": ["amount_overdue", "company_id", "stage", "user_id"],
        "relance.day": ["company_id", "task", "user_id"],
        "relance.announcement.report": ["closed_date", "company_id", "rate", "user_id"],
    }

    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    stand_in_ids = fields.Many2many(related="user_id.relance_stand_in_ids")
    case_count = fields.Integer(string="Open cases", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    task_count = fields.Integer(string="Tasks today", readonly=True)
    announcement_count = fields.Integer(string="Announcements to keep", readonly=True)
    call_count = fields.Integer(string="Calls to make", readonly=True)
    promise_count = fields.Integer(string="Promises due", readonly=True)
    late_count = fields.Integer(string="Late activities", readonly=True)
    kept_rate = fields.Float(
        string="Announcements kept (%)",
        readonly=True,
        aggregator="avg",
        help="Of the last twelve months: carried out or paid, against broken.",
    )

    ended_count = fields.Integer(
        string="Announcements ended", readonly=True, help="Kept or broken."
    )

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT who.company_id::bigint * 1000000 + COALESCE(who.user_id, 0) AS id,
                   who.company_id, who.user_id,
                   COALESCE(owed.cases, 0) AS case_count,
                   COALESCE(owed.overdue, 0) AS amount_overdue,
                   COALESCE(day.tasks, 0) AS task_count,
                   COALESCE(day.announcements, 0) AS announcement_count,
                   COALESCE(day.calls, 0) AS call_count,
                   COALESCE(day.promises, 0) AS promise_count,
                   COALESCE(late.tasks, 0) AS late_count,
                   kept.rate AS kept_rate, COALESCE(kept.ended, 0) AS ended_count
              FROM (SELECT DISTINCT company_id, user_id FROM relance_case
                     WHERE stage <> 'settled') who
         LEFT JOIN (%(owed)s) owed ON owed.company_id = who.company_id
               AND owed.user_id IS NOT DISTINCT FROM who.user_id
         LEFT JOIN (%(day)s) day ON day.company_id = who.company_id
               AND day.user_id IS NOT DISTINCT FROM who.user_id
         LEFT JOIN (%(late)s) late ON late.company_id = who.company_id
               AND late.user_id = who.user_id
         LEFT JOIN (%(kept)s) kept ON kept.company_id = who.company_id
               AND kept.user_id IS NOT DISTINCT FROM who.user_id
            """,
            owed=self._query_owed(),
            day=self._query_day(),
            late=self._query_late(today),
            kept=self._query_kept(fields.Date.subtract(today, days=KEPT_SINCE_DAYS)),
        )

    def _query_owed(self):
        return SQL(
            """
            SELECT company_id, user_id, count(*) AS cases,
                   sum(amount_overdue) AS overdue
              FROM relance_case WHERE stage <> 'settled'
          GROUP BY company_id, user_id
            """
        )

    def _query_day(self):
        return SQL(
            """
            SELECT company_id, user_id, count(*) AS tasks,
                   count(*) FILTER (WHERE task = 'announcement') AS announcements,
                   count(*) FILTER (WHERE task = 'call') AS calls,
                   count(*) FILTER (WHERE task = 'promise') AS promises
              FROM (%s) task
          GROUP BY company_id, user_id
            """,
            self.env["relance.day"]._table_query,
        )

    def _query_late(self, today):
        return SQL(
            """
            SELECT cases.company_id, activity.user_id, count(*) AS tasks
              FROM mail_activity activity
              JOIN relance_case cases ON cases.id = activity.res_id
             WHERE activity.res_model = 'relance.case' AND activity.active
               AND activity.date_deadline < %s
          GROUP BY cases.company_id, activity.user_id
            """,
            today,
        )

    def _query_kept(self, since):
        return SQL(
            """
            SELECT company_id, user_id, avg(rate) AS rate, count(rate) AS ended
              FROM (%s) ended
             WHERE closed_date >= %s
          GROUP BY company_id, user_id
            """,
            self.env["relance.announcement.report"]._table_query,
            since,
        )

    def action_open_day(self):
        """Open the day of this collector, or the tasks of nobody."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_day_action"
        )
        action["display_name"] = self.env._(
            "Day of %(who)s", who=self.user_id.name or self.env._("nobody")
        )
        action["domain"] = [
            ("user_id", "=", self.user_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {"search_default_group_by_task": 1}
        return action

    def action_open_cases(self):
        """Open the cases of this collector."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_case_action"
        )
        action["domain"] = [
            ("user_id", "=", self.user_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        return action

    def action_reassign(self):
        """Give all the open cases of this collector to somebody else."""
        self.ensure_one()
        return self.env["relance.case.reassign"]._open(source=self.user_id)
