from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from ..tools.wording import check_letter, find_advice, find_threats


class RelanceWording(models.AbstractModel):
    """Advice on what people write, shown where they write it.

    The rules are pure (``tools/wording.py``). Advice blocks nobody; a threat without
    ground is refused at save, except to a manager, and never leaves anyhow.
    """

    _name = "relance.wording"
    _description = "Wording Advice"

    def _render(self, texts, regime=None):
        """The advice on some texts: fragment underlined, better sentence beside.

        :param list texts: ``(label, text or HTML)``
        :param str regime: kind of the debtor who will read them, when known
        :return: HTML, or False when there is nothing to say
        :rtype: Markup or bool
        """
        items = [
            self._render_item(label, advice)
            for label, text in texts
            for advice in find_advice(text)
        ]
        if regime:
            items += self._render_charges(texts, regime)
        return bool(items) and Markup("<ul class='mb-0'>%s</ul>") % Markup().join(items)

    def _render_item(self, label, advice):
        line = Markup(
            "<li><span class='text-muted'>%s:</span> %s<u class='text-danger fw-bold'>"
            "%s</u>%s<br/>%s <span class='text-success'>%s</span></li>"
        )
        return line % (
            label,
            advice.before,
            advice.fragment,
            advice.after,
            advice.problem,
            advice.better,
        )

    def _render_charges(self, texts, regime):
        """What this kind of debtor does not owe, threats apart (shown above)."""
        text = " ".join(str(text or "") for _label, text in texts)
        threats = len(check_letter(text, "b2b")) if regime != "public" else 0
        problems = check_letter(text, regime)[threats:]
        return [Markup("<li>%s</li>") % problem for problem in problems]

    def _refuse_threats(self, texts):
        """Refuse threats without ground, except to a manager and to the engine.

        :param list texts: ``(label, text or HTML)``
        :raise UserError: names each fragment, with a better sentence
        """
        manager = self.env.user.has_group("relance_recouvrement.group_manager")
        # by the user, not by ``su``: constraints run as sudo
        if manager or self.env.user._is_superuser():
            return
        threats = [
            self.env._(
                "%(label)s, “%(fragment)s”: %(problem)s Better: %(better)s",
                label=label,
                fragment=advice.fragment,
                problem=advice.problem,
                better=advice.better,
            )
            for label, text in texts
            for advice in find_threats(text)
        ]
        if threats:
            raise UserError("\n".join(threats))
