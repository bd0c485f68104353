from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.doubtful import LATE_DAYS

MANAGER = "relance_recouvrement.group_manager"


class RelanceDoubtful(models.Model):
    """The doubtful debts of a company on a closing date, looked at one by one.

    The list is computed on demand; rates and justifications are kept, as the
    documentation of each impairment (CGI 39-1-5°). What is booked becomes draft
    entries, see ``relance.doubtful.booking``.
    """

    _name = "relance.doubtful"
    _description = "Review of Doubtful Debts"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self._default_company_id(),
        domain="[('id', 'in', allowed_company_ids), ('parent_id', '=', False)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        string="Closing date",
        required=True,
        default=lambda self: self._default_date(),
        tracking=True,
        help="Date of the entries. Items invoiced later are left out.",
    )
    min_days = fields.Integer(
        string="Overdue for (days)",
        default=LATE_DAYS,
        help="Items less overdue are proposed for another reason only: formal notice,"
        " insolvency, dispute, or already doubtful.",
    )
    computed_date = fields.Datetime(string="Computed on", readonly=True)
    line_ids = fields.One2many("relance.doubtful.line", "doubtful_id")
    line_count = fields.Integer(string="Items", compute="_compute_figures")
    booking_count = fields.Integer(string="Entries", compute="_compute_figures")
    amount_residual = fields.Monetary(
        string="Owed, VAT included", compute="_compute_figures"
    )
    amount_target = fields.Monetary(
        string="Impairment, VAT excluded", compute="_compute_figures"
    )
    amount_impaired = fields.Monetary(
        string="Impairment in the books", compute="_compute_figures"
    )

    _unique_closing = models.UniqueIndex(
        "(company_id, date)", "This company already has a review on that date."
    )

    # === DEFAULT AND COMPUTE METHODS === #

    @api.model
    def _default_company_id(self):
        return self.env.company.root_id

    @api.model
    def _default_date(self):
        """Last day of the last month."""
        first = fields.Date.context_today(self).replace(day=1)
        return fields.Date.subtract(first, days=1)

    @api.depends("date", "company_id")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._(
                "Closing of %(date)s – %(company)s",
                date=review.date and review.date.strftime("%d/%m/%Y") or "",
                company=review.company_id.name or "",
            )

    @api.depends("line_ids.amount_target", "line_ids.amount_impaired")
    def _compute_figures(self):
        counts = dict(
            self.env["relance.doubtful.booking"]._read_group(
                [("doubtful_id", "in", self.ids)], ["doubtful_id"], ["__count"]
            )
        )
        for review in self:
            lines = review.line_ids
            review.line_count = len(lines)
            review.booking_count = counts.get(review, 0)
            review.amount_residual = sum(lines.mapped("amount_residual"))
            review.amount_target = sum(lines.mapped("amount_target"))
            review.amount_impaired = sum(lines.mapped("amount_impaired"))

    # === ACTION METHODS === #

    def action_compute(self):
        """Read the ledger and rebuild the list; what was entered is kept."""
        self._check_may_propose()
        self.check_access("write")
        for review in self:
            # sudo: the list reads the whole ledger; rights were checked above
            self.env["relance.engine.doubtful"].sudo()._propose(review.sudo())
        self.invalidate_recordset()
        return True

    def action_open_lines(self):
        """The items, to judge and to book."""
        self.ensure_one()
        if not self.computed_date:
            self.action_compute()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_doubtful_line_action"
        )
        action["display_name"] = self.display_name
        action["domain"] = [("doubtful_id", "=", self.id)]
        return action

    def action_export(self):
        """Download the debts of this closing, for the auditor."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/relance/doubtful/{self.id}/xlsx",
            "target": "download",
        }

    def action_open_bookings(self):
        """The entries made from this review."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_doubtful_booking_action"
        )
        action["domain"] = [("doubtful_id", "=", self.id)]
        action["context"] = {}
        return action

    # === RIGHTS AND LOCKS === #

    @api.model
    def _check_may_propose(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Doubtful debts are proposed by a collection manager.")
            )

    @api.model
    def _check_may_book(self):
        """A collection manager who may create entries.

        :raise AccessError: naming the missing right
        """
        self._check_may_propose()
        if not self.env["account.move"].has_access("create"):
            raise AccessError(
                self.env._(
                    "Draft entries are made by Invoicing: ask somebody of it, or for"
                    " its right."
                )
            )

    @api.model
    def _check_not_locked(self, company, day, journal):
        """:raise UserError: when an entry may not be dated ``day``"""
        locks = company._get_violated_lock_dates(day, False, journal)
        if locks:
            locked, _field = locks[-1]
            raise UserError(
                self.env._(
                    "%(day)s is in a closed period: %(company)s is locked until"
                    " %(lock)s. Choose a later closing date, or have the period"
                    " opened by accounting.",
                    day=day.strftime("%d/%m/%Y"),
                    company=company.name,
                    lock=locked.strftime("%d/%m/%Y"),
                )
            )

    @api.model
    def _open_loss(self, company, items):
        """Review of the day with these debts, and the wizard that books their loss.

        :param res.company company: root company
        :param relance.case.line items: given up, or those that continue them
        :raise AccessError: naming the missing right
        :raise UserError: when nothing of them is owed
        """
        self._check_may_book()
        found = items
        while found:
            found = found.search([("origin_line_id", "in", found.ids)]) - items
            items |= found
        day = company._relance_today()
        review = self.search([("company_id", "=", company.id), ("date", "=", day)])
        review = review or self.create({"company_id": company.id, "date": day})
        review.with_context(relance_lost_item_ids=items.ids).action_compute()
        return review.line_ids.filtered(
            lambda line: line.case_line_id in items
        ).action_lose()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if self.env["relance.doubtful.booking"].search_count(
            [("doubtful_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Entries were made from this review: it documents them. Delete"
                    " the draft entries first."
                )
            )
