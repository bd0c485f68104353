from odoo import fields, models

from ..const import AGENT_KINDS, PROCEDURE_ROUTES


class RelanceProcedureType(models.Model):
    """A route beyond the amicable stage, as data: who carries it out, its steps.

    What the law says, and may change, comes with its source and its date.
    """

    _name = "relance.procedure.type"
    _inherit = ["relance.route.type.mixin"]
    _description = "Kind of Procedure"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Selection(PROCEDURE_ROUTES, required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    agent_kind = fields.Selection(
        AGENT_KINDS, string="Carried out by", default="none", required=True
    )
    is_judicial = fields.Boolean(
        string="Judicial",
        help="Before a judge or an officer of justice: its sums rest on confirmed"
        " rates only.",
    )
    needs_formal_notice = fields.Boolean(
        help="Not opened before a formal notice of its documents was sent and its time"
        " is over."
    )
    suspends_limitation = fields.Boolean(help="Limitation stops while it runs.")
    allows_dispute = fields.Boolean(
        string="Disputed claims",
        help="Also opened on documents that the customer disputes.",
    )
    survives_insolvency = fields.Boolean(
        string="Goes on after an insolvency",
        help="Not stopped by the collective proceedings of the debtor.",
    )
    costs_claimable = fields.Boolean(
        string="Costs may be claimed",
        default=True,
        help="From a business or a public body, and from everybody after a title.",
    )
    gives_title = fields.Boolean(help="May end with an enforceable title.")
    usual_delay_days = fields.Integer(
        string="Usual duration (days)",
        help="From the opening to the money, or the title.",
    )
    form_number = fields.Char(help="Number of the official form, such as 12948*06.")
    form_number_tc = fields.Char(
        string="Form, commercial court", help="When it is not the same one."
    )
    form_number_jcp = fields.Char(
        string="Form, judge of consumer credit", help="When it is not the same one."
    )
    form_source = fields.Char(string="Source of the form")
    form_date = fields.Date(string="Form checked on")
    law_source = fields.Char(string="Source")
    law_date = fields.Date(string="Law as of")
    note = fields.Html(string="How it goes", translate=False)
    step_template_ids = fields.One2many(
        "relance.procedure.step.template", "type_id", string="Steps", copy=True
    )
    exhibit_type_ids = fields.Many2many(
        "relance.procedure.exhibit.type",
        "relance_procedure_exhibit_type_rel",
        "procedure_type_id",
        "exhibit_type_id",
        string="Documents of the file",
    )

    _unique_code = models.UniqueIndex("(code)", "There is one kind for each route.")
