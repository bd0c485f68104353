from odoo import api, models


class RelanceOpenedMixin(models.AbstractModel):
    """A wizard opened on a record: it shows of it what its user may see anyway.

    Its related fields are read without rights: nobody makes one on the record of a
    colleague, or of another company. ``_opened_on`` is the name of the field.
    """

    _name = "relance.opened.mixin"
    _description = "Wizard Opened on a Record"

    _opened_on = None

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: on a record that the user may not read"""
        wizards = super().create(vals_list)
        if not self.env.su:
            wizards[self._opened_on].check_access("read")
        return wizards

    def write(self, vals):
        """:raise AccessError: when it is moved to a record that the user may not
        read"""
        result = super().write(vals)
        if self._opened_on in vals and not self.env.su:
            self[self._opened_on].check_access("read")
        return result
