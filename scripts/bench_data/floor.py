"""The floor: what PostgreSQL alone needs for the same ledger."""

from .measure import clock

OPEN_ITEMS = """
    SELECT item.id, item.partner_id, item.date_maturity, item.amount_residual
      FROM account_move_line item
      JOIN account_account account ON account.id = item.account_id
     WHERE account.account_type = 'asset_receivable'
       AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
"""
READ = f"""
    SELECT partner_id, sum(amount_residual), min(date_maturity)
      FROM ({OPEN_ITEMS}) items GROUP BY partner_id
"""
TABLES = """
    DROP TABLE IF EXISTS bench_line, bench_case;
    CREATE TABLE bench_case (
        partner_id int PRIMARY KEY, amount numeric, oldest date);
    CREATE TABLE bench_line (
        id int PRIMARY KEY, partner_id int, due date, residual numeric);
    CREATE INDEX ON bench_line (partner_id)
"""
WRITE_LINES = f"""
    INSERT INTO bench_line {OPEN_ITEMS}
    ON CONFLICT (id) DO UPDATE SET residual = EXCLUDED.residual
     WHERE bench_line.residual IS DISTINCT FROM EXCLUDED.residual
"""
WRITE_CASES = f"""
    INSERT INTO bench_case {READ}
    ON CONFLICT (partner_id) DO UPDATE SET amount = EXCLUDED.amount
     WHERE bench_case.amount IS DISTINCT FROM EXCLUDED.amount
"""


def measure(cr):
    """Seconds to read the open items, to write narrow tables, to do it again."""
    with clock() as read:
        cr.execute(READ)
        cr.fetchall()
    cr.execute(TABLES)
    cr.commit()
    times = [read.seconds]
    for _run in range(2):
        with clock() as written:
            cr.execute(WRITE_LINES)
            cr.execute(WRITE_CASES)
            cr.commit()
        times.append(written.seconds)
    cr.execute("DROP TABLE bench_line, bench_case")
    cr.commit()
    return times
