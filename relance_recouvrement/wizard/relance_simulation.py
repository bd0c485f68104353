from odoo import api, fields, models
from odoo.exceptions import AccessError

ACTING = ("send", "confirm", "call")


class RelanceSimulation(models.TransientModel):
    """Who gets what in the next days, when, and why or why not.

    The real ledger is played forward and rolled back: nothing is written but the
    lines of this simulation.
    """

    _name = "relance.simulation"
    _description = "Dunning Simulation"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self._default_company_id(),
        domain="[('id', 'in', allowed_company_ids), ('parent_id', '=', False)]",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_date_from()
    )
    days = fields.Integer(string="Number of days", required=True, default=30)
    line_ids = fields.One2many("relance.simulation.line", "simulation_id")

    _check_days = models.Constraint(
        "CHECK (days BETWEEN 1 AND 92)", "A simulation lasts from 1 to 92 days."
    )

    def _default_company_id(self):
        return self.env.company.root_id

    def _default_date_from(self):
        company = self.env.company.root_id
        # sudo: the day of the last run, of a root company maybe not selected
        last = company.sudo().relance_last_run
        return max(filter(None, [company.sudo()._relance_today(), last]))

    # === ACTION METHODS === #

    def action_simulate(self):
        """Play the days with the settings in force and show the result."""
        self.ensure_one()
        self.check_access("write")
        self._check_selected(self.company_id)
        self._play()
        return self._get_action()

    # === BUSINESS METHODS === #

    @api.model
    def _check_selected(self, company):
        """A manager only works on the companies selected."""
        if company not in self.env.companies:
            raise AccessError(
                self.env._("Select the company %(name)s first.", name=company.name)
            )

    def _play(self, setup=None):
        """Fill the lines; ``setup`` is called first, inside what is rolled back."""
        rows = self.env["relance.engine"]._simulate_days(
            self.company_id, self.date_from, self.days, setup=setup
        )
        self.line_ids.unlink()
        self.env["relance.simulation.line"].create(
            [self._prepare_line_vals(row) for row in rows]
        )

    def _prepare_line_vals(self, row):
        acts = row["decision"] in ACTING
        return {
            "simulation_id": self.id,
            "partner_id": row["partner_id"],
            "level_id": row["level_id"],
            "decision": row["decision"],
            "date": row["date"] if acts else False,
            "next_date": False if acts else row["date"],
            "amount": row["amount"],
            "reasons": "\n".join(row["reasons"]),
        }

    def _get_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_simulation_line_action"
        )
        action["domain"] = [("simulation_id", "=", self.id)]
        return action
