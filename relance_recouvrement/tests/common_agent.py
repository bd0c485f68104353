from datetime import date

from odoo import Command
from odoo.tests import freeze_time

from .common import LATE, RelanceCommon

OPENED = LATE  # Friday 13 March 2026
TODAY = date(2026, 3, 20)
LIMIT = date(2026, 9, 16)


class AgentCommon(RelanceCommon):
    """A procedure of one invoice handed over to a collection agency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.manager = cls._user("marc", "relance_recouvrement.group_manager")
        cls.own = cls._user("oscar", "relance_recouvrement.group_collector_own")
        cls.reader = cls._user("rita", "relance_recouvrement.group_reader")
        cls.agent = cls._customer(
            "Cabinet Leclerc",
            email="dossiers@leclerc.example.com",
            relance_debtor_regime="unknown",
        )
        cls.type = cls.env.ref("relance_recouvrement.procedure_type_agency")
        cls.links = cls.env["relance.procedure.access"]

    def setUp(self):
        super().setUp()
        self._freeze(TODAY)

    def _freeze(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    def _procedure(self, *invoices, opened=True, partner=None, company=None, **vals):
        """A procedure of these invoices, opened on 13 March."""
        company = company or self.company
        if not self._case(partner, company):
            self._run(OPENED, company)
        case = self._case(partner, company)
        items = case.open_line_ids
        if invoices:
            moves = self.env["account.move"].union(*invoices)
            items = items.filtered(lambda item: item.move_id in moves)
        procedure = self.env["relance.procedure"].create(
            {
                "case_id": case.id,
                "type_id": self.type.id,
                "agent_id": self.agent.id,
                "user_id": self.collector.id,
                "notice_elsewhere": "Mise en demeure du 10/03/2026",
                "commission_rate": 12.0,
                "line_ids": [
                    Command.create({"case_line_id": item.id}) for item in items
                ],
                **vals,
            }
        )
        if opened:
            self._open(procedure)
        return procedure

    def _open(self, procedure):
        with freeze_time(OPENED):
            mine = procedure.company_id == self.company
            opener = procedure.with_user(self.manager) if mine else procedure.sudo()
            opener.action_open()

    def _step(self, procedure, name="Première lettre envoyée", **vals):
        return self.env["relance.procedure.step"].create(
            {"procedure_id": procedure.id, "name": name, **vals}
        )

    def _link(self, procedure, user=None, **vals):
        """A link of the agent: the access, and its token."""
        procedure = procedure.with_user(user or self.collector)
        return self.links.with_user(user or self.collector)._make(
            procedure, vals.get("email", self.agent.email), vals.get("expiry", LIMIT)
        )

    def _activities(self, procedure, name):
        kind = self.env.ref(f"relance_recouvrement.activity_{name}")
        return procedure.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
