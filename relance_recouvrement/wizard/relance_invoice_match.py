from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.matching import Item, propose


class RelanceInvoiceMatch(models.TransientModel):
    """What a customer paid and nobody matched: pairs without doubt, to confirm.

    Matched by Odoo's own reconciliation. What is not proposed is opened: the ledger
    is right, a person decides.
    """

    _name = "relance.invoice.match"
    _description = "Propose Matching"

    case_id = fields.Many2one("relance.case", required=True, readonly=True)
    company_id = fields.Many2one(related="case_id.company_id")
    currency_id = fields.Many2one(related="case_id.currency_id")
    line_ids = fields.One2many("relance.invoice.match.line", "wizard_id")
    amount_pending = fields.Monetary(related="case_id.amount_pending")
    unproposed_count = fields.Integer(
        string="Credits without a certain match", readonly=True
    )

    @api.constrains("case_id")
    def _check_case(self):
        """What is shown of a case is for who sees it."""
        # Odoo checks constraints as superuser: the user's own right
        self.sudo(False).case_id.check_access("read")

    @api.model
    def _open(self, case):
        """Action that opens the wizard on the open items of ``case``."""
        case.ensure_one()
        wizard = self.create({"case_id": case.id})
        wizard._propose()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose matching"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _propose(self):
        credits, debts = self._get_items()
        pairs = propose(
            [self._make_item(item) for item in credits],
            [self._make_item(item) for item in debts],
        )
        self.line_ids = [
            fields.Command.create(
                {
                    "credit_id": pair.credit_id,
                    "debt_id": pair.debt_id,
                    "amount": pair.amount,
                    "why": pair.why,
                }
            )
            for pair in pairs
        ]
        matched = {pair.credit_id for pair in pairs}
        self.unproposed_count = len(set(credits.ids) - matched)

    def _get_items(self):
        """Open credits and debts, as the ledger has them now."""
        items = self.case_id.open_line_ids.move_line_id.filtered(
            lambda item: not item.reconciled and item.parent_state == "posted"
        )
        credits = items.filtered(lambda item: item.amount_residual_currency < 0)
        debts = items.filtered(lambda item: item.amount_residual_currency > 0)
        return credits, debts.sorted(lambda item: (item.date_maturity, item.id))

    def _make_item(self, item):
        move = item.move_id
        # sudo: the bank line that made the entry tells what was paid
        bank_line = move.sudo().statement_line_id
        return Item(
            item.id,
            abs(item.amount_residual_currency),
            item.currency_id.id,
            item.account_id.id,
            move_id=move.id,
            origin_id=move.reversed_entry_id.id,
            numbers=(move.name, move.payment_reference),
            texts=(
                item.name,
                item.ref,
                move.ref,
                bank_line.payment_ref,
                move.origin_payment_id.memo,
            ),
        )

    def action_match(self):
        """Reconcile the pairs kept, one by one."""
        self.ensure_one()
        self._check_may_match()
        if not self.line_ids:
            raise UserError(
                self.env._("Nothing matches without doubt: open the items.")
            )
        for line in self.line_ids:
            line._match()
        notes = [line._get_note() for line in self.line_ids]
        self.case_id._message_log(
            body=self.env._("Matched: %(pairs)s", pairs=", ".join(notes))
        )
        self.case_id._refresh()
        return {"type": "ir.actions.act_window_close"}

    def _check_may_match(self):
        self.case_id.check_access("write")
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Matching is done by Invoicing: ask somebody of it.")
            )

    def action_open_items(self):
        """The exact items, debts and credits."""
        self.ensure_one()
        credits, debts = self._get_items()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Items to match"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("id", "in", (credits + debts).ids)],
            "context": {"create": False},
        }

    def action_open_pending(self):
        """Bank lines of the customer that are not reconciled."""
        self.ensure_one()
        partners = self.env["res.partner"].search(
            [("commercial_partner_id", "=", self.case_id.partner_id.id)]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank lines to reconcile"),
            "res_model": "account.bank.statement.line",
            "view_mode": "list,form",
            "domain": [
                ("partner_id", "in", partners.ids),
                ("is_reconciled", "=", False),
                ("company_id", "child_of", self.company_id.id),
            ],
            "context": {"create": False},
        }
