from odoo import api, fields, models
from odoo.tools import SQL


class RelanceGoLiveLine(models.TransientModel):
    """A journal to take in, an account to leave out, or a starting level."""

    _name = "relance.go.live.line"
    _description = "Go-live Choice"
    _order = "kind, scenario_id, level_sequence, id"

    go_live_id = fields.Many2one(
        "relance.go.live", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("journal", "Journal"), ("account", "Account"), ("level", "Level")],
        required=True,
    )
    journal_id = fields.Many2one("account.journal")
    account_id = fields.Many2one("account.account")
    scenario_id = fields.Many2one("relance.scenario", readonly=True)
    level_id = fields.Many2one("relance.level", readonly=True)
    level_sequence = fields.Integer(readonly=True)
    label = fields.Char(readonly=True)
    checked = fields.Boolean()
    item_count = fields.Integer(
        string="Items", compute="_compute_amounts", store=True, readonly=False
    )
    amount = fields.Monetary(compute="_compute_amounts", store=True, readonly=False)
    currency_id = fields.Many2one(related="go_live_id.company_id.currency_id")

    @api.depends("kind", "journal_id", "account_id", "go_live_id.followed_from")
    def _compute_amounts(self):
        """Open debts of the journal that Odoo leaves out, or of the account."""
        for line in self:
            line.item_count, line.amount = line.item_count, line.amount
        for kind, lines in self.grouped("kind").items():
            if kind == "level":
                continue
            for go_live, of_wizard in lines.grouped("go_live_id").items():
                amounts = of_wizard._read_amounts(kind, go_live)
                for line in of_wizard:
                    record = line.journal_id if kind == "journal" else line.account_id
                    figures = amounts.get(record._origin.id, (0, 0.0))
                    line.item_count, line.amount = figures

    def _read_amounts(self, kind, go_live):
        """``{journal or account id: (items, amount)}`` of what is still open."""
        company = go_live.company_id & self.env.companies
        if not company:
            return {}
        self.env["account.move.line"].flush_model()
        return {
            record_id: (count, float(amount))
            for record_id, count, amount in self.env.execute_query(
                SQL(
                    """
                    SELECT item.%(column)s, count(*), SUM(item.amount_residual)
                      FROM account_move_line item
                      JOIN account_account account ON account.id = item.account_id
                     WHERE account.account_type = 'asset_receivable'
                       AND item.reconciled IS NOT TRUE
                       AND item.parent_state = 'posted'
                       AND item.amount_residual <> 0
                       AND item.partner_id IS NOT NULL
                       AND item.company_id IN %(companies)s
                       AND item.date >= %(since)s
                       %(only)s
                  GROUP BY item.%(column)s
                    """,
                    column=SQL.identifier(f"{kind}_id"),
                    companies=tuple(company._relance_branches().ids),
                    since=go_live.followed_from or "0001-01-01",
                    only=SQL("AND item.no_followup AND item.amount_residual > 0")
                    if kind == "journal"
                    else SQL(),
                )
            )
        }
