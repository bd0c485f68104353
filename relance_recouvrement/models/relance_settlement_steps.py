from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..tools.instalments import CENT

APPROVE = "relance_recouvrement.activity_settlement_approve"
FOLLOW = "relance_recouvrement.activity_settlement"
MANAGER = "relance_recouvrement.group_manager"


class RelanceSettlementSteps(models.AbstractModel):
    """From the draft to the signature: who offers, who agrees, what is signed."""

    _name = "relance.settlement.steps"
    _description = "Steps of a Settlement"

    def _is_manager(self):
        return self.env.su or self.env.user.has_group(MANAGER)

    def _check_manager(self):
        if not self._is_manager():
            raise UserError(self.env._("A manager decides on this."))
        self.check_access("write")

    def _get_today(self):
        """Today, or the day up to which the case was replayed."""
        today = self.company_id._relance_today()
        return max(today, self.case_id.run_date or today)

    def _advance(self, state, **vals):
        # sudo: the state is kept; callers checked the rights
        self.sudo().write({"state": state, **vals})

    # === OFFER === #

    def action_propose(self):
        """Offer it to the customer; what is given up takes a manager first.

        :raise UserError: when its amounts or its words are not those of a compromise
        """
        self.check_access("write")
        for settlement in self:
            settlement._check_draft()
            settlement._check_terms()
            settlement._split_principal()
            if settlement.waiver > CENT and not settlement._is_manager():
                settlement._ask_manager()
            else:
                settlement._offer()
        return True

    def _ask_manager(self):
        self._advance("to_approve")
        manager = self.company_id._relance_managers()[:1] or self.env.user
        self.activity_schedule(
            APPROVE,
            user_id=manager.id,
            date_deadline=self._get_today(),
            note=self.env._(
                "%(waiver)s would be given up: %(reason)s",
                waiver=self.settlement_currency_id.format(self.waiver),
                reason=self.reason,
            ),
        )

    def action_approve(self):
        """A manager agrees to what is given up: the protocol may be sent.

        :raise UserError: when the user is no manager
        """
        self._check_manager()
        waiting = self.filtered(lambda record: record.state == "to_approve")
        for settlement in waiting:
            settlement._check_terms()
            settlement._offer()
        waiting.activity_feedback([APPROVE], feedback=self.env._("Agreed"))
        return True

    def _offer(self):
        given = self.waiver > CENT
        today = self._get_today()
        self._advance(
            "proposed",
            approved_user_id=given and self.env.uid,
            approved_date=given and today,
        )
        self.activity_schedule(
            FOLLOW,
            user_id=self.user_id.id,
            date_deadline=max(self.valid_until or today, today),
            note=self.env._("Have the protocol signed, or end the offer."),
        )
        self.case_id._message_log(
            body=self.env._(
                "Settlement proposed: %(agreed)s for %(owed)s owed.",
                agreed=self.settlement_currency_id.format(self.amount_agreed),
                owed=self.settlement_currency_id.format(self.amount_owed),
            )
        )

    def action_draft(self):
        """Take the offer back, to change its terms."""
        self.check_access("write")
        if self.filtered(lambda record: record.state not in ("to_approve", "proposed")):
            raise UserError(
                self.env._("Only an offer that nobody signed goes back to draft.")
            )
        self._advance("draft", approved_user_id=False, approved_date=False)
        self.activity_unlink([APPROVE, FOLLOW])

    # === CHECKS === #

    def _check_terms(self):
        """:raise UserError: what to change before it is offered"""
        problem = self._get_terms_problem()
        if problem:
            raise UserError(problem)

    def _get_terms_problem(self):
        currency = self.settlement_currency_id
        shares = (self.waived_principal, self.waived_interest, self.waived_indemnity)
        if not self.line_ids or self.amount_agreed < CENT:
            return self.env._("Choose the documents and the amount that is agreed.")
        if self.amount_agreed > self.amount_owed + CENT:
            return self.env._(
                "%(owed)s is owed in all: the amount agreed is not above it.",
                owed=currency.format(self.amount_owed),
            )
        if min(shares) < -CENT or (
            self.waived_interest > self.amount_interest + CENT
            or self.waived_indemnity > self.amount_indemnity + CENT
        ):
            return self.env._(
                "What is given up of interest, indemnities and principal lies between"
                " zero and what is owed of each, and adds up to %(waiver)s.",
                waiver=currency.format(self.waiver),
            )
        if self.waiver > CENT and not (self.reason or "").strip():
            return self.env._("Enter why part of the debt is given up.")
        if not (self.disputed_point or "").strip():
            return self.env._(
                "Enter what the disagreement is about: a compromise ends one, or"
                " prevents one (C. civ. 2044)."
            )
        if not (self.concession or "").strip():
            return self.env._(
                "Enter what the customer gives up: both sides do, else it is no"
                " compromise (C. civ. 2044)."
            )
        return self._get_schedule_problem()

    def _get_schedule_problem(self):
        if self.number < 1 or len(self._get_schedule()) != self.number:
            return self.env._("Enter a number of payments from 1 to 520.")
        kept = self.waived_interest + self.waived_indemnity
        if self.number > 1 and (
            kept < self.amount_interest + self.amount_indemnity - CENT
        ):
            return self.env._(
                "Instalments spread the principal only: give the interest and the"
                " indemnities up, or have them paid at once."
            )
        return False

    # === SIGNATURE === #

    def action_agree(self):
        """Both sides signed: it holds its items from now on.

        :raise UserError: without date and signed document, when less is owed or free
            by now, or when the schedule takes a manager
        """
        self.check_access("write")
        for settlement in self:
            settlement._check_can_agree()
        for settlement in self:
            settlement._agree()
        self._refresh_cases()
        return True

    def _check_can_agree(self):
        if self.state != "proposed":
            raise UserError(
                self.env._("Propose it first: what is signed was agreed before.")
            )
        if not self.signature_date or not self.signed_document:
            raise UserError(
                self.env._(
                    "Enter the date of the signature and add the signed protocol: a"
                    " compromise is made in writing (C. civ. 2044)."
                )
            )
        if self.signature_date > self._get_today():
            raise UserError(
                self.env._("The date of the signature is in the future: correct it.")
            )
        self.line_ids._check_free_again()
        frozen = self.line_ids.filtered(
            lambda line: line.amount > line.case_line_id.amount_residual + CENT
        )
        if frozen:
            raise UserError(
                self.env._(
                    "%(documents)s: less is owed by now. Take the offer back and have"
                    " it signed again.",
                    documents=", ".join(frozen.case_line_id.mapped("move_name")),
                )
            )

    def _agree(self):
        lines = self.line_ids
        # sudo: kept; what was paid before the signature is not counted
        lines.sudo()._freeze_paid_before()
        self._advance(
            "agreed",
            charges_before=sum(lines._get_charges().mapped("amount_paid")),
            **self._seal(),
        )
        self.activity_unlink([FOLLOW])
        self.case_id._message_log(
            body=self.env._(
                "Settlement signed on %(date)s: %(amount)s by %(until)s.",
                date=self._format_date(self.signature_date),
                amount=self.settlement_currency_id.format(self.amount_agreed),
                until=self._format_date(self.deadline_date),
            )
        )
        if self.number > 1:
            # the plan notes that the debt was acknowledged
            self._make_plan()
            return
        # the debt is acknowledged by the agreement on what is paid (C. civ. 2240)
        self.env["relance.interruption"]._record(
            self.case_id,
            lines.case_line_id,
            "recognition",
            self.signature_date,
            # sudo: the signed document, for the act that it proves
            proof=self.sudo().with_context(bin_size=False).signed_document,
            proof_name=self.signed_document_name or "protocole.pdf",
            note=self.env._("Settlement"),
        )

    def _make_plan(self):
        """Its instalments are followed by a payment plan, signed by the same paper."""
        # the plan holds what is paid, the settlement what is given up
        for line in self.sudo().line_ids:  # sudo: kept; rights were checked
            line.amount_settled = line.amount - line.amount_waived
        plan = self.env["relance.plan"].create(
            {
                "case_id": self.case_id.id,
                "number": self.number,
                "rhythm": self.rhythm,
                "first_date": self.payment_date,
                "tolerance_days": self.tolerance_days,
                "signature_date": self.signature_date,
                "signed_document": self.with_context(bin_size=False).signed_document,
                "signed_document_name": self.signed_document_name,
                "user_id": self.user_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "case_line_id": line.case_line_id.id,
                            "amount": line.amount - line.amount_waived,
                        }
                    )
                    for line in self.line_ids
                    if line.amount - line.amount_waived > CENT
                ],
            }
        )
        plan.action_activate()
        # sudo: kept; made by the signature
        self.sudo().plan_id = plan

    # === MEDIATION === #

    def action_record_mediation(self):
        """Note that limitation stopped with the mediation (C. civ. 2238).

        :raise UserError: without who mediates, since when, and the paper that says so
        """
        self.ensure_one()
        self.check_access("write")
        if self.interruption_id.state == "recorded":
            raise UserError(self.env._("This mediation is recorded already."))
        if not (self.mediator_id and self.mediation_date and self.mediation_proof):
            raise UserError(
                self.env._(
                    "Enter who mediates, since when, and add the agreement to mediate"
                    " or the minutes of the first meeting."
                )
            )
        act = self.env["relance.interruption"]._record(
            self.case_id,
            self.line_ids.case_line_id,
            "mediation",
            self.mediation_date,
            end_date=self.mediation_end_date,
            proof=self.with_context(bin_size=False).mediation_proof,
            proof_name=self.mediation_proof_name or "mediation.pdf",
            note=self.mediator_id.display_name,
        )
        # sudo: kept; rights were checked above
        self.sudo().interruption_id = act
        self._refresh_cases()
        return True

    def action_end_mediation(self):
        """The mediation is over: limitation runs again, six months at least.

        :raise UserError: without the day when it ended
        """
        self.ensure_one()
        self.check_access("write")
        if not self.mediation_end_date:
            raise UserError(self.env._("Enter the day when the mediation ended."))
        self.interruption_id.end_date = self.mediation_end_date
        return True

    # === CANCEL === #

    def action_cancel(self):
        """End the offer; a manager ends a signed settlement: all is owed again.

        :raise UserError: when it is over, or signed and the user no manager
        """
        self.check_access("write")
        open_states = ("draft", "to_approve", "proposed", "agreed")
        if self.filtered(lambda record: record.state not in open_states):
            raise UserError(
                self.env._("This settlement is over: nothing is left to cancel.")
            )
        if self.filtered(lambda record: record.state == "agreed"):
            self._check_manager()
        self._close(
            "cancelled",
            self.env._("Cancelled by %(user)s", user=self.env.user.name),
            fields.Date.context_today(self),
        )
        for plan in self.plan_id.filtered(lambda plan: plan.state == "active"):
            plan.action_cancel()
        self._refresh_cases()

    def _close(self, state, reason, day):
        """End settlements: lapsed or cancelled; their items are claimed again."""
        self._advance(state, closed_date=day, close_reason=reason)
        for settlement in self:
            settlement.case_id._message_log(
                body=f"{settlement.display_name} : {reason}"
            )
        # sudo: tasks of colleagues end with it
        self.sudo().activity_unlink([APPROVE, FOLLOW])
