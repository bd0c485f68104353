from odoo import fields, models
from odoo.exceptions import UserError

from ..const import PROMISE_MAX_DAYS, PROMISES_ON_SAME_ITEMS

APPROVE = "relance_recouvrement.activity_promise_approve"
PENDING = ("open", "to_approve")


class RelancePromiseApprovalMixin(models.AbstractModel):
    """Who decides on a promise: when a manager must agree, and how it is cancelled."""

    _name = "relance.promise.approval.mixin"
    _description = "Approval of Promises"

    approval_reason = fields.Char(string="Why a manager", readonly=True)
    cancel_reason = fields.Char(readonly=True)
    cancel_user_id = fields.Many2one(
        "res.users",
        string="Cancelled by",
        readonly=True,
        help="Empty when nothing was owed any more.",
    )

    def _ask_manager(self):
        """A far date, or one promise too many on the same items: a manager agrees
        before it holds anything."""
        if self.env.user.has_group("relance_recouvrement.group_manager"):
            return
        for promise in self.filtered(lambda promise: promise.state in PENDING):
            reason = promise._get_approval_reason()
            if reason and promise.state == "open":
                promise._wait_for_manager(reason)
            elif not reason and promise.state == "to_approve":
                # sudo: the state is kept; what asked for a manager was taken back
                promise.sudo().write({"state": "open", "approval_reason": False})
                promise.activity_unlink([APPROVE])

    def _wait_for_manager(self, reason):
        # sudo: the state is kept; asking is no decision
        self.sudo().write({"state": "to_approve", "approval_reason": reason})
        manager = self.company_id._relance_managers()[:1] or self.env.user
        self.activity_schedule(
            APPROVE, user_id=manager.id, date_deadline=self.taken_date, note=reason
        )

    def _get_approval_reason(self):
        self.ensure_one()
        usual = self.company_id.relance_promise_tolerance
        if (self.date - self.taken_date).days > PROMISE_MAX_DAYS:
            return self.env._("more than %(days)s days away", days=PROMISE_MAX_DAYS)
        if self.tolerance_days > usual:
            return self.env._("tolerance above %(days)s bank days", days=usual)
        if self._count_on_same_items() >= PROMISES_ON_SAME_ITEMS:
            return self.env._(
                "promise number %(number)s on the same documents",
                number=self._count_on_same_items(),
            )
        return False

    def _count_on_same_items(self):
        """Promises made on one of these items, this one included.

        One that a person cancelled after the day it was made was a promise all the
        same, else cancelling would postpone without end.
        """
        # sudo: the promises count that colleagues took
        made = self.sudo().search(
            [
                ("line_ids.case_line_id", "in", self._get_items_before().ids),
                ("is_deferral", "=", False),
            ]
        )
        return len(
            made.filtered(
                lambda promise: (
                    promise.state != "cancelled"
                    or promise.cancel_user_id
                    and promise.closed_date > promise.taken_date
                )
            )
        )

    def _get_items_before(self):
        """The promised items, and those that they continue after a transfer."""
        items = self.line_ids.case_line_id
        while items.origin_line_id - items:
            items |= items.origin_line_id
        return items

    def action_approve(self):
        """A manager agrees to the promise: it holds from now on.

        :raise UserError: when the user is no manager
        :raise ValidationError: when less is owed or free by now
        """
        self._check_manager()
        waiting = self.filtered(lambda promise: promise.state == "to_approve")
        for promise in waiting:
            # one after the other: each takes of the items what the others left
            promise.line_ids._check_amount()
            # sudo: the state is kept; the right was checked above
            promise.sudo().write({"state": "open"})
        waiting.activity_feedback([APPROVE], feedback=self.env._("Agreed"))
        waiting._refresh_cases()

    def _check_manager(self):
        if not self.env.user.has_group("relance_recouvrement.group_manager"):
            raise UserError(self.env._("A manager decides on this."))
        self.check_access("write")

    def action_refuse(self):
        """A manager does not agree: the items go on being claimed.

        :raise UserError: when the user is no manager
        """
        self._check_manager()
        waiting = self.filtered(lambda promise: promise.state == "to_approve")
        waiting._cancel(
            self.env._("Refused by %(user)s", user=self.env.user.name), by_hand=False
        )

    def action_defer(self):
        """Open the wizard that grants a later date for what is left of it."""
        self.ensure_one()
        self._check_manager()
        return self.env["relance.promise.defer"]._open(self.case_id, self)

    def action_cancel(self):
        """The promise was a mistake or is replaced: its items are claimed again."""
        self.check_access("write")
        self._check_may_change()
        self._cancel(
            self.env._("Cancelled by %(user)s", user=self.env.user.name), by_hand=True
        )

    def _lapse(self, today):
        """No manager agreed in time: nothing is waited for any more.

        :param date today: day of the run, after the date and its tolerance
        """
        reason = self.env._("Its date passed before a manager agreed")
        for promise in self:
            promise._close_cancelled(reason, by_hand=False, day=today)
            promise.case_id._message_log(
                body=f"{promise.display_name} : {reason[:1].lower()}{reason[1:]}"
            )

    def _cancel(self, reason, by_hand):
        self._close_cancelled(reason, by_hand, fields.Date.context_today(self))
        self._refresh_cases()

    def _close_cancelled(self, reason, by_hand, day):
        # sudo: the state is kept; callers check the rights
        self.sudo().write(
            {
                "state": "cancelled",
                "closed_date": day,
                "cancel_reason": reason,
                "cancel_user_id": by_hand and self.env.uid,
            }
        )
        self.activity_unlink([APPROVE])
