from odoo import models

from ...tools.rates import asked_on, last_asked, next_semester

TASK = "relance_recouvrement.activity_rates"


class RelanceEngineRate(models.AbstractModel):
    """Asks for the rates of the coming semester on 15 June and 15 December, and for any
    earlier one that is still missing."""

    _name = "relance.engine.rate"
    _description = "Dunning Engine: Rates"

    def _remind(self, company, today):
        """A task for the manager on each semester to enter, once.

        :param res.company company: whose manager is asked; rates have no company
        :param date today: day of the run
        """
        last = last_asked(today)
        rates = self.env["relance.rate"].search([("date_from", "<=", last)])
        missing = rates.filtered(lambda rate: rate.state == "missing")
        missing += self._add_semesters(rates[:1].date_from or last, last)
        if not rates:
            missing += self.env["relance.rate"].create({"date_from": last})
        manager = company._relance_managers()[:1] if missing else None
        if not manager:
            return
        for rate in missing:
            if not rate.activity_search([TASK], user_id=manager.id):
                self._ask(rate, manager, today)

    def _add_semesters(self, known, last):
        """Rows of the semesters after ``known``, to be filled in."""
        days = []
        while known < last:
            known = next_semester(known)
            days.append(known)
        return self.env["relance.rate"].create([{"date_from": day} for day in days])

    def _ask(self, rate, manager, today):
        rate.activity_schedule(
            TASK,
            user_id=manager.id,
            date_deadline=max(today, asked_on(rate.date_from)),
            summary=rate.name,
            note=self.env._(
                "Enter the legal rates (order of the minister, Official Journal of the"
                " last days of June or December) and the ECB's rate on the first day of"
                " the semester, with their source; then confirm. Until then amounts are"
                " provisional, and formal notices, court files and entries are refused."
            ),
        )
