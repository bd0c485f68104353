import ast
import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.scenario import Scenario
from ..tools.schedule import equivalent_rank

_logger = logging.getLogger(__name__)


class RelanceScenario(models.Model):
    """An ordered list of levels for a kind of customer.

    The first scenario whose customer rule matches is used; the last one should
    have an empty rule and catch everybody.
    """

    _name = "relance.scenario"
    _description = "Dunning Scenario"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: shared by all companies."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    partner_domain = fields.Char(
        string="Customers",
        default="[]",
        required=True,
        help="Rule on the commercial partner. Empty rule: all customers.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        domain="[('share', '=', False)]",
        help="Proposed on new cases; otherwise the customer's salesperson.",
    )
    progression = fields.Selection(
        [
            ("step", "One level after the other"),
            ("catch_up", "Level of the age of the debt"),
        ],
        default="step",
        required=True,
        help="By age, a customer starts at the highest level whose delay has"
        " passed, never beyond the last notice.",
    )
    min_contact_days = fields.Integer(
        string="Days between contacts",
        default=5,
        help="Days without any new reminder after a successful contact.",
    )
    min_amount = fields.Monetary(
        string="Minimum balance", help="Below it, no overdue reminder leaves."
    )
    min_line_amount = fields.Monetary(
        string="Minimum line",
        default=15.0,
        help="A smaller item is listed with others and never triggers a reminder.",
    )
    level_ids = fields.One2many("relance.level", "scenario_id", copy=True)
    case_count = fields.Integer(compute="_compute_case_count")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for scenario in self:
            company = scenario.company_id or self.env.company
            scenario.currency_id = company.currency_id

    def _compute_case_count(self):
        counts = dict(
            self.env["relance.case"]._read_group(
                [("scenario_id", "in", self.ids)], ["scenario_id"], ["__count"]
            )
        )
        for scenario in self:
            scenario.case_count = counts.get(scenario, 0)

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for scenario in self:
            try:
                self.env["res.partner"]._search(scenario._get_partner_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The customer rule of the scenario “%(name)s” cannot be read:"
                        " rebuild it with the editor. (%(error)s)",
                        name=scenario.name,
                        error=error,
                    )
                ) from error

    @api.constrains("min_contact_days", "min_amount", "min_line_amount")
    def _check_positive(self):
        for scenario in self:
            if (
                min(
                    scenario.min_contact_days,
                    scenario.min_amount,
                    scenario.min_line_amount,
                )
                < 0
            ):
                raise ValidationError(
                    self.env._("Delays and minimum amounts cannot be negative.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered("case_count")
        if used:
            raise ValidationError(
                self.env._(
                    "The scenario “%(name)s” is used by cases: archive it, its cases"
                    " move to the scenario that matches them at the next run.",
                    name=used[0].name,
                )
            )
        levels = self.with_context(active_test=False).level_ids
        levels._unlink_except_used()

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=scenario.name))
            for scenario, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_view_cases(self):
        """Open the cases that follow this scenario."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_case_action"
        )
        action["domain"] = [("scenario_id", "=", self.id)]
        return action

    # === RULES FOR THE ENGINE === #

    def _get_partner_domain(self):
        self.ensure_one()
        return Domain(ast.literal_eval(self.partner_domain or "[]"))

    def _get_rules(self):
        """The scenario as the pure schedule knows it.

        :rtype: odoo.addons.relance_recouvrement.tools.scenario.Scenario
        """
        self.ensure_one()
        levels = self.level_ids.filtered("active").sorted()
        return Scenario(
            levels=tuple(level._get_rules(rank) for rank, level in enumerate(levels)),
            progression=self.progression,
            min_contact_days=self.min_contact_days,
            min_amount=self.min_amount,
            min_line_amount=self.min_line_amount,
        )

    @api.model
    def _assign(self, company, partner_ids):
        """The scenario of each customer: its own, else the first that matches.

        :param res.company company: root company
        :param list partner_ids: commercial partners
        :return: ``{partner id: scenario id}``; a customer without any is left out
        :rtype: dict
        """
        partners = (
            self.env["res.partner"]
            .with_company(company)
            .with_context(active_test=False)
        )
        left = set(partner_ids)
        own = partners.search(
            [("id", "in", partner_ids), ("relance_scenario_id.active", "=", True)]
        )
        assigned = {partner.id: partner.relance_scenario_id.id for partner in own}
        left.difference_update(assigned)
        scenarios = self.search([("company_id", "in", [False, company.id])])
        assigned.update(scenarios._match(partners, left))
        return assigned

    def _match(self, partners, ids):
        """The first of these scenarios whose customer rule takes each partner.

        When a rule cannot be evaluated, the customers left keep their scenario rather
        than get the next one's texts.

        :param res.partner partners: none, with the company and context of the search
        :param set ids: commercial partners
        :return: ``{partner id: scenario id}``
        :rtype: dict
        """
        found, scenario = {}, self.browse()
        try:
            with self.env.cr.savepoint():
                for scenario in self:
                    left = ids - found.keys()
                    domain = scenario._get_partner_domain()
                    if left and not domain.is_true():
                        left = partners._search(domain & Domain("id", "in", list(left)))
                    found.update(dict.fromkeys(left, scenario.id))
        except Exception:
            _logger.exception("scenario %s: its customer rule is broken", scenario.id)
        return found

    def _move_levels(self, cases, scenario):
        """Cases change from this scenario to ``scenario``: keep what was reached.

        Each line takes over the level of the new scenario that stands for the
        delay of the one it had; the change is logged on the case.
        """
        if not self:
            return
        new_levels = scenario.level_ids.filtered("active").sorted()
        rules = [level._get_rules(rank) for rank, level in enumerate(new_levels)]
        lines = cases.line_ids.filtered("level_id")
        for level, grouped in lines.grouped("level_id").items():
            rank = equivalent_rank(level.delay_days, rules)
            kept = new_levels[rank] if rank >= 0 else new_levels.browse()
            for day, same_day in grouped.grouped("level_date").items():
                same_day.write({"start_level_id": kept.id, "start_date": day})
        cases._message_log_batch(
            bodies={
                case.id: self.env._(
                    "Scenario changed from “%(old)s” to “%(new)s”; the levels reached"
                    " are kept by their delay.",
                    old=self.name,
                    new=scenario.name,
                )
                for case in cases
            }
        )
