from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

COMMITMENTS = (
    "relance.promise",
    "relance.dispute",
    "relance.plan",
    "relance.settlement",
)
OPEN_STATES = ("to_approve", "open", "founded", "draft", "active")
OPEN_STATES += ("proposed", "agreed")


class RelanceCaseReassign(models.TransientModel):
    """Give cases to another collector, with the tasks that go with them."""

    _name = "relance.case.reassign"
    _description = "Reassign Cases"

    scope = fields.Selection(
        [("cases", "The selected cases"), ("collector", "All cases of a collector")],
        default="cases",
        required=True,
    )
    case_ids = fields.Many2many("relance.case", string="Cases")
    source_id = fields.Many2one(
        "res.users", string="Cases of", domain="[('share', '=', False)]"
    )
    user_id = fields.Many2one(
        "res.users",
        string="New collector",
        required=True,
        domain="[('share', '=', False)]",
    )
    reason = fields.Char(help="Kept in the history of each case.")
    case_count = fields.Integer(compute="_compute_case_count")

    @api.depends("scope", "case_ids", "source_id")
    def _compute_case_count(self):
        for wizard in self:
            wizard.case_count = len(wizard._get_cases())

    @api.model
    def default_get(self, fields):
        vals = super().default_get(fields)
        if self.env.context.get("active_model") == "relance.case":
            vals["case_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return vals

    @api.model
    def _open(self, source):
        """Action that opens the wizard on all the cases of a collector."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reassign cases"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_scope": "collector",
                "default_source_id": source.id,
            },
        }

    def _get_cases(self):
        self.ensure_one()
        if self.scope == "cases":
            return self.case_ids
        return self.env["relance.case"].search(
            [("user_id", "=", self.source_id.id), ("stage", "!=", "settled")]
        )

    def action_apply(self):
        """Reassign the cases, their open tasks and what was agreed on them.

        :raise AccessError: when the user only works on their own cases
        :raise UserError: when the new collector cannot work on the cases
        """
        self.ensure_one()
        self._check_rights()
        cases = self._get_cases().filtered(lambda case: case.user_id != self.user_id)
        if not cases:
            raise UserError(
                self.env._("No case to reassign: choose cases of somebody else.")
            )
        self._check_new_collector(cases)
        for source, records in cases.grouped(lambda case: case.user_id).items():
            self._move_tasks(records, source)
            self._log(records, source)
        cases.write({"user_id": self.user_id.id})
        return {"type": "ir.actions.act_window_close"}

    # === CHECKS === #

    def _check_rights(self):
        if not self.env.user.has_group("relance_recouvrement.group_collector"):
            raise AccessError(
                self.env._(
                    "Only a manager or a collector of all cases reassigns cases: ask"
                    " one of them."
                )
            )

    def _check_new_collector(self, cases):
        user = self.user_id
        if not user.has_group("relance_recouvrement.group_collector_own"):
            raise UserError(
                self.env._(
                    "%(user)s has no right to work on cases: give the group"
                    " “Collector” first, or choose somebody else.",
                    user=user.name,
                )
            )
        # sudo: the companies of a colleague are no secret here
        missing = cases.company_id - user.sudo().company_ids
        if missing:
            raise UserError(
                self.env._(
                    "%(user)s does not work for %(companies)s: choose somebody else.",
                    user=user.name,
                    companies=", ".join(missing.mapped("name")),
                )
            )

    # === WHAT GOES ALONG === #

    def _move_tasks(self, cases, source):
        """Activities and open commitments of the former collector; of cases of
        nobody, the tasks that came by default."""
        if not source:
            for owner, records in cases.grouped(lambda case: case._get_owner()).items():
                self._move_activities("relance.case", records.ids, owner)
            return
        owners = source | source._relance_stand_in()
        self._move_activities("relance.case", cases.ids, owners)
        for model in COMMITMENTS:
            # sudo: who follows is kept with the case; the right was checked above
            records = (
                self.env[model]
                .sudo()
                .search(
                    [
                        ("case_id", "in", cases.ids),
                        ("user_id", "=", source.id),
                        ("state", "in", OPEN_STATES),
                    ]
                )
            )
            records.write({"user_id": self.user_id.id})
            self._move_activities(model, records.ids, owners)

    def _move_activities(self, model, ids, owners):
        # sudo: tasks of a colleague on cases that the user may reassign
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", model),
                ("res_id", "in", ids),
                ("user_id", "in", owners.ids),
            ]
        ).with_context(mail_activity_quick_update=True).write(
            {"user_id": self.user_id.id}
        )

    def _log(self, cases, source):
        body = self.env._(
            "Reassigned from %(before)s to %(after)s.",
            before=source.name or self.env._("nobody"),
            after=self.user_id.name,
        )
        if self.reason:
            body = f"{body} {self.reason}"
        cases._message_log_batch(bodies=dict.fromkeys(cases.ids, body))
