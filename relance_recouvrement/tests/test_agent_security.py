from datetime import timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_path

from ..tools.agent_access import MAX_POSTS, MAX_VIEWS, make_token
from .common_agent import LIMIT, TODAY
from .common_agent_http import AgentHttpCommon
from .test_tools_agent_access import PDF


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
