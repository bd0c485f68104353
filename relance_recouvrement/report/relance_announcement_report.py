from odoo import fields, models
from odoo.tools import SQL


class RelanceAnnouncementReport(models.Model):
    """“Annonces tenues”: what became of the consequences that were announced.

    Kept: the step was carried out in time, or the customer paid before it. Broken:
    neither. What ended otherwise (credit note, write-off, still open or suspended)
    counts neither way: its rate is empty and averages leave it out.
    """

    _name = "relance.announcement.report"
    _description = "Announcements Kept"
    _auto = False
    _order = "deadline desc, id desc"
    _depends = {
        "relance.announcement": [
            "case_id",
            "closed_date",
            "consequence",
            "deadline",
            "level_id",
            "reminder_id",
            "state",
        ],
        "relance.case": ["company_id", "partner_id", "user_id"],
        "relance.case.line": ["closed_reason"],
        "relance.reminder.line": ["amount_residual", "case_line_id", "reminder_id"],
    }

    case_id = fields.Many2one("relance.case", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    level_id = fields.Many2one("relance.level", readonly=True)
    consequence = fields.Char(readonly=True)
    deadline = fields.Date(readonly=True)
    closed_date = fields.Date(readonly=True)
    state = fields.Selection(
        selection=lambda self: self._selection_state(), readonly=True
    )
    result = fields.Selection(
        [
            ("kept", "Carried out"),
            ("paid", "Paid before"),
            ("broken", "Broken"),
            ("other", "Neither"),
        ],
        readonly=True,
    )
    rate = fields.Float(
        string="Announcements kept (%)",
        readonly=True,
        aggregator="avg",
        help="100: carried out or paid. 0: broken. Averages leave the others out.",
    )

    def _selection_state(self):
        return (
            self.env["relance.announcement"]
            ._fields["state"]
            ._description_selection(self.env)
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT ended.*, CASE ended.result WHEN 'broken' THEN 0.0
                            WHEN 'other' THEN NULL ELSE 100.0 END AS rate
              FROM (SELECT ann.id, ann.case_id, cases.partner_id, cases.company_id,
                           cases.user_id, ann.level_id, ann.consequence, ann.deadline,
                           ann.closed_date, ann.state,
                           CASE WHEN ann.state = 'kept' THEN 'kept'
                                WHEN ann.state = 'broken' THEN 'broken'
                                WHEN ann.state = 'lifted' AND EXISTS (
                                     SELECT 1 FROM relance_reminder_line claimed
                                       JOIN relance_case_line line
                                         ON line.id = claimed.case_line_id
                                      WHERE claimed.reminder_id = ann.reminder_id
                                        AND claimed.amount_residual > 0
                                        AND line.closed_reason = 'paid') THEN 'paid'
                                ELSE 'other' END AS result
                      FROM relance_announcement ann
                      JOIN relance_case cases ON cases.id = ann.case_id) ended
            """
        )
