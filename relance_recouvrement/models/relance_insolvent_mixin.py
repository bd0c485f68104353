from odoo import api, fields, models

from ..const import INSOLVENCY_LIVE, INSOLVENCY_STATES


class RelanceInsolventMixin(models.AbstractModel):
    """A customer, or its case, whose collective proceedings are shown.

    The inheriting model says whose they are in ``_get_insolvent_key``.
    """

    _name = "relance.insolvent.mixin"
    _description = "Shows the Insolvency of a Customer"

    relance_insolvency_id = fields.Many2one(
        "relance.insolvency",
        string="Insolvency",
        compute="_compute_relance_insolvency_id",
        groups="relance_recouvrement.group_user",
        help="Proceedings under way, else the last ones.",
    )
    relance_insolvency_state = fields.Selection(
        INSOLVENCY_STATES,
        string="State of the insolvency",
        compute="_compute_relance_insolvency_id",
        groups="relance_recouvrement.group_user",
    )
    relance_is_insolvent = fields.Boolean(
        string="Prior claims frozen",
        compute="_compute_relance_insolvency_id",
        groups="relance_recouvrement.group_user",
    )

    def _get_insolvent_key(self):
        """Whose proceedings: ``(commercial partner, root company)``."""
        raise NotImplementedError

    @api.depends_context("company")
    def _compute_relance_insolvency_id(self):
        keys = {record: record._get_insolvent_key() for record in self}
        partners = self.env["res.partner"].union(*(key[0] for key in keys.values()))
        found = {}
        for insolvency in self.env["relance.insolvency"].search(
            [("partner_id", "in", partners.ids), ("state", "!=", "cancelled")],
            order="judgment_date, id",
        ):
            key = (insolvency.partner_id, insolvency.company_id)
            current = found.get(key)
            if not current or current.state not in INSOLVENCY_LIVE:
                found[key] = insolvency
        for record, key in keys.items():
            insolvency = found.get(key, self.env["relance.insolvency"])
            record.relance_insolvency_id = insolvency
            record.relance_insolvency_state = insolvency.state
            record.relance_is_insolvent = insolvency.is_holding

    def action_relance_insolvency(self):
        """Open the proceedings of the customer, or enter them."""
        self.ensure_one()
        partner, company = self._get_insolvent_key()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Insolvency"),
            "res_model": "relance.insolvency",
            "res_id": self.relance_insolvency_id.id,
            "view_mode": "form",
            "context": {
                "default_partner_id": partner.id,
                "default_company_id": company.id,
            },
        }
