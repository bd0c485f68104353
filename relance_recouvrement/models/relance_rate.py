from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from ..tools.rates import (
    ECB_POINTS,
    LEGAL_TIMES,
    MAX_RATE,
    RateTable,
    Semester,
    get_skipped,
    next_semester,
    semester_end,
    semester_name,
    semester_start,
)

DIGITS = (5, 2)
RATES = ("legal_individual", "legal_other", "ecb_rate")
# Older semesters come with the addon, from secondary tables; see their source.
TASK = "relance_recouvrement.activity_rates"
JO_DATE_FROM = date(2026, 7, 1)


class RelanceRate(models.Model):
    """Legal and ECB rates of a half-year, as published; the same for all companies.

    Penalties take the ECB's main refinancing rate in force on the first day of each
    semester (C. com. L441-10 II); the legal rate "in all other cases", that of
    professional creditors, is tripled for the floor of contract rates and owed by
    consumers (CMF L313-2, D313-1-A).
    """

    _name = "relance.rate"
    _description = "Legal and ECB Rates of a Semester"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from DESC"

    name = fields.Char(string="Semester", compute="_compute_name", store=True)
    date_from = fields.Date(
        string="First day",
        required=True,
        copy=False,
        tracking=True,
        default=lambda self: self._default_date_from(),
    )
    date_to = fields.Date(string="Last day", compute="_compute_date_to")
    legal_individual = fields.Float(
        string="Legal rate, individuals",
        digits=DIGITS,
        copy=False,
        tracking=True,
        help="In %. For claims of private individuals: never those of a company; kept"
        " for the record.",
    )
    legal_other = fields.Float(
        string="Legal rate, other cases",
        digits=DIGITS,
        copy=False,
        tracking=True,
        help="In %. That of professional creditors, whoever the debtor is.",
    )
    ecb_rate = fields.Float(
        string="ECB rate",
        digits=DIGITS,
        copy=False,
        tracking=True,
        help="In %. Main refinancing operations, in force on the first day of the"
        " semester.",
    )
    ecb_is_zero = fields.Boolean(
        string="Really 0 %",
        copy=False,
        tracking=True,
        help="Tells a rate of zero from one that nobody entered.",
    )
    source = fields.Char(
        copy=False,
        tracking=True,
        help="Order of the minister and page of the Banque de France or of the ECB.",
    )
    jo_date = fields.Date(
        string="Official Journal of",
        copy=False,
        tracking=True,
        help="Day on which the order that sets the legal rates was published.",
    )
    state = fields.Selection(
        [("missing", "To enter"), ("confirmed", "Confirmed")],
        default="missing",
        required=True,
        copy=False,
        tracking=True,
    )
    floor_rate = fields.Float(
        string="Floor of contract rates",
        digits=DIGITS,
        compute="_compute_derived",
        help="Three times the legal rate (C. com. L441-10 II).",
    )
    default_rate = fields.Float(
        string="Business debtors",
        digits=DIGITS,
        compute="_compute_derived",
        help="ECB rate + 10 points, when the contract says nothing.",
    )
    public_rate = fields.Float(
        string="Public bodies",
        digits=DIGITS,
        compute="_compute_derived",
        help="ECB rate + 8 points (CCP R2192-31).",
    )
    _date_from_unique = models.Constraint(
        "UNIQUE (date_from)", "This semester is already in the table of rates."
    )

    # === DEFAULTS AND COMPUTE METHODS === #

    def _default_date_from(self):
        """The semester that follows the last one entered."""
        last = self.search([], limit=1).date_from  # pylint: disable=no-search-all
        if last:
            return next_semester(last)
        return semester_start(fields.Date.context_today(self))

    @api.depends("date_from")
    def _compute_name(self):
        for rate in self:
            day = rate.date_from
            rate.name = day and semester_name(day)

    @api.depends("date_from")
    def _compute_date_to(self):
        for rate in self:
            rate.date_to = rate.date_from and semester_end(rate.date_from)

    @api.depends("legal_other", "ecb_rate", "ecb_is_zero")
    def _compute_derived(self):
        for rate in self:
            ecb_known = rate.ecb_rate or rate.ecb_is_zero
            rate.floor_rate = LEGAL_TIMES["legal3"] * rate.legal_other
            rate.default_rate = ecb_known and rate.ecb_rate + ECB_POINTS["ecb10"]
            rate.public_rate = ecb_known and rate.ecb_rate + ECB_POINTS["public"]

    # === CONSTRAINTS === #

    @api.constrains("date_from")
    def _check_semester(self):
        for rate in self:
            if rate.date_from != semester_start(rate.date_from):
                raise ValidationError(
                    self.env._(
                        "%(day)s is not the first day of a semester: enter 1 January"
                        " or 1 July.",
                        day=format_date(self.env, rate.date_from),
                    )
                )
        self._check_order()

    @api.model
    def _check_order(self, without=()):
        """No semester is skipped between the oldest and the newest.

        :param without: ids of the rows that are about to be deleted
        """
        rates = self.search([("id", "not in", list(without))], order="date_from")
        skipped = get_skipped(rates.mapped("date_from"))
        if skipped:
            raise ValidationError(
                self.env._(
                    "Semesters follow one another in the table of rates:"
                    " %(semesters)s would be skipped.",
                    semesters=", ".join(map(semester_name, skipped)),
                )
            )

    @api.constrains("legal_individual", "legal_other", "ecb_rate")
    def _check_range(self):
        for rate in self:
            for name in RATES:
                if not 0 <= rate[name] <= MAX_RATE:
                    raise ValidationError(
                        self.env._(
                            "%(semester)s: %(value)s is no %(field)s, which goes from"
                            " 0 to %(most)s, in percent a year: enter 2.62.",
                            semester=rate.name,
                            field=rate._get_label(name),
                            value=formatLang(self.env, rate[name]),
                            most=MAX_RATE,
                        )
                    )

    @api.constrains(
        "state",
        "date_from",
        "source",
        "jo_date",
        "ecb_is_zero",
        "legal_other",
        "ecb_rate",
    )
    def _check_complete(self):
        for rate in self.filtered(lambda rate: rate.state == "confirmed"):
            missing = rate._get_missing_fields()
            if missing:
                raise ValidationError(
                    self.env._(
                        "The rates of %(semester)s cannot be confirmed without:"
                        " %(fields)s.",
                        semester=rate.name,
                        fields=", ".join(missing),
                    )
                )

    def _get_missing_fields(self):
        """Labels of what a confirmed semester needs and this one lacks.

        :rtype: list(str)
        """
        self.ensure_one()
        needed = {
            "legal_other": self.legal_other,
            "ecb_rate": self.ecb_rate or self.ecb_is_zero,
            "source": (self.source or "").strip(),
            "jo_date": self.jo_date or self.date_from < JO_DATE_FROM,
        }
        return [self._get_label(name) for name, known in needed.items() if not known]

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if self.filtered(lambda rate: rate.state == "confirmed"):
            raise UserError(
                self.env._(
                    "Confirmed rates stay in the table: interest was computed with"
                    " them. To change one, correct it."
                )
            )
        self._check_order(without=self.ids)

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "confirmed":
            self._set_confirmed()
        return result

    def _set_confirmed(self):
        """Nobody has to enter them any more; what they forbid is told."""
        self.activity_feedback([TASK])
        for rate in self:
            under = self.env["relance.penalty.mixin"]._get_relance_under(rate)
            if under:
                rate.message_post(body=rate._describe_under(under))

    def _describe_under(self, records):
        return self.env._(
            "Contract rates under the floor of %(floor)s %%: %(names)s. A clause under"
            " three times the legal rate is unlawful (C. com. L441-10 II): review it.",
            floor=formatLang(self.env, self.floor_rate),
            names=", ".join(record.display_name for record in records),
        )

    # === ACTION METHODS === #

    def action_confirm(self):
        """The rates were checked against their source: interest may use them.

        :raise ValidationError: when something is missing
        :raise AccessError: when the user is no manager
        """
        self.check_access("write")
        self.state = "confirmed"

    def action_correct(self):
        """Open confirmed rates again; until they are confirmed, they are missing."""
        self.check_access("write")
        self.state = "missing"

    # === BUSINESS METHODS === #

    @api.model
    def _get_table(self):
        """The table of all the semesters, for ``tools.rates``; one query.

        :rtype: RateTable
        """
        self.flush_model(["date_from", "ecb_rate", "legal_other", "state"])
        # sudo is not needed: a query reads the published rates for whoever computes;
        # the text keeps the two decimals exact.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT date_from, ecb_rate::text, legal_other::text, state
                  FROM relance_rate
                """
            )
        )
        return RateTable(
            Semester(day, Decimal(ecb or 0), Decimal(legal or 0), state == "confirmed")
            for day, ecb, legal, state in rows
        )

    @api.model
    def _get_unconfirmed(self, days):
        """First days of the semesters of ``days`` that nobody confirmed.

        :param days: dates
        :rtype: list(date)
        """
        starts = {semester_start(day) for day in days}
        # sudo: rates are published; who computes need not read the table
        known = self.sudo().search(
            [("date_from", "in", list(starts)), ("state", "=", "confirmed")]
        )
        return sorted(starts - set(known.mapped("date_from")))

    @api.model
    def _check_confirmed(self, days):
        """Refuse a document or an entry that would rest on provisional rates.

        :param days: dates whose semesters give the rates
        :raise UserError: names the semesters without confirmed rates, and the menu
        """
        missing = self._get_unconfirmed(days)
        if missing:
            raise UserError(
                self.env._(
                    "The rates of %(semesters)s are not confirmed: the amounts would be"
                    " provisional. A manager enters the rates, their source and the"
                    " date of the Official Journal in Invoicing ▸ Configuration ▸"
                    " Collection ▸ Rates.",
                    semesters=", ".join(map(semester_name, missing)),
                )
            )
