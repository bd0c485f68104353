from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..const import INTERRUPTION_KINDS
from ..tools.limitation import PROCEEDINGS, SUSPENDING

PROVED_FIELDS = {"case_id", "line_ids", "kind", "date", "proof", "proof_name"}


class RelanceInterruption(models.Model):
    """An act that starts limitation again, or stops it for a while, with its proof.

    Only what the law lists (C. civ. 2238, 2240, 2241, 2244): no letter is one. Once
    recorded it stays as it is; a manager cancels one entered by mistake.
    """

    _name = "relance.interruption"
    _description = "Act on Limitation"
    _inherit = ["relance.recorded.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kind"

    case_id = fields.Many2one(
        "relance.case",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="case_id.company_id")
    line_ids = fields.Many2many(
        "relance.case.line",
        "relance_interruption_line_rel",
        "interruption_id",
        "line_id",
        string="Items",
        domain="[('case_id', '=', case_id), ('amount_total', '>', 0)]",
    )
    kind = fields.Selection(INTERRUPTION_KINDS, required=True)
    date = fields.Date(required=True)
    end_date = fields.Date(
        string="Ended on",
        help="Of the proceedings or of the mediation: limitation runs again from"
        " there. Empty: it is counted from the act itself.",
    )
    note = fields.Char(help="Court, officer, reference…")
    plan_id = fields.Many2one(
        "relance.plan", readonly=True, index="btree_not_null", ondelete="set null"
    )
    can_end = fields.Boolean(compute="_compute_can_end")
    warning = fields.Text(compute="_compute_warning")

    # === COMPUTE METHODS === #

    @api.depends("kind")
    def _compute_can_end(self):
        for act in self:
            act.can_end = act.kind in PROCEEDINGS | SUSPENDING

    @api.depends("kind", "date", "line_ids", "state")
    def _compute_warning(self):
        """Items that the act does not help, and why."""
        for act in self:
            late = act._get_too_late()
            act.warning = bool(late) and self.env._(
                "Too late for %(documents)s, time-barred before: their limitation does"
                " not start again.",
                documents=", ".join(late.mapped("move_name")),
            )

    def _get_too_late(self):
        if not self.date or self.kind == "title" or self.state != "recorded":
            return self.line_ids.browse()
        # sudo: the engine reads the invoices of items that the user sees
        engine = self.env["relance.engine.limitation"].sudo()
        clocks = engine._get_clocks(self.line_ids._origin.ids, self._origin.ids)
        return self.line_ids._origin.filtered(
            lambda line: line.id in clocks and clocks[line.id].is_barred(self.date)
        )

    @api.depends("kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for act in self:
            name = kinds.get(act.kind) or ""
            act.display_name = f"{name} ({act._format(act.date)})" if act.date else name

    def _format(self, day):
        return format_date(self.env, day, "fr_FR", "dd/MM/yyyy")

    @api.onchange("kind", "line_ids")
    def _onchange_kind(self):
        """The day of a partial payment is in the ledger."""
        if self.kind == "payment" and not self.date:
            self.date = max(self._get_payment_days(), default=False)

    def _get_payment_days(self):
        # sudo: payments of items that the user sees, read by the engine
        payments = self.env["relance.engine.payments"].sudo()
        paid = payments._get_paid(self.line_ids._origin.ids)
        return {day for days in paid.values() for day, _amount in days}

    # === CONSTRAINTS === #

    @api.constrains("date", "end_date", "kind")
    def _check_dates(self):
        for act in self:
            today = act.company_id._relance_today()
            today = max(today, act.case_id.run_date or today)
            if max(act.date, act.end_date or act.date) > today:
                raise ValidationError(
                    self.env._("An act is recorded once it is done: correct its date.")
                )
            if act.end_date and (not act.can_end or act.end_date < act.date):
                raise ValidationError(
                    self.env._(
                        "Only proceedings and mediations end, after they began:"
                        " correct the end."
                    )
                )

    @api.constrains("line_ids", "case_id")
    def _check_lines(self):
        for act in self:
            if not act.line_ids or act.line_ids.case_id != act.case_id:
                raise ValidationError(
                    self.env._("Choose the items of this customer that the act names.")
                )

    @api.constrains("kind", "date", "proof")
    def _check_proof(self):
        for act in self:
            paid = act.kind == "payment" and act.date in act._get_payment_days()
            if not act.proof and not paid:
                raise ValidationError(
                    self.env._(
                        "Add the proof of the act: signed paper, letter, writ, bank"
                        " statement. Only a payment matched in the ledger on that day"
                        " needs none."
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Only who works on the case records an act; its items follow at once."""
        for vals in vals_list:
            if not self.env.su:
                self._check_person_writes(vals)
        acts = super().create(vals_list)
        acts.case_id.check_access("write")
        acts._seal_proof()
        acts._tell()
        return acts

    def write(self, vals):
        if PROVED_FIELDS & set(vals) and not self.env.su:
            raise UserError(
                self.env._(
                    "A recorded act stays as it is: a manager cancels it, then record"
                    " the right one."
                )
            )
        result = super().write(vals)
        if "end_date" in vals:
            self._refresh_cases()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(
            self.env._("An act on limitation is never deleted: a manager cancels it.")
        )

    # === ACTIONS === #

    def action_open(self):
        """Open the act, to end it or to cancel it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _open(self, case, lines):
        """Action that opens a new act of ``lines``.

        :raise UserError: when they belong to several customers
        """
        if len(case) != 1:
            raise UserError(self.env._("Choose the items of one customer."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What interrupts limitation"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": case.id,
                "default_line_ids": [Command.set(lines.ids)],
            },
        }

    def action_cancel(self):
        """A manager cancels an act recorded by mistake, or undone by a judge.

        :raise UserError: without reason, or when the user is no manager
        """
        cancelled = super().action_cancel()
        cancelled._refresh_cases()
        return cancelled

    def _say_no_reason(self):
        return self.env._("Enter why the act is cancelled, then cancel it.")

    def _say_cancelled(self):
        return self.env._(
            "%(act)s: no longer counted for limitation. %(reason)s",
            act=self.display_name,
            reason=self.cancel_reason,
        )

    # === RECORDING === #

    @api.model
    def _record(self, case, lines, kind, day, **vals):
        """Record an act that another document proves.

        Its caller checked the rights and refreshes the case.

        :param relance.case.line lines: items named by the act
        :param str kind: one of ``INTERRUPTION_KINDS``
        :param date day: day of the act
        :param vals: ``proof`` (base64), ``proof_name``, ``end_date``, ``note``…
        :rtype: relance.interruption
        """
        # sudo: caused by a document whose rights its caller checked
        return self.sudo().create(
            {
                "case_id": case.id,
                "line_ids": [Command.set(lines.ids)],
                "kind": kind,
                "date": day,
                **vals,
            }
        )

    def _record_plans(self, plans):
        """Who signs a payment plan acknowledges the debt (C. civ. 2240)."""
        for plan in plans.sudo():  # sudo: as in _record
            lines = plan.line_ids.case_line_id
            self._record(
                plan.case_id,
                lines.filtered(lambda line, case=plan.case_id: line.case_id == case),
                "plan",
                plan.signature_date,
                proof=plan.with_context(bin_size=False).signed_document,
                proof_name=plan.signed_document_name,
                plan_id=plan.id,
            )

    def _tell(self):
        """Say on the case until when the items can be claimed now."""
        # sudo: the engine reads the invoices of items that the user sees
        engine = self.env["relance.engine.limitation"].sudo()
        for act in self:
            clocks = engine._get_clocks(act.line_ids.ids)
            days = [
                f"{line.move_name} : {act._format(clocks[line.id].day)}"
                for line in act.line_ids
                if line.id in clocks
            ]
            act.case_id._message_log(
                body=self.env._(
                    "%(act)s recorded. Last days to act: %(days)s.",
                    act=act.display_name,
                    days=", ".join(days),
                )
            )
        if not self.env.su:
            self._refresh_cases()

    def _refresh_cases(self):
        """Holds and alerts follow at once."""
        self.case_id._refresh()
        # sudo: tasks of others on the same case end with their cause
        self.env["relance.engine.limitation.alert"].sudo()._close_tasks(self.case_id)
