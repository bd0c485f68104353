from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError

from ...const import INSOLVENCY_LIVE
from ...tools.retention import ERASABLE, get_cutoff, get_due

MANAGER = "relance_recouvrement.group_manager"
# Charges that the customer was asked for and has not settled.
OWED_CHARGES = ("claimed", "partly", "draft", "invoiced", "partly_paid")
HOLDS = (
    "relance.promise",
    "relance.dispute",
    "relance.plan",
    "relance.settlement",
    "relance.procedure",
)
# Records without a day of their own: theirs is the closing of the case.
UNDATED = ("relance.case", "res.partner")


class RelanceEngineErasure(models.AbstractModel):
    """What is kept no longer than allowed: found, then erased (LAW §8).

    Nothing goes of a customer who still owes, whose debt can still be claimed in
    court, or who is before a court. Frozen reminders, deliveries, documents that
    prove something and accounting documents are never touched.
    """

    _name = "relance.engine.erasure"
    _description = "Dunning Engine: Data Retention"
    _inherit = "relance.engine.erasure.records"

    def _check_manager(self):
        """:raise AccessError: for who is no manager of collection"""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a manager of collection erases or exports data.")
            )

    # === FIND === #

    def _find(self, cases, today):
        """What is old enough in these cases, as of ``today``; nothing is written.

        :param relance.case cases: that the user may see
        :param date today: day of the erasure
        :return: dicts ``case_id``, ``kind``, ``regime``, ``closed`` and ``due``
            (dates, or False), ``records`` (list), ``reason`` (why it stays, or False)
        """
        self._check_manager()
        cases.check_access("read")
        # sudo: all that is owed counts, in branches that the manager does not see too
        cases = cases.sudo()
        closings = self._get_closings(cases)
        reasons = self._get_reasons(cases, closings, today)
        groups = defaultdict(list)
        for case in cases:
            regime = self._get_regime(case.partner_id)
            for kind in ERASABLE:
                months = self.env["relance.retention.rule"]._get_months(kind, regime)
                if months:
                    groups[kind, months, regime].append(case.id)
        rows = []
        for (kind, months, regime), case_ids in groups.items():
            some = cases.browse(case_ids)
            found = self._get_records(kind, some, get_cutoff(today, months))
            for case in some:
                closed = closings.get(case.id)
                row = {
                    "case_id": case.id,
                    "kind": kind,
                    "regime": regime,
                    "closed": closed or False,
                    "due": get_due(closed, months) if closed else False,
                    "reason": reasons.get(case.id, False),
                }
                row["records"] = self._keep_old(row, found.get(case.id, ()), today)
                if row["records"]:
                    rows.append(row)
        self._spare_shared(rows, today)
        return rows

    def _get_regime(self, partner):
        """The kind of debtor counts once a person confirmed it."""
        confirmed = partner.relance_regime_confirmed
        return (confirmed and partner.relance_debtor_regime) or "unknown"

    def _keep_old(self, row, records, today):
        """The records to erase, or that would be but for the reason of the row."""
        if row["due"] and row["due"] <= today:
            return list(records)
        if not row["closed"]:
            return [record for record in records if record._name not in UNDATED]
        return []

    def _get_closings(self, cases):
        """The day each case was closed, None while something of it is open.

        A case without any item was closed when it was made.
        """
        closings = {case.id: case.create_date.date() for case in cases}
        lines = self.env["relance.case.line"].sudo()
        for case, day in lines._read_group(
            [("case_id", "in", cases.ids)], ["case_id"], ["closed_date:max"]
        ):
            closings[case.id] = day
        for (case,) in lines._read_group(
            [("case_id", "in", cases.ids), ("closed_date", "=", False)], ["case_id"]
        ):
            closings[case.id] = None
        return closings

    # === WHY IT STAYS === #

    def _get_reasons(self, cases, closings, today):
        """Why nothing of a case may be erased now.

        :return: ``{case id: text}``, of the cases that are skipped only
        """
        reasons = self._get_limitation_reasons(cases, today)
        for case in self._get_insolvent(cases):
            reasons[case.id] = self.env._("Insolvency proceedings under way.")
        for case in cases.filtered(lambda case: case.stage == "litigation"):
            reasons[case.id] = self.env._("Legal procedure under way.")
        for case in self._get_agreed(cases):
            reasons[case.id] = self.env._(
                "A promise, a dispute or a payment plan is not over."
            )
        charges = self.env["relance.charge"].sudo()  # sudo: as in _find
        for (case,) in charges._read_group(
            [("case_id", "in", cases.ids), ("state", "in", OWED_CHARGES)], ["case_id"]
        ):
            reasons[case.id] = self.env._("Interest or costs are still claimed.")
        for case in cases.filtered(lambda case: not closings.get(case.id)):
            reasons[case.id] = self.env._("Items of this customer are still open.")
        return reasons

    def _get_insolvent(self, cases):
        # sudo: as in _find
        found = (
            self.env["relance.insolvency"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", cases.partner_id.ids),
                    ("state", "in", INSOLVENCY_LIVE),
                ]
            )
        )
        keys = {(record.partner_id.id, record.company_id.id) for record in found}
        return cases.filtered(
            lambda case: (
                case.stage == "insolvency"
                or (case.partner_id.id, case.company_id.id) in keys
            )
        )

    def _get_agreed(self, cases):
        found = cases.browse()
        for model in HOLDS:
            # sudo: as in _find
            found |= (
                self.env[model]
                .sudo()
                .search([("case_id", "in", cases.ids), ("is_holding", "=", True)])
                .case_id
            )
        return found

    def _get_limitation_reasons(self, cases, today):
        """Debts that left the ledger unpaid can be claimed until their limitation."""
        lines = self.env["relance.case.line"].sudo()  # sudo: as in _find
        unpaid = lines.search(
            [
                ("case_id", "in", cases.ids),
                ("closed_reason", "in", ("written_off", "transferred")),
            ]
        )
        heirs = lines.search([("origin_line_id", "in", unpaid.ids)])
        unpaid -= heirs.origin_line_id
        # sudo: as above
        engine = self.env["relance.engine.limitation"].sudo()
        reasons = {}
        for line_id, clock in engine._get_clocks(unpaid.ids).items():
            if not clock.is_barred(today):
                reasons[lines.browse(line_id).case_id.id] = self.env._(
                    "An unpaid debt can be claimed in court until %(date)s.",
                    date=clock.day.strftime("%d/%m/%Y"),
                )
        return reasons

    def _spare_shared(self, rows, today):
        """The contacts of a customer serve every company: they stay while one of
        them still needs them."""
        rows = [row for row in rows if row["kind"] == "contact" and not row["reason"]]
        if not rows:
            return
        # sudo: cases of companies that the manager does not see count too
        cases = self.env["relance.case"].sudo()
        mine = cases.browse([row["case_id"] for row in rows])
        others = cases.search([("partner_id", "in", mine.partner_id.ids)])
        closings = self._get_closings(others)
        kept = set(self._get_reasons(others, closings, today))
        for row in rows:
            case = cases.browse(row["case_id"])
            others_of = others.filtered(
                lambda other, case=case: other.partner_id == case.partner_id
            )
            months = self.env["relance.retention.rule"]._get_months(
                "contact", row["regime"]
            )
            if any(
                other.id in kept or get_due(closings[other.id], months) > today
                for other in others_of - case
            ):
                row["reason"] = self.env._("Another company follows this customer.")

    # === ERASE === #

    def _erase(self, case, kind, today=None):
        """Erase what is old enough of one kind in a case, read again now.

        :param relance.case case: one case
        :param str kind: of :data:`~tools.retention.ERASABLE`
        :return: number of records erased, and why none was
        :rtype: tuple(int, str)
        :raise AccessError: for who is no manager
        """
        today = today or fields.Date.context_today(self)
        case.check_access("write")
        for row in self._find(case, today):
            if row["kind"] != kind:
                continue
            if row["reason"]:
                return 0, row["reason"]
            # sudo: engine-kept records and the messages of colleagues; the right of
            # the manager on the case was checked above
            self.sudo()._erase_records(row["records"], today)
            return len(row["records"]), ""
        return 0, self.env._("Nothing left to erase.")
