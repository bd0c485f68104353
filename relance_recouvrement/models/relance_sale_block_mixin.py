from odoo import models

from ..const import LANG


class RelanceSaleBlockMixin(models.AbstractModel):
    """Whether what a customer owes stops new sales to them."""

    _name = "relance.sale.block.mixin"
    _description = "Sales Stopped by a Debt"

    def _relance_sale_block(self, amount=0.0, company=None):
        """Whether a customer may still be sold to, as the ledger says now.

        Sales stop when an overdue item reached a level that stops them and is
        neither paid, promised, disputed nor planned; or when Odoo's own credit limit
        is passed by what is owed, the orders not invoiced yet and ``amount``. A
        payment releases at once, matched or not.

        :param float amount: what is about to be added, in company currency
        :param res.company company: default, the current one
        :return: ``is_blocked``, ``reasons`` (list of French sentences), ``level``
            (relance.level), ``case`` (relance.case), ``amount_due``,
            ``amount_overdue``, ``amount_blocking``, ``promises`` (French text),
            ``credit_limit`` (0: none), ``exposure`` (0 without limit)
        :rtype: dict
        """
        self.ensure_one()
        company = company or self.env.company
        # sudo: sums for salespeople and warehouse staff, who see no accounting
        partner = self.commercial_partner_id.sudo().with_company(company)
        partner = partner.with_context(lang=LANG)
        root = company.sudo().root_id
        debts = partner.env["relance.engine.credit"]._get_debts(
            root, partner, root._relance_today()
        )
        case = partner.env["relance.case"].search(
            [("partner_id", "=", partner.id), ("company_id", "=", root.id)]
        )
        debt = debts[partner.id]
        block = {
            "case": case,
            "level": partner.env["relance.level"].browse(debt["level_id"] or ()),
            "amount_due": debt["due"],
            "amount_overdue": debt["overdue"],
            "amount_blocking": debt["blocking"],
            "promises": partner._relance_promises_text(case),
            **partner._relance_exposure(company, amount),
        }
        block["reasons"] = partner._relance_block_reasons(company, block)
        block["is_blocked"] = bool(block["reasons"])
        return block

    def _relance_exposure(self, company, amount):
        """Odoo's own credit limit and what is set against it.

        Orders not invoiced yet count where sales are installed; money received and
        not matched is already owed no more.
        """
        limit = self.credit_limit if company.sudo().account_use_credit_limit else 0.0
        if limit <= 0:
            return {"credit_limit": 0.0, "exposure": 0.0}
        root = company.sudo().root_id
        # Odoo computes them once per transaction: an order confirmed or an invoice
        # posted meanwhile counts
        self.invalidate_recordset(["credit", "credit_to_invoice"])
        received = self.env["relance.engine.credit"]._get_pending(root, self)
        exposure = self.credit + self.credit_to_invoice + amount - received
        return {"credit_limit": limit, "exposure": exposure}

    def _relance_block_reasons(self, company, block):
        currency = company.currency_id
        reasons = []
        if currency.compare_amounts(block["amount_blocking"], 0) > 0:
            reasons.append(
                self.env._(
                    "%(amount)s overdue at level “%(level)s”.",
                    amount=currency.format(block["amount_blocking"]),
                    level=block["level"].name,
                )
            )
        limit = block["credit_limit"]
        if limit and currency.compare_amounts(block["exposure"], limit) > 0:
            reasons.append(
                self.env._(
                    "Outstanding %(exposure)s, orders included, above the credit"
                    " limit of %(limit)s.",
                    exposure=currency.format(block["exposure"]),
                    limit=currency.format(limit),
                )
            )
        return reasons

    def _relance_promises_text(self, case):
        promises = case.promise_ids.filtered("is_holding").sorted("date")
        return ", ".join(promises.mapped("display_name"))
