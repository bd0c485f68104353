from odoo import fields, models
from odoo.tools import SQL

from ..const import PROCEDURE_ENDS, PROCEDURE_ROUTES, PROCEDURE_STATES

AGES = [
    ("d000", "Up to 90 days"),
    ("d091", "91 to 180 days"),
    ("d181", "181 to 365 days"),
    ("d366", "More than a year"),
]
# Measures that are the ratio of two others: what is recovered, of what, in percent.
RATIOS = {
    "recovery_rate:avg": ("amount_recovered", "amount_handed"),
    "cost_rate:avg": ("amount_costs", "amount_recovered"),
}


class RelanceProcedureReport(models.Model):
    """What each route brings back, costs and takes: one row per procedure that was
    opened, in company currency.

    Rates of a group are those of its sums, not the mean of its rates; times are those
    of the procedures that are over, or that have a title.
    """

    _name = "relance.procedure.report"
    _description = "Litigation"
    _auto = False
    _order = "open_date desc, id desc"
    _rec_name = "procedure_id"
    _depends = {
        "relance.procedure": [
            "agent_id",
            "amount_costs",
            "amount_principal",
            "amount_recovered",
            "case_id",
            "close_date",
            "close_reason",
            "code",
            "company_id",
            "open_date",
            "partner_id",
            "stage",
            "state",
            "title_date",
            "type_id",
            "user_id",
        ],
        "relance.procedure.line": ["case_line_id", "procedure_id"],
        "relance.case.line": ["date_maturity"],
    }

    procedure_id = fields.Many2one("relance.procedure", readonly=True)
    case_id = fields.Many2one("relance.case", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    type_id = fields.Many2one("relance.procedure.type", string="Route", readonly=True)
    code = fields.Selection(PROCEDURE_ROUTES, string="Kind of route", readonly=True)
    agent_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", string="Followed by", readonly=True)
    state = fields.Selection(PROCEDURE_STATES, readonly=True)
    stage = fields.Char(readonly=True)
    close_reason = fields.Selection(PROCEDURE_ENDS, string="End", readonly=True)
    open_date = fields.Date(string="Opened on", readonly=True)
    close_date = fields.Date(string="Closed on", readonly=True)
    age = fields.Selection(
        AGES,
        readonly=True,
        help="Of the oldest document, from its due date to the opening.",
    )
    amount_handed = fields.Monetary(
        string="Handed over", readonly=True, help="Principal, when it was opened."
    )
    amount_recovered = fields.Monetary(string="Recovered", readonly=True)
    amount_costs = fields.Monetary(string="Costs", readonly=True)
    amount_net = fields.Monetary(string="Net", readonly=True)
    recovery_rate = fields.Float(
        string="Recovered / handed over (%)", readonly=True, aggregator="avg"
    )
    cost_rate = fields.Float(
        string="Cost / recovered (%)", readonly=True, aggregator="avg"
    )
    days_to_close = fields.Integer(
        string="Days to the end", readonly=True, aggregator="avg"
    )
    days_to_title = fields.Integer(
        string="Days to the title", readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT record.id, record.id AS procedure_id, record.case_id,
                   record.partner_id, record.company_id, record.type_id, record.code,
                   record.agent_id, record.user_id, record.state, record.stage,
                   record.close_reason, record.open_date, record.close_date,
                   CASE WHEN record.open_date - owed.since > 365 THEN 'd366'
                        WHEN record.open_date - owed.since > 180 THEN 'd181'
                        WHEN record.open_date - owed.since > 90 THEN 'd091'
                        ELSE 'd000' END AS age,
                   record.amount_principal AS amount_handed, record.amount_recovered,
                   record.amount_costs,
                   record.amount_recovered - record.amount_costs AS amount_net,
                   (100 * record.amount_recovered
                    / NULLIF(record.amount_principal, 0))::float8 AS recovery_rate,
                   (100 * record.amount_costs
                    / NULLIF(record.amount_recovered, 0))::float8 AS cost_rate,
                   record.close_date - record.open_date AS days_to_close,
                   record.title_date - record.open_date AS days_to_title
              FROM relance_procedure record
         LEFT JOIN LATERAL (SELECT min(line.date_maturity) AS since
                              FROM relance_procedure_line part
                              JOIN relance_case_line line
                                ON line.id = part.case_line_id
                             WHERE part.procedure_id = record.id) owed ON TRUE
             WHERE record.open_date IS NOT NULL AND record.state <> 'cancelled'
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """A rate of sums, not a mean of rates."""
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (
            self._field_to_sql(self._table, name, query)
            for name in RATIOS[aggregate_spec]
        )
        return SQL("(100 * SUM(%s) / NULLIF(SUM(%s), 0))::float8", part, whole)

    def action_open_procedure(self):
        """Open the procedure."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.procedure",
            "res_id": self.procedure_id.id,
            "view_mode": "form",
        }

    def action_export(self):
        """Download the workbook of the lawyer for these procedures."""
        return self.procedure_id.action_export()
