from base64 import b64encode
from datetime import date

from odoo import Command

from .common import days
from .common_plan import SIGNED, PlanCommon

DEADLINE = date(2026, 5, 31)  # ninety days after the due date
LIMIT = date(2026, 4, 1)  # thirty days after it
PAPER = b64encode(b"%PDF-1.4 receipt of the insurer")


class InsuranceCommon(PlanCommon):
    """A customer covered up to 5 000 euros, paid at 90 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer = cls._customer("Assurance Crédit", email=False)
        cls.policy = cls._policy()
        cls.cover = cls._cover()

    @classmethod
    def _policy(cls, **vals):
        return cls.env["relance.insurance.policy"].create(
            {
                "insurer_id": cls.insurer.id,
                "number": "AC-2026-001",
                "company_id": cls.company.id,
                "cover_percent": 90,
                "declaration_days": 90,
                "max_extension": 30,
                "waiting_days": 150,
                **vals,
            }
        )

    @classmethod
    def _cover(cls, partner=None, policy=None, **vals):
        return cls.env["relance.insurance.cover"].create(
            {
                "policy_id": (policy or cls.policy).id,
                "partner_id": (partner or cls.customer).id,
                "amount": 5000,
                "date_from": date(2026, 1, 1),
                **vals,
            }
        )

    def _declare(self, invoice, user=None, **vals):
        line = self._line(invoice)
        declarations = self.env["relance.insurance.declaration"]
        return declarations.with_user(user or self.collector).create(
            {
                "case_id": line.case_id.id,
                "policy_id": self.policy.id,
                "line_ids": [Command.set(line.ids)],
                "date": SIGNED,
                "reference": "SIN-778",
                "proof": PAPER,
                "proof_name": "accuse.pdf",
                **vals,
            }
        )

    def _task(self, partner=None):
        return self._case(partner).activity_search(
            ["relance_recouvrement.activity_insurance"]
        )


BEFORE = {count: DEADLINE - days(count) for count in (30, 15, 5)}
