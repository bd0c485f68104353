import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import FRIENDLY, RelanceCommon, days

REVIEW = "relance_recouvrement.activity_credit_review"


@tagged("post_install", "-at_install")
class TestCredit(RelanceCommon):
    """Signed terms and credit reviews, by company."""

    freeze_time = freeze_time(FRIENDLY)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()["company"]
        cls.reviewer = cls._user("reviewer", "relance_recouvrement.group_collector")

    def _reviews(self, partner=None):
        return (partner or self.customer).activity_search([REVIEW])

    # === TERMS === #

    def test_terms_by_company(self):
        self.customer.relance_terms_date = FRIENDLY
        elsewhere = self.customer.with_company(self.other)
        self.assertFalse(elsewhere.relance_terms_date)
        found = self.env["res.partner"].search(
            [("relance_terms_date", "=", False), ("id", "=", self.customer.id)]
        )
        self.assertFalse(found)

    def test_terms_document(self):
        data = base64.b64encode(b"%PDF signed")
        self.customer.write(
            {"relance_terms_filename": "cgv.pdf", "relance_terms_document": data}
        )
        self.env.invalidate_all()
        attachment = self.customer.relance_terms_attachment_id
        self.assertEqual(attachment.raw, b"%PDF signed")
        self.assertEqual(attachment.res_id, self.customer.id)
        self.assertEqual(self.customer.relance_terms_filename, "cgv.pdf")
        elsewhere = self.customer.with_company(self.other)
        self.assertFalse(elsewhere.relance_terms_document)
        self.customer.relance_terms_document = False
        self.assertFalse(self.customer.relance_terms_attachment_id)

    def test_unsigned_terms_are_said_where_wanted(self):
        customer = self.customer.with_user(self.reviewer)
        self.assertFalse(customer.relance_terms_missing, "not followed yet")
        self._invoice()
        self._run(FRIENDLY)
        self.env.invalidate_all()
        self.assertTrue(customer.relance_terms_missing)
        self.env["res.config.settings"].create({"relance_terms_check": False}).execute()
        self.env.invalidate_all()
        self.assertFalse(customer.relance_terms_missing)
        self.assertTrue(self.other.relance_terms_check, "its own choice")
        self.company.relance_terms_check = True
        self.customer.relance_terms_date = FRIENDLY
        self.assertFalse(customer.relance_terms_missing)

    # === REVIEW === #

    def test_review_is_due(self):
        self.customer.relance_review_next_date = FRIENDLY + days(1)
        self.assertFalse(self.customer.relance_review_is_due)
        self.customer.relance_review_next_date = FRIENDLY
        self.assertTrue(self.customer.relance_review_is_due)

    def test_dates_agree(self):
        with self.assertRaises(ValidationError):
            self.customer.write(
                {
                    "relance_review_date": FRIENDLY,
                    "relance_review_next_date": FRIENDLY,
                }
            )

    def test_task_a_week_before_and_once(self):
        self.customer.relance_review_next_date = FRIENDLY + days(8)
        self._run(FRIENDLY)
        self.assertFalse(self._reviews(), "too early")
        self._run(FRIENDLY + days(1))
        task = self._reviews()
        self.assertEqual(task.date_deadline, FRIENDLY + days(8))
        self._run(FRIENDLY + days(2))
        self.assertEqual(self._reviews(), task)

    def test_task_of_the_last_reviewer(self):
        self.customer.write(
            {
                "relance_review_next_date": FRIENDLY,
                "relance_review_user_id": self.reviewer.id,
            }
        )
        self._run(FRIENDLY)
        self.assertEqual(self._reviews().user_id, self.reviewer)

    def test_each_company_has_its_review(self):
        self.customer.relance_review_next_date = FRIENDLY
        self._run(FRIENDLY, self.company + self.other)
        self.assertEqual(self._reviews().summary, self.company.name)
        elsewhere = self.customer.with_company(self.other)
        elsewhere.relance_review_next_date = FRIENDLY
        self._run(FRIENDLY, self.company + self.other)
        names = set(self._reviews().mapped("summary"))
        self.assertEqual(names, {self.company.name, self.other.name})

    def test_reviewed(self):
        self.customer.relance_review_next_date = FRIENDLY
        self._run(FRIENDLY)
        self.customer.with_user(self.reviewer).action_relance_review_done()
        self.assertEqual(self.customer.relance_review_date, FRIENDLY)
        self.assertEqual(self.customer.relance_review_user_id, self.reviewer)
        self.assertEqual(
            self.customer.relance_review_next_date, FRIENDLY.replace(year=2027)
        )
        self.assertFalse(self._reviews())

    def test_reader_does_not_review(self):
        reader = self._user("credit_reader", "relance_recouvrement.group_reader")
        with self.assertRaises(UserError):
            self.customer.with_user(reader).action_relance_review_done()

    def test_review_hidden_without_the_role(self):
        employee = self._user("credit_employee", "base.group_user")
        partner = self.customer.with_user(employee)
        self.assertFalse(partner.relance_terms_date)
        with self.assertRaises(AccessError):
            partner.read(["relance_review_conclusion"])
