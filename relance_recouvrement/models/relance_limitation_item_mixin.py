from odoo import api, fields, models

LIMITATION_STATES = [
    ("running", "Running"),
    ("near", "Near"),
    ("barred", "Time-barred"),
]


class RelanceLimitationItemMixin(models.AbstractModel):
    """The limitation of an item, counted when it is read: nothing is stored."""

    _name = "relance.limitation.item.mixin"
    _description = "Limitation of an Item"

    limitation_date = fields.Date(
        string="Limitation",
        compute="_compute_limitation",
        help="Last day to act in court: the item is time-barred from the day after."
        " Counted from the earliest of the delivery and the invoice; a letter, even"
        " registered, never interrupts it.",
    )
    limitation_due_date = fields.Date(
        string="From the due date",
        compute="_compute_limitation",
        help="For information: the same, counted from the due date.",
    )
    limitation_state = fields.Selection(
        LIMITATION_STATES, compute="_compute_limitation"
    )
    limitation_basis = fields.Char(
        string="How it is counted", compute="_compute_limitation"
    )
    limitation_act_id = fields.Many2one(
        "relance.interruption",
        string="Interrupted by",
        compute="_compute_limitation",
    )

    @api.depends("invoice_date", "date_maturity", "closed_date")
    def _compute_limitation(self):
        owed = self._origin.filtered(lambda line: not line.closed_date)
        # sudo: the engine reads the invoice and the settings of a seen item
        engine = self.env["relance.engine.limitation"].sudo()
        clocks = engine._get_clocks(owed.ids)
        today = fields.Date.context_today(self)
        for line in self:
            clock = clocks.get(line._origin.id)
            line.limitation_date = clock and clock.day
            line.limitation_due_date = clock and clock.due_day
            line.limitation_state = clock and engine._get_state(clock, today)
            line.limitation_basis = clock and engine._describe(clock)
            line.limitation_act_id = clock and clock.act and clock.act.id

    def action_record_interruption(self):
        """Record what interrupts the limitation of these items of one case."""
        self.case_id.check_access("write")
        return self.env["relance.interruption"]._open(self.case_id, self)
