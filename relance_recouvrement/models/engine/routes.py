from odoo import models

from ...const import PROCEDURE_COSTS
from ...tools.route_choice import (
    Option,
    get_amount,
    get_court_kind,
    get_notes,
    get_reasons,
    recommend,
)
from ...tools.route_documents import Wanted, sort_documents
from ...tools.route_fees import Situation as Estimate
from ...tools.route_fees import estimate
from ...tools.routes import NOT_AGAINST

COURT = "Tribunal du siège du débiteur"
# A natural person is in no register.
COMPANIES_ONLY = ("company_data", "kbis")


class RelanceEngineRoutes(models.AbstractModel):
    """Which way to go with a case: each route with what it asks, costs and brings.

    The rules are pure (``tools/route_choice.py``, ``route_fees.py``,
    ``route_documents.py``); figures are data of the types of procedure.
    """

    _name = "relance.engine.routes"
    _description = "Comparison of the Routes"

    def _get_routes(self, case, today):
        """
        :param relance.case case: one case
        :param date today: day of the comparison
        :return: see ``relance.case._get_routes``
        :rtype: list(dict)
        """
        found = self.env["relance.engine.route.facts"]._read(case, today)
        routes = self.env["relance.procedure.type"].search([("code", "!=", False)])
        context = {
            "limits": routes._get_limits(),
            "schedule": self.env["relance.procedure.fee"]._get_schedule(
                case.company_id
            ),
            "courts": self.env["relance.court"]._propose(case.partner_id),
            "rate": self._get_rate(case, today),
            "nature": self._get_nature(case, found),
            "wanted": self._get_wanted(),
        }
        rows = [self._describe(route, found, context) for route in routes]
        self._recommend(rows, found)
        return sorted(rows, key=self._get_order)

    def _get_order(self, row):
        """Recommended first, then what brings most, then what is closed, last what is
        never open against such a debtor."""
        if row["eligible"]:
            return not row["recommended"], False, -row["net_expected"]
        return True, True, NOT_AGAINST in row["reasons"]

    def _get_rate(self, case, today):
        """Company currency for one euro."""
        euro = self.env.ref("base.EUR")
        return euro._get_conversion_rate(euro, case.currency_id, case.company_id, today)

    def _get_nature(self, case, found):
        move = (found.free | found.contested).move_id[:1]
        partner, company = case.partner_id, case.company_id
        return (
            move.relance_debt_nature
            or partner.relance_debt_nature
            or company.relance_debt_nature
        )

    # === ONE ROUTE === #

    def _describe(self, route, found, context):
        facts, code = found.facts, route.code
        reasons = get_reasons(code, facts, context["limits"])
        amount = get_amount(code, facts, context["limits"])
        court = self._get_court(code, facts, context)
        documents = self._get_documents(route, found, context, court)
        expected = self._get_expected(route, facts, amount)
        lines = self._get_costs(route, found, context, court, (amount, expected))
        cost = sum(row["amount"] for row in lines if row["borne_by"] == "creditor")
        debtor = sum(row["amount"] for row in lines if row["borne_by"] == "debtor")
        money = found.case.currency_id.round
        rate = context["rate"]
        return {
            "code": code,
            "name": route.name,
            "type_id": route.id,
            "eligible": not reasons,
            "reasons": reasons,
            "notes": self._get_notes(route, found, context, court),
            "documents": [
                {
                    "name": document.name,
                    "kind": document.kinds[0],
                    "required": document.required,
                    "present": document in documents[0],
                }
                for document in documents[0] + documents[1]
            ],
            "documents_present": [document.name for document in documents[0]],
            "documents_missing": [document.name for document in documents[1]],
            "amount": money(amount * rate),
            "cost": money(cost),
            "cost_debtor": money(debtor),
            "cost_lines": lines,
            "delay_days": route.usual_delay_days,
            "expected_base": money(self._get_base(route, facts, amount) * rate),
            "success_percent": route.success_percent,
            "success_source": route.success_source or "",
            "net_expected": money(expected * rate - cost),
            "gives_title": route.gives_title,
            "court_kind": self._get_court_kind(code, facts, context),
            "court_id": court.id,
            "court": court.name or "",
            "line_ids": self._get_lines(code, found, context).ids,
            "recommended": False,
            "recommendation": [],
        }

    # === DOCUMENTS === #

    def _get_wanted(self):
        """What the file of each route asks for.

        :return: ``{type id: [Wanted]}``
        """
        checklist = self.env["relance.procedure.exhibit.type"].search(
            [("is_optional", "=", False)]
        )
        wanted = {}
        for document in checklist.sorted(lambda one: (one.sequence, one.id)):
            kinds = (document.kind, *document.instead_ids.mapped("kind"))
            for route in document.type_ids | document.required_type_ids:
                required = route in document.required_type_ids
                row = Wanted(document.name, kinds, required)
                wanted.setdefault(route.id, []).append(row)
        return wanted

    def _get_documents(self, route, found, context, court):
        """Those that are there and those that are missing.

        :rtype: tuple
        """
        claim, known = found.facts.claim, set(found.known)
        wanted = list(context["wanted"].get(route.id, ()))
        if not claim.is_company:
            wanted = [one for one in wanted if one.kinds[0] not in COMPANIES_ONLY]
        if self._get_court_kind(route.code, found.facts, context):
            wanted.append(Wanted(COURT, ("court",)))
            known |= {"court"} if court else set()
        return sort_documents(wanted, known)

    # === FIGURES === #

    def _get_expected(self, route, facts, amount):
        """What usually comes back, EUR."""
        base = self._get_base(route, facts, amount)
        return base * route.success_percent / 100

    def _get_base(self, route, facts, amount):
        """What the usual success is of, EUR: the claim, or the part of the insurer."""
        return facts.insurance_expected if route.code == "insurance" else amount

    def _get_court_kind(self, code, facts, context):
        return get_court_kind(code, facts.claim, context["nature"])

    def _get_court(self, code, facts, context):
        kind = self._get_court_kind(code, facts, context)
        return context["courts"].get(kind) or self.env["relance.court"]

    def _get_lines(self, code, found, context):
        """Items that a procedure of this route takes."""
        if code == "insolvency":
            return found.frozen
        if code == "insurance":
            return found.insured
        amount = get_amount(code, found.facts, context["limits"])
        from_dispute = amount > found.facts.claim.amount
        return found.free | found.contested if from_dispute else found.free

    def _get_costs(self, route, found, context, court, sums):
        """Fees of the schedule in company currency.

        :param tuple sums: claimed and expected, EUR
        :rtype: list(dict)
        """
        company = found.case.company_id
        kind = self._get_court_kind(route.code, found.facts, context)
        situation = Estimate(
            *sums,
            age=found.age,
            day=found.today,
            court=court._get_fee_kind(found.today) if court else kind,
            headcount=company.relance_headcount,
        )
        kinds = dict(PROCEDURE_COSTS)
        fees = context["schedule"].get(route.id, []) if sums[0] > 0 else []
        return [
            {
                "label": fee.name,
                "amount": found.case.currency_id.round(amount * context["rate"]),
                "kind": fee.kind,
                "kind_label": kinds[fee.kind],
                "borne_by": fee.borne_by,
                "source": fee.source,
                "indicative": fee.indicative,
                "fee_id": fee.key,
            }
            for fee, amount in estimate(fees, situation)
        ]

    def _get_notes(self, route, found, context, court):
        notes = get_notes(route.code, found.facts, context["limits"])
        if found.provisional and route.is_judicial:
            notes.append("les intérêts reposent sur un taux à confirmer")
        kind = self._get_court_kind(route.code, found.facts, context)
        if kind and not court:
            notes.append("le tribunal du siège du débiteur est à indiquer")
        return notes

    # === RECOMMENDATION === #

    def _recommend(self, rows, found):
        options = [
            Option(
                row["code"],
                row["net_expected"],
                row["delay_days"],
                [one["kind"] for one in row["documents"] if not one["present"]],
                row["gives_title"],
            )
            for row in rows
            if row["eligible"]
        ]
        code, reasons = recommend(options, found.facts) if options else ("", [])
        for row in rows:
            if code and row["code"] == code:
                row.update(recommended=True, recommendation=reasons)
