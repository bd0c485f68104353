from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import DEADLINE_KINDS, LANG

# What a person enters of a step of their own; the others come from the route.
OWN_FIELDS = {"name", "date_due", "sequence"}


class RelanceProcedureStep(models.Model):
    """One step of a procedure: what, until when, done on which day, with its proof.

    Its day comes from the law and from the step before; a person may add steps of
    their own. Done by :meth:`_mark_done`, whoever says it.
    """

    _name = "relance.procedure.step"
    _description = "Step of a Procedure"
    _inherit = ["relance.kept.mixin"]
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="procedure_id.company_id")
    partner_id = fields.Many2one(related="procedure_id.partner_id")
    procedure_state = fields.Selection(related="procedure_id.state")
    template_id = fields.Many2one(
        "relance.procedure.step.template",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    sequence = fields.Integer(default=500)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True)
    deadline_kind = fields.Selection(
        DEADLINE_KINDS,
        string="Kind of date",
        default="usual",
        required=True,
        readonly=True,
    )
    optional = fields.Boolean(readonly=True, help="Only if it happens: never late.")
    source = fields.Char(related="template_id.source")
    date_due = fields.Date(string="Due on")
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    skipped = fields.Boolean(
        string="Not needed", readonly=True, copy=False, help="Will not be done here."
    )
    not_applicable = fields.Boolean(
        readonly=True, help="Another version of the law governs this order."
    )
    is_left = fields.Boolean(compute="_compute_is_left", store=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_procedure_step_attachment_rel",
        "step_id",
        "attachment_id",
        string="Proof",
        readonly=True,
        copy=False,
    )
    note = fields.Text()
    author_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, copy=False
    )
    access_id = fields.Many2one(
        "relance.procedure.access",
        string="Told by the agent",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    interruption_id = fields.Many2one(
        "relance.interruption",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    milestone = fields.Char(readonly=True, copy=False)
    needs_proof = fields.Boolean(compute="_compute_needs_proof")
    is_late = fields.Boolean(compute="_compute_is_late")
    is_missed = fields.Boolean(compute="_compute_is_late")

    # === COMPUTE METHODS === #

    @api.depends("date_done", "skipped", "not_applicable")
    def _compute_is_left(self):
        for step in self:
            step.is_left = not (step.date_done or step.skipped or step.not_applicable)

    @api.depends("template_id")
    def _compute_needs_proof(self):
        for step in self:
            template = step.template_id
            step.needs_proof = bool(template.interruption_kind or template.sets_title)

    @api.depends("date_due", "is_left", "optional", "deadline_kind")
    def _compute_is_late(self):
        for step in self:
            record = step.procedure_id
            late = bool(
                step.date_due
                and step.is_left
                and not step.optional
                and record.is_holding
                and step.date_due < record._get_today()
            )
            step.is_late = late
            step.is_missed = late and step.deadline_kind == "legal"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """A person adds steps of their own while the procedure runs."""
        if not self.env.su:
            for vals in vals_list:
                self._check_person_writes(vals)
        steps = super().create(vals_list)
        if not self.env.su:
            steps.procedure_id._check_live()
        return steps

    def write(self, vals):
        own = self.filtered(lambda step: not step.template_id)
        if OWN_FIELDS & set(vals) and not self.env.su and own != self:
            raise UserError(
                self.env._(
                    "This step comes from the route and its day from the law: say when"
                    " it was done, or add a step of your own."
                )
            )
        if "procedure_id" in vals and not self.env.su:
            raise UserError(self.env._("A step stays in its procedure."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if self.env.su:
            return
        if self.filtered(lambda step: step.template_id or step.date_done):
            raise UserError(self.procedure_id._get_opened_message())

    # === ACTIONS === #

    def action_done(self):
        """Open the wizard that says when the step was done, with its proof."""
        self.ensure_one()
        self.procedure_id.check_access("write")
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "relance.procedure.step.done",
            "view_mode": "form",
            "target": "new",
            "context": {"default_step_id": self.id},
        }

    def action_skip(self):
        """The step will not be done in this procedure."""
        self.procedure_id.check_access("write")
        self._check_open()
        for step in self.sudo():  # sudo: kept; rights checked above
            step.skipped = True
            step.procedure_id._drop_step_tasks(step)
            step.procedure_id._message_log(
                body=self.env._("“%(step)s”: not needed.", step=step.name)
            )

    def action_undo(self):
        """A manager takes back a step entered by mistake; its proof stays attached to
        the procedure.

        :raise UserError: when the user is no manager
        """
        self.procedure_id._check_manager()
        self.procedure_id._check_live()
        for step in self.sudo():  # sudo: kept; the manager was checked above
            act = step.interruption_id
            if act and act.state == "recorded":
                act.cancel_reason = self.env._("Step entered by mistake")
                act.action_cancel()
            step.write(
                {
                    "date_done": False,
                    "skipped": False,
                    "author_id": False,
                    "interruption_id": False,
                    "milestone": False,
                }
            )
            step.procedure_id._step_undone(step)
            step.procedure_id._log_on_case(
                self.env._("“%(step)s”: entered by mistake.", step=step.name)
            )

    def _check_open(self):
        """
        :raise UserError: when the procedure is not under way, or the step is done
        """
        self.procedure_id._check_live()
        over = self.filtered(lambda step: not step.is_left)[:1]
        if over:
            raise UserError(
                self.env._("“%(step)s” is already done or not needed.", step=over.name)
            )

    # === DONE === #

    def _mark_done(self, day, attachments=None, note=None):
        """The step was done; callers checked that the user may say so.

        :param date day: when
        :param ir.attachment attachments: its proof, needed by acts that interrupt
            limitation and by titles
        :param str note: added to the step's
        :raise UserError: when the procedure is not under way, the day not possible or
            the proof missing
        """
        self.ensure_one()
        attachments = attachments or self.env["ir.attachment"]
        self._check_open()
        self._check_day(day)
        if self.needs_proof and not (attachments | self.attachment_ids):
            raise UserError(
                self.env._(
                    "“%(step)s”: attach its proof (act, order, minutes). Limitation is"
                    " interrupted by what can be proved only.",
                    step=self.name,
                )
            )
        step = self.sudo()  # sudo: kept; callers checked the rights
        files = attachments.sudo()  # sudo: given with the step, seen with the procedure
        files.write({"res_model": "relance.procedure", "res_id": step.procedure_id.id})
        step.write(
            {
                "date_done": day,
                "author_id": self.env.uid,
                "attachment_ids": [Command.link(file.id) for file in files],
                "note": "\n".join(filter(None, (step.note, note))) or False,
            }
        )
        step.procedure_id._drop_step_tasks(step)
        step._record_interruption()
        step.procedure_id._step_done(step)
        step.procedure_id._log_on_case(step._describe_done())

    def _check_day(self, day):
        if not day:
            raise UserError(self.env._("Enter the day on which it was done."))
        if day > self.procedure_id._get_today():
            raise UserError(
                self.env._("A step is said once it is done: correct its day.")
            )
        if self.deadline_kind == "earliest" and self.date_due and day < self.date_due:
            raise UserError(
                self.env._(
                    "“%(step)s” is not possible before %(day)s (%(law)s): the other"
                    " side has until the day before.",
                    step=self.name,
                    day=self._format_date(self.date_due),
                    law=self.source or "",
                )
            )

    def _record_interruption(self):
        """What the law lists as interrupting limitation is recorded with its proof."""
        template = self.template_id
        acts = self.env["relance.interruption"]
        record = self.procedure_id
        if template.ends_interruption:
            open_acts = record.step_ids.interruption_id.filtered(
                lambda act: act.can_end and not act.end_date
            )
            open_acts.write({"end_date": self.date_done})
        if not template.interruption_kind:
            return
        items = record._get_items_now().filtered(
            lambda item: item.case_id == record.case_id
        )
        proof = self.attachment_ids[-1:]
        self.interruption_id = acts._record(
            record.case_id,
            items,
            template.interruption_kind,
            self.date_done,
            proof=proof.with_context(bin_size=False).datas,
            proof_name=proof.name,
            note=f"{record.name} : {self.name}",
        )

    def _describe_done(self):
        body = self.env._(
            "%(procedure)s: “%(step)s” done on %(day)s.",
            procedure=self.procedure_id.name,
            step=self.name,
            day=self._format_date(self.date_done),
        )
        if self.deadline_kind == "legal" and self.date_due < self.date_done:
            body += " " + self.env._(
                "Out of time: the last day was %(day)s.",
                day=self._format_date(self.date_due),
            )
        return body

    def _format_date(self, day):
        return format_date(self.env, day, LANG, "dd/MM/yyyy")
