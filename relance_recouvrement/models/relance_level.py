from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import CHANNELS, LEVEL_CHARGES, ROUTES, STAGES
from ..tools.scenario import Level


class RelanceLevel(models.Model):
    """One step of a scenario: when, by which channels, with which text."""

    _name = "relance.level"
    _description = "Dunning Level"
    _inherit = "relance.level.text.mixin"
    _order = "scenario_id, sequence, delay_days, id"

    name = fields.Char(required=True)
    scenario_id = fields.Many2one(
        "relance.scenario", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scenario_id.company_id")
    currency_id = fields.Many2one(related="scenario_id.currency_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stage = fields.Selection(STAGES, default="amicable", required=True)

    # When
    delay_days = fields.Integer(
        string="Days after due date", help="Negative: before the due date."
    )
    gap_days = fields.Integer(string="Days after the previous level")
    after_deadline = fields.Boolean(
        help="Due the day after the deadline announced by the previous level,"
        " before any other delay."
    )
    min_amount = fields.Monetary(
        string="Minimum amount", help="Below it, the next level is considered."
    )

    # Who decides
    gate = fields.Selection(
        [
            ("auto", "Automatic"),
            ("confirm", "Confirmed by a person"),
            ("manual", "Prepared by a person"),
        ],
        default="confirm",
        required=True,
    )
    auto_below = fields.Monetary(
        string="Automatic below",
        help="Above this amount a person confirms. 0: no limit.",
    )
    manager_confirms = fields.Boolean(string="A manager confirms")
    needs_regime = fields.Boolean(
        string="Debtor kind needed",
        help="The text depends on the debtor's kind: a person confirms it first.",
    )

    blocks_sales = fields.Boolean(
        string="Stops sales",
        compute="_compute_blocks_sales",
        store=True,
        readonly=False,
        help="New orders and deliveries are stopped while an overdue item is at this"
        " level, as set for sales and deliveries.",
    )

    # How
    channel_email = fields.Boolean(string="By e-mail")
    channel_letter = fields.Boolean(string="By letter")
    channel_registered = fields.Boolean(string="By registered letter")
    channel_call = fields.Boolean(string="By call")
    proof_channel = fields.Selection(
        CHANNELS,
        compute="_compute_proof_channel",
        store=True,
        readonly=False,
        help="The channel whose success makes the level count.",
    )
    contact_role = fields.Selection(
        [
            ("invoice", "Invoice address"),
            ("dunning", "Dunning contact"),
            ("escalation", "Escalation contact"),
        ],
        default="dunning",
        required=True,
    )
    copy_salesperson = fields.Boolean(string="Copy to the salesperson")
    read_receipt = fields.Boolean(string="Ask for a read receipt")

    # What
    claims = fields.Selection(
        [
            ("overdue", "All overdue items"),
            ("previous_level", "Items that had the previous level"),
        ],
        default="overdue",
        required=True,
    )
    charges = fields.Selection(
        LEVEL_CHARGES,
        string="Interest and indemnities",
        compute="_compute_charges",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="What the messages say of what a business or a public body owes for"
        " paying late. Nobody else is told anything.",
    )
    deadline_days = fields.Integer(
        string="Deadline (days)", help="Days given to pay; 0: no deadline."
    )
    postal_days = fields.Integer(
        string="Postal days", help="Added to the deadline for the post."
    )
    announced_consequence = fields.Char(
        help="What happens after the deadline, as the letter says it."
    )
    announced_consequence_en = fields.Char(
        string="Announced consequence in English",
        help="As above, for the text in English.",
    )
    route = fields.Selection(
        ROUTES,
        string="Usual next step",
        compute="_compute_route",
        store=True,
        precompute=True,
        readonly=False,
        help="What a formal notice announces, when it is possible against the debtor;"
        " else a person chooses.",
    )
    attach_invoices = fields.Selection(
        [("none", "None"), ("claimed", "Claimed invoices"), ("new", "Not sent yet")],
        default="claimed",
        required=True,
    )
    attach_statement = fields.Boolean(string="Attach the statement of account")
    call_script = fields.Html()
    wording_advice = fields.Html(compute="_compute_wording_advice", sanitize=False)

    @api.depends("stage")
    def _compute_blocks_sales(self):
        for level in self:
            level.blocks_sales = level.stage in ("formal_notice", "decision")

    @api.depends("stage", "deadline_days")
    def _compute_charges(self):
        """Nothing before a deadline is set, a mention with it, then amounts."""
        for level in self:
            if level.stage in ("last_notice", "formal_notice"):
                level.charges = "amount"
            elif level.stage == "amicable" and level.deadline_days:
                level.charges = "mention"
            else:
                level.charges = "none"

    @api.depends("stage")
    def _compute_route(self):
        for level in self:
            notice = level.stage == "formal_notice"
            level.route = notice and (level.route or "injonction")

    @api.depends(
        "channel_email", "channel_letter", "channel_registered", "channel_call"
    )
    def _compute_proof_channel(self):
        for level in self:
            channels = level._get_channels()
            if level.proof_channel not in channels:
                level.proof_channel = channels[-1] if channels else False

    @api.depends(
        "mail_template_id",
        "mail_subject",
        "mail_body",
        "letter_template_id",
        "letter_subject",
        "letter_body",
        "mail_template_en_id",
        "letter_template_en_id",
        "call_script",
        "announced_consequence",
        "announced_consequence_en",
    )
    def _compute_wording_advice(self):
        for level in self:
            level.wording_advice = self.env["relance.wording"]._render(
                level._get_wordings()
            )

    @api.constrains("stage", "delay_days")
    def _check_delay(self):
        for level in self:
            if level.delay_days < 0 and level.stage != "prevention":
                raise ValidationError(
                    self.env._(
                        "Level “%(name)s”: only a level before the due date has a"
                        " negative number of days.",
                        name=level.name,
                    )
                )

    @api.constrains(
        "stage",
        "channel_email",
        "channel_letter",
        "channel_registered",
        "channel_call",
        "proof_channel",
        "mail_template_id",
        "letter_template_id",
    )
    def _check_channels(self):
        for level in self:
            problem = level._get_channel_problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "Level “%(name)s”: %(problem)s",
                        name=level.name,
                        problem=problem,
                    )
                )

    def _get_channel_problem(self):
        channels = self._get_channels()
        if self.stage != "decision" and not channels:
            return self.env._("choose at least one channel.")
        if channels and self.proof_channel not in channels:
            return self.env._("the proof is one of the channels of the level.")
        if self.channel_email and not self.mail_template_id:
            return self.env._("choose the text of its e-mail.")
        letter = self.channel_letter or self.channel_registered
        if letter and not self.letter_template_id:
            return self.env._("choose the text of its letter.")
        return False

    @api.constrains("deadline_days", "postal_days", "gap_days", "min_amount")
    def _check_positive(self):
        for level in self:
            if (
                min(
                    level.deadline_days,
                    level.postal_days,
                    level.gap_days,
                    level.min_amount,
                )
                < 0
            ):
                raise ValidationError(
                    self.env._(
                        "Level “%(name)s”: deadlines, gaps and amounts cannot be"
                        " negative.",
                        name=level.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self._get_used()
        if used:
            raise ValidationError(
                self.env._(
                    "The level “%(name)s” is used by reminders or cases: archive it,"
                    " the following level takes over.",
                    name=used[0].name,
                )
            )

    def _get_used(self):
        """Levels of ``self`` that a reminder, an item or a case refers to."""
        used = self.browse()
        for model, name in (
            ("relance.reminder", "level_id"),
            ("relance.reminder.line", "level_id"),
            ("relance.case.line", "level_id"),
            ("relance.case.line", "start_level_id"),
            ("relance.case", "level_id"),
            ("relance.case", "next_level_id"),
        ):
            # sudo: the history of every company counts
            records = self.env[model].sudo()
            found = records._read_group([(name, "in", self.ids)], [name])
            used |= self.browse(level.id for (level,) in found)
        return used

    def _get_channels(self):
        """Channels of the level, from the lightest to the strongest."""
        self.ensure_one()
        order = ("call", "email", "letter", "registered")
        return [channel for channel in order if self[f"channel_{channel}"]]

    def _get_contact_key(self):
        """What the proof channel needs, and from whom: ``email_dunning``…"""
        self.ensure_one()
        needs = {"email": "email", "call": "phone"}
        need = needs.get(self.proof_channel, "post")
        return f"{need}_{self.contact_role or 'dunning'}"

    def _get_deadline(self, day):
        """The single calendar date printed on a message that leaves on ``day``.

        :return: ``day`` plus the days given and the postal days, or False
        """
        self.ensure_one()
        if not self.deadline_days:
            return None
        return fields.Date.add(day, days=self.deadline_days + self.postal_days)

    def _get_rules(self, rank):
        """The level as the pure schedule knows it."""
        self.ensure_one()
        return Level(
            id=self.id,
            rank=rank,
            name=self.name,
            stage=self.stage,
            delay_days=self.delay_days,
            gap_days=self.gap_days,
            after_deadline=self.after_deadline,
            gate=self.gate,
            auto_below=self.auto_below,
            is_call=self.proof_channel == "call",
            claims=self.claims,
            min_amount=self.min_amount,
            needs_regime=self.needs_regime,
        )
