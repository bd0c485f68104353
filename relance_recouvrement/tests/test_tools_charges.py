from odoo.tests import BaseCase, tagged

from ..tools.charges import get_state


@tagged("post_install", "-at_install")
class TestState(BaseCase):
    """Where a charge stands."""

    def test_states(self):
        for amounts, state in (
            ((0, 0), "none"),
            ((40, 40), "accrued"),
            ((40, 40, 40), "claimed"),
            ((40, 15, 40, 25), "partly"),
            ((40, 15, 40, 0, 25), "partly"),
            ((40, 0, 40, 40), "waived"),
            ((40, 0, 0, 0, 40), "draft"),
            ((40, 0, 0, 0, 0, 40), "invoiced"),
            ((40, 0, 0, 10, 0, 30, 10), "partly_paid"),
            ((40, 0, 0, 10, 0, 30, 30), "paid"),
            ((40, 0, 0, 10, 0, 30, 10, 20), "written_off"),
            ((40, 0, 0, 10, 0, 30, 0, 10), "partly_paid"),
        ):
            with self.subTest(amounts):
                self.assertEqual(get_state(*amounts), state)
