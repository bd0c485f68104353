from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Without any rule: the longest that the CNIL recommends for a journal of accesses.
LOG_MONTHS = 12


class RelanceProcedureAccessLog(models.Model):
    """Each visit and post made with the link of an agent (RGPD 32).

    No token, no person: the kind, the moment, the network. What the agent posted is
    kept by its own record; the journal goes after a year (CNIL 2021-122).
    """

    _name = "relance.procedure.access.log"
    _description = "Visit of an Agent"
    _order = "id desc"
    _rec_name = "kind"

    access_id = fields.Many2one(
        "relance.procedure.access",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    kind = fields.Selection(
        [
            ("created", "Link made"),
            ("sent", "Link sent"),
            ("view", "Page seen"),
            ("download", "Document taken"),
            ("step", "Step reported"),
            ("message", "Message"),
            ("collected", "Amount collected"),
            ("remitted", "Amount handed over"),
            ("invalid", "Post refused"),
            ("limited", "Too many requests"),
            ("refused", "Link refused"),
            ("revoked", "Link revoked"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(readonly=True)
    network = fields.Char(readonly=True, help="Network of the visitor, truncated.")

    def write(self, vals):
        """A journal is never changed."""
        if self:
            raise UserError(self.env._("The journal of visits is never changed."))
        return super().write(vals)

    @api.autovacuum
    def _gc_old(self):
        """Visits older than their retention rule are erased."""
        rules = self.env["relance.retention.rule"]
        months = rules._get_months("access", None) or LOG_MONTHS
        last = fields.Datetime.now() - relativedelta(months=months)
        self.search([("date", "<", last)], limit=10000).unlink()
