from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TRACKING, days
from .common_file import PARTS, TODAY, FileCommon, make_image, make_pdf


@tagged("post_install", "-at_install")
class TestProcedureExhibit(FileCommon):
    """Documents found in Odoo, added by a person, left out with a reason."""

    def test_collects_what_odoo_has(self):
        procedure = self._procedure()
        procedure.action_collect_exhibits()
        kinds = {row.kind for row in procedure.exhibit_ids if row.attachment_id}
        self.assertLessEqual(
            {
                "invoice",
                "statement",
                "interest",
                "reminder",
                "formal_notice",
                "receipt",
                "chronology",
                "company_data",
            },
            kinds,
        )
        receipts = self._rows(procedure, "receipt")
        self.assertEqual(len(receipts), 2)
        self.assertIn(TRACKING, receipts[0].name)
        notice = self._rows(procedure, "formal_notice").filtered("checksum")
        letter = procedure.case_id.reminder_ids.delivery_ids.filtered(
            lambda dlv: dlv.channel == "registered"
        )
        self.assertIn(letter.checksum, notice.mapped("checksum"))
        self.assertEqual(
            sorted(procedure._get_exhibits().mapped("number")),
            list(range(1, len(procedure._get_exhibits()) + 1)),
        )

    def test_collecting_again_adds_nothing_and_keeps_choices(self):
        procedure = self._procedure()
        procedure.action_collect_exhibits()
        count = len(procedure.exhibit_ids)
        row = self._rows(procedure, "invoice")
        row.write({"sequence": 1, "name": "Facture des travaux"})
        attachment = self._rows(procedure, "formal_notice").attachment_id
        kbis = self._rows(procedure, "kbis")
        kbis.left_out_reason = "Association"
        procedure.action_collect_exhibits()
        self.assertEqual(len(procedure.exhibit_ids), count)
        self.assertEqual((row.name, row.number), ("Facture des travaux", 1))
        self.assertEqual(
            self._rows(procedure, "formal_notice").attachment_id, attachment
        )
        self.assertEqual(kbis.left_out_reason, "Association")

    def test_missing_documents_are_listed_by_route(self):
        procedure = self._procedure(notice=False)
        procedure.action_collect_exhibits()
        note = procedure.file_note
        self.assertIn("Mise en demeure (required)", note)
        self.assertIn("Commande, devis signé ou contrat (required)", note)
        self.assertFalse(procedure.is_file_complete)
        with self.assertRaisesRegex(UserError, "Mise en demeure"):
            procedure.action_build_file()
        procedure.type_id = self.env.ref("relance_recouvrement.procedure_type_agency")
        self.env.invalidate_all()
        self.assertNotIn("Mise en demeure", procedure.file_note)

    def test_a_required_document_is_not_left_out(self):
        procedure = self._procedure(notice=False)
        procedure.action_collect_exhibits()
        with self.assertRaisesRegex(UserError, "cannot be left out"):
            self._rows(procedure, "formal_notice").left_out_reason = "Perdue"
        with self.assertRaisesRegex(UserError, "say why"):
            self._rows(procedure, "delivery").unlink()
        self._rows(procedure, "delivery").left_out_reason = "Prestation de service"
        self.assertNotIn("livraison", procedure._get_missing())

    def test_a_contract_does_as_well_as_an_order(self):
        procedure = self._procedure()
        procedure.action_collect_exhibits()
        self._add(procedure, "contract", name="contrat.pdf")
        self.assertFalse(
            [text for text in procedure._get_missing() if "Commande" in text]
        )

    def test_uploaded_document_is_kept_as_it_is(self):
        procedure = self._procedure()
        scan = make_image("PNG")
        row = self._add(procedure, "order", scan, "devis signé.png")
        self.assertEqual((row.origin, row.attachment_id.raw), ("uploaded", scan))
        self.assertEqual(len(row.checksum), 64)

    def test_picks_attachments_of_the_invoice_only(self):
        procedure = self._procedure()
        self.collector.group_ids += self.env.ref("account.group_account_readonly")
        mine, other = self.env["ir.attachment"].create(
            [
                {
                    "name": "bon.pdf",
                    "raw": make_pdf("bon"),
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for record in (self.invoice, self.company.partner_id)
            ]
        )
        wizard = (
            self.env["relance.exhibit.pick"]
            .with_user(self.collector)
            .create(
                {
                    "procedure_id": procedure.id,
                    "exhibit_type_id": self.env.ref(PARTS + "delivery").id,
                    "attachment_ids": [Command.set([mine.id, other.id])],
                }
            )
        )
        self.assertIn(mine, wizard.available_ids)
        wizard.action_add()
        rows = self._rows(procedure, "delivery")
        self.assertEqual(rows.mapped("name"), ["bon.pdf"])
        self.assertNotEqual(rows.attachment_id, mine)
        self.assertEqual(rows.attachment_id.raw, mine.raw)
        mine.unlink()
        self.assertEqual(rows.attachment_id.raw[:4], b"%PDF")

    def test_reader_adds_nothing(self):
        procedure = self._procedure().with_user(self.reader)
        self.assertTrue(procedure.form_html)
        for action in (
            procedure.action_collect_exhibits,
            procedure.action_build_draft,
            procedure.action_pick_exhibits,
        ):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            self._add(procedure, "order", user=self.reader)

    def test_kept_fields_are_written_by_buttons_only(self):
        procedure = self._procedure()
        row = self._add(procedure, "order")
        for vals in ({"checksum": "x"}, {"attachment_id": False}, {"origin": "picked"}):
            with self.assertRaises(AccessError):
                row.write(vals)

    def test_other_companies_see_nothing(self):
        procedure = self._procedure()
        row = self._add(procedure, "order")
        company = self.setup_other_company()["company"]
        stranger = self._user("stranger", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            row.with_user(stranger).name  # noqa: B018
        with self.assertRaises(AccessError):
            row.attachment_id.with_user(stranger).raw  # noqa: B018

    def test_an_ended_procedure_keeps_its_file(self):
        procedure = self._procedure()
        procedure.sudo().state = "closed"
        with self.assertRaises(UserError):
            procedure.action_collect_exhibits()
        with self.assertRaises(UserError):
            self._add(procedure, "order")

    def test_chronology_tells_facts_only(self):
        procedure = self._procedure()
        self._call(self.day, outcome="refuses", note="Monsieur est un escroc")
        self._call(self.day, outcome="reached", note="Attend un paiement")
        texts = [event.text for event in procedure._get_events()]
        self.assertFalse([text for text in texts if "escroc" in text])
        self.assertTrue([text for text in texts if "Attend un paiement" in text])
        dates = [event.date for event in procedure._get_events()]
        self.assertEqual(dates, sorted(dates))

    def test_account_ends_with_the_balance(self):
        procedure = self._procedure()
        self._pay(self.invoice, 4000, self.day)
        procedure.sudo().interest_date = self.day
        rows = procedure._get_account()
        self.assertEqual([row["balance"] for row in rows], [10000, 6000])

    def test_documents_of_a_deleted_draft_go_with_it(self):
        procedure = self._procedure(notice=False)
        row = self._add(procedure, "order")
        attachment = row.attachment_id
        procedure.unlink()
        self.assertFalse(attachment.exists())

    def test_a_draft_with_a_built_file_is_kept(self):
        procedure = self._procedure(notice=False)
        self._add(procedure, "order")
        procedure.action_build_draft()
        with self.assertRaisesRegex(UserError, "A file was built"):
            procedure.unlink()

    def test_the_form_opens_without_any_rate(self):
        procedure = self._procedure(notice=False)
        procedure.action_collect_exhibits()
        self.env["relance.rate"].search([("state", "=", "confirmed")]).write(
            {"state": "missing"}
        )
        self.env.invalidate_all()
        self.assertIn("rate", procedure.file_note)
        self.assertTrue(procedure.form_html)

    def test_declaration_of_claim_is_printed_from_the_insolvency(self):
        procedure = self._procedure(notice=False)
        procedure.type_id = self.env.ref(
            "relance_recouvrement.procedure_type_insolvency"
        )
        with self.assertRaisesRegex(UserError, "insolvency"):
            procedure.action_print_request()
        insolvency = self.env["relance.insolvency"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "kind": "liquidation",
                "judgment_date": TODAY - days(10),
                "court": "Tribunal de commerce de Nantes",
                "signatory_name": "Claire Durand",
            }
        )
        insolvency.action_prepare_claim()
        procedure.action_collect_exhibits()
        row = self._rows(procedure, "claim")
        self.assertEqual((row.report, row.origin), ("insolvency_claim", "generated"))

    def test_printing_a_message_fetches_nothing(self):
        procedure = self._procedure(notice=False)
        row = self._add(procedure, "order").sudo()
        row.report = "message"
        message = procedure.case_id.sudo().message_post(
            body=Markup(
                "<p style='background:url(http://spy.test/a)'>Payé <b>demain</b></p>"
                "<table background='http://spy.test/c'><tr><td>lundi</td></tr></table>"
                "<img src='http://spy.test/b'/><img src='data:image/png;base64,AA'/>"
            )
        )
        body = row._get_message_body(message)
        self.assertIn("demain", body)
        self.assertIn("lundi", body)
        self.assertNotIn("spy.test", body)
        self.assertIn("data:image", body)
