from datetime import date

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import LANG


class RelanceEngineChargeEntry(models.AbstractModel):
    """Books charges by Odoo's own documents, without VAT: they make good a loss
    (R-PEN-14), on 7631 (R-PEN-15). Made with the rights of who asks for them."""

    _name = "relance.engine.charge.entry"
    _description = "Dunning Engine: Documents of Charges"

    # === WHAT IS BOOKED === #

    def _get_amounts(self, charges, until):
        """What is left to book of each, interest counted until a day.

        :param relance.charge charges: rows
        :param date until: last day that counts
        :return: ``{charge: (amount, statement or None)}``, nothing left out
        """
        engine = self.env["relance.engine.charge"]
        of_interest = charges.filtered(lambda row: row.kind == "interest")
        statements = engine._get_statements(of_interest.case_line_id, until)
        found = {}
        for charge in charges:
            left, values = charge.amount_due, None
            if charge in of_interest and charge.case_line_id in statements:
                values = statements[charge.case_line_id]
                left = charge.currency_id.round(
                    engine._get(values, "interest")
                    - charge.amount_waived
                    - charge.amount_draft
                    - charge.amount_invoiced
                )
            if left > 0:
                found[charge] = (left, values)
        return found

    def _check_rates(self, found):
        """:raise UserError: when an amount rests on a rate not confirmed yet"""
        days = set()
        for _amount, values in found.values():
            rows = [
                row for row in (values or {}).get("segments", ()) if row["provisional"]
            ]
            if rows and values["clause"].basis == "public":
                days.add(values["start"])
            days.update(row["start"] for row in rows)
        # sudo: the table of rates, whoever books
        self.env["relance.rate"].sudo()._check_confirmed(days)
        if days:
            raise UserError(
                self.env._(
                    "These amounts are provisional: confirm the rates in Invoicing ▸"
                    " Configuration ▸ Collection ▸ Rates first."
                )
            )

    # === DOCUMENTS === #

    def _book(self, charges, until, day, document="note", post=False):
        """Make one document by customer, company and currency.

        :param date until: last day of interest
        :param date day: date of the documents
        :param str document: ``note`` or ``entry``
        :param bool post: post them at once
        :return: the documents
        :rtype: account.move
        :raise UserError: nothing left, provisional rates, missing account or journal
        """
        # two persons at once: the second one waits, then finds nothing left
        # sudo: the lock writes nothing
        charges.sudo().lock_for_update()
        charges.invalidate_recordset()
        self._refresh_rows(charges, until)
        found = self._get_amounts(charges, until)
        if not found:
            raise UserError(
                self.env._(
                    "Nothing is left to invoice: all was waived or is invoiced"
                    " already, in a draft perhaps."
                )
            )
        self._check_rates(found)
        moves = self.env["account.move"]
        groups = charges.filtered(lambda row: row in found).grouped(self._get_group)
        for (case, company, currency), rows in groups.items():
            amounts = {row: found[row] for row in rows}
            prepare = getattr(self, f"_prepare_{document}")
            vals = prepare(case, company, currency, amounts, until, day)
            move = moves.with_company(company).create(vals)
            self._link(move, rows, until)
            moves |= move
        if post:
            moves.action_post()
        return moves

    def _refresh_rows(self, charges, until):
        """The ledger of charges knows at least what is about to be booked."""
        # sudo: rows are kept by the engine
        engine = self.env["relance.engine.charge"].sudo()
        kept = charges.sudo().filtered(lambda row: row.kind != "cost")
        for day, rows in kept.grouped(
            lambda row: max(until, row.accrued_date or until)
        ).items():
            engine._update(rows.case_line_id, day)

    def _get_group(self, charge):
        # sudo: an item that who books may not read
        company = charge.sudo().case_line_id.move_line_id.company_id
        return (
            charge.case_id,
            (company or charge.company_id).sudo(False),
            charge.currency_id,
        )

    def _prepare_note(self, case, company, currency, amounts, until, day):
        root = company.root_id
        account = root._relance_get_charge_account()
        french = self.with_context(lang=LANG).env
        return {
            "move_type": "out_invoice",
            "company_id": company.id,
            "journal_id": root._relance_get_charge_journal("note").id,
            "partner_id": case.partner_id.id,
            "currency_id": currency.id,
            "invoice_date": day,
            "invoice_payment_term_id": False,
            "invoice_date_due": day,
            "fiscal_position_id": False,
            "ref": french._("Debit note: late payment"),
            "narration": french._(
                "Interest and indemnities for late payment make good a loss: outside"
                " the scope of VAT."
            ),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self._get_label(charge, values, until),
                        "quantity": 1.0,
                        "price_unit": amount,
                        "account_id": account.id,
                        "tax_ids": [Command.clear()],
                    }
                )
                for charge, (amount, values) in amounts.items()
            ],
        }

    def _prepare_entry(self, case, company, currency, amounts, until, day):
        root = company.root_id
        account = root._relance_get_charge_account()
        partner = case.partner_id.with_company(company)
        french = self.with_context(lang=LANG).env
        label = french._("Interest and indemnities for late payment")
        rows, total, balance = [], 0.0, 0.0
        for charge, (amount, values) in amounts.items():
            worth = currency._convert(amount, company.currency_id, company, day)
            total, balance = total + amount, balance + worth
            name = self._get_label(charge, values, until)
            rows.append(
                self._prepare_row(account, partner, currency, name, -amount, -worth)
            )
        receivable = partner.property_account_receivable_id
        rows.append(
            {
                **self._prepare_row(
                    receivable, partner, currency, label, total, balance
                ),
                "date_maturity": day,
                # items of general journals are left out of follow-up by default
                "no_followup": False,
            }
        )
        return {
            "move_type": "entry",
            "company_id": company.id,
            "journal_id": root._relance_get_charge_journal("entry").id,
            "date": day,
            "ref": label,
            "line_ids": [Command.create(row) for row in rows],
        }

    def _prepare_row(self, account, partner, currency, name, amount, balance):
        return {
            "account_id": account.id,
            "partner_id": partner.id,
            "name": name,
            "currency_id": currency.id,
            "amount_currency": currency.round(amount),
            "balance": balance,
            "tax_ids": [Command.clear()],
        }

    def _link(self, move, charges, until):
        """Each row of the document with its charge, in the same order."""
        account = move.company_id.root_id._relance_get_charge_account()
        rows = move.line_ids.filtered(lambda line: line.account_id == account)
        # sudo: rows are kept by the engine; the document was made by its rights
        bookings = self.env["relance.charge.booking"].sudo()
        bookings.create(
            [
                {
                    "charge_id": charge.id,
                    "move_id": move.id,
                    "income_line_id": row.id,
                    "until_date": until if charge.kind == "interest" else False,
                }
                for charge, row in zip(charges, rows.sorted("id"), strict=True)
            ]
        )

    def _get_label(self, charge, values, until):
        """What the customer reads, in French."""
        french = self.with_context(lang=LANG).env
        number = charge.move_name or ""
        if charge.kind == "indemnity":
            return french._(
                "Flat indemnity for recovery costs (C. com. D441-5) – %(number)s",
                number=number,
            )
        if charge.kind == "cost":
            return french._(
                "Recovery costs, above the flat indemnity – %(what)s",
                what=charge.description or number,
            )
        start = values and values["start"] or charge.date_maturity
        ends = [row["end"] for row in values["segments"]] if values else []
        return french._(
            "Late-payment interest – %(number)s, from %(start)s to %(end)s",
            number=number,
            start=self._say_day(start),
            end=self._say_day(max(ends, default=until)),
        )

    def _say_day(self, day):
        is_date = isinstance(day, date)
        return format_date(self.env, day, lang_code=LANG) if is_date else ""
