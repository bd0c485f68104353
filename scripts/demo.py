"""``make demo``: an invented French ledger, dunned as of today, shown under out/.

Runs inside ``odoo shell``, which provides ``env`` and ``session``.
"""

import shutil
import time
import warnings

from demo_data import settings, show
from demo_data.ledger import Ledger
from demo_data.replay import Replay

warnings.simplefilter("ignore", DeprecationWarning)  # of Odoo's own libraries
started = time.time()


def say(text="", end="\n"):
    print(text, end=end, flush=True)


def step(text):
    say(f"\n[{time.time() - started:3.0f} s] {text}")


for folder in ("lettres", "a_valider"):
    shutil.rmtree(session.out / folder, ignore_errors=True)
step("Une société française et un an de comptabilité…")
ledger = Ledger(env, env.company._relance_today()).build()
settings.apply(ledger)
env.cr.commit()

step("Les treize dernières semaines, rejouées jour après jour ")
replay = Replay(ledger, lambda text: say(text, end=""))
replay.run()

step(f"Le moteur, ce {ledger.today:%d/%m/%Y}…")
replay.engine._run(replay.companies, today=ledger.today)
replay.deliver(ledger.today)
replay.engine._run(replay.companies, today=ledger.today)
env.cr.commit()

step("Lettres, balance âgée et courriels…")
files = show.write_files(ledger, session.out)
env.cr.commit()

show.print_worklist(ledger, say)
show.print_counts(ledger, say)
show.print_files(files, session.out, say)
say(f"\nFini en {time.time() - started:.0f} s.")
