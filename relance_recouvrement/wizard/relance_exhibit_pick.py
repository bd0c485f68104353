from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class RelanceExhibitPick(models.TransientModel):
    """Documents already in Odoo, chosen for the file of a procedure."""

    _name = "relance.exhibit.pick"
    _description = "Choose Documents"
    _inherit = ["relance.opened.mixin"]
    _opened_on = "procedure_id"

    procedure_id = fields.Many2one(
        "relance.procedure", required=True, readonly=True, ondelete="cascade"
    )
    exhibit_type_id = fields.Many2one(
        "relance.procedure.exhibit.type", string="As", required=True
    )
    available_ids = fields.Many2many(
        "ir.attachment",
        "relance_exhibit_pick_available_rel",
        compute="_compute_available_ids",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "relance_exhibit_pick_rel",
        string="Documents",
        domain="[('id', 'in', available_ids)]",
    )

    @api.depends("procedure_id")
    def _compute_available_ids(self):
        """What the user may read of the case, its customer and its documents."""
        for wizard in self:
            procedure = wizard.procedure_id
            domains = [
                Domain("res_model", "=", records._name)
                & Domain("res_id", "in", records.ids)
                for records in wizard._get_records(procedure)
                if records
            ]
            wizard.available_ids = (
                self.env["ir.attachment"].search(
                    Domain.OR(domains) & Domain("type", "=", "binary"), order="id desc"
                )
                if domains
                else False
            )

    def _get_records(self, procedure):
        """Records whose attachments may be exhibits; other addons add theirs.

        :rtype: list
        """
        partner = procedure.partner_id
        case = procedure.case_id
        return [
            procedure,
            case,
            partner | partner.child_ids,
            procedure.line_ids.case_line_id.move_id,
            case.reminder_ids.delivery_ids,
            case.promise_ids,
            case.dispute_ids,
            case.plan_ids,
        ]

    def action_add(self):
        """Add the chosen documents at the end of their kind.

        :raise UserError: without document
        """
        self.ensure_one()
        procedure = self.procedure_id
        procedure._check_file_access()
        # what the user may read, whatever the client sent
        chosen = self.attachment_ids & self.available_ids
        if not chosen:
            raise UserError(self.env._("Choose at least one document."))
        kind = self.exhibit_type_id
        for attachment in chosen:
            exhibit = self.env["relance.procedure.exhibit"].create(
                {
                    "procedure_id": procedure.id,
                    "exhibit_type_id": kind.id,
                    "sequence": kind.sequence * 100 + 99,
                    "name": attachment.name,
                    "date": attachment.create_date.date(),
                }
            )
            store = self.env["relance.engine.store"]
            # sudo: read just above as the user, copied as it is
            exhibit._put(store._copy(attachment.sudo(), exhibit), "picked")
        procedure._drop_empty_exhibits(kind)
        return {"type": "ir.actions.act_window_close"}
