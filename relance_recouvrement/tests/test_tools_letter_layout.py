from odoo.tests import BaseCase, tagged

from ..tools.address import MAX_LINES, MAX_WIDTH, postal_lines
from ..tools.letter_layout import keep_together, split_closing


@tagged("post_install", "-at_install")
class TestToolsLetterLayout(BaseCase):
    """Where a text is cut, and the lines of an address."""

    def test_last_paragraph_goes_with_the_closing(self):
        text = "<div><p>Madame,</p> <p>Vous payez <b>1</b>.</p><p>Merci.</p> </div>"
        start, last = split_closing(text)
        self.assertEqual(last, "<p>Merci.</p>")
        self.assertIn("Vous payez <b>1</b>.", start)
        self.assertNotIn("Merci", start)

    def test_paragraphs_without_words_are_not_the_last(self):
        """A condition that is false leaves an empty one, an editor a line."""
        text = "<p>Madame,</p><p>Merci.</p><p></p><p>\u00a0</p><p><br></p>"
        self.assertEqual(split_closing(text)[1], "<p>Merci.</p>")

    def test_nothing_to_split(self):
        for text, start in (
            ("", ""),
            (False, ""),
            ("<p>Seul.</p>", "<div><p>Seul.</p></div>"),
            ("Des mots nus", "<div>Des mots nus</div>"),
            ("<p>Un.</p><p>Deux.</p>et nus", None),
        ):
            with self.subTest(text):
                found, last = split_closing(text)
                self.assertEqual(last, "")
                if start is not None:
                    self.assertEqual(found, start)

    def test_no_word_is_lost(self):
        text = "<div><p>Un &amp; deux</p><ul><li>3</li></ul>quatre<p>Cinq</p></div>"
        start, last = split_closing(text)
        for words in ("Un &amp; deux", "<li>3</li>", "quatre"):
            self.assertIn(words, start)
        self.assertEqual(last, "<p>Cinq</p>")

    def test_dates_and_products_stay_on_their_line(self):
        for text, kept in (
            ("le 1er avril 2026", "le 1er\u00a0avril 2026"),
            ("by 16 April 2026", "by 16\u00a0April 2026"),
            ("3 × 40", "3\u00a0×\u00a040"),
            ("12 factures", "12 factures"),
        ):
            self.assertEqual(keep_together(text), kept)

    def test_a_long_name_goes_on(self):
        """The addressee of a formal notice is named in full."""
        name = "Syndicat des copropriétaires de la Résidence des Trois Fontaines"
        lines = postal_lines(name, "", "2, rue du Port", "", "44000", "Nantes")
        self.assertEqual(" ".join(lines[:2]), name)
        self.assertEqual(lines[2:], ["2 RUE DU PORT", "44000 NANTES"])
        self.assertLessEqual(max(map(len, lines)), MAX_WIDTH)

    def test_an_address_fits_the_window(self):
        long = "Bâtiment administratif des services généraux, deuxième étage"
        lines = postal_lines(long, long, long, long, "44000", "Nantes", "Belgique")
        self.assertEqual(len(lines), MAX_LINES)
        self.assertEqual(lines[-1], "BELGIQUE")
        self.assertEqual(" ".join(lines[:2]), long, "the name is cut last")
        self.assertEqual(postal_lines("A", "", "", "", "", ""), ["A"])
