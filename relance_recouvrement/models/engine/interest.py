from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ...const import INDEMNITY
from ...tools.interest import ZERO, Accrual, Movement, accrue
from .interest_ledger import MONEY_JOURNALS

# By what an item owes: penalties, a public body's interest, the legal rate.
LEGAL_BASIS = {
    "penalty": "article L. 441-10, II du Code de commerce",
    "public": "articles L. 2192-13 et R. 2192-31 du Code de la commande publique",
    "legal": "articles 1231-6 et 1344-1 du Code civil",
}
ONE_DAY = timedelta(days=1)
NOTHING = Accrual()


class RelanceEngineInterest(models.AbstractModel):
    """Late-payment interest and the flat indemnity, from the ledger alone.

    One basis for each item, never two on the same sum (Cass. com. 24 April 2024,
    22-24.275): penalties of businesses and public bodies from the day after the due
    date, the legal rate of consumers and non-professionals from the day after they
    received the formal notice. Nothing is written.
    """

    _name = "relance.engine.interest"
    _description = "Late-payment Interest"

    def _compute(self, move_line_ids, until, lowered=None):
        """Interest and indemnity of due items, open or settled, on a day.

        Everything is in the currency of the item but the indemnity, in that of its
        company. When payments pay the interest first (company setting, C. civ.
        1343-1), what is owed in all is the ledger's balance + ``imputed`` +
        ``amount``: print ``principal`` rather than the balance.

        :param list move_line_ids: ids of ``account.move.line``
        :param date until: last day that counts
        :param dict lowered: ``{id: [(date, amount)]}``, what else lowers these debts,
            in their currency; no date: from the start
        :return: ``{id: {...}}`` for every id, with

            * ``amount``: interest still owed, rounded once; ``accrued``: before what
              payments paid of it, ``imputed``; ``principal``: owed beside it on that
              day, whether interest runs or not
            * ``daily``: what one more day adds
            * ``indemnity``: 40.0 on the first instalment paid late of each invoice,
              else 0.0, in ``indemnity_currency_id``
            * ``segments``: ``[{start, end, days, balance, rate, amount, semester,
              rate_semester, provisional}]``, ``start`` being the first day that
              counts; their amounts add up to ``accrued``
            * ``provisional``: a rate was not known yet and the last one was taken
            * ``clause``: ``rates.Clause`` or None; ``start``: first day that counts
              or None; ``stop``: judgment that stopped it, or None; ``legal_basis``:
              French text
            * ``currency_id``, ``indemnity_currency_id``: ids
        :raise UserError: when no rate at all is confirmed
        :rtype: dict
        """
        self.env.flush_all()
        claims = _Claims(self.env, move_line_ids, lowered)
        table = self.env["relance.rate"]._get_table()
        late = self._get_bearers(claims, until)
        try:
            return {
                item_id: self._compute_item(claims, item_id, until, table, late)
                for item_id in move_line_ids
            }
        except LookupError as error:
            raise UserError(
                self.env._(
                    "No interest rate is confirmed for %(semester)s nor before: enter"
                    " it in Invoicing ▸ Configuration ▸ Collection ▸ Rates.",
                    semester=error.args[0],
                )
            ) from error

    def _get_history(self, move_line_ids):
        """What was owed of items at first, and all that lowered them since.

        :return: ``{id: (amount, [Movement])}``, in the currency of each
        :rtype: dict
        """
        self.env.flush_all()
        claims = _Claims(self.env, move_line_ids)
        return {
            item_id: claims.get_debt(claims.items[item_id])
            for item_id in move_line_ids
            if item_id in claims.items
        }

    def _compute_item(self, claims, item_id, until, table, late):
        item = claims.items.get(item_id)
        clause = claims.clauses.get(item_id)
        if not item:
            return self._as_dict(NOTHING)
        settings = claims.settings[item.company_id]
        values = {
            "currency_id": item.currency_id,
            "indemnity_currency_id": settings.currency_id,
        }
        begin, stop = claims.get_start(item, clause), claims.judgments.get(item_id)
        if clause is None or begin is None:
            balance = claims.get_balance(item, until)
            values["principal"] = float(balance)
            return self._as_dict(NOTHING, clause=clause, **values)
        total, movements = claims.get_debt(item)
        accrual = accrue(
            claims.get_due(item),
            until,
            total,
            movements,
            clause,
            table,
            settings.day_basis,
            # a consumer's payment pays the principal first
            "principal" if clause.basis == "legal" else settings.imputation,
            start=begin,
            stop=stop,
            digits=claims.digits[item.currency_id],
        )
        return self._as_dict(
            accrual,
            clause=clause,
            start=begin + ONE_DAY,
            stop=stop,
            indemnity=INDEMNITY if item_id in late else 0.0,
            **values,
        )

    def _as_dict(self, accrual, clause=None, **values):
        kind = clause and clause.basis
        kind = kind if kind in ("public", "legal") else "penalty"
        return {
            "amount": float(accrual.amount),
            "accrued": float(accrual.accrued),
            "imputed": float(accrual.imputed),
            "principal": float(accrual.principal),
            "daily": float(accrual.daily),
            "indemnity": 0.0,
            "indemnity_currency_id": False,
            "currency_id": False,
            "segments": [
                {
                    **row._asdict(),
                    "balance": float(row.balance),
                    "rate": float(row.rate),
                    "amount": float(row.amount),
                }
                for row in accrual.segments
            ],
            "provisional": accrual.provisional,
            "clause": clause,
            "start": None,
            "stop": None,
            "legal_basis": LEGAL_BASIS[kind] if clause else "",
            **values,
        }

    # === INDEMNITY === #

    def _get_bearers(self, claims, until):
        """Items that bear the 40 € of their invoice: its first instalment paid late
        (C. com. D441-5, CCP D2192-35). None where a judgment forbade the payment on
        the due date (L441-10 II)."""
        first = {}
        for item in claims.get_candidates():
            if not claims.owes_indemnity(item) or not claims.is_late(item, until):
                continue
            # an item of an opening entry is an invoice of its own
            key = ("move", item.move_id) if item.is_invoice else ("item", item.id)
            best = first.get(key)
            if best is None or (item.due, item.id) < (best.due, best.id):
                first[key] = item
        return {claims.continued.get(item.id, item.id) for item in first.values()}


