from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from odoo import models
from odoo.tools import SQL

from ..const import LANG
from ..tools.scenario import NOT_REACHED
from ..tools.spreadsheet import read_date, read_rows
from ..tools.start_level import first_reminder, reached_before

LISTED_ITEMS = 10


@dataclass(slots=True)
class Start:
    """Where a line starts. ``imported``: ``level_id`` was reached on ``day``;
    otherwise it is the level of its first reminder."""

    level_id: int | None
    reached_id: int | None
    day: date | None = None
    imported: bool = False


class RelanceGoLiveStart(models.AbstractModel):
    """Starting level of each open item, by age or from a file."""

    _name = "relance.go.live.start"
    _description = "Starting Levels"

    def _get_starts(self, company, today, mode, content=b""):
        """Starting levels of the open debts of ``company``.

        :param date today: day of the go-live
        :param str mode: ``age``, ``first``, ``import`` or ``import_age``
        :param bytes content: CSV or XLSX file of the levels already reached
        :return: ``({case line: Start}, [error of a row, …])``
        :rtype: tuple(dict, list)
        """
        lines = self._get_open_debts(company)
        rules = {
            scenario: scenario._get_rules() for scenario in lines.case_id.scenario_id
        }
        starts, errors = {}, []
        if mode in ("age", "import_age"):
            starts = self._get_starts_by_age(lines, today, rules)
        if mode in ("import", "import_age"):
            imported, errors = self._read_file(lines, today, rules, content)
            starts.update(imported)
        return starts, errors

    def _get_open_debts(self, company):
        return self.env["relance.case.line"].search(
            [
                ("case_id.company_id", "=", company.id),
                ("closed_date", "=", False),
                ("amount_residual", ">", 0),
            ]
        )

    def _get_starts_by_age(self, lines, today, rules):
        """A line that was never chased here starts at the level of its age."""
        starts = {}
        for line in lines.filtered(lambda line: not line.level_id):
            scenario = rules.get(line.case_id.scenario_id)
            rank = NOT_REACHED
            if scenario and line.date_maturity:
                rank = first_reminder(line.date_maturity, today, scenario)
            if rank == NOT_REACHED:
                continue
            reached = reached_before(rank, scenario)
            starts[line] = Start(scenario.levels[rank].id, reached and reached.id)
        return starts

    # === FILE === #

    def _read_file(self, lines, today, rules, content):
        """Levels already reached: document number; level; date of last reminder."""
        try:
            rows = read_rows(content)
        except ValueError as error:
            return {}, [self.env._("The file cannot be read: %(error)s", error=error)]
        by_number = self._index_documents(lines)
        starts, errors, seen = {}, [], {}
        for number, cells in rows:
            cells = [*cells, "", "", ""][:3]
            if number == rows[0][0] and self._is_heading(cells, by_number):
                continue
            found, error = self._find_lines(cells[0], by_number)
            start = None
            if not error:
                start, error = self._read_start(found, cells, today, rules)
            if not error and seen.get(found, number) != number:
                error = self.env._("already on row %(row)s", row=seen[found])
            if error:
                errors.append(
                    self.env._(
                        "Row %(row)s (%(document)s): %(error)s.",
                        row=number,
                        document=cells[0] or "–",
                        error=error,
                    )
                )
                continue
            seen[found] = number
            starts.update(dict.fromkeys(found, start))
        if not starts and not errors:
            errors.append(self.env._("The file has no row below its headings."))
        return starts, errors

    def _is_heading(self, cells, by_number):
        known = str(cells[0]).casefold() in by_number
        return not known and not read_date(cells[2])

    def _index_documents(self, lines):
        """Open items by number; by label or reference when no number is the same,
        as one opening entry carries the invoices of many customers."""
        by_number, by_label = defaultdict(lines.browse), defaultdict(lines.browse)
        for line in lines:
            if line.move_name:
                by_number[line.move_name.casefold()] |= line
            item = line.move_line_id
            for text in {item.name, item.ref} - {False, line.move_name}:
                by_label[" ".join(text.split()).casefold()] |= line
        return {**by_label, **by_number}

    def _find_lines(self, document, by_number):
        if not document:
            return None, self.env._("the document number is missing")
        found = by_number.get(str(document).casefold())
        if not found:
            return None, self.env._("no open item followed has this number")
        if len(found.partner_id) > 1:
            return None, self.env._(
                "several customers have this number: use the label of the item"
            )
        return found, None

    def _read_start(self, found, cells, today, rules):
        scenario = found.case_id.scenario_id
        level = self._find_level(scenario, rules, str(cells[1]).casefold())
        if not level:
            levels = scenario.level_ids.sorted().mapped("name")
            return None, self.env._(
                "no level “%(level)s” in the scenario “%(scenario)s” (%(levels)s)",
                level=cells[1],
                scenario=scenario.name or "–",
                levels=", ".join(levels),
            )
        day = read_date(cells[2])
        if not day:
            return None, self.env._(
                "the date of the last reminder “%(date)s” cannot be read"
                " (day/month/year)",
                date=cells[2],
            )
        if day > today:
            return None, self.env._("the last reminder is dated in the future")
        return Start(level.id, level.id, day, imported=True), None

    def _find_level(self, scenario, rules, text):
        levels = rules[scenario].levels if scenario in rules else ()
        sequences = dict(scenario.level_ids.mapped(lambda lv: (lv.id, lv.sequence)))
        return next(
            (
                level
                for level in levels
                if text in (level.name.casefold(), str(sequences[level.id]))
            ),
            None,
        )

    # === WRITING === #

    def _forget(self, company):
        """A start by age has no date: a second go-live decides it again."""
        lines = self._get_open_debts(company).filtered(
            lambda line: line.start_level_id and not line.start_date
        )
        lines.start_level_id = False
        self.env["relance.engine.settle"]._update_levels(lines.case_id.ids)

    def _write_starts(self, starts):
        """Store the starting levels; the lines' levels follow."""
        rows = [
            (line.id, start.reached_id, start.day)
            for line, start in starts.items()
            if start.reached_id
        ]
        if not rows:
            return
        cases = self.env["relance.case"].union(*(line.case_id for line in starts))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE relance_case_line line
                   SET start_level_id = start.level_id, start_date = start.day
                  FROM unnest(%s::int[], %s::int[], %s::date[])
                    AS start(line_id, level_id, day)
                 WHERE line.id = start.line_id
                """,
                *(list(column) for column in zip(*rows, strict=True)),
            )
        )
        self._write_last_contacts(starts)
        settle = self.env["relance.engine.settle"]
        settle._update_levels(cases.ids)
        settle._read_contacts(SQL("AND cases.id IN %s", tuple(cases.ids)))
        self.env.invalidate_all(flush=False)

    def _write_last_contacts(self, starts):
        """The last reminder of the file is a contact that the next one waits for."""
        contacts = {}
        for line, start in starts.items():
            if start.day:
                known = contacts.get(line.case_id, start.day)
                contacts[line.case_id] = max(known, start.day)
        for case, day in contacts.items():
            case.start_contact_date = day

    # === WORDS === #

    def _summarize(self, company, starts):
        """Items and amounts by scenario and starting level.

        :rtype: list(dict)
        """
        totals = defaultdict(lambda: [0, 0.0])
        for line in self._get_open_debts(company):
            start = starts.get(line)
            key = (
                line.case_id.scenario_id.id,
                start.level_id if start else line.level_id.id,
                "imported" if start and start.imported else bool(start),
            )
            totals[key][0] += 1
            totals[key][1] += line.amount_company
        sequences = {lv.id: lv.sequence for lv in self.env["relance.level"].search([])}
        return [
            {
                "scenario_id": scenario_id,
                "level_id": level_id,
                "level_sequence": sequences.get(level_id, 0),
                "label": self._get_label(level_id, start),
                "item_count": count,
                "amount": amount,
            }
            for (scenario_id, level_id, start), (count, amount) in totals.items()
        ]

    def _get_label(self, level_id, start):
        if start == "imported":
            return self.env._("Level already reached, from the file")
        if start:
            return self.env._("Level of the first reminder")
        if level_id:
            return self.env._("Level reached here, kept")
        return self.env._("From the beginning of the scenario")

    def _log(self, starts):
        """Say on each case where its items start."""
        by_case = defaultdict(list)
        for line, start in starts.items():
            by_case[line.case_id].append((line.move_name or "–", start))
        french = self.with_context(lang=LANG)
        levels = {lv.id: lv.name for lv in french.env["relance.level"].search([])}
        bodies = {
            case.id: french._get_log(items, levels) for case, items in by_case.items()
        }
        cases = self.env["relance.case"].browse(bodies)
        cases._message_log_batch(bodies=bodies)

    def _get_log(self, items, levels):
        texts = [self._describe(*item, levels) for item in items[:LISTED_ITEMS]]
        if len(items) > LISTED_ITEMS:
            more = len(items) - LISTED_ITEMS
            texts.append(self.env._("and %(count)s more", count=more))
        title = self.env._(
            "Go-live, started by %(user)s: starting levels.", user=self.env.user.name
        )
        listed = Markup().join(Markup("<li>%s</li>") % text for text in texts)
        return Markup("<p>%s</p><ul>%s</ul>") % (title, listed)

    def _describe(self, document, start, levels):
        if not start.imported:
            return self.env._(
                "%(document)s: first reminder “%(level)s”",
                document=document,
                level=levels[start.level_id],
            )
        return self.env._(
            "%(document)s: “%(level)s” already reached on %(date)s",
            document=document,
            level=levels[start.level_id],
            date=start.day.strftime("%d/%m/%Y"),
        )
