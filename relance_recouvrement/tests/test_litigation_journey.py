import re
from datetime import date, timedelta

from odoo.tests import HttpCase, freeze_time, tagged

from .common_file import FileCommon, make_pdf


class JourneyCommon(FileCommon):
    """A formal notice that nobody answered, played day after day."""

    def _at(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    def _late(self):
        """The formal notice, then the day after its time is over."""
        with freeze_time(date(2026, 4, 14)):
            self._noticed()
        limit = self._case().announcement_ids.sorted("id")[-1:].deadline
        day = limit + timedelta(days=1)
        self._at(day)
        self._run(day)
        return day

    def _draft(self, code, **vals):
        case = self._case()
        case.user_id = self.collector
        return (
            self.env["relance.procedure"]
            .with_user(self.collector)
            .create(
                {
                    "case_id": case.id,
                    "type_id": self.env.ref(
                        f"relance_recouvrement.procedure_type_{code}"
                    ).id,
                    "court": "Tribunal de commerce de Nantes",
                    "signatory_name": "Claire Durand",
                    **vals,
                }
            )
        )

    def _step(self, procedure, code):
        return procedure.step_ids.filtered(
            lambda step: step.code == code and step.is_left
        )

    def _done(self, procedure, code, day):
        """What the collector enters, with its paper."""
        self._at(day)
        scan = self.env["ir.attachment"].with_user(self.collector)
        scan = scan.create({"name": "acte.pdf", "raw": make_pdf("acte")})
        wizards = self.env["relance.procedure.step.done"].with_user(self.collector)
        wizards.create(
            {
                "step_id": self._step(procedure, code).id,
                "date": day,
                "attachment_ids": scan.ids,
            }
        ).action_apply()

    def _acts(self):
        acts = self.env["relance.interruption"].search(
            [("case_id", "=", self._case().id)], order="date"
        )
        return acts.mapped("kind")


@tagged("post_install", "-at_install")
class TestOrderJourney(JourneyCommon):
    """From the formal notice to the money, through the order for payment."""

    def test_order_for_payment(self):
        day = self._late()
        case = self._case()
        routes = {
            route["code"]: route for route in case.with_user(self.manager)._get_routes()
        }
        self.assertTrue(routes["injonction"]["eligible"], routes["injonction"])
        self.assertFalse(routes["petites_creances"]["eligible"])

        procedure = self._draft("injonction")
        self._complete(procedure)
        built = self._built(procedure)
        self.assertTrue(built.is_complete)

        procedure.with_user(self.manager).action_open()
        self.assertEqual(procedure.open_date, day)
        self.assertEqual(case.stage, "litigation")
        self.assertEqual(procedure.amount_principal, 10000.0)
        self.assertEqual(self._line(self.invoice).amount_claimable, 0.0)

        self._done(procedure, "request", date(2026, 6, 1))
        self._done(procedure, "order", date(2026, 9, 2))
        service = self._step(procedure, "service")
        self.assertEqual(service.date_due, date(2026, 12, 2))
        self._done(procedure, "service", date(2026, 9, 16))
        title = self._step(procedure, "title")
        self.assertEqual(title.date_due, date(2026, 11, 17))
        self._done(procedure, "title", date(2026, 11, 17))
        self.assertEqual(procedure.state, "title")
        self.assertEqual(procedure.title_limit_date, date(2036, 11, 17))
        self.assertEqual(self._acts(), ["service", "title"])

        self._pay(self.invoice, day=date(2026, 11, 25))
        self._at(date(2026, 11, 26))
        self._run(date(2026, 11, 26))
        self.assertEqual((procedure.state, procedure.close_reason), ("closed", "paid"))
        self.assertEqual(procedure.amount_recovered, 10000.0)
        self.assertEqual(case.stage, "settled")
        report = self.env["relance.procedure.report"].with_user(self.reader)
        [row] = report.search([("procedure_id", "=", procedure.id)])
        self.assertEqual(row.recovery_rate, 100.0)
        self.assertEqual(row.days_to_title, (date(2026, 11, 17) - day).days)


@tagged("post_install", "-at_install")
class TestAgencyJourney(JourneyCommon, HttpCase):
    """A debt handed over, followed by an agency that only speaks HTTP."""

    def _handed_over(self):
        day = self._late()
        agent = self._customer("Recouvrement Blin", relance_debtor_regime="unknown")
        procedure = self._draft("agency", agent_id=agent.id, commission_rate=12.0)
        procedure.with_user(self.manager).action_open()
        _access, self.token = self.env["relance.procedure.access"]._make(
            procedure, agent.email, day + timedelta(days=90)
        )
        self.env.flush_all()
        return procedure, day

    def _page(self):
        return self.url_open(f"/relance/agent/{self.token}").text

    def _tell(self, kind, **data):
        """What the agency types on its page."""
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self._page()).group(1)
        answer = self.url_open(
            f"/relance/agent/{self.token}/{kind}",
            data={"csrf_token": csrf, **data},
            allow_redirects=False,
        )
        self.assertEqual(answer.status_code, 303, answer.text)
        self.env.invalidate_all()

    def test_agency(self):
        procedure, day = self._handed_over()
        self.assertIn(procedure.name, self._page())
        self._done(procedure, "mandate", day)

        later = day + timedelta(days=6)
        self._at(later)
        letter = self._step(procedure, "letter")
        self._tell("step", step=str(letter.id), date=later.isoformat())
        self.assertEqual(letter.date_done, later)
        self._tell("message", note="Le gérant propose 4 000 €.")
        self._tell("collected", amount="4000,00", date=later.isoformat())
        self._tell("remitted", amount="2500,00", date=later.isoformat())
        row = procedure.remittance_ids
        self.assertEqual((row.amount, row.amount_remitted), (4000.0, 2500.0))
        self.assertEqual(procedure.amount_costs, 480.0)
        notes = "".join(self._case().message_ids.mapped("body"))
        self.assertIn("Le gérant propose", notes)

        self._pay(self.invoice, 2500.0, day=later)
        self._run(later)
        self.assertEqual(procedure.state, "open")
        self.assertEqual(procedure.amount_recovered, 2500.0)
        self.assertEqual(procedure.amount_remaining, 7500.0)

        self._pay(self.invoice, day=later)
        self._run(later)
        self.assertEqual((procedure.state, procedure.close_reason), ("closed", "paid"))
        self.assertEqual(self.url_open(f"/relance/agent/{self.token}").status_code, 200)
