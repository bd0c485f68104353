from odoo import fields, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "relance.item.mixin"]

    relance_line_ids = fields.One2many(
        "relance.case.line",
        "move_line_id",
        groups="relance_recouvrement.group_user",
    )

    def _relance_late_interest(self, until):
        """Late-payment interest and flat indemnity of these items on a day.

        :param date until: last day that counts
        :return: of one item, ``{amount, indemnity, segments, provisional, ...}``; of
            several, one such dict by id: see ``relance.engine.interest._compute``
        :rtype: dict
        :raise UserError: when no rate at all is confirmed
        """
        self.check_access("read")
        result = self.env["relance.engine.interest"]._compute(self.ids, until)
        return result[self.id] if len(self) == 1 else result
