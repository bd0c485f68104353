from odoo import fields, models

from ..tools.instalments import PlannedItem


class RelancePlanLine(models.Model):
    """What a plan covers of one item, in the item's currency."""

    _name = "relance.plan.line"
    _description = "Planned Item"
    _inherit = ["relance.plan.part.mixin", "relance.hold.line.mixin"]

    _parent_field = "plan_id"

    plan_id = fields.Many2one(
        "relance.plan", required=True, index=True, ondelete="cascade"
    )
    invoice_date = fields.Date(related="case_line_id.invoice_date")
    amount_total = fields.Monetary(related="case_line_id.amount_total")

    # === CRUD === #

    def write(self, vals):
        result = super().write(vals)
        if {"amount", "case_line_id"} & set(vals) and not self.env.su:
            # what was paid meanwhile is no longer in the new amount
            self._freeze_paid_before()
        return result

    # === PAYMENTS === #

    def _get_items(self):
        """How each line was paid since the plan was made; see ``tools.instalments``.

        A payment that keeps a promise on the same item pays no instalment. A debt
        moved to another item (doubtful account) keeps the payments of the first,
        that its ``paid_before`` was lowered by.

        :return: ``{line: PlannedItem}``
        """
        chains = {line: line._get_chain() for line in self}
        case_lines = self.env["relance.case.line"].union(*chains.values())
        # sudo: payments of items that the user sees, read by the engine
        payments = self.env["relance.engine.payments"].sudo()
        paid = payments._get_paid(case_lines.ids)
        promised = self._get_promised()
        return {
            line: PlannedItem(
                amount=line.amount,
                owed=0.0
                if line.case_line_id.closed_date
                else line.case_line_id.amount_residual,
                paid=sorted(
                    payment for item in chain for payment in paid.get(item.id, ())
                ),
                before=line.paid_before
                + promised[line]
                + sum(
                    amount
                    for item in chain - line.case_line_id
                    for _day, amount in paid.get(item.id, ())
                ),
            )
            for line, chain in chains.items()
        }

    def _get_chain(self):
        """The item and those it continues."""
        chain = item = self.case_line_id
        while item.origin_line_id and item.origin_line_id not in chain:
            item = item.origin_line_id
            chain += item
        return chain

    def _get_promised(self):
        """What was paid on the items of the lines to keep promises, since then."""
        # sudo: a promise binds who does not see it
        lines = self.env["relance.promise.line"].sudo()
        domain = [
            ("case_line_id", "in", self.case_line_id.ids),
            ("amount_settled", ">", 0),
        ]
        promised = {}
        by_item = lines.search(domain).grouped("case_line_id")
        for line in self:
            promised[line] = sum(
                min(kept.amount_settled, max(0.0, reached - line.paid_before))
                for kept in by_item.get(line.case_line_id, ())
                if (reached := kept.paid_before + kept.amount_settled)
            )
        return promised