class _Settings:
    """What a company chose, read once."""

    def __init__(self, company):
        root = company.root_id
        self.currency_id = root.currency_id.id
        self.is_euro = root.currency_id.name == "EUR"
        self.day_basis = root.relance_day_basis or "365"
        self.imputation = root.relance_imputation or "principal"


class _Claims:
    """All that is known of some items, read in a few queries."""

    def __init__(self, env, item_ids, lowered=None):
        self.lowered = lowered or {}
        ledger = env["relance.engine.interest.ledger"]
        item_ids = list(dict.fromkeys(item_ids))
        self.items = ledger._get_items(item_ids)
        self._read_origins(ledger)
        self.others = ledger._get_instalments(self.items)
        known = self.items | self.others
        self.movements = ledger._get_movements([*known])
        # sudo: settings and kinds of debtors do not depend on who asks
        self.clauses = env["relance.engine.clause"].sudo()._get_line_clauses([*known])
        for item_id in ledger._get_barren(known):
            self.clauses[item_id] = None
        legal = [i for i in self.items if self._is_legal(self.clauses.get(i))]
        self.notified = ledger._get_notified(legal) if legal else {}
        self.judgments = ledger._get_judgments([*known])
        companies = {item.company_id for item in known.values()}
        companies = env["res.company"].sudo().browse(companies)  # sudo: as above
        self.settings = {company.id: _Settings(company) for company in companies}
        currencies = {item.currency_id for item in known.values()}
        currencies = env["res.currency"].browse(currencies)
        self.digits = {row.id: row.decimal_places for row in currencies}

    @staticmethod
    def _is_legal(clause):
        return clause is not None and clause.basis == "legal"

    # === DEBTS MOVED TO ANOTHER ITEM === #

    def _read_origins(self, ledger):
        """``origins``: item → the one it continues as a whole; ``following``: the
        other way round; ``continued``: item → the last one of its chain; ``moved``:
        items that continue something, whole or not."""
        self.origins, self.moved = {}, set()
        todo = [*self.items]
        while todo:
            found = ledger._get_origins(todo)
            self.moved.update(found)
            fresh = {
                item: old
                for item, (old, whole) in found.items()
                if whole and item not in self.origins
            }
            self.origins.update(fresh)
            missing = {*fresh, *fresh.values()} - {*self.items}
            self.items |= ledger._get_items(missing) if missing else {}
            todo = [*missing]
        self.following = {old: item for item, old in self.origins.items()}
        self.continued = {old: self._get_last(old) for old in self.following}

    def _get_chain(self, item_id):
        """The item, then those it continues, the oldest last."""
        chain = [item_id]
        while (old := self.origins.get(chain[-1])) and old not in chain:
            chain.append(old)
        return chain

    def _get_last(self, item_id):
        seen = {item_id}
        while (after := self.following.get(item_id)) and after not in seen:
            seen.add(after)
            item_id = after
        return item_id

    def get_debt(self, item):
        """What was owed at first, and what lowered it, transfers left out."""
        more = self.get_lowered(item)
        if item.id not in self.origins:
            return item.total, [row for _move, row in self.movements[item.id]] + more
        chain = [self.items[one] for one in self._get_chain(item.id)]
        movements = []
        for place, one in enumerate(chain):
            into = chain[place - 1].move_id if place else None
            movements += [row for move, row in self.movements[one.id] if move != into]
        return chain[-1].total, movements + more

    def get_lowered(self, item):
        """What the caller says lowers the debt besides the ledger."""
        due = self.get_due(item)
        return [
            Movement(day or due, Decimal(str(amount)), is_payment=False)
            for day, amount in self.lowered.get(item.id, ())
        ]

    def get_balance(self, item, day):
        """What the ledger says of the item alone on a day."""
        lowered = (
            row.amount for _move, row in self.movements[item.id] if row.day <= day
        )
        return max(ZERO, item.total - sum(lowered))

    def get_due(self, item):
        """Due date of the debt, kept through its transfers; what continues several
        items bears interest from its own date: each of them bore it until then."""
        if item.id in self.origins:
            return self.items[self._get_chain(item.id)[-1]].due
        return item.day if item.id in self.moved else item.due

    # === WHEN === #

    def get_start(self, item, clause):
        """The day before interest starts; None when it never did."""
        if clause is None or item.id in self.continued:
            return None
        due = self.get_due(item)
        if clause.basis != "legal":
            return due
        days = [self.notified.get(one) for one in self._get_chain(item.id)]
        days = [day for day in days if day]
        return max(due, min(days)) if days else None

    # === INDEMNITY === #

    def get_candidates(self):
        """Items that may bear an indemnity, those that were not asked included."""
        yield from self.items.values()
        yield from self.others.values()

    def owes_indemnity(self, item):
        clause = self.clauses.get(item.id)
        judgment = self.judgments.get(item.id)
        return (
            clause is not None
            and clause.basis != "legal"
            and item.id not in self.moved
            and item.journal not in MONEY_JOURNALS
            and self.settings[item.company_id].is_euro
            and not (judgment and judgment <= item.due)
        )

    def is_late(self, item, until):
        """Something was still owed once the due date had passed."""
        if until <= item.due:
            return False
        after = self.items.get(self.following.get(item.id))
        into = after and after.move_id
        movements = [row for move, row in self.movements[item.id] if move != into]
        movements += self.get_lowered(item)
        return item.total > sum(row.amount for row in movements if row.day <= item.due)
