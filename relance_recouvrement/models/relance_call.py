from odoo import api, fields, models


class RelanceCall(models.Model):
    """A call: who, when, how, what came out of it."""

    _name = "relance.call"
    _description = "Collection Call"
    _inherit = ["relance.call.guard"]
    _order = "date desc, id desc"
    _rec_name = "contact_id"

    case_id = fields.Many2one(
        "relance.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")
    contact_id = fields.Many2one("res.partner", string="Person called")
    contact_phone = fields.Char(related="contact_id.phone", string="Phone number")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, default=lambda self: self.env.user
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    medium = fields.Selection(
        [
            ("phone", "Phone"),
            ("video", "Video call"),
            ("visit", "Visit"),
            ("fax", "Fax"),
        ],
        default="phone",
        required=True,
    )
    direction = fields.Selection(
        [("out", "We called"), ("in", "They called")], default="out", required=True
    )
    outcome = fields.Selection(
        [
            ("reached", "Reached"),
            ("no_answer", "No answer"),
            ("voicemail", "Voicemail"),
            ("wrong_number", "Wrong number"),
            ("call_back", "To call back"),
        ],
        required=True,
    )
    reached = fields.Boolean(
        compute="_compute_reached",
        store=True,
        readonly=False,
        help="The right person was spoken to. Voicemail never counts.",
    )
    note = fields.Text(
        help="Facts only: who, when, what was said. The customer may read it."
    )
    level_id = fields.Many2one("relance.level", ondelete="restrict", index=True)
    call_script = fields.Html(related="level_id.call_script")
    reminder_id = fields.Many2one(
        "relance.reminder", ondelete="set null", index="btree_not_null", readonly=True
    )

    @api.depends("outcome")
    def _compute_reached(self):
        for call in self:
            call.reached = call.outcome == "reached"

    @api.onchange("case_id")
    def _onchange_case_id(self):
        if self.case_id and not self.contact_id:
            partner = self.case_id.partner_id
            contact = partner._relance_get_contact("dunning", "phone")
            self.contact_id = contact or partner

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls._complete_call_level()
        calls._log()
        calls._apply_attempts()
        return calls

    def _complete_call_level(self):
        """The right person was reached: the call level that waited is done."""
        for call in self.filtered("reached"):
            # sudo: what was delivered is written by the engine only
            reminder = call.sudo().case_id.reminder_ids.filtered(
                lambda rem: (
                    rem.state == "queued" and rem.level_id.proof_channel == "call"
                )
            )[:1]
            if reminder:
                call.sudo().reminder_id = reminder
                reminder._call_done(call)

    def _log(self):
        for call in self:
            outcome = dict(self._fields["outcome"]._description_selection(self.env))[
                call.outcome
            ]
            call.case_id._message_log(
                body=self.env._(
                    "Call to %(contact)s: %(outcome)s. %(note)s",
                    contact=call.contact_id.name or call.partner_id.name,
                    outcome=outcome,
                    note=call.note or "",
                )
            )
