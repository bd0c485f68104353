from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime, html2plaintext

from ..const import CONTACT_MINUTES

# Outcomes of a call that told nobody anything.
NOT_HEARD = ("no_answer", "wrong_number")
SAID_LENGTH = 200


class RelanceContactMixin(models.AbstractModel):
    """Who is in contact with the customer of a case now, and who was last.

    Two colleagues never call one customer ten minutes apart. Who opens a call or a
    message marks the case; colleagues see it live. Another person's contact within
    the guard time asks for a reason; within the last minutes it refuses a call,
    except to a manager who gives one. Not counted: what the customer started, and
    what only follows a contact (recaps, duplicates of invoices).
    """

    _name = "relance.contact.mixin"
    _description = "Contact Guard of a Case"

    contact_user_id = fields.Many2one(
        "res.users", string="In contact", readonly=True, copy=False
    )
    contact_since = fields.Datetime(readonly=True, copy=False)

    # === WHO IS IN CONTACT NOW === #

    def _contact_open(self, kind="call", reason=None):
        """Mark the case as in contact by the current user, live for colleagues.

        While a colleague is in contact the mark stays theirs, unless a reason to
        step in is given. Two people who open at the same moment: the second
        transaction waits for the first, is played again, and sees it.

        :param str kind: ``call`` or ``send``
        :param str reason: why the current user steps in
        :return: the conflict to show, as :meth:`_contact_conflict`, or False
        :rtype: dict or bool
        """
        self.ensure_one()
        self._check_collector()
        self._contact_lock()
        conflict = self._contact_conflict(kind)
        if not conflict or not conflict["is_open"] or reason:
            self._contact_mark(self.env.user)
        return conflict

    def _contact_close(self):
        """The current user is no longer in contact with these customers."""
        mine = self.filtered(lambda case: case.contact_user_id == self.env.user)
        if mine:
            mine._check_collector()
            mine._contact_mark(self.env["res.users"])
            mine._refresh()

    @api.model
    def _contact_free(self, company):
        """End the contacts of ``company`` that nobody closed in time."""
        forgotten = self.search(
            [
                ("company_id", "=", company.id),
                ("contact_user_id", "!=", False),
                ("contact_since", "<=", self._contact_oldest()),
            ]
        )
        if forgotten:
            forgotten._contact_mark(self.env["res.users"])
            forgotten._refresh()

    def _contact_is_open(self):
        """Whether somebody is in contact now."""
        self.ensure_one()
        since = self.contact_since
        return bool(self.contact_user_id and since > self._contact_oldest())

    @api.model
    def _contact_oldest(self):
        return fields.Datetime.now() - timedelta(minutes=CONTACT_MINUTES)

    def _contact_lock(self):
        self.flush_recordset()
        self.env.execute_query(
            SQL("SELECT id FROM relance_case WHERE id = %s FOR UPDATE", self.id)
        )

    def _contact_mark(self, user):
        # sudo: engine-kept; callers checked the rights
        self.sudo().write(
            {
                "contact_user_id": user.id,
                "contact_since": user and fields.Datetime.now(),
            }
        )
        for case in self:
            case._contact_watchers()._bus_send(
                "relance.contact", case._contact_payload()
            )

    def _contact_payload(self):
        """What the screens of colleagues show: see ``relance_contact`` widget."""
        user = self.contact_user_id
        return {
            "case_id": self.id,
            "user_id": user.id,
            "user_name": user.sudo().name,  # sudo: a colleague's name
            "since": fields.Datetime.to_string(self.contact_since),
            "minutes": CONTACT_MINUTES,
        }

    def _contact_params(self):
        """Who and since when, for the words of the engine."""
        timezone = self.company_id._relance_tz()
        since = pytz.utc.localize(self.contact_since).astimezone(timezone)
        return {"who": self.contact_user_id.name, "since": since.strftime("%H:%M")}

    def _contact_watchers(self):
        """Collectors of the company who may see the case."""
        everybody = "relance_recouvrement.group_collector"
        users = self.company_id._relance_users(
            "relance_recouvrement.group_collector_own"
        )
        return users.filtered(
            lambda user: (
                user.has_group(everybody)
                or not self.user_id
                or self.user_id.id == user.id
            )
        )

    # === WHO WAS LAST === #

    def _contact_conflict(self, kind="call", now=None):
        """The contact of a colleague that another contact now would collide with.

        :param str kind: ``call`` or ``send`` of the contact about to be made
        :param datetime now: UTC, when it is made; default, this moment
        :return: False, or a dict: ``user`` (res.users), ``date`` (UTC), ``how`` and
            ``said`` (texts), ``is_open`` (in contact now), ``is_hard`` (a call is
            refused), ``text`` (all of it in a sentence)
        :rtype: dict or bool
        """
        self.ensure_one()
        now = now or fields.Datetime.now()
        company = self.company_id
        hard = now - timedelta(minutes=company.relance_guard_minutes)
        guarded = now - timedelta(hours=company.relance_guard_hours)
        # sudo: whoever may call must know who called
        contacts = self.sudo()._contact_find(min(hard, guarded), now)
        soft = [
            contact
            for contact in contacts
            if contact["is_open"]
            or (contact["date"] >= guarded and not contact["in_vain"])
            or (contact["date"] >= hard and kind == "call")
        ]
        if not soft:
            return False
        conflict = max(soft, key=lambda found: (found["is_open"], found["date"]))
        recent = conflict["is_open"] or conflict["date"] >= hard
        conflict["is_hard"] = kind == "call" and recent
        conflict["text"] = self._contact_sentence(conflict)
        return conflict

    def _contact_touched(self):
        """The cases of ``self`` that a colleague may have contacted, found at once:
        the others need no closer look."""
        hours = max(self.company_id.mapped("relance_guard_hours"), default=0)
        since = fields.Datetime.now() - timedelta(hours=hours)
        found = self.filtered(
            lambda case: case.contact_user_id and case.contact_user_id != self.env.user
        )
        # sudo: whoever may write must know who did
        for model in ("relance.call", "relance.reminder"):
            date = "date" if model == "relance.call" else "frozen_date"
            records = self.env[model].sudo()
            found |= records.search(
                [("case_id", "in", self.ids), (date, ">=", since)]
            ).case_id.sudo(False)
        messages = self.env["mail.message"].sudo()
        written = messages.search_fetch(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("message_type", "=", "comment"),
                ("date", ">=", since),
            ],
            ["res_id"],
        )
        return found | self.browse(written.mapped("res_id"))

    def _contact_find(self, since, now):
        """Contacts of colleagues in ``[since, now]``."""
        found = []
        colleague = self.contact_user_id.id != self.env.uid
        if colleague and self._contact_is_open() and self.contact_since <= now:
            found.append(
                self._contact_vals(
                    self.contact_user_id,
                    self.contact_since,
                    self.env._("in contact now"),
                    is_open=True,
                )
            )
        found += self._contact_calls(since, now)
        found += self._contact_reminders(since, now)
        return found + self._contact_messages(since, now)

    def _contact_vals(self, user, date, how, said="", is_open=False, in_vain=False):
        return {
            "user": user.sudo(False),
            "date": date,
            "how": how,
            "said": (said or "")[:SAID_LENGTH],
            "is_open": is_open,
            "in_vain": in_vain,
        }

    def _contact_calls(self, since, now):
        calls = self.env["relance.call"].search(
            [
                ("case_id", "=", self.id),
                ("user_id", "!=", self.env.uid),
                ("direction", "=", "out"),
                ("date", ">=", since),
                ("date", "<=", now),
            ],
            limit=5,
        )
        media = dict(calls._fields["medium"]._description_selection(self.env))
        outcomes = dict(calls._fields["outcome"]._description_selection(self.env))
        return [
            self._contact_vals(
                call.user_id,
                call.date,
                f"{media[call.medium]}, {outcomes.get(call.outcome, '').lower()}",
                call.note,
                in_vain=not call.reached and call.outcome in NOT_HEARD,
            )
            for call in calls
        ]

    def _contact_reminders(self, since, now):
        """Messages that a colleague confirmed; the engine's own are no contact."""
        reminders = self.env["relance.reminder"].search(
            [
                ("case_id", "=", self.id),
                ("user_id", "not in", [False, self.env.uid]),
                ("state", "in", ["queued", "sent"]),
                ("frozen_date", ">=", since),
                ("frozen_date", "<=", now),
                ("level_id.proof_channel", "!=", "call"),
            ],
            limit=5,
        )
        channels = dict(
            self.env["relance.delivery"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        return [
            self._contact_vals(
                reminder.user_id,
                reminder.frozen_date,
                channels[reminder.level_id.proof_channel],
                reminder.subject or reminder.letter_subject or reminder.level_id.name,
            )
            for reminder in reminders
        ]

    def _contact_messages(self, since, now):
        """What a colleague wrote to the customer in the thread of the case."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "=", "comment"),
                ("subtype_id", "=", self.env.ref("mail.mt_comment").id),
                ("author_id", "!=", self.env.user.partner_id.id),
                ("date", ">=", since),
                ("date", "<=", now),
                ("partner_ids", "child_of", self.partner_id.ids),
            ],
            limit=5,
        )
        found = []
        # a recap follows a call, which counts by itself
        for message in messages - self.call_ids.recap_message_id:
            users = message.author_id.with_context(active_test=False).user_ids
            users = users.filtered(lambda user: not user.share)
            if users:
                text = html2plaintext(message.body) or message.subject
                found.append(self._contact_vals(users[0], message.date, "E-mail", text))
        return found

    def _contact_sentence(self, conflict):
        timezone = self.env.user.tz or self.company_id._relance_tz().zone
        values = {
            "who": conflict["user"].sudo().name,  # sudo: a colleague's name
            "when": format_datetime(
                self.env, conflict["date"], tz=timezone, dt_format="dd/MM/yyyy HH:mm"
            ),
            "how": conflict["how"],
            "said": conflict["said"],
        }
        if conflict["is_open"]:
            return self.env._("%(who)s is in contact since %(when)s", **values)
        if conflict["said"]:
            return self.env._("%(who)s, %(when)s, %(how)s: “%(said)s”", **values)
        return self.env._("%(who)s, %(when)s, %(how)s", **values)

    def _contact_check(self, kind, reason=None, now=None):
        """Refuse a contact that collides with a colleague's, or note its reason.

        :param str kind: ``call`` or ``send``
        :param str reason: why it is made all the same
        :param datetime now: UTC, when it is made; default, this moment
        :raise UserError: without a reason; or, for a call within the last minutes,
            unless a manager gives one
        """
        self.ensure_one()
        conflict = not self.env.su and self._contact_conflict(kind, now)
        if not conflict:
            return
        refusal = self._contact_refusal(conflict)
        if refusal:
            raise UserError(refusal)
        if not reason:
            raise UserError(
                self.env._(
                    "%(customer)s was contacted. %(contact)s. Give the reason for"
                    " another contact.",
                    customer=self.display_name,
                    contact=conflict["text"],
                )
            )
        self._message_log(
            body=self.env._(
                "Contact after a colleague's (%(contact)s). Reason: %(reason)s",
                contact=conflict["text"],
                reason=reason,
            )
        )

    def _contact_refusal(self, conflict):
        """Why ``conflict`` refuses the contact to the current user, or False."""
        manager = self.env.user.has_group("relance_recouvrement.group_manager")
        if manager or not conflict or not conflict["is_hard"]:
            return False
        return self.env._(
            "%(customer)s was just contacted. %(contact)s. Wait %(minutes)s minutes, or"
            " ask a manager.",
            customer=self.display_name,
            contact=conflict["text"],
            minutes=self.company_id.relance_guard_minutes,
        )
