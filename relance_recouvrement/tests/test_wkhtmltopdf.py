import sys

from odoo.tests import BaseCase

from ..tools.wkhtmltopdf import print_pages

# copies its pages into its last argument, then ends as asked
PROGRAM = """
import pathlib, sys
_name, code, *pages, printed = sys.argv
texts = [pathlib.Path(page).read_text("utf-8") for page in pages if page[0] != "-"]
options = [page for page in pages if page[0] == "-"]
if code != "3":
    pathlib.Path(printed).write_text(str([*options, *texts]), "utf-8")
sys.stderr.write("what went wrong")
sys.exit(int(code))
"""


class TestWkhtmltopdf(BaseCase):
    """What the program is given, and how it fails."""

    def _print(self, code):
        command = [sys.executable, "-c", PROGRAM, str(code)]
        return print_pages(command, ["<p>é</p>", "two"], "head", "foot").decode()

    def test_pages_in_order(self):
        expected = ["--header-html", "--footer-html", "head", "foot", "<p>é</p>", "two"]
        self.assertEqual(self._print(0), str(expected))

    def test_something_could_not_be_fetched(self):
        self.assertIn("two", self._print(1))

    def test_failure(self):
        for code in (2, 3):
            with self.assertRaisesRegex(RuntimeError, f"{code}: what went wrong"):
                self._print(code)

    def test_nothing_printed(self):
        command = [sys.executable, "-c", ""]
        with self.assertRaises(RuntimeError):
            print_pages(command, ["one"], "head", "foot")
