from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..const import LANG
from ..models.relance_procedure_access import USUAL_DAYS


class RelanceProcedureAccessSend(models.TransientModel):
    """Give the agent of a procedure its link: what it will see, to which address.

    The link is written in the e-mail, or shown once; it is not stored anywhere.
    """

    _name = "relance.procedure.access.send"
    _description = "Link for an Agent"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "procedure_id"

    procedure_id = fields.Many2one("relance.procedure", required=True, readonly=True)
    agent_id = fields.Many2one(related="procedure_id.agent_id")
    email = fields.Char(
        string="E-mail of the agent",
        compute="_compute_email",
        store=True,
        readonly=False,
    )
    expiry_date = fields.Date(
        string="Valid until", required=True, default=lambda self: self._default_expiry()
    )
    words = fields.Text(string="Your words", help="Added to the e-mail, as typed.")
    preview = fields.Html(
        string="What the agent will see", compute="_compute_preview", sanitize=False
    )
    revoke_others = fields.Boolean(string="Close the links made before", default=True)
    link = fields.Char(store=False, readonly=True)

    @api.model
    def _default_expiry(self):
        return fields.Date.context_today(self) + timedelta(days=USUAL_DAYS)

    @api.depends("procedure_id")
    def _compute_email(self):
        for wizard in self:
            wizard.email = wizard.procedure_id.agent_id.email

    @api.depends("procedure_id")
    def _compute_preview(self):
        for wizard in self:
            procedure = wizard.procedure_id._origin
            # the page is read in sudo: it is shown to who may hand it over only
            allowed = procedure and procedure.has_access("write")
            wizard.preview = allowed and self.env["ir.qweb"]._render(
                "relance_recouvrement.agent_preview",
                {"page": procedure._get_agent_page()},
                lang=LANG,
                minimal_qcontext=True,
            )

    def action_send(self):
        """Make the link and send it by e-mail, through the mail queue.

        :raise UserError: without a valid e-mail address
        """
        self.ensure_one()
        self.email = email_normalize(self.email)
        if not self.email:
            raise UserError(
                self.env._("Enter one valid e-mail address: the link goes there.")
            )
        access, token = self._make()
        # sudo: who works on the procedure was checked by the making of the link
        engine = self.env["relance.engine.agent"].sudo()
        engine._send_link(access, token, self.words)
        return {"type": "ir.actions.act_window_close"}

    def action_show(self):
        """Make the link and show it, this once, to hand it over another way."""
        self.ensure_one()
        access, token = self._make()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link for the agent"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref(
                        "relance_recouvrement.relance_procedure_access_send_view_link"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "default_procedure_id": self.procedure_id.id,
                "default_expiry_date": self.expiry_date,
                "default_link": access._get_url(token),
            },
        }

    def _make(self):
        procedure = self.procedure_id
        procedure.check_access("write")
        if self.revoke_others:
            procedure.access_ids._revoke(self.env._("Replaced by another link"))
        return self.env["relance.procedure.access"]._make(
            procedure, self.email, self.expiry_date
        )
