from odoo import models
from odoo.exceptions import AccessError


class RelanceKeptMixin(models.AbstractModel):
    """A record that the engine keeps.

    Its read-only fields hold what was decided, sent and proved: they change by the
    actions only, which check their own rights, never by a person's ``write``.
    """

    _name = "relance.kept.mixin"
    _description = "Record Kept by the Engine"

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
