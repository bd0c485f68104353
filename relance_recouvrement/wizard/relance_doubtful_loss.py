from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.relance_doubtful_booking import LOSS_GROUNDS
from ..tools.doubtful import get_vat_deadline


class RelanceDoubtfulLoss(models.TransientModel):
    """Why debts are definitively lost, and what proves it; makes the drafts."""

    _name = "relance.doubtful.loss"
    _description = "Definitive Loss"

    line_ids = fields.One2many("relance.doubtful.loss.line", "loss_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Date of the entries", required=True)
    ground = fields.Selection(LOSS_GROUNDS, required=True, default="other")
    event_date = fields.Date(
        string="Irrecoverable since",
        help="Judgment ordering the liquidation, certificate, or decision of a court.",
    )
    certificate = fields.Binary(
        string="Proof",
        attachment=False,
        help="Judgment, irrecoverable certificate or record of failed enforcement.",
    )
    certificate_name = fields.Char()
    recover = fields.Boolean(
        string="Recover the VAT",
        compute="_compute_recover",
        store=True,
        readonly=False,
        help="VAT already paid to the State; the proof is kept with the entry (CGI"
        " 272-1).",
    )
    justification = fields.Text()
    vat_deadline = fields.Date(compute="_compute_vat_deadline")
    is_too_late = fields.Boolean(compute="_compute_vat_deadline")
    amount = fields.Monetary(string="Lost, VAT included", compute="_compute_amounts")
    amount_tax = fields.Monetary(string="VAT recovered", compute="_compute_amounts")
    amount_waiting = fields.Monetary(
        string="VAT never due",
        compute="_compute_amounts",
        help="Taxed on collection: nothing was paid, nothing is recovered.",
    )

    # === COMPUTE METHODS === #

    @api.depends("ground")
    def _compute_recover(self):
        for loss in self:
            loss.recover = loss.ground != "other"

    @api.depends("event_date", "date")
    def _compute_vat_deadline(self):
        for loss in self:
            deadline = loss.event_date and get_vat_deadline(loss.event_date)
            loss.vat_deadline = deadline
            loss.is_too_late = bool(deadline and loss.date and loss.date > deadline)

    @api.depends("line_ids.amount", "recover")
    def _compute_amounts(self):
        for loss in self:
            loss.amount = sum(loss.line_ids.mapped("amount"))
            loss.amount_tax = sum(loss.line_ids.mapped("amount_tax"))
            loss.amount_waiting = sum(loss.line_ids.mapped("amount_waiting"))

    # === ACTION METHODS === #

    @api.model
    def _open(self, lines):
        """Action that opens the wizard on these debts.

        :raise UserError: when nothing of them is owed
        """
        lines = lines.filtered("amount_residual")
        if not lines:
            raise UserError(self.env._("Nothing is owed any more on these items."))
        loss = self.create(
            {
                "company_id": lines.company_id[0].id,
                "date": lines[0].date,
                "line_ids": [
                    Command.create({"line_id": line.id, "amount": line.amount_residual})
                    for line in lines
                ],
                **self._get_insolvency(lines),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Definitive loss"),
            "res_model": self._name,
            "res_id": loss.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _get_insolvency(self, lines):
        """A liquidation known on the customer is the ground proposed."""
        if len(lines.partner_id) > 1 or set(lines.mapped("insolvency")) != {
            "liquidation"
        }:
            return {}
        found = self.env["relance.insolvency"].search(
            [
                ("partner_id", "=", lines.partner_id.id),
                ("company_id", "=", lines.company_id.id),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )
        day = found.conversion_date or found.judgment_date
        return {"ground": "liquidation", "event_date": day}

    def action_book(self):
        """Make the draft entries: the loss, and the reversal of its impairment."""
        self.ensure_one()
        self.env["relance.doubtful"]._check_may_book()
        self._check()
        bookings = self.env["relance.doubtful.booking"]
        entries = self.env["relance.engine.doubtful.entry"]
        decision = {
            "date": self.date,
            "ground": self.ground,
            "event_date": self.event_date,
            "recover": self.recover,
            "justification": self.justification,
        }
        for line in self.line_ids:
            bookings += entries._book_loss(line.line_id, line.amount, decision)
        self._attach_proof(bookings.filtered(lambda b: b.kind == "loss"))
        return bookings.move_id._relance_open_entries()

    # === BUSINESS METHODS === #

    def _check(self):
        if problems := list(self._get_problems()):
            raise UserError("\n".join(problems))

    def _get_problems(self):
        if self.ground != "other":
            if len(self.line_ids.line_id.partner_id) > 1:
                yield self.env._(
                    "A judgment or a certificate is about one customer: book each"
                    " customer by itself."
                )
            if not self.event_date:
                yield self.env._("Write since when the debt is irrecoverable.")
        elif self.recover:
            yield self.env._(
                "VAT is recovered on a liquidation, an irrecoverable certificate or a"
                " remitted debt only (CGI 272-1): choose the ground."
            )
        if self.event_date and self.date < self.event_date:
            yield self.env._(
                "The loss is definitive from %(date)s: no entry before that day.",
                date=self.event_date.strftime("%d/%m/%Y"),
            )
        if self.recover and not self.certificate:
            yield self.env._(
                "Attach the judgment or the certificate: without proof the VAT is not"
                " recovered."
            )
        if self.recover and self.is_too_late:
            yield self.env._(
                "The VAT could be recovered until %(date)s: untick “Recover the VAT”.",
                date=self.vat_deadline.strftime("%d/%m/%Y"),
            )
        if not (self.justification or "").strip():
            yield self.env._("Write what was tried and why nothing more will be paid.")
        if self.line_ids.filtered(lambda line: line.amount <= 0):
            yield self.env._("Remove the items of which nothing is lost.")

    def _attach_proof(self, losses):
        """The proof is kept with each entry."""
        if not self.certificate:
            return
        for loss in losses:
            # sudo: proof kept with the entry; the rights were checked above
            attachment = (
                self.env["ir.attachment"]
                .sudo()
                .create(
                    {
                        "name": self.certificate_name or "justificatif",
                        "datas": self.certificate,
                        "res_model": "account.move",
                        "res_id": loss.move_id.id,
                    }
                )
            )
            # sudo: as above
            loss.sudo().certificate_id = attachment
