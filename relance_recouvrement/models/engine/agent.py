from odoo import models
from odoo.tools import SQL
from odoo.tools.mail import formataddr

from ...const import LANG, PROCEDURE_LIVE
from ...tools.remittance import find_declared
from ..relance_procedure_agent_posts import LATE
from ..relance_procedure_remittance import HELD_STATES

# A payment of a procedure closed since is told to its agent during this many days.
TOLD_AFTER_DAYS = 60


class RelanceEngineAgent(models.AbstractModel):
    """What the ledger received under an agent, and what the agent keeps too long.

    A payment made to us is told to the agent once (it must not chase what is paid);
    the agent's own transfers settle what it said it handed over. Money not handed
    over in time makes a task, once for each (CPCE R124-6).
    """

    _name = "relance.engine.agent"
    _description = "Dunning Engine: Agents"

    def _remind(self, company, today):
        """Nightly, for a company whose procedures have agents."""
        if not company.relance_has_procedures:
            return
        procedures = self._get_followed(company, today)
        if procedures:
            self._follow_payments(procedures, today)
            self._claim_late(procedures, today)

    def _get_followed(self, company, today):
        procedures = self.env["relance.procedure"]
        since = today.toordinal() - TOLD_AFTER_DAYS
        return procedures.search(
            [
                ("company_id", "=", company.id),
                ("agent_id", "!=", False),
                ("state", "in", (*PROCEDURE_LIVE, "closed")),
                "|",
                ("close_date", "=", False),
                ("close_date", ">=", type(today).fromordinal(since)),
            ]
        )

    # === PAYMENTS === #

    def _get_payments(self, procedures):
        """Payments matched with the items of procedures, in company currency.

        :return: ``{procedure id: {move id: (date, amount)}}``
        """
        self.env.flush_all()
        payments = self.env["relance.engine.payments"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE chain AS (
                    SELECT procedure_id, case_line_id AS line_id
                      FROM relance_procedure_line WHERE procedure_id = ANY(%s)
                     UNION
                    SELECT chain.procedure_id, line.id
                      FROM chain
                      JOIN relance_case_line line
                        ON line.origin_line_id = chain.line_id
                )
                SELECT chain.procedure_id, other.move_id, MAX(other.date),
                       SUM(part.amount)
                  FROM chain
                  JOIN relance_case_line line ON line.id = chain.line_id
                  JOIN account_partial_reconcile part
                    ON part.debit_move_id = line.move_line_id
                  JOIN account_move_line other ON other.id = part.credit_move_id
                 WHERE %s
              GROUP BY chain.procedure_id, other.move_id
              ORDER BY MAX(other.date), other.move_id
                """,
                procedures.ids,
                payments._is_payment(SQL("other.move_id")),
            )
        )
        found = {}
        for procedure_id, move_id, day, amount in rows:
            found.setdefault(procedure_id, {})[move_id] = (day, float(amount))
        return found

    def _keep_known(self, procedures):
        """What was paid before the opening is no news to the agent."""
        found = self._get_payments(procedures)
        for procedure in procedures:
            procedure.known_payment_ids = list(found.get(procedure.id, ()))

    def _follow_payments(self, procedures, today):
        found = self._get_payments(procedures)
        for procedure in procedures:
            payments = found.get(procedure.id, {})
            known = set(procedure.known_payment_ids.ids)
            rows = procedure.remittance_ids
            self._undo_gone(procedure, payments, today)
            told = set(rows.payment_move_id.ids) | known
            for move_id, (day, amount) in payments.items():
                if move_id not in told:
                    self._take_payment(procedure, move_id, day, amount, today)

    def _take_payment(self, procedure, move_id, day, amount, today):
        """A new payment: the agent's transfer, else one made to us, which it hears."""
        declared = procedure.remittance_ids.filtered(
            lambda row: (
                row.kind == "agent" and row.amount_remitted and not row.received_date
            )
        ).sorted(lambda row: (row.date_remitted, row.id))
        rows = declared.browse(
            find_declared(amount, [(row.id, row.amount_remitted) for row in declared])
        )
        for row in rows:
            row.write(
                {
                    "payment_move_id": move_id,
                    "received_date": day,
                    "amount_received": row.amount_remitted,
                }
            )
        if not rows:
            self._tell_direct(procedure, move_id, day, amount, today)

    def _tell_direct(self, procedure, move_id, day, amount, today):
        commission = 0.0
        if procedure.commission_on_direct:
            commission = procedure._get_commission(amount, day)
        row = self.env["relance.procedure.remittance"].create(
            {
                "procedure_id": procedure.id,
                "agent_id": procedure.agent_id.id,
                "kind": "direct",
                "date": day,
                "amount": amount,
                "payment_move_id": move_id,
                "received_date": day,
                "amount_received": amount,
                "commission": commission,
            }
        )
        procedure._keep_commission(row)
        self._tell(row, "mail_agent_payment", today)

    def _undo_gone(self, procedure, payments, today):
        """A payment that came back is no longer one: the agent hears it too."""
        for row in procedure.remittance_ids.filtered("received_date"):
            if row.payment_move_id.id in payments:
                continue
            if row.kind == "agent":
                row.write(
                    {
                        "payment_move_id": False,
                        "received_date": False,
                        "amount_received": 0.0,
                    }
                )
            elif row.state != "cancelled":
                row._cancel(self.env._("The payment came back, or was undone"))
                row.payment_move_id = False
                self._tell(row, "mail_agent_payment_undone", today)

    def _tell(self, row, template, today):
        procedure = row.procedure_id
        mail = self._send(procedure, template, {"row": row})
        row.write({"mail_id": mail.id, "told_date": today if mail else False})
        values = {
            "amount": procedure._format_amount(row.amount),
            "date": procedure._format_date(row.date),
        }
        if mail:
            note = self.env._(
                "Payment of %(amount)s on %(date)s: the agent is told.", **values
            )
        else:
            note = self.env._(
                "Payment of %(amount)s on %(date)s: the agent has no e-mail address,"
                " tell it.",
                **values,
            )
            self._ask(procedure, note, today)
        procedure._message_log(body=note)

    def _tell_state(self, procedures, template):
        """An agent who follows by its link stops with the procedure, and starts again
        with it."""
        for procedure in procedures.filtered("agent_id"):
            if procedure.has_agent_page:
                self._send(procedure, template, {})

    def _ask(self, procedure, note, today):
        procedure.with_context(mail_activity_quick_update=True).activity_schedule(
            LATE,
            date_deadline=today,
            note=note,
            user_id=procedure._get_agent_owner().id,
        )

    # === LATE === #

    def _claim_late(self, procedures, today):
        """Money kept longer than the mandate or the law allows: a task, once."""
        late = procedures.remittance_ids.filtered(
            lambda row: (
                row.state in HELD_STATES
                and row.date_due
                and row.date_due < today
                and not row.late_date
            )
        )
        for procedure, rows in late.grouped("procedure_id").items():
            rows.write({"late_date": today})
            note = self.env._(
                "%(agent)s should have handed over %(amount)s by %(date)s: claim it."
                " %(law)s",
                law=procedure._get_remittance_law(),
                agent=procedure.agent_id.display_name,
                amount=procedure._format_amount(sum(rows.mapped("amount_left"))),
                date=procedure._format_date(min(rows.mapped("date_due"))),
            )
            self._ask(procedure, note, today)
            procedure._message_log(body=note)
            procedure.case_id._message_log(body=f"{procedure.name} : {note}")

    # === E-MAIL === #

    def _send(self, procedure, template, values):
        """Hand an e-mail to the agent over to the mail queue, on the procedure.

        :param str template: QWeb template of this module: its body
        :return: the ``mail.mail``, empty when the agent has no e-mail address
        """
        email = procedure._get_agent_email()
        if not email:
            return self.env["mail.mail"]
        company = procedure.company_id
        sender = self._get_sender(procedure)
        body = self._render(procedure, template, values)
        return self.env["mail.mail"].create(
            {
                "model": procedure._name,
                "res_id": procedure.id,
                "subject": self._get_subject(procedure),
                "body": body,
                "body_html": body,
                "email_to": email,
                "email_from": sender,
                "author_id": company.partner_id.id,
                "reply_to": procedure._notify_get_reply_to(default=sender)[
                    procedure.id
                ],
                "auto_delete": False,
                "state": "outgoing",
            }
        )

    def _send_link(self, access, token, words):
        """The only e-mail that holds a link; it is erased once it left.

        Of no record: nobody who reads the procedure reads the link.
        """
        procedure = access.procedure_id.sudo().with_context(lang=LANG)
        expiry = procedure._format_date(access.expiry_date)
        values = {"url": access._get_url(token), "expiry": expiry, "text": words}
        sender = self._get_sender(procedure)
        access.mail_id = self.env["mail.mail"].create(
            {
                "subject": self._get_subject(procedure),
                "body_html": self._render(procedure, "mail_agent_link", values),
                "email_to": access.email,
                "email_from": sender,
                "reply_to": sender,
                "author_id": procedure.company_id.partner_id.id,
                "auto_delete": True,
                "state": "outgoing",
            }
        )
        access._log("sent")
        procedure._message_log(
            body=self.env._(
                "Link sent to %(agent)s at %(email)s, valid until %(date)s.",
                agent=access.agent_id.display_name,
                email=access.email,
                date=expiry,
            )
        )

    def _get_subject(self, procedure):
        parts = (procedure.name, procedure.partner_id.name, procedure.agent_ref)
        return " - ".join(filter(None, parts))

    def _get_sender(self, procedure):
        user, company = procedure.user_id, procedure.company_id
        email = user.email or company.email or ""
        return formataddr((user.name or company.name, email))

    def _render(self, procedure, template, values):
        return self.env["ir.qweb"]._render(
            f"relance_recouvrement.{template}",
            {
                "procedure": procedure,
                "company": procedure.company_id,
                "user": procedure.user_id,
                **values,
            },
            lang=LANG,
            minimal_qcontext=True,
        )
