import base64

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..models.relance_rate import RATES
from ..tools.rate_file import read_headings, read_rates
from ..tools.rates import get_skipped, semester_name
from ..tools.spreadsheet import read_rows

PROOFS = ("source", "jo_date")


class RelanceRateImport(models.TransientModel):
    """Rates of semesters from a CSV or XLSX file.

    The file is read and shown first. With one wrong row nothing is written; confirmed
    rates are never replaced; what the file leaves empty keeps its value.
    """

    _name = "relance.rate.import"
    _description = "Import Rates"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    source = fields.Char(help="Of the rows of the file that name none.")
    line_ids = fields.One2many("relance.rate.import.line", "import_id", readonly=True)
    unused = fields.Char(string="Columns not used", readonly=True)
    error = fields.Char(string="Error of the file", readonly=True)
    is_read = fields.Boolean(readonly=True)
    row_errors = fields.Text(string="Errors of the rows", readonly=True)
    error_count = fields.Integer(string="Rows to correct", readonly=True)
    change_count = fields.Integer(string="Semesters to write", readonly=True)

    # === ACTION METHODS === #

    def action_read(self):
        """Show what the file would change; nothing is written."""
        self._check_rights()
        self._read()
        return self._reopen()

    def action_import(self):
        """Write the semesters of the file, all of them or none.

        :raise UserError: when the file has an error or changes nothing
        """
        self._check_rights()
        self._read()
        if self.error or self.error_count:
            return self._reopen()
        lines = self.line_ids.filtered(lambda line: line.action in ("create", "update"))
        if not lines:
            raise UserError(
                self.env._("Nothing to import: the table already has these rates.")
            )
        lines._write_rates()
        return {"type": "ir.actions.act_window_close"}

    def _check_rights(self):
        self.env["relance.rate"].check_access("create")
        self.env["relance.rate"].check_access("write")

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import rates"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # === READING === #

    def _read(self):
        self.ensure_one()
        rows, self.unused, self.error = self._read_file()
        known = {
            rate.date_from: rate
            for rate in self.env["relance.rate"].search([("date_from", "!=", False)])
        }
        values = [self._describe(row, known.get(row.start)) for row in rows]
        self.line_ids = [Command.clear(), *map(Command.create, values)]
        actions = [line["action"] for line in values]
        self.error_count = actions.count("error")
        self.row_errors = "\n".join(
            self.env._(
                "Row %(row)s: %(message)s", row=line["row"], message=line["message"]
            )
            for line in values
            if line["action"] == "error"
        )
        self.change_count = actions.count("create") + actions.count("update")
        self.error = self.error or self._find_gap(rows, known)
        self.is_read = True

    def _read_file(self):
        """Rows of the file, headings that are not used, error of the whole file."""
        try:
            rows = read_rows(base64.b64decode(self.file))
        except ValueError as error:
            return (
                [],
                False,
                self.env._("The file is neither CSV nor XLSX: %(error)s", error=error),
            )
        heading = rows[0][1] if rows else []
        columns, unused = read_headings(heading, self._get_labels())
        unused = ", ".join(unused)
        if "semester" not in columns or not set(RATES) & columns.keys():
            return (
                [],
                unused,
                self.env._(
                    "The first row of the file holds its headings: Semester and at"
                    " least one of Legal rate, individuals; Legal rate, other cases;"
                    " ECB rate."
                ),
            )
        found = read_rates(rows[1:], columns)
        if not found:
            return [], unused, self.env._("The file has no row below its headings.")
        return found, unused, False

    def _get_labels(self):
        """What the columns are called on the user's screens."""
        label = self.env["relance.rate"]._get_label
        return {
            "semester": label("name"),
            **{name: label(name) for name in (*RATES, *PROOFS)},
        }

    def _find_gap(self, rows, known):
        starts = {row.start for row in rows if row.start}
        skipped = get_skipped(starts | known.keys())
        return bool(skipped) and self.env._(
            "Semesters follow one another in the table of rates: the file lacks"
            " %(semesters)s.",
            semesters=", ".join(map(semester_name, skipped)),
        )

    # === WHAT A ROW DOES === #

    def _describe(self, row, rate):
        """Values of the line that shows a row of the file.

        :param RateRow row: as read
        :param relance.rate rate: the semester in the table, or None
        """
        values = {
            "row": row.number,
            "date_from": row.start,
            "jo_date": row.jo_date,
            "source": row.source or self.source,
            "ecb_is_zero": row.rates["ecb_rate"] == 0,
            **{name: float(value or 0) for name, value in row.rates.items()},
            "given": ",".join(k for k, v in row.rates.items() if v is not None),
        }
        errors = [self._explain(code, cell) for code, cell in row.errors]
        if not errors and rate and rate.state == "confirmed":
            values["action"] = "same"
            errors += self._compare(row, rate)
        elif rate:
            values["action"] = "update" if values["given"] else "same"
        else:
            values["action"] = "create"
        if errors:
            values.update(action="error", message=" ".join(errors))
        elif values["action"] != "same":
            values["message"] = self._describe_lacking(values, rate)
        return values

    def _describe_lacking(self, values, rate):
        """What is still to enter before the semester can be confirmed."""
        names = [name for name in (*RATES, *PROOFS) if values.get(name)]
        merged = {name: values[name] for name in ("date_from", *names)}
        for name in ("ecb_is_zero", *RATES, *PROOFS):
            if rate and name not in merged:
                merged[name] = rate[name]
        merged["ecb_is_zero"] = values["ecb_is_zero"] or merged.get("ecb_is_zero")
        lacking = self.env["relance.rate"].new(merged)._get_missing_fields()
        return bool(lacking) and self.env._(
            "Not confirmed yet; to enter: %(fields)s.", fields=", ".join(lacking)
        )

    def _compare(self, row, rate):
        """A file never replaces rates that a person confirmed."""
        return [
            self.env._(
                "%(field)s: %(known)s is confirmed; to replace it, first press Correct"
                " on %(semester)s.",
                field=rate._get_label(name),
                known=formatLang(self.env, rate[name]),
                semester=rate.name,
            )
            for name, value in row.rates.items()
            if value is not None and float(value) != rate[name]
        ]

    def _explain(self, code, cell):
        words = {
            "semester": self.env._(
                "“%(cell)s” is no semester: enter 2026-S2 or its first day.", cell=cell
            ),
            "twice": self.env._("The semester is already on row %(row)s.", row=cell),
            "rate": self.env._("“%(cell)s” is no rate: enter 2.62.", cell=cell),
            "decimals": self.env._(
                "“%(cell)s” has more than two decimals: enter percents, 2.62 for"
                " 2.62 %%.",
                cell=cell,
            ),
            "range": self.env._(
                "“%(cell)s” is not between 0 and 30 %% a year.", cell=cell
            ),
            "date": self.env._(
                "“%(cell)s” is no date of the Official Journal: enter day/month/year.",
                cell=cell,
            ),
        }
        return words[code]
