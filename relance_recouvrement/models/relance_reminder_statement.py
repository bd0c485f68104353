from odoo import api, fields, models


class RelanceReminderStatement(models.AbstractModel):
    """The interest statement of a reminder, as its annex, e-mail and screen show it."""

    _name = "relance.reminder.statement"
    _description = "Interest Statement of a Reminder"

    statement_html = fields.Html(compute="_compute_statement_html", sanitize=False)

    @api.depends("charges_date", "charges_mode", "line_ids")
    def _compute_statement_html(self):
        for reminder in self:
            bears = reminder.charges_mode != "none" and reminder.charges_text
            reminder.statement_html = bears and self.env["ir.qweb"]._render(
                "relance_recouvrement.charges_statement",
                {"reminder": reminder},
                lang=reminder.contact_lang,
                minimal_qcontext=True,
            )

    def _get_statement(self):
        """What each item bears, ready to print; the oldest due date first.

        :return: ``[{number, invoice_date, due_date, currency, rows, settled,
            interest, indemnity, daily}]``; ``rows`` are values of
            ``relance.reminder.interest`` with ``rate_text``: less ``settled``,
            invoiced or waived before, they make ``interest``; amounts in the
            currency of the item, ``indemnity`` in the company's
        :rtype: list(dict)
        """
        self.ensure_one()
        charges = self._get_charges()
        lines = self._get_sorted_lines().filtered(lambda line: line in charges)
        return [
            {
                "number": line.move_name,
                "invoice_date": line.invoice_date,
                "due_date": line.date_maturity,
                "currency": line.currency_id,
                "rows": [
                    {**row, "rate_text": self._get_words().say_rate(row["rate"])}
                    for row in charges[line].segments
                ],
                "settled": charges[line].settled,
                "interest": charges[line].interest,
                "indemnity": charges[line].indemnity,
                "daily": charges[line].daily,
            }
            for line in lines
        ]

    def _get_sorted_lines(self):
        """The claimed items as they are printed: oldest due date, then number.

        :rtype: relance.reminder.line
        """
        return self.line_ids.sorted(
            lambda line: (str(line.date_maturity or ""), line.move_name or "", line.id)
        )

    def _get_charges_method(self):
        """How the amounts were found, in one sentence.

        :rtype: str
        """
        company = self.company_id.root_id
        words = self._get_words()
        parts = [words[f"method_{company.relance_day_basis or '365'}"]]
        if self.regime == "public":
            parts.append(words["method_public"])
        if company.relance_imputation == "interest":
            parts.append(words["method_interest_first"])
        return words["semicolon"].join(parts)

    def _get_claim_rows(self):
        """What the claim adds up to, per currency: principal, interest, indemnities
        and the total to pay; the total alone when no amount of charges is stated.

        :return: ``[{kind, currency, amount}]``, kinds ``principal interest indemnity
            claim``
        :rtype: list(dict)
        """
        self.ensure_one()
        principal, interest, indemnity = {}, {}, {}
        for line in self.line_ids:
            self._sum(principal, line.currency_id, line.amount_residual)
        if self.charges_mode == "amount":
            for line, values in self._get_charges().items():
                self._sum(interest, line.currency_id, values.interest)
                self._sum(indemnity, self.currency_id, values.indemnity)
        rows = []
        for currency in dict.fromkeys([*principal, *indemnity]):
            parts = [
                {"kind": kind, "currency": currency, "amount": totals[currency]}
                for kind, totals in (
                    ("principal", principal),
                    ("interest", interest),
                    ("indemnity", indemnity),
                )
                if totals.get(currency)
            ]
            total = sum(part["amount"] for part in parts)
            claim = {"kind": "claim", "currency": currency, "amount": total}
            rows += [*parts, claim] if len(parts) > 1 else [claim]
        return rows

    @staticmethod
    def _sum(totals, currency, amount):
        totals[currency] = totals.get(currency, 0.0) + amount
