import re
from datetime import timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import file_path

from ..tools.agent_access import MAX_FILE, MAX_POSTS, MAX_VIEWS, make_token
from .common_agent import LIMIT, TODAY, AgentCommon
from .test_tools_agent_access import JPEG, PDF, PNG

XSS = "<script>alert(1)</script>"


class AgentHttpCommon(AgentCommon, HttpCase):
    """What an outside client does with the link: HTTP only."""

    def setUp(self):
        super().setUp()
        self.procedure = self._procedure(self._invoice())
        self.step = self._step(self.procedure)
        self.access, self.token = self._link(self.procedure)
        self.env.flush_all()

    def _get(self, token=None, path="", **kwargs):
        return self.url_open(f"/relance/agent/{token or self.token}{path}", **kwargs)

    def _csrf(self, token=None):
        page = self._get(token).text
        return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def _post(self, kind, token=None, csrf=True, document=None, **data):
        token = token or self.token
        if csrf:
            data["csrf_token"] = self._csrf() if csrf is True else csrf
        files = {"document": document} if document else None
        return self.url_open(
            f"/relance/agent/{token}/{kind}",
            data=data,
            files=files,
            allow_redirects=False,
        )

    def _kinds(self, access=None):
        self.env.invalidate_all()
        return (access or self.access).log_ids.sorted("id").mapped("kind")


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
        self.assertIn("un plan", self._get().text)
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


