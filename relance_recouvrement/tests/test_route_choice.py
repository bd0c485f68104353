from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_route import TODAY, RouteCommon


@tagged("post_install", "-at_install")
class TestRouteChoice(RouteCommon):
    """The screen: routes side by side, one click opens the procedure."""

    def _compare(self, user=None):
        case = self.case.with_user(user or self.collector)
        action = case.action_compare_routes()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.collector)
            .browse(action["res_id"])
        )

    def _card(self, choice, code):
        return choice.line_ids.filtered(lambda line: line.type_id.code == code)

    def test_cards(self):
        choice = self._compare()
        self.assertEqual(
            len(choice.line_ids), self.env["relance.procedure.type"].search_count([])
        )
        self.assertTrue(choice.line_ids[0].recommended)
        self.assertIn(choice.line_ids[0].type_id.name, choice.recommendation)
        self.assertEqual(choice.open_line_ids | choice.closed_line_ids, choice.line_ids)
        route = self._routes()["injonction"]
        card = self._card(choice, "injonction")
        self.assertEqual(card.net_expected, route["net_expected"])
        self.assertIn("Greffe du tribunal de commerce", str(card.card))
        self.assertIn("Mise en demeure", str(card.card))
        closed = self._card(choice, "cheque")
        self.assertFalse(closed.eligible)
        self.assertIn("aucun chèque impayé", str(closed.card))

    def test_reader_compares_and_opens_nothing(self):
        choice = self._compare(self.reader)
        self.assertFalse(choice.may_write)
        with self.assertRaises(AccessError):
            self._card(choice, "injonction").action_open()
        with self.assertRaises(AccessError):
            choice.action_update()

    def test_one_click_opens_the_procedure(self):
        choice = self._compare()
        court = self._court()
        choice.court_id = court
        action = self._card(choice, "injonction").action_open()
        procedure = self.env["relance.procedure"].browse(action["res_id"])
        self.assertEqual(procedure.state, "draft")
        self.assertEqual(procedure.court_id, court)
        self.assertEqual(procedure.line_ids.case_line_id, self.case.open_line_ids)

    def test_court_of_another_kind_is_not_taken(self):
        choice = self._compare()
        choice.court_id = self._court(name="TJ de Nantes", kind="tj")
        action = self._card(choice, "injonction").action_open()
        procedure = self.env["relance.procedure"].browse(action["res_id"])
        self.assertFalse(procedure.court_id)

    def test_closed_meanwhile(self):
        choice = self._compare()
        self._pay(self.invoice)
        self._pay(self.second)
        self._run(TODAY)
        with self.assertRaises(UserError):
            self._card(choice, "injonction").action_open()

    def test_what_a_person_knows_is_kept(self):
        self.customer.name = "Boulangerie Morel"
        choice = self._compare()
        self.assertFalse(self._card(choice, "l126").eligible)
        with Form(choice) as form:
            form.debtor_trader = "yes"
            form.contract_clause = "arbitration"
            form.cheque_unpaid_date = TODAY
            form.court_id = self._court()
        choice.action_update()
        self.assertEqual(self.customer.relance_trader, "yes")
        self.assertEqual(self.case.cheque_unpaid_date, TODAY)
        for code in ("l126", "arbitration", "cheque"):
            self.assertTrue(self._card(choice, code).eligible, code)
        self.assertEqual(self._routes()["injonction"]["court_id"], choice.court_id.id)

    def test_proposed_trader_is_not_confirmed_by_looking(self):
        choice = self._compare()
        self.assertEqual(choice.debtor_trader, "yes")
        choice.action_update()
        self.assertFalse(self.customer.relance_trader)

    def test_own_cases_only(self):
        self.case.user_id = self.collector
        with self.assertRaises(AccessError):
            self._compare(self.own)
