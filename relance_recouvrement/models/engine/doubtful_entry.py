from odoo import Command, models
from odoo.exceptions import UserError

from ...const import LANG


class RelanceEngineDoubtfulEntry(models.AbstractModel):
    """Writes the draft entries of doubtful and lost debts (PCG 416, 491, 654).

    One entry by debt: each is posted, reversed or deleted by itself. Nothing is posted
    here, and each entry is made with the rights of who asks for it.
    """

    _name = "relance.engine.doubtful.entry"
    _description = "Dunning Engine: Entries of Doubtful Debts"

    # === TRANSFER, 411 TO 416 === #

    def _book_transfer(self, line):
        """Draft that moves what is owed to 416, VAT included.

        :param relance.doubtful.line line: one debt
        :return: the booking, empty when there is nothing to transfer
        :rtype: relance.doubtful.booking
        """
        bookings = self.env["relance.doubtful.booking"]
        item = self._get_item(line)
        account = line.company_id._relance_get_account("relance_doubtful_account_id")
        waits = self._get_drafts(line, ("transfer", "loss"))
        if line.is_doubtful or not item or item.account_id == account or waits:
            return bookings
        self._check_all_matched(line)
        label = self._french()._("Transfer to doubtful customers: %s", line.move_name)
        rows = [
            self._prepare_settling(item, item.amount_residual, label),
            self._prepare_row(
                account,
                item.amount_residual,
                label,
                item,
                amount_currency=item.amount_residual_currency,
                date_maturity=line.date_maturity,
            ),
        ]
        return self._create_booking(
            line, "transfer", rows, label, amount=item.amount_residual, item=item
        )

    # === IMPAIRMENT, 68174/491 AND 491/78174 === #

    def _book_impairment(self, line):
        """Draft that brings the impairment to its target: charge or reversal."""
        line._check_justified()
        if self._get_drafts(line, ("impairment", "loss")):
            return self.env["relance.doubtful.booking"]
        return self._adjust_impairment(line, line.amount_target, line.date)

    def _adjust_impairment(self, line, target, day):
        bookings = self.env["relance.doubtful.booking"]
        live = bookings._get_live(line.debt_id, ("impairment",))
        before = sum(live.mapped("amount"))
        change = line.currency_id.round(target - before)
        if line.currency_id.is_zero(change):
            return bookings
        label = self._get_impairment_label(change, line)
        rows = self._prepare_impairment_rows(line, change, label)
        return self._create_booking(
            line,
            "impairment",
            rows,
            label,
            day=day,
            amount=change,
            rate=line.rate if target else 0.0,
            amount_base=line.amount_base,
            amount_before=before,
            justification=line.justification,
        )

    def _get_impairment_label(self, change, line):
        if change > 0:
            return self._french()._("Impairment: %s", line.move_name)
        return self._french()._("Reversal of impairment: %s", line.move_name)

    def _prepare_impairment_rows(self, line, change, label):
        company = line.company_id
        name = (
            "relance_impairment_expense_account_id"
            if change > 0
            else "relance_impairment_reversal_account_id"
        )
        result = company._relance_get_account(name)
        impairment = company._relance_get_account("relance_impairment_account_id")
        return [
            self._prepare_row(result, change, label, line),
            self._prepare_row(impairment, -change, label, line),
        ]

    # === LOSS, 654 === #

    def _book_loss(self, line, amount, decision):
        """Draft of a definitive loss, and the reversal of its impairment.

        VAT paid to the State is recovered when the decision says so; VAT on collection
        was never due, and leaves its waiting account.

        :param relance.doubtful.line line: one debt
        :param float amount: what is lost, VAT included, company currency
        :param dict decision: date, ground, event_date, recover, justification
        """
        self._check_no_draft(line)
        self._check_all_matched(line)
        item = self._get_item(line)
        if (
            not item
            or line.currency_id.compare_amounts(amount, item.amount_residual) > 0
        ):
            raise UserError(
                self.env._(
                    "%(item)s: more is lost than what is owed. Compute the list again.",
                    item=line.move_name,
                )
            )
        label = self._french()._("Irrecoverable debt: %s", line.move_name)
        recovered, waiting = self._split_vat(line, amount, decision["recover"])
        vat = sum(recovered.values()) + sum(waiting.values())
        net = line.currency_id.round(amount - vat)
        rows = [
            self._prepare_settling(item, amount, label),
            self._prepare_row(
                self._get_loss_account(line, decision["date"]), net, label, item
            ),
        ]
        for taxes in (recovered, waiting):
            rows += [
                self._prepare_row(account, tax, label, item)
                for account, tax in taxes.items()
            ]
        booking = self._create_booking(
            line,
            "loss",
            rows,
            label,
            day=decision["date"],
            amount=amount,
            item=item,
            ground=decision["ground"],
            event_date=decision["event_date"],
            justification=decision["justification"],
            amount_untaxed=net,
            amount_tax=sum(recovered.values()),
            amount_waiting=sum(waiting.values()),
        )
        return booking + self._release_impairment(line, amount, item, decision["date"])

    def _check_no_draft(self, line):
        """:raise UserError: when another draft of the debt waits"""
        drafts = self._get_drafts(line)
        if drafts:
            raise UserError(
                self.env._(
                    "Post or delete first what waits as a draft: %(entries)s.",
                    entries=", ".join(drafts.mapped("display_name")),
                )
            )

    def _check_all_matched(self, line):
        """What an earlier entry settles is settled once: undone by a mistake of
        matching, its VAT would be recovered a second time.

        :raise UserError: when a posted entry of the debt is no longer matched
        """
        live = self.env["relance.doubtful.booking"]._get_live(
            line.debt_id, ("transfer", "loss")
        )
        loose = live.filtered(lambda booking: booking._is_unmatched())
        if loose:
            raise UserError(
                self.env._(
                    "%(item)s: match again what %(entries)s settles, or reverse that"
                    " entry, then compute the list again.",
                    item=line.move_name,
                    entries=", ".join(loose.move_id.mapped("name")),
                )
            )

    def _release_impairment(self, line, amount, item, day):
        """The impairment of what is lost goes back, in its proportion."""
        bookings = self.env["relance.doubtful.booking"]
        live = bookings._get_live(line.debt_id, ("impairment",))
        left = 1 - amount / item.amount_residual
        target = line.currency_id.round(sum(live.mapped("amount")) * left)
        return self._adjust_impairment(line, target, day)

    def _split_vat(self, line, amount, recover):
        """VAT of the loss by account: ``(recovered, never due)``."""
        recovered, waiting = {}, {}
        # sudo: accounts and taxes of the invoice, whoever books
        vat = self.env["relance.engine.doubtful"].sudo()._get_vat(line, amount)
        for (account, on_payment), tax in vat.items():
            if on_payment:
                waiting[account] = float(tax)
            elif recover:
                recovered[account] = float(tax)
        return recovered, waiting

    def _get_loss_account(self, line, day):
        """6541 for a debt of the year, 6544 for an older one."""
        year = line.company_id.compute_fiscalyear_dates(day)
        old = (line.invoice_date or line.date_maturity) < year["date_from"]
        return line.company_id._relance_get_account(
            "relance_loss_prior_account_id" if old else "relance_loss_account_id"
        )

    # === ROWS === #

    def _get_drafts(self, line, kinds=()):
        bookings = self.env["relance.doubtful.booking"]
        live = bookings._get_live(line.debt_id, kinds)
        return live.filtered(lambda booking: booking.state == "draft")

    def _get_item(self, line):
        """The open item of a debt, as the ledger has it now."""
        item = line.case_line_id.move_line_id
        if (
            item.parent_state != "posted"
            or item.reconciled
            or line.currency_id.compare_amounts(item.amount_residual, 0.0) <= 0
        ):
            return item.browse()
        return item

    def _prepare_settling(self, item, amount, label):
        """The row that settles the item, in its own currency."""
        part = amount / item.amount_residual
        owed = item.amount_residual_currency
        return self._prepare_row(
            item.account_id,
            -amount,
            label,
            item,
            amount_currency=-item.currency_id.round(owed * part),
        )

    def _prepare_row(
        self, account, balance, label, source, amount_currency=None, **vals
    ):
        """A row of an entry.

        :param source: item or line of the review whose customer is written
        :param float amount_currency: in the item's currency; default, in company's
        """
        if amount_currency is not None:
            vals.update(
                amount_currency=amount_currency, currency_id=source.currency_id.id
            )
        return {
            "account_id": account.id,
            "partner_id": source.partner_id.id,
            "name": label,
            "balance": balance,
            **vals,
        }

    def _create_booking(self, line, kind, rows, label, day=None, item=None, **vals):
        """The draft entry and what it is for."""
        company = item.company_id if item else line.company_id
        journal = vals.pop("journal", None)
        journal = journal or line.company_id._relance_get_doubtful_journal()
        day = day or line.date
        self.env["relance.doubtful"]._check_not_locked(company, day, journal)
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "company_id": company.id,
                    "journal_id": journal.id,
                    "date": day,
                    "ref": label,
                    "line_ids": [Command.create(row) for row in rows],
                }
            )
        )
        # sudo: kept by the actions; the rights were checked and the entry created
        booking = self.env["relance.doubtful.booking"].sudo()
        return booking.create(
            {
                "kind": kind,
                "doubtful_id": line.doubtful_id.id,
                "debt_id": line.debt_id.id,
                "company_id": line.company_id.id,
                "partner_id": line.partner_id.id,
                "invoice_id": line.debt_id.move_id.id,
                "move_name": line.move_name,
                "move_id": move.id,
                "item_id": item.id if item else False,
                "date": day,
                **vals,
            }
        ).sudo(False)

    def _french(self):
        """Labels of entries are in French, whoever makes them."""
        return self.with_context(lang=LANG).env
