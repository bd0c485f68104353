from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..const import INDEMNITY


class RelanceChargeCostMixin(models.AbstractModel):
    """Proven costs of collection: what a person enters, and the evidence of it."""

    _name = "relance.charge.cost.mixin"
    _description = "Proven Costs of Collection"

    def _check_cost_open(self):
        for charge in self:
            if charge.kind != "cost" or charge.waiver_ids or charge.booking_ids:
                raise UserError(
                    self.env._(
                        "%(charge)s is kept as it was claimed, waived or invoiced.",
                        charge=charge.display_name,
                    )
                )

    def _check_evidence(self):
        """The user's own uploads only: evidence moves to the charge.

        :raise AccessError: naming what to do
        """
        for charge in self:
            # sudo: looks at whose the files are, nothing is read of them
            theirs = charge.evidence_ids.sudo().filtered(
                lambda file, charge=charge: (
                    (file.res_model, file.res_id) != (charge._name, charge.id)
                    and (
                        file.create_uid != self.env.user
                        or file.res_model not in (False, charge._name)
                        or file.res_id
                        or file.res_field
                    )
                )
            )
            if theirs:
                raise AccessError(
                    self.env._(
                        "A document is of another record: download it, then add it"
                        " here."
                    )
                )

    def _keep_costs(self):
        """What is claimed of costs, and their evidence for who sees the case."""
        # sudo: amounts are kept by the engine; what they come from was checked
        for charge in self.filtered(lambda charge: charge.kind == "cost").sudo():
            document = charge.case_line_id
            day = charge.cost_date or charge.company_id._relance_today()
            charge.write(
                {
                    "amount_accrued": charge.amount_cost - charge.amount_covered,
                    "accrued_date": day,
                    "invoice_id": document.move_id.id,
                    "move_name": document.move_name,
                    "date_maturity": document.date_maturity,
                }
            )
            owner = (self._name, charge.id)
            charge.evidence_ids.filtered(
                lambda file, owner=owner: (file.res_model, file.res_id) != owner
            ).write(dict(zip(("res_model", "res_id"), owner, strict=True)))

    @api.model
    def _get_uncovered(self, case):
        """The flat indemnities of a case, less what they covered of other costs."""
        charges = case.charge_ids
        indemnities = charges.filtered(
            lambda charge: charge.kind == "indemnity" and charge.amount_accrued
        )
        covered = sum(
            charges.filtered(lambda charge: charge.kind == "cost").mapped(
                "amount_covered"
            )
        )
        return max(0.0, len(indemnities) * INDEMNITY - covered)
