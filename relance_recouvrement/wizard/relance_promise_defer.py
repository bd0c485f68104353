from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RelancePromiseDefer(models.TransientModel):
    """A manager grants a later date: held until then, no promise of the customer."""

    _name = "relance.promise.defer"
    _inherit = ["relance.insurer.mixin"]
    _description = "Grant a Later Date"

    case_id = fields.Many2one("relance.case", required=True, readonly=True)
    promise_id = fields.Many2one(
        "relance.promise",
        readonly=True,
        help="What is left of it is granted; while it runs, the later date replaces"
        " it.",
    )
    case_line_ids = fields.Many2many(
        "relance.case.line", string="Documents", required=True
    )
    date = fields.Date(string="Held until", required=True)
    reason = fields.Char(required=True)
    insurer_deadline = fields.Date(
        compute="_compute_insurer_deadline",
        help="Last day that may be granted without the credit insurer's agreement.",
    )
    insurer_agreement_proof = fields.Binary(attachment=False)

    @api.depends("case_line_ids")
    def _compute_insurer_deadline(self):
        # sudo: the engine reads the covers of items that the manager sees
        engine = self.env["relance.engine.insurance"].sudo()
        for wizard in self:
            lines = wizard.case_line_ids._origin
            wizard.insurer_deadline = engine._get_limit(lines)

    @api.model
    def _open(self, case, promise=None):
        """Action that opens the wizard.

        :param relance.case case: whose overdue items are proposed
        :param relance.promise promise: default, none; its items are proposed
        :raise UserError: when the user is no manager
        """
        self._check_manager()
        items = promise.line_ids.case_line_id if promise else None
        items = items or case._get_promisable_lines()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grant a later date"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": case.id,
                "default_promise_id": promise.id if promise else False,
                "default_case_line_ids": items.ids,
            },
        }

    def action_grant(self):
        """Hold the chosen items until the date, at what is free of them.

        :raise UserError: when the user is no manager, the date is past or nothing
            is free
        """
        self.ensure_one()
        self._check_manager()
        self.case_id.check_access("write")
        self._check_date()
        self._replace()
        # sudo: engine-kept fields; rights were checked above
        deferral = self.env["relance.promise"].sudo().create(self._prepare_vals())
        self.case_id._message_log(
            body=self.env._(
                "Later date granted by %(user)s, %(promise)s: %(reason)s",
                user=self.env.user.name,
                promise=deferral.display_name,
                reason=self.reason,
            )
        )
        if not self.promise_id:
            return {"type": "ir.actions.act_window_close"}
        # the promise that gave way is closed: on to the one that runs
        return {
            "type": "ir.actions.act_window",
            "res_model": "relance.promise",
            "res_id": deferral.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _check_manager(self):
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise UserError(
                self.env._("A manager grants a later date: ask one of them.")
            )

    def _check_date(self):
        if self.date < self._get_today():
            raise UserError(
                self.env._("This date is past: enter the day that is granted.")
            )
        if self.insurer_deadline and self.date > self.insurer_deadline:
            self._check_insurer_agreed(self.insurer_deadline, self._get_today())

    def _get_today(self):
        return self.case_id.company_id._relance_today()

    def _replace(self):
        """The promise that still runs gives way to the later date."""
        running = self.promise_id.filtered(
            lambda promise: promise.state in ("open", "to_approve")
        )
        if running:
            running._cancel(
                self.env._("Replaced by a later date granted"), by_hand=False
            )

    def _prepare_vals(self):
        return {
            "case_id": self.case_id.id,
            "date": self.date,
            "taken_date": self._get_today(),
            "is_deferral": True,
            "note": self.reason,
            "user_id": self.case_id._get_owner().id,
            "contact_id": self.promise_id.contact_id.id,
            "payment_means": self.promise_id.payment_means or "transfer",
            "insurer_agreement_date": self.insurer_agreement_date,
            "insurer_agreement_proof": self.with_context(
                bin_size=False
            ).insurer_agreement_proof,
            "insurer_agreement_name": self.insurer_agreement_name,
            "line_ids": [
                Command.create({"case_line_id": line_id, "amount": amount})
                for line_id, amount in self._get_amounts().items()
            ],
        }

    def _get_amounts(self):
        """Free amounts of the items; of a promise, no more than is left of it."""
        amounts = {}
        for line in self.case_line_ids:
            if line.case_id != self.case_id:
                raise UserError(
                    self.env._("%(document)s: another case.", document=line.move_name)
                )
            amount = max(0.0, line.amount_residual - line._get_held_amount())
            of_promise = self.promise_id.line_ids.filtered(
                lambda part, item=line: part.case_line_id == item
            )
            if of_promise:
                left = sum(part.amount - part.amount_settled for part in of_promise)
                amount = min(amount, left)
            if line.currency_id.compare_amounts(amount, 0.0) > 0:
                amounts[line.id] = line.currency_id.round(amount)
        if not amounts:
            raise UserError(
                self.env._(
                    "Nothing of these documents is owed and free: choose others."
                )
            )
        return amounts
