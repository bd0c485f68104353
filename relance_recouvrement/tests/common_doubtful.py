"""Doubtful debts of a French company, with its own chart and taxes."""

import base64
from datetime import date

from odoo import Command

from .common import RelanceCommon

CLOSING = date(2026, 12, 31)
LATER = date(2027, 3, 31)
OLD_DUE = date(2026, 3, 2)
JUDGMENT = date(2026, 10, 5)
PROOF = base64.b64encode(b"%PDF-1.4 certificat")


class DoubtfulCommon(RelanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat_20 = cls._tax("tva_normale")
        cls.vat_10 = cls._tax("tva_intermediaire")
        cls.manager = cls._user(
            "manager",
            "relance_recouvrement.group_manager,account.group_account_invoice",
        )
        cls.booker = cls._user("booker", "account.group_account_invoice")
        cls.planner = cls._user("planner", "relance_recouvrement.group_manager")

    @classmethod
    def _tax(cls, xmlid):
        chart = cls.env["account.chart.template"].with_company(cls.company)
        return chart.ref(xmlid)

    @classmethod
    def _taxed(cls, taxes=None, amount=1000.0, due=OLD_DUE, **vals):
        """An invoice with VAT, 20 % by default."""
        vals.setdefault("invoice_line_ids", [cls._row(taxes or cls.vat_20, amount)])
        return cls._invoice(due=due, **vals)

    @classmethod
    def _row(cls, taxes, amount):
        return Command.create(
            {
                "name": "Pose de menuiseries",
                "price_unit": amount,
                "account_id": cls.revenue.id,
                "tax_ids": [Command.set(taxes.ids)],
            }
        )

    def _review(self, day=CLOSING, user=None, **vals):
        reviews = self.env["relance.doubtful"].with_user(user or self.manager)
        review = reviews.search([("date", "=", day)]) or reviews.create(
            {"company_id": self.company.id, "date": day, "min_days": 90, **vals}
        )
        review.action_compute()
        return review

    def _debt(self, invoice, day=CLOSING):
        """The line of a review for an invoice, computed now."""
        lines = self._review(day).line_ids
        return lines.filtered(lambda line: line.move_id == invoice)

    def _bookings(self, invoice, kind=None):
        found = self.env["relance.doubtful.booking"].search(
            [("invoice_id", "=", invoice.id)], order="id"
        )
        return found.filtered(lambda booking: not kind or booking.kind == kind)

    def _entry_of(self, invoice, kind):
        """The last entry of a kind for an invoice."""
        return self._bookings(invoice, kind)[-1:].move_id

    def _accounts(self, move):
        """``{code: balance}`` of an entry."""
        result = {}
        for line in move.line_ids:
            code = line.account_id.code
            result[code] = round(result.get(code, 0) + line.balance, 2)
        return result

    def _transfer(self, invoice, post=True):
        self._debt(invoice).action_transfer()
        move = self._entry_of(invoice, "transfer")
        if post:
            move.with_user(self.booker).action_post()
        return move

    def _impair(self, invoice, rate=50, day=CLOSING, post=True):
        line = self._debt(invoice, day)
        line.write({"rate": rate, "justification": f"Analyse du dossier : {rate} %"})
        line.action_impair()
        move = self._entry_of(invoice, "impairment")
        if post:
            move.with_user(self.booker).action_post()
        return move

    def _loss(self, lines, **vals):
        """The wizard of a loss, filled in."""
        action = lines.action_lose()
        loss = self.env["relance.doubtful.loss"].with_user(self.manager)
        loss = loss.browse(action["res_id"])
        loss.write({"justification": "Clôture pour insuffisance d'actif", **vals})
        return loss

    def _lose(self, *invoices, post=True, **vals):
        """Definitive loss on a liquidation, its duplicate sent; returns the moves."""
        lines = self.env["relance.doubtful.line"].with_user(self.manager)
        for invoice in invoices:
            lines += self._debt(invoice)
        values = {
            "ground": "liquidation",
            "event_date": JUDGMENT,
            "certificate": PROOF,
            "certificate_name": "jugement.pdf",
            **vals,
        }
        self._loss(lines, **values).action_book()
        losses = self.env["relance.doubtful.booking"]
        for invoice in invoices:
            losses += self._bookings(invoice, "loss")[-1:]
        taxed = losses.filtered("amount_tax").with_user(self.manager)
        if taxed:
            taxed.action_print_duplicate()
            taxed.duplicate_date = CLOSING
        if post:
            losses.move_id.with_user(self.booker).action_post()
        return losses.move_id
