from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_agent import TODAY
from .common_agent_http import AgentHttpCommon
from .test_tools_agent_access import PDF, PNG


@tagged("post_install", "-at_install")
class TestAgentPage(AgentHttpCommon):
    """What the page shows and takes."""

    def test_shows_the_procedure(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.procedure.name, page.text)
        self.assertIn("Boulangerie Morel", page.text)
        self.assertIn("552100554", page.text)
        self.assertIn("Ateliers Durand", page.text)
        self.assertIn("Première lettre envoyée", page.text)
        self.assertRegex(page.text, r"1\s000,00\s€")
        self.assertIn("aucune pièce à télécharger", page.text)

    def test_headers(self):
        """Nothing of the link leaks, nothing of another site runs."""
        page = self._get()
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertEqual(page.headers["X-Frame-Options"], "DENY")
        self.assertNotIn("<script", page.text)

    def test_shows_no_internal_note(self):
        invoice = self._invoice(amount=321.0)
        self._run(TODAY)
        other = self._procedure(invoice, opened=False)
        self.procedure.message_post(body="Note interne secrète")
        self.procedure.case_id.message_post(body="Autre secret")
        self.procedure.sudo().write({"close_note": "Secret de clôture"})
        self._run(TODAY)
        self.env.flush_all()
        page = self._get().text
        for secret in ("secrète", "Autre secret", "Secret de", other.name):
            self.assertNotIn(secret, page)

    def test_posts_a_step(self):
        answer = self._post(
            "step",
            step=str(self.step.id),
            date="2026-03-19",
            note="Accusé reçu",
            document=("acte.pdf", PDF, "application/pdf"),
        )
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.step.date_done, fields.Date.to_date("2026-03-19"))
        self.assertEqual(self.step.access_id, self.access)
        self.assertEqual(self.step.attachment_ids.raw, PDF)
        self.assertEqual(self.step.attachment_ids.mimetype, "application/pdf")
        with self.assertRaises(UserError):
            self.step.attachment_ids.unlink()
        news = self._activities(self.procedure, "agent_news")
        self.assertEqual(news.user_id, self.collector)
        self.assertIn("Première lettre envoyée", news.note)
        self.assertIn("Accusé reçu", self.procedure.message_ids[0].body)
        self.assertIn(
            "Accusé reçu", "".join(self.procedure.case_id.message_ids.mapped("body"))
        )
        page = self._get(path="?done=step")
        self.assertIn("C'est enregistré", page.text)
        self.assertIn("fait le 19/03/2026", page.text)

    def test_a_step_is_told_once(self):
        csrf = self._csrf()
        data = {"step": str(self.step.id), "date": "2026-03-19"}
        self.assertEqual(self._post("step", csrf=csrf, **data).status_code, 303)
        self.assertEqual(self._post("step", csrf=csrf, **data).status_code, 400)

    def test_a_step_of_another_procedure(self):
        invoice = self._invoice(amount=321.0)
        self._run(TODAY)
        other = self._step(self._procedure(invoice), "Ailleurs")
        self.env.flush_all()
        answer = self._post("step", step=str(other.id), date="2026-03-19")
        self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertFalse(other.date_done)

    def test_dates_refused(self):
        for day in ("2026-03-21", "2026-03-12", "", "demain", "0001-01-01"):
            answer = self._post("step", step=str(self.step.id), date=day)
            self.assertEqual(answer.status_code, 400, day)
        self.env.invalidate_all()
        self.assertFalse(self.step.date_done)
        self.assertEqual(self._kinds().count("invalid"), 5)

    def test_an_act_needs_its_document(self):
        template = self.env["relance.procedure.step.template"].create(
            {
                "type_id": self.type.id,
                "code": "signification_test",
                "name": "Signification",
                "interruption_kind": "service",
            }
        )
        self.step.sudo().template_id = template
        self.env.flush_all()
        answer = self._post("step", step=str(self.step.id), date="2026-03-19")
        self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertFalse(self.step.date_done)
        document = ("acte.pdf", PDF, "application/pdf")
        answer = self._post(
            "step", step=str(self.step.id), date="2026-03-19", document=document
        )
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        act = self.step.interruption_id
        self.assertEqual((act.kind, act.state), ("service", "recorded"))

    def test_posts_a_message(self):
        answer = self._post(
            "message",
            note="Le débiteur propose\nun plan",
            document=("photo.png", PNG, "image/png"),
        )
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        message = self.procedure.agent_message_ids
        self.assertEqual(message.body, "Le débiteur propose\nun plan")
        self.assertEqual(message.author, self.agent.name)
        self.assertEqual(message.attachment_ids.raw, PNG)
        with self.assertRaises(UserError):
            message.attachment_ids.write({"raw": b"x"})
        page = self._get().text
        self.assertIn("un plan", page)
        # the company's clock: Paris in March
        self.assertIn("20/03/2026 01:00", page)
        self.assertTrue(self._activities(self.procedure, "agent_news"))

    def test_collects_and_hands_over(self):
        answer = self._post(
            "collected", amount="500,00 €", date="2026-03-16", reference="Q-12"
        )
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        row = self.procedure.remittance_ids
        self.assertEqual((row.amount, row.commission), (500.0, 60.0))
        self.assertEqual(row.date_due, fields.Date.to_date("2026-04-16"))
        self.assertEqual(row.informed_date, TODAY)
        self.assertEqual(row.access_id, self.access)
        answer = self._post("remitted", amount="200", date="2026-03-18")
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual((row.state, row.amount_left), ("partly", 300.0))
        page = self._get().text
        self.assertRegex(page, r"Reste à reverser : <strong>300,00\s€")
        self.assertEqual(len(self._activities(self.procedure, "agent_news")), 2)
        steps = {step.code: step for step in self.procedure.step_ids}
        self.assertEqual(steps["payment"].date_done, row.date)
        self.assertFalse(steps["remittance"].date_done)
        self._post("remitted", amount="300", date="2026-03-20")
        self.env.invalidate_all()
        self.assertEqual(steps["remittance"].date_done, TODAY)

    def test_amounts_refused(self):
        for kind, amount in (
            ("collected", "0"),
            ("collected", "0.001"),
            ("collected", "-5"),
            ("collected", "nan"),
            ("collected", "inf"),
            ("collected", "1e300"),
            ("collected", "beaucoup"),
            ("collected", ""),
            ("collected", "5000"),
            ("remitted", "1"),
        ):
            answer = self._post(kind, amount=amount, date="2026-03-19")
            self.assertEqual(answer.status_code, 400, amount)
        self.env.invalidate_all()
        self.assertFalse(self.procedure.remittance_ids)

    def test_what_was_typed_comes_back(self):
        page = self._post(
            "collected", amount="5000", date="2026-03-19", reference='Q"12'
        )
        self.assertIn("Rien n'a été enregistré", page.text)
        self.assertIn('value="5000"', page.text)
        self.assertIn("Q&#34;12", page.text)
