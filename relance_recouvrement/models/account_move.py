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
