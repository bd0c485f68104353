from odoo import models
from odoo.tools import format_datetime

from ..const import LANG, PROCEDURE_LIVE


class RelanceProcedureAgentPage(models.AbstractModel):
    """What the agent of a procedure sees: plain values, of this procedure only.

    The page never gets a record: what is not here cannot be shown. Internal notes,
    the thread, colleagues' tasks and the other procedures of the debtor are not.
    """

    _name = "relance.procedure.agent.page"
    _description = "Page of an Agent"

    def _get_agent_page(self):
        """All that the page shows.

        :rtype: dict
        """
        self.ensure_one()
        # sudo: one procedure, for who holds its link or may write it
        procedure = self.sudo().with_context(lang=LANG)
        return {
            "number": procedure.name,
            "route": procedure.type_id.name,
            "reference": procedure.agent_ref,
            "court": " ".join(filter(None, (procedure.court, procedure.court_ref))),
            "opened": procedure._format_date(procedure.open_date),
            "is_live": procedure.state in PROCEDURE_LIVE,
            "closed": procedure._format_date(procedure.close_date),
            "stage": procedure.stage,
            "agent": procedure.agent_id.name,
            "currency": procedure.currency_id.symbol,
            "contact": procedure._get_page_contact(),
            "debtor": procedure._get_page_debtor(),
            "sums": procedure._get_page_sums(),
            "lines": procedure._get_page_lines(),
            "exhibits": procedure._get_page_exhibits(),
            "file": procedure._get_page_file(),
            "steps": procedure._get_page_steps(),
            "messages": procedure._get_page_messages(),
            "money": procedure._get_page_money(),
        }

    def _get_page_contact(self):
        user, company = self.user_id, self.company_id
        return {
            "company": company.name,
            "logo": not company.uses_default_logo and company.logo_web.decode(),
            "name": user.name,
            "email": user.email or company.email,
            "phone": user.phone or company.phone,
        }

    def _get_page_debtor(self):
        partner = self.partner_id
        address = partner._display_address(without_company=True)
        return {
            "name": partner.name,
            "siren": partner.company_registry or "",
            "address": "\n".join(filter(str.strip, address.splitlines())),
            "phone": partner.phone,
            "email": partner.email,
        }

    def _get_page_sums(self):
        """Labelled sums; those that are zero are left out."""
        rows = (
            ("Principal", self.amount_principal),
            ("Intérêts", self.amount_interest),
            ("Indemnités forfaitaires", self.amount_indemnity),
            ("Frais réclamés", self.amount_costs_debtor),
        )
        return {
            "rows": [
                (label, self._format_amount(part)) for label, part in rows if part
            ],
            "claimed": self._format_amount(self.amount_claimed),
            "recovered": self._format_amount(self.amount_recovered),
            "remaining": self._format_amount(self.amount_remaining),
            "interest_date": self._format_date(self.interest_date),
        }

    def _get_page_lines(self):
        return [
            {
                "number": line.case_line_id.move_name,
                "date": self._format_date(line.invoice_date),
                "due": self._format_date(line.date_maturity),
                "principal": self._format_amount(line.amount),
                "interest": self._format_amount(line.amount_interest),
                "indemnity": self._format_amount(line.amount_indemnity),
                "settled": line.amount_settled
                and self._format_amount(line.amount_settled),
            }
            for line in self.line_ids
        ]

    def _get_page_exhibits(self):
        return [
            {
                "id": line.id,
                "number": line.number,
                "name": line.name,
                "date": self._format_date(line.date),
            }
            for line in self._get_exhibits_for_agent()
        ]

    def _get_page_file(self):
        """The whole file at once: its pages, or nothing until it is complete."""
        built = self._get_exhibits_for_agent().file_id
        return built and {
            "pages": built.pages,
            "pdf": bool(built.pdf_attachment_id),
            "zip": bool(built.zip_attachment_id),
        }

    def _get_page_steps(self):
        """Steps done and left; ``code`` of those that the agent may tell done."""
        open_steps = self._get_agent_steps()
        return [
            {
                "id": step.id,
                "name": step.name,
                "due": self._format_date(step.date_due),
                "done": self._format_date(step.date_done),
                "is_late": step.is_late,
                "is_legal": step.deadline_kind == "legal",
                "optional": step.optional,
                "can_tell": step in open_steps,
            }
            for step in self.step_ids
            if not step.skipped and not step.not_applicable
        ]

    def _get_page_messages(self):
        zone = self.company_id._relance_tz().zone
        return [
            {
                "mine": message.direction == "in",
                "author": message.author,
                "date": format_datetime(self.env, message.date, zone, "short"),
                "body": message.body,
                "files": message.attachment_ids.mapped("name"),
            }
            for message in self.agent_message_ids
        ]

    def _get_page_money(self):
        rows = self.remittance_ids.filtered(lambda row: row.state != "cancelled")
        states = dict(rows._fields["state"]._description_selection(self.env))
        return {
            "rows": [
                {
                    "by_agent": row.kind == "agent",
                    "date": self._format_date(row.date),
                    "amount": self._format_amount(row.amount),
                    "reference": row.reference,
                    "due": row.kind == "agent" and self._format_date(row.date_due),
                    "left": row.amount_left and self._format_amount(row.amount_left),
                    "remitted": row.amount_remitted
                    and self._format_amount(row.amount_remitted),
                    "remitted_date": self._format_date(row.date_remitted),
                    "received": self._format_date(row.received_date),
                    "commission": row.commission
                    and self._format_amount(row.commission),
                    "state": states.get(row.state),
                    "is_late": row.is_late,
                }
                for row in rows.sorted(lambda row: (row.date, row.id))
            ],
            "collected": self._format_amount(self.amount_collected),
            "left": self._format_amount(self.amount_to_remit),
            "has_left": bool(self.amount_to_remit),
            "commission": self._format_amount(self.amount_commission),
            "rate": self.commission_rate and self._get_rate_text(self.commission_rate),
            "withheld": self.commission_withheld,
            "days": self.remittance_days,
            "law": self._get_remittance_law(),
        }
