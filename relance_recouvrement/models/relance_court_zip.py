from odoo import api, fields, models


class RelanceCourtZip(models.Model):
    """A town whose debtors were sued before a court, and when last."""

    _name = "relance.court.zip"
    _description = "Town of a Court"
    _order = "used_date desc, id desc"
    _rec_name = "zip"

    court_id = fields.Many2one(
        "relance.court", required=True, index=True, ondelete="cascade"
    )
    zip = fields.Char(string="Postal code", index="btree_not_null")
    town = fields.Char(help="In capitals, as on an envelope.")
    used_date = fields.Date(
        string="Last used on", required=True, default=fields.Date.context_today
    )

    _unique_place = models.UniqueIndex(
        "(court_id, COALESCE(zip, ''), COALESCE(town, ''))",
        "This town is already in the list.",
    )

    @api.model
    def _get_place(self, partner):
        """Postal code and town of a debtor, as they are remembered.

        :return: ``(code, town)``, empty strings when unknown
        :rtype: tuple
        """
        office = partner.commercial_partner_id
        code = "".join((office.zip or "").split())
        return code, " ".join((office.city or "").upper().split())
