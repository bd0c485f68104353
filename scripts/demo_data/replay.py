"""Plays the last weeks again: the engine each night, the team each day.

Payments known later are registered on their day; calls are made, letters posted,
reminders confirmed up to the level where each story stops (``Story.reach``), so
that today's worklist shows every situation.
"""

from datetime import UTC, datetime, time, timedelta

from .agreements import Agreements
from .evidence import Evidence
from .law import Law
from .litigation import Litigation
from .stories import STORIES

WEEKS = 11
REACH = {
    "check": 0,
    "friendly": 1,
    "call": 2,
    "firm": 3,
    "last_notice": 4,
    "formal_notice": 5,
}
NOTES = (
    "Comptabilité jointe : la facture est dans le circuit de signature.",
    "Facture non retrouvée : duplicata envoyé pendant l'appel.",
    "Règlement annoncé pour la fin de semaine, sans engagement de date.",
    "Attend la validation du responsable, rappel convenu.",
)


class Replay:
    def __init__(self, ledger, say):
        self.ledger = ledger
        self.env = ledger.env
        self.say = say
        self.engine = self.env["relance.engine"]
        self.companies = ledger.main | ledger.services
        self.camille = ledger.users["camille"]
        self.stories = {ledger.partners[story.key]: story for story in STORIES}
        self.agreements = Agreements(ledger)
        self.evidence = Evidence(ledger)
        self.law = Law(ledger)
        self.litigation = Litigation(self)
        self.posted = 0

    def run(self):
        self.litigation.before()
        for day in self.days():
            self.play(day)
            self.env.cr.commit()
            self.say(".")
        self._register_payments(self.ledger.today)
        self.evidence.play(self.ledger.today)
        self.law.close_month()
        self._tell_today()

    def days(self):
        """Tuesdays and Fridays, then each working day of the last fortnight."""
        today = self.ledger.today
        for ago in range(WEEKS * 7, 0, -1):
            day = today - timedelta(days=ago)
            if day.weekday() in (1, 4) or (ago < 15 and day.weekday() < 5):
                yield day

    def play(self, day):
        started = datetime.now(UTC).replace(tzinfo=None)
        self._register_payments(day)
        self.law.play(day)
        self.engine._run(self.companies, today=day)
        self._confirm(day)
        self._call(day)
        self.agreements.play(day)
        self.litigation.play(day)
        self.deliver()
        self._post_letters(day)
        self.evidence.play(day)
        self._stamp(day, started)

    def _stamp(self, day, started):
        """Messages carry the day they were played on, not the minute of the replay:
        colleagues are not asked why they contact these customers again."""
        self.env.flush_all()
        moment = datetime.combine(day, time(9, 30))
        self.env.cr.execute(
            """
            UPDATE relance_reminder SET frozen_date = %(moment)s
             WHERE frozen_date >= %(started)s;
            UPDATE mail_message SET date = %(moment)s
             WHERE date >= %(started)s AND model LIKE 'relance.%%'
            """,
            {"moment": moment, "started": started.replace(microsecond=0)},
        )
        self.env.invalidate_all()

    def deliver(self):
        """Send what is queued, and let the mail server take it."""
        self.engine._deliver()
        self.env.cr.commit()
        self.env["mail.mail"].process_email_queue()

    # === WHAT THE TEAM DID === #

    def _reach(self, partner):
        story = self.stories.get(partner)
        return REACH[story.reach] if story else REACH["firm"]

    def _rank(self, level):
        """Place of a level in the order of ``REACH``, whatever its scenario."""
        if level.stage == "amicable":
            if level.channel_call:
                return REACH["call"]
            before = level.scenario_id.level_ids.filtered(
                lambda other: (
                    other.stage == "amicable" and other.sequence < level.sequence
                )
            )
            return REACH["firm"] if before else REACH["friendly"]
        return {"prevention": 0, "last_notice": 4, "formal_notice": 5}.get(
            level.stage, 6
        )

    def _within_reach(self, reminder):
        return self._rank(reminder.level_id) <= self._reach(reminder.partner_id)

    def _confirm(self, day):
        reminders = self.env["relance.reminder"].search([("state", "=", "to_confirm")])
        manager = self.ledger.users["nadia"]
        for reminder in reminders.filtered(self._within_reach):
            reminder.with_user(manager).action_confirm()

    def _call(self, day):
        waiting = self.env["relance.reminder"].search(
            [("state", "=", "queued"), ("level_id.proof_channel", "=", "call")]
        )
        values = []
        for reminder in waiting.filtered(self._within_reach):
            partner = reminder.partner_id
            number = len(values) + reminder.id
            common = {
                "case_id": reminder.case_id.id,
                "contact_id": (partner.relance_dunning_contact_id or partner).id,
                "user_id": self.camille.id,
                "level_id": reminder.level_id.id,
            }
            if number % 3 == 0:
                moment = datetime.combine(day, time(8, 40))
                values.append(dict(common, date=moment, outcome="voicemail"))
            moment = datetime.combine(day, time(9 + number % 7, 15))
            note = NOTES[number % len(NOTES)]
            values.append(dict(common, date=moment, outcome="reached", note=note))
        self.env["relance.call"].create(values)

    def _post_letters(self, day):
        """Letters leave the same day, registered ones with their number."""
        letters = self.env["relance.delivery"].search([("state", "=", "to_post")])
        for letter in letters:
            story = self.stories.get(letter.partner_id)
            if story and story.options.get("post") is False:
                continue
            letter.posted_date = day
            if letter.channel == "registered":
                self.posted += 1
                letter.tracking_number = f"1A{20_641_000_000 + 137 * self.posted:011d}"
            letter.action_mark_posted()

    def _register_payments(self, day):
        self.ledger.later.sort(key=lambda row: row[0])
        ready = [what for date, what in self.ledger.later if date <= day]
        self.ledger.later = [row for row in self.ledger.later if row[0] > day]
        for register in ready:
            register()

    # === WHAT CAME BACK === #

    def _tell_today(self):
        for story in STORIES:
            for option, value in story.options.items():
                method = getattr(self, f"_tell_{option}", None)
                if method:
                    method(self._case(story.key), value)
        self.env.cr.commit()

    def _case(self, key):
        return self.env["relance.case"].search(
            [
                ("partner_id", "=", self.ledger.partners[key].id),
                ("company_id", "=", self.ledger.main.id),
            ]
        )

    def _tell_bounce(self, case, value):
        """The answer of the customer's mail server: nobody has this address."""
        delivery = case.reminder_ids.delivery_ids.filtered(
            lambda delivery: delivery.channel == "email" and delivery.state == "sent"
        )[:1]
        notification = self.env["mail.notification"].search(
            [("mail_message_id", "=", delivery.mail_message_id.id)]
        )
        notification.write(
            {
                "notification_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": "550 5.1.1 Adresse inconnue",
            }
        )

    def _tell_answer(self, case, text):
        contact = case.partner_id.relance_dunning_contact_id
        case.message_post(
            body=text,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=contact.id,
            email_from=contact.email_formatted,
        )

    def _tell_factor(self, case, name):
        factor = self.env["res.partner"].create({"name": name, "is_company": True})
        case.open_line_ids._hold("assigned", f"Factures cédées à {name}", factor=factor)

    def _tell_archive(self, case, value):
        case.partner_id.active = False
