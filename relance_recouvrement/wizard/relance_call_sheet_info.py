from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..tools.calls import average_delay, best_hour

LAST_CONTACTS = 6
LAST_PAYMENTS = 3
PAID_ITEMS = 30
PAYMENT_JOURNALS = ("bank", "cash", "credit")
CHANNEL_ICONS = {
    "email": "fa-envelope-o",
    "letter": "fa-file-text-o",
    "registered": "fa-certificate",
    "call": "fa-phone",
}


class RelanceCallSheetInfo(models.AbstractModel):
    """What a call sheet shows of a customer, read when the screen opens."""

    _name = "relance.call.sheet.info"
    _description = "What a Call Sheet Shows"

    info_html = fields.Html(compute="_compute_info_html", sanitize=False)
    plan_b_html = fields.Html(compute="_compute_info_html", sanitize=False)
    last_phone = fields.Char(compute="_compute_habits")
    best_hour = fields.Char(string="Best hour", compute="_compute_habits")
    result_html = fields.Html(compute="_compute_result_html", sanitize=False)

    @api.depends("case_id", "state")
    def _compute_info_html(self):
        for sheet in self:
            sheet.info_html = sheet._render("call_sheet_info", sheet._get_info())
            sheet.plan_b_html = sheet._render("call_sheet_plan_b", sheet._get_plan_b())

    @api.depends("call_id.recap_message_id")
    def _compute_result_html(self):
        for sheet in self:
            call = sheet.call_id
            sheet.result_html = bool(call) and sheet._render(
                "call_sheet_result",
                {"call": call, "contact_task": sheet._get_contact_task()},
            )

    def _render(self, template, values):
        html = self.env["ir.qweb"]._render(
            f"relance_recouvrement.{template}",
            {**values, "sheet": self, "day": self._format_day},
        )
        return Markup(html)

    def _format_day(self, day):
        return format_date(self.env, day) if day else ""

    @api.depends("case_id")
    def _compute_habits(self):
        for sheet in self:
            calls = sheet.case_id.call_ids
            worked = calls.filtered(lambda call: call.reached and call.phone)[:1]
            sheet.last_phone = worked.phone and self.env._(
                "%(phone)s (%(contact)s, %(date)s)",
                phone=worked.phone,
                contact=worked.contact_id.name or sheet.partner_id.name,
                date=sheet._format_day(worked.date),
            )
            sheet.best_hour = sheet._get_best_hour(calls)

    def _get_best_hour(self, calls):
        made = [
            (fields.Datetime.context_timestamp(self, call.date).hour, call.reached)
            for call in calls
            if call.direction == "out" and call.medium == "phone"
        ]
        best = best_hour(made)
        if not best:
            return False
        hour, reached, called = best
        return self.env._(
            "%(start)s–%(end)s h (answered %(reached)s out of %(called)s)",
            start=hour,
            end=hour + 1,
            reached=reached,
            called=called,
        )

    # === VALUES === #

    def _get_info(self):
        """Everything that the template prints."""
        self.ensure_one()
        case = self.case_id
        lines = case.open_line_ids
        return {
            "case": case,
            "partner": self.partner_id,
            "credits": lines.filtered(lambda line: line.amount_residual < 0),
            "payments": self._get_payments(),
            "delay": self._get_delay(),
            "contacts": self._get_contacts(),
            "promises": case.promise_ids.filtered(
                lambda promise: promise.state not in ("kept", "cancelled")
            )[:4],
            "stats": self._get_promise_stats(),
            "disputes": case.dispute_ids.filtered("is_holding"),
            "plans": case.plan_ids.filtered(
                lambda plan: plan.state in ("draft", "active")
            ),
            "orders": self._get_orders(lines),
            "undelivered": self._get_undelivered(),
            "cover": self._get_cover(),
        }

    def _get_plan_b(self):
        announcement = self.case_id.announcement_ids.filtered(
            lambda announced: announced.state == "open"
        )[:1]
        return {"announcement": announcement}

    def _get_promise_stats(self):
        """How many promises were kept: ``made``, ``kept``, ``rate``."""
        partner = self.partner_id.with_company(self.company_id)
        return partner._relance_promise_stats()

    def _get_receivable_domain(self):
        return [
            ("partner_id", "child_of", self.partner_id.id),
            ("company_id", "child_of", self.company_id.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
        ]

    def _get_payments(self):
        """The customer's last payments: ``(date, name, amount, currency)``."""
        # sudo: payments of a customer whose case the user reads
        items = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    *self._get_receivable_domain(),
                    ("balance", "<", 0),
                    ("journal_id.type", "in", PAYMENT_JOURNALS),
                ],
                order="date desc, id desc",
                limit=LAST_PAYMENTS,
            )
        )
        return [
            (item.date, item.move_name, -item.amount_currency, item.currency_id)
            for item in items
        ]

    def _get_delay(self):
        """Average days of payment after the due date, on the last items paid.

        Read in the ledger: a case knows only what it dunned, and the habit of a
        customer is older.
        """
        # sudo: items of a customer whose case the user reads
        paid = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    *self._get_receivable_domain(),
                    ("balance", ">", 0),
                    ("reconciled", "=", True),
                    ("date_maturity", "!=", False),
                ],
                order="date_maturity desc, id desc",
                limit=PAID_ITEMS,
            )
        )
        return average_delay(
            [
                (
                    partial.debit_move_id.date_maturity,
                    partial.credit_move_id.date,
                    partial.amount,
                )
                for partial in paid.matched_credit_ids
                if partial.credit_move_id.journal_id.type in PAYMENT_JOURNALS
            ]
        )

    def _get_contacts(self):
        """Last calls and reminders, the latest first, as rows to print."""
        calls = [
            (
                call.date,
                "fa-arrow-down" if call.direction == "in" else "fa-phone",
                format_datetime(self.env, call.date, dt_format="short"),
                call._get_label("outcome"),
                call.user_id.name,
                call.note,
            )
            for call in self.case_id.call_ids[:LAST_CONTACTS]
        ]
        reminders = self.case_id.reminder_ids.filtered(
            lambda rem: rem.state == "sent" and rem.level_id.proof_channel != "call"
        ).sorted("date")[-LAST_CONTACTS:]
        written = [
            (
                fields.Datetime.to_datetime(rem.date),
                CHANNEL_ICONS.get(rem.level_id.proof_channel, "fa-envelope-o"),
                self._format_day(rem.date),
                rem.level_id.name,
                rem.delivery_ids.filtered("is_proof")[:1].recipient,
                False,
            )
            for rem in reminders
        ]
        rows = sorted(calls + written, key=lambda row: row[0], reverse=True)
        return rows[:LAST_CONTACTS]

    def _get_orders(self, lines):
        """Purchase order, delivery note and signatory of each invoice owed.

        :return: ``[(invoice, order, [(delivery, signatory, date)])]``
        """
        rows = []
        documents = self.env["relance.call.documents"]
        # sudo: orders and deliveries are other teams' records, shown as proofs of
        # the debt that the user works on
        for move in lines.filtered(
            lambda line: line.amount_residual > 0
        ).move_id.sudo():
            orders = documents._get_orders(move)
            refs = [
                move.ref,
                *(order.client_order_ref or order.name for order in orders),
            ]
            refs = dict.fromkeys(filter(None, refs))
            notes = [
                (order.name, order.signed_by, order.signed_on)
                for order in orders
                if order.signed_by
            ]
            notes += [
                (picking.name, self._get_signatory(picking), picking.date_done)
                for picking in documents._get_deliveries(move)
            ]
            if refs or notes:
                rows.append((move.name, ", ".join(refs), notes))
        return rows

    def _get_signatory(self, picking):
        """Who signed the delivery, where Odoo has it."""
        signed = "signature" in picking._fields and picking.signature
        return self.env._("signed") if signed else False

    def _get_undelivered(self):
        """Confirmed orders of the customer that are not delivered yet."""
        if "sale.order" not in self.env:
            return []
        orders = self.env["sale.order"]
        if "delivery_status" not in orders._fields:
            return []
        # sudo: as for the deliveries, the collector sees what is still to come
        return orders.sudo().search(
            [
                ("partner_id", "child_of", self.partner_id.id),
                ("company_id", "child_of", self.company_id.id),
                ("state", "=", "sale"),
                ("delivery_status", "in", ["pending", "started", "partial"]),
            ],
            limit=5,
        )

    def _get_cover(self):
        """What the credit insurance covers, in words."""
        return self.case_id._get_insurance_text()
