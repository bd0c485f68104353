from odoo import fields, models


class RelanceAgedBalanceWizard(models.TransientModel):
    """Chooses the day and the scope of an aged balance."""

    _name = "relance.aged.balance.wizard"
    _description = "Aged Balance: Choose the Day"
    _check_company_auto = True

    def _default_as_of(self):
        return fields.Date.context_today(self)

    def _default_company_id(self):
        return self.env.company

    as_of = fields.Date(
        string="As of",
        required=True,
        default=lambda self: self._default_as_of(),
        help="Any day, past days included: what was open at the end of that day.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self._default_company_id(),
        domain="[('id', 'in', allowed_company_ids)]",
        help="A main company comes with all its branches, a branch comes alone.",
    )
    user_ids = fields.Many2many(
        "res.users",
        relation="relance_aged_balance_wizard_users_rel",
        string="Collectors",
        domain="[('share', '=', False)]",
        help="Empty for all, customers without collector included.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        relation="relance_aged_balance_wizard_partner_rel",
        string="Customers",
        domain="[('parent_id', '=', False)]",
        help="Empty for all, items without customer included.",
    )

    # === ACTION METHODS === #

    def action_show(self):
        """Open the items of that day, by customer and bucket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_aged_balance_action_items"
        )
        as_of = fields.Date.to_string(self.as_of)
        action["name"] = self._get_title()
        action["display_name"] = self._get_title()
        action["domain"] = [
            *self.env["relance.aged.balance"]._get_scope_domain(self.company_id),
            *self._get_selection_domain(),
        ]
        action["context"] = {
            "relance_as_of": as_of,
            "search_default_group_by_partner": 1,
        }
        return action

    def action_export(self):
        """Download the workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/relance/aged_balance/{self.id}/xlsx",
            "target": "download",
        }

    # === BUSINESS METHODS === #

    def _get_title(self):
        return self.env._(
            "Aged balance at %(date)s – %(company)s",
            date=self.as_of.strftime("%d/%m/%Y"),
            company=self.company_id.name,
        )

    def _get_selection_domain(self):
        """Return the domain of the collectors and customers chosen.

        :rtype: list
        """
        domain = []
        if self.user_ids:
            domain.append(("user_id", "in", self.user_ids.ids))
        if self.partner_ids:
            customers = self.partner_ids.commercial_partner_id
            domain.append(("partner_id", "in", customers.ids))
        return domain

    def _get_selection_text(self):
        """Return the collectors and customers chosen, in words.

        :rtype: str
        """
        parts = []
        if self.user_ids:
            names = ", ".join(self.user_ids.mapped("name"))
            parts.append(self.env._("Collectors: %(names)s", names=names))
        if self.partner_ids:
            names = ", ".join(self.partner_ids.mapped("display_name"))
            parts.append(self.env._("Customers: %(names)s", names=names))
        return " · ".join(parts)

    def _get_export(self):
        """Return the file name and content of the workbook, for the current user.

        :rtype: tuple
        """
        self.ensure_one()
        export = self.env["relance.aged.balance.export"]
        return (
            export._get_filename(self.company_id, self.as_of),
            export._get_workbook(
                self.company_id,
                self.as_of,
                self._get_selection_domain(),
                self._get_selection_text(),
            ),
        )
