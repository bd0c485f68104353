from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..const import CHARGE_DOCUMENTS


def describe(amounts):
    """The charges with their customer, and their total when they are several.

    :param dict amounts: ``{relance.charge: amount}``
    :return: one line by charge, then one by currency
    :rtype: str
    """
    lines, totals = [], {}
    for charge, amount in amounts.items():
        currency = charge.currency_id
        totals[currency] = totals.get(currency, 0.0) + amount
        what = f"{charge.partner_id.name}, {charge.display_name}"
        lines.append(f"{what} : {currency.format(amount)}")
    if len(lines) > 1:
        total = charge.env._("Total")
        lines += [f"{total} : {unit.format(sums)}" for unit, sums in totals.items()]
    return "\n".join(lines)


class RelanceChargeBook(models.TransientModel):
    """Charges become a debit note or an entry, without VAT."""

    _name = "relance.charge.book"
    _description = "Invoice Charges"

    charge_ids = fields.Many2many("relance.charge", string="Charges", required=True)
    document = fields.Selection(CHARGE_DOCUMENTS, default="note", required=True)
    date = fields.Date(
        string="Date of the document",
        required=True,
        default=lambda self: self._default_date(),
    )
    until_date = fields.Date(
        string="Interest until",
        required=True,
        default=lambda self: self._default_date(),
        help="Last day that counts.",
    )
    post = fields.Boolean(
        string="Post at once", help="Else drafts, for accounting to read again."
    )
    summary = fields.Text(compute="_compute_summary")

    @api.model
    def _default_date(self):
        return self.env.company._relance_today()

    @api.depends("charge_ids", "until_date")
    def _compute_summary(self):
        # sudo: the engine reads the ledger; the charges are those the user sees
        entry = self.env["relance.engine.charge.entry"].sudo()
        for wizard in self:
            found = entry._get_amounts(
                wizard.charge_ids._origin.sudo(),
                wizard.until_date or fields.Date.today(),
            )
            wizard.summary = describe(
                {charge: amount for charge, (amount, _values) in found.items()}
            )

    def action_book(self):
        """Make the documents and open them.

        :raise AccessError: naming the missing right
        """
        self.ensure_one()
        self._check_may_book()
        charges = self.charge_ids
        charges.case_id.check_access("write")
        moves = self.env["relance.engine.charge.entry"]._book(
            charges, self.until_date, self.date, self.document, self.post
        )
        for case, rows in charges.grouped("case_id").items():
            made = rows.booking_ids.move_id & moves
            case._message_log(
                body=self.env._(
                    "Interest and indemnities invoiced: %(documents)s",
                    documents=", ".join(made.mapped("display_name")),
                )
            )
        return self._open(moves)

    def _check_may_book(self):
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise AccessError(
                self.env._("Interest is invoiced by a collection manager.")
            )
        if not self.env["account.move"].has_access("create"):
            raise AccessError(
                self.env._(
                    "Debit notes and entries are made by Invoicing: ask somebody of"
                    " it, or for its right."
                )
            )

    def _open(self, moves):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents of charges"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [(self._get_list_view().id, "list"), (False, "form")],
            "domain": [("id", "in", moves.ids)],
            "context": {"create": False},
        }
        if len(moves) == 1:
            action.update(
                res_id=moves.id, view_mode="form", views=[(False, "form")], domain=[]
            )
        return action

    def _get_list_view(self):
        """A list with the customer: Odoo's default one has no column for it."""
        if self.document == "note":
            return self.env.ref("account.view_out_invoice_tree")
        return self.env.ref("account.view_move_tree")
