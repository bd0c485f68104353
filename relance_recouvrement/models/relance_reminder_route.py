from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import ROUTES
from ..tools.routes import Claim, get_possible, get_refusal, get_sentence


class RelanceReminderRoute(models.AbstractModel):
    """What a formal notice announces: one route, really open against the debtor."""

    _name = "relance.reminder.route"
    _description = "Announced Route of a Reminder"

    chosen_route = fields.Selection(
        ROUTES,
        readonly=True,
        copy=False,
        help="By a person, or as announced once it left; else the level's.",
    )
    route = fields.Selection(
        ROUTES,
        string="Next step announced",
        compute="_compute_route",
        inverse="_inverse_route",
        help="What follows if nothing is paid. Only what is possible against this"
        " debtor can be chosen.",
    )
    possible_routes = fields.Json(compute="_compute_route")
    route_text = fields.Char(compute="_compute_route_text")
    consequence_text = fields.Char(compute="_compute_route_text")

    # no dependency on amounts: they are computed when read
    @api.depends("chosen_route", "level_id", "partner_id", "regime")
    def _compute_route(self):
        notices = self.filtered(lambda rem: rem.stage == "formal_notice")
        disputed = notices._get_disputed()
        limits = notices._get_route_limits()
        for reminder in self:
            possible = []
            route = reminder.chosen_route
            if reminder in notices and not reminder.frozen_date:
                possible = get_possible(reminder._get_route_claim(disputed), limits)
                usual = reminder.level_id.route
                route = route or (usual if usual in possible else False)
            reminder.route = route
            # an empty list would reach the screen as False, which it cannot read
            reminder.possible_routes = possible or [""]

    @api.depends("regime", "route")
    def _compute_route_text(self):
        for reminder in self:
            text = reminder.route and get_sentence(reminder.route, reminder.regime)
            usual = reminder.level_id.announced_consequence
            notice = reminder.stage == "formal_notice"
            reminder.route_text = text
            reminder.consequence_text = text if notice else usual

    def _inverse_route(self):
        self.case_id.check_access("write")
        disputed = self._get_disputed()
        for reminder in self:
            reminder._check_route(reminder.route, disputed)
            # sudo: the route is engine-kept; rights were checked above
            reminder.sudo().chosen_route = reminder.route

    def _check_route(self, route, disputed):
        """
        :raise UserError: when the route is not possible, with the reason
        """
        claim, limits = self._get_route_claim(disputed), self._get_route_limits()
        reason = route and get_refusal(route, claim, limits)
        if reason:
            raise UserError(
                self.env._(
                    "“%(route)s” cannot be announced: %(reason)s.",
                    route=dict(ROUTES)[route],
                    reason=reason,
                )
            )

    def _get_route_refusal(self):
        """Why what the notice announces is not possible, or an empty string."""
        if not self.route:
            return ""
        claim = self._get_route_claim(self._get_disputed())
        return get_refusal(self.route, claim, self._get_route_limits())

    def _get_route_limits(self):
        """Thresholds of the law, kept on the types of procedure."""
        return self.env["relance.procedure.type"]._get_limits() if self else {}

    def _get_route_claim(self, disputed):
        # sudo: who confirms a reminder need not read the customer's tab
        partner = self.partner_id.sudo()
        return Claim(
            regime=self.regime,
            amount=self.amount_claimed,
            disputed=self in disputed,
            country=partner.country_id.code or "FR",
            is_company=partner.is_company,
            debtor_trader=partner.relance_trader or "",
        )

    def _get_disputed(self):
        """Those of these reminders whose items are contested, in part or whole."""
        # sudo: what is contested binds who does not see the dispute
        lines = self.env["relance.dispute.line"].sudo()
        lines = lines.search(
            [
                ("case_line_id", "in", self.line_ids.case_line_id.ids),
                ("dispute_id.is_holding", "=", True),
            ]
        )
        contested = lines.case_line_id
        return self.filtered(lambda rem: rem.line_ids.case_line_id & contested)
