from odoo import api, fields, models


class RelanceLimitationCaseMixin(models.AbstractModel):
    """The acts that interrupt the limitation of a case, and its nearest date."""

    _name = "relance.limitation.case.mixin"
    _description = "Limitation of a Case"

    interruption_ids = fields.One2many(
        "relance.interruption", "case_id", string="Acts on limitation"
    )
    limitation_line_ids = fields.One2many(
        "relance.case.line",
        "case_id",
        domain=[("closed_date", "=", False), ("amount_residual", ">", 0)],
    )
    limitation_date = fields.Date(
        string="Limitation",
        compute="_compute_limitation",
        help="Last day to act in court on the item that is time-barred first.",
    )
    limitation_warning = fields.Text(compute="_compute_limitation")

    @api.depends("line_ids.limitation_date", "interruption_ids.state")
    def _compute_limitation(self):
        for case in self:
            lines = case.limitation_line_ids.filtered("limitation_date")
            barred = lines.filtered(lambda line: line.limitation_state == "barred")
            days = (lines - barred).mapped("limitation_date")
            case.limitation_date = min(days, default=False)
            case.limitation_warning = case._get_limitation_warning(barred)

    def _get_limitation_warning(self, barred):
        """Which items are time-barred, and what that means for their customer."""
        if not barred:
            return False
        names = ", ".join(line.move_name or "" for line in barred)
        if all(line.hold == "time_barred" for line in barred):
            return self.env._(
                "Time-barred, nothing of it is claimed any more: %(documents)s.",
                documents=names,
            )
        return self.env._(
            "Time-barred, the customer may refuse to pay it: %(documents)s.",
            documents=names,
        )

    def action_new_interruption(self):
        """Record what interrupts the limitation of what this case owes."""
        self.ensure_one()
        self.check_access("write")
        lines = self.limitation_line_ids
        alive = lines.filtered(lambda line: line.limitation_state != "barred")
        return self.env["relance.interruption"]._open(self, alive or lines)
