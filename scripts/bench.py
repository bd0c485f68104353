"""``make bench``: the engine on large ledgers, beside what plain SQL needs.

Runs inside ``odoo shell`` with ``env`` and ``session``. It reports and does not
judge. ARGS: ``--million`` adds a million invoices (a quarter of an hour); ``--oca``
adds OCA's account_credit_control, fetched from PyPI, on the smallest ledger; ``--file``
measures the file of a procedure alone, a hundred megabytes of scans.
"""

import os
import sys

from bench_data import floor, oca
from bench_data.dossier import LIMIT, Dossier
from bench_data.ledger import Ledger
from bench_data.measure import Table
from bench_data.work import Work

SIZES = [(10_000, 1_000, 1.5, 0.5), (100_000, 10_000, 8, 3)]
if "--file" in session.arguments:
    SIZES = []
if "--million" in session.arguments:
    SIZES.append((1_000_000, 100_000, 120, None))

company = env.company
today = company._relance_calendar().next_working(company._relance_today())
company.write(
    {
        "relance_bank_date": today,
        "relance_followed_from": "2020-01-01",
        "street": "4 quai de la Fosse",
        "zip": "44000",
        "city": "Nantes",
        "email": "compta@exemple.fr",
    }
)
env["res.partner.bank"].create(
    {"acc_number": "FR7630006000011234567890189", "partner_id": company.partner_id.id}
)
table = Table()


def say(text):
    print(text, file=sys.stderr, flush=True)


def measure_runs(invoices, customers, first_budget, again_budget):
    say(f"{invoices} invoices of {customers} customers…")
    ledger.build(invoices, customers)
    read, written, rewritten = floor.measure(env.cr)
    lines = invoices * 914 // 1000
    name = f"{lines:_} overdue lines, {customers:_} customers".replace("_", " ")
    first, again = work.run(), work.run()
    table.add(f"{name}: first run", first.seconds, first_budget, written, first.memory)
    table.add("the same, nothing changed", again.seconds, again_budget, rewritten)
    table.note("(plain SQL: read alone)", f"{read:.2f} s")


def measure_interest():
    say("interest…")
    measure, count = work.interest()
    name = f"interest of {count:_} lines, a third partly paid".replace("_", " ")
    table.add(name, measure.seconds, 10, memory=measure.memory)


def measure_documents():
    say("letters and e-mails…")
    letters = work.letters()
    table.add("100 letters, one PDF batch", letters.seconds, 5)
    queued, sent, count = work.emails()
    table.add_rate("e-mails with PDF statement, ready", count, queued.seconds, 8)
    table.add_rate("the same, sent by the mail queue", count, sent.seconds)


def measure_screens():
    say("screens…")
    cases = env["relance.case"].search_count([])
    table.add(f"board of {cases} cases", work.kanban().seconds, 0.3)
    table.add("board of the day", work.day().seconds, 0.3)
    table.add("form of a case", work.form().seconds, 0.2)
    table.add("routes of a case compared", work.routes().seconds, 0.2)


def measure_file():
    say("file of a procedure…")
    measure, size, pages = Dossier(env, today).build()
    verdict = "OK" if measure.memory <= LIMIT else "OVER"
    name = f"file of a procedure, {pages} pages, {size:.0f} MB: PDF and zip"
    table.add(name, measure.seconds, memory=measure.memory)
    table.note(f"(memory ≤ {LIMIT} MiB)", verdict)


if "--file" in session.arguments:
    measure_file()
else:
    ledger, work = Ledger(env, today), Work(env, today)
for size in SIZES:
    measure_runs(*size)
    if size[0] == 10_000:
        measure_documents()
    elif size[0] == 100_000:
        measure_interest()
        measure_screens()
if "--oca" in session.arguments:
    say("OCA's account_credit_control…")
    ledger.build(*SIZES[0][:2])
    env = oca.install(env, session.out.parent / ".env/oca")
    for label, (measure, made) in zip(
        ("first run", "second run"), oca.runs(env, today), strict=True
    ):
        name = f"OCA account_credit_control, {made} lines: {label}"
        table.add(name, measure.seconds)

load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
print(f"\n{os.cpu_count()} cores, load {load}\n\n{table}\n")
