from odoo import models
from odoo.exceptions import UserError

from ..const import PROCEDURE_LIVE

# After these, nobody duns the items again by itself: a manager releases them.
KEPT_OUT = ("lost", "abandoned")
# How the ledger settled the last item, and the end that it means.
ENDS_BY_LEDGER = {"paid": "paid", "credited": "abandoned", "written_off": "lost"}


class RelanceProcedureClosing(models.AbstractModel):
    """How a procedure ends: by a manager, by the ledger, by the debtor's insolvency;
    and how it starts again."""

    _name = "relance.procedure.closing"
    _description = "End of a Procedure"

    # === ACTIONS === #

    def action_close(self):
        """Open the wizard by which a manager ends the procedure.

        :raise UserError: when the user is no manager, or it is not under way
        """
        self.ensure_one()
        self._check_manager()
        self._check_live()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close the procedure"),
            "res_model": "relance.procedure.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_procedure_id": self.id},
        }

    def action_cancel(self):
        """Drop a draft; a manager cancels a procedure opened by mistake or given up:
        its items are claimed again, and what it interrupted is no longer counted.

        :raise UserError: when it is over, or opened and the user no manager
        """
        self.check_access("write")
        if self.filtered(lambda rec: rec.state not in ("draft", *PROCEDURE_LIVE)):
            raise UserError(
                self.env._("This procedure is over: nothing is left to cancel.")
            )
        if self.filtered(lambda rec: rec.state != "draft"):
            self._check_manager()
        for record in self.sudo():  # sudo: the state is kept; rights checked above
            record._drop_interruptions(
                self.env._("Procedure given up (C. civ. 2243)"), ("service",)
            )
            record.write({"state": "cancelled", "close_date": record._get_today()})
            record._drop_tasks()
            record._log_on_case(
                self.env._("%(name)s cancelled.", name=record.display_name)
            )
        self.case_id._refresh()

    def action_reopen(self):
        """A manager takes up again a procedure that was closed.

        :raise UserError: when the user is no manager, it is not closed, or another
            procedure claims its items meanwhile
        """
        self._check_manager()
        if self.filtered(lambda rec: rec.state != "closed"):
            raise UserError(self.env._("Only a closed procedure is taken up again."))
        self.line_ids._check_one_procedure()
        for record in self.sudo():  # sudo: the state is kept; rights checked above
            record._reopen()
            record._log_on_case(
                self.env._("%(name)s taken up again.", name=record.display_name)
            )
        self.case_id._refresh()

    def _check_live(self):
        if self.filtered(lambda rec: rec.state not in PROCEDURE_LIVE):
            raise UserError(
                self.env._("Only a procedure under way is closed: open it first.")
            )

    # === ENDS === #

    def _close(self, reason, note=False, day=None, give_back=None, by_engine=False):
        """End procedures; callers checked the rights and refresh the cases.

        :param str reason: one of ``PROCEDURE_ENDS``
        :param str note: what happened
        :param date day: default, today
        :param bool give_back: whether the items are dunned again; default, unless
            lost or abandoned
        :param bool by_engine: it may start again by itself
        """
        if give_back is None:
            give_back = reason not in KEPT_OUT
        labels = dict(self._fields["close_reason"]._description_selection(self.env))
        for record in self.sudo():  # sudo: the end is kept; callers checked the rights
            record.write(
                {
                    "state": "closed",
                    "close_date": day or record._get_today(),
                    "close_reason": reason,
                    "close_note": note,
                    "closed_by_engine": by_engine,
                }
            )
            if reason == "lost" and record.type_id.is_judicial:
                record._drop_interruptions(
                    self.env._("Claim rejected (C. civ. 2243)"), ("service",)
                )
            if not give_back:
                record._keep_out(labels[reason])
            record._drop_tasks()
            words = [f"{record.display_name} : {labels[reason].lower()}", note or ""]
            record._log_on_case(". ".join(filter(None, words)))

    def _keep_out(self, label):
        """Nobody duns these items by itself any more, until a manager releases
        them."""
        items = self._get_items_now().filtered(
            lambda item: not item.closed_date and item.hold in ("none", "procedure")
        )
        items._hold("excluded", f"{self.name} : {label}")

    def _drop_interruptions(self, reason, kinds):
        """An action given up or rejected never interrupted anything (C. civ. 2243)."""
        acts = self.step_ids.interruption_id.filtered(
            lambda act: act.state == "recorded" and act.kind in kinds
        )
        for act in acts:
            act.cancel_reason = reason
            act.action_cancel()

    def _end_if_settled(self, today):
        """The engine ends what the ledger settled, or an insolvency froze."""
        items = self._get_items_now()
        owed = items.filtered(
            lambda item: not item.closed_date and item.amount_residual > 0
        )
        if not owed:
            closed = items.filtered("closed_date").sorted("closed_date")
            reasons = [
                ENDS_BY_LEDGER[item.closed_reason]
                for item in closed
                if item.closed_reason in ENDS_BY_LEDGER
            ]
            if self.amount_recovered:
                reasons.append("paid")
            if reasons:
                self._close(
                    reasons[-1], self._describe_rest(), today, True, by_engine=True
                )
        elif not self.type_id.survives_insolvency and all(
            item.hold == "insolvency" for item in owed
        ):
            self._close(
                "insolvency",
                self.env._(
                    "The debtor's insolvency stops it (C. com. L622-21): declare the"
                    " claim, with the costs."
                ),
                today,
                True,
                by_engine=True,
            )

    def _describe_rest(self):
        """What is still owed beside the principal."""
        rest = self.amount_interest + self.amount_indemnity + self.interest_after
        rest += self.amount_costs_debtor
        if self.currency_id.is_zero(rest):
            return False
        return self.env._(
            "The principal is settled. Interest, indemnities and costs claimed:"
            " %(rest)s, to be collected, invoiced or waived.",
            rest=self.currency_id.format(rest),
        )

    def _reopen_if_owed(self):
        """A payment that is undone, or an insolvency entered by mistake, starts a
        procedure again."""
        owed = self._get_items_now().filtered(
            lambda item: not item.closed_date and item.amount_residual > 0
        )
        frozen = owed.filtered(lambda item: item.hold == "insolvency")
        if not owed or (self.close_reason == "insolvency" and frozen):
            return
        others = self.line_ids.search_count(
            [
                ("case_line_id", "in", owed.ids),
                ("procedure_id", "!=", self.id),
                ("procedure_id.is_holding", "=", True),
            ],
            limit=1,
        )
        if others:
            return
        self._reopen()
        self._log_on_case(
            self.env._(
                "%(name)s starts again: its documents are owed again.",
                name=self.display_name,
            )
        )

    def _reopen(self):
        self.write(
            {
                "state": "title" if self.title_date else "open",
                "close_date": False,
                "close_reason": False,
                "close_note": False,
                "closed_by_engine": False,
            }
        )
        label = f"{self.name} : "
        kept = self._get_items_now().filtered(
            lambda item: (
                not item.closed_date
                and item.hold == "excluded"
                and (item.hold_reason or "").startswith(label)
            )
        )
        kept._release()
