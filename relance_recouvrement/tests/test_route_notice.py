from odoo import Command
from odoo.tests import tagged

from .common import days
from .common_proof import ProofCommon


@tagged("post_install", "-at_install")
class TestRouteNotice(ProofCommon):
    """What a formal notice changes in the comparison: its proof and its threat."""

    def _routes(self):
        routes = self._case()._get_routes(self.day + days(40))
        return {route["code"]: route for route in routes}

    def _missing(self):
        documents = self._routes()["injonction"]["documents"]
        return [one["kind"] for one in documents if not one["present"]]

    def test_proof_of_the_notice(self):
        _reminder, letter = self._posted()
        missing = self._missing()
        self.assertNotIn("formal_notice", missing)
        self.assertIn("receipt", missing)
        letter.write(
            {
                "received_date": self.day + days(3),
                "proof_attachment_ids": [Command.link(self._scan(letter).id)],
            }
        )
        self.assertNotIn("receipt", self._missing())

    def test_unknown_address_is_no_notice(self):
        _reminder, letter = self._posted()
        letter.write(
            {
                "returned_date": self.day + days(10),
                "return_reason": "unknown_address",
            }
        )
        self.assertIn("formal_notice", self._missing())

    def test_a_new_invoice_was_not_claimed(self):
        self._posted()
        self._invoice(amount=50)
        self._run(self.day + days(40))
        self.assertIn("formal_notice", self._missing())

    def test_announced_route(self):
        reminder, _letter = self._posted()
        announced = reminder.chosen_route
        self.assertTrue(announced)
        route = self._routes()[announced]
        self.assertTrue(route["recommended"])
        self.assertIn("annoncée", route["recommendation"][0])
