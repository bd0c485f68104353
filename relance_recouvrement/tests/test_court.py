from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import days
from .common_route import TODAY, RouteCommon


@tagged("post_install", "-at_install")
class TestCourt(RouteCommon):
    """A court is entered once, then proposed for the debtors of the same town."""

    def _proposed(self, partner=None):
        return self.env["relance.court"]._propose(partner or self.customer)

    def test_last_used_for_the_postal_code(self):
        first, second = self._court(), self._court(name="Tribunal de commerce (annexe)")
        first._remember(self.customer, TODAY)
        self.assertEqual(self._proposed(), {"tc": first})
        second._remember(self.customer, TODAY + days(1))
        self.assertEqual(self._proposed(), {"tc": second})
        first._remember(self.customer, TODAY + days(2))
        self.assertEqual(self._proposed(), {"tc": first})
        self.assertEqual(len(first.zip_ids), 1, "remembered once")

    def test_by_kind(self):
        trade, civil = self._court(), self._court(name="TJ", kind="tj")
        trade._remember(self.customer, TODAY)
        civil._remember(self.customer, TODAY)
        self.assertEqual(self._proposed(), {"tc": trade, "tj": civil})

    def test_other_town(self):
        self._court()._remember(self.customer, TODAY)
        other = self._customer("Garage Petit", zip="69007", city="Lyon")
        self.assertEqual(self._proposed(other), {})
        self.assertEqual(
            self._proposed(self._customer("Sans", zip=False, city=False)), {}
        )

    def test_town_without_code(self):
        partner = self._customer("Ferme", zip=False, city="Saint  Aubin")
        court = self._court()
        court._remember(partner, TODAY)
        same = self._customer("Autre", zip=False, city="SAINT AUBIN")
        self.assertEqual(self._proposed(same), {"tc": court})

    def test_seat_of_the_company_not_of_its_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Anne", "parent_id": self.customer.id, "zip": "13001"}
        )
        court = self._court()
        court._remember(contact, TODAY)
        self.assertEqual(self._proposed(), {"tc": court})

    def test_archived_is_not_proposed(self):
        court = self._court()
        court._remember(self.customer, TODAY)
        court.active = False
        self.assertEqual(self._proposed(), {})

    def test_remembered_from_a_procedure(self):
        court = self._court()
        procedure = (
            self.env["relance.procedure"]
            .with_user(self.collector)
            .create({"case_id": self.case.id, "type_id": self._type("injonction").id})
        )
        procedure.court_id = court
        self.assertEqual(procedure.court, court.name)
        self.assertEqual(self._proposed(), {"tc": court})

    def test_tae_during_the_trial_only(self):
        court = self._court(is_tae=True, tae_from=TODAY, tae_to=TODAY + days(1))
        for offset, expected in ((-1, "tc"), (0, "tae"), (1, "tae"), (2, "tc")):
            with self.subTest(offset):
                self.assertEqual(court._get_fee_kind(TODAY + days(offset)), expected)
        with self.assertRaises(ValidationError):
            court.kind = "tj"

    def test_twelve_courts_of_the_trial(self):
        self.assertEqual(
            self.env["relance.court"].search_count([("is_tae", "=", True)]), 12
        )

    def test_rights(self):
        court = self._court()
        court.with_user(self.collector).address = "Quai de la Fosse"
        with self.assertRaises(AccessError):
            court.with_user(self.reader).address = "Ailleurs"
        with self.assertRaises(AccessError):
            court.with_user(self.collector).unlink()
        court.with_user(self.manager).unlink()

    def test_a_town_once(self):
        court = self._court()
        court._remember(self.customer, TODAY)
        values = {"court_id": court.id, "zip": "44000", "town": "NANTES"}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["relance.court.zip"].create(values)
