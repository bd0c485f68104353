from decimal import Decimal

from odoo import models

from ..tools.siren import siren_of
from .table_xlsx import Column, Sheet


class RelanceClaimExport(models.AbstractModel):
    """What a claim is made of, document by document: what both the lawyer and the
    auditor ask for. Amounts are in company currency."""

    _name = "relance.claim.export"
    _description = "Rows of a Claim"

    def _load(self, lines, until):
        """What is known of these items, read once.

        :param relance.case.line lines: that the user may see
        :param date until: last day of interest
        :rtype: dict
        """
        # sudo: the engines read the ledger of items that the user sees
        sudo = self.sudo()
        items = lines.sudo().move_line_id
        return {
            "until": until,
            "owed": sudo.env["relance.engine.interest"]._compute(items.ids, until),
            "history": sudo.env["relance.engine.interest"]._get_history(items.ids),
            "clocks": sudo.env["relance.engine.limitation"]._get_clocks(lines.ids),
        }

    # === CLAIMS === #

    def _get_claim_columns(self, company):
        """Columns of one document; see :meth:`_get_claim`."""
        code = company.currency_id.name
        return [
            Column(self.env._("Customer"), "text", 30),
            Column(self.env._("SIREN"), "text", 11),
            Column(self.env._("Document"), "text", 20),
            Column(self.env._("Exhibit no."), "text", 10),
            Column(self.env._("Invoiced on"), "date", 11),
            Column(self.env._("Delivered on"), "date", 11),
            Column(self.env._("Due date"), "date", 11),
            Column(self.env._("Last day to act"), "date", 11),
            Column(self.env._("Total (%s)", code), "amount", 14, True),
            Column(self.env._("Settled (%s)", code), "amount", 14, True),
            Column(self.env._("Principal owed (%s)", code), "amount", 14, True),
            Column(self.env._("Basis of the interest"), "text", 34),
            Column(self.env._("Interest from"), "date", 11),
            Column(self.env._("Interest until"), "date", 11),
            Column(self.env._("Days"), "days", 7),
            Column(self.env._("Last rate (%)"), "rate", 9),
            Column(self.env._("Interest (%s)", code), "amount", 12, True),
            Column(self.env._("Flat indemnity (%s)", code), "amount", 11, True),
            Column(self.env._("Claimed (%s)", code), "amount", 14, True),
        ]

    def _get_claim(self, line, known, exhibit=None, amounts=None):
        """Values of :meth:`_get_claim_columns` for one item.

        :param dict known: of :meth:`_load`
        :param str exhibit: its number in the file
        :param tuple amounts: interest and indemnity as they were frozen; default, as
            the ledger says
        """
        # sudo: names of items that the user sees
        line = line.sudo()
        partner, owed = line.case_id.partner_id, self._get_owed(line, known)
        interest, indemnity = amounts or (owed["amount"], owed["indemnity"])
        total, settled = self._get_totals(line, known)
        segments = owed["segments"]
        clock = known["clocks"].get(line.id)
        return (
            partner.display_name,
            siren_of(partner.company_registry, partner.vat),
            line.move_name,
            exhibit,
            line.invoice_date,
            line.move_id.delivery_date,
            line.date_maturity,
            clock and clock.day,
            total,
            settled,
            self._round(line, total - settled),
            owed["legal_basis"],
            segments[0]["start"] if segments else None,
            segments[-1]["end"] if segments else None,
            sum(row["days"] for row in segments) or None,
            segments[-1]["rate"] if segments else None,
            interest,
            indemnity,
            self._round(line, total - settled + interest + indemnity),
        )

    def _get_owed(self, line, known):
        """Interest of an item in company currency."""
        owed = dict(known["owed"].get(line.move_line_id.id) or {})
        if not owed:
            return {"segments": [], "amount": 0.0, "indemnity": 0.0, "legal_basis": ""}
        rate = line._get_rate()
        owed["amount"] = self._round(line, owed["amount"] * rate)
        owed["segments"] = [
            {
                **row,
                "balance": self._round(line, row["balance"] * rate),
                "amount": self._round(line, row["amount"] * rate),
            }
            for row in owed["segments"]
        ]
        return owed

    def _get_totals(self, line, known):
        total, movements = known["history"].get(
            line.move_line_id.id, (Decimal(str(line.amount_total)), [])
        )
        rate = line._get_rate()
        settled = sum((row.amount for row in movements), Decimal(0))
        return (
            self._round(line, float(total) * rate),
            self._round(line, float(settled) * rate),
        )

    def _round(self, line, amount):
        return line.company_currency_id.round(amount)

    # === MOVEMENTS === #

    def _get_movement_sheet(self, title, company, lines, known):
        """How each debt came to its balance: invoiced, paid, credited."""
        code = company.currency_id.name
        columns = [
            Column(self.env._("Customer"), "text", 30),
            Column(self.env._("Document"), "text", 20),
            Column(self.env._("Date"), "date", 11),
            Column(self.env._("Movement"), "text", 26),
            Column(self.env._("Amount (%s)", code), "amount", 14, True),
            Column(self.env._("Balance (%s)", code), "amount", 14),
        ]
        rows = [row for line in lines for row in self._get_movements(line, known)]
        return Sheet(self.env._("Movements"), title, columns, rows)

    def _get_movements(self, line, known):
        # sudo: names of items that the user sees
        line = line.sudo()
        total, _settled = self._get_totals(line, known)
        _total, movements = known["history"].get(line.move_line_id.id, (0, []))
        who, rate, balance = (
            line.case_id.partner_id.display_name,
            line._get_rate(),
            total,
        )
        invoiced = self.env._("Invoiced")
        yield who, line.move_name, line.invoice_date, invoiced, total, total
        for row in sorted(movements):
            amount = self._round(line, float(row.amount) * rate)
            balance = self._round(line, balance - amount)
            kind = self.env._("Credit note or other")
            if row.is_payment:
                kind = self.env._("Payment")
            yield who, line.move_name, row.day, kind, -amount, balance

    # === INTEREST === #

    def _get_interest_sheet(self, title, company, lines, known, frozen=None):
        """Interest, period by period; it adds up to what is claimed.

        :param dict frozen: ``{line: interest}`` as it was claimed
        """
        code = company.currency_id.name
        columns = [
            Column(self.env._("Customer"), "text", 30),
            Column(self.env._("Document"), "text", 20),
            Column(self.env._("From"), "date", 11),
            Column(self.env._("Until"), "date", 11),
            Column(self.env._("Days"), "days", 7),
            Column(self.env._("Balance (%s)", code), "amount", 14),
            Column(self.env._("Rate (%)"), "rate", 9),
            Column(self.env._("Rate of"), "text", 12),
            Column(self.env._("Interest (%s)", code), "amount", 12, True),
        ]
        rows = []
        for line in lines:
            rows += self._get_interest(line, known, (frozen or {}).get(line))
        return Sheet(self.env._("Interest"), title, columns, rows)

    def _get_interest(self, line, known, claimed=None):
        line = line.sudo()  # sudo: names of items that the user sees
        owed = self._get_owed(line, known)
        who = line.case_id.partner_id.display_name
        rows = [
            (
                *(who, line.move_name, row["start"], row["end"], row["days"]),
                *(row["balance"], row["rate"], row["rate_semester"], row["amount"]),
            )
            for row in owed["segments"]
        ]
        claimed = owed["amount"] if claimed is None else claimed
        gap = self._round(line, claimed - sum(row[-1] for row in rows))
        if gap:
            note = self.env._("Paid, waived or invoiced before")
            rows.append((who, line.move_name, *[None] * 5, note, gap))
        return rows
