from collections import namedtuple

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.insurance import get_insured
from ...tools.route_choice import Facts
from ...tools.routes import Claim
from ...tools.siren import siren_of

# A cheque banked this many days before its return is the one that came back.
CHEQUE_DAYS = 90
# What the file of a procedure looks for in Odoo, letters aside.
FOUND_KINDS = ("contract", "order", "terms", "delivery", "invoice", "reminder")
FOUND_KINDS += ("receipt",)

# The items of a case by what a route may do of them, and what they bear.
Situation = namedtuple(
    "Situation", "case today facts free contested frozen insured age known provisional"
)


class RelanceEngineRouteFacts(models.AbstractModel):
    """What decides of the routes, read for one case in a fixed number of queries."""

    _name = "relance.engine.route.facts"
    _description = "Routes: Facts of a Case"

    def _read(self, case, today):
        """
        :param relance.case case: one case
        :param date today: day of the comparison
        :rtype: Situation
        """
        late = case.open_line_ids.filtered(
            lambda line: line.amount_residual > 0 and line.date_maturity < today
        )
        # a procedure claims items in the company's currency only
        due = late.filtered(lambda line: line.currency_id == case.currency_id)
        contested = self._get_contested(due)
        frozen = case.open_line_ids.filtered(
            lambda line: line.hold == "insolvency" and line.amount_residual > 0
        )
        free = due.filtered(lambda line: line.hold == "none" and not line.amount_held)
        free -= contested
        rate = self._get_euros(case, today)
        owed, provisional = self._get_owed(free | contested, today, rate)
        insurance, insured = self._read_insurance(case, today, rate)
        values = {
            **self._read_insolvency(case, frozen, rate),
            **insurance,
            **self._read_limitation(free | contested, today),
            **self._read_cheque(case, due, today),
        }
        credits = round(self._get_credits(case) * rate, 2)
        owing = max(0.0, sum(owed[line] for line in free) - credits)
        notices = self._get_notices(case)
        facts = Facts(
            claim=self._get_claim(case, owing),
            today=today,
            credits=credits,
            held=self._get_held(late - free - contested),
            contested=sum(owed[line] for line in contested),
            clause=case.partner_id.relance_contract_clause or "",
            **self._read_announced(notices),
            **values,
        )
        first = min((free | contested or frozen).mapped("date_maturity"), default=today)
        lines = free | contested or frozen
        known = self._get_documents(case, lines) | self._read_proof(notices, lines)
        age = (today - first).days
        return Situation(
            case, today, facts, free, contested, frozen, insured, age, known,
            provisional,
        )  # fmt: skip

    def _get_claim(self, case, amount):
        partner, company = case.partner_id, case.company_id
        confirmed = partner.relance_regime_confirmed
        return Claim(
            regime=(confirmed and partner.relance_debtor_regime) or "unknown",
            amount=amount,
            country=partner.country_id.code or "FR",
            is_company=partner.is_company,
            debtor_trader=partner._relance_get_trader(),
            creditor_trader=partner._relance_get_company_trader(company),
        )

    def _get_held(self, lines):
        """Why these late items are not claimed.

        :rtype: tuple
        """
        return tuple(dict.fromkeys(self._get_hold(line) for line in lines))

    def _get_hold(self, line):
        if line.currency_id != line.company_currency_id:
            return "currency"
        return "partly" if line.hold == "none" else line.hold

    def _get_credits(self, case):
        """Credit notes and payments to match: they lower what is claimed."""
        credits = case.open_line_ids.filtered(lambda line: line.amount_residual < 0)
        return -sum(credits.mapped("amount_company"))

    def _get_contested(self, lines):
        """Those of these items that a dispute holds, in part or whole."""
        disputed = self.env["relance.dispute.line"].search(
            [("case_line_id", "in", lines.ids), ("dispute_id.is_holding", "=", True)]
        )
        held = lines.filtered(lambda line: line.hold == "dispute")
        return (disputed.case_line_id | held).filtered(
            lambda line: line.hold in ("none", "dispute")
        )

    # === AMOUNTS === #

    def _get_euros(self, case, today):
        """Euros, in which the law counts, for one unit of the company's currency."""
        euro, company = self.env.ref("base.EUR"), case.company_id
        return euro._get_conversion_rate(case.currency_id, euro, company, today)

    def _get_owed(self, lines, today, rate):
        """What each item bears with interest and indemnity, EUR.

        :param float rate: euros for one unit of company currency
        :return: ``({line: amount}, provisional)``; no interest when no rate is known
        """
        items = lines.move_line_id.ids
        try:
            accrued = self.env["relance.engine.interest"]._compute(items, today)
        except UserError:  # the list of rates says so
            accrued = {}
        settled = self.env["relance.engine.charge"]._get_settled(items)
        owed, provisional = {}, not accrued and bool(items)
        for line in lines:
            found = accrued.get(line.move_line_id.id) or {}
            less = settled.get(line.move_line_id.id, {})
            interest = max(0.0, found.get("amount", 0.0) - less.get("interest", 0.0))
            indemnity = found.get("indemnity", 0.0) - less.get("indemnity", 0.0)
            total = line.amount_company + interest * line._get_rate()
            total += max(0.0, indemnity)
            owed[line] = round(total * rate, 2)
            provisional = provisional or found.get("provisional", False)
        return owed, provisional

    # === FACTS === #

    def _read_insolvency(self, case, frozen, rate):
        insolvency = case.relance_insolvency_id
        if not insolvency.is_holding:
            return {}
        amount = sum(frozen.mapped("amount_company"))
        return {
            "insolvent": True,
            "frozen": round(amount * rate, 2),
            "insolvency_declared": insolvency.state != "open",
            "insolvency_deadline": insolvency.declaration_deadline or None,
        }

    def _read_insurance(self, case, today, rate):
        """What the insurer covers of what is overdue and was not declared."""
        items = case._get_insured_items()
        late = [item for item in items if item.deadlines.binding and not item.declared]
        lines = self.env["relance.case.line"].browse([item.line_id for item in late])
        lines = lines.filtered(lambda line: line.date_maturity < today)
        late = [item for item in late if item.line_id in lines._ids]
        # what lapsed is lost, the rest is not
        late = [item for item in late if item.deadlines.binding >= today] or late
        lines = lines.browse([item.line_id for item in late])
        if not late:
            return {"insurance_declared": any(item.declared for item in items)}, lines
        covers = self.env["relance.insurance.cover"].browse(
            dict.fromkeys(item.cover_id for item in late)
        )
        covered = expected = 0.0
        for cover in covers:
            owed = sum(item.balance for item in late if item.cover_id == cover.id)
            limit = case._get_insurance_limit(cover)
            found = get_insured(owed, limit, cover.policy_id.cover_percent)
            covered, expected = covered + found[0], expected + found[1]
        days = [item.deadlines.binding for item in late]
        return {
            "insured": round(covered * rate, 2),
            "insurance_expected": round(expected * rate, 2),
            "insurance_deadline": min(days),
        }, lines

    def _read_limitation(self, lines, today):
        clocks = self.env["relance.engine.limitation"]._get_clocks(lines.ids)
        days = [clock.day for clock in clocks.values()]
        alive = [day for day in days if day >= today]
        return {
            "limitation": min(alive, default=None),
            "barred": bool(days) and not alive,
        }

    def _read_cheque(self, case, due, today):
        returned = max(
            due.filtered("returned_date").mapped("returned_date"), default=None
        )
        known = bool(case.cheque_unpaid_date)
        if returned and not known:
            known = self._was_cheque(case, returned)
        return {"cheque": known, "returned": returned}

    def _was_cheque(self, case, returned):
        """Whether what came back was a cheque, as the payments of the customer say."""
        self.env["account.payment"].flush_model()
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1
                      FROM account_payment payment
                      JOIN account_payment_method_line means
                        ON means.id = payment.payment_method_line_id
                     WHERE payment.partner_id = %(partner)s
                       AND payment.company_id = ANY(%(companies)s)
                       AND payment.payment_type = 'inbound'
                       AND payment.date <= %(returned)s
                       AND payment.date >= %(returned)s::date - %(days)s
                       AND (means.name ILIKE '%%ch_que%%'
                            OR means.name ILIKE '%%check%%')
                     LIMIT 1
                    """,
                    partner=case.partner_id.id,
                    companies=case.company_id._relance_branches().ids,
                    returned=returned,
                    days=CHEQUE_DAYS,
                )
            )
        )

    # === DOCUMENTS === #

    def _get_documents(self, case, lines):
        """Kinds of documents that the file of a procedure would find, the formal
        notice aside: it must claim each item.

        :rtype: set
        """
        partner = case.partner_id
        known = {"cheque"} if case.cheque_certificate_id else set()
        if siren_of(partner.company_registry, partner.vat):
            known.add("company_data")
        if not lines:
            return known
        draft = self.env["relance.procedure"].new(
            {
                "case_id": case.id,
                "line_ids": [
                    Command.create({"case_line_id": one}) for one in lines.ids
                ],
            }
        )
        engine = self.env["relance.engine.exhibit"]
        return known | {
            kind
            for kind in FOUND_KINDS
            if (finder := getattr(engine, f"_find_{kind}", None)) and finder(draft)
        }

    # === FORMAL NOTICE === #

    def _get_notices(self, case):
        """Formal notices that left and count, the last one first.

        :rtype: relance.delivery
        """
        return self.env["relance.delivery"].search(
            [
                ("reminder_id.case_id", "=", case.id),
                ("reminder_id.state", "!=", "void"),
                ("is_proof", "=", True),
                ("state", "in", ("sent", "delivered", "returned")),
                ("reminder_id.level_id.stage", "=", "formal_notice"),
                ("return_reason", "!=", "unknown_address"),
            ],
            order="id desc",
        )

    def _read_proof(self, notices, lines):
        """The formal notice, when it claimed all these items or those they continue.

        :rtype: set
        """
        claimed = notices.reminder_id.line_ids.case_line_id
        left = lines.filtered(
            lambda line: (
                line not in claimed
                and not line.origin_line_id & claimed
                and line.start_level_id.stage not in ("formal_notice", "decision")
            )
        )
        return {"formal_notice"} if lines and not left else set()

    def _read_announced(self, notices):
        """What the last one announced, to be carried out (METHOD)."""
        letter = notices[:1]
        deadlines = letter.reminder_id.announcement_ids.mapped("deadline")
        return {
            "notice_deadline": max(deadlines, default=None),
            "announced": letter.reminder_id.chosen_route or "",
            "announced_date": letter.posted_date or None,
        }
