from datetime import timedelta

from odoo.tests import tagged

from .common import SaleStopCommon


@tagged("post_install", "-at_install")
class TestExhibit(SaleStopCommon):
    """Orders of the invoices of a procedure, for its file."""

    def setUp(self):
        super().setUp()
        self.order = self._order(amount=700.0).sudo()
        self.order.company_id.relance_sale_stop = "off"
        self.order.action_confirm()
        self.order.order_line.qty_delivered = 1
        invoice = self.order._create_invoices()
        day = self.company._relance_today() - timedelta(days=60)
        invoice.write(
            {
                "invoice_date": day,
                "invoice_payment_term_id": False,
                "invoice_date_due": day,
            }
        )
        invoice.action_post()
        self._run(self.company._relance_today())
        case = self._case()
        route = self.env.ref("relance_recouvrement.procedure_type_injonction")
        self.procedure = self.env["relance.procedure"].create(
            {"case_id": case.id, "type_id": route.id}
        )
        self.assertIn(invoice, self.procedure.line_ids.move_id)

    def _find(self):
        engine = self.env["relance.engine.exhibit"].sudo()
        return engine._find_order(self.procedure.sudo())

    def test_order_is_printed(self):
        [found] = self._find()
        self.assertEqual((found.report, found.source), ("sale_order", self.order))
        self.assertIn(self.order.name, found.name)

    def test_what_the_customer_sent_is_taken(self):
        scan = self.env["ir.attachment"].create(
            {
                "name": "bon de commande.pdf",
                "raw": b"%PDF-1.4 x",
                "res_model": "sale.order",
                "res_id": self.order.id,
            }
        )
        [found] = self._find()
        self.assertEqual((found.attachment, found.report), (scan, ""))

    def test_quotation_proves_nothing(self):
        self.order.state = "sent"
        self.assertFalse(self._find())

    def test_attachments_of_orders_may_be_chosen(self):
        wizard = self.env["relance.exhibit.pick"].new(
            {"procedure_id": self.procedure.id}
        )
        self.assertIn(self.order, wizard._get_records(self.procedure)[-1])
