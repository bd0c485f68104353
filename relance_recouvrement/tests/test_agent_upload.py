from odoo.tests import tagged

from ..tools.agent_access import MAX_FILE
from .common_agent_http import AgentHttpCommon
from .test_tools_agent_access import JPEG

XSS = "<script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestAgentUpload(AgentHttpCommon):
    """What a client may not bring in: files, forged posts, scripts."""

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
