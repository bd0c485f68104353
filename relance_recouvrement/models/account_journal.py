from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    relance_follow_entries = fields.Boolean(
        string="Follow its receivables",
        help="Odoo excludes the entries of miscellaneous journals from follow-up."
        " Check it for the journal of opening entries.",
    )
