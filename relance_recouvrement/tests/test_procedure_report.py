import io
from datetime import date, datetime

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common_plan import SIGNED, PlanCommon

OPENED = date(2026, 3, 13)


class LitigationCommon(PlanCommon):
    """Procedures whose figures are written as their engine would."""

    def _procedure(self, invoice, code="injonction", user=None, **vals):
        kind = self.env["relance.procedure.type"].search([("code", "=", code)])
        procedure = self.env["relance.procedure"].create(
            {
                "case_id": self._line(invoice).case_id.id,
                "type_id": kind.id,
                "user_id": (user or self.collector).id,
                "line_ids": [Command.create({"case_line_id": self._line(invoice).id})],
            }
        )
        lines = procedure.sudo().line_ids
        lines.exhibit_number = "1"
        lines.amount = invoice.amount_total
        procedure.sudo().write(
            {
                "state": "open",
                "open_date": OPENED,
                "interest_date": OPENED,
                "stage": "Requête",
                **vals,
            }
        )
        return procedure

    def _cost(self, procedure, amount):
        return self.env["relance.procedure.cost"].create(
            {"procedure_id": procedure.id, "amount": amount, "date": OPENED}
        )


@tagged("post_install", "-at_install")
class TestProcedureReport(LitigationCommon):
    """What each route brings back, costs and takes."""

    def setUp(self):
        super().setUp()
        [self.old] = self._owe(1000.0, due=date(2025, 2, 2))
        [self.late] = self._owe(500.0)
        self.order = self._procedure(
            self.old, state="closed", close_date=date(2026, 6, 11), close_reason="paid"
        )
        self.order.sudo().line_ids.amount_settled = 1000.0
        self._cost(self.order, 40.0)
        self.agency = self._procedure(self.late, "agency")
        self.agency.sudo().line_ids.amount_settled = 100.0
        self._cost(self.agency, 30.0)

    def _rows(self, user=None):
        report = self.env["relance.procedure.report"].with_user(user or self.manager)
        return report.search([("partner_id", "=", self.customer.id)])

    def test_rows(self):
        rows = {row.code: row for row in self._rows()}
        order, agency = rows["injonction"], rows["agency"]
        self.assertEqual((order.amount_handed, order.amount_recovered), (1000.0,) * 2)
        self.assertEqual((order.recovery_rate, order.cost_rate), (100.0, 4.0))
        self.assertEqual((order.days_to_close, order.age), (90, "d366"))
        self.assertEqual((agency.recovery_rate, agency.cost_rate), (20.0, 30.0))
        self.assertEqual((agency.days_to_close, agency.age), (0, "d000"))
        self.assertEqual(agency.amount_net, 70.0)
        self.assertEqual(
            agency.action_open_procedure()["res_id"], agency.procedure_id.id
        )

    def test_rates_of_a_group_are_those_of_its_sums(self):
        report = self.env["relance.procedure.report"].with_user(self.reader)
        [(recovery, cost, days)] = report._read_group(
            [("partner_id", "=", self.customer.id)],
            [],
            ["recovery_rate:avg", "cost_rate:avg", "days_to_close:avg"],
        )
        self.assertAlmostEqual(recovery, 100 * 1100 / 1500, 6)
        self.assertAlmostEqual(cost, 100 * 70 / 1100, 6)
        self.assertEqual(days, 90)

    def test_drafts_and_mistakes_left_out(self):
        self.order.sudo().state = "cancelled"
        self.agency.sudo().write({"state": "draft", "open_date": False})
        self.assertFalse(self._rows())

    def test_rights(self):
        self._case().user_id = self.manager
        self.assertEqual(len(self._rows(self.reader)), 2)
        self.assertFalse(self._rows(self.own))
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self._user("paula", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertFalse(self._rows(stranger))
        with self.assertRaises(AccessError):
            self._rows(self._user("paul", "base.group_user"))


@tagged("post_install", "-at_install")
class TestClaimExport(LitigationCommon, HttpCase):
    """The workbooks of the lawyer and of the auditor, opened again."""

    def setUp(self):
        super().setUp()
        [self.old] = self._owe(1000.0, due=date(2026, 1, 5), delivery_date=SIGNED)
        self.old.delivery_date = date(2025, 12, 1)
        self._pay(self.old, 300.0, day=date(2026, 2, 10))
        [self.late] = self._owe(500.0)
        self._refund(self.late, 50.0)
        self._run(SIGNED)

    def _tables(self, content):
        """``{sheet: (rows as dicts, totals)}``."""
        tables = {}
        for sheet in load_workbook(io.BytesIO(content), data_only=True):
            head, *rows = sheet.iter_rows(min_row=3, values_only=True)
            rows = [dict(zip(head, row, strict=True)) for row in rows]
            totals = rows.pop() if next(iter(rows[-1].values())) == "Total" else {}
            tables[sheet.title] = (rows, totals)
        return tables

    def _draft(self):
        kind = self.env["relance.procedure.type"].search([("code", "=", "injonction")])
        return self.env["relance.procedure"].create(
            {
                "case_id": self._case().id,
                "type_id": kind.id,
                "line_ids": [
                    Command.create({"case_line_id": self._line(move).id})
                    for move in (self.old, self.late)
                ],
            }
        )

    def test_lawyer(self):
        procedure = self._draft()
        procedure.sudo().line_ids[0].exhibit_number = "3"
        export = self.env["relance.procedure.export"].with_user(self.reader)
        tables = self._tables(export._get_workbook(procedure.with_user(self.reader)))
        claims, totals = tables["Claims"]
        by_document = {row["Document"]: row for row in claims}
        old, late = by_document[self.old.name], by_document[self.late.name]
        self.assertEqual(old["SIREN"], "552100554")
        self.assertEqual(old["Exhibit no."], "3")
        self.assertEqual(old["Delivered on"], datetime(2025, 12, 1))
        self.assertEqual(old["Due date"], datetime(2026, 1, 5))
        self.assertIsNone(late["Delivered on"])
        self.assertEqual(old["Interest from"], datetime(2026, 1, 6))
        self.assertEqual(old["Last day to act"], datetime(2030, 12, 1))
        self.assertEqual(old["Total (EUR)"], 1000)
        self.assertEqual(old["Settled (EUR)"], 300)
        self.assertEqual(old["Principal owed (EUR)"], 700)
        self.assertEqual(old["Flat indemnity (EUR)"], 40)
        self.assertIn("L. 441-10", old["Basis of the interest"])
        self.assertEqual(late["Principal owed (EUR)"], 450)
        self.assertGreater(old["Last rate (%)"], 10)
        self._check_totals(tables)
        self.assertEqual(totals["Principal owed (EUR)"], 1150)

    def _check_totals(self, tables):
        """Each table adds up, and the three tie with each other."""
        for rows, totals in tables.values():
            for name, total in totals.items():
                if isinstance(total, int | float):
                    summed = sum(row[name] or 0 for row in rows)
                    self.assertAlmostEqual(total, summed, 2, name)
        first = next(iter(tables.values()))[1]
        movements, interest = tables["Movements"][1], tables["Interest"][1]
        self.assertAlmostEqual(
            movements["Amount (EUR)"], first["Principal owed (EUR)"], 2
        )
        self.assertAlmostEqual(interest["Interest (EUR)"], first["Interest (EUR)"], 2)
        self.assertAlmostEqual(
            first["Claimed (EUR)"],
            first["Principal owed (EUR)"]
            + first["Interest (EUR)"]
            + first["Flat indemnity (EUR)"],
            2,
        )

    def test_movements(self):
        export = self.env["relance.procedure.export"]
        rows, _totals = self._tables(export._get_workbook(self._draft()))["Movements"]
        self.assertEqual(
            [
                (row["Date"].date(), row["Movement"], row["Amount (EUR)"])
                for row in rows
                if row["Document"] == self.old.name
            ],
            [
                (self.old.invoice_date, "Invoiced", 1000),
                (date(2026, 2, 10), "Payment", -300),
            ],
        )
        credited = [row for row in rows if row["Document"] == self.late.name][-1]
        self.assertEqual(credited["Movement"], "Credit note or other")
        self.assertEqual(credited["Balance (EUR)"], 450)

    def test_frozen_amounts(self):
        """What was claimed at the opening stays; the interest still adds up."""
        procedure = self._draft()
        procedure.sudo().line_ids.write(
            {"amount": 575.0, "amount_interest": 1.0, "amount_indemnity": 40.0}
        )
        procedure.sudo().write({"state": "open", "interest_date": OPENED})
        tables = self._tables(
            self.env["relance.procedure.export"]._get_workbook(procedure)
        )
        self.assertEqual(tables["Claims"][1]["Interest (EUR)"], 2)
        gaps = [row["Rate of"] for row in tables["Interest"][0] if not row["From"]]
        self.assertEqual(gaps, ["Paid, waived or invoiced before"] * 2)
        self._check_totals(tables)

    def test_names_stay_texts(self):
        self.customer.name = '=HYPERLINK("http://example.com")'
        export = self.env["relance.procedure.export"]
        rows, _totals = self._tables(export._get_workbook(self._draft()))["Claims"]
        self.assertEqual(rows[0]["Customer"], '=HYPERLINK("http://example.com")')

    def test_download(self):
        procedure = self._draft()
        url = procedure.with_user(self.reader).action_export()["url"]
        self.authenticate("relance_rita", "relance_rita")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertIn("creances_", response.headers["Content-Disposition"])
        self.assertEqual(self.url_open(f"{url}x/y").status_code, 404)
        self.assertEqual(self.url_open("/relance/procedures/0/xlsx").status_code, 404)
        self._user("paul", "base.group_user")
        self.authenticate("relance_paul", "relance_paul")
        self.assertIn(self.url_open(url).status_code, (403, 404))
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self._user("paula", "relance_recouvrement.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.authenticate("relance_paula", "relance_paula")
        self.assertEqual(self.url_open(url).status_code, 404)

    # === AUDITOR === #

    def _review(self):
        review = self.env["relance.doubtful"].with_user(self.manager)
        review = review.create(
            {"company_id": self.company.id, "date": date(2026, 1, 31), "min_days": 0}
        )
        review.action_compute()
        line = review.line_ids
        line.write({"rate": 50.0, "justification": "Client en grande difficulté."})
        return review

    def test_auditor(self):
        review = self._review()
        export = self.env["relance.doubtful.export"].with_user(self.manager)
        tables = self._tables(export._get_workbook(review))
        [row], totals = tables["Doubtful debts"]
        self.assertEqual(row["Document"], self.old.name)
        self.assertEqual(row["Owed at closing (EUR)"], 1000)
        self.assertEqual(row["Received since the closing (EUR)"], 300)
        self.assertEqual(row["Principal owed (EUR)"], 700)
        self.assertEqual(row["Impairment (%)"], 50)
        self.assertEqual(row["Impairment (EUR)"], 350)
        self.assertEqual(row["Reason"], "Client en grande difficulté.")
        self.assertIn("delivered on 01/12/2025", row["Proof"])
        self.assertEqual(row["Interest until"], datetime(2026, 1, 31))
        self.assertEqual(totals["Impairment (EUR)"], 350)
        self._check_totals(tables)

    def test_auditor_manager_only(self):
        review = self._review()
        with self.assertRaises(AccessError):
            review.with_user(self.collector).action_export()
        self.authenticate("relance_carla", "relance_carla")
        url = f"/relance/doubtful/{review.id}/xlsx"
        self.assertIn(self.url_open(url).status_code, (403, 404))
        self.authenticate("relance_marc", "relance_marc")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertIn("creances_douteuses_2026-01-31", str(response.headers))
