from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..tools.routes import Limits


class RelanceRouteTypeMixin(models.AbstractModel):
    """What decides of a route, as data: thresholds of the law, usual success, fees.

    Amounts are in euros, as the law writes them, whatever the company counts in.
    """

    _name = "relance.route.type.mixin"
    _description = "Route: Thresholds, Success and Fees"

    euro_id = fields.Many2one("res.currency", compute="_compute_euro_id")
    amount_max = fields.Monetary(
        string="Highest claim",
        currency_field="euro_id",
        help="Interest included. 0: no ceiling.",
    )
    amicable_until = fields.Monetary(
        string="Amicable attempt up to",
        currency_field="euro_id",
        help="Before a civil court, up to this claim, conciliation or mediation is"
        " tried first (CPC 750-1). 0: never.",
    )
    limit_source = fields.Char(string="Source of the thresholds")
    limit_date = fields.Date(string="Thresholds checked on")
    success_percent = fields.Float(
        string="Usual success (%)",
        digits=(5, 2),
        help="Part of what is claimed that usually comes back this way. Put your own"
        " figures as soon as you have some.",
    )
    success_source = fields.Char(string="Source of the success")
    success_date = fields.Date(string="Success checked on")
    fee_ids = fields.One2many(
        "relance.procedure.fee", "type_id", string="Fees", copy=True
    )

    def _compute_euro_id(self):
        self.euro_id = self.env.ref("base.EUR")

    @api.constrains("success_percent")
    def _check_success_percent(self):
        if any(not 0 <= route.success_percent <= 100 for route in self):
            raise ValidationError(
                self.env._("The usual success is a percentage, from 0 to 100.")
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache()
    def _get_limits(self):
        """Thresholds of the routes, as the law has them today. Read once: reminders
        ask for them at night.

        :return: ``{code: routes.Limits}``
        :rtype: dict
        """
        # sudo: settings, read for whoever chooses a route
        routes = self.env["relance.procedure.type"].sudo()
        routes = routes.with_context(active_test=False).search([("code", "!=", False)])
        return {
            route.code: Limits(
                route.amount_max, route.amicable_until, route.allows_dispute
            )
            for route in routes
        }
