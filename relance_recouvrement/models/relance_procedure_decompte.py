from dataclasses import dataclass

from odoo import models
from odoo.tools import format_amount, format_date

from ..const import LANG
from ..tools.debtor import get_regime
from ..tools.letter_words import get_words


@dataclass(frozen=True)
class Decompte:
    """The interest statement of a procedure, for the template that letters use."""

    procedure: object
    items: list
    regime: str

    @property
    def currency_id(self):
        return self.procedure.currency_id

    @property
    def calc_date_text(self):
        return self.procedure._say_day(self.procedure._get_file_day())

    @property
    def charges_provisional(self):
        return any(row["provisional"] for item in self.items for row in item["rows"])

    @property
    def rate_basis_text(self):
        bases = dict.fromkeys(item["basis"] for item in self.items if item["basis"])
        words = get_words(LANG)
        return words["or"].join(map(words.say_basis, bases))

    @property
    def indemnity_count(self):
        return sum(bool(item["indemnity"]) for item in self.items)

    @property
    def daily_text(self):
        totals = {}
        for item in self.items:
            currency = item["currency"]
            totals[currency] = totals.get(currency, 0.0) + item["daily"]
        return " et ".join(
            self.procedure._say_amount(amount, currency)
            for currency, amount in totals.items()
            if not currency.is_zero(amount)
        )

    def _get_words(self):
        return get_words(LANG)

    def _get_statement(self):
        return self.items

    def _get_charges_method(self):
        # sudo: a branch's user reads the settings of the root company
        company = self.procedure.company_id.sudo().root_id
        words = get_words(LANG)
        parts = [words[f"method_{company.relance_day_basis or '365'}"]]
        if self.regime == "public":
            parts.append(words["method_public"])
        if company.relance_imputation == "interest":
            parts.append(words["method_interest_first"])
        return words["semicolon"].join(parts)

    def _get_claim_rows(self):
        """Sums of the procedure, as they are claimed."""
        procedure = self.procedure
        rows = [
            {"kind": kind, "currency": procedure.currency_id, "amount": amount}
            for kind, amount in (
                ("principal", procedure.amount_principal),
                ("interest", procedure.amount_interest),
                ("indemnity", procedure.amount_indemnity),
            )
            if amount
        ]
        total = sum(row["amount"] for row in rows)
        claim = {"kind": "claim", "currency": procedure.currency_id, "amount": total}
        return [*rows, claim] if len(rows) > 1 else [claim]


class RelanceProcedureDecompte(models.AbstractModel):
    """The account of a procedure: what each invoice bears, what was received."""

    _name = "relance.procedure.decompte"
    _description = "Account of a Procedure"

    def _get_file_day(self):
        """The day its sums are counted to: that of the opening, else today."""
        self.ensure_one()
        return self.interest_date or self.company_id._relance_today()

    def _say_day(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy") if day else ""

    def _say_long_day(self, day):
        words = format_date(self.env, day, LANG, "d MMMM y") if day else ""
        return f"1er{words[1:]}" if day and day.day == 1 else words

    def _say_amount(self, amount, currency=None):
        return format_amount(self.env, amount, currency or self.currency_id, LANG)

    def _get_regime(self):
        # sudo: the kind of debtor is the same whoever asks
        return self.partner_id.sudo().relance_debtor_regime or "unknown"

    def _owes_penalties(self):
        return get_regime(self._get_regime()).owes_charges

    def _get_decompte(self):
        """What each item bears until the day of the file, in its own currency.

        :return: values of the statement of reminders; see
            ``relance.reminder.statement._get_statement``
        :rtype: list(dict)
        """
        self.ensure_one()
        lines = self.line_ids.filtered("move_line_id")
        item_ids = lines.move_line_id.ids
        # sudo: reads the ledger of items that the user sees in the procedure
        owed = (
            self.env["relance.engine.interest"]
            .sudo()
            ._compute(item_ids, self._get_file_day())
        )
        settled = self.env["relance.engine.charge"].sudo()._get_settled(item_ids)
        return [
            self._get_item(line, owed[line.move_line_id.id], settled)
            for line in lines
            if self._bears(line, owed[line.move_line_id.id])
        ]

    def _bears(self, line, values):
        """What the procedure claims, no more."""
        if not values["clause"]:
            return False
        return bool(line.amount_interest or line.amount_indemnity)

    def _get_item(self, line, values, settled):
        words = get_words(LANG)
        item = line.case_line_id
        currency = item.currency_id
        claimed = line.amount_interest
        if currency != self.currency_id:
            mine = settled.get(line.move_line_id.id, {})
            claimed = max(0.0, values["accrued"] - mine.get("interest", 0.0))
        return {
            "number": item.move_name,
            "invoice_date": item.invoice_date,
            "due_date": item.date_maturity,
            "currency": item.currency_id,
            "rows": [
                {
                    "semester": row["semester"] or row["rate_semester"],
                    "date_from": row["start"],
                    "date_to": row["end"],
                    "days": row["days"],
                    "balance": row["balance"],
                    "rate_text": words.say_rate(row["rate"]),
                    "amount": row["amount"],
                    "provisional": row["provisional"],
                }
                for row in values["segments"]
            ],
            "settled": currency.round(values["accrued"] - claimed),
            "settled_label": "À déduire : déjà réglé, facturé ou abandonné",
            "interest": claimed,
            "indemnity": line.amount_indemnity,
            "daily": values["daily"],
            "basis": values["clause"].basis,
            "legal_basis": values["legal_basis"],
        }

    def _get_decompte_view(self):
        """The interest statement, for ``charges_statement``."""
        return Decompte(self, self._get_decompte(), self._get_regime())

    def _get_account(self):
        """The account of the debtor for these invoices: what was invoiced, received
        or credited, day by day, with the balance.

        :return: dicts ``date label document debit credit balance currency``
        :rtype: list(dict)
        """
        self.ensure_one()
        rows = []
        for line in self.line_ids.filtered("move_line_id"):
            # sudo: journal items of the procedure
            item = line.move_line_id.sudo()
            rows += self._get_movements(item, line)
        balances = {}
        rows.sort(key=lambda row: (row["date"], row["order"]))
        for row in rows:
            currency = row["currency"]
            balance = balances.get(currency, 0.0) + row["debit"] - row["credit"]
            row["balance"] = balances[currency] = balance
        return rows

    def _get_movements(self, item, line):
        day = self._get_file_day()
        name = line.case_line_id.move_name
        yield {
            "date": line.case_line_id.invoice_date or item.date,
            "order": 0,
            "label": f"Facture, échéance {self._say_day(line.date_maturity)}",
            "document": name,
            "debit": abs(item.amount_currency),
            "credit": 0.0,
            "currency": item.currency_id,
        }
        for match in item.matched_credit_ids:
            credit = match.credit_move_id
            if match.max_date > day:
                continue
            is_credit = credit.move_id.move_type == "out_refund"
            yield {
                "date": match.max_date,
                "order": 1,
                "label": f"{'Avoir' if is_credit else 'Règlement'} sur {name}",
                "document": credit.move_id.name,
                "debit": 0.0,
                "credit": match.debit_amount_currency,
                "currency": item.currency_id,
            }

    def _get_events(self):
        """Every contact about these items, in the order of time.

        :rtype: list(odoo.addons.relance_recouvrement.models.engine.chronology.Event)
        """
        # sudo: facts of the case that the user sees
        return self.env["relance.engine.chronology"].sudo()._get_events(self.sudo())
