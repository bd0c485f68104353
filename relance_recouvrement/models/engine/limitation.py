from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...const import DEBT_NATURES, REGIMES
from ...tools.limitation import (
    PROTECTED,
    SUSPENDING,
    Act,
    add_months,
    get_clock,
    get_horizon,
    get_period,
)

READ = (
    "account.move",
    "relance.case",
    "relance.case.line",
    "relance.interruption",
    "res.company",
    "res.partner",
)
# What is claimed, now or later, unless it is time-barred.
CLAIMED = ("none", "promise", "dispute", "plan")
# What the list keeps of an item.
NEAR = ("case_id", "date", "months", "regime", "nature")


class RelanceEngineLimitation(models.AbstractModel):
    """Until when each item can be claimed, and who is told before (LAW §3.4).

    The count is pure (``tools/limitation.py``). At night only old items are read:
    those less than a year from their limitation, as their age alone tells. What may
    be a consumer's and is time-barred is held: nothing of it leaves any more.
    """

    _name = "relance.engine.limitation"
    _description = "Dunning Engine: Limitation"

    # === CLOCKS === #

    def _get_clocks(self, line_ids, except_act_ids=()):
        """Limitation of debts, as of now.

        :param list line_ids: ids of ``relance.case.line``
        :param except_act_ids: acts not counted
        :return: ``{line id: Clock}``; credits have none
        """
        if not line_ids:
            return {}
        for model in READ:
            self.env[model].flush_model()
        rows = self._load(
            SQL("line.id = ANY(%s) AND line.amount_total > 0", list(line_ids))
        )
        return self._count(rows, except_act_ids)

    def _count(self, rows, except_act_ids=()):
        acts = self._load_acts(rows, except_act_ids)
        clocks = {}
        for row in rows:
            days = {
                "delivery": row["delivered"],
                "invoice": row["invoiced"],
                "due": row["due"],
            }
            clock = get_clock(row["regime"], row["nature"], days, acts[row["id"]])
            if clock:
                clocks[row["id"]] = clock
        return clocks

    def _load(self, where, watched=None):
        """What the limitation of case lines depends on.

        An item that continues another (transferred, posted again) has its days.

        :param SQL where: condition on ``line`` and ``cases``
        :param SQL watched: condition on ``item``, the rows of the result
        """
        return self.env.execute_query_dict(
            SQL(
                """
                WITH RECURSIVE line AS (
                    SELECT line.*, cases.partner_id, cases.company_id
                      FROM relance_case_line line
                      JOIN relance_case cases ON cases.id = line.case_id
                     WHERE %(where)s
                ), chain AS (
                    SELECT id, origin_line_id AS old_id FROM line
                     WHERE origin_line_id IS NOT NULL
                     UNION
                    SELECT chain.id, old.origin_line_id
                      FROM chain
                      JOIN relance_case_line old ON old.id = chain.old_id
                     WHERE old.origin_line_id IS NOT NULL
                ), origin AS (
                    SELECT chain.id, ARRAY_AGG(old.id) AS ids,
                           MIN(old.invoice_date) AS invoiced,
                           MIN(old.date_maturity) AS due,
                           MIN(move.delivery_date) AS delivered,
                           MAX(move.relance_debt_nature) AS nature
                      FROM chain
                      JOIN relance_case_line old ON old.id = chain.old_id
                 LEFT JOIN account_move move ON move.id = old.move_id
                  GROUP BY chain.id
                ), item AS (
                    SELECT line.id, line.case_id, line.hold, line.hold_manual,
                           line.closed_date IS NULL AND line.amount_residual > 0
                               AS owed,
                           near.case_id AS near_case_id, near.date AS near_date,
                           near.months AS near_months, near.regime AS near_regime,
                           near.nature AS near_nature,
                           origin.ids AS old_ids,
                           LEAST(line.invoice_date, origin.invoiced) AS invoiced,
                           LEAST(line.date_maturity, origin.due) AS due,
                           LEAST(move.delivery_date, origin.delivered) AS delivered,
                           CASE WHEN partner.relance_regime_confirmed
                                THEN COALESCE(partner.relance_debtor_regime, 'unknown')
                                ELSE 'unknown' END AS regime,
                           COALESCE(move.relance_debt_nature, origin.nature,
                                    partner.relance_debt_nature
                                        ->> line.company_id::text,
                                    company.relance_debt_nature, 'ordinary') AS nature
                      FROM line
                      JOIN res_partner partner ON partner.id = line.partner_id
                      JOIN res_company company ON company.id = line.company_id
                 LEFT JOIN account_move move ON move.id = line.move_id
                 LEFT JOIN origin ON origin.id = line.id
                 LEFT JOIN relance_limitation near ON near.case_line_id = line.id
                )
                SELECT item.* FROM item %(watched)s
                """,
                where=where,
                watched=watched or SQL(),
            )
        )

    def _load_acts(self, rows, except_act_ids=()):
        """Recorded acts of the items, and of those that they continue."""
        heirs = defaultdict(list)
        for row in rows:
            for line_id in (row["id"], *(row["old_ids"] or ())):
                heirs[line_id].append(row["id"])
        acts = defaultdict(list)
        if not heirs:
            return acts
        found = self.env.execute_query(
            SQL(
                """
                SELECT named.line_id, act.id, act.kind, act.date, act.end_date
                  FROM relance_interruption_line_rel named
                  JOIN relance_interruption act ON act.id = named.interruption_id
                 WHERE act.state = 'recorded' AND named.line_id = ANY(%s)
                   AND act.id <> ALL(%s)
                """,
                list(heirs),
                list(except_act_ids),
            )
        )
        for line_id, act_id, kind, day, end in found:
            for heir in heirs[line_id]:
                acts[heir].append(Act(kind, day, end, act_id))
        return acts

    # === EACH NIGHT === #

    def _settle(self, today, only):
        """List what is near its limitation, hold what is past it.

        :param date today: day of the run
        :param SQL only: conditions on ``cases``, each after ``AND``
        """
        rows = self._load(
            SQL(
                """
                (line.closed_date IS NULL AND line.amount_residual > 0 AND %s
                 OR line.id IN (SELECT case_line_id FROM relance_limitation)) %s
                """,
                self._may_be_old(today),
                only,
            ),
            self._get_watched(today),
        )
        clocks = self._count(rows)
        owed = [row for row in rows if row["owed"]]
        near = [row for row in owed if self._is_near(clocks.get(row["id"]), today)]
        self._store(near, clocks)
        left = {row["id"] for row in rows if row["near_date"]}
        self._forget(left.difference(row["id"] for row in near))
        self._hold(owed, clocks, today)

    def _may_be_old(self, today):
        """Condition on ``line`` and ``cases``, cheap and wide: :meth:`_get_watched`
        tells among the few that meet it. Debts of a nature of their own all do."""
        ordinary = [get_period(regime)[0] for regime, _label in REGIMES]
        since = add_months(
            today, max(get_horizon(months) - months for months in ordinary)
        )
        return SQL(
            """
            (LEAST(line.invoice_date, line.date_maturity) <= %(since)s
             OR line.hold = 'time_barred' OR line.origin_line_id IS NOT NULL
             OR line.move_id IN (
                SELECT id FROM account_move
                 WHERE relance_debt_nature IS NOT NULL OR delivery_date <= %(since)s)
             OR cases.partner_id IN (
                SELECT id FROM res_partner WHERE relance_debt_nature IS NOT NULL)
             OR EXISTS (
                SELECT 1 FROM res_company
                 WHERE relance_debt_nature <> 'ordinary'))
            """,
            since=since,
        )

    def _get_watched(self, today):
        """Old enough to be near their limitation, when nothing interrupted it."""
        periods = []
        for regime, _label in REGIMES:
            for nature, _label in DEBT_NATURES:
                months = get_period(regime, nature)[0]
                since = add_months(today, get_horizon(months) - months)
                periods.append(SQL("(%s, %s, %s)", regime, nature, since))
        return SQL(
            """
              JOIN (VALUES %s) period (regime, nature, since)
                ON period.regime = item.regime AND period.nature = item.nature
             WHERE LEAST(item.invoiced, item.due, item.delivered) <= period.since::date
                OR item.hold = 'time_barred' OR item.near_date IS NOT NULL
            """,
            SQL(", ").join(periods),
        )

    def _is_near(self, clock, today):
        if not clock:
            return False
        return today >= add_months(clock.day, -get_horizon(clock.months))

    def _get_state(self, clock, today):
        """``running``, ``near`` (less than a year) or ``barred``."""
        if clock.is_barred(today):
            return "barred"
        return "near" if self._is_near(clock, today) else "running"

    def _store(self, near, clocks):
        """Write the rows of the list that change; a later date is told again."""
        rows = []
        for row in near:
            clock = clocks[row["id"]]
            wanted = (row["case_id"], clock.day, clock.months)
            wanted += (row["regime"], row["nature"])
            if wanted != tuple(row[f"near_{name}"] for name in NEAR):
                rows.append((row["id"], *wanted))
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relance_limitation AS near (
                       case_line_id, case_id, date, months, regime, nature,
                       alert_months)
                SELECT *, 0 FROM unnest(%s::int[], %s::int[], %s::date[], %s::int[],
                                        %s::text[], %s::text[])
           ON CONFLICT (case_line_id) DO UPDATE
                   SET case_id = excluded.case_id, date = excluded.date,
                       months = excluded.months, regime = excluded.regime,
                       nature = excluded.nature,
                       alert_months = CASE WHEN excluded.date > near.date THEN 0
                                      ELSE near.alert_months END
                """,
                *(list(column) for column in zip(*rows, strict=True)),
            )
        )

    def _forget(self, line_ids):
        """Paid, interrupted or no longer near: out of the list."""
        if line_ids:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM relance_limitation WHERE case_line_id = ANY(%s)",
                    list(line_ids),
                )
            )

    # === TIME-BARRED === #

    def _hold(self, rows, clocks, today):
        """Hold what is time-barred and may be a consumer's (C. conso. L218-2): it is
        never claimed. A person's hold, a procedure and an insolvency stay."""
        changed = []
        for row in rows:
            clock = clocks.get(row["id"])
            barred = row["regime"] in PROTECTED and clock and clock.is_barred(today)
            held = row["hold"] == "time_barred"
            if row["hold_manual"] or bool(barred) == held:
                continue
            if barred and row["hold"] not in CLAIMED:
                continue
            changed.append((row, clock if barred else None))
        for barred in (True, False):
            part = [(row, clock) for row, clock in changed if bool(clock) == barred]
            if part:
                self._write_holds(part, barred)
        self._log_barred([(row, clock) for row, clock in changed if clock])

    def _write_holds(self, part, barred):
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_case_line line
                   SET hold = %s, hold_reason = wanted.reason,
                       amount_claimable = CASE WHEN %s THEN 0 ELSE
                           GREATEST(0, line.amount_residual
                                       - COALESCE(line.amount_held, 0)) END
                  FROM unnest(%s::int[], %s::text[]) AS wanted(id, reason)
                 WHERE line.id = wanted.id
                """,
                "time_barred" if barred else "none",
                barred,
                [row["id"] for row, _clock in part],
                [self._get_reason(row, clock) for row, clock in part],
            )
        )

    def _get_reason(self, row, clock):
        if not clock:
            return None
        params = {
            "date": self.env["relance.engine.words"]._format_date(clock.day),
            "article": clock.article,
        }
        if row["regime"] == "unknown":
            return self.env._(
                "Time-barred after %(date)s if it is a consumer (%(article)s): confirm"
                " the kind of debtor",
                **params,
            )
        return self.env._("Time-barred after %(date)s (%(article)s)", **params)

    def _log_barred(self, part):
        """Say on the cases what is no longer claimed."""
        if not part:
            return
        lines = self.env["relance.case.line"].browse([row["id"] for row, _c in part])
        lines.invalidate_recordset(["hold", "hold_reason", "amount_claimable"])
        bodies = {
            case.id: self.env._(
                "Nothing is claimed of %(documents)s any more. %(reason)s.",
                documents=", ".join(items.mapped(lambda line: line.move_name or "")),
                reason=items[0].hold_reason,
            )
            for case, items in lines.grouped("case_id").items()
        }
        cases = self.env["relance.case"].browse(bodies)
        cases._message_log_batch(bodies=bodies)

    # === WORDS === #

    def _describe(self, clock):
        """How a limitation is counted, in one line.

        :param Clock clock: of one item
        :rtype: str
        """
        words = self.env["relance.engine.words"]
        params = {
            "length": self._get_length(clock.months // 12),
            "article": clock.article,
            "start": words._format_date(clock.start),
        }
        text = self._describe_start(clock.basis, params)
        if not clock.act:
            return text
        act = self.env["relance.interruption"].browse(clock.act.id)
        if clock.act.kind in SUSPENDING:
            return self.env._(
                "%(text)s, suspended: %(act)s", text=text, act=act.display_name
            )
        return self.env._(
            "%(text)s, interrupted: %(act)s", text=text, act=act.display_name
        )

    def _get_length(self, years):
        if years == 1:
            return self.env._("1 year")
        return self.env._("%(years)s years", years=years)

    def _describe_start(self, basis, params):
        if basis == "delivery":
            return self.env._(
                "%(length)s (%(article)s), delivery of %(start)s", **params
            )
        if basis == "invoice":
            return self.env._(
                "%(length)s (%(article)s), invoice of %(start)s", **params
            )
        return self.env._("%(length)s (%(article)s), due date of %(start)s", **params)
