from odoo import Command, fields, models
from odoo.exceptions import UserError


class RelanceRouteCaseMixin(models.AbstractModel):
    """The routes open to a case beyond the amicable stage, compared."""

    _name = "relance.route.case.mixin"
    _description = "Routes of a Case"

    cheque_unpaid_date = fields.Date(
        string="Cheque refused on",
        tracking=True,
        help="Day of the bank's certificate of non-payment (CMF L131-73).",
    )
    cheque_certificate_id = fields.Many2one(
        "ir.attachment", string="Certificate of non-payment", index="btree_not_null"
    )

    def _get_routes(self, today=None):
        """Every route with what closes it, what it asks, costs and brings.

        :param date today: default, today in the company's timezone
        :return: recommended first, then what brings most, then what is closed;
            amounts in company currency. For each:

            * ``code``, ``name``, ``type_id``; ``eligible`` and ``reasons`` (French,
              why not); ``notes`` (French, to know before taking it)
            * ``documents``: ``[{name, kind, required, present}]`` of its checklist;
              ``documents_present``, ``documents_missing``: their French names
            * ``amount``: what it would claim, interest and indemnities included
            * ``cost`` left to the creditor and ``cost_debtor``; ``cost_lines``:
              ``[{label, amount, kind, kind_label, borne_by, source, indicative,
              fee_id}]``
            * ``delay_days``; ``net_expected``: ``success_percent`` of
              ``expected_base`` (``amount``, or what the insurer pays of it) less
              ``cost``; ``success_source``
            * ``recommended`` and ``recommendation`` (French reasons)
            * ``court_kind``, ``court_id``, ``court``; ``line_ids``: items that a
              procedure takes
        :rtype: list(dict)
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: reads the ledger, covers and settings of a case that the user sees
        case = self.sudo().with_company(self.company_id)
        engine = self.env["relance.engine.routes"].sudo().with_company(self.company_id)
        return engine._get_routes(case, today or self.company_id._relance_today())

    def action_compare_routes(self):
        """Compare what may follow the amicable stage."""
        self.ensure_one()
        return self.env["relance.route.choice"]._open(self)

    def _open_route(self, route, court=None):
        """Prepare the procedure of a route, with the items that it claims.

        :param dict route: one of :meth:`_get_routes`
        :param relance.court court: default, the one of the route
        :raise UserError: when the route is closed
        :rtype: relance.procedure
        """
        self.ensure_one()
        self.check_access("write")
        if not route["eligible"]:
            raise UserError(
                self.env._(
                    "“%(route)s” is closed: %(reasons)s.",
                    route=route["name"],
                    reasons="\u00a0; ".join(route["reasons"]),
                )
            )
        return self.env["relance.procedure"].create(
            {
                "case_id": self.id,
                "type_id": route["type_id"],
                "court_id": (court.id if court else route["court_id"]) or False,
                "line_ids": [
                    Command.create({"case_line_id": line_id})
                    for line_id in route["line_ids"]
                ],
            }
        )
