from typing import NamedTuple

from odoo import api, fields, models

from ..const import LEVEL_CHARGES
from ..tools.debtor import get_regime


class LineCharges(NamedTuple):
    """What one claimed item bears: ``interest`` and ``daily`` in its currency,
    ``indemnity`` in the company's; ``segments`` are rows of the statement, as values
    of ``relance.reminder.interest``, whose sum less ``settled``, waived or invoiced
    before, is ``interest``; ``basis`` is that of ``rates.Clause``."""

    interest: float
    indemnity: float
    daily: float
    basis: str
    segments: list
    settled: float = 0.0

    @property
    def provisional(self):
        return any(row["provisional"] for row in self.segments)


class RelanceReminderCharges(models.AbstractModel):
    """Interest and indemnities of a reminder: computed while it is a draft, then
    written down row by row the day it leaves (LAW §1, §4.1)."""

    _name = "relance.reminder.charges"
    _description = "Charges of a Reminder"

    currency_id = fields.Many2one("res.currency")
    charges_date = fields.Date(
        string="Interest until",
        readonly=True,
        copy=False,
        help="Day of the statement that was written down.",
    )
    stated_charges = fields.Selection(LEVEL_CHARGES, readonly=True, copy=False)
    charges_mode = fields.Selection(LEVEL_CHARGES, compute="_compute_charges_mode")
    amount_interest = fields.Monetary(
        string="Interest", compute="_compute_charges", help="Company currency."
    )
    amount_indemnity = fields.Monetary(string="Indemnities", compute="_compute_charges")
    amount_claimed = fields.Monetary(
        compute="_compute_charges",
        help="Net claim with the charges it states, company currency.",
    )
    charges_provisional = fields.Boolean(compute="_compute_charges")
    principal_text = fields.Char(compute="_compute_charges")
    interest_text = fields.Char(compute="_compute_charges")
    indemnity_text = fields.Char(compute="_compute_charges")
    indemnity_count = fields.Integer(compute="_compute_charges")
    charges_text = fields.Char(compute="_compute_charges")
    claim_text = fields.Char(compute="_compute_charges")
    daily_text = fields.Char(compute="_compute_charges")
    rate_text = fields.Char(compute="_compute_charges")
    rate_basis_text = fields.Char(compute="_compute_charges")
    calc_date_text = fields.Char(compute="_compute_charges")

    # === WHAT IS OWED === #

    @api.depends("frozen_date", "level_id.charges", "regime", "stated_charges")
    def _compute_charges_mode(self):
        """Only who owes them is told of charges: C. com. L441-10, CCP L2192-13. Once
        frozen, as it was then: the level or the customer may change."""
        for reminder in self:
            owes = get_regime(reminder.regime).owes_charges
            mode = reminder.level_id.charges if owes else "none"
            if reminder.frozen_date and reminder.stated_charges:
                mode = reminder.stated_charges
            reminder.charges_mode = mode

    def _get_charges(self):
        """Charges of each claimed item, as written down or as of today.

        :return: ``{reminder line: LineCharges}``, without items that bear none
        :rtype: dict
        """
        stored = self.filtered("charges_date")
        found = {
            line: line._get_stored_charges()
            for line in stored.line_ids
            if line.interest_basis
        }
        for day, drafts in (self - stored).grouped(lambda rem: rem._get_day()).items():
            found.update(drafts._compute_line_charges(day))
        return found

    def _compute_line_charges(self, day):
        telling = self.filtered(lambda rem: rem.charges_mode != "none")
        debts = telling.line_ids.filtered(
            lambda line: line.amount_residual > 0 and line.move_line_id
        )
        if not debts:
            return {}
        owed = self.env["relance.engine.interest"]._compute(
            debts.move_line_id.ids, day, telling._get_lowered()
        )
        settled = self.env["relance.engine.charge"]._get_settled(debts.move_line_id.ids)
        found = {}
        for line in debts:
            values = owed[line.move_line_id.id]
            if values["clause"] and (values["segments"] or values["indemnity"]):
                found[line] = line._get_charges(
                    values, settled.get(line.move_line_id.id, {})
                )
        return found

    def _get_lowered(self):
        """What keeps items of the claim from bearing interest on their whole balance.

        What is promised, disputed or planned is not claimed, so it bears nothing
        here; credits of the claim lower its oldest items from their own day.

        :return: ``{journal item id: [(date or None, amount)]}``
        """
        lowered = {}
        for reminder in self:
            for currency, lines in reminder.line_ids.grouped("currency_id").items():
                debts = lines.filtered(lambda line: line.amount_residual > 0)
                room = {}
                for line in debts:
                    held = line.case_line_id.amount_residual - line.amount_residual
                    if currency.compare_amounts(held, 0.0) > 0:
                        lowered.setdefault(line.move_line_id.id, []).append(
                            (None, held)
                        )
                    room[line] = line.amount_residual
                reminder._spread_credits(lines - debts, room, lowered)
        return lowered

    def _spread_credits(self, credits, room, lowered):
        # by the ledger's ids: lines of reminders are written in no given order
        for credit in credits.sorted(
            lambda line: (line.invoice_date or line.date_maturity, line.move_line_id.id)
        ):
            left = -credit.amount_residual
            for debt in sorted(
                room, key=lambda line: (line.date_maturity, line.move_line_id.id)
            ):
                part = min(left, room[debt])
                if part <= 0:
                    continue
                room[debt] -= part
                left -= part
                day = credit.invoice_date or credit.date_maturity
                lowered.setdefault(debt.move_line_id.id, []).append((day, part))

    # === WRITTEN DOWN === #

    def _store_charges(self):
        """Write down the interest statement of these reminders, for their day.

        An earlier statement of a reminder that did not leave is replaced.
        """
        telling = self.filtered(lambda rem: rem.charges_mode != "none")
        (self - telling).filtered("charges_date").charges_date = False
        telling.charges_date = False
        # sudo: statements are written by the engine only
        rows = self.env["relance.reminder.interest"].sudo()
        rows.search([("reminder_line_id", "in", telling.line_ids.ids)]).unlink()
        charges = telling._get_charges()
        for line in telling.line_ids:
            line._store_charges(charges.get(line))
        rows.create(
            [
                {**row, "reminder_line_id": line.id}
                for line, values in charges.items()
                for row in values.segments
            ]
        )
        for day, drafts in telling.grouped(lambda rem: rem._get_day()).items():
            drafts.charges_date = day

    def _claim_charges(self):
        """Note that the charges these reminders state are claimed from now on.

        Called once per batch of frozen and printed reminders that state amounts,
        just before they leave; their statement is ``line_ids.amount_interest``,
        ``amount_indemnity`` and ``interest_ids``, as of ``charges_date``. One that
        broke on its way and leaves later is passed again. Does nothing here: see
        ``relance.reminder.claim``.
        """

    # === WORDS === #

    @api.depends("line_ids", "charges_date", "charges_mode")
    def _compute_charges(self):
        charges = self._get_charges()
        for reminder in self:
            found = {
                line: charges[line] for line in reminder.line_ids if line in charges
            }
            reminder._set_charge_amounts(found)
            reminder._set_charge_words(found)

    def _set_charge_amounts(self, charges):
        self.amount_interest = sum(
            line._to_company_currency(values.interest)
            for line, values in charges.items()
        )
        self.amount_indemnity = sum(values.indemnity for values in charges.values())
        stated = self.charges_mode == "amount"
        charges_total = self.amount_interest + self.amount_indemnity
        self.amount_claimed = self.amount_total + charges_total * stated
        self.charges_provisional = any(
            values.provisional for values in charges.values()
        )

    def _set_charge_words(self, charges):
        interest, daily = {}, {}
        for line, values in charges.items():
            for totals, amount in ((interest, values.interest), (daily, values.daily)):
                currency = line.currency_id
                totals[currency] = totals.get(currency, 0.0) + amount
        indemnity = {self.currency_id: self.amount_indemnity}
        principal = dict(self._get_totals())
        self.principal_text = self._say_totals(principal)
        self.interest_text = self._say_totals(interest)
        self.indemnity_text = self._say_totals(indemnity)
        self.indemnity_count = sum(bool(row.indemnity) for row in charges.values())
        self.charges_text = self._say_totals(self._add_totals(interest, indemnity))
        self.claim_text = self._say_totals(dict(self._get_claim_totals(charges)))
        self.daily_text = self._say_totals(daily)
        self.calc_date_text = self._format_date(self.charges_date or self._get_day())
        self._set_rate_words(charges)

    def _set_rate_words(self, charges):
        rates = {}
        for values in charges.values():
            rates.update(
                dict.fromkeys(
                    (row["date_from"], row["rate"]) for row in values.segments
                )
            )
        ordered = list(dict.fromkeys(rate for _day, rate in sorted(rates)))
        words = self._get_words()
        self.rate_text = words["then"].join(map(words.say_rate, ordered))
        bases = dict.fromkeys(values.basis for values in charges.values())
        self.rate_basis_text = words["or"].join(map(words.say_basis, bases))

    def _get_claim_totals(self, charges=None):
        """What is to be paid per currency: the net principal, and the charges when
        the level states their amounts.

        :rtype: list(tuple(res.currency, float))
        """
        totals = dict(self._get_totals())
        if self.charges_mode != "amount":
            return list(totals.items())
        if charges is None:
            charges = self._get_charges()
        for line, values in charges.items():
            for currency, amount in (
                (line.currency_id, values.interest),
                (self.currency_id, values.indemnity),
            ):
                totals = self._add_totals(totals, {currency: amount})
        return list(totals.items())

    def _add_totals(self, totals, more):
        result = dict(totals)
        for currency, amount in more.items():
            result[currency] = result.get(currency, 0.0) + amount
        return result

    def _say_totals(self, totals):
        return self._get_words()["and"].join(
            self._format_amount(amount, currency)
            for currency, amount in totals.items()
            if not currency.is_zero(amount)
        )
