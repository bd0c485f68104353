from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...const import LANG
from ...tools.doubtful import Facts, is_proposed, propose_rate, share_vat


class RelanceEngineDoubtful(models.AbstractModel):
    """Proposes which debts are doubtful, and how much of them is impaired.

    Debts, as the cases know them: what is late enough or weak for another reason, what
    is on 416, and what is paid while an impairment is still in the books.
    """

    _name = "relance.engine.doubtful"
    _description = "Dunning Engine: Doubtful Debts"

    def _propose(self, review):
        """Bring the lines of a review up to date; what a person wrote is kept.

        :param relance.doubtful review: one company and its closing date
        """
        company = review.company_id
        engine = self.with_context(lang=LANG)
        engine.env["relance.engine"]._follow(company, None)
        wanted = engine._get_values(review)
        existing = {line.debt_id.id: line for line in review.line_ids}
        for debt_id, values in wanted.items():
            line = existing.get(debt_id)
            if line:
                line.write(self._keep_entered(line, values))
        fresh = [values for debt, values in wanted.items() if debt not in existing]
        self.env["relance.doubtful.line"].create(fresh)
        review.line_ids.filtered(lambda line: line.debt_id.id not in wanted).unlink()
        review.computed_date = self.env.cr.now()

    def _keep_entered(self, line, values):
        """A rate or words of a person stay; those proposed follow the facts."""
        values = dict(values)
        if line.rate != line.proposed_rate:
            values.pop("rate")
        if line.justification != line.facts:
            values.pop("justification")
        return values

    # === DEBTS === #

    def _get_values(self, review):
        """Values of the lines by debt: ``{debt_id: values}``."""
        lines = self._get_open_lines(review)
        known = self._load(review, lines)
        lost = self.env.context.get("relance_lost_item_ids", ())
        result = {}
        for line in lines:
            debt = self._get_debt(line)
            facts = self._get_facts(line, review.date, known)
            if (
                debt != line
                or debt in known["impaired"]
                or line in known["doubtful"]
                or line.id in lost
                or is_proposed(facts, review.min_days)
            ):
                result[debt.id] = self._prepare_values(review, line, debt, facts, known)
        for debt in known["impaired"]:
            if debt.id not in result:
                result[debt.id] = self._prepare_settled(review, debt)
        return result

    def _load(self, review, lines):
        """What the ledger and the cases know of these items, read once."""
        company = review.company_id
        sync = self.env["relance.engine.sync"]
        accounts = sync._get_doubtful_accounts(company)
        disputes = self.env["relance.dispute.line"].search(
            [
                ("case_line_id", "in", lines.ids),
                ("dispute_id.is_holding", "=", True),
            ]
        )
        return {
            "doubtful": lines.filtered(
                lambda line: line.move_line_id.account_id in accounts
            ),
            "disputed": disputes.case_line_id,
            "insolvencies": self._get_insolvencies(company, lines),
            "impaired": self._get_impaired(company),
            "later": self._get_settled_later(lines.move_line_id, review.date),
            "credits": self._get_credits(lines.case_id),
        }

    def _get_open_lines(self, review):
        lines = self.env["relance.case.line"].search(
            [
                ("case_id.company_id", "=", review.company_id.id),
                ("closed_date", "=", False),
                ("amount_residual", ">", 0),
                ("hold", "!=", "assigned"),
                ("date_maturity", "<", review.date),
            ],
            order="case_id, date_maturity, id",
        )
        return lines.filtered(
            lambda line: (
                (self._get_debt(line).invoice_date or line.date_maturity) <= review.date
            )
        )

    def _get_debt(self, line):
        """The first item of the debt that ``line`` continues."""
        while line.origin_line_id:
            line = line.origin_line_id
        return line

    def _get_impaired(self, company):
        """Debts with an impairment in the books, drafts included."""
        bookings = self.env["relance.doubtful.booking"].search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "impairment"),
                ("state", "in", ("draft", "posted")),
            ]
        )
        bookings = bookings.filtered(lambda booking: not booking.is_reversed)
        debts = self.env["relance.case.line"]
        for debt, records in bookings.grouped("debt_id").items():
            if not company.currency_id.is_zero(sum(records.mapped("amount"))):
                debts += debt
        return debts

    # === FACTS === #

    def _get_facts(self, line, day, known):
        return Facts(
            days=max(0, (day - line.date_maturity).days),
            stage=line.level_id.stage or "",
            insolvency=known["insolvencies"].get(line.id, ""),
            disputed=line in known["disputed"],
        )

    def _get_insolvencies(self, company, lines):
        """Proceedings that these items are prior to: ``{case line id: kind}``."""
        judged = self.env["relance.engine.insolvency"]._get_judgments(
            lines.move_line_id.ids
        )
        found = self.env["relance.insolvency"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", lines.partner_id.ids),
                ("state", "!=", "cancelled"),
            ],
            order="judgment_date desc",
        )
        kinds = {}
        for record in found:
            kind = "liquidation" if record.conversion_date else record.kind
            kinds.setdefault(record.partner_id.id, kind)
        return {
            line.id: kinds.get(line.partner_id.id, "other")
            for line in lines
            if line.move_line_id.id in judged or line.hold == "insolvency"
        }

    def _describe(self, line, facts):
        """The facts in French: what the justification starts from."""
        parts = [
            self.env._(
                "Due on %(date)s, overdue for %(days)s days.",
                date=line.date_maturity.strftime("%d/%m/%Y"),
                days=facts.days,
            )
        ]
        if line.level_id:
            parts.append(self.env._("Level reached: %s.", line.level_id.name))
        if facts.insolvency:
            model = self.env["relance.doubtful.line"]
            labels = dict(model._fields["insolvency"]._description_selection(self.env))
            parts.append(
                self.env._("Collective proceedings: %s.", labels[facts.insolvency])
            )
        if facts.disputed:
            parts.append(self.env._("Disputed by the customer."))
        return " ".join(parts)

    # === VALUES === #

    def _prepare_values(self, review, line, debt, facts, known):
        rate = propose_rate(facts)
        words = self._describe(line, facts)
        return {
            **self._prepare_identity(review, line, debt),
            **self._prepare_amounts(line, known),
            "days_overdue": facts.days,
            "level_id": line.level_id.id,
            "stage": facts.stage or False,
            "insolvency": facts.insolvency or False,
            "is_disputed": facts.disputed,
            "is_doubtful": line in known["doubtful"],
            "facts": words,
            "proposed_rate": rate,
            "rate": rate,
            "justification": words,
        }

    def _prepare_identity(self, review, line, debt):
        return {
            "doubtful_id": review.id,
            "debt_id": debt.id,
            "case_line_id": line.id,
            "case_id": line.case_id.id,
            "partner_id": line.partner_id.id,
            "partner_name": line.partner_id.name,
            "move_id": debt.move_id.id,
            "move_name": debt.move_name,
            "invoice_date": debt.invoice_date,
            "date_maturity": line.date_maturity,
        }

    def _prepare_settled(self, review, debt):
        """A debt that is no longer owed: its impairment goes back."""
        words = self.env._("Nothing is owed any more.")
        return {
            **self._prepare_identity(review, debt, debt),
            "days_overdue": 0,
            "level_id": False,
            "stage": False,
            "insolvency": False,
            "is_disputed": False,
            "is_doubtful": False,
            "facts": words,
            "justification": words,
            "proposed_rate": 0,
            "rate": 0,
            "amount_closing": 0,
            "amount_residual": 0,
            "amount_credit": 0,
        }

    def _prepare_amounts(self, line, known):
        owed = line.amount_company
        return {
            "amount_residual": owed,
            "amount_closing": owed + known["later"].get(line.move_line_id.id, 0.0),
            "amount_credit": known["credits"].get(line.case_id.id, 0.0),
        }

    def _get_settled_later(self, items, day):
        """What was settled after ``day``: ``{item id: amount}``."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT debit_move_id, SUM(amount)
                  FROM account_partial_reconcile
                 WHERE debit_move_id = ANY(%s) AND max_date > %s
              GROUP BY debit_move_id
                """,
                items.ids,
                day,
            )
        )
        return {item: float(amount) for item, amount in rows}

    def _get_credits(self, cases):
        """Open credits of each case, as a positive amount."""
        groups = self.env["relance.case.line"]._read_group(
            [
                ("case_id", "in", cases.ids),
                ("closed_date", "=", False),
                ("amount_residual", "<", 0),
            ],
            ["case_id"],
            ["amount_company:sum"],
        )
        return {case.id: -amount for case, amount in groups}

    # === VAT === #

    def _get_vat(self, line, amount):
        """VAT in a part of a debt, in the proportion of its invoice.

        An item without invoice has the VAT that a person says.

        :param relance.doubtful.line line: one debt
        :param float amount: VAT included, company currency
        :return: ``{(account, on collection): VAT}``
        :rtype: dict(tuple(account.account, bool), Decimal)
        """
        move = line.debt_id.move_id
        if move.is_invoice():
            total, taxes = Decimal(str(move.amount_total_signed)), self._get_taxes(move)
        elif line.vat_rate:
            rate = Decimal(str(line.vat_rate))
            account = line.company_id._relance_get_account(
                "relance_loss_vat_account_id"
            )
            total, taxes = 100 + rate, {(account, False): rate}
        else:
            return {}
        digits = line.currency_id.decimal_places
        return share_vat(Decimal(str(amount)), total, taxes, digits)

    def _get_taxes(self, move):
        """VAT of an invoice: ``{(account, on collection): amount}``."""
        taxes = {}
        for row in move.line_ids.filtered("tax_line_id"):
            key = (row.account_id, row.tax_line_id.tax_exigibility == "on_payment")
            taxes[key] = taxes.get(key, 0) - Decimal(str(row.balance))
        return taxes
