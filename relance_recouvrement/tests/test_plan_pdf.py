import hashlib
import io
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from ..tools.wording import check_letter
from .common import days
from .common_plan import SIGNED, PlanCommon


@tagged("post_install", "-at_install")
class TestPlanPdf(PlanCommon, HttpCase):
    """The protocol to sign and the notice, as real PDF files."""

    def _render(self, report, plan):
        action = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, lang="fr_FR"
        )
        with self.allow_pdf_render():
            content, _kind = action._render_qweb_pdf(
                f"relance_recouvrement.{report}", plan.ids
            )
        return self._read(content)

    def _read(self, content):
        self.assertTrue(content.startswith(b"%PDF"))
        pages = PdfFileReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages)
        return " ".join(text.split())

    def _check(self, text, present, absent, regime):
        for words in present:
            self.assertIn(words, text)
        for words in absent:
            self.assertNotIn(words, text)
        self.assertEqual(check_letter(text, regime), [])

    def test_protocol_of_a_business(self):
        first, second = self._owe(1000.0, 234.5)
        plan = self._plan(down_payment=234.5, down_payment_date=SIGNED)
        self._check(
            self._render("action_report_plan", plan),
            (
                "Ateliers Durand",
                "Boulangerie Morel",
                "552100554",
                "1 234,50",
                "mille deux cent trente-quatre euros et cinquante centimes",
                first.name,
                second.name,
                "02/03/2026",
                "13/03/2026",
                "20/05/2026",
                "333,34",
                "FR76 3000 6000",
                plan.payment_reference,
                "8 jours",
                "article 2240",
                "article 1330",
                "novation",
                "L.441-10",
                "révoquée",
                "Nom et qualité",
                "Signature et cachet",
            ),
            ("30 jours",),
            "b2b",
        )

    def test_protocol_of_a_business_with_penalties(self):
        self._owe(1000.0)
        text = self._render("action_report_plan", self._plan(charges_run=True))
        self._check(text, ("continuent de courir",), ("sans frais ni",), "b2b")

    def test_protocol_of_a_consumer(self):
        customer = self._customer(
            "Paul Petit",
            is_company=False,
            company_registry=False,
            relance_debtor_regime="b2c",
        )
        self._owe(1000.0, partner=customer)
        self._check(
            self._render("action_report_plan", self._plan(partner=customer)),
            (
                "Paul Petit",
                "sans frais ni intérêt",
                "30 jours",
                "mille euros",
                "Bon pour reconnaissance de dette",
            ),
            ("L.441-10", "indemnité", "cachet", "Nom et qualité", "SIREN ou"),
            "b2c",
        )

    def test_notice(self):
        self._owe(1500.0)
        plan = self._sign(self._plan())
        self._run(SIGNED + days(12))
        with self.allow_pdf_render():
            plan.with_user(self.manager).with_context(
                force_report_rendering=True
            ).action_print_notice()
        content = plan.notice_attachment_id.raw
        self.assertEqual(plan.notice_checksum, hashlib.sha256(content).hexdigest())
        self.assertEqual(plan.notice_deadline, date(2026, 4, 6))
        self._check(
            self._read(content),
            (
                "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION",
                "MISE EN DEMEURE",
                "Boulangerie Morel",
                "44000 NANTES",
                "6 avril 2026",
                "article 5",
                "500,00",
                "1 500,00",
                "1344",
                "FR76 3000 6000",
            ),
            (),
            "b2b",
        )

    def test_no_page_without_its_header(self):
        self._owe(1000.0)
        plan = self._plan()
        self.env["ir.config_parameter"].sudo().set_param(
            "report.url", "http://127.0.0.1:9"
        )
        for report in ("action_report_plan", "action_report_plan_notice"):
            with self.assertRaisesRegex(UserError, "report.url"):
                self._render(report, plan)
        with (
            self.assertRaisesRegex(UserError, "report.url"),
            self.allow_pdf_render(),
        ):
            self.env["ir.actions.report"].with_context(
                force_report_rendering=True
            )._render_qweb_pdf(
                "relance_recouvrement.action_report_statement", plan.case_id.ids
            )

    def test_page_of_another_company_is_refused(self):
        """What came out without the company's name is no document of it."""
        self._owe(1000.0)
        document = type(self.env["relance.engine.document"])
        with (
            patch.object(document, "_check_rendering", side_effect=UserError("header")),
            self.assertRaisesRegex(UserError, "header"),
        ):
            self._render("action_report_plan", self._plan())
