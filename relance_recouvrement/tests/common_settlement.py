from datetime import date

from .common_plan import SCAN, SIGNED, PlanCommon

# A Friday; checked until the Tuesday after, lapsed on the Wednesday.
TERM = date(2026, 3, 27)
LAPSED = date(2026, 4, 1)


class SettlementCommon(PlanCommon):
    """A customer who contests part of two late invoices of 1 000 and 500 euros."""

    def _settlement(self, user=None, partner=None, **vals):
        settlements = self.env["relance.settlement"].with_user(user or self.collector)
        return settlements.create(
            {
                "case_id": self._case(partner).id,
                "payment_date": TERM,
                "amount_agreed": 1200.0,
                "reason": "Preuve de livraison incertaine",
                "disputed_point": "le débiteur conteste la quantité livrée.",
                "concession": "il renonce à toute réclamation sur cette livraison.",
                **vals,
            }
        )

    def _sign_settlement(self, settlement, day=SIGNED):
        settlement.write(
            {
                "signature_date": day,
                "signed_document": SCAN,
                "signed_document_name": "protocole.pdf",
            }
        )
        settlement.action_agree()
        return settlement

    def _agreed(self, **vals):
        """Offered by a manager, signed."""
        settlement = self._settlement(user=self.manager, **vals)
        settlement.action_propose()
        return self._sign_settlement(settlement)

    def _on(self, day):
        """Run on ``day``."""
        from odoo.tests import freeze_time

        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)
        self._run(day)
