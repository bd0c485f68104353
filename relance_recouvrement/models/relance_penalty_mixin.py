from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..const import PENALTY_MODES
from ..tools.rates import Clause, semester_name


class RelancePenaltyMixin(models.AbstractModel):
    """The rate of late-payment penalties, agreed or not.

    A payment term says it before the customer, the customer before the company
    (``relance.engine.clause``). The law gives a floor to what contracts say and to
    nothing else: three times the legal rate (C. com. L441-10 II).
    """

    _name = "relance.penalty.mixin"
    _description = "Rate of Late-payment Penalties"

    relance_penalty_mode = fields.Selection(PENALTY_MODES, string="Late-payment rate")
    relance_penalty_rate = fields.Float(
        string="Contract rate (% a year)",
        digits=(5, 2),
        help="At least three times the legal rate (C. com. L441-10 II).",
    )

    @api.constrains("relance_penalty_mode", "relance_penalty_rate")
    def _check_relance_penalty_rate(self):
        # sudo: whoever writes the record, the rate is lawful
        fixed = self.sudo().filtered(lambda rec: rec.relance_penalty_mode == "fixed")
        floor = fixed and self._get_relance_floor()
        for record in fixed:
            rate = Decimal(f"{record.relance_penalty_rate:.2f}")
            if rate <= 0 or (floor and rate < floor.percent):
                raise ValidationError(record._describe_relance_floor(rate, floor))

    @api.model
    def _get_relance_floor(self):
        """The lowest contract rate today.

        :rtype: tools.rates.Rate, or None when no rate is known at all
        """
        today = self.env.company._relance_today()
        try:
            return (
                self.env["relance.rate"]._get_table().get_rate(today, Clause("legal3"))
            )
        except LookupError:
            return None

    def _describe_relance_floor(self, rate, floor):
        self.ensure_one()
        if not floor:
            return self.env._(
                "%(name)s: enter the contract rate, in percent a year.",
                name=self.display_name,
            )
        return self.env._(
            "%(name)s: a contract rate cannot be under %(floor)s %%, three times the"
            " legal rate of %(semester)s (C. com. L441-10 II), and this one is"
            " %(rate)s %%. Enter %(floor)s or more.",
            name=self.display_name,
            rate=formatLang(self.env, float(rate)),
            floor=formatLang(self.env, float(floor.percent)),
            semester=semester_name(floor.semester),
        )

    @api.model
    def _get_relance_under(self, rate):
        """Contract rates of a customer, a payment term or a company of the user that
        the floor of a semester makes unlawful.

        :param relance.rate rate: the semester; nothing when a later one is confirmed
        :return: records of several models
        :rtype: list
        """
        later = [("date_from", ">", rate.date_from), ("state", "=", "confirmed")]
        if rate.search_count(later, limit=1):
            return []
        domain = [
            ("relance_penalty_mode", "=", "fixed"),
            ("relance_penalty_rate", "<", rate.floor_rate - 0.001),
        ]
        return [
            record
            for name in ("res.company", "account.payment.term", "res.partner")
            for record in self.env[name].search(domain)
        ]
