"""What went beyond the amicable stage: the customers of ``stories_litigation``.

Each step is played on its own day, the clock being set back meanwhile; the agency
speaks to its page over HTTP, as it would from outside.
"""

import io
import re
from base64 import b64encode
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import partial

import requests
from freezegun import freeze_time
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import Command

from . import identity
from .stories_litigation import LITIGATION_STORIES

COURT = "Tribunal de commerce de Nantes"
AGENCY = "Recouvrement Beauséjour"
OFFICER = "Étude Lanvollon, commissaires de justice"
# Step, what its paper is, what the route calls it.
ORDER_STEPS = {
    "request": "Récépissé de dépôt de la requête",
    "order": "Ordonnance portant injonction de payer",
    "service": "Acte de signification de l'ordonnance",
    "title": "Certificat de non-opposition",
}
ORDER_COSTS = {"request": ("greffe", 33.47), "service": ("service", 72.31)}
STEP = "relance.procedure.step.done"


class Litigation:
    """Plays the steps of each story on their day.

    :param Replay replay: the days and the team
    """

    def __init__(self, replay):
        self.replay = replay
        self.ledger = replay.ledger
        self.env = replay.env
        self.main = self.ledger.main
        self.camille = self.ledger.users["camille"]
        self.nadia = self.ledger.users["nadia"]
        self.client = requests.Session()
        self.waiting = []
        for story in LITIGATION_STORIES:
            for option in ("order", "agency", "settlement", "abandoned"):
                if option in story.options:
                    getattr(self, f"_plan_{option}")(story, story.options[option])
        self.waiting.sort(key=lambda row: row[0])

    # === DAYS === #

    def _at(self, ago, what, *arguments):
        day = self.ledger.day(ago)
        day -= timedelta(max(0, day.weekday() - 4))  # nobody works at the week-end
        self.waiting.append((day, partial(what, *arguments)))

    def play(self, day):
        """Play what comes up to ``day``, each on its own day."""
        ready = [row for row in self.waiting if row[0] <= day]
        self.waiting = [row for row in self.waiting if row[0] > day]
        for date, act in ready:
            with self._on(date):
                act(date)
            self.env.cr.commit()

    @contextmanager
    def _on(self, day):
        with freeze_time(datetime.combine(day, time(10)), tick=True):
            yield

    def before(self):
        """What happened before the weeks that are replayed."""
        self.play(next(self.replay.days()) - timedelta(days=1))

    # === ORDER FOR PAYMENT === #

    def _plan_order(self, story, days):
        self._at(days["notice"] + 1, self._follow, story)
        self._at(days["notice"], self._send_notice, story)
        self._at(days["open"], self._open_order, story)
        for step, paper in ORDER_STEPS.items():
            self._at(days[step], self._do_step, story, step, paper)
        for move in self.ledger.invoices[self.main, story.key]:
            date = self.ledger.day(days["paid"])
            payment = (move, date, move.amount_residual)
            pay = partial(self.ledger.pay, self.main, [payment])
            self.ledger.later.append((date, pay))

    def _follow(self, story, day):
        """Its last notice was sent before the go-live."""
        partner = self.ledger.partners[story.key]
        self.env["relance.engine"].sudo()._follow(self.main, partner)
        case = self._case(story)
        level = self.env.ref("relance_recouvrement.level_last_notice")
        case.open_line_ids.write(
            {"start_level_id": level.id, "start_date": day - timedelta(days=14)}
        )
        case._refresh(day)

    def _send_notice(self, story, day):
        case = self._case(story)
        case._refresh(day)
        case.with_user(self.nadia).action_prepare_reminder()
        reminder = case.reminder_ids.sorted("id")[-1:]
        reminder.with_user(self.nadia).action_confirm()
        self.replay.deliver()
        self.replay._post_letters(day)

    def _open_order(self, story, day):
        """Nobody answered: the routes are compared, the file made, the route opened."""
        self.replay.evidence.play(day)
        case = self._case(story)
        case._refresh(day)
        routes = case.with_user(self.nadia)._get_routes(day)
        chosen = next(route for route in routes if route["code"] == "injonction")
        if not chosen["eligible"]:
            raise AssertionError(f"injonction refused: {chosen}")
        procedure = self._prepare(
            story,
            "injonction",
            agent_id=self._company(OFFICER, 95).id,
            court=COURT,
            signatory_name="Nadia Ferrouz",
            signatory_title="Directrice administrative et financière",
            creditor_form="SAS au capital de 60 000 €",
            debtor_form="SARL",
        )
        self._complete_file(procedure)
        procedure.with_user(self.nadia).action_open()

    def _complete_file(self, procedure):
        """What Odoo has, then what is missing: drawn here, marked as a sample."""
        procedure.action_collect_exhibits()
        exhibits = self.env["relance.procedure.exhibit"].with_user(self.camille)
        for kind in procedure._get_checklist():
            if not kind._is_asked(procedure) or procedure._has_document(kind):
                continue
            exhibits.create(
                {
                    "procedure_id": procedure.id,
                    "exhibit_type_id": kind.id,
                    "name": kind.name,
                    "upload_name": f"{identity.slug(kind.name)}.pdf",
                    "upload": b64encode(self._draw(kind.name, procedure)),
                }
            )
        procedure.invalidate_recordset()
        procedure.action_build_file()

    def _do_step(self, story, code, paper, day):
        procedure = self._procedure(story)
        step = procedure.step_ids.filtered(lambda row: row.code == code)
        day = max(day, procedure.open_date)
        scan = self.env["ir.attachment"].with_user(self.camille).create(
            {"name": f"{paper}.pdf", "raw": self._draw(paper, procedure)}
        )  # fmt: skip
        self.env[STEP].with_user(self.camille).create(
            {
                "step_id": step.id,
                "date": day,
                "attachment_ids": [Command.set(scan.ids)],
            }
        ).action_apply()
        if code == "order":
            procedure.court_ref = f"{day:%Y}IP00{procedure.id % 1000:03d}"
        if code in ORDER_COSTS:
            kind, amount = ORDER_COSTS[code]
            self.env["relance.procedure.cost"].with_user(self.camille).create(
                {
                    "procedure_id": procedure.id,
                    "date": day,
                    "kind": kind,
                    "name": paper,
                    "amount": amount,
                }
            )

    # === AGENCY === #

    def _plan_agency(self, story, days):
        self._at(days["open"], self._open_agency, story)
        self._at(days["mandate"], self._do_step, story, "mandate", "Mandat signé")
        self._at(days["letter"], self._tell_letter, story)
        self._at(days["collected"], self._tell_collected, story)
        self._at(days["remitted"], self._tell_remitted, story)

    def _open_agency(self, story, day):
        procedure = self._prepare(
            story,
            "agency",
            agent_id=self._company(AGENCY, 96).id,
            agent_ref="BSJ-26-1187",
            commission_rate=14.0,
        )
        procedure.with_user(self.nadia).action_open()
        _access, token = self.env["relance.procedure.access"]._make(
            procedure, procedure.agent_id.email, day + timedelta(days=180)
        )
        base = self.env["ir.config_parameter"].sudo().get_param("report.url")
        self.page = f"{base}/relance/agent/{token}"

    def _tell_letter(self, story, day):
        step = self._procedure(story).step_ids.filtered(
            lambda row: row.code == "letter"
        )
        self._post("step", step=str(step.id), date=day.isoformat(), note="LRAR partie.")
        self._post("message", note="Le gérant propose 2 000 € dès cette semaine.")

    def _tell_collected(self, story, day):
        self._post("collected", amount="2000,00", date=day.isoformat())

    def _tell_remitted(self, story, day):
        self._post(
            "remitted",
            amount="1200,00",
            date=day.isoformat(),
            reference="BSJ-VIR-0412",
            note="Le solde suit à réception du second virement.",
        )
        [move] = self.ledger.invoices[self.main, story.key][:1]
        self.ledger.pay(self.main, [(move, day, 1200.0)])

    def _post(self, kind, **values):
        """What the agency types on its page."""
        self.env.cr.commit()
        page = self.client.get(self.page, timeout=60)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        answer = self.client.post(
            f"{self.page}/{kind}",
            data={"csrf_token": token, **values},
            allow_redirects=False,
            timeout=60,
        )
        if answer.status_code != 303:
            raise AssertionError(f"{kind}: {answer.status_code} {answer.text[:2000]}")
        self.env.invalidate_all()

    # === SETTLEMENT, ABANDONMENT === #

    def _plan_settlement(self, story, days):
        self._at(days["signed"], self._settle, story, days)

    def _settle(self, story, days, day):
        case = self._case(story)
        owed = sum(case.open_line_ids.mapped("amount_residual"))
        settlement = self.env["relance.settlement"].with_user(self.nadia).create(
            {
                "case_id": case.id,
                "user_id": self.camille.id,
                "amount_agreed": round(owed * days["share"]),
                "payment_date": self.ledger.day(days["pays"]),
                "reason": "Réserve sur la pose, preuve incertaine ; paiement rapide.",
                "disputed_point": "la conformité de la pose du second lot, réalisée"
                " avec retard selon le débiteur.",
                "concession": "il renonce à toute réclamation au titre de ce lot et de"
                " ses délais.",
            }
        )  # fmt: skip
        settlement.action_propose()
        pdf, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "relance_recouvrement.action_report_settlement", settlement.ids
        )
        settlement.write(
            {
                "signature_date": day,
                "signed_document": b64encode(pdf),
                "signed_document_name": "protocole-signe.pdf",
            }
        )
        settlement.action_agree()

    def _plan_abandoned(self, story, ago):
        self._at(ago, self._abandon, story)

    def _abandon(self, story, day):
        case = self._case(story).with_user(self.nadia)
        action = case.action_abandon()
        wizard = self.env["relance.case.abandon"].with_user(self.nadia)
        wizard.with_context(**action["context"]).create(
            {
                "reason": "vanished",
                "note": "Local vide, courriers revenus, aucun actif connu : poursuivre"
                " coûterait plus que la créance.",
                "book_loss": False,
            }
        ).action_abandon()

    # === TOOLS === #

    def _case(self, story):
        return self.env["relance.case"].search(
            [
                ("partner_id", "=", self.ledger.partners[story.key].id),
                ("company_id", "=", self.main.id),
            ]
        )

    def _procedure(self, story):
        return self._case(story).procedure_ids.with_user(self.camille)

    def _prepare(self, story, code, **values):
        return self.env["relance.procedure"].with_user(self.camille).create(
            {
                "case_id": self._case(story).id,
                "type_id": self.env.ref(
                    f"relance_recouvrement.procedure_type_{code}"
                ).id,
                "user_id": self.camille.id,
                **values,
            }
        )  # fmt: skip

    def _company(self, name, rank):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "lang": "fr_FR",
                "country_id": self.env.ref("base.fr").id,
                "email": f"contact@{identity.slug(name)}.example.com",
                **identity.address(rank),
            }
        )

    def _draw(self, title, procedure):
        content = io.BytesIO()
        canvas = Canvas(content, pagesize=A4, invariant=True)
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(50, 780, title[:60])
        canvas.setFont("Helvetica", 12)
        lines = (
            f"Créancier : {self.main.name}",
            f"Débiteur : {procedure.partner_id.name}",
            f"Le {datetime.now():%d/%m/%Y}",
            "",
            "SPÉCIMEN : document inventé pour la démonstration.",
        )
        for place, line in enumerate(lines):
            canvas.drawString(50, 740 - 20 * place, line)
        canvas.save()
        return content.getvalue()
