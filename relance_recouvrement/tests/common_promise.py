"""A promise and the moves that keep or break it."""

from datetime import date

from odoo import Command

from .common import RelanceCommon

TAKEN = date(2026, 3, 9)  # a Monday
PROMISED = date(2026, 3, 12)
DEADLINE = date(2026, 3, 16)  # two bank days later: a week-end between
OVER = date(2026, 3, 17)


class PromiseCommon(RelanceCommon):
    def _promise(
        self, *moves, amounts=(), day=PROMISED, taken=TAKEN, user=None, **vals
    ):
        """A promise on the open items of ``moves``; by default, of all their
        balance."""
        if not all(self._line(move) for move in moves):
            self._run(taken)
        lines = [
            self._line(move).filtered(lambda x: not x.closed_date) for move in moves
        ]
        amounts = list(amounts) or [line.amount_residual for line in lines]
        return (
            self.env["relance.promise"]
            .with_user(user or self.env.user)
            .create(
                {
                    "case_id": lines[0].case_id.id,
                    "date": day,
                    "taken_date": taken,
                    "line_ids": [
                        Command.create({"case_line_id": line.id, "amount": amount})
                        for line, amount in zip(lines, amounts, strict=True)
                    ],
                    **vals,
                }
            )
        )

    def _state(self, promise, day):
        """State and paid amount of a promise after the run of ``day``."""
        self._run(day)
        return promise.state, promise.amount_paid

    def _doubtful(self):
        """The followed account of doubtful customers."""
        return self.env["account.account"].search(
            [("code", "=like", "416%"), ("company_ids", "in", self.company.ids)],
            limit=1,
        )

    def _transfer(self, invoices, day):
        """Move the balance of ``invoices`` to one item of a doubtful account."""
        items = self._item(invoices)
        amount = sum(items.mapped("amount_residual"))
        entry = self._entry(
            day,
            [
                (self._doubtful(), amount, self.customer),
                (self.receivable, -amount, self.customer),
            ],
        )
        (items + self._item(entry)).reconcile()
        return entry

    def _pay_doubtful(self, entry, amount, day):
        account = self._doubtful()
        bank = self.bank_journal.default_account_id
        paid = self._entry(
            day,
            [(bank, amount, self.customer), (account, -amount, self.customer)],
            journal=self.bank_journal,
        )
        items = (entry + paid).line_ids.filtered(
            lambda item: item.account_id == account
        )
        items.reconcile()

    def _write_off(self, invoice, amount, day):
        entry = self._entry(
            day,
            [
                (self.company_data["default_account_expense"], amount, None),
                (self.receivable, -amount, self.customer),
            ],
        )
        (self._item(invoice) + self._item(entry)).reconcile()
        return entry

    def _send_back(self, amount, day, partner=None):
        """The bank takes a payment back: owed again in an entry of its own."""
        bank = self.bank_journal.default_account_id
        partner = partner or self.customer
        return self._entry(
            day,
            [(self.receivable, amount, partner), (bank, -amount, partner)],
            journal=self.bank_journal,
        )

    def _pay_by_statement(self, invoice, amount, day):
        """A bank statement line matched with the invoice, as the bank screen does."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "payment_ref": "VIR",
                "partner_id": invoice.partner_id.id,
                "amount": amount,
                "date": day,
            }
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        item = self._item(invoice)
        suspense.account_id = item.account_id
        (suspense + item).reconcile()
        return line
