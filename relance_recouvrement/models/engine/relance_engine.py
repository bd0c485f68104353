import contextlib
import gc
import logging
from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...const import LANG

_logger = logging.getLogger(__name__)

CHUNK = 4000
LOCK_SPACE = 7_052_019
# Phases that make tasks from dates, once a day: ``_remind(company, today)``.
REMINDERS = (
    "relance.engine.prepare",
    "relance.engine.credit",
    "relance.engine.dispute",
    "relance.engine.rate",
    "relance.engine.insolvency",
    "relance.engine.limitation.alert",
    "relance.engine.insurance",
    "relance.engine.procedure",
    "relance.engine.agent",
)


class _Rollback(Exception):
    """Leaves the savepoint of a simulation."""


@contextlib.contextmanager
def _without_cycles():
    """A run makes hundreds of thousands of objects and no cycle: looking for cycles
    among them is time lost."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class RelanceEngine(models.AbstractModel):
    """The nightly run: sync, settle, schedule, prepare; then deliver.

    One model per phase (``relance.engine.sync`` …). Nothing here commits but the
    two cron methods.
    """

    _name = "relance.engine"
    _description = "Dunning Engine"

    # === PUBLIC CONTRACT === #

    def _run(self, companies=None, today=None):
        """Read the ledgers, settle, schedule and prepare reminders.

        Running twice changes nothing. ``today`` replays any day not before the
        company's last run.

        :param res.company companies: default, all; branches run with their root
        :param date today: default, today in the company's timezone
        :return: totals: ``cases``, ``queued``, ``to_confirm``, ``calls``,
            ``cancelled``, ``errors``
        :rtype: dict
        :raise UserError: when ``today`` is before the last run
        """
        # sudo: the engine serves whole companies, whoever starts it
        engine = self.sudo().with_context(lang=LANG)
        companies = (companies or engine._get_roots()).root_id
        totals = Counter(
            cases=0, queued=0, to_confirm=0, calls=0, cancelled=0, errors=0
        )
        for company in companies.sudo():
            totals.update(engine._run_company(company, today))
        return dict(totals)

    def _simulate(self, cases=None, today=None):
        """What the next run would do, for the cases the user may see.

        Nothing is written: the phases run for real and are rolled back.

        :return: one dict per case: ``case_id, level_id, date, decision, reasons``
            with decision in send, confirm, call, wait, hold, nothing
        :rtype: list(dict)
        """
        result = []
        # sudo: reads whole ledgers; what is returned is filtered below
        engine = self.sudo().with_context(lang=LANG)

        def simulate():
            for company, ids in engine._group_by_company(cases, self.env):
                day = today or company._relance_today()
                partners = (
                    cases
                    and cases.filtered(
                        lambda case, root=company: case.company_id == root
                    ).partner_id
                )
                engine._read_ledger(company, day, partners)
                plans = engine.env["relance.engine.schedule"]._evaluate(
                    company, day, case_ids=ids
                )
                visible = self.env["relance.case"].search([("id", "in", list(plans))])
                result.extend(plans[case.id].as_dict() for case in visible)

        self._in_rolled_back_savepoint(simulate)
        return result

    def _deliver(self, limit=None):
        """Send what is queued: freeze, print, hand over to the mail queue.

        Every guard is replayed for each reminder; see ``relance.engine.deliver``.

        :param int limit: most reminders to work on
        :return: number of reminders worked on
        :rtype: int
        """
        # sudo: the outbox is worked for whole companies, whoever starts it
        deliver = self.sudo().with_context(lang=LANG).env["relance.engine.deliver"]
        return deliver._deliver(limit=limit)

    # === SIMULATION OF SEVERAL DAYS === #

    def _simulate_days(self, company, today, days=30, setup=None):
        """Who gets what in the next days, supposing that all is confirmed and sent
        and that nobody pays. Nothing is written.

        :param res.company company: root company
        :param date today: first day
        :param int days: number of days
        :param setup: called first, inside what is rolled back: settings to try
        :return: one dict per step of a case, as :meth:`_simulate` with ``amount``
            and ``partner_id``; a case that gets nothing has one, which says why
        :rtype: list(dict)
        """
        result = []
        # sudo: reads whole ledgers; callers check who may see them
        engine = self.sudo().with_context(lang=LANG)

        def simulate():
            if setup:
                setup()
            result.extend(
                engine.env["relance.engine.simulate"]._play(company.sudo(), today, days)
            )

        self._in_rolled_back_savepoint(simulate)
        return result

    def _in_rolled_back_savepoint(self, function):
        try:
            with self.env.cr.savepoint():
                function()
                raise _Rollback
        except _Rollback:
            self.env.invalidate_all(flush=False)

    @api.model
    def _group_by_company(self, cases, user_env):
        if cases is None:
            # what the user may see is filtered afterwards
            companies = user_env.companies if not user_env.su else self._get_roots()
            return [(company, None) for company in companies.root_id.sudo()]
        return [
            (company.sudo(), records.ids)
            for company, records in cases.grouped("company_id").items()
        ]

    # === PHASES === #

    def _run_company(self, company, today=None, prepare=True):
        today = today or company._relance_today()
        self._check_not_before_last_run(company, today)
        if not self._lock(company):
            _logger.info("company %s: a run is under way, skipped", company.id)
            return {}
        with _without_cycles():
            self._read_ledger(company, today)
            totals = self._plan(company, today, prepare=prepare)
        self._set_last_run(company, today)
        for name in REMINDERS:
            self.env[name]._remind(company, today)
        return totals

    def _set_last_run(self, company, today):
        """By SQL: a write on a company reads again whatever hangs on its address."""
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET relance_last_run = %s WHERE id = %s",
                today,
                company.id,
            )
        )
        company.invalidate_recordset(["relance_last_run"])

    def _run_cases(self, cases, today=None):
        """Run for these cases only: after a call, a hold, a correction."""
        engine = self.sudo().with_context(lang=LANG)  # sudo: as in _run
        for company, records in cases.sudo().grouped("company_id").items():
            day = today or max(
                filter(None, [company._relance_today(), company.relance_last_run])
            )
            if records.filtered("run_date"):
                last = max(filter(None, records.mapped("run_date")))
                day = today or max(last, company.relance_last_run or last)
            engine._read_ledger(company, day, records.partner_id)
            engine._plan(company, day, case_ids=records.ids, prepare=False)

    def _get_roots(self):
        return self.env["res.company"].search([("parent_id", "=", False)])

    def _follow(self, company, partners):
        """Read the ledger of these customers now, without scheduling anything."""
        self._read_ledger(company, company._relance_today(), partners)

    def _read_ledger(self, company, today, partners=None):
        self.env["relance.engine.sync"]._sync(company, today, partners)
        self.env["relance.engine.settle"]._settle(company, today, partners)

    def _plan(self, company, today, case_ids=None, prepare=True):
        """Schedule and prepare by chunks; a broken case never stops the others."""
        totals = Counter()
        schedule = self.env["relance.engine.schedule"]
        settings = schedule._get_settings(company, today)
        # read once: by chunk, each would read the invoices of all customers
        checks = self.env["relance.engine.invoice.check"]
        settings["problems"] = checks._load(company, today, case_ids)
        for chunk in self._chunks(company, case_ids):
            plans = schedule._evaluate(company, today, chunk, settings)
            try:
                with self.env.cr.savepoint():
                    totals.update(self._apply(company, plans, today, prepare))
            except Exception:
                _logger.exception("company %s: isolating a broken case", company.id)
                for case_id, plan in plans.items():
                    totals.update(self._apply_one(company, case_id, plan, prepare))
        return totals

    def _apply(self, company, plans, today, prepare):
        totals = Counter(cases=len(plans))
        totals["errors"] = sum(bool(plan.error) for plan in plans.values())
        if prepare:
            totals.update(
                self.env["relance.engine.prepare"]._prepare(company, plans, today)
            )
        self.env["relance.engine.schedule"]._store(plans, today)
        return totals

    def _apply_one(self, company, case_id, plan, prepare):
        try:
            with self.env.cr.savepoint():
                return self._apply(company, {case_id: plan}, plan.today, prepare)
        except Exception as error:
            _logger.exception("case %s is broken, skipped", case_id)
            self.env.invalidate_all(flush=False)
            self.env["relance.case"].browse(case_id).error = str(error)
            return {"cases": 1, "errors": 1}

    def _chunks(self, company, case_ids=None):
        """Ids of the cases with something open or to be cleared, by chunks."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM relance_case
                 WHERE company_id = %s
                   AND (stage <> 'settled' OR next_decision IS NULL OR EXISTS (
                        SELECT 1 FROM relance_case_line line
                         WHERE line.case_id = relance_case.id
                           AND line.closed_date IS NULL))
                   %s
              ORDER BY id
                """,
                company.id,
                SQL("AND id IN %s", tuple(case_ids)) if case_ids else SQL(),
            )
        )
        ids = [case_id for (case_id,) in rows]
        return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]

    def _check_not_before_last_run(self, company, today):
        last = company.relance_last_run
        if last and today < last:
            raise UserError(
                self.env._(
                    "%(company)s was run on %(last)s: a day before it cannot be"
                    " replayed.",
                    company=company.name,
                    last=self.env["relance.engine.words"]._format_date(last),
                )
            )

    def _lock(self, company):
        """One run per company at a time; released at the end of the transaction."""
        [[locked]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, company.id)
        )
        return locked

    # === CRONS === #

    @api.model
    def _cron_run(self):
        """Nightly. A company not started yet is read, and nothing is prepared."""
        cron = self.env["ir.cron"]
        engine = self.with_context(lang=LANG)
        companies = self._get_roots()
        due = companies.filtered(
            lambda company: (
                not company.relance_last_run
                or company.relance_last_run < company._relance_today()
            )
        )
        cron._commit_progress(remaining=len(due))
        for company in due:
            try:
                engine._run_company(
                    company, prepare=bool(company.relance_followed_from)
                )
            except Exception:
                self.env.cr.rollback()
                _logger.exception("company %s: the run failed", company.id)
            if not cron._commit_progress(1):
                return

    @api.model
    def _cron_deliver(self):
        """Every half-hour: what came back, then what may leave now."""
        deliver = self.with_context(lang=LANG).env["relance.engine.deliver"]
        deliver._cron_deliver()
