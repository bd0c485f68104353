from datetime import date

from .common import RelanceCommon

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
