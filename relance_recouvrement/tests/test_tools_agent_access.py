from odoo.tests import BaseCase, tagged

from ..tools.agent_access import (
    MAX_NAME,
    TOKEN_LENGTH,
    clean_name,
    find_type,
    get_hash,
    make_token,
    truncate_ip,
)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR....\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 40 + b"\xff\xd9"


@tagged("post_install", "-at_install")
class TestToolsAgentAccess(BaseCase):
    """Tokens, networks and files of an agent, without a database."""

    def test_token(self):
        tokens = {make_token() for _count in range(50)}
        self.assertEqual(len(tokens), 50)
        for token in tokens:
            self.assertEqual(len(token), TOKEN_LENGTH)
            self.assertRegex(get_hash(token), "^[0-9a-f]{64}$")
            self.assertNotIn(token, get_hash(token))

    def test_what_is_no_token(self):
        token = make_token()
        for value in ("", None, 1, token[:-1], token + "A", token[:-1] + "/", "é" * 43):
            self.assertIsNone(get_hash(value), value)

    def test_network(self):
        for address, network in (
            ("203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1234:5678::9", "2001:db8:1234::/48"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("", False),
            (None, False),
            ("x; DROP", False),
        ):
            self.assertEqual(truncate_ip(address), network, address)

    def test_kind_by_content(self):
        for content, kind in (
            (PDF, "application/pdf"),
            (PNG, "image/png"),
            (JPEG, "image/jpeg"),
            (b"<html><script>alert(1)</script></html>", None),
            (b"MZ\x90\x00 program", None),
            (b"PK\x03\x04 archive", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"%PDF-1.4 cut short", None),
            (b" %PDF-1.4\n%%EOF", None),
            (PNG[:20], None),
            (b"\xff\xd8\xff", None),
            (b"GIF89a;", None),
            (b"", None),
        ):
            self.assertEqual(find_type(content), kind, content[:20])

    def test_name(self):
        for name, kind, clean in (
            ("acte.pdf", "application/pdf", "acte.pdf"),
            ("acte.exe", "application/pdf", "acte.pdf"),
            ("../../etc/passwd", "image/png", "passwd.png"),
            ("C:\\Users\\x\\photo.JPEG", "image/jpeg", "photo.jpg"),
            ("a\r\nSet-Cookie: b.pdf", "application/pdf", "aSet-Cookie b.pdf"),
            ("<b>.pdf", "application/pdf", "b.pdf"),
            ("\u202efdp.exe", "application/pdf", "fdp.pdf"),
            ("", "application/pdf", "document.pdf"),
            (None, "application/pdf", "document.pdf"),
            ("...", "application/pdf", "document.pdf"),
        ):
            self.assertEqual(clean_name(name, kind), clean, name)
        self.assertEqual(len(clean_name("x" * 500, "image/png")), MAX_NAME + 4)
