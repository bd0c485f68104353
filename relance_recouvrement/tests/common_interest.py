from datetime import date

from odoo import Command

from .common import RelanceCommon

# LAW §1.2: due the last day of March 2025, paid the 15 September.
T_DUE = date(2025, 3, 31)
T_PART = date(2025, 5, 20)
T_PAID = date(2025, 9, 15)
T1 = 701.00
T2 = 498.98
T3 = 291.55


class InterestCommon(RelanceCommon):
    """An invoice of 12 000 € due on 31 March 2025, and what interest it bears."""

    def _claim(self, amount=12000.0, due=T_DUE, partner=None, **vals):
        return self._invoice(partner, due, amount, **vals)

    def _interest(self, item, until=T_PAID):
        """Interest of one item, or of the item of an invoice."""
        if item._name == "account.move":
            item = self._item(item)
        return item._relance_late_interest(until)

    def _amounts(self, item, until=T_PAID):
        result = self._interest(item, until)
        return result["amount"], result["indemnity"]

    def _rows(self, item, *names, until=T_PAID):
        rows = self._interest(item, until)["segments"]
        return [tuple(row[name] for name in names) for row in rows]

    def _bank_line(self, day, amount, account, partner=None):
        """A bank statement line against an account; returns its item there."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": day,
                "amount": amount,
                "payment_ref": "VIR",
                "partner_id": (partner or self.customer).id,
            }
        )
        _liquidity, suspense, _others = line._seek_for_lines()
        suspense.account_id = account
        return suspense

    def _opening_entry(self, day, lines):
        """Items of an opening entry: ``[(partner, due, amount)]``."""
        total = sum(amount for _partner, _due, amount in lines)
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": self.misc_journal.id,
                "line_ids": [
                    *(
                        Command.create(
                            {
                                "name": f"A nouveau {partner.name}",
                                "account_id": self.receivable.id,
                                "balance": amount,
                                "partner_id": partner.id,
                                "date_maturity": due,
                            }
                        )
                        for partner, due, amount in lines
                    ),
                    Command.create(
                        {
                            "name": "x",
                            "account_id": self.revenue.id,
                            "balance": -total,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        return self._item(move)
