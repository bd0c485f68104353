from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelanceReplacement(models.Model):
    """A collector is away: somebody else works on the cases meanwhile.

    Nothing is reassigned: between the dates the replacement sees the cases and
    tasks of the absent collector as their own, and new tasks come to them.
    """

    _name = "relance.replacement"
    _description = "Holiday Replacement"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Away",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    replacement_id = fields.Many2one(
        "res.users",
        string="Replaced by",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.today)
    date_to = fields.Date(string="Until", required=True, help="Last day away.")
    note = fields.Char()
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The last day away is before the first one: correct the dates.",
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id <> replacement_id)",
        "Nobody replaces themselves: choose somebody else.",
    )

    # === COMPUTE METHODS === #

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for replacement in self:
            start, end = replacement.date_from, replacement.date_to
            replacement.is_current = bool(start and end and start <= today <= end)

    def _search_is_current(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("date_from", "<=", today), ("date_to", ">=", today)]

    def write(self, vals):
        """Nobody becomes the replacement of somebody else by changing their own."""
        result = super().write(vals)
        self.check_access("write")
        return result

    # === CONSTRAINTS === #

    @api.constrains("user_id", "date_from", "date_to")
    def _check_overlap(self):
        for replacement in self:
            if self.search_count(
                [
                    ("id", "!=", replacement.id),
                    ("user_id", "=", replacement.user_id.id),
                    ("date_from", "<=", replacement.date_to),
                    ("date_to", ">=", replacement.date_from),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s is already replaced during these days: change the"
                        " dates, or the other replacement.",
                        user=replacement.user_id.name,
                    )
                )

    @api.constrains("replacement_id")
    def _check_replacement(self):
        """Who replaces must be able to work on cases."""
        for user in self.replacement_id:
            if not user.has_group("relance_recouvrement.group_collector_own"):
                raise ValidationError(
                    self.env._(
                        "%(user)s has no right to work on cases: give the group"
                        " “Collector” first, or choose somebody else.",
                        user=user.name,
                    )
                )
