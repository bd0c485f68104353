from odoo import models


class RelanceEngineGuard(models.AbstractModel):
    """What stops a step, or asks for a person.

    A hold stops everything on the case; a doubt only takes away the automatic
    sending. Each is a ``(code, params)``, a sentence in ``relance.engine.words``.
    """

    _name = "relance.engine.guard"
    _description = "Dunning Engine: Guards"

    # Held by our own work, not by the customer or a person.
    WAITS = frozenset({"under_way", "postponed"})

    def _get_holds(self, row, settings, today, step):
        """Reasons why nothing may leave today for this case.

        :param dict row: the case, as loaded by the schedule
        :rtype: list(tuple(str, dict))
        """
        holds = []
        if row["hold_until"] and row["hold_until"] >= today:
            holds.append(
                ("held", {"until": row["hold_until"], "why": row["hold_reason"]})
            )
        if row["partner_hold_until"] and row["partner_hold_until"] >= today:
            holds.append(
                (
                    "held",
                    {
                        "until": row["partner_hold_until"],
                        "why": row["partner_hold_reason"],
                    },
                )
            )
        if row["reply_pending"]:
            holds.append(("reply", {}))
        if row["contact_issue"]:
            holds.append(("contact", {"why": row["contact_issue"]}))
        if row["frozen_date"]:
            holds.append(("under_way", {}))
        elif row["scheduled_date"] and row["scheduled_date"] > today:
            holds.append(("postponed", {"until": row["scheduled_date"]}))
        ready = step.decision in ("send", "confirm")
        blocked = settings["company"].relance_bank_check == "block"
        if ready and blocked and settings["bank_stale"]:
            holds.append(("bank", {"day": settings["bank_day"]}))
        return holds

    def _get_doubts(self, row, settings, step):
        """Reasons why a person confirms a step that would leave by itself.

        :rtype: list(tuple(str, dict))
        """
        doubts = []
        level = step.level
        if level.auto_below and step.amount >= level.auto_below:
            doubts.append(("amount", {"amount": level.auto_below}))
        if settings["bank_stale"]:
            doubts.append(("bank", {"day": settings["bank_day"]}))
        if settings["go_live"]:
            doubts.append(("go_live", {}))
        doubts += self._get_payment_doubts(row, step)
        if level.needs_regime and not row["regime_known"]:
            doubts.append(("regime", {}))
        return doubts

    def _get_payment_doubts(self, row, step):
        """What the customer paid and nobody matched could cover a claimed item."""
        pending = row["amount_pending"]
        if pending and pending >= step.smallest:
            return [("pending", {"amount": pending})]
        return []
