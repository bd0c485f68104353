import base64
import math

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..const import LANG

LEFT_OUT_PREFIXES = ("413", "4117", "4181")
# The backlog is spread over about a month of working days.
SPREAD_DAYS = 20
SMALLEST_CAP = 10


class RelanceGoLive(models.TransientModel):
    """Start dunning on an existing ledger, after having seen what it would do.

    Three steps: what is followed, where each item starts, what leaves in the next
    days. Simulation and confirmation share :meth:`_apply`, so that what was seen is
    what is done.
    """

    _name = "relance.go.live"
    _description = "Dunning Go-live"

    state = fields.Selection(
        [
            ("scope", "What is followed"),
            ("levels", "Starting levels"),
            ("simulation", "Simulation"),
            ("done", "Started"),
        ],
        default="scope",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self._default_company_id(),
        domain="[('id', 'in', allowed_company_ids), ('parent_id', '=', False)]",
    )
    date = fields.Date(
        string="Start on",
        required=True,
        default=lambda self: self.env["relance.simulation"]._default_date_from(),
        help="Day of the first run. During the 30 days that follow, a person confirms"
        " everything.",
    )

    # What is followed
    followed_from = fields.Date(
        string="Followed from",
        required=True,
        default=lambda self: self._default_followed_from(),
        help="Items dated before are not followed, whatever their due date.",
    )
    left_count = fields.Integer(compute="_compute_left_out")
    left_amount = fields.Monetary(compute="_compute_left_out")
    bank_date = fields.Date(
        string="Bank up to date on", default=lambda self: self._default_bank_date()
    )
    daily_cap = fields.Integer(
        string="Messages a day",
        default=lambda self: self._default_daily_cap(),
        help="For the scheduled deliveries. 0: no limit.",
    )
    journal_ids = fields.One2many(
        "relance.go.live.line", "go_live_id", domain=[("kind", "=", "journal")]
    )
    account_ids = fields.One2many(
        "relance.go.live.line", "go_live_id", domain=[("kind", "=", "account")]
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Starting levels
    start_mode = fields.Selection(
        string="Starting level",
        selection=[
            ("age", "By age, at most the firm level"),
            ("import_age", "From a file, the others by age"),
            ("import", "From a file, the others from the first level"),
            ("first", "All from the first level"),
        ],
        required=True,
        default="age",
    )
    import_file = fields.Binary(string="File", attachment=False)
    import_filename = fields.Char()
    import_errors = fields.Text(readonly=True)
    level_ids = fields.One2many(
        "relance.go.live.line", "go_live_id", domain=[("kind", "=", "level")]
    )

    # Simulation
    simulation_id = fields.Many2one("relance.simulation", readonly=True)
    message_count = fields.Integer(compute="_compute_message_count")
    customer_count = fields.Integer(compute="_compute_message_count")
    silent_count = fields.Integer(compute="_compute_message_count")

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields):
        """Propose the journals whose entries Odoo leaves out, and the accounts that
        are usually not chased."""
        values = super().default_get(fields)
        company = self.env.company.root_id
        if "journal_ids" in fields:
            values["journal_ids"] = [
                Command.create(
                    {
                        "kind": "journal",
                        "journal_id": journal.id,
                        "checked": journal.relance_follow_entries,
                    }
                )
                for journal in self._get_journals(company)
            ]
        if "account_ids" in fields:
            values["account_ids"] = [
                Command.create(
                    {"kind": "account", "account_id": account.id, "checked": True}
                )
                for account in self._get_left_out_accounts(company)
            ]
        return values

    def _default_company_id(self):
        return self.env.company.root_id

    def _default_followed_from(self):
        company = self.env.company.root_id
        if company.relance_followed_from:
            return company.relance_followed_from
        [[oldest, _customers]] = self._read_open_items(company)
        return oldest or fields.Date.context_today(self)

    def _default_bank_date(self):
        return self.env.company.root_id._relance_bank_day()

    def _default_daily_cap(self):
        company = self.env.company.root_id
        if company.relance_daily_cap:
            return company.relance_daily_cap
        [[_oldest, customers]] = self._read_open_items(company)
        return max(SMALLEST_CAP, math.ceil(customers / SPREAD_DAYS / 10) * 10)

    def _read_open_items(self, company):
        """Oldest date and number of customers of the open debts."""
        return self.env["account.move.line"]._read_group(
            self._get_open_domain(company),
            [],
            ["date:min", "partner_id:count_distinct"],
        )

    def _get_open_domain(self, company):
        return [
            ("company_id", "in", company._relance_branches().ids),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", ">", 0),
        ]

    def _get_journals(self, company):
        """General journals with open debts, or already followed."""
        domain = [*self._get_open_domain(company), ("journal_id.type", "=", "general")]
        groups = self.env["account.move.line"]._read_group(domain, ["journal_id"])
        followed = self.env["account.journal"].search(
            [
                ("company_id", "child_of", company.id),
                ("relance_follow_entries", "=", True),
            ]
        )
        return followed.union(*(journal for (journal,) in groups)).sorted()

    def _get_left_out_accounts(self, company):
        accounts = self.env["account.account"].with_company(company)
        proposed = accounts.search(
            [
                ("account_type", "=", "asset_receivable"),
                ("company_ids", "parent_of", company._relance_branches().ids),
            ]
        ).filtered(lambda account: (account.code or "").startswith(LEFT_OUT_PREFIXES))
        return proposed | company.relance_excluded_account_ids

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._(
                "Go-live – %(company)s", company=wizard.company_id.name
            )

    @api.depends("company_id", "followed_from")
    def _compute_left_out(self):
        """What the date leaves out."""
        for wizard in self:
            figures = (0, 0.0)
            if wizard.company_id and wizard.followed_from:
                domain = [
                    *wizard._get_open_domain(wizard.company_id & self.env.companies),
                    ("date", "<", wizard.followed_from),
                ]
                [figures] = self.env["account.move.line"]._read_group(
                    domain, [], ["__count", "amount_residual:sum"]
                )
            wizard.left_count, wizard.left_amount = figures

    @api.depends("simulation_id.line_ids")
    def _compute_message_count(self):
        for wizard in self:
            lines = wizard.simulation_id.line_ids
            acting = lines.filtered("date")
            wizard.message_count = len(acting)
            wizard.customer_count = len(acting.partner_id)
            wizard.silent_count = len(lines - acting)

    # === ACTION METHODS === #

    def action_next(self):
        """Check the step and show the next one."""
        self._check_rights()
        if self.state == "scope":
            self.state = "levels"
            self._preview_levels()
        elif self.state == "levels":
            self._preview_levels()
            if not self.import_errors:
                self.state = "simulation"
                self._simulate()
        return True

    def action_back(self):
        """Show the step before."""
        self._check_rights()
        self.state = "levels" if self.state == "simulation" else "scope"
        return True

    def action_preview_levels(self):
        """Count the items of each starting level; name the wrong rows of the file."""
        self._check_rights()
        self._preview_levels()
        return True

    def action_show_simulation(self):
        """Open who gets what, when, and why or why not."""
        self._check_rights()
        return self.simulation_id._get_action()

    def action_confirm(self):
        """Start: write the settings and the starting levels, and run the engine."""
        self._check_rights()
        company = self.company_id.sudo()
        engine = self.env["relance.engine"].sudo().with_context(lang=LANG)
        if self.state != "simulation":
            raise UserError(self.env._("Look at the simulation first."))
        engine._check_not_before_last_run(company, self.date)
        if not engine._lock(company):
            raise UserError(
                self.env._("A run is under way for this company: try again shortly.")
            )
        starts = self._apply()
        self._cancel_open_reminders()
        self._get_service()._log(starts)
        engine._run(company, today=self.date)
        self.state = "done"
        return self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_case_action"
        )

    # === BUSINESS METHODS === #

    def _check_rights(self):
        self.ensure_one()
        self.check_access("write")
        self.env["relance.simulation"]._check_selected(self.company_id)

    def _apply(self):
        """Write the settings, read the ledger, store the starting levels.

        :return: ``{case line: Start}``
        :raise UserError: with every wrong row when the file has any
        """
        self._follow()
        starts, errors = self._get_starts()
        if errors:
            raise UserError("\n".join(errors))
        self._get_service()._write_starts(starts)
        return starts

    def _follow(self):
        """Write the settings and read the ledger with them."""
        # sudo: settings of the company and engine-kept levels, for managers only
        company = self.company_id.sudo()
        company.write(self._prepare_company_vals())
        for line in self.journal_ids.sudo():
            line.journal_id.relance_follow_entries = line.checked
        self.env["relance.engine"].sudo().with_context(lang=LANG)._read_ledger(
            company, self.date
        )
        self._get_service()._forget(company)

    def _get_service(self):
        # sudo: items of the whole company, levels kept by the engine
        return self.env["relance.go.live.start"].sudo()

    def _get_starts(self):
        return self._get_service()._get_starts(
            self.company_id.sudo(),
            self.date,
            self.start_mode,
            base64.b64decode(self.import_file or b""),
        )

    def _prepare_company_vals(self):
        values = {
            "relance_followed_from": self.followed_from,
            "relance_go_live_date": self.date,
            "relance_daily_cap": self.daily_cap,
            "relance_excluded_account_ids": [
                Command.set(self.account_ids.filtered("checked").account_id.ids)
            ],
        }
        if self.bank_date:
            values["relance_bank_date"] = self.bank_date
        return values

    # === STARTING LEVELS === #

    def _preview_levels(self):
        """Count the starting levels; nothing of it is written on the cases."""
        rows, errors = [], []

        def preview():
            self._follow()
            starts, found = self._get_starts()
            errors.extend(found)
            rows.extend(self._get_service()._summarize(self.company_id, starts))

        self.env["relance.engine"]._in_rolled_back_savepoint(preview)
        self.level_ids.unlink()
        self.env["relance.go.live.line"].create(
            [{"go_live_id": self.id, "kind": "level", **row} for row in rows]
        )
        self.import_errors = "\n".join(errors)

    # === SIMULATION AND START === #

    def _simulate(self):
        if not self.simulation_id:
            self.simulation_id = self.env["relance.simulation"].create(
                {"company_id": self.company_id.id, "date_from": self.date}
            )
        self.simulation_id.date_from = self.date

        def setup():
            self._apply()
            self._cancel_open_reminders()

        self.simulation_id._play(setup=setup)

    def _cancel_open_reminders(self):
        """What was prepared and has not left is prepared again."""
        # sudo: states of reminders are engine-kept
        self.env["relance.reminder"].sudo().with_context(lang=LANG).search(
            [
                ("case_id.company_id", "=", self.company_id.id),
                ("state", "in", ["to_confirm", "queued"]),
                ("frozen_date", "=", False),
            ]
        )._cancel(self.with_context(lang=LANG).env._("Go-live"))
