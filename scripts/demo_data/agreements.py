"""What the collectors agreed on with the customers of ``stories_day``."""

from base64 import b64encode
from datetime import datetime, time, timedelta
from functools import partial

from odoo import Command

from .stories_check import CHECK_STORIES
from .stories_day import DAY_STORIES

NOTES = {
    "promise": "M. confirme le virement et sa date.",
    "cash_trouble": "Trésorerie tendue jusqu'à la fin du trimestre, sans date.",
    "dispute": "Conteste une partie de la facture, le reste est en paiement.",
    "plan": "Demande à régler en plusieurs fois ; le principe est accepté.",
}
CONTESTED = {
    "quality": "Finition non conforme à l'échantillon validé.",
    "price": "Remise convenue absente de la facture.",
    "delivery": "Livré huit jours après la date convenue.",
}


class Agreements:
    """Plays, on its day, what each story says was agreed.

    :param Ledger ledger: what was built
    """

    def __init__(self, ledger):
        self.ledger = ledger
        self.env = ledger.env
        self.camille = ledger.users["camille"]
        self.waiting = [
            (self._weekday(ledger.day(ago)), story, what, values)
            for story in (*DAY_STORIES, *CHECK_STORIES)
            for ago, what, values in story.options.get("agreed", ())
        ]

    @staticmethod
    def _weekday(day):
        """The replay plays no week-end: what was agreed then was on the Friday."""
        return day - timedelta(max(0, day.weekday() - 4))

    def play(self, day):
        """Agree on what the days up to ``day`` brought."""
        ready = [row for row in self.waiting if row[0] <= day]
        self.waiting = [row for row in self.waiting if row[0] > day]
        for _date, story, what, values in ready:
            case = self._case(story)
            call = self._call(case, day, what)
            method = getattr(self, f"_agree_{what}", None)
            if method:
                method(case.with_user(self.camille), call, day, values)

    def _case(self, story):
        return self.env["relance.case"].search(
            [
                ("partner_id", "=", self.ledger.partners[story.key].id),
                ("company_id", "=", self.ledger.main.id),
            ]
        )

    def _call(self, case, day, what):
        outcomes = {"promise": "promise", "dispute": "dispute", "plan": "plan_asked"}
        values = {
            "case_id": case.id,
            "contact_id": case.partner_id.relance_dunning_contact_id.id,
            "user_id": self.camille.id,
            "date": datetime.combine(day, time(10, 20)),
            "outcome": outcomes.get(what, "reached"),
            "note": NOTES[what],
        }
        if what == "cash_trouble":
            values["delay_reason"] = "cash"
        return self.env["relance.call"].with_user(self.camille).create(values)

    def _lines(self, case, day, share=1.0):
        late = case.open_line_ids.filtered(
            lambda line: line.amount_residual > 0 and line.date_maturity < day
        )
        return [
            Command.create(
                {
                    "case_line_id": line.id,
                    "amount": line.currency_id.round(line.amount_residual * share),
                }
            )
            for line in late
        ]

    def _agree_promise(self, case, call, day, values):
        calendar = self.ledger.main._relance_calendar()
        self.env["relance.promise"].with_user(self.camille).create(
            {
                "case_id": case.id,
                "call_id": call.id,
                "contact_id": call.contact_id.id,
                "taken_date": day,
                "date": calendar.next_working(day + timedelta(values["in"])),
                "line_ids": self._lines(case, day, values.get("share", 1.0)),
            }
        )

    def _agree_dispute(self, case, call, day, values):
        reason = self.env.ref(f"relance_recouvrement.dispute_reason_{values['reason']}")
        self.env["relance.dispute"].with_user(self.camille).create(
            {
                "case_id": case.id,
                "call_id": call.id,
                "reason_id": reason.id,
                "date_open": day,
                "date_target": day + timedelta(reason.delay_days),
                "owner_id": self.ledger.users["paul"].id,
                "description": CONTESTED[values["reason"]],
                "line_ids": self._lines(case, day, values["share"]),
            }
        )

    def _agree_plan(self, case, call, day, values):
        plan = self.env["relance.plan"].with_user(self.camille).create(
            {
                "case_id": case.id,
                "call_id": call.id,
                "number": values["number"],
                "rhythm": "fortnightly",
                "first_date": day + timedelta(7),
                "line_ids": self._lines(case, day),
            }
        )  # fmt: skip
        if values.get("signed", True):
            self._sign(plan, day)
        move = plan.line_ids.case_line_id.move_id[:1]
        for row in plan.installment_ids.sorted("date")[: values.get("paid", 0)]:
            payment = (move, row.date, row.amount)
            pay = partial(self.ledger.pay, self.ledger.main, [payment])
            self.ledger.later.append((row.date, pay))

    def _sign(self, plan, day):
        """The protocol comes back signed: here, as it was printed."""
        report = self.env["ir.actions.report"]
        pdf, _kind = report._render_qweb_pdf(
            "relance_recouvrement.action_report_plan", plan.ids
        )
        plan.write(
            {
                "signature_date": day,
                "signed_document": b64encode(pdf),
                "signed_document_name": "protocole-signe.pdf",
            }
        )
        plan.action_activate()
