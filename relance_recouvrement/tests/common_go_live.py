"""An existing ledger on the day of its go-live."""

import base64
from datetime import date, timedelta

from odoo.tools import SQL

from .common import DUE, RelanceCommon

# 28 days after DUE: beyond the firm level (17) and the last notice (26).
TODAY = date(2026, 3, 30)
TABLES = (
    "relance_case",
    "relance_case_line",
    "relance_reminder",
    "relance_reminder_line",
    "relance_delivery",
    "relance_announcement",
    "account_move",
    "account_move_line",
    "account_journal",
    "account_account",
    "res_company",
    "res_partner",
    "mail_message",
    "mail_mail",
    "mail_activity",
)


class GoLiveCommon(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._invoice(due=DUE, amount=1000)
        cls.recent = cls._invoice(due=TODAY - timedelta(days=6), amount=200)
        cls.future = cls._invoice(due=TODAY + timedelta(days=20), amount=2000)
        cls.manager = cls._user("manager", "relance_recouvrement.group_manager")
        cls.collector = cls._user("collector", "relance_recouvrement.group_collector")

    def _wizard(self, **vals):
        wizards = self.env["relance.go.live"].with_user(self.manager)
        return wizards.create({"date": TODAY, "followed_from": "2020-01-01", **vals})

    def _start(self, **vals):
        wizard = self._wizard(**vals)
        for _step in range(2):
            wizard.action_next()
            self.assertFalse(wizard.import_errors)
        wizard.action_confirm()
        return wizard

    def _fingerprint(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        prints = {}
        for table in TABLES:
            self.env.cr.execute(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text, '' ORDER BY id))"
                    "  FROM %s t",
                    SQL.identifier(table),
                )
            )
            prints[table] = self.env.cr.fetchone()
        return prints

    def _csv(self, *rows):
        text = "\n".join(["Numéro;Niveau;Date", *(";".join(row) for row in rows)])
        return base64.b64encode(text.encode())
