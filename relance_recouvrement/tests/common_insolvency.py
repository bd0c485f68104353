from datetime import date

from odoo.tests import freeze_time

from .common import TRACKING, RelanceCommon

JUDGMENT = date(2026, 3, 10)
PUBLISHED = date(2026, 3, 18)


class InsolvencyCommon(RelanceCommon):
    """A customer whose receivership opened on 10 March 2026."""

    @classmethod
    def _insolvency(cls, partner=None, **vals):
        return cls.env["relance.insolvency"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "company_id": cls.company.id,
                "kind": "redressement",
                "judgment_date": JUDGMENT,
                "bodacc_date": PUBLISHED,
                "bodacc_ref": "BODACC A n° 54, annonce 1234",
                "court": "Tribunal de commerce de Nantes",
                **vals,
            }
        )

    def _judgments(self, *moves):
        """Judgments of the receivable items of ``moves``, by document."""
        items = self.env["account.move.line"].union(*map(self._item, moves))
        found = self.env["relance.engine.insolvency"]._get_judgments(items.ids)
        return {
            self.env["account.move.line"].browse(i).move_id: d for i, d in found.items()
        }


class ClaimCommon(InsolvencyCommon):
    """Proceedings of which everything is known, and who works on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("carla", "relance_recouvrement.group_collector")
        cls.manager = cls._user("marc", "relance_recouvrement.group_manager")
        cls.own = cls._user("oscar", "relance_recouvrement.group_collector_own")
        cls.reader = cls._user("rita", "relance_recouvrement.group_reader")
        cls.agent = cls._customer(
            "SELARL Perrin Associés", relance_debtor_regime="unknown"
        )
        cls.values = {
            "mandataire_id": cls.agent.id,
            "case_number": "2026J00123",
            "signatory_name": "Claire Durand",
            "signatory_title": "Présidente",
        }

    def setUp(self):
        super().setUp()
        self._freeze(PUBLISHED)

    def _freeze(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    def _claim(self, user=None, **vals):
        """Proceedings with their prepared declaration."""
        insolvency = self._insolvency(**{**self.values, **vals})
        insolvency.user_id = self.collector
        insolvency = insolvency.with_user(user or self.collector)
        insolvency.action_prepare_claim()
        return insolvency

    def _declare(self, insolvency, **vals):
        insolvency.write({"declared_date": PUBLISHED, "declared_ref": TRACKING, **vals})
        insolvency.action_declare()
        return insolvency
