from odoo import api, fields, models


class RelanceRouteChoiceLine(models.TransientModel):
    """One route on its card."""

    _name = "relance.route.choice.line"
    _description = "Route Compared"
    _order = "sequence, id"

    choice_id = fields.Many2one(
        "relance.route.choice", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    type_id = fields.Many2one("relance.procedure.type", readonly=True)
    currency_id = fields.Many2one(related="choice_id.currency_id")
    data = fields.Json(readonly=True)
    eligible = fields.Boolean(readonly=True)
    recommended = fields.Boolean(readonly=True)
    may_write = fields.Boolean(related="choice_id.may_write")
    amount = fields.Monetary(string="Claimed", readonly=True)
    cost = fields.Monetary(string="Costs left to us", readonly=True)
    net_expected = fields.Monetary(string="Net expected", readonly=True)
    delay_days = fields.Integer(string="Usual duration (days)", readonly=True)
    card = fields.Html(compute="_compute_card", sanitize=False)

    @api.depends("data")
    def _compute_card(self):
        for line in self:
            line.card = self.env["ir.qweb"]._render(
                "relance_recouvrement.route_card",
                {"route": line.data, "money": line.currency_id.format},
            )

    def action_open(self):
        """Prepare the procedure of this route, its items and its court filled in.

        :raise UserError: when the route was closed meanwhile
        """
        self.ensure_one()
        choice, code = self.choice_id, self.type_id.code
        case = choice.case_id
        # read again: the ledger may have changed since the cards were shown
        route = next(row for row in case._get_routes() if row["code"] == code)
        court = choice.court_id
        if court.kind != route["court_kind"]:
            court = court.browse()
        procedure = case._open_route(route, court)
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.procedure",
            "res_id": procedure.id,
            "view_mode": "form",
        }
