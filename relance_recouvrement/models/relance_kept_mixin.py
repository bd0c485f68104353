from odoo import api, models
from odoo.exceptions import AccessError


class RelanceKeptMixin(models.AbstractModel):
    """A record that the engine keeps.

    Its read-only fields hold what was decided, sent and proved: they change by the
    actions only, which check their own rights, never by a person's ``write``.
    """

    _name = "relance.kept.mixin"
    _description = "Record Kept by the Engine"

    @api.model
    def default_get(self, fields):
        """What is kept starts as the model says, whatever a person's context or own
        default values ask for."""
        values = super().default_get(fields)
        if self.env.su:
            return values
        for name in list(values):
            field = self._fields.get(name)
            if self._is_kept(field):
                del values[name]
                if field.default:
                    values[name] = field.default(self)
        return values

    def write(self, vals):
        if not self.env.su:
            self._check_person_writes(vals)
        return super().write(vals)

    def _check_person_writes(self, vals):
        kept = [name for name in vals if self._is_kept(self._fields.get(name))]
        if kept:
            raise AccessError(
                self.env._(
                    "%(fields)s: written by the engine only. Use the buttons.",
                    fields=", ".join(kept),
                )
            )

    def _is_kept(self, field):
        return bool(field) and field.store and field.readonly
