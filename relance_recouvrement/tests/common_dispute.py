from freezegun import freeze_time

from odoo import Command

from .common import DUE, LATE, RelanceCommon

PREFIX = "relance_recouvrement.group_"


class DisputeCommon(RelanceCommon):
    """One customer with an overdue invoice, a collector, and a logistician who sees
    nothing of accounting."""

    freeze_time = freeze_time(DUE)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user(
            "camille",
            f"{PREFIX}collector,account.group_account_invoice",
            email="camille@durand.example.com",
        )
        cls.owner = cls._user(
            "logistique", "base.group_user", email="logistique@durand.example.com"
        )
        cls.manager = cls._user("chef", f"{PREFIX}manager")
        cls.reason = cls.env.ref("relance_recouvrement.dispute_reason_quantity")
        cls.reason.write({"owner_role": "user", "owner_id": cls.owner.id})
        cls.invoice = cls._invoice()
        cls.engine._run(cls.company, today=LATE)
        cls.case = cls.env["relance.case"].search(
            [("partner_id", "=", cls.customer.id), ("company_id", "=", cls.company.id)]
        )
        cls.case.user_id = cls.collector

    def _dispute(self, amount=None, invoice=None, user=None, **vals):
        """A dispute of the collector on ``amount`` of an invoice, all of it else."""
        line = self._line(invoice or self.invoice)
        disputes = self.env["relance.dispute"].with_user(user or self.collector)
        return disputes.with_company(line.company_id).create(
            {
                "case_id": line.case_id.id,
                "reason_id": self.reason.id,
                "date_open": LATE,
                "line_ids": [
                    Command.create(
                        {
                            "case_line_id": line.id,
                            "amount": amount or line.amount_residual,
                        }
                    )
                ],
                **vals,
            }
        )

    def _answer(self, dispute, **vals):
        """The collector answers that the dispute is unfounded."""
        return (
            self.env["relance.dispute.answer"]
            .with_user(self.collector)
            .create(
                {
                    "dispute_id": dispute.id,
                    "answer": "Le bon de livraison signé le 3 mars indique 12 cartons.",
                    **vals,
                }
            )
        )

    def _tasks(self, dispute):
        """Who has a task about the dispute."""
        return dispute.sudo().activity_ids.user_id
