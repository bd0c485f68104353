from odoo.tests import BaseCase

from ..tools.print_styles import used_styles


class TestPrintStyles(BaseCase):
    """Rules that cannot match are left out, and no other."""

    PAGE = '<body class="page"><div class="head big"><p>Texte</p></div></body>'

    def _assert_kept(self, css, kept=True):
        self.assertEqual(used_styles(css, self.PAGE), css if kept else "")

    def test_classes(self):
        self._assert_kept(".head{color: red;}")
        self._assert_kept(".page .head.big > p{color: red;}")
        self._assert_kept(".page .missing{color: red;}", kept=False)
        self._assert_kept(".missing, .big{color: red;}")
        self._assert_kept("*, ::after{color: red;}")

    def test_elements(self):
        self._assert_kept("p{margin: 0;}")
        self._assert_kept("html body{margin: 0;}")
        self._assert_kept("video{margin: 0;}", kept=False)
        self._assert_kept(".head video{margin: 0;}", kept=False)

    def test_unsure_selectors_stay(self):
        self._assert_kept("p:not(.missing){margin: 0;}")
        self._assert_kept('p[data-x=".missing"]{margin: 0;}')
        self._assert_kept(":is(.head, .missing){margin: 0;}")
        self._assert_kept(r".w-1\/2{margin: 0;}")
        self._assert_kept("@page{margin: 0;}")

    def test_nested(self):
        self._assert_kept("@media print{.head{color: red;}}")
        self._assert_kept("@media print{@media screen{.big{color: red;}}}")
        self._assert_kept("@media print{.missing{color: red;}}", kept=False)

    def test_strings_hold_braces(self):
        css = """.head:before{content: "}";}.big{background: url(data:a{b);}"""
        self._assert_kept(css)

    def test_fonts(self):
        face = "@font-face{font-family: 'Lato'; src: url(/lato.woff);}"
        self._assert_kept(face, kept=False)
        self._assert_kept(f"{face}.head{{font-family: Lato;}}")
        self._assert_kept(f"{face}.missing{{font-family: Lato;}}", kept=False)
        styled = self.PAGE.replace("<p>", '<p style="font-family: Lato">')
        self.assertEqual(used_styles(face, styled), face)

    def test_broken_style_sheet(self):
        for css in (".head{color: red;", ".head{color: red;}}"):
            with self.assertRaises(ValueError):
                used_styles(css, self.PAGE)
