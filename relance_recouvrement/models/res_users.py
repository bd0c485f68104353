from odoo import api, fields, models


class ResUsers(models.Model):
    """Who replaces whom among the collectors."""

    _inherit = "res.users"

    relance_stand_in_ids = fields.Many2many(
        "res.users",
        string="Replaced today by",
        compute="_compute_relance_stand_in_ids",
        search="_search_relance_stand_in_ids",
        help="Who works on the cases of this user today.",
    )

    def write(self, vals):
        """The disputes that somebody who leaves had to answer find who does it."""
        leaving = self.filtered("active") if vals.get("active") is False else self[:0]
        result = super().write(vals)
        if leaving:
            # sudo: an administrator of users may see no dispute
            disputes = self.env["relance.dispute"].sudo()
            disputes._find_substitutes(leaving)
        return result

    def _compute_relance_stand_in_ids(self):
        # sudo: who replaces whom is no secret among collectors
        replacements = self.env["relance.replacement"].sudo()
        found = replacements.search(
            [("user_id", "in", self.ids), ("is_current", "=", True)]
        ).grouped("user_id")
        for user in self:
            user.relance_stand_in_ids = found.get(user, replacements).replacement_id

    @api.model
    def _search_relance_stand_in_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as in the compute
        replacements = self.env["relance.replacement"].sudo()
        found = replacements._search(
            [("replacement_id", "in", list(value)), ("is_current", "=", True)]
        )
        return [("id", "in", found.subselect("user_id"))]

    def _relance_replaced(self):
        """Users whom this one replaces today.

        :rtype: res.users
        """
        # sudo: who replaces whom is no secret among collectors
        replacements = self.env["relance.replacement"].sudo()
        return replacements.search(
            [("replacement_id", "in", self.ids), ("is_current", "=", True)]
        ).user_id

    def _relance_stand_in(self, day=None):
        """Who does this user's tasks on ``day``: the user, or who replaces them.

        :param date day: default, today
        :rtype: res.users
        """
        self.ensure_one()
        day = day or fields.Date.context_today(self)
        # sudo: who replaces whom is no secret among collectors
        replacement = (
            self.env["relance.replacement"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.id),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                ],
                limit=1,
            )
        )
        return replacement.replacement_id.sudo(self.env.su) or self