@tagged("post_install", "-at_install")
class TestAgentPageSecurity(AgentHttpCommon):
    """Who may not see, and what may not come in."""

    def _assert_refused(self, token, path=""):
        answer = self._get(token, path)
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn(self.procedure.name, answer.text)
        self.assertNotIn("Morel", answer.text)
        return answer.text

    def test_one_answer_for_every_dead_link(self):
        guessed = self._assert_refused(make_token())
        self.assertEqual(self._assert_refused(self.token[:-1] + "!"), guessed)
        self.assertEqual(self._assert_refused("x"), guessed)
        self.assertEqual(self._assert_refused("a" * 5000), guessed)
        self.assertEqual(self._assert_refused(self.access.sudo().token_hash), guessed)
        self._freeze(LIMIT + timedelta(days=1))
        self.assertEqual(self._assert_refused(self.token), guessed)
        self._freeze(LIMIT)
        self.assertEqual(self._get().status_code, 200)
        self.access.with_user(self.collector).action_revoke()
        self.env.flush_all()
        self.assertEqual(self._assert_refused(self.token), guessed)
        self.assertEqual(
            self._kinds(), ["created", "refused", "view", "revoked", "refused"]
        )

    def test_dead_links_take_nothing(self):
        csrf = self._csrf()
        self.access.with_user(self.collector).action_revoke()
        self.env.flush_all()
        for token in (self.token, make_token()):
            for kind in ("step", "message", "collected", "remitted"):
                answer = self._post(kind, token, csrf, note="x", amount="1")
                self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertFalse(self.procedure.agent_message_ids)

    def test_cancelled_or_given_to_another(self):
        self.procedure.sudo().write({"agent_id": self._customer("Huissier Petit").id})
        self.env.flush_all()
        self._assert_refused(self.token)
        self.procedure.with_user(self.manager).action_cancel()
        other = self._procedure()
        _access, token = self._link(other)
        self.env.flush_all()
        self.assertEqual(self._get(token).status_code, 200)
        other.with_user(self.manager).action_cancel()
        self.env.flush_all()
        self._assert_refused(token)

    def test_another_company(self):
        """Its token shows its procedure only, with its own letterhead."""
        data = self.setup_other_company(name="Filiale Rivet")
        company = data["company"]
        partner = self._customer("Garage Lenoir")
        self._invoice(partner, amount=77.0, company=company, accounts=data)
        theirs = self._procedure(partner=partner, company=company, user_id=False)
        _access, token = self.links._make(theirs, "x@y.example.com", LIMIT)
        self.env.flush_all()
        page = self._get(token).text
        self.assertIn("Garage Lenoir", page)
        self.assertIn("Filiale Rivet", page)
        self.assertNotIn("Morel", page)
        self.assertNotIn("Durand", page)
        mine = self._get().text
        self.assertNotIn("Lenoir", mine)
        # a collector of a company makes no link of another one
        with self.assertRaises(AccessError):
            self._link(theirs)

    def _built(self, procedure, content=PDF, **vals):
        """A file as it was built, of one exhibit."""
        files = self.env["ir.attachment"].sudo()
        parts = {
            kind: files.create({"name": f"dossier.{kind}", "raw": content + tail}).id
            for kind, tail in (("pdf", b"whole"), ("zip", b"zipped"))
        }
        exhibit = files.create({"name": "facture.pdf", "raw": content})
        return (
            self.env["relance.procedure.file"]
            .sudo()
            .create(
                {
                    "procedure_id": procedure.id,
                    "version": 1,
                    "is_complete": True,
                    "pages": 3,
                    "pdf_attachment_id": parts["pdf"],
                    "zip_attachment_id": parts["zip"],
                    "line_ids": [
                        Command.create(
                            {
                                "number": 1,
                                "name": "Facture",
                                "filename": "piece_01_facture.pdf",
                                "attachment_id": exhibit.id,
                            }
                        )
                    ],
                    **vals,
                }
            )
        )

    def test_downloads_the_last_complete_file(self):
        old = self._built(self.procedure, PDF + b"old")
        built = self._built(self.procedure, version=2)
        draft = self._built(self.procedure, version=3, is_complete=False)
        self.env.flush_all()
        page = self._get().text
        self.assertIn("Pièce n° 1", page.replace("\xa0", " "))
        self.assertIn(f"/exhibit/{built.line_ids.id}", page)
        answer = self._get(path=f"/exhibit/{built.line_ids.id}")
        self.assertEqual(answer.content, PDF)
        disposition = answer.headers["Content-Disposition"]
        self.assertIn("attachment", disposition)
        self.assertIn("piece_01_facture.pdf", disposition)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self._get(path="/file/pdf").content, PDF + b"whole")
        self.assertEqual(self._get(path="/file/zip").content, PDF + b"zipped")
        for other in (old, draft):
            self._assert_refused(self.token, f"/exhibit/{other.line_ids.id}")
        self.assertEqual(self._kinds().count("download"), 3)

    def test_exhibits_of_this_procedure_only(self):
        built = self._built(self.procedure)
        invoice = self._invoice(amount=321.0)
        self._run(TODAY)
        other = self._procedure(invoice)
        theirs = self._built(other, b"%PDF-secret").line_ids
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.pdf",
                "raw": b"%PDF-secret",
                "res_model": "relance.procedure",
                "res_id": self.procedure.id,
            }
        )
        self.env.flush_all()
        ids = {theirs.id, theirs.attachment_id.id, secret.id, 0, 10**12}
        for number in ids - {built.line_ids.id}:
            self._assert_refused(self.token, f"/exhibit/{number}")
        self._assert_refused(self.token, "/exhibit/-1")
        self._assert_refused(make_token(), f"/exhibit/{built.line_ids.id}")
        self._assert_refused(make_token(), "/file/pdf")
        self.assertIn(self._get(path="/file/exe").status_code, (404, 405))
        self.access.with_user(self.collector).action_revoke()
        self.env.flush_all()
        self._assert_refused(self.token, f"/exhibit/{built.line_ids.id}")
        self._assert_refused(self.token, "/file/zip")

    def test_no_file_yet(self):
        self.assertNotIn("/exhibit/", self._get().text)
        for path in ("/file/pdf", "/file/zip", "/exhibit/1"):
            self._assert_refused(self.token, path)

    def test_files_by_content(self):
        for name, content, kind in (
            ("acte.pdf", b"<html>" + XSS.encode(), "application/pdf"),
            ("acte.pdf", b"MZ\x90\x00", "application/pdf"),
            ("acte.pdf", b"PK\x03\x04", "application/pdf"),
            ("image.png", b"<svg onload='alert(1)'/>", "image/png"),
            ("vide.pdf", b"", "application/pdf"),
        ):
            answer = self._post("message", note="x", document=(name, content, kind))
            self.assertEqual(answer.status_code, 400, content)
        self.env.invalidate_all()
        self.assertFalse(self.procedure.agent_message_ids)
        files = [("res_model", "=", "relance.procedure"), ("name", "like", "acte")]
        self.assertFalse(self.env["ir.attachment"].search(files))

    def test_a_name_does_not_decide(self):
        document = ("../../x.html", JPEG, "text/html")
        answer = self._post("message", note="x", document=document)
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        file = self.procedure.agent_message_ids.attachment_ids
        self.assertEqual((file.name, file.mimetype), ("x.jpg", "image/jpeg"))

    def _pdf(self, size):
        head, tail, line = b"%PDF-1.4\n", b"\n%%EOF\n", b"0" * 63 + b"\n"
        body = line * (size // len(line) + 1)
        return head + body[: size - len(head) - len(tail)] + tail

    def test_oversized(self):
        document = ("gros.pdf", self._pdf(MAX_FILE + 1), "application/pdf")
        answer = self._post("message", note="x", document=document)
        self.assertEqual(answer.status_code, 400)
        huge = ("gros.pdf", self._pdf(MAX_FILE + (1 << 20)), "application/pdf")
        self.assertEqual(
            self._post("message", note="x", document=huge).status_code, 413
        )
        answer = self._post("message", note="x" * 5001)
        self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertFalse(self.procedure.agent_message_ids)

    def test_a_file_of_the_largest_size(self):
        document = ("gros.pdf", self._pdf(MAX_FILE), "application/pdf")
        self.assertEqual(
            self._post("message", note="x", document=document).status_code, 303
        )

    def test_csrf(self):
        for csrf in (False, "faux", "0" * 40 + self._csrf()[40:]):
            answer = self._post("message", csrf=csrf, note="x")
            self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertFalse(self.procedure.agent_message_ids)
        # a GET posts nothing
        self.assertIn(self._get(path="/message?note=x").status_code, (404, 405))

    def test_no_script_in_what_is_shown(self):
        self._post("message", note=XSS)
        self._post("collected", amount="10", date="2026-03-19", reference=XSS)
        self._post(
            "step", step=str(self.step.id), date="2026-03-19", note=f"<b>{XSS}</b>"
        )
        page = self._get().text
        self.assertNotIn("<script", page)
        self.assertIn("&lt;script&gt;", page)
        self.env.invalidate_all()
        threads = self.procedure.message_ids + self.procedure.case_id.message_ids
        shown = "".join(threads.mapped("body"))
        shown += "".join(self.procedure.activity_ids.mapped("note"))
        self.assertNotIn("<script", shown)
        self.assertIn("&lt;script&gt;", shown)
        typed = self._post("collected", amount=f'"><{XSS}', date="2026-03-19")
        self.assertNotIn("<script", typed.text)

    def test_unknown_kind(self):
        csrf = self._csrf()
        for kind in ("unlink", "_keep", "exhibit"):
            self.assertIn(self._post(kind, csrf=csrf).status_code, (404, 405))

    def test_rate_of_visits(self):
        self.access.sudo().write(
            {
                "view_window": fields.Datetime.now(),
                "view_window_count": MAX_VIEWS - 1,
            }
        )
        self.env.flush_all()
        self.assertEqual(self._get().status_code, 200)
        for _again in range(2):
            answer = self._get()
            self.assertEqual(answer.status_code, 429)
            self.assertEqual(answer.headers["Retry-After"], "600")
            self.assertNotIn("Morel", answer.text)
        self.assertEqual(self._kinds().count("limited"), 1)
        self._freeze(TODAY + timedelta(days=1))
        self.assertEqual(self._get().status_code, 200)

    def test_rate_of_posts(self):
        csrf = self._csrf()
        self.access.sudo().write(
            {
                "post_window": fields.Datetime.now(),
                "post_window_count": MAX_POSTS - 1,
            }
        )
        self.env.flush_all()
        self.assertEqual(self._post("message", csrf=csrf, note="a").status_code, 303)
        self.assertEqual(self._post("message", csrf=csrf, note="b").status_code, 429)
        self.env.invalidate_all()
        self.assertEqual(self.procedure.agent_message_ids.mapped("body"), ["a"])

    def test_closed_is_read_only(self):
        csrf = self._csrf()
        self.procedure.sudo().write({"state": "closed", "close_date": TODAY})
        self.env.flush_all()
        page = self._get()
        self.assertEqual(page.status_code, 200)
        self.assertIn("clos depuis le 20/03/2026", page.text)
        self.assertNotIn("<form", page.text)
        for kind in ("step", "message", "collected", "remitted"):
            answer = self._post(
                kind,
                csrf=csrf,
                note="x",
                amount="1",
                date="2026-03-19",
                step=str(self.step.id),
            )
            self.assertEqual(answer.status_code, 400, kind)
        self.env.invalidate_all()
        self.assertFalse(self.procedure.agent_message_ids)
        self.assertFalse(self.step.date_done)

    def test_neutralized(self):
        """A copy of the database shows nothing to anybody (DESIGN, invariant 8)."""
        self.assertEqual(self._get().status_code, 200)
        path = file_path("relance_recouvrement/data/neutralize.sql")
        self.env.cr.execute(Path(path).read_text())
        self.env.invalidate_all()
        self._assert_refused(self.token)
        self.assertEqual(self.access.state, "revoked")
        self.assertFalse(self.access.sudo().token_hash)

    def test_the_journal_names_nobody(self):
        self._get()
        log = self.access.log_ids.filtered(lambda log: log.kind == "view")
        self.assertEqual(log.network, "127.0.0.0/24")
        names = ["kind", "detail", "network", "date"]
        kept = str(log.sudo().read(names))
        self.assertNotIn(self.token, kept)
        for name in ("leclerc", "morel", "127.0.0.1"):
            self.assertNotIn(name, kept.lower())
