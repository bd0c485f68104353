from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = [
        "account.move",
        "relance.item.mixin",
        "relance.case.link.mixin",
        "relance.debt.nature.mixin",
    ]

    relance_line_ids = fields.One2many(
        "relance.case.line", "move_id", groups="relance_recouvrement.group_user"
    )

    relance_factor_id = fields.Many2one(
        "res.partner",
        string="Factor",
        compute="_compute_relance_factor_id",
        compute_sudo=True,
        help="Who bought the debt; named on the invoice.",
    )

    relance_booking_ids = fields.One2many(
        "relance.doubtful.booking",
        "move_id",
        groups="relance_recouvrement.group_manager",
    )
    relance_charge_count = fields.Integer(
        compute="_compute_relance_charge_count",
        groups="relance_recouvrement.group_user",
    )

    @api.depends("relance_line_ids.hold", "relance_line_ids.factor_id")
    def _compute_relance_factor_id(self):
        for move in self:
            sold = move.relance_line_ids.filtered(lambda line: line.hold == "assigned")
            move.relance_factor_id = sold.factor_id[:1]

    def _field_to_sql(self, alias, fname, query=None):
        """Group invoices by level without storing the level on them."""
        if fname == "relance_level_id":
            return SQL(
                """(
                    SELECT line.level_id
                      FROM relance_case_line line
                      JOIN relance_level level ON level.id = line.level_id
                     WHERE line.move_id = %s
                  ORDER BY level.sequence DESC
                     LIMIT 1
                )""",
                SQL.identifier(alias, "id"),
            )
        return super()._field_to_sql(alias, fname, query)

    def action_relance_call(self):
        """Open the call sheet of the invoice's customer."""
        self.ensure_one()
        return self.relance_case_id.action_open_call_sheet()

    def action_relance_hold(self):
        """Hold these invoices: excluded, or assigned to a factor."""
        # sudo: the engine reads the ledger of the whole company
        engine = self.env["relance.engine"].sudo()
        for company, invoices in self.grouped("company_id").items():
            engine._follow(company.root_id, invoices.commercial_partner_id)
        self.invalidate_recordset(["relance_line_ids"])
        lines = self.relance_line_ids.filtered(lambda line: not line.closed_date)
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing to hold: the invoice is paid, not posted or not followed."
                )
            )
        return self.env["relance.case.hold"]._open(lines=lines)

    # === CHARGES === #

    def _compute_relance_charge_count(self):
        for move in self:
            move.relance_charge_count = len(move._relance_get_charges())

    def _relance_get_charges(self):
        """Charges that the document bears, and those it books."""
        charges = self.env["relance.charge"]
        if not self.ids:
            return charges
        return charges.search(
            [
                "|",
                ("invoice_id", "in", self.ids),
                ("booking_ids.move_id", "in", self.ids),
            ]
        )

    def action_relance_charges(self):
        """Open the interest, indemnities and costs of the document."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_charge_action"
        )
        action["domain"] = [("id", "in", self._relance_get_charges().ids)]
        action["context"] = {}
        return action

    # === DOUBTFUL DEBTS === #

    def _post(self, soft=True):
        """Entries of doubtful debts are checked, then matched with what they settle."""
        # sudo: who posts may not work on collection
        bookings = self.env["relance.doubtful.booking"].sudo()
        bookings = bookings.search([("move_id", "in", self.ids)])
        bookings._check_before_post()
        posted = super()._post(soft)
        done = bookings.filtered(lambda booking: booking.move_id in posted)
        done._settle()
        undone = bookings.search([("move_id", "in", posted.reversed_entry_id.ids)])
        cases = (done | undone).case_id
        if cases:
            cases._refresh()
        return posted

    def button_draft(self):
        """Odoo leaves what is back to draft matched: an entry of doubtful debts then
        settles nothing any more."""
        result = super().button_draft()
        # sudo: as in _post
        bookings = self.env["relance.doubtful.booking"].sudo()
        bookings.search([("move_id", "in", self.ids)])._unsettle()
        return result

    def action_view_relance_bookings(self):
        """Open what the entry does for a doubtful debt."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_doubtful_booking_action"
        )
        action["domain"] = [("move_id", "=", self.id)]
        action["context"] = {}
        if len(self.relance_booking_ids) == 1:
            action.update(
                res_id=self.relance_booking_ids.id,
                views=[(False, "form")],
                view_mode="form",
            )
        return action

    def _relance_open_entries(self):
        """Action that opens these entries: the form of one, the list of several."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of doubtful debts"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("account.view_move_tree").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", self.ids)],
            "context": {"create": False},
        }
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")], view_mode="form")
        return action
