import logging
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

INVOICES = ("out_invoice", "out_receipt")


class RelanceEngineCharge(models.AbstractModel):
    """Keeps the ledger of charges: one row by debt for its interest, one by invoice
    for its flat indemnity. Amounts come from ``relance.engine.interest``."""

    _name = "relance.engine.charge"
    _description = "Dunning Engine: Charges"

    # === WHAT ACCRUED === #

    def _update_cases(self, cases, day=None):
        """Read again what the items of these cases bore, open or paid late.

        :param date day: last day that counts; default, that of the last run
        :return: the rows of the cases
        :rtype: relance.charge
        :raise UserError: when no rate at all is confirmed
        """
        for until, records in cases.grouped(
            lambda case: day or self._get_day(case)
        ).items():
            lines = records.line_ids.filtered(
                lambda line: not line.closed_date or line.closed_reason == "paid"
            )
            self._update(lines | records.charge_ids.case_line_id, until)
        return cases.charge_ids

    def _get_day(self, case):
        return case.run_date or case.company_id._relance_today()

    def _update(self, lines, until):
        """Write down what these items bear, of businesses and public bodies.

        :param relance.case.line lines: followed items
        :param date until: last day that counts
        :return: ``{line: {kind: relance.charge}}``
        """
        owed = self._get_statements(self._with_kin(lines), until)
        known = self._find_known(owed)
        found, missing = defaultdict(dict), []
        for kind in ("indemnity", "interest"):
            # who bears first: an invoice has one indemnity, which may change items
            for line in sorted(owed, key=lambda one: -self._get(owed[one], kind)):
                values = self._prepare(line, owed[line], kind, until)
                charge = self._pick(known, line, kind, values["amount_accrued"])
                if charge:
                    self._refresh_row(charge, values)
                    found[line][kind] = charge
                elif values["amount_accrued"]:
                    missing.append(values)
        # sudo: rows are kept by the engine
        created = self.env["relance.charge"].sudo().create(missing)
        for charge in created:
            found[charge.case_line_id][charge.kind] = charge
        return found

    def _with_kin(self, lines):
        """These items, those they continue and those that continue them: the row
        of a debt goes to the item that bears it now."""
        kin = lines.union(*(self._get_chain(line) for line in lines))
        later = kin
        while later := later.search([("origin_line_id", "in", later.ids)]) - kin:
            kin |= later
        return kin

    def _get_statements(self, lines, until):
        """What the engine of interest says, for items whose charges are claimed.

        :return: ``{line: dict}``
        """
        debts = lines.filtered(lambda line: line.move_line_id and line.amount_total > 0)
        owed = self.env["relance.engine.interest"]._compute(
            debts.move_line_id.ids, until
        )
        return {line: owed[line.move_line_id.id] for line in debts}

    def _get(self, values, kind):
        """What accrued of a kind; nothing of a consumer: the law asks for a notice
        and a court (C. civ. 1231-6)."""
        if not values["clause"] or values["clause"].basis == "legal":
            return 0.0
        return values["accrued" if kind == "interest" else "indemnity"]

    def _prepare(self, line, values, kind, until):
        of_interest = kind == "interest"
        currency = line.currency_id if of_interest else line.case_id.currency_id
        return {
            "case_id": line.case_id.id,
            "case_line_id": line.id,
            "invoice_id": line.move_id.id,
            "move_name": line.move_name,
            "date_maturity": line.date_maturity,
            "kind": kind,
            "currency_id": currency.id,
            "amount_accrued": self._get(values, kind),
            "accrued_date": until,
            "provisional": of_interest and values["provisional"],
        }

    def _refresh_row(self, charge, values):
        changed = {
            name: value
            for name, value in values.items()
            if charge._fields[name].convert_to_write(charge[name], charge) != value
        }
        # sudo: rows are kept by the engine
        if changed:
            charge.sudo().write(changed)

    # === ROWS OF A DEBT === #

    def _find_known(self, owed):
        """Rows of these debts: by item, through its transfers, and by invoice.

        :param dict owed: see :meth:`_get_statements`
        """
        records = self.env["relance.case.line"].union(*owed)
        chains = {line: self._get_chain(line) for line in records}
        everything = records.union(*chains.values())
        # sudo: as in _update
        charges = self.env["relance.charge"].sudo()
        charges = charges.search(
            [
                ("kind", "!=", "cost"),
                "|",
                ("case_line_id", "in", everything.ids),
                ("invoice_id", "in", everything.move_id.ids),
            ],
            order="id",
        )
        rows = defaultdict(list)
        for charge in charges.sorted(
            lambda row: not (row.amount_waived or row.booking_ids)
        ):
            rows[charge.case_line_id, charge.kind].append(charge)
            if charge.kind == "indemnity" and charge.invoice_id.move_type in INVOICES:
                rows[charge.invoice_id, "invoice"].append(charge)
        return {"rows": rows, "chains": chains, "owed": owed, "taken": set()}

    def _get_chain(self, line):
        """The item and those it continues, after transfers (411 to 416)."""
        chain = line
        while (origin := chain[-1:].origin_line_id) and origin not in chain:
            chain += origin
        return chain

    def _pick(self, known, line, kind, amount):
        rows, taken, owed = known["rows"], known["taken"], known["owed"]
        keys = [
            (one, kind)
            for one in known["chains"][line]
            # several debts moved to one item: each keeps what it bore until then
            if one == line or one not in owed or not self._get(owed[one], kind)
        ]
        if kind == "indemnity" and amount:
            # waived or booked under another instalment: never twice
            keys.insert(0, (line.move_id, "invoice"))
        for key in keys:
            for charge in rows.get(key, ()):
                if charge not in taken:
                    taken.add(charge)
                    return charge
        return None

    # === CLAIMED === #

    def _claim(self, reminders):
        """Note what these frozen reminders state; it counts once they left.

        A reminder passed again replaces what it claimed before.
        """
        # sudo: rows are kept by the engine
        claims = self.env["relance.charge.claim"].sudo()
        claims.search([("reminder_id", "in", reminders.ids)]).unlink()
        for day, records in reminders.grouped("charges_date").items():
            stated = records.line_ids.filtered(
                lambda line: line.amount_interest or line.amount_indemnity
            )
            rows = self._update(stated.case_line_id, day) if stated else {}
            values = []
            for line in stated:
                values += self._prepare_claims(line, rows[line.case_line_id], day)
            claims.create(values)

    def _prepare_claims(self, line, charges, day):
        amounts = {"interest": line.amount_interest, "indemnity": line.amount_indemnity}
        return [
            {
                "charge_id": charges[kind].id,
                "reminder_id": line.reminder_id.id,
                "date": day,
                "amount": amount,
            }
            for kind, amount in amounts.items()
            if amount and kind in charges
        ]

    # === SETTLED: WAIVED OR INVOICED === #

    def _get_settled(self, move_line_ids):
        """What was waived or invoiced of the charges of these items, and of those that
        they continue: no message claims it again. Drafts do not count: nobody received
        them.

        :param list move_line_ids: ids of ``account.move.line``
        :return: ``{id: {kind: amount}}``, in the currency of each kind
        :rtype: dict
        """
        settled = defaultdict(dict)
        if not move_line_ids:
            return settled
        self.env["relance.charge"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE chain AS (
                    SELECT line.move_line_id AS item_id, line.id, line.move_id,
                           line.origin_line_id
                      FROM relance_case_line line
                     WHERE line.move_line_id = ANY(%s)
                     UNION
                    SELECT chain.item_id, line.id, line.move_id, line.origin_line_id
                      FROM chain
                      JOIN relance_case_line line ON line.id = chain.origin_line_id
                ), found AS (
                    SELECT chain.item_id, charge.id
                      FROM chain
                      JOIN relance_charge charge ON charge.case_line_id = chain.id
                     UNION
                    SELECT chain.item_id, charge.id
                      FROM chain
                      JOIN account_move move ON move.id = chain.move_id
                       AND move.move_type IN %s
                      JOIN relance_case_line own ON own.move_id = move.id
                      JOIN relance_charge charge ON charge.case_line_id = own.id
                       AND charge.kind = 'indemnity'
                )
                SELECT found.item_id, charge.kind,
                       SUM(charge.amount_waived + charge.amount_invoiced)::float8
                  FROM found
                  JOIN relance_charge charge ON charge.id = found.id
                 WHERE charge.kind <> 'cost'
                   AND charge.amount_waived + charge.amount_invoiced > 0
              GROUP BY found.item_id, charge.kind
                """,
                list(move_line_ids),
                INVOICES,
            )
        )
        for item_id, kind, amount in rows:
            settled[item_id][kind] = amount
        return settled

    # === PAID LATE === #

    def _note_paid_late(self, company, line_ids, today):
        """The principal was paid alone, and late: what it bore stays to be decided.

        :param list line_ids: case lines just closed by a payment
        """
        if not line_ids or not company.relance_charge_paid_late:
            return
        try:
            with self.env.cr.savepoint():
                lines = self.env["relance.case.line"].browse(line_ids)
                self._update(lines, today)
        except UserError as error:  # a missing rate never stops the night
            self.env.invalidate_all(flush=False)
            _logger.warning("company %s: %s", company.id, error)

    # === OWED BY A CASE === #

    def _get_owed(self, cases):
        """Charges neither waived nor invoiced on the day of the last run.

        :return: ``{case id: (amount, what one more day adds)}``, company currency
        """
        owed = {}
        for case in cases:
            day = self._get_day(case)
            # paid items too: a payment may have been matched anew since
            undecided = case.charge_ids.filtered("amount_due").case_line_id
            statements = self._get_statements(case.open_line_ids | undecided, day)
            known = self._find_known(statements)
            amount = daily = 0.0
            for line, values in statements.items():
                rate = line._get_rate()
                left = self._get_left(known, line, values)
                amount += left["interest"] * rate + left["indemnity"]
                if self._get(values, "interest"):
                    daily += values["daily"] * rate
            kept = case.charge_ids.filtered(
                lambda row, taken=known["taken"]: row not in taken
            )
            amount += sum(row._get_due_company(day) for row in kept)
            currency = case.currency_id
            owed[case.id] = (currency.round(amount), currency.round(daily))
        return owed

    def _get_left(self, known, line, values):
        left = {}
        for kind in ("indemnity", "interest"):
            amount = self._get(values, kind)
            row = self._pick(known, line, kind, amount)
            if row:
                booked = row.amount_draft + row.amount_invoiced
                amount = max(0.0, amount - row.amount_waived - booked)
            left[kind] = amount
        return left
