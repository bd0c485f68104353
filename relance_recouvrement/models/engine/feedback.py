from odoo import models
from odoo.tools import SQL

from ...const import MAIL_RETRIES

TRANSIENT_FAILURES = (None, False, "unknown", "mail_smtp")


class RelanceEngineFeedback(models.AbstractModel):
    """What became of the e-mails, read from the mail queue and its notifications.

    A transient failure is tried again a bounded number of times; a refused or
    bounced message never counts as a level.
    """

    _name = "relance.engine.feedback"
    _description = "Dunning Engine: Delivery Feedback"

    def _collect(self, company):
        """What became of the e-mails: sent, failed, bounced (late too)."""
        self._read_queued(company)
        self._read_bounces(company)
        self.env["relance.engine.plan.remind"]._collect(company)

    def _read_queued(self, company):
        deliveries = self.env["relance.delivery"].search(
            [
                ("case_id.company_id", "=", company.id),
                ("channel", "=", "email"),
                ("state", "=", "queued"),
            ]
        )
        self._mails_sent(
            deliveries.filtered(lambda dlv: dlv.mail_id.state in ("sent", "received"))
        )
        for delivery in deliveries.filtered(lambda dlv: dlv.state == "queued"):
            mail = delivery.mail_id
            if not mail:
                delivery._failed("failed", self.env._("The e-mail was deleted"))
            elif mail.state == "cancel":
                delivery._failed("failed", self.env._("The e-mail was cancelled"))
            elif mail.state == "exception":
                self._mail_failed(delivery)

    def _mails_sent(self, deliveries):
        deliveries.write({"state": "sent"})
        proofs = deliveries.filtered("is_proof").reminder_id
        counting = proofs.filtered(lambda rem: rem.state == "queued")
        for day, reminders in counting.grouped("prepared_date").items():
            reminders._proof_left(day)

    def _mail_failed(self, delivery):
        mail = delivery.mail_id
        transient = mail.failure_type in TRANSIENT_FAILURES
        if transient and delivery.attempts < MAIL_RETRIES:
            delivery.attempts += 1
            mail.write({"state": "outgoing"})
            return
        delivery._failed(
            "failed",
            self.env._(
                "The e-mail to %(email)s was refused: %(reason)s",
                email=delivery.email,
                reason=mail.failure_reason or mail.failure_type or "",
            ),
        )

    def _read_bounces(self, company):
        self.env["mail.notification"].flush_model(["notification_status"])
        self.env["relance.delivery"].flush_model(["state", "mail_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT delivery.id
                  FROM mail_notification notification
                  JOIN relance_delivery delivery
                    ON delivery.mail_id = notification.mail_mail_id
                  JOIN relance_reminder reminder ON reminder.id = delivery.reminder_id
                  JOIN relance_case cases ON cases.id = reminder.case_id
                 WHERE notification.notification_status = 'bounce'
                   AND delivery.state IN ('queued', 'sent')
                   AND cases.company_id = %s
                """,
                company.id,
            )
        )
        for delivery in self.env["relance.delivery"].browse(i for (i,) in rows):
            delivery._failed(
                "bounced",
                self.env._("The e-mail to %(email)s bounced", email=delivery.email),
            )
