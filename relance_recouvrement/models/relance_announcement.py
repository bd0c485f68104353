from odoo import fields, models


class RelanceAnnouncement(models.Model):
    """A consequence announced with a deadline: it is carried out or lifted.

    A threat that is not carried out destroys credibility, so an announcement ends
    as kept (the announced step was done), lifted (paid, or no longer claimable) or
    broken (the step was not done in time).
    """

    _name = "relance.announcement"
    _description = "Announced Consequence"
    _order = "deadline desc, id desc"
    _rec_name = "deadline"

    case_id = fields.Many2one(
        "relance.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    reminder_id = fields.Many2one(
        "relance.reminder", required=True, index=True, ondelete="cascade"
    )
    level_id = fields.Many2one("relance.level", required=True, ondelete="restrict")
    consequence = fields.Char(required=True)
    deadline = fields.Date(required=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("suspended", "Suspended"),
            ("kept", "Carried out"),
            ("lifted", "Lifted"),
            ("broken", "Broken"),
        ],
        default="open",
        required=True,
        index=True,
    )
    resumed_date = fields.Date(
        readonly=True, help="End of what suspended it: the time to do it starts again."
    )
    closed_date = fields.Date()
