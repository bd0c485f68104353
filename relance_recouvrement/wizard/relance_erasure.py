import logging
from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# Cases read at a time.
BATCH = 500


class RelanceErasure(models.TransientModel):
    """What is kept longer than its rule allows: shown first, then erased.

    The list is a dry run: nothing is written before a manager applies it, and each
    row is read again then.
    """

    _name = "relance.erasure"
    _description = "Data to Erase"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.root_id,
    )
    date = fields.Date(string="As of", readonly=True, default=fields.Date.context_today)
    is_listed = fields.Boolean(readonly=True)
    is_applied = fields.Boolean(readonly=True)
    line_ids = fields.One2many("relance.erasure.line", "erasure_id", readonly=True)
    erase_ids = fields.One2many(
        "relance.erasure.line", "erasure_id", domain=[("action", "!=", "skip")]
    )
    skip_ids = fields.One2many(
        "relance.erasure.line", "erasure_id", domain=[("action", "=", "skip")]
    )
    erase_count = fields.Integer(string="Records to erase", compute="_compute_counts")
    summary = fields.Text(string="By kind", compute="_compute_counts")

    @api.depends("line_ids.action", "line_ids.count")
    def _compute_counts(self):
        for wizard in self:
            totals = Counter()
            for line in wizard.line_ids.filtered(lambda line: line.action == "erase"):
                totals[line._get_label("kind")] += line.count
            wizard.erase_count = sum(totals.values())
            wizard.summary = "\n".join(
                self.env._("%(kind)s: %(count)s", kind=kind, count=count)
                for kind, count in totals.items()
            )

    @api.depends("date")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Data to erase")

    # === ACTION METHODS === #

    def action_list(self):
        """Show what would be erased and what stays, with the reason; no record of a
        case is written."""
        self.ensure_one()
        engine = self.env["relance.engine.erasure"]
        engine._check_manager()
        today = fields.Date.context_today(self)
        values = []
        for cases in self._get_batches():
            for row in engine._find(cases, today):
                values.append(self._prepare_line(row))
        self.write(
            {
                "date": today,
                "is_listed": True,
                "is_applied": False,
                "line_ids": [Command.clear(), *map(Command.create, values)],
            }
        )
        return self._reopen()

    def action_apply(self):
        """Erase what the list shows; a row that fails does not stop the others.

        :raise UserError: when nothing is to be erased
        """
        self.ensure_one()
        self.env["relance.engine.erasure"]._check_manager()
        lines = self.line_ids.filtered(lambda line: line.action == "erase")
        if not lines:
            raise UserError(
                self.env._("Nothing to erase: read the list again another day.")
            )
        for case, some in lines.grouped("case_id").items():
            self._apply_case(case, some)
        self.is_applied = True
        return self._reopen()

    # === BUSINESS METHODS === #

    def _get_batches(self):
        """Cases of the company that the user may see, some at a time."""
        cases = self.env["relance.case"].search(
            [("company_id", "=", self.company_id.id)], order="id"
        )
        for start in range(0, len(cases), BATCH):
            yield cases[start : start + BATCH]
            self.env.invalidate_all()

    def _prepare_line(self, row):
        return {
            "case_id": row["case_id"],
            "kind": row["kind"],
            "regime": row["regime"],
            "closed_date": row["closed"],
            "due_date": row["due"],
            "count": len(row["records"]),
            "action": "skip" if row["reason"] else "erase",
            "reason": row["reason"],
        }

    def _apply_case(self, case, lines):
        """Erase the rows of a case, and say so on it without any personal data."""
        done = []
        for line in lines:
            if count := self._apply_line(line):
                done.append(f"{line._get_label('kind')} : {count}")
        if done:
            case._message_log(
                body=self.env._(
                    "Data erased, their retention being over. %(what)s.",
                    what="; ".join(done),
                )
            )

    def _apply_line(self, line):
        """Erase one row.

        :return: number of records erased
        """
        engine = self.env["relance.engine.erasure"]
        try:
            with self.env.cr.savepoint():
                count, reason = engine._erase(line.case_id, line.kind)
                self.env.flush_all()
        except Exception as error:
            _logger.info(
                "retention: case %s: %s", line.case_id.id, type(error).__name__
            )
            self.env.invalidate_all()
            line.write({"action": "error", "reason": str(error)})
            return 0
        line.write(
            {
                "action": "skip" if reason else "done",
                "reason": reason,
                "count": count or line.count,
            }
        )
        return count

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Data to erase"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }
