from odoo import api, fields, models


class RelanceInvoiceAccept(models.TransientModel):
    """Checked, go on: these problems are accepted, with a reason."""

    _name = "relance.invoice.accept"
    _description = "Accept Invoice Problems"

    problems = fields.Json(
        required=True, help="Pairs of a case line's id and the code of its problem."
    )
    summary = fields.Text(compute="_compute_summary", string="Documents")
    reason = fields.Char(required=True)

    @api.depends("problems")
    def _compute_summary(self):
        selection = self.env["relance.invoice.acceptance"]._fields["code"]
        labels = dict(selection._description_selection(self.env))
        for wizard in self:
            wizard.summary = "\n".join(
                f"{line.move_name or line.partner_id.name} – {labels[code]}"
                for line, code in wizard._get_problems()
            )

    @api.model
    def _open(self, checks):
        """Action that opens the wizard on these rows."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Checked, go on"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_problems": [[row.case_line_id.id, row.code] for row in checks]
            },
        }

    def _get_problems(self):
        lines = self.env["relance.case.line"]
        return [(lines.browse(line_id), code) for line_id, code in self.problems or []]

    def action_apply(self):
        """Accept, log, and let the cases go on."""
        self.ensure_one()
        acceptances = self.env["relance.invoice.acceptance"]
        acceptances._accept(self._get_problems(), self.reason)
        return {"type": "ir.actions.act_window_close"}
