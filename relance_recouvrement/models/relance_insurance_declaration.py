from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..const import LANG
from ..tools.insurance import get_payment_date


class RelanceInsuranceDeclaration(models.Model):
    """Unpaid items declared to the credit insurer, with the proof.

    Once recorded it stays as it is; a manager cancels one entered by mistake.
    """

    _name = "relance.insurance.declaration"
    _description = "Declaration to the Credit Insurer"
    _inherit = ["relance.recorded.mixin"]
    _order = "date desc, id desc"
    _rec_name = "reference"

    case_id = fields.Many2one(
        "relance.case",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="case_id.company_id")
    currency_id = fields.Many2one(related="case_id.currency_id")
    policy_id = fields.Many2one(
        "relance.insurance.policy", required=True, index=True, ondelete="restrict"
    )
    line_ids = fields.Many2many(
        "relance.case.line",
        "relance_insurance_declaration_line_rel",
        "declaration_id",
        "line_id",
        string="Items",
        domain="[('case_id', '=', case_id), ('amount_total', '>', 0)]",
    )
    date = fields.Date(string="Declared on", required=True)
    reference = fields.Char(
        required=True, help="Number of the claim, given by the insurer."
    )
    amount = fields.Monetary(
        string="Amount declared",
        readonly=True,
        copy=False,
        help="Owed when it was recorded.",
    )
    payment_date = fields.Date(
        string="Paid by the insurer about",
        compute="_compute_payment_date",
        help="After the waiting period of the policy.",
    )

    # === COMPUTE METHODS === #

    @api.depends("date", "policy_id.waiting_days")
    def _compute_payment_date(self):
        for record in self:
            record.payment_date = record.date and get_payment_date(
                record.date, record.policy_id.waiting_days
            )

    # === CHECKS === #

    @api.constrains("case_id", "policy_id", "line_ids")
    def _check_lines(self):
        for record in self:
            if not record.line_ids or record.line_ids.case_id != record.case_id:
                raise ValidationError(
                    self.env._("Choose the items of this customer that are declared.")
                )
            if record.policy_id.company_id != record.case_id.company_id:
                raise ValidationError(
                    self.env._("Choose a policy of the company that is owed.")
                )

    @api.constrains("date", "proof")
    def _check_proof(self):
        for record in self:
            company = record.case_id.company_id
            today = company._relance_today()
            if record.date > max(today, record.case_id.run_date or today):
                raise ValidationError(
                    self.env._(
                        "A declaration is recorded once it is made: correct its date."
                    )
                )
            if not record.proof:
                raise ValidationError(
                    self.env._("Add the proof: the insurer's receipt of the claim.")
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Who works on the case records what was declared."""
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        records = super().create(vals_list)
        records.case_id.check_access("write")
        records._seal_proof()
        for record in records:
            record._tell()
        return records

    def _tell(self):
        # sudo: kept; read here from what is owed
        self.sudo().amount = sum(self.line_ids.mapped("amount_company"))
        self.case_id._message_log(
            body=self.env._(
                "Declared to %(insurer)s on %(date)s, reference %(reference)s:"
                " %(documents)s.",
                insurer=self.policy_id.display_name,
                date=format_date(self.env, self.date, LANG, "dd/MM/yyyy"),
                reference=self.reference,
                documents=", ".join(line.move_name or "" for line in self.line_ids),
            )
        )
        # sudo: the task of the engine ends with what it asked for
        self.env["relance.engine.insurance"].sudo()._close_tasks(self.case_id)

    def write(self, vals):
        if set(vals) - {"cancel_reason"} and not self.env.su:
            raise UserError(
                self.env._(
                    "A recorded declaration stays as it is: a manager cancels it, then"
                    " record the right one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(
            self.env._("A declaration is never deleted: a manager cancels it.")
        )

    # === ACTIONS === #

    @api.model
    def _open(self, case, policy, lines):
        """Action that opens a new declaration of ``lines``."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Declared to the insurer"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": case.id,
                "default_policy_id": policy.id,
                "default_line_ids": [Command.set(lines.ids)],
                "default_date": fields.Date.to_string(case.company_id._relance_today()),
            },
        }

    def action_open(self):
        """Open the declaration, to read its proof or to cancel it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _say_no_reason(self):
        return self.env._("Enter why the declaration is cancelled, then cancel.")

    def _say_cancelled(self):
        return self.env._(
            "Declaration %(reference)s to the insurer cancelled: %(reason)s",
            reference=self.reference,
            reason=self.cancel_reason,
        )
