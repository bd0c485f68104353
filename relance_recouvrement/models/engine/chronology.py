from typing import NamedTuple

from odoo import models
from odoo.tools import format_amount, format_date

from ...const import LANG
from ...tools.notes import check_note

CHANNELS = {
    "email": "E-mail",
    "letter": "Lettre simple",
    "registered": "Lettre recommandée avec avis de réception",
    "call": "Appel",
    "sms": "SMS",
}
RETURNS = {
    "unclaimed": "non réclamée",
    "refused": "refusée",
    "unknown_address": "destinataire inconnu à l'adresse",
}


class Event(NamedTuple):
    """One fact: its day, what it is, what happened. French."""

    date: object
    what: str
    text: str
    order: int = 0


class RelanceEngineChronology(models.AbstractModel):
    """Every contact of a case as facts with a date, in the order of time."""

    _name = "relance.engine.chronology"
    _description = "Chronology of a Case"

    def _get_events(self, procedure):
        """What happened with the debtor about the items of a procedure, in sudo.

        :rtype: list(Event)
        """
        mine = self.with_context(lang=LANG)
        case = procedure.case_id.with_context(lang=LANG)
        events = [
            *mine._get_invoices(procedure),
            *mine._get_sent(case),
            *mine._get_calls(case),
            *mine._get_promises(case),
            *mine._get_disputes(case),
            *mine._get_plans(case),
            *mine._get_announcements(case),
            *mine._get_acts(case),
        ]
        return sorted(events, key=lambda event: (event.date, event.order))

    # === WORDS === #

    def _say_day(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy") if day else ""

    def _say(self, amount, currency):
        return format_amount(self.env, amount, currency, LANG)

    def _label(self, record, field):
        labels = dict(record._fields[field]._description_selection(record.env))
        return labels.get(record[field], "")

    # === FACTS === #

    def _get_invoices(self, procedure):
        for line in procedure.line_ids.case_line_id:
            if line.invoice_date:
                amount = self._say(line.amount_total, line.currency_id)
                due = self._say_day(line.date_maturity)
                yield Event(
                    line.invoice_date,
                    "Facture",
                    f"{line.move_name}, {amount} à échéance du {due}",
                )

    def _get_sent(self, case):
        for reminder in case.reminder_ids.filtered(lambda rem: rem.state == "sent"):
            for delivery in reminder.delivery_ids.filtered(
                lambda dlv: dlv.state in ("sent", "delivered", "returned")
            ):
                day = delivery.posted_date or reminder.date
                yield Event(
                    day, reminder.level_id.name, self._say_delivery(delivery), 1
                )

    def _say_delivery(self, delivery):
        parts = [CHANNELS.get(delivery.channel, delivery.channel)]
        if delivery.channel == "email" and delivery.email:
            parts.append(f"à {delivery.email}")
        if delivery.tracking_number:
            parts.append(f"n° {delivery.tracking_number}")
        if delivery.presented_date:
            parts.append(f"présentée le {self._say_day(delivery.presented_date)}")
        if delivery.received_date:
            parts.append(f"reçue le {self._say_day(delivery.received_date)}")
        if delivery.return_reason:
            parts.append(RETURNS[delivery.return_reason])
        amount = delivery.reminder_id.amount_claimed
        parts.append(
            f"montant réclamé {self._say(amount, delivery.case_id.currency_id)}"
        )
        return ", ".join(parts)

    def _get_calls(self, case):
        for call in case.call_ids:
            parts = [self._label(call, "outcome")]
            if call.contact_id and call.reached:
                parts.insert(0, f"avec {call.contact_id.name}")
            if call.next_step and call.next_step_date:
                parts.append(
                    f"suite : {call.next_step}, {self._say_day(call.next_step_date)}"
                )
            # what somebody thought of the debtor is nobody's evidence
            if call.note and not check_note(call.note):
                parts.append(call.note.strip())
            direction = "Appel reçu" if call.direction == "in" else "Appel"
            yield Event(call.date.date(), direction, " ; ".join(parts), 2)

    def _get_promises(self, case):
        for promise in case.promise_ids.filtered(lambda one: one.state != "cancelled"):
            amount = self._say(promise.amount, promise.currency_id)
            day = self._say_day(promise.date)
            yield Event(
                promise.taken_date,
                "Promesse de paiement",
                f"{amount} pour le {day}",
                3,
            )
            if promise.state != "open":
                yield Event(
                    promise.closed_date or promise.deadline_date,
                    "Suite de la promesse",
                    f"{amount} promis pour le {day} : "
                    f"{self._label(promise, 'state').lower()}",
                    4,
                )

    def _get_disputes(self, case):
        for dispute in case.dispute_ids:
            amount = self._say(dispute.amount, dispute.currency_id)
            yield Event(
                dispute.date_open,
                "Contestation",
                f"{dispute.reason_id.name}, sur {amount}",
                3,
            )
            if dispute.closed_date:
                state = self._label(dispute, "state").lower()
                yield Event(
                    dispute.closed_date,
                    "Suite de la contestation",
                    f"{dispute.reason_id.name} : {state}",
                    4,
                )

    def _get_plans(self, case):
        for plan in case.plan_ids.filtered("signature_date"):
            count = len(plan.installment_ids)
            yield Event(
                plan.signature_date, "Échéancier signé", f"{count} échéances", 3
            )
            if plan.closed_date:
                yield Event(
                    plan.closed_date,
                    "Suite de l'échéancier",
                    self._label(plan, "state"),
                    4,
                )

    def _get_announcements(self, case):
        for announcement in case.announcement_ids:
            day = announcement.closed_date or announcement.deadline
            if announcement.state == "broken" or announcement.state == "kept":
                yield Event(
                    day,
                    "Échéance annoncée",
                    f"{announcement.consequence}, date limite "
                    f"{self._say_day(announcement.deadline)}",
                    5,
                )

    def _get_acts(self, case):
        acts = self.env["relance.interruption"].search(
            [("case_id", "=", case.id), ("state", "!=", "cancelled")]
        )
        for act in acts:
            yield Event(act.date, self._label(act, "kind"), act.note or "", 3)
