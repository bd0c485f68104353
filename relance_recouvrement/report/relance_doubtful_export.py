from odoo import api, models
from odoo.tools import format_date

from ..const import LANG
from . import table_xlsx
from .table_xlsx import Column, Sheet


class RelanceDoubtfulExport(models.AbstractModel):
    """The workbook of the auditor: each doubtful debt at closing, what came in since,
    its impairment, why, and what proves it."""

    _name = "relance.doubtful.export"
    _description = "Workbook of the Auditor"
    _inherit = ["relance.claim.export"]

    @api.model
    def _get_workbook(self, review):
        """Debts, movements and interest of a review of doubtful debts.

        :param relance.doubtful review: which the user may read
        :return: the content of an ``.xlsx`` file
        :rtype: bytes
        """
        review.check_access("read")
        company = review.company_id
        title = self.env._(
            "%(company)s – doubtful debts at the closing of %(day)s",
            company=company.name,
            day=self._format(review.date),
        )
        debts = review.line_ids.filtered("case_line_id")
        lines = debts.case_line_id
        known = self._load(lines, review.date)
        known["proofs"] = self._get_proofs(lines)
        columns = [*self._get_claim_columns(company), *self._get_columns(company)]
        rows = [
            (
                *self._get_claim(debt.case_line_id, known),
                *self._get_closing(debt, known),
            )
            for debt in debts
        ]
        return table_xlsx.build(
            [
                Sheet(self.env._("Doubtful debts"), title, columns, rows),
                self._get_movement_sheet(title, company, lines, known),
                self._get_interest_sheet(title, company, lines, known),
            ]
        )

    def _get_columns(self, company):
        code = company.currency_id.name
        return [
            Column(self.env._("Owed at closing (%s)", code), "amount", 14, True),
            Column(
                self.env._("Received since the closing (%s)", code), "amount", 14, True
            ),
            Column(self.env._("Excluding VAT (%s)", code), "amount", 14, True),
            Column(self.env._("Impairment (%)"), "rate", 10),
            Column(self.env._("Impairment (%s)", code), "amount", 14, True),
            Column(
                self.env._("Impairment in the books (%s)", code), "amount", 14, True
            ),
            Column(self.env._("Reason"), "text", 60),
            Column(self.env._("Proof"), "text", 60),
        ]

    def _get_closing(self, debt, known):
        line = debt.case_line_id
        _total, movements = known["history"].get(line.move_line_id.id, (0, []))
        since = sum(
            float(row.amount)
            for row in movements
            if row.is_payment and row.day > debt.date
        )
        return (
            debt.amount_closing,
            self._round(line, since * line._get_rate()),
            debt.amount_base,
            debt.rate,
            debt.amount_target,
            debt.amount_impaired,
            debt.justification,
            ", ".join(known["proofs"].get(line.id, ())),
        )

    # === PROOF === #

    def _get_proofs(self, lines):
        """What proves each debt and what was done, oldest first.

        :return: ``{case line id: [text]}``
        """
        found = {line.id: [] for line in lines}
        # sudo: the history of items that the user sees
        lines = lines.sudo()
        for line in lines:
            if line.move_id.delivery_date:
                day = self._format(line.move_id.delivery_date)
                found[line.id].append(self.env._("delivered on %s", day))
        claimed = self.env["relance.reminder.line"].sudo()
        claimed = claimed.search(
            [
                ("case_line_id", "in", lines.ids),
                ("reminder_id.state", "=", "sent"),
                ("reminder_id.level_id.stage", "in", ("last_notice", "formal_notice")),
            ],
            order="id",
        )
        for row in claimed:
            found[row.case_line_id.id].append(self._describe(row.reminder_id))
        records = self.env["relance.insolvency.line"].sudo()
        for row in records.search([("case_line_id", "in", lines.ids)]):
            day = row.insolvency_id.declared_date
            if day:
                text = self.env._("declared on %s", self._format(day))
                found[row.case_line_id.id].append(text)
        return found

    def _describe(self, reminder):
        proofs = reminder.delivery_ids.filtered("is_proof")
        number = ", ".join(filter(None, proofs.mapped("tracking_number")))
        received = max(filter(None, proofs.mapped("received_date")), default=None)
        text = f"{reminder.level_id.name} {self._format(reminder.date)}"
        if number:
            text += self.env._(" no. %s", number)
        if received:
            text += self.env._(", received on %s", self._format(received))
        return text

    def _format(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy")

    @api.model
    def _get_filename(self, review):
        """Return ``creances_douteuses_<date>.xlsx``."""
        return f"creances_douteuses_{review.date.isoformat()}.xlsx"
