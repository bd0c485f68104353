import os

from odoo.tests import HttpCase, tagged

from .common_file import TOTAL, FileCommon, make_image, read_pages

OUT = os.environ.get("RELANCE_OUT")


@tagged("post_install", "-at_install")
class TestProcedureFilePdf(FileCommon, HttpCase):
    """Requests and files as real PDF pages."""

    def _say(self, content):
        return " ".join(" ".join(read_pages(content)).split())

    def _print_route(self, code, report="request", **vals):
        """The text of the request of a route."""
        procedure = self._procedure()
        procedure.sudo().write({"type_id": self._get_route(code).id, **vals})
        procedure._refresh_draft()
        self._add(procedure, "order", make_image(), "devis signé.jpg")
        action = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, lang="fr_FR"
        )
        self._print_for_good()
        with self.allow_pdf_render():
            content, _kind = action._render_qweb_pdf(
                f"relance_recouvrement.action_report_procedure_{report}", procedure.ids
            )
        self._keep(content, f"{report}_{code}.pdf")
        return self._say(content)

    def _get_route(self, code):
        return self.env.ref(f"relance_recouvrement.procedure_type_{code}")

    def _keep(self, content, name):
        if OUT:
            with open(os.path.join(OUT, name), "wb") as target:
                target.write(content)

    def _check(self, text, present, absent=()):
        for words in present:
            self.assertIn(words, text)
        for words in absent:
            self.assertNotIn(words, text)

    def _agent(self, name):
        return self._customer(name, street="1 place Royale", company_registry=False)

    def test_whole_file(self):
        procedure = self._procedure(
            creditor_form="SAS au capital de 10 000 €",
            debtor_form="SARL",
            request_note="Les travaux ont été reçus sans réserve le 10 février 2026.",
        )
        self._call(self.day, outcome="refuses", note="Attend son propre client")
        self._add(procedure, "order", make_image(), "devis signé.jpg")
        self._print_for_good()
        procedure = procedure.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            self._complete(procedure)
            built = self._built(procedure)
        content = built.pdf_attachment_id.raw
        self._keep(content, "whole.pdf")
        pages = read_pages(content)
        self.assertEqual(len(pages), built.pages)
        for page in pages:
            self.assertIn(f"/ {built.pages}", page)
        text = self._say(content)
        self._check(
            text,
            (
                "REQUÊTE EN INJONCTION DE PAYER",
                "tribunal de commerce de Nantes",
                "Ateliers Durand",
                "SAS au capital de 10 000 €",
                "Claire Durand, Présidente",
                "Boulangerie Morel",
                "552100554",
                TOTAL,
                "dix mille deux cent quarante-neuf euros",
                "L. 441-10",
                "D.441-5",
                "reçus sans réserve",
                "1A12345678901",
                "Bordereau de pièces",
                "Empreintes SHA-256",
                "Relevé de compte",
                "Chronologie des échanges",
                "Attend son propre client",
                "Identité des parties",
            ),
            ("15332", "False", "None"),
        )

    def test_small_claims(self):
        text = self._print_route(
            "petites_creances", agent_id=self._agent("Étude Dumas").id
        )
        self._check(
            text,
            (
                "Étude Dumas",
                "L.125-1",
                "charge exclusive",
                "Maître",
                "titre exécutoire",
            ),
            ("L.126-1", "requête"),
        )

    def test_uncontested_commercial_claim(self):
        text = self._print_route("l126", agent_id=self._agent("Étude Dumas").id)
        self._check(text, ("L.126-1", "commandement", "huit jours"), ("L.125-1",))

    def test_mandate_of_an_agency(self):
        text = self._print_route("agency", agent_id=self._agent("Recouvra SA").id)
        self._check(
            text,
            (
                "R.124-3",
                "R.124-4",
                "recevoir les fonds",
                "Garantie du créancier",
                "dans le mois",
                "restent à la charge du créancier",
                "débiteur de mauvaise foi",
                TOTAL,
            ),
        )

    def test_letter_to_a_lawyer(self):
        text = self._print_route("lawyer", agent_id=self._agent("Cabinet Roy").id)
        self._check(text, ("Cabinet Roy", "Maître", "honoraires"), ("L.125-1",))

    def test_debtor_is_told_who_follows_the_case(self):
        agent = self._agent("Cabinet Roy")
        text = self._print_route("lawyer", "transmission", agent_id=agent.id)
        self._check(
            text,
            ("Cabinet Roy", "en qualité de conseil", "est restée sans effet"),
            ("aucun frais",),
        )

    def test_a_consumer_owes_no_penalty(self):
        procedure = self._procedure()
        self.customer.relance_debtor_regime = "b2c"
        procedure._refresh_draft()
        self.env.invalidate_all()
        self._print_for_good()
        action = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, lang="fr_FR"
        )
        with self.allow_pdf_render():
            content, _kind = action._render_qweb_pdf(
                "relance_recouvrement.action_report_procedure_request", procedure.ids
            )
        self._keep(content, "request_consumer.pdf")
        self._check(
            self._say(content), ("consommateur", "1231-6"), ("L. 441-10", "D.441-5")
        )
        with self.allow_pdf_render():
            content, _kind = action._render_qweb_pdf(
                "relance_recouvrement.action_report_procedure_transmission",
                procedure.ids,
            )
        self._check(self._say(content), ("aucun frais à votre dette",), ("40,00",))
