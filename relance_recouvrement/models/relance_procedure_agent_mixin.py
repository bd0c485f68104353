from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..const import LANG, PROCEDURE_LIVE
from ..tools.remittance import get_commission
from ..tools.route_fees import Situation, estimate


class RelanceProcedureAgentMixin(models.AbstractModel):
    """The agent of a procedure: its links, its terms, the money it collects.

    What the agent tells is in ``relance.procedure.agent.posts``.
    """

    _name = "relance.procedure.agent.mixin"
    _description = "Procedure Handed over to an Agent"

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one("res.currency")
    access_ids = fields.One2many(
        "relance.procedure.access", "procedure_id", string="Links of the agent"
    )
    remittance_ids = fields.One2many(
        "relance.procedure.remittance", "procedure_id", string="Collected"
    )
    agent_message_ids = fields.One2many(
        "relance.procedure.message", "procedure_id", string="Messages with the agent"
    )
    # Terms of the mandate (CPCE R124-3)
    commission_rate = fields.Float(
        string="Agreed commission (%)",
        digits=(5, 2),
        tracking=True,
        help="Of what is recovered. Borne by us, never by the debtor (CPCE L111-8).",
    )
    commission_withheld = fields.Boolean(
        string="Commission kept from the funds",
        tracking=True,
        help="The agent hands over what it collected less its commission.",
    )
    commission_on_direct = fields.Boolean(
        string="Commission on payments to us",
        tracking=True,
        help="The mandate gives a commission on what the debtor pays us directly too.",
    )
    remittance_days = fields.Integer(
        string="Handing over within (days)",
        tracking=True,
        help="As agreed; 0: one month from the receipt (CPCE R124-6).",
    )
    # Money
    amount_collected = fields.Monetary(
        string="Collected by the agent", compute="_compute_remittances", store=True
    )
    amount_to_remit = fields.Monetary(
        string="Left to hand over", compute="_compute_remittances", store=True
    )
    amount_remitted = fields.Monetary(
        string="Remitted", compute="_compute_remittances", store=True
    )
    amount_paid_direct = fields.Monetary(
        string="Paid to us directly", compute="_compute_remittances", store=True
    )
    amount_commission = fields.Monetary(
        string="Commission", compute="_compute_remittances", store=True
    )
    late_remittance = fields.Monetary(
        string="Late to hand over", compute="_compute_late_remittance"
    )
    has_agent_page = fields.Boolean(compute="_compute_has_agent_page")
    # Payments that were known when the procedure opened: nothing new to the agent.
    known_payment_ids = fields.Many2many(
        "account.move",
        "relance_procedure_known_payment_rel",
        "procedure_id",
        "move_id",
        readonly=True,
        copy=False,
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "remittance_ids.state",
        "remittance_ids.amount",
        "remittance_ids.amount_left",
        "remittance_ids.amount_remitted",
        "remittance_ids.commission",
    )
    def _compute_remittances(self):
        for record in self:
            rows = record.remittance_ids.filtered(lambda row: row.state != "cancelled")
            agent = rows.filtered(lambda row: row.kind == "agent")
            record.amount_collected = sum(agent.mapped("amount"))
            record.amount_to_remit = sum(agent.mapped("amount_left"))
            record.amount_remitted = sum(agent.mapped("amount_remitted"))
            record.amount_paid_direct = sum((rows - agent).mapped("amount"))
            record.amount_commission = sum(rows.mapped("commission"))

    def _compute_late_remittance(self):
        for record in self:
            late = record.remittance_ids.filtered("is_late")
            record.late_remittance = sum(late.mapped("amount_left"))

    def _compute_has_agent_page(self):
        for record in self:
            record.has_agent_page = any(
                access.state == "active" for access in record.access_ids
            )

    # === CHECKS === #

    @api.constrains("commission_rate", "remittance_days")
    def _check_terms(self):
        for record in self:
            if not 0 <= record.commission_rate <= 100 or record.remittance_days < 0:
                raise ValidationError(
                    self.env._(
                        "Give a commission between 0 and 100 % and a delay that is not"
                        " negative."
                    )
                )

    def _check_has_agent_page(self):
        self.ensure_one()
        if not self.agent_id:
            raise UserError(self.env._("Choose the agent of the procedure first."))
        if self.state not in PROCEDURE_LIVE:
            raise UserError(
                self.env._(
                    "Only a procedure under way is shown to its agent: a manager opens"
                    " it first."
                )
            )

    # === CRUD === #

    def write(self, vals):
        """Its links die with the agent, and with a procedure that is cancelled."""
        opened = resumed = self.browse()
        if vals.get("state") in PROCEDURE_LIVE:
            opened = self.filtered(lambda record: record.state == "draft")
            resumed = self.filtered(lambda record: record.state == "closed")
        result = super().write(vals)
        if "agent_id" in vals:
            gone = self.access_ids.filtered(
                lambda access: access.agent_id != access.procedure_id.agent_id
            )
            gone._revoke(self.env._("The agent of the procedure changed"))
        # sudo: who may end or resume was checked by callers; the agent hears it
        engine = self.env["relance.engine.agent"].sudo()
        if vals.get("state") in ("closed", "cancelled"):
            engine._tell_state(self.sudo(), "mail_agent_closed")
        if resumed:
            engine._tell_state(resumed.sudo(), "mail_agent_resumed")
        if vals.get("state") == "cancelled":
            self.access_ids._revoke(self.env._("The procedure is cancelled"))
        if opened:
            # sudo: payments are read by the engine, whoever opens the procedure
            self.env["relance.engine.agent"].sudo()._keep_known(opened.sudo())
        return result

    # === ACTIONS === #

    def action_send_link(self):
        """Make a link for the agent: what it will see, to which address."""
        self.ensure_one()
        self.check_access("write")
        self._check_has_agent_page()
        return self._open_agent_wizard(
            "relance.procedure.access.send", self.env._("Link for the agent")
        )

    def action_agent_entry(self):
        """Enter what an agent told by e-mail, by file or on the telephone."""
        self.ensure_one()
        self.check_access("write")
        self._check_has_agent_page()
        return self._open_agent_wizard(
            "relance.procedure.agent.entry", self.env._("Told by the agent")
        )

    def action_agent_message(self):
        """Write to the agent: on its page, and by e-mail."""
        action = self.action_agent_entry()
        action["context"]["default_kind"] = "message"
        action["name"] = self.env._("Write to the agent")
        return action

    def _open_agent_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_procedure_id": self.id},
        }

    # === WORDS === #

    def _format_date(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy") if day else ""

    def _format_amount(self, amount):
        currency = self.currency_id.with_context(lang=LANG)
        return currency.format(amount)

    def _get_rate_text(self, rate):
        return f"{rate:g}".replace(".", ",")

    def _get_remittance_law(self):
        """The article that binds an agency; other agents follow what was agreed."""
        return "CPCE R124-6" if self.agent_kind == "agency" else ""

    def _get_agent_owner(self):
        """Who gets the tasks of the agent's news: never nobody.

        :rtype: res.users
        """
        owner = self.user_id.filtered("active") or self.case_id._get_owner()
        return owner._relance_stand_in(self.company_id._relance_today())

    def _get_agent_email(self):
        """Where the agent is written to: the address of its link, else its own."""
        self.ensure_one()
        links = self.access_ids.filtered(lambda link: link.state == "active")
        return links[:1].email or self.agent_id.email

    # === COMMISSION === #

    def _get_commission(self, amount, day):
        """Fee of the agent on one more amount recovered, in company currency.

        At the rate agreed on the procedure, else by the schedule of the route: lines
        on what comes back, orders of magnitude left out.

        :param float amount: recovered
        :param date day: when
        :rtype: float
        """
        if self.commission_rate:
            return get_commission(amount, self.commission_rate)
        schedule = self.env["relance.procedure.fee"]._get_schedule(self.company_id)
        fees = [
            fee
            for fee in schedule.get(self.type_id.id, ())
            if fee.basis == "recovered" and fee.percent and not fee.indicative
        ]
        if not fees or self.currency_id.name != "EUR":
            return 0.0
        before = self.amount_collected
        if self.commission_on_direct:
            before += self.amount_paid_direct
        after = self._get_scheduled(fees, before + amount, day)
        return max(0.0, round(after - self._get_scheduled(fees, before, day), 2))

    def _get_scheduled(self, fees, recovered, day):
        oldest = min(filter(None, self.line_ids.mapped("date_maturity")), default=day)
        situation = Situation(
            claimed=self.amount_claimed,
            expected=recovered,
            age=((self.open_date or day) - oldest).days,
            day=day,
        )
        return sum(amount for _fee, amount in estimate(fees, situation))
