import io
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import format_amount, format_date
from odoo.tools.pdf import PdfReader

from ...const import LANG
from ...tools.proof import Row, is_printed, recount, sha256


class Finding(NamedTuple):
    """One thing that was looked at. ``kind``: ``file``, ``scan``, ``amount`` or
    ``ledger``; ``result``: ``ok``, ``changed``, ``missing`` or ``info``."""

    kind: str
    label: str
    stored: str
    found: str
    result: str


class RelanceEngineProof(models.AbstractModel):
    """What a reminder proves, computed again: the fingerprint of each file, and each
    amount from the rows that were written down the day it left. What the ledger says
    today is told beside it: it may have changed since, the proof has not."""

    _name = "relance.engine.proof"
    _description = "Verification of Proofs"

    def _check(self, reminder):
        """Look at one sent reminder.

        :rtype: list(Finding)
        """
        # sudo: who reads the reminder may verify it, ledger and files included
        reminder = reminder.sudo()
        findings = []
        for delivery in reminder.delivery_ids.sorted("id"):
            findings += self._check_files(delivery)
        for line in reminder.line_ids:
            findings += self._check_line(line)
        findings += self._check_printed(reminder)
        return findings + self._read_ledger(reminder)

    # === FILES === #

    def _check_files(self, delivery):
        findings = []
        if delivery.attachment_id:
            label = delivery.attachment_id.name
            content = delivery.attachment_id.raw
            findings.append(
                self._compare_file("file", label, delivery.checksum, content)
            )
        elif delivery.checksum:
            label = self.env._("E-mail to %(email)s", email=delivery.email or "")
            body = delivery._get_sent_body().encode()
            findings.append(self._compare_file("file", label, delivery.checksum, body))
        hashes = dict(delivery.scan_hashes or {})
        for scan in delivery.deposit_proof_ids | delivery.proof_attachment_ids:
            digest = hashes.pop(str(scan.id), "")
            findings.append(self._compare_file("scan", scan.name, digest, scan.raw))
        for digest in hashes.values():
            findings.append(
                Finding("scan", self.env._("A scan"), digest, "", "missing")
            )
        consent = delivery.lre_consent_id
        if consent:
            content = consent._get_proof_content()
            label = self.env._("Consent of %(email)s", email=consent.email)
            findings.append(
                self._compare_file("scan", label, consent.proof_checksum, content)
            )
        return findings

    def _compare_file(self, kind, label, digest, content):
        if not content:
            return Finding(kind, label, digest or "", "", "missing")
        found = sha256(content)
        result = "ok" if found == digest else "changed"
        return Finding(kind, label, digest or "", found, result)

    # === AMOUNTS === #

    def _check_line(self, line):
        """Interest of an item from its rows, and its sum in the company's currency."""
        findings = []
        if line.interest_ids or line.amount_interest:
            findings.append(self._check_interest(line))
        same = line.currency_id == line.company_currency_id
        if same and line.currency_id.compare_amounts(
            line.amount_residual, line.amount_company
        ):
            findings.append(
                Finding(
                    "amount",
                    line.move_name or "",
                    self._say(line.amount_residual, line.currency_id),
                    self._say(line.amount_company, line.currency_id),
                    "changed",
                )
            )
        return findings

    def _check_interest(self, line):
        currency = line.currency_id
        rows = [
            Row(
                row.date_from,
                row.date_to,
                row.days,
                Decimal(str(currency.round(row.balance))),
                Decimal(str(round(row.rate, 4))),
                Decimal(str(currency.round(row.amount))),
            )
            for row in line.interest_ids.sorted(lambda row: (row.date_from, row.id))
        ]
        counted = recount(rows, currency.decimal_places)
        stated = sum((row.amount for row in rows), Decimal(0))
        is_right = (
            counted.is_right
            and not counted.wrong_days
            and not counted.wrong_amounts
            and not currency.compare_amounts(line.amount_interest, float(stated))
        )
        found = float(stated if is_right else counted.amount)
        return Finding(
            "amount",
            self.env._(
                "Interest of %(document)s, %(days)s days",
                document=line.move_name or "",
                days=sum(row.days for row in rows),
            ),
            self._say(line.amount_interest, currency),
            self._say(found, currency),
            "ok" if is_right else "changed",
        )

    def _check_printed(self, reminder):
        """The sum claimed, added up again, is printed in the letter."""
        delivery = reminder.delivery_ids.filtered("attachment_id")[:1]
        totals = reminder._get_claim_totals()
        text = delivery and self._get_text(delivery.attachment_id.raw or b"")
        claim = " + ".join(self._say(amount, currency) for currency, amount in totals)
        label = self.env._("Sum claimed, added up from its lines")
        if not text:
            return [Finding("amount", label, claim, claim, "ok")]
        printed = all(
            is_printed(
                Decimal(str(currency.round(amount))), text, currency.decimal_places
            )
            for currency, amount in totals
            if amount >= 0
        )
        found = claim if printed else self.env._("not found in the letter")
        return [Finding("amount", label, found, claim, "ok" if printed else "changed")]

    def _get_text(self, content):
        if not content.startswith(b"%PDF"):
            return ""
        try:
            pages = PdfReader(io.BytesIO(content)).pages
            return "\n".join(page.extract_text() for page in pages)
        except Exception:  # a damaged file is told by its fingerprint
            return ""

    # === LEDGER === #

    def _read_ledger(self, reminder):
        """What the ledger says today; a difference is no tampering."""
        lines = reminder.line_ids.filtered("move_line_id")
        debts = lines.filtered(lambda line: line.interest_basis)
        interest = self.env["relance.engine.interest"]
        owed = {}
        if debts and reminder.charges_date:
            owed = interest._compute(
                debts.move_line_id.ids, reminder.charges_date, reminder._get_lowered()
            )
        findings = []
        for line in lines:
            findings += self._compare_ledger(line, owed.get(line.move_line_id.id))
        for line in reminder.line_ids - lines:
            findings.append(
                Finding(
                    "ledger",
                    line.move_name or "",
                    self._say(line.amount_residual, line.currency_id),
                    self.env._("no longer in the ledger"),
                    "info",
                )
            )
        return findings

    def _compare_ledger(self, line, owed):
        item, currency = line.move_line_id, line.currency_id
        today = item.amount_residual
        if item.currency_id == currency:
            today = item.amount_residual_currency
        moved = currency.compare_amounts(today, line.amount_residual)
        findings = [
            Finding(
                "ledger",
                self.env._("Balance of %(document)s", document=line.move_name or ""),
                self._say(line.amount_residual, currency),
                self._say(today, currency),
                "info" if moved else "ok",
            )
        ]
        if line.date_maturity != item.date_maturity:
            findings.append(
                Finding(
                    "ledger",
                    self.env._("Due date of %(document)s", document=line.move_name),
                    self._say_day(line.date_maturity),
                    self._say_day(item.date_maturity),
                    "info",
                )
            )
        if owed:
            differs = currency.compare_amounts(owed["accrued"], line.amount_interest)
            findings.append(
                Finding(
                    "ledger",
                    self.env._(
                        "Interest of %(document)s on that day, by today's ledger and"
                        " rates",
                        document=line.move_name or "",
                    ),
                    self._say(line.amount_interest, currency),
                    self._say(owed["accrued"], currency),
                    "info" if differs else "ok",
                )
            )
        return findings

    def _say(self, amount, currency):
        return format_amount(self.env, amount, currency, lang_code=LANG)

    def _say_day(self, day):
        return day and format_date(self.env, day, LANG, "dd/MM/yyyy") or "–"
