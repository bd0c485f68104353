from odoo.tests import tagged

from .common import DUE, FRIENDLY, RelanceCommon, days

FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestPerformance(RelanceCommon):
    """A run costs the same number of queries for 10 cases and for 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        template = cls._invoice()
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Client {number}",
                    "is_company": True,
                    "email": f"client{number}@example.com",
                    "relance_debtor_regime": "b2b",
                    "lang": "fr_FR",
                }
                for number in range(MANY)
            ]
        )
        cls.env.flush_all()
        cls._clone(template, cls.customers)

    @classmethod
    def _clone(cls, invoice, partners):
        """Copy a posted invoice for each partner, by SQL."""
        cr = cls.env.cr
        for table in ("account_move", "account_move_line"):
            cr.execute(
                """SELECT column_name FROM information_schema.columns
                    WHERE table_name = %s AND is_generated = 'NEVER'""",
                [table],
            )
            setattr(cls, table, [name for (name,) in cr.fetchall()])

        def columns(table, **values):
            names = [name for name in getattr(cls, table) if name != "id"]
            picked = [values.get(name, f'"{name}"') for name in names]
            quoted = ", ".join(f'"{name}"' for name in names)
            return quoted, ", ".join(picked)

        moves, move_values = columns(
            "account_move",
            partner_id="partner.id",
            commercial_partner_id="partner.id",
            name="'CLONE/' || partner.id",
            sequence_number="900000 + partner.id",
            made_sequence_gap="FALSE",
        )
        move_values = ", ".join(
            part if "partner.id" in part or part == "FALSE" else f"source.{part}"
            for part in move_values.split(", ")
        )
        cr.execute(
            f"""INSERT INTO account_move ({moves})
                SELECT {move_values} FROM account_move source, res_partner partner
                 WHERE source.id = %s AND partner.id = ANY(%s)""",  # pylint: disable=sql-injection
            [invoice.id, partners.ids],
        )
        lines, line_values = columns(
            "account_move_line",
            move_id="move.id",
            partner_id="move.partner_id",
            move_name="move.name",
        )
        line_values = ", ".join(
            part if part.startswith("move.") else f"source.{part}"
            for part in line_values.split(", ")
        )
        cr.execute(
            f"""INSERT INTO account_move_line ({lines})
                SELECT {line_values} FROM account_move_line source, account_move move
                 WHERE source.move_id = %s AND move.name LIKE 'CLONE/%%'
                   AND move.partner_id = ANY(%s)""",  # pylint: disable=sql-injection
            [invoice.id, partners.ids],
        )
        cls.env.invalidate_all()

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _keep(self, count):
        """Leave ``count`` customers in the followed ledger."""
        self.env.cr.execute(
            """UPDATE account_move_line SET reconciled = TRUE, amount_residual = 0
                WHERE partner_id = ANY(%s) AND debit > 0""",
            [self.customers[count:].ids],
        )
        self.env.invalidate_all()

    def test_run(self):
        """First run, then a rerun that changes nothing."""
        counts = {}
        for size in (FEW, FEW, MANY):  # the first one fills the caches
            with self.env.cr.savepoint() as savepoint:
                self._keep(size)
                first = self._count(lambda: self._run(FRIENDLY))
                again = self._count(lambda: self._run(FRIENDLY))
                cases = self.env["relance.case"].search_count(
                    [("partner_id", "in", self.customers.ids)]
                )
                self.assertEqual(cases, size)
                counts[size] = (first, again)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(counts[FEW], counts[MANY], "queries depend on the number")
        self.assertLess(counts[MANY][0], 100)

    def test_run_when_everybody_paid(self):
        self._run(FRIENDLY)
        self._keep(0)
        count = self._count(lambda: self._run(FRIENDLY + days(3)))
        self.assertLess(count, 100 + 5 * MANY, "five for each message withdrawn")
        cases = self.env["relance.case"].search(
            [("partner_id", "in", self.customers.ids)]
        )
        self.assertEqual(set(cases.mapped("stage")), {"settled"})

    def test_deliver_per_message(self):
        counts = {}
        for size in (FEW, FEW, FEW * 4):
            with self.env.cr.savepoint() as savepoint:
                self._keep(size)
                self._run(FRIENDLY)
                counts[size] = self._count(self._deliver) / size
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertLessEqual(counts[FEW * 4], counts[FEW])
        self.assertLess(counts[FEW * 4], 60)

    def test_simulation(self):
        self._run(DUE)
        counts = []
        for size in (FEW, FEW, MANY):
            cases = self.env["relance.case"].search(
                [("partner_id", "in", self.customers[:size].ids)]
            )
            counts.append(
                self._count(lambda c=cases: self.engine._simulate(c, today=FRIENDLY))
            )
        self.assertEqual(*counts[1:])
