from odoo import api, fields, models


class RelanceProcedureCourtMixin(models.AbstractModel):
    """The court of a procedure: chosen from those already known, and remembered for
    the next debtor of the same town."""

    _name = "relance.procedure.court.mixin"
    _description = "Court of a Procedure"

    court_id = fields.Many2one(
        "relance.court",
        string="Court chosen",
        index="btree_not_null",
        ondelete="restrict",
        help="Of the debtor's seat. Enter it once: it is proposed for the next debtor"
        " of the same town.",
    )

    @api.onchange("court_id")
    def _onchange_court_id(self):
        if self.court_id:
            self.court = self.court_id.name

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._name_court(vals) for vals in vals_list])
        records.filtered("court_id")._remember_court()
        return records

    def write(self, vals):
        result = super().write(self._name_court(vals))
        if vals.get("court_id"):
            self._remember_court()
        return result

    @api.model
    def _name_court(self, vals):
        """The name of the court follows it, unless it is written too."""
        if not vals.get("court_id") or "court" in vals:
            return vals
        return {
            **vals,
            "court": self.env["relance.court"].browse(vals["court_id"]).name,
        }

    def _remember_court(self):
        for record in self:
            company = record.company_id
            # sudo: the memory of towns is nobody's; the procedure was just written
            record.court_id.sudo()._remember(
                record.partner_id, company._relance_today()
            )
