from odoo import models

JUDGED = ("kept", "partly_kept", "broken")


class RelancePromiseStats(models.AbstractModel):
    """How customers keep their promises, in number and in amount."""

    _name = "relance.promise.stats"
    _description = "Reliability of Promises"

    def _get_stats(self, partner):
        """How a customer kept the promises that fell due, in the current company.

        What a manager granted is no promise of the customer.

        :param res.partner partner: any contact of the customer
        :return: ``made``, ``kept`` (numbers), ``rate`` (%), ``amount``,
            ``amount_kept`` (company currency), ``amount_rate`` (%)
        :rtype: dict
        """
        rows = self.env["relance.promise"]._read_group(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", self.env.company.root_id.id),
                ("state", "in", JUDGED),
                ("is_deferral", "=", False),
            ],
            ["state"],
            ["__count", "amount:sum", "amount_paid:sum"],
        )
        made = kept = amount = amount_kept = 0
        for state, count, promised, paid in rows:
            made += count
            kept += count if state == "kept" else 0
            # a credit note lowered what a kept promise had to pay
            amount += paid if state == "kept" else promised
            amount_kept += paid
        return {
            "made": made,
            "kept": kept,
            "rate": round(100 * kept / made) if made else 0,
            "amount": amount,
            "amount_kept": amount_kept,
            "amount_rate": round(100 * amount_kept / amount) if amount else 0,
        }

    def _describe(self, partner):
        """The same in one sentence.

        :rtype: str
        """
        stats = self._get_stats(partner)
        if not stats["made"]:
            return self.env._("No promise has fallen due yet")
        currency = self.env.company.currency_id
        return self.env._(
            "%(kept)s of %(made)s promises kept (%(rate)s %%), %(amount_kept)s of"
            " %(amount)s (%(amount_rate)s %%)",
            **{
                **stats,
                "amount": currency.format(stats["amount"]),
                "amount_kept": currency.format(stats["amount_kept"]),
            },
        )
