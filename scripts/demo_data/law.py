"""What the law and the insurer say of the customers of ``stories_law``."""

from datetime import timedelta

from . import identity
from .stories_law import LAW_STORIES

MEDIATOR = (
    "Médiation de l'Estuaire, 3 quai des Oseraies, 44000 Nantes,"
    " mediation-estuaire.example.com"
)
AGENT = "Étude Gravelin-Sauzet"
INSURER = "Assurance-crédit Sélénor"


class Law:
    """Sets what is known from the start, then plays each judgment on its day.

    :param Ledger ledger: what was built
    """

    def __init__(self, ledger):
        self.ledger = ledger
        self.env = ledger.env
        self.camille = ledger.users["camille"]
        self.judgments = []
        self.declarations = []
        self.companies = {}
        ledger.main.relance_mediator = MEDIATOR
        for story in LAW_STORIES:
            partner = ledger.partners[story.key]
            for option, value in story.options.items():
                method = getattr(self, f"_set_{option}", None)
                if method:
                    method(partner, value)

    def _set_nature(self, partner, nature):
        partner.with_company(self.ledger.main).relance_debt_nature = nature

    def _set_judgment(self, partner, days):
        self.judgments.append((self.ledger.day(days["known"]), partner, days))

    def _set_insured(self, partner, cover):
        policy = self.env["relance.insurance.policy"].create(
            {
                "insurer_id": self._company(INSURER, 93).id,
                "number": "SL-2026-0381",
                "company_id": self.ledger.main.id,
                "declaration_days": 60,
                "max_extension": 30,
                "waiting_days": 150,
            }
        )
        self.env["relance.insurance.cover"].create(
            {
                "policy_id": policy.id,
                "partner_id": partner.id,
                "date_from": self.ledger.day(300),
                **cover,
            }
        )

    def _company(self, name, rank):
        if name not in self.companies:
            self.companies[name] = self._create_company(name, rank)
        return self.companies[name]

    def _create_company(self, name, rank):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "lang": "fr_FR",
                "country_id": self.env.ref("base.fr").id,
                "email": f"contact@{identity.slug(name)}.example.com",
                **identity.address(rank),
            }
        )

    def play(self, day):
        """Enter the judgments that were known by ``day``."""
        ready = [row for row in self.judgments if row[0] <= day]
        self.judgments = [row for row in self.judgments if row[0] > day]
        for _known, partner, days in ready:
            judged, published = (
                self.ledger.day(days[key]) for key in ("ago", "published")
            )
            insolvency = self.env["relance.insolvency"].with_user(self.camille).create(
                {
                    "partner_id": partner.id,
                    "company_id": self.ledger.main.id,
                    "kind": "redressement",
                    "judgment_date": judged,
                    "bodacc_date": published,
                    "bodacc_ref": f"BODACC A n° {published:%j}",
                    "court": "Tribunal de commerce de Nantes",
                    "case_number": f"{judged:%Y}J00{partner.id % 1000:03d}",
                    "mandataire_id": self._company(AGENT, 94).id,
                }
            )  # fmt: skip
            insolvency.action_prepare_claim()
            if "declared" in days:
                date = self.ledger.day(days["declared"])
                self.declarations.append((date, insolvency))
        self._declare(day)

    def _declare(self, day):
        """Declared on the creditors' portal, in time, with its receipt."""
        ready = [row for row in self.declarations if row[0] <= day]
        self.declarations = [row for row in self.declarations if row[0] > day]
        for date, insolvency in ready:
            insolvency.write(
                {
                    "signatory_name": "Nadia Ferrouz",
                    "declared_date": date,
                    "declared_channel": "portal",
                    "declared_ref": f"CRT-{date:%Y%m%d}-00417",
                }
            )
            insolvency.action_declare()

    def close_month(self):
        """The review of the last closing: what is doubtful, still to be judged."""
        month = self.ledger.today.replace(day=1)
        manager = self.ledger.users["nadia"]
        review = self.env["relance.doubtful"].with_user(manager).create(
            {"company_id": self.ledger.main.id, "date": month - timedelta(days=1)}
        )  # fmt: skip
        review.action_compute()
