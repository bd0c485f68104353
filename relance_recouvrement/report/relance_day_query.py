from odoo import fields, models
from odoo.tools import SQL

# In the order of the board: the most binding first.
TASKS = [
    ("announcement", "Announcements to keep"),
    ("reply", "Answers to read"),
    ("promise", "Promises due"),
    ("call", "Calls to make"),
    ("dispute", "Disputes to chase"),
    ("confirm", "Messages to confirm"),
    ("post", "Letters to post"),
    ("failure", "Failures"),
    ("other", "Other tasks"),
]
# Task types that have their own column, or that a manager decides.
COVERED_TYPES = (
    "activity_call",
    "activity_manual",
    "activity_decision",
    "activity_fix_contact",
    "activity_post",
    "activity_promise_broken",
    "activity_payment_rejected",
)
OF_CASE = ("partner_id", "company_id", "priority", "priority_reason", "amount_overdue")
HELD_NOTE = "CASE cases.next_decision WHEN 'nothing' THEN cases.next_action_reason END"
COLUMNS = 16  # ids: sixteen times the source's, plus the place of the task


class RelanceDayQuery(models.AbstractModel):
    """The SQL of the tasks of the day: one method per kind, joined by UNION."""

    _name = "relance.day.query"
    _description = "Tasks of the Day: Query"

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(" UNION ALL ").join(
            getattr(self, f"_select_{task}")(today) for task, _label in TASKS
        )

    def _select(self, task, source, **columns):
        """The select list of a task.

        :param str source: SQL name of the source's id
        :param columns: SQL of ``case_id, user_id, date, amount, level_id,
            reason_id, activity_type_id, note`` where they differ from the default
        """
        place = [code for code, _label in TASKS].index(task)
        defaults = {
            "case_id": "cases.id",
            "user_id": "cases.user_id",
            "date": "cases.next_action_date",
            "amount": "cases.amount_claimable",
            "level_id": "NULL",
            "reason_id": "NULL",
            "activity_type_id": "NULL",
            "note": "NULL",
        }
        types = {
            "date": "date",
            "amount": "numeric",
            "level_id": "int",
            "reason_id": "int",
            "activity_type_id": "int",
            "note": "text",
        }
        parts = [
            SQL("%s::bigint * %s + %s AS id", SQL(source), COLUMNS, place),
            SQL("%s::text AS task", task),
            SQL("%s AS res_id", SQL(source)),
        ]
        for name, default in defaults.items():
            value = SQL(columns.get(name, default))
            if name in types:
                value = SQL("(%s)::%s", value, SQL(types[name]))
            parts.append(SQL("%s AS %s", value, SQL.identifier(name)))
        parts.extend(SQL.identifier("cases", name) for name in OF_CASE)
        return SQL(", ").join(parts)

    def _select_announcement(self, today):
        """Its deadline is over, something is still claimable, and no higher level
        left since: the step that was announced is to be done."""
        return SQL(
            """
            SELECT %s
              FROM (SELECT DISTINCT ON (ann.case_id) ann.*
                      FROM relance_announcement ann
                     WHERE ann.state IN ('open', 'broken') AND ann.deadline < %s
                  ORDER BY ann.case_id, ann.deadline DESC, ann.id DESC) ann
              JOIN relance_level level ON level.id = ann.level_id
              JOIN relance_case cases ON cases.id = ann.case_id
             WHERE cases.amount_claimable > 0 AND NOT EXISTS (
                   SELECT 1 FROM relance_reminder later
                     JOIN relance_level higher ON higher.id = later.level_id
                    WHERE later.case_id = ann.case_id AND later.state = 'sent'
                      AND higher.sequence > level.sequence)
            """,
            self._select(
                "announcement",
                "ann.id",
                date="ann.deadline",
                level_id="cases.next_level_id",
                note="ann.consequence",
            ),
            today,
        )

    def _without_announcement(self, today):
        """The case has no announcement to keep, which shows the same step."""
        return SQL(
            "NOT EXISTS (SELECT 1 FROM (%s) kept WHERE kept.case_id = cases.id)",
            self._select_announcement(today),
        )

    def _select_reply(self, _today):
        return SQL(
            "SELECT %s FROM relance_case cases WHERE cases.reply_pending",
            self._select("reply", "cases.id", date="cases.run_date"),
        )

    def _select_promise(self, today):
        """Due today or since, not judged yet; or waiting for a manager."""
        return SQL(
            """
            SELECT %s FROM relance_promise promise
              JOIN relance_case cases ON cases.id = promise.case_id
             WHERE promise.state = 'to_approve'
                OR promise.state = 'open' AND promise.date <= %s
            """,
            self._select(
                "promise",
                "promise.id",
                user_id="COALESCE(cases.user_id, promise.user_id)",
                date="promise.date",
                amount="promise.amount - COALESCE(promise.amount_paid, 0)",
                note=HELD_NOTE,
            ),
            today,
        )

    def _select_call(self, today):
        """The next step is a call, or a call was asked for: broken promise,
        rejected payment, call back. An answer is read first."""
        return SQL(
            """
            SELECT %s FROM relance_case cases
         LEFT JOIN (SELECT activity.res_id, min(activity.date_deadline) AS date,
                           max(activity.summary) AS summary
                      FROM mail_activity activity
                      JOIN mail_activity_type kind
                        ON kind.id = activity.activity_type_id
                     WHERE activity.res_model = 'relance.case' AND activity.active
                       AND kind.category = 'phonecall'
                       AND activity.date_deadline <= %s
                  GROUP BY activity.res_id) asked ON asked.res_id = cases.id
             WHERE cases.stage <> 'settled'
               AND COALESCE(cases.hold_until < %s, TRUE)
               AND cases.reply_pending IS NOT TRUE
               AND (cases.next_decision = 'call' OR asked.date IS NOT NULL)
               AND %s
            """,
            self._select(
                "call",
                "cases.id",
                date="COALESCE(asked.date, cases.next_action_date)",
                level_id="CASE cases.next_decision WHEN 'call' THEN"
                " cases.next_level_id END",
                note="asked.summary",
            ),
            today,
            today,
            self._without_announcement(today),
        )

    def _select_dispute(self, today):
        """Nobody answered in time."""
        return SQL(
            """
            SELECT %s FROM relance_dispute dispute
              JOIN relance_case cases ON cases.id = dispute.case_id
             WHERE dispute.state IN ('open', 'founded') AND dispute.date_target <= %s
            """,
            self._select(
                "dispute",
                "dispute.id",
                date="dispute.date_target",
                amount="dispute.amount",
                reason_id="dispute.reason_id",
                note=HELD_NOTE,
            ),
            today,
        )

    def _select_confirm(self, today):
        """A message waits for a person, or a level is done by hand. On hold, what
        holds it comes first."""
        return SQL(
            """
            SELECT %s FROM relance_case cases
         LEFT JOIN relance_reminder reminder ON reminder.case_id = cases.id
               AND reminder.state = 'to_confirm'
             WHERE (reminder.id IS NOT NULL OR cases.next_decision = 'confirm'
                    AND NOT EXISTS (
                        SELECT 1 FROM relance_reminder queued
                         WHERE queued.case_id = cases.id AND queued.state = 'queued'))
               AND COALESCE(reminder.scheduled_date <= %s, TRUE)
               AND cases.stage <> 'settled'
               AND cases.next_decision IS DISTINCT FROM 'hold' AND %s
            """,
            self._select(
                "confirm",
                "cases.id",
                date="COALESCE(reminder.prepared_date, cases.next_action_date)",
                level_id="COALESCE(reminder.level_id, cases.next_level_id)",
            ),
            today,
            self._without_announcement(today),
        )

    def _select_post(self, _today):
        return SQL(
            """
            SELECT %s FROM relance_delivery delivery
              JOIN relance_reminder reminder ON reminder.id = delivery.reminder_id
              JOIN relance_case cases ON cases.id = reminder.case_id
             WHERE delivery.state = 'to_post'
            """,
            self._select(
                "post",
                "delivery.id",
                date="reminder.prepared_date",
                level_id="reminder.level_id",
            ),
        )

    def _select_failure(self, _today):
        """A message did not reach the customer, or the case cannot be computed."""
        return SQL(
            """
            SELECT %s FROM relance_case cases
             WHERE cases.contact_issue IS NOT NULL OR cases.error IS NOT NULL
            """,
            self._select(
                "failure",
                "cases.id",
                note="COALESCE(cases.contact_issue, cases.error)",
            ),
        )

    def _select_other(self, today):
        """Activities due on the case and its procedures that no other column
        shows."""
        covered = [
            self.env["ir.model.data"]._xmlid_to_res_id(f"relance_recouvrement.{name}")
            for name in COVERED_TYPES
        ]
        return SQL(
            """
            SELECT %s FROM mail_activity activity
         LEFT JOIN relance_procedure procedure ON procedure.id = activity.res_id
               AND activity.res_model = 'relance.procedure'
              JOIN relance_case cases ON cases.id =
                   COALESCE(procedure.case_id, activity.res_id)
         LEFT JOIN mail_activity_type kind ON kind.id = activity.activity_type_id
             WHERE activity.res_model IN ('relance.case', 'relance.procedure')
               AND activity.active AND activity.date_deadline <= %s
               AND kind.category IS DISTINCT FROM 'phonecall'
               AND COALESCE(kind.id, 0) <> ALL(%s)
            """,
            self._select(
                "other",
                "activity.id",
                user_id="activity.user_id",
                date="activity.date_deadline",
                amount="COALESCE(procedure.amount_remaining, cases.amount_claimable)",
                activity_type_id="activity.activity_type_id",
                note="activity.summary",
            ),
            today,
            [type_id for type_id in covered if type_id],
        )
