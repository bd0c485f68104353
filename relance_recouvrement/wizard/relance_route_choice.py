from odoo import Command, api, fields, models

from ..const import CONTRACT_CLAUSES, REGIMES, TRADERS


class RelanceRouteChoice(models.TransientModel):
    """The routes of a case side by side, and what decides of them."""

    _name = "relance.route.choice"
    _description = "Comparison of Routes"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "case_id"

    case_id = fields.Many2one("relance.case", readonly=True, required=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    company_id = fields.Many2one(related="case_id.company_id")
    currency_id = fields.Many2one(related="case_id.currency_id")
    day = fields.Date(string="As of", readonly=True)
    may_write = fields.Boolean(compute="_compute_may_write")

    # What decides
    recommendation = fields.Char(readonly=True)
    amount = fields.Monetary(string="May be claimed", readonly=True)
    regime = fields.Selection(REGIMES, string="Kind of debtor", readonly=True)
    limitation_date = fields.Date(related="case_id.limitation_date")
    court_id = fields.Many2one("relance.court", string="Court of the debtor's seat")
    debtor_trader = fields.Selection(TRADERS, string="The debtor is")
    company_trader = fields.Selection(TRADERS, string="Your company is")
    contract_clause = fields.Selection(
        CONTRACT_CLAUSES,
        string="Clause of the contract",
    )
    cheque_unpaid_date = fields.Date(string="Cheque refused on")
    line_ids = fields.One2many("relance.route.choice.line", "choice_id", readonly=True)
    open_line_ids = fields.One2many(
        "relance.route.choice.line",
        "choice_id",
        string="Routes open",
        domain=[("eligible", "=", True)],
        readonly=True,
    )
    closed_line_ids = fields.One2many(
        "relance.route.choice.line",
        "choice_id",
        string="Routes closed",
        domain=[("eligible", "=", False)],
        readonly=True,
    )

    @api.depends("case_id")
    def _compute_may_write(self):
        for choice in self:
            choice.may_write = choice.case_id.has_access("write")

    @api.depends("case_id")
    def _compute_display_name(self):
        for choice in self:
            choice.display_name = self.env._("Routes compared")

    # === OPENING === #

    @api.model
    def _open(self, case):
        """Action that shows the routes of a case as they are now."""
        choice = self.create({"case_id": case.id, **self._read_facts(case)})
        choice._compare()
        return choice._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Routes compared"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    @api.model
    def _read_facts(self, case):
        # sudo: what the user sees of the case, settings of the customer included
        partner = case.sudo().with_company(case.company_id).partner_id
        traders = (
            partner._relance_get_trader(),
            partner._relance_get_company_trader(case.sudo().company_id),
        )
        return {
            "regime": partner.relance_debtor_regime,
            "debtor_trader": traders[0] or False,
            "company_trader": traders[1] or False,
            "contract_clause": partner.relance_contract_clause,
            "cheque_unpaid_date": case.cheque_unpaid_date,
        }

    def _compare(self):
        """Fill the cards from ``relance.case._get_routes``."""
        self.ensure_one()
        routes = self.case_id._get_routes()
        lines = [
            Command.create(self._prepare_line(rank, route))
            for rank, route in enumerate(routes)
        ]
        best = next((route for route in routes if route["recommended"]), None)
        courts = [route["court_id"] for route in routes if route["court_id"]]
        self.write(
            {
                "line_ids": [Command.clear(), *lines],
                "day": self.company_id._relance_today(),
                "recommendation": best and self._say_best(best),
                "amount": max((route["amount"] for route in routes), default=0.0),
                "court_id": self.court_id.id or (courts and courts[0]),
            }
        )

    @api.model
    def _say_best(self, route):
        """The route to take and why, on one line."""
        reasons = "\u00a0; ".join(route["recommendation"])
        return self.env._(
            "%(route)s: %(reasons)s", route=route["name"], reasons=reasons
        )

    def _prepare_line(self, rank, route):
        """A card. The whole comparison stays in ``data`` for its text."""
        return {
            "sequence": rank,
            "type_id": route["type_id"],
            "data": route,
            "eligible": route["eligible"],
            "recommended": route["recommended"],
            "amount": route["amount"],
            "cost": route["cost"],
            "net_expected": route["net_expected"],
            "delay_days": route["delay_days"],
        }

    # === WHAT DECIDES === #

    def action_update(self):
        """Keep what a person says of the debtor, then compare again."""
        self.ensure_one()
        self.case_id.check_access("write")
        # sudo: a collector confirms facts of the case's customer and company; the
        # rights on the case were checked above
        case = self.case_id.sudo().with_company(self.company_id)
        known = self._read_facts(case)
        debtor = case.partner_id
        if (self.debtor_trader or False) != known["debtor_trader"]:
            debtor.relance_trader = self.debtor_trader
        if (self.company_trader or False) != known["company_trader"]:
            case.company_id.partner_id.relance_trader = self.company_trader
        if (self.contract_clause or False) != known["contract_clause"]:
            debtor.relance_contract_clause = self.contract_clause
        if self.cheque_unpaid_date != known["cheque_unpaid_date"]:
            case.cheque_unpaid_date = self.cheque_unpaid_date
        if self.court_id:
            self.court_id.sudo()._remember(debtor, self.company_id._relance_today())
        self._compare()
        return self._show()
