from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from ..const import LANG

RELEASE_GROUP = "relance_recouvrement.group_release"
RELEASE_ACTION = "relance_recouvrement.relance_stop_release_action"
ASK = "relance_recouvrement.activity_release"
RELEASE_FIELDS = {
    "relance_release_reason",
    "relance_release_user_id",
    "relance_release_date",
    "relance_release_amount",
}


class RelanceStopMixin(models.AbstractModel):
    """A document that its customer's debt may stop: an order, a delivery.

    The inheriting model says whose debt counts, for how much, what the company
    decided and how the document goes on. What is shown are sums and sentences, so
    that salespeople need no right on accounting.
    """

    _name = "relance.stop.mixin"
    _inherit = ["relance.case.link.mixin"]
    _description = "Document Stopped by a Debt"

    relance_stop = fields.Selection(
        [
            ("none", "Free"),
            ("warn", "Warning"),
            ("refuse", "Stopped"),
            ("released", "Released"),
        ],
        string="Debt of the customer",
        compute="_compute_relance_stop",
        compute_sudo=True,
    )
    relance_stop_reason = fields.Text(
        compute="_compute_relance_stop", compute_sudo=True
    )
    relance_currency_id = fields.Many2one(
        "res.currency", compute="_compute_relance_stop", compute_sudo=True
    )
    relance_amount_overdue = fields.Monetary(
        string="Overdue",
        currency_field="relance_currency_id",
        compute="_compute_relance_stop",
        compute_sudo=True,
    )
    relance_level_name = fields.Char(
        string="Dunning level", compute="_compute_relance_stop", compute_sudo=True
    )
    relance_promises = fields.Char(
        string="Promised", compute="_compute_relance_stop", compute_sudo=True
    )
    relance_case_id = fields.Many2one(
        "relance.case",
        compute="_compute_relance_case_id",
        groups="relance_recouvrement.group_user",
    )
    relance_release_reason = fields.Char(
        string="Released because", readonly=True, copy=False
    )
    relance_release_user_id = fields.Many2one(
        "res.users", string="Released by", readonly=True, copy=False
    )
    relance_release_date = fields.Datetime(readonly=True, copy=False)
    relance_release_amount = fields.Float(readonly=True, copy=False)

    # === WHAT THE INHERITING MODEL SAYS === #

    def _relance_get_debtor(self):
        """The partner whose debt counts."""
        raise NotImplementedError

    def _relance_get_amount(self):
        """What the document adds to the debt, in company currency."""
        return 0.0

    def _relance_get_stop_action(self):
        """The company's decision: ``off``, ``warn`` or ``refuse``."""
        raise NotImplementedError

    def _relance_may_stop(self):
        """Whether the document is one that a debt may still stop."""
        raise NotImplementedError

    def _relance_go_on(self):
        """Do what was refused, once released."""
        raise NotImplementedError

    # === COMPUTE METHODS === #

    def _compute_relance_stop(self):
        for record in self:
            record.update(record._relance_get_stop_values())

    @api.depends_context("uid")
    def _compute_relance_case_id(self):
        for record in self:
            record.relance_case_id = record._relance_get_case()

    def _relance_get_case(self):
        """The case of who owes, among those that the user may see."""
        company = self.company_id or self.env.company
        debtor = self._relance_get_debtor().commercial_partner_id
        return self.env["relance.case"].search(
            [
                ("partner_id", "=", debtor.id),
                ("company_id", "=", company.sudo().root_id.id),
            ]
        )

    def _relance_get_stop_values(self):
        company = self.company_id or self.env.company
        debtor = self._relance_get_debtor()
        values = {
            "relance_stop": "none",
            "relance_stop_reason": False,
            "relance_currency_id": company.currency_id.id,
            "relance_amount_overdue": 0.0,
            "relance_level_name": False,
            "relance_promises": False,
        }
        action = self._relance_get_stop_action()
        if not debtor or action == "off":
            return values
        may_stop = self._relance_may_stop()
        amount = self._relance_get_amount() if may_stop else 0.0
        block = debtor._relance_sale_block(amount, company)
        values.update(
            {
                "relance_amount_overdue": block["amount_overdue"],
                "relance_level_name": block["level"].name,
                "relance_promises": block["promises"],
            }
        )
        if may_stop and block["is_blocked"]:
            released = self._relance_is_released(amount)
            values["relance_stop"] = "released" if released else action
            values["relance_stop_reason"] = "\n".join(block["reasons"])
        return values

    def _relance_is_released(self, amount):
        """A release is given for an amount: a larger order needs a new one."""
        currency = (self.company_id or self.env.company).currency_id
        enough = currency.compare_amounts(amount, self.relance_release_amount) <= 0
        return bool(self.relance_release_user_id) and enough

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not self.env.su and any(records.mapped("relance_release_user_id")):
            self._refuse_own_release()
        return records

    def write(self, vals):
        if not self.env.su and RELEASE_FIELDS.intersection(vals):
            self._refuse_own_release()
        return super().write(vals)

    def _refuse_own_release(self):
        raise AccessError(
            self.env._(
                "A release is not written by hand: who may decide uses “Release with"
                " a reason”."
            )
        )

    # === STOP === #

    def _relance_get_stopped(self, stop):
        """The documents of ``self`` in this state now, by the ledger."""
        self.invalidate_recordset(["relance_stop", "relance_stop_reason"])
        return self.filtered(lambda record: record.relance_stop == stop)

    def _relance_check_stop(self):
        """Refuse the documents that a debt stops.

        :raise RedirectWarning: to who may release them, with the way to do it
        :raise UserError: to the others
        """
        stopped = self._relance_get_stopped("refuse")
        if not stopped:
            return
        lines = [
            f"{record.display_name} : {record.relance_stop_reason}"
            for record in stopped
        ]
        message = "\n".join(
            [self.env._("Stopped by what the customer owes."), "", *lines]
        )
        if self.env.user.has_group(RELEASE_GROUP):
            raise RedirectWarning(
                message,
                self.env.ref(RELEASE_ACTION).id,
                self.env._("Release with a reason"),
                stopped._relance_release_context(),
            )
        raise UserError(
            "\n".join(
                [
                    message,
                    "",
                    self.env._(
                        "It goes on as soon as the customer pays, or once a manager"
                        " releases it: use “Ask for release”."
                    ),
                ]
            )
        )

    def _relance_log_warned(self, reason):
        """Keep a trace of what went on in spite of a warning.

        :param str reason: what it said, in French
        """
        # sudo: salespeople and warehouse staff see no case
        self.sudo()._relance_log(
            self.with_context(lang=LANG).env._(
                "Gone on in spite of the customer's debt: %(reason)s", reason=reason
            )
        )

    def _relance_log(self, body):
        """Write a note on the document and on its customer's case."""
        self._message_log(body=body)
        case = self._relance_get_case()
        if case:
            author = self.env.user.partner_id
            case._message_log(body=f"{self.display_name} : {body}", author_id=author.id)

    # === RELEASE === #

    def _relance_release_context(self):
        return {"default_res_model": self._name, "default_res_ids": self.ids}

    def action_relance_release(self):
        """Open the release of these documents, which asks for the reason."""
        self._check_may_release()
        action = self.env["ir.actions.act_window"]._for_xml_id(RELEASE_ACTION)
        return {**action, "context": self._relance_release_context()}

    def _check_may_release(self):
        if not self.env.user.has_group(RELEASE_GROUP):
            raise UserError(
                self.env._(
                    "You may not release what a debt stops: use “Ask for release”."
                )
            )
        self.check_access("read")

    def _relance_release(self, reason):
        """Release stopped documents, for their amount of now; logged.

        :param str reason: why, in the words of who decides
        :raise UserError: without the right to release
        """
        self._check_may_release()
        for record in self._relance_get_stopped("refuse"):
            why = record.relance_stop_reason
            # sudo: who decides may have no right to change orders or deliveries
            record = record.sudo()
            record.write(
                {
                    "relance_release_reason": reason,
                    "relance_release_user_id": self.env.uid,
                    "relance_release_date": fields.Datetime.now(),
                    "relance_release_amount": record._relance_get_amount(),
                }
            )
            record._relance_log(
                record.with_context(lang=LANG).env._(
                    "Released by %(user)s: %(reason)s (%(why)s)",
                    user=self.env.user.name,
                    reason=reason,
                    why=why,
                )
            )
            record.activity_feedback([ASK], feedback=reason)

    def action_relance_ask_release(self):
        """Ask who may release these documents to decide."""
        self.check_access("read")
        for record in self._relance_get_stopped("refuse"):
            owner = record._relance_get_releaser()
            if not owner:
                raise UserError(
                    self.env._(
                        "Nobody who may release sees %(name)s: an administrator"
                        " gives that right.",
                        name=record.display_name,
                    )
                )
            # sudo: a task for somebody else, rights were checked above
            record = record.sudo()
            if not record.activity_search([ASK]):
                record.activity_schedule(
                    ASK, user_id=owner.id, note=record.relance_stop_reason
                )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The release was asked for."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _relance_get_releaser(self):
        """Who may decide and sees the document; the administrators last."""
        users = (self.company_id or self.env.company)._relance_users(RELEASE_GROUP)
        users = users.filtered(lambda user: self.with_user(user).has_access("read"))
        return users.sorted(lambda user: user.has_group("base.group_system"))[:1]
