"""What the invoice check finds: mistakes made in the invoices of ``stories_check``."""

from datetime import timedelta


class Mistakes:
    """Part of the ledger: uses its environment and its invoices."""

    def _tell_unsent(self, partner, key, value):
        self._open(key).is_move_sent = False

    def _tell_due_sooner(self, partner, key, days):
        """Somebody typed another date than the terms give."""
        for item in self._receivable(self._open(key)):
            item.date_maturity -= timedelta(days=days)

    def _tell_closed_bank(self, partner, key, number):
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.main.partner_id.id, "acc_number": number}
        )
        self._open(key).partner_bank_id = bank
        bank.active = False
