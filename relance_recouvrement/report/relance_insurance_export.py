from collections import defaultdict

from odoo import api, models
from odoo.tools import format_date

from ..const import LANG
from ..tools.siren import siren_of
from . import insurance_xlsx


class RelanceInsuranceExport(models.AbstractModel):
    """Gathers what the insurer asks of unpaid items, with the rights of the user."""

    _name = "relance.insurance.export"
    _description = "Export for the Credit Insurer"

    @api.model
    def _get_workbook(self, policy):
        """Open items that the covers of a policy reach, one line each.

        :param relance.insurance.policy policy: which the user may read
        :return: the content of an ``.xlsx`` file
        :rtype: bytes
        """
        policy.check_access("read")
        company = policy.company_id
        title = self.env._(
            "%(company)s – policy %(policy)s, at %(day)s",
            company=company.name,
            policy=policy.display_name,
            day=self._format(company._relance_today()),
        )
        rows = self._get_rows(policy)
        return insurance_xlsx.build(
            title, self._get_labels(company.currency_id.name), rows
        )

    @api.model
    def _get_filename(self, policy):
        """Return ``assurance_credit_<number>_<date>.xlsx``."""
        slug = self.env["ir.http"]._slugify(policy.number) or str(policy.id)
        day = policy.company_id._relance_today().isoformat()
        return f"assurance_credit_{slug}_{day}.xlsx"

    def _get_rows(self, policy):
        # only the customers that the user may see
        cases = self.env["relance.case"].search(
            [
                ("company_id", "=", policy.company_id.id),
                ("partner_id", "in", policy.cover_ids.partner_id.ids),
            ]
        )
        # sudo: the engine reads the ledger of cases that the user sees
        engine = self.env["relance.engine.insurance"].sudo()
        items = [
            item for item in engine._get_items(cases.ids) if item.policy_id == policy.id
        ]
        # sudo: names on the cases and covers that the user sees, read at once
        sudo = self.sudo()
        found = {
            name: {row.id: row for row in sudo.env[name].browse(dict.fromkeys(ids))}
            for name, ids in (
                ("relance.case", [item.case_id for item in items]),
                ("relance.insurance.cover", [item.cover_id for item in items]),
            )
        }
        actions = self._get_actions(items)
        today = policy.company_id._relance_today()
        return [
            self._get_row(
                item,
                found["relance.case"][item.case_id].partner_id,
                found["relance.insurance.cover"][item.cover_id],
                actions[item.line_id],
                today,
            )
            for item in items
        ]

    def _get_row(self, item, partner, cover, actions, today):
        return insurance_xlsx.Row(
            policy=cover.policy_id.display_name,
            customer=partner.display_name,
            siren=siren_of(partner.company_registry, partner.vat),
            limit=cover.amount,
            limit_currency=cover.currency_id.name,
            percent=cover.policy_id.cover_percent,
            document=item.move_name,
            delivery=item.born,
            due=item.due,
            extended_due=item.extended_due,
            deadline=item.deadlines.binding,
            extended_deadline=item.deadlines.extended,
            balance=item.balance,
            days_overdue=max(0, (today - item.due).days),
            declared=item.declared,
            reference=item.reference,
            actions=actions,
        )

    def _get_actions(self, items):
        """What was done, oldest first: reminders of the item, calls of the case."""
        done = defaultdict(list)
        # sudo: the history of cases that the user sees
        claimed = self.env["relance.reminder.line"].sudo()
        sent = claimed.search(
            [
                ("case_line_id", "in", [item.line_id for item in items]),
                ("reminder_id.state", "=", "sent"),
            ]
        )
        for line in sent:
            reminder = line.reminder_id
            done[line.case_line_id.id].append((reminder.date, reminder.level_id.name))
        calls = defaultdict(list)
        found = claimed.env["relance.call"].search(
            [("case_id", "in", list({item.case_id for item in items}))]
        )
        for call in found:
            calls[call.case_id.id].append((call.date.date(), self.env._("Call")))
        return {
            item.line_id: self._describe(
                done[item.line_id]
                + [row for row in calls[item.case_id] if row[0] >= item.due]
            )
            for item in items
        }

    def _describe(self, rows):
        return ", ".join(
            f"{self._format(day)} {name}" for day, name in sorted(set(rows)) if day
        )

    def _format(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy")

    def _get_labels(self, currency):
        """Name of the sheet, then the heading of each column."""
        return [
            self.env._("Unpaid"),
            self.env._("Policy"),
            self.env._("Customer"),
            self.env._("SIREN"),
            self.env._("Amount covered"),
            self.env._("Currency"),
            self.env._("Part paid (%)"),
            self.env._("Document"),
            self.env._("Delivered on"),
            self.env._("Original due date"),
            self.env._("Extended due date"),
            self.env._("Declare before"),
            self.env._("From the extended due date"),
            self.env._("Unpaid") + f" ({currency})",
            self.env._("Days past due"),
            self.env._("Declared on"),
            self.env._("Reference"),
            self.env._("Actions"),
        ]
