from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import FEE_COURTS, PROCEDURE_COSTS
from ..tools.route_fees import Fee

# Kinds of court of ``tools.route_choice`` behind each condition.
COURTS = {
    "commercial": ("tc", "tae"),
    "tae": ("tae",),
    "civil": ("tj", "jcp"),
    "administrative": ("ta",),
}
BOUNDS = ("amount_from", "amount_to", "minimum", "maximum", "fixed")


class RelanceProcedureFee(models.Model):
    """One line of what a route costs: a fixed sum, a percentage, or both, between two
    amounts and two ages of the debt, on the days it is in force.

    Amounts are in euros. The lines of a company replace the general ones of the same
    route and kind of cost: its own agreement with its agency or its lawyer.
    """

    _name = "relance.procedure.fee"
    _description = "Fee of a Route"
    _order = "type_id, sequence, id"

    type_id = fields.Many2one(
        "relance.procedure.type",
        string="Route",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    kind = fields.Selection(PROCEDURE_COSTS, default="other", required=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        domain="[('parent_id', '=', False)]",
        help="Empty: every company that has none of its own.",
    )
    euro_id = fields.Many2one(related="type_id.euro_id")
    fixed = fields.Monetary(string="Fixed sum", currency_field="euro_id")
    percent = fields.Float(string="Percentage", digits=(6, 3))
    basis = fields.Selection(
        [("claimed", "What is claimed"), ("recovered", "What comes back")],
        string="Of",
        default="claimed",
        required=True,
    )
    by_tranche = fields.Boolean(
        string="Each part at its rate",
        help="The percentage is of the part between both amounts; else of the whole,"
        " which lies between them.",
    )
    amount_from = fields.Monetary(
        string="Above", currency_field="euro_id", help="This amount excluded."
    )
    amount_to = fields.Monetary(
        string="Up to", currency_field="euro_id", help="Included. 0: no end."
    )
    age_from = fields.Integer(string="From (days)", help="Since the oldest due date.")
    age_to = fields.Integer(string="Until (days)", help="0: no end.")
    minimum = fields.Monetary(
        currency_field="euro_id", help="Least that the percentage comes to."
    )
    maximum = fields.Monetary(
        currency_field="euro_id",
        help="Most that the percentage comes to. 0: no ceiling.",
    )
    court = fields.Selection(FEE_COURTS, help="Owed before this court only.")
    headcount = fields.Integer(
        string="Employees",
        help="Owed by companies that employ at least so many people.",
    )
    borne_by = fields.Selection(
        [("creditor", "Us"), ("debtor", "The debtor")],
        default="creditor",
        required=True,
    )
    valid_from = fields.Date(string="In force from")
    valid_to = fields.Date(string="In force until")
    source = fields.Char(required=True, help="Article, tariff or agreement.")
    checked_date = fields.Date(
        string="Checked on", required=True, default=fields.Date.context_today
    )
    indicative = fields.Boolean(
        help="An order of magnitude, shown as such: the real figure is asked first."
    )

    _amounts_idx = models.Index("(type_id, company_id)")

    @api.constrains(*BOUNDS, "percent", "age_from", "age_to", "headcount")
    def _check_figures(self):
        for fee in self:
            figures = [fee[name] for name in (*BOUNDS, "percent", "age_from", "age_to")]
            if min(*figures, fee.headcount) < 0:
                raise ValidationError(
                    self.env._("%(fee)s: no figure is negative.", fee=fee.name)
                )
            if fee.amount_to and fee.amount_to <= fee.amount_from:
                raise ValidationError(
                    self.env._(
                        "%(fee)s: the lower amount comes before the higher one.",
                        fee=fee.name,
                    )
                )
            if fee.age_to and fee.age_to < fee.age_from:
                raise ValidationError(
                    self.env._("%(fee)s: ages go from low to high.", fee=fee.name)
                )

    @api.constrains("valid_from", "valid_to")
    def _check_days(self):
        for fee in self:
            if fee.valid_to and fee.valid_from and fee.valid_to < fee.valid_from:
                raise ValidationError(
                    self.env._(
                        "%(fee)s ends before it starts: correct its dates.",
                        fee=fee.name,
                    )
                )

    # === SCHEDULE === #

    @api.model
    def _get_schedule(self, company):
        """Lines that bind a company, by route.

        :param res.company company: root company
        :return: ``{type id: [Fee]}``
        :rtype: dict
        """
        # sudo: settings, read for whoever compares routes
        fees = self.sudo().search(
            [("company_id", "in", [False, company.root_id.id])],
            order="sequence, id",
        )
        own = {(fee.type_id, fee.kind) for fee in fees if fee.company_id}
        schedule = {}
        for fee in fees:
            if fee.company_id or (fee.type_id, fee.kind) not in own:
                schedule.setdefault(fee.type_id.id, []).append(fee._as_fee())
        return schedule

    def _as_fee(self):
        self.ensure_one()
        names = ("name", "kind", "fixed", "percent", "basis", "by_tranche")
        names += ("amount_from", "amount_to", "age_from", "age_to")
        names += ("minimum", "maximum", "headcount", "borne_by", "indicative")
        return Fee(
            **{name: self[name] for name in names},
            courts=COURTS.get(self.court, ()),
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
            source=self.source or "",
            key=self.id,
        )
