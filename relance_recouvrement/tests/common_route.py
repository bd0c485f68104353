from datetime import date

from odoo.tests import freeze_time

from .common import LATE, RelanceCommon

TODAY = LATE
GROUP = "relance_recouvrement.group_"


class RouteCommon(RelanceCommon):
    """Two traders, and two late invoices of 3 000 euros in all."""

    freeze_time = freeze_time(TODAY)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {
                "name": "Boulangerie Morel SARL",
                "relance_debtor_regime": "b2b",
                "relance_regime_confirmed": True,
            }
        )
        cls.company.partner_id.relance_trader = "yes"
        cls.manager = cls._user("marc", f"{GROUP}manager")
        cls.collector = cls._user("carla", f"{GROUP}collector")
        cls.own = cls._user("oscar", f"{GROUP}collector_own")
        cls.reader = cls._user("rita", f"{GROUP}reader")
        cls.invoice = cls._invoice(amount=2000.0)
        cls.second = cls._invoice(amount=1000.0)
        cls.engine._run(cls.company, today=TODAY)
        cls.case = cls.env["relance.case"].search(
            [("partner_id", "=", cls.customer.id), ("company_id", "=", cls.company.id)]
        )

    def _routes(self, day=TODAY, user=None, case=None):
        case = (case or self.case).with_user(user or self.env.user)
        return {route["code"]: route for route in case._get_routes(day)}

    def _open(self, day=TODAY):
        return {code for code, route in self._routes(day).items() if route["eligible"]}

    @classmethod
    def _type(cls, code):
        return cls.env["relance.procedure.type"].search([("code", "=", code)])

    @classmethod
    def _court(cls, **vals):
        return cls.env["relance.court"].create(
            {"name": "Tribunal de commerce de Nantes", "kind": "tc", **vals}
        )

    @classmethod
    def _fee(cls, code, **vals):
        return cls.env["relance.procedure.fee"].create(
            {
                "type_id": cls._type(code).id,
                "name": "Frais convenus",
                "kind": "agency",
                "source": "Convention du 1er janvier 2026",
                "checked_date": date(2026, 1, 1),
                **vals,
            }
        )
