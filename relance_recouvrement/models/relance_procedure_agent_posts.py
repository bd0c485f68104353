from markupsafe import Markup, escape

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import LANG, PROCEDURE_LIVE
from ..tools.agent_access import MAX_REFERENCE, MAX_TEXT
from ..tools.instalments import CENT
from ..tools.remittance import get_due_date, spread

NEWS = "relance_recouvrement.activity_agent_news"
LATE = "relance_recouvrement.activity_agent_late"


def to_html(text):
    """Plain text of an outsider as HTML: everything escaped, lines kept.

    :rtype: Markup
    """
    return Markup("<p>%s</p>") % Markup("<br/>").join(map(escape, text.splitlines()))


class RelanceProcedureAgentPosts(models.AbstractModel):
    """What an agent tells of a procedure, on its page or through a collector.

    A step done, a message, an amount collected, an amount handed over. Each is kept,
    written on the procedure and on the case, and makes a task for who follows them.
    Callers check who tells it: a valid link, or the right to write the procedure.
    """

    _name = "relance.procedure.agent.posts"
    _description = "News of an Agent"

    def _report(self, kind, values, access=None):
        """Keep what the agent tells.

        :param str kind: ``step``, ``message``, ``collected`` or ``remitted``
        :param dict values: ``date``, ``amount``, ``reference``, ``note``, ``step``
            (record) and ``attachments`` (records), those that the kind needs
        :param relance.procedure.access access: link used; none, entered by hand
        :return: the record kept
        :raise UserError: when a value is missing or cannot be
        """
        self.ensure_one()
        if self.state not in PROCEDURE_LIVE:
            raise UserError(
                self.env._("This procedure is over: nothing is added to it any more.")
            )
        access = access or self.env["relance.procedure.access"]
        values = {**values, "access": access}
        for name, most in (("note", MAX_TEXT), ("reference", MAX_REFERENCE)):
            text = (values.get(name) or "").replace("\x00", "").strip()
            values[name] = self._check_length(text, most)
        # sudo: what is kept is written by the actions only; callers checked the rights
        procedure = self.sudo().with_context(lang=LANG)
        record, news = getattr(procedure, f"_report_{kind}")(values)
        procedure._tell_news(news, values)
        return record

    def _check_length(self, text, most):
        if len(text) > most:
            raise UserError(
                self.env._("This text is too long: %(count)s characters.", count=most)
            )
        return text

    def _check_day(self, day):
        """A day on which the agent could act: since the opening, until today."""
        today = self.company_id._relance_today()
        if not day:
            raise UserError(self.env._("Give the date."))
        if day > today:
            raise UserError(self.env._("The date is in the future: correct it."))
        if self.open_date and day < self.open_date:
            raise UserError(
                self.env._(
                    "The procedure was opened on %(date)s: give a later date.",
                    date=self._format_date(self.open_date),
                )
            )

    def _check_amount(self, amount):
        # not a number and the infinite are refused by the same comparison
        if not amount or not CENT <= amount < 1e9:
            raise UserError(self.env._("Give an amount above zero."))
        return self.currency_id.round(amount)

    # === STEPS === #

    def _get_agent_steps(self):
        """Steps that the agent may tell done: those left.

        :rtype: relance.procedure.step
        """
        return self.step_ids.filtered("is_left")

    def _report_step(self, values):
        step, day = values.get("step"), values.get("date")
        if not step or step not in self._get_agent_steps():
            raise UserError(self.env._("Choose one of the steps left."))
        self._check_day(day)
        files = values.get("attachments")
        step = step.with_env(self.env)
        step._mark_done(day, files, values["note"])
        step.access_id = values["access"]
        self.case_id._refresh()
        news = self.env._(
            "Step done on %(date)s: %(step)s",
            date=self._format_date(day),
            step=step.name,
        )
        return step, self._with_note(news, values)

    # === MESSAGES === #

    def _report_message(self, values):
        if not values["note"]:
            raise UserError(self.env._("Write the message."))
        author = self.agent_id.display_name
        message = self._keep_message("in", author, values)
        return message, self._with_note(self.env._("Message"), values)

    def _keep_message(self, direction, author, values):
        access = values.get("access")
        files = values.get("attachments")
        return self.env["relance.procedure.message"].create(
            {
                "procedure_id": self.id,
                "direction": direction,
                "author": author,
                "body": values["note"],
                "access_id": access.id if access else False,
                "attachment_ids": [fields.Command.set(files.ids if files else [])],
            }
        )

    def _write_to_agent(self, body):
        """A message of the creditor: on the agent's page, and by e-mail.

        :param str body: plain text
        """
        self.ensure_one()
        if not (body or "").strip():
            raise UserError(self.env._("Write the message."))
        body = self._check_length(body.strip(), MAX_TEXT)
        author = self.env.user.name
        # sudo: kept; callers checked the right to write the procedure
        procedure = self.sudo().with_context(lang=LANG)
        message = procedure._keep_message("out", author, {"note": body})
        mail = (
            self.env["relance.engine.agent"]
            .sudo()
            ._send(procedure, "mail_agent_message", {"text": body, "author": author})
        )
        if not mail:
            raise UserError(
                self.env._("The agent has no e-mail address: enter it on its contact.")
            )
        return message

    # === MONEY === #

    def _report_collected(self, values):
        self._check_day(values.get("date"))
        amount = self._check_amount(values.get("amount"))
        before = self.amount_collected + self.amount_paid_direct
        if values["access"] and before + amount > self.amount_claimed + CENT:
            raise UserError(
                self.env._(
                    "This is more than what is claimed, %(amount)s: check the amount,"
                    " or write a message.",
                    amount=self._format_amount(self.amount_claimed),
                )
            )
        row = self._keep_collected(amount, values)
        self._do_money_step("payment", row.date)
        news = self.env._(
            "%(amount)s collected on %(date)s, to hand over before %(due)s.",
            amount=self._format_amount(amount),
            date=self._format_date(row.date),
            due=self._format_date(row.date_due),
        )
        return row, self._with_note(news, values)

    def _do_money_step(self, code, day):
        """The step of the route that the money itself proves is done."""
        step = self._get_agent_steps().filtered(lambda row: row.code == code)[:1]
        if step:
            step._mark_done(day)

    def _keep_collected(self, amount, values):
        day, access = values["date"], values["access"]
        files = values.get("attachments")
        row = self.env["relance.procedure.remittance"].create(
            {
                "procedure_id": self.id,
                "agent_id": self.agent_id.id,
                "kind": "agent",
                "date": day,
                "amount": amount,
                "reference": values["reference"],
                "informed_date": self.company_id._relance_today(),
                "access_id": access.id,
                "commission": self._get_commission(amount, day),
                "is_withheld": self.commission_withheld,
                "date_due": get_due_date(day, self.remittance_days),
                "attachment_ids": [fields.Command.set(files.ids if files else [])],
            }
        )
        self._keep_commission(row)
        return row

    def _keep_commission(self, row):
        """The commission is a cost of the procedure, borne by us (CPCE L111-8)."""
        if row.commission >= CENT:
            row.cost_id = self.env["relance.procedure.cost"].create(
                {
                    "procedure_id": self.id,
                    "date": row.date,
                    "kind": "agency",
                    "name": self.env._(
                        "Commission on %(amount)s",
                        amount=self._format_amount(row.amount),
                    ),
                    "amount": row.commission,
                    "borne_by": "creditor",
                }
            )

    def _report_remitted(self, values):
        day = values.get("date")
        self._check_day(day)
        amount = self._check_amount(values.get("amount"))
        self._check_left_to_remit(amount)
        rows = self._spread_remittance(day, amount)
        if not self.amount_to_remit:
            self._do_money_step("remittance", day)
        for file in values.get("attachments") or ():
            rows.attachment_ids = [fields.Command.link(file.id)]
        news = self.env._(
            "%(amount)s handed over on %(date)s %(reference)s",
            amount=self._format_amount(amount),
            date=self._format_date(day),
            reference=values["reference"],
        )
        return rows, self._with_note(news.strip(), values)

    def _check_left_to_remit(self, amount):
        if amount > self.amount_to_remit + CENT:
            raise UserError(
                self.env._(
                    "Only %(amount)s is left to hand over: enter first what was"
                    " collected.",
                    amount=self._format_amount(self.amount_to_remit),
                )
            )

    def _spread_remittance(self, day, amount):
        """Lower what is left to hand over, the oldest first; returns its rows."""
        left = self.remittance_ids.filtered(
            lambda row: row.kind == "agent" and row.amount_left >= CENT
        ).sorted(lambda row: (row.date, row.id))
        parts, _more = spread(amount, [(row, row.amount_left) for row in left])
        for row, part in parts.items():
            row.write(
                {
                    "amount_remitted": row.amount_remitted + part,
                    "date_remitted": day,
                }
            )
        rows = left.browse([row.id for row in parts])
        if not self.amount_to_remit:
            self.activity_unlink([LATE])
        return rows

    # === NEWS === #

    def _with_note(self, news, values):
        """The lines of a piece of news: what happened, then the agent's own words."""
        lines = [news]
        if values["note"]:
            lines += values["note"].splitlines()
        return "\n".join(lines)

    def _tell_news(self, news, values):
        """On the procedure, on the case, and a task for who follows them."""
        files = values.get("attachments")
        agent = self.agent_id
        if values["access"]:
            title = self.env._("%(agent)s, by the page", agent=agent.display_name)
        else:
            title = self.env._(
                "%(agent)s, entered by %(user)s",
                agent=agent.display_name,
                user=self.env.user.name,
            )
        body = Markup("<p><b>%s</b></p>%s") % (title, to_html(news))
        author = {"author_id": agent.id} if values["access"] else {}
        self._message_log(
            body=body, attachment_ids=files.ids if files else [], **author
        )
        self.case_id._message_log(
            body=Markup("<p>%s</p>%s") % (self.name or "", body), **author
        )
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            NEWS,
            date_deadline=self.company_id._relance_today(),
            summary=title,
            note=body,
            user_id=self._get_agent_owner().id,
        )
