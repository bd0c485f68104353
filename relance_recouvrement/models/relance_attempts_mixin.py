from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_duration

from ..tools.call_limits import Attempt, check_call, is_unreachable


class RelanceAttemptsMixin(models.AbstractModel):
    """How often and when the customer of a case is called (LAW §8).

    The policy warns; it refuses only calls to consumers, and never a manager's.
    Three calls in vain move the case to the written channel.
    """

    _name = "relance.attempts.mixin"
    _description = "Call Attempts of a Case"

    # === HOURS AND FREQUENCY === #

    def _get_call_warnings(self, now=None):
        """What speaks against calling this customer now.

        :param datetime now: UTC; default, this moment
        :return: short texts in the user's language, empty when nothing does
        :rtype: list[str]
        """
        self.ensure_one()
        return [
            getattr(self, f"_text_call_{code}")(params)
            for code, params in self._get_call_limits(now)
        ]

    def _get_call_refusal(self, now=None):
        """Why the current user may not call this customer now, or False.

        A colleague's contact of the last minutes, or the hours and the frequency of
        a consumer. A manager and the engine are never refused.
        """
        self.ensure_one()
        manager = self.env.user.has_group("relance_recouvrement.group_manager")
        if self.env.su or manager:
            return False
        conflict = self._contact_conflict("call", now)
        return self._contact_refusal(conflict) or self._get_limits_refusal(now)

    def _get_limits_refusal(self, now):
        refuses = self.company_id.relance_call_limits == "block"
        if not refuses or not self._is_consumer():
            return False
        warnings = self._get_call_warnings(now)
        return bool(warnings) and self.env._(
            "%(customer)s is a consumer: no call now. %(why)s Write instead, call"
            " later, or ask a manager.",
            customer=self.display_name,
            why=" ".join(warnings),
        )

    def _check_call_allowed(self, now=None):
        """:raise UserError: when :meth:`_get_call_refusal` says why"""
        refusal = self._get_call_refusal(now)
        if refusal:
            raise UserError(refusal)

    def _is_consumer(self):
        """Consumers, and persons whose kind nobody confirmed."""
        partner = self.partner_id
        regime = partner.relance_debtor_regime
        return regime == "b2c" or (regime == "unknown" and not partner.is_company)

    def _get_call_limits(self, now=None):
        company = self.company_id
        if company.relance_call_limits == "off":
            return []
        local = self._to_local(now or fields.Datetime.now())
        return check_call(
            local,
            self._get_attempts(now, days=7),
            company._relance_call_policy(),
            company._relance_calendar().is_holiday(local.date()),
        )

    def _get_attempts(self, now, days):
        """Outgoing calls up to ``now``, in local time."""
        now = now or fields.Datetime.now()
        # sudo: the calls of every colleague count
        calls = (
            self.env["relance.call"]
            .sudo()
            .search(
                [
                    ("case_id", "=", self.id),
                    ("direction", "=", "out"),
                    ("medium", "in", ["phone", "video"]),
                    ("date", ">", now - timedelta(days=days)),
                    ("date", "<=", now),
                ]
            )
        )
        return [
            Attempt(self._to_local(call.date), call.reached, call.outcome)
            for call in calls
        ]

    def _to_local(self, moment):
        timezone = self.company_id._relance_tz()
        return pytz.utc.localize(moment).astimezone(timezone).replace(tzinfo=None)

    def _text_call_weekend(self, _params):
        return self.env._("It is the weekend.")

    def _text_call_holiday(self, _params):
        return self.env._("It is a public holiday.")

    def _text_call_hours(self, params):
        hours = ", ".join(
            f"{format_duration(first)}–{format_duration(last)}"
            for first, last in params["hours"]
            if first < last
        )
        return self.env._("Outside the calling hours (%(hours)s).", hours=hours)

    def _text_call_talks(self, params):
        return self.env._("Already spoken to today (%(count)s).", **params)

    def _text_call_attempts(self, params):
        return self.env._(
            "%(count)s calls within seven days: again from %(day)s.",
            count=params["count"],
            day=format_date(self.env, params["again"].date()),
        )

    # === IN VAIN === #

    def _move_to_writing(self, now):
        """Skip the call level of a customer whom nobody reaches by phone.

        Call levels that follow each other are skipped together: the next step is
        written.

        :param datetime now: UTC, the last attempt
        :return: the level skipped, empty when there is none
        :rtype: relance.level
        """
        self.ensure_one()
        company = self.company_id
        count, days = company.relance_attempts_count, company.relance_attempts_days
        attempts = self._get_attempts(now, days)
        level = self.next_level_id
        if level.proof_channel != "call" or not is_unreachable(
            self._to_local(now), attempts, count, days
        ):
            return self.env["relance.level"]
        for following in level.scenario_id.level_ids.sorted():
            if following.sequence <= level.sequence:
                continue
            if following.proof_channel != "call" or following.stage == "decision":
                break
            level = following
        self._message_log(
            body=self.env._(
                "%(count)s calls without answer within %(days)s days: the customer is"
                " written to instead.",
                count=len(attempts),
                days=days,
            )
        )
        self._skip(level)
        self._refresh()
        return level
