"""What ``make demo`` prints, and the files it writes under out/."""

import email
import email.policy
import html
from collections import Counter

from . import identity

TOP = 20
LETTERS = ("letter", "registered")


# === FILES === #


def write_files(ledger, out):
    """:return: ``{title: [path]}`` of what was written"""
    return {
        "Lettres envoyées (PDF, avec leur empreinte)": _write_letters(ledger, out),
        "Lettres à valider (PDF)": _write_drafts(ledger, out),
        "Balance âgée (XLSX)": _write_ageing(ledger, out),
        "Courriels envoyés (index)": [_write_mail_index(out / "mail")],
    }


def _write_letters(ledger, out):
    folder = out / "lettres"
    folder.mkdir(parents=True, exist_ok=True)
    deliveries = ledger.env["relance.delivery"].search(
        [("channel", "in", LETTERS), ("attachment_id", "!=", False)], order="id"
    )
    paths = []
    for delivery in deliveries:
        name = f"{delivery.id:04}_{_title(delivery.reminder_id)}.pdf"
        paths.append(folder / name)
        paths[-1].write_bytes(delivery.attachment_id.raw)
    return paths


def _write_drafts(ledger, out):
    """The letters that wait for a confirmation, in one PDF per company."""
    folder = out / "a_valider"
    folder.mkdir(parents=True, exist_ok=True)
    reminders = ledger.env["relance.reminder"].search(
        [("state", "=", "to_confirm"), ("level_id.proof_channel", "in", LETTERS)]
    )
    report = ledger.env["ir.actions.report"]
    paths = []
    for company, letters in reminders.grouped("company_id").items():
        content, _kind = report.with_company(company)._render_qweb_pdf(
            "relance_recouvrement.action_report_reminder", letters.ids
        )
        paths.append(folder / f"{identity.slug(company.name)}.pdf")
        paths[-1].write_bytes(content)
    return paths


def _title(reminder):
    return identity.slug(f"{reminder.partner_id.name} {reminder.level_id.name}")


def _write_ageing(ledger, out):
    paths = []
    for company in (ledger.main, ledger.services):
        export = ledger.env["relance.aged.balance.export"].with_company(company)
        export = export.with_user(ledger.users["nadia"])
        paths.append(out / export._get_filename(company, ledger.today))
        paths[-1].write_bytes(export._get_workbook(company, ledger.today))
    return paths


def _write_mail_index(folder):
    """A page that lists the e-mails and opens each as its reader sees it."""
    rows = []
    for path in sorted(folder.glob("*.eml")):
        message = email.message_from_bytes(
            path.read_bytes(), policy=email.policy.default
        )
        body = message.get_body(("html", "plain"))
        page = path.with_suffix(".html")
        page.write_text('<meta charset="utf-8">' + (body.get_content() if body else ""))
        attached = [part.get_filename() for part in message.iter_attachments()]
        cells = (message["to"], message["subject"], ", ".join(filter(None, attached)))
        text = "".join(f"<td>{html.escape(str(cell or ''))}</td>" for cell in cells)
        links = f'<a href="{page.name}">lire</a> · <a href="{path.name}">.eml</a>'
        rows.append(f"<tr><td>{links}</td>{text}</tr>")
    index = folder / "index.html"
    index.write_text(
        '<meta charset="utf-8"><title>Courriels</title>'
        "<style>body{font-family:sans-serif}td{padding:2px 12px}</style>"
        f"<h1>{len(rows)} courriels</h1><table>{''.join(rows)}</table>"
    )
    return index


# === SCREEN === #


def print_worklist(ledger, say):
    cases = ledger.env["relance.case"].search(
        [("stage", "!=", "settled"), ("amount_due", ">", 0)]
    )
    decisions = _selection(ledger.env, "relance.case", "next_decision")
    say(f"\nÀ faire : les {TOP} premiers dossiers sur {len(cases)}")
    say(f"{'client':32} {'échu':>11}  {'atteint':16} {'ensuite':16} {'le':10} pourquoi")
    for case in cases[:TOP]:
        reason = " ; ".join((case.next_action_reason or "").strip().split("\n"))
        step = case.next_level_id.name or decisions.get(case.next_decision, "")
        day = case.next_action_date
        say(
            f"{case.partner_id.name[:32]:32} {amount(case.amount_overdue):>11}  "
            f"{(case.level_id.name or '–')[:16]:16} {step[:16]:16} "
            f"{format(day, '%d/%m/%Y') if day else '–':10} "
            f"{decisions.get(case.next_decision, '')} : {reason}"
        )


def amount(value):
    return f"{value:,.2f} €".replace(",", " ").replace(".", ",")


def _selection(env, model, name):
    return dict(env[model]._fields[name]._description_selection(env))


def print_counts(ledger, say):
    env = ledger.env
    for model, name, title in (
        ("relance.case", "stage", "Dossiers"),
        ("relance.reminder", "state", "Relances"),
        ("relance.delivery", "state", "Envois"),
    ):
        labels = _selection(env, model, name)
        counts = env[model]._read_group([], [name], ["__count"])
        text = ", ".join(f"{labels.get(key, key)} {count}" for key, count in counts)
        say(f"{title + ' :':12} {text}")
    calls = Counter(env["relance.call"].search([]).mapped("outcome"))
    say(f"{'Appels :':12} {sum(calls.values())}, dont aboutis {calls['reached']}")


def print_files(files, out, say):
    say("\nÉcrit sous out/ :")
    for title, paths in files.items():
        say(f"  {title} : {len(paths)}")
        for path in paths[:4]:
            say(f"    {path.relative_to(out.parent)}")
        if len(paths) > 4:
            say(f"    … et {len(paths) - 4} autres dans {paths[0].parent.name}/")
    say("\nDans le navigateur : make serve")
    say("  admin/admin, ou camille, hugo, nadia (responsable), compta :")
    say("  le mot de passe est l'identifiant.")
