from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.debtor import get_regime
from ..tools.limitation import PROTECTED
from ..tools.routes import ROUTES, Claim, get_refusal

# Holds under which an item is nobody's to sue for, or not yet.
AGREEMENTS = ("promise", "dispute", "plan")
# Told again here: these routes have conditions of their own.
CHECKED_ROUTES = set(ROUTES) - {"assignation"}


class RelanceProcedureOpening(models.AbstractModel):
    """What is checked and frozen when a manager opens a procedure."""

    _name = "relance.procedure.opening"
    _description = "Opening of a Procedure"

    notice_elsewhere = fields.Char(
        string="Formal notice made elsewhere",
        help="Date and proof of a formal notice that is not in Odoo, when the route"
        " needs one.",
    )

    def action_open(self):
        """Open the procedure: its sums are frozen, its items leave the dunning.

        :raise UserError: when the user is no manager, or something stands in the way,
            with what to do
        """
        self._check_manager()
        for record in self:
            record._check_draft()
            record._check_can_open()
        for record in self:
            record._open()
        self.case_id._refresh()

    def _open(self):
        # sudo: what follows is kept; the manager and the law were checked before
        record = self.sudo()
        today = record._get_today()
        record.line_ids._read_ledger(today)
        record.write({"state": "open", "open_date": today})
        record._use_company()
        record._make_steps()
        record._carry_out_announcements(today)
        record._log_on_case(
            self.env._(
                "%(procedure)s opened: %(amount)s claimed on %(documents)s. These"
                " documents leave the dunning.",
                procedure=record.display_name,
                amount=record.currency_id.format(record.amount_claimed),
                documents=", ".join(
                    name
                    for name in record.line_ids.mapped("case_line_id.move_name")
                    if name
                ),
            )
        )

    def _use_company(self):
        """By SQL: a write on a company reads again whatever hangs on its address."""
        company = self.company_id.root_id
        if company.relance_has_procedures:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET relance_has_procedures = TRUE WHERE id = %s",
                company.id,
            )
        )
        company.invalidate_recordset(["relance_has_procedures"])

    def _log_on_case(self, body):
        """Said on the procedure and on the case."""
        self._message_log(body=body)
        self.case_id._message_log(body=body)

    def _carry_out_announcements(self, day):
        """The formal notice announced this very route on one of these items: it is
        carried out. Another route announced stays to be lifted or done."""
        items = self.line_ids.case_line_id
        self.case_id.announcement_ids.filtered(
            lambda ann: (
                ann.state in ("open", "suspended")
                and ann.reminder_id.chosen_route == self.code
                and ann.reminder_id.line_ids.case_line_id & items
            )
        ).write({"state": "kept", "closed_date": day})

    # === CHECKS === #

    def _check_can_open(self):
        """
        :raise UserError: the first thing that stands in the way, and what to do
        """
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("Choose the documents that the procedure claims.")
            )
        self.line_ids._check_item()
        self.line_ids._check_one_procedure()
        self._check_owed()
        self._check_agreements()
        self._check_holds()
        self._check_limitation()
        self._check_formal_notice()
        self._check_rates()
        self._check_route()

    def _check_owed(self):
        settled = self.line_ids.case_line_id.filtered(
            lambda item: item.closed_date or item.amount_residual <= 0
        )
        if settled:
            raise UserError(
                self.env._(
                    "Nothing is owed any more of %(documents)s: take them out.",
                    documents=", ".join(settled.mapped("move_name")),
                )
            )

    def _check_agreements(self):
        """Promises and plans are kept first, disputes answered, unless the route is
        there to settle them."""
        kinds = ["promise", "plan", "settlement"]
        if not self.type_id.allows_dispute:
            kinds.append("dispute")
        found = []
        for kind in kinds:
            # sudo: what was agreed binds who does not see it
            parts = self.env[f"relance.{kind}.line"].sudo()
            parts = parts.search(
                [
                    ("case_line_id", "in", self.line_ids.case_line_id.ids),
                    (f"{kind}_id.is_holding", "=", True),
                ]
            )
            for parent, of_parent in parts.grouped(f"{kind}_id").items():
                documents = ", ".join(of_parent.case_line_id.mapped("move_name"))
                found.append(f"• {parent.display_name} ({documents})")
        if found:
            raise UserError(
                self.env._(
                    "These documents are promised, planned or disputed. Cancel or close"
                    " first, or take the documents out:\n%(agreements)s",
                    agreements="\n".join(found),
                )
            )

    def _check_holds(self):
        allowed = {"none", *AGREEMENTS}
        if self.type_id.survives_insolvency:
            allowed.add("insolvency")
        held = self.line_ids.case_line_id.filtered(
            lambda item: item.hold not in allowed
        )
        if not held:
            return
        labels = dict(
            self.env["relance.case.line"]
            ._fields["hold"]
            ._description_selection(self.env)
        )
        raise UserError(
            self.env._(
                "These documents are left out of the dunning. Release them, or take"
                " them out:\n%(documents)s",
                documents="\n".join(
                    f"• {item.move_name} : {item.hold_reason or labels[item.hold]}"
                    for item in held
                ),
            )
        )

    def _check_limitation(self):
        """A time-barred claim on a consumer is never pursued (C. conso. L218-2)."""
        partner = self.partner_id.with_company(self.company_id)
        code = partner.relance_regime_confirmed and partner.relance_debtor_regime
        if (code or "unknown") not in PROTECTED:
            return
        # sudo: the engine reads the invoices of items that the user sees
        engine = self.env["relance.engine.limitation"].sudo()
        clocks = engine._get_clocks(self.line_ids.case_line_id.ids)
        today = self._get_today()
        barred = self.line_ids.case_line_id.filtered(
            lambda item: item.id in clocks and clocks[item.id].is_barred(today)
        )
        if barred:
            raise UserError(
                self.env._(
                    "Time-barred: %(documents)s. The limitation protects consumers"
                    " (C. conso. L218-2): nothing is claimed of them. If %(customer)s"
                    " is a business, confirm its kind on its form.",
                    documents=", ".join(barred.mapped("move_name")),
                    customer=partner.display_name,
                )
            )

    def _check_formal_notice(self):
        if not self.type_id.needs_formal_notice or self.notice_elsewhere:
            return
        missing = self.line_ids.case_line_id - self._get_notified_items()
        if missing:
            raise UserError(
                self.env._(
                    "%(route)s comes after a formal notice whose time is over. None was"
                    " sent, or its time is not over, for %(documents)s. Send it, wait,"
                    " or enter the date and the proof of one made elsewhere.",
                    route=self.type_id.name,
                    documents=", ".join(missing.mapped("move_name")),
                )
            )

    def _get_notified_items(self):
        """Items that a formal notice claimed, its time being over."""
        items = self.line_ids.case_line_id
        today = self._get_today()
        # sudo: reminders of a case that the user sees
        sent = self.env["relance.reminder"].sudo()
        sent = sent.search(
            [
                ("case_id", "=", self.case_id.id),
                ("state", "=", "sent"),
                ("level_id.stage", "=", "formal_notice"),
                "|",
                ("deadline_date", "=", False),
                ("deadline_date", "<", today),
            ]
        )
        known = sent.line_ids.case_line_id | items.filtered(
            lambda item: item.start_level_id.stage in ("formal_notice", "decision")
        )
        return items.filtered(lambda item: item in known or item.origin_line_id & known)

    def _check_rates(self):
        """Before a judge, no sum rests on a provisional rate."""
        if not self.type_id.is_judicial:
            return
        # sudo: the engine reads what was paid on items that the user sees
        engine = self.env["relance.engine.procedure"].sudo()
        items = self.sudo().line_ids.case_line_id
        days = engine._get_provisional_days(items, self._get_today())
        self.env["relance.rate"]._check_confirmed(days)

    def _check_route(self):
        """Conditions that the law sets to the route itself."""
        if self.code not in CHECKED_ROUTES:
            return
        # sudo: what is known of the customer, whoever opens the procedure
        partner = self.partner_id.sudo().with_company(self.company_id)
        regime = partner.relance_regime_confirmed and partner.relance_debtor_regime
        disputed = self.line_ids.case_line_id.filtered(
            lambda item: item.hold == "dispute"
        )
        claim = Claim(
            regime=regime or "unknown",
            amount=self.amount_claimed,
            disputed=bool(disputed) and not self.type_id.allows_dispute,
            country=partner.country_id.code or "FR",
            is_company=partner.is_company,
            debtor_trader=partner._relance_get_trader(),
            creditor_trader=partner._relance_get_company_trader(self.company_id),
        )
        limits = self.env["relance.procedure.type"]._get_limits()
        reason = get_refusal(self.code, claim, limits)
        if reason:
            raise UserError(
                self.env._(
                    "“%(route)s” cannot be opened: %(reason)s.",
                    route=self.type_id.name,
                    reason=reason,
                )
            )

    def _may_claim_costs(self):
        """Whether the law lets costs be claimed from this debtor: before a title of a
        business or a public body (C. com. L441-10 II), after it of everybody (CPCE
        L111-8); never those of the small claims procedure (CPCE R125-8)."""
        self.ensure_one()
        if not self.type_id.costs_claimable:
            return False
        partner = self.partner_id.with_company(self.company_id)
        regime = partner.relance_regime_confirmed and partner.relance_debtor_regime
        return bool(self.title_date) or get_regime(regime).costs
