from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...tools.interest import Movement

# Journals whose debits are money that came back, not claims of their own.
MONEY_JOURNALS = ("bank", "cash", "credit")


class Item(NamedTuple):
    """A due item, as it entered the ledger; amounts in its currency."""

    id: int
    move_id: int
    company_id: int
    currency_id: int
    total: Decimal
    day: object
    due: object
    is_invoice: bool
    journal: str


def _array(ids):
    """Many ids as one literal: a list would be parsed item by item."""
    return SQL("%s::integer[]", f"{{{','.join(map(str, ids))}}}")


class RelanceEngineInterestLedger(models.AbstractModel):
    """What interest is counted on, read from the ledger in a few queries."""

    _name = "relance.engine.interest.ledger"
    _description = "Late-payment Interest: Ledger"

    # === ITEMS === #

    def _get_items(self, item_ids):
        """Posted debts of customers among these items.

        :return: ``{id: Item}``
        """
        return self._read_items(SQL("item.id = ANY(%s)", _array(item_ids)))

    def _get_instalments(self, items):
        """The other instalments of the invoices of ``items``.

        :return: ``{id: Item}``
        """
        moves = {item.move_id for item in items.values() if item.is_invoice}
        return self._read_items(
            SQL(
                "item.move_id = ANY(%s) AND item.id <> ALL(%s)",
                _array(moves),
                _array(items),
            )
        )

    def _read_items(self, which):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id, item.move_id, item.company_id, item.currency_id,
                       item.amount_currency::text, item.date,
                       COALESCE(item.date_maturity, item.date),
                       move.move_type IN ('out_invoice', 'out_receipt'), journal.type
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_journal journal ON journal.id = item.journal_id
                  JOIN account_account account ON account.id = item.account_id
                 WHERE item.parent_state = 'posted' AND item.amount_currency > 0
                   AND account.reconcile AND account.account_type LIKE 'asset%%'
                   AND account.account_type <> 'asset_cash'
                   AND %s
                """,
                which,
            )
        )
        return {row[0]: Item(*row[:4], Decimal(row[4]), *row[5:]) for row in rows}

    # === WHAT LOWERED THEM === #

    def _get_movements(self, item_ids):
        """What was matched with these items.

        An exchange difference lowers nothing in the currency of the item.

        :return: ``{item id: [(move of the counterpart, Movement)]}``
        """
        found = defaultdict(list)
        is_payment = self.env["relance.engine.payments"]._is_payment(
            SQL("other.move_id")
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT part.debit_move_id, other.move_id, %s,
                       part.debit_amount_currency::text, %s
                  FROM account_partial_reconcile part
                  JOIN account_move_line other ON other.id = part.credit_move_id
                  JOIN account_move matched ON matched.id = other.move_id
             LEFT JOIN LATERAL (%s) bank ON TRUE
                 WHERE part.debit_move_id = ANY(%s)
                   AND part.debit_amount_currency <> 0
                """,
                self._credited_on(),
                is_payment,
                self._bank_day(),
                _array(item_ids),
            )
        )
        for item_id, move_id, day, amount, paid in rows:
            found[item_id].append((move_id, Movement(day, Decimal(amount), paid)))
        return found

    def _credited_on(self):
        """The day a debt went down: that of the bank for a payment, the document's
        own for a credit note."""
        return SQL(
            """
            CASE WHEN matched.move_type = 'out_refund'
                 THEN COALESCE(matched.invoice_date, other.date)
                 ELSE COALESCE(bank.day, other.date) END
            """
        )

    def _bank_day(self):
        """The first bank line that the other side of a payment is matched with."""
        return SQL(
            """
            SELECT MIN(statement.date) AS day
              FROM account_move_line outstanding
              JOIN account_partial_reconcile cleared
                ON cleared.debit_move_id = outstanding.id
              JOIN account_move_line received ON received.id = cleared.credit_move_id
              JOIN account_move statement ON statement.id = received.move_id
               AND statement.statement_line_id IS NOT NULL
             WHERE matched.origin_payment_id IS NOT NULL
               AND outstanding.move_id = matched.id AND outstanding.id <> other.id
            """
        )

    # === DEBTS MOVED TO ANOTHER ITEM === #

    def _get_origins(self, item_ids):
        """Items continued by others after a transfer (411 to 416).

        :return: ``{item id: (item it continues, whether it is its whole and only
            continuation)}``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id, origin.move_line_id,
                       item.currency_id = old.currency_id
                       AND item.amount_currency = moved.amount
                       AND NOT EXISTS (
                           SELECT 1 FROM relance_case_line another
                            WHERE another.origin_line_id = origin.id
                              AND another.id <> line.id)
                  FROM relance_case_line line
                  JOIN relance_case_line origin ON origin.id = line.origin_line_id
                  JOIN account_move_line item ON item.id = line.move_line_id
                  JOIN account_move_line old ON old.id = origin.move_line_id
                  JOIN LATERAL (
                       SELECT SUM(part.debit_amount_currency) AS amount
                         FROM account_partial_reconcile part
                         JOIN account_move_line other
                           ON other.id = part.credit_move_id
                        WHERE part.debit_move_id = old.id
                          AND other.move_id = item.move_id) moved ON TRUE
                 WHERE line.move_line_id = ANY(%(items)s)
                    OR origin.move_line_id = ANY(%(items)s)
                """,
                items=_array(item_ids),
            )
        )
        return {item: (old, bool(whole)) for item, old, whole in rows}

    # === WHEN INTEREST STARTS OR STOPS === #

    def _get_notified(self, item_ids):
        """When the formal notice that claimed each item was received.

        :return: ``{item id: date}``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.move_line_id, MIN(delivery.received_date)
                  FROM relance_case_line line
                  JOIN relance_reminder_line claimed ON claimed.case_line_id = line.id
                  JOIN relance_reminder reminder ON reminder.id = claimed.reminder_id
                   AND reminder.state = 'sent'
                  JOIN relance_level level
                    ON level.id = COALESCE(claimed.level_id, reminder.level_id)
                   AND level.stage = 'formal_notice'
                  JOIN relance_delivery delivery ON delivery.reminder_id = reminder.id
                   AND delivery.is_proof AND delivery.received_date IS NOT NULL
                 WHERE line.move_line_id = ANY(%s)
              GROUP BY line.move_line_id
                """,
                _array(item_ids),
            )
        )
        return dict(rows)

    def _get_judgments(self, item_ids):
        """The judgment that opened insolvency proceedings after each debt arose.

        :return: ``{item id: date}``
        """
        if "relance.engine.insolvency" not in self.env:
            return {}
        return self.env["relance.engine.insolvency"]._get_judgments(item_ids)

    def _get_barren(self, items):
        """Items that bear nothing: what was booked for interest, 40 € or costs."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT move_id FROM relance_charge_booking")
        )
        booked = {move_id for (move_id,) in rows}
        return {item.id for item in items.values() if item.move_id in booked}
