"""``make demo``: an invented French ledger, dunned as of today, shown under out/.

Runs inside ``odoo shell``, which provides ``env`` and ``session``.
"""

import logging
import time
import warnings
from datetime import timedelta

from demo_data import settings, show
from demo_data.ledger import Ledger
from demo_data.replay import Replay

warnings.simplefilter("ignore", DeprecationWarning)  # of Odoo's own libraries
logging.getLogger("mail.log").setLevel(logging.WARNING)  # of the SMTP sink
# wkhtmltopdf complains about the TLS library it does not need.
logging.getLogger("odoo.addons.base.models.ir_actions_report").setLevel(logging.ERROR)
started = time.time()


def say(text="", end="\n"):
    print(text, end=end, flush=True)


def step(text):
    say(f"\n[{time.time() - started:3.0f} s] {text}")


def working_day():
    """Today, or the last working day: nothing leaves on a Sunday."""
    day = env.company._relance_today()
    calendar = env.company._relance_calendar()
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


step("Une société française et un an de comptabilité…")
ledger = Ledger(env, working_day()).build()
settings.apply(ledger)
env.cr.commit()
ledger.print_invoices()
env.cr.commit()

step("Les onze dernières semaines, rejouées jour après jour ")
replay = Replay(ledger, lambda text: say(text, end=""))
replay.run()

step(f"Le moteur, ce {ledger.today:%d/%m/%Y} (dernier jour ouvré)…")
replay.engine._run(replay.companies, today=ledger.today)
replay.deliver()
replay.engine._run(replay.companies, today=ledger.today)
env.cr.commit()

step("Lettres, balance âgée et courriels…")
files = show.write_files(ledger, session.out)
env.cr.commit()

show.print_worklist(ledger, say)
show.print_counts(ledger, say)
show.print_files(files, session.out, say)
say(f"\nFini en {time.time() - started:.0f} s.")
