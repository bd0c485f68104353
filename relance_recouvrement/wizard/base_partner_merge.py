from datetime import date

from odoo import models
from odoo.tools import SQL

# Rows of a case: they follow when cases are merged.
FOLDED = (
    "case.line",
    "reminder",
    "announcement",
    "call",
    "charge",
    "interruption",
    "insurance.declaration",
    "limitation",
    "doubtful.line",
    "abandonment",
    "procedure",
)
# What hangs on a case by its model and id: it follows when cases are merged.
FOLLOWING_RECORDS = [
    ("mail_message", "model"),
    ("mail_activity", "res_model"),
    ("ir_attachment", "res_model"),
]


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Fold the cases of the merged customers into one, history included.

        Odoo deletes the rows that would break a unique constraint: an emptied case
        is all that it finds.
        """
        # sudo: the cases of every company follow the customer
        cases = self.env["relance.case"].sudo()
        partners = src_partners + dst_partner.commercial_partner_id
        merged = cases.search([("partner_id", "in", partners.ids)])
        for same_company in merged.grouped("company_id").values():
            kept = same_company.filtered(
                lambda case: case.partner_id == dst_partner.commercial_partner_id
            )
            kept = kept or same_company[0]
            for source in same_company - kept:
                self._fold_case(source, kept)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _fold_case(self, source, target):
        """Move everything of ``source`` to ``target`` and delete it empty."""
        source.reminder_ids.filtered("is_open")._cancel(self.env._("Customers merged"))
        self._hand_over_holds(source, target)
        for commitments in (
            source.promise_ids,
            source.dispute_ids,
            source.plan_ids,
            source.settlement_ids,
        ):
            commitments.write({"case_id": target.id})
        self.env.flush_all()
        for model in FOLDED:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET case_id = %s WHERE case_id = %s",
                    SQL.identifier(f"relance_{model.replace('.', '_')}"),
                    target.id,
                    source.id,
                )
            )
        for table, field in FOLLOWING_RECORDS:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET res_id = %s WHERE %s = %s AND res_id = %s",
                    SQL.identifier(table),
                    target.id,
                    SQL.identifier(field),
                    source._name,
                    source.id,
                )
            )
        self.env.invalidate_all(flush=False)
        target.procedure_ids.modified(["case_id"])
        source.unlink()

    def _hand_over_holds(self, source, target):
        """What held ``source`` holds ``target``: the longest hold wins."""
        vals = {}
        if source.hold_until and source.hold_until > (target.hold_until or date.min):
            vals.update(hold_until=source.hold_until, hold_reason=source.hold_reason)
        if source.contact_issue and not target.contact_issue:
            vals.update(
                contact_issue=source.contact_issue,
                contact_issue_address=source.contact_issue_address,
            )
        if source.reply_pending:
            vals["reply_pending"] = True
        if not target.user_id:
            vals["user_id"] = source.user_id.id
        target.write(vals)
