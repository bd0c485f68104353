from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools.agent_access import MAX_VIEWS, get_hash
from .common_agent import LIMIT, TODAY, AgentCommon


@tagged("post_install", "-at_install")
class TestAgentLink(AgentCommon):
    """Who makes a link, where it is written, when it dies."""

    def setUp(self):
        super().setUp()
        self.procedure = self._procedure(self._invoice())

    def _wizard(self, user=None, **vals):
        wizard = self.env["relance.procedure.access.send"].with_user(
            user or self.collector
        )
        return wizard.create({"procedure_id": self.procedure.id, **vals})

    def test_the_token_is_nowhere(self):
        access, token = self._link(self.procedure)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(a)::text FROM relance_procedure_access a WHERE id = %s",
            [access.id],
        )
        [row] = self.env.cr.fetchone()
        self.assertNotIn(token, row)
        self.assertIn(get_hash(token), row)
        self.assertEqual(self.links._find(token), access)

    def test_the_hash_is_read_by_nobody(self):
        access, _token = self._link(self.procedure)
        for user in (self.reader, self.collector, self.manager):
            with self.assertRaises(AccessError):
                access.with_user(user).read(["token_hash"])
            with self.assertRaises(AccessError):
                access.with_user(user).write({"expiry_date": TODAY})
            with self.assertRaises(AccessError):
                self.links.with_user(user).create(
                    {
                        "procedure_id": self.procedure.id,
                        "agent_id": self.agent.id,
                        "expiry_date": LIMIT,
                        "token_hash": get_hash("A" * 43),
                    }
                )

    def test_who_makes_a_link(self):
        self.procedure.case_id.user_id = self.collector
        with self.assertRaises(AccessError):
            self._link(self.procedure, self.reader)
        with self.assertRaises(AccessError):
            self._link(self.procedure, self.own)
        self.procedure.case_id.user_id = self.own
        self._link(self.procedure, self.own)
        access, _token = self._link(self.procedure, self.manager)
        with self.assertRaises(AccessError):
            access.with_user(self.reader).action_revoke()

    def test_only_for_the_agent_of_a_live_procedure(self):
        draft = self._procedure(opened=False)
        with self.assertRaises(UserError):
            self._link(draft)
        self.procedure.with_user(self.manager).action_cancel()
        with self.assertRaises(UserError):
            self._link(self.procedure)
        self._open(draft)
        draft.agent_id = False
        with self.assertRaises(UserError):
            self._link(draft)

    def test_one_year_at_most(self):
        for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
            with self.assertRaises(ValidationError):
                self._link(self.procedure, expiry=day)

    def test_sent_in_one_mail_then_erased(self):
        wizard = self._wizard(words="Bon courage <script>")
        self.assertEqual(wizard.email, self.agent.email)
        wizard.action_send()
        access = self.procedure.access_ids
        mail = access.sudo().mail_id
        self.assertEqual(mail.email_to, self.agent.email)
        self.assertIn("/relance/agent/", mail.body_html)
        self.assertNotIn("<script>", mail.body_html)
        self.assertTrue(mail.auto_delete)
        # of no record: who reads the procedure does not read the link
        self.assertFalse(mail.model)
        bodies = "".join(self.procedure.message_ids.mapped("body"))
        self.assertNotIn("/relance/agent/", bodies)
        self.assertIn(self.agent.email, bodies)
        message = mail.mail_message_id
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertFalse(mail.exists())
        self.assertFalse(message.exists())

    def test_shown_once(self):
        action = self._wizard().action_show()
        link = action["context"]["default_link"]
        token = link.rsplit("/", 1)[1]
        self.assertEqual(self.links._find(token), self.procedure.access_ids)
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.collector)
            .with_context(**action["context"]),
            view="relance_recouvrement.relance_procedure_access_send_view_link",
        )
        self.assertEqual(form.link, link)
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM relance_procedure_access_send")
        self.assertNotIn(token, str(self.env.cr.fetchall()))

    def test_no_address(self):
        for email in ("", "pas une adresse"):
            with self.assertRaises(UserError):
                self._wizard(email=email).action_send()

    def test_a_dead_link_does_not_fill_the_journal(self):
        access, token = self._link(self.procedure)
        access.with_user(self.collector).action_revoke()
        access.sudo().write(
            {
                "view_window": fields.Datetime.now(),
                "view_window_count": MAX_VIEWS,
            }
        )
        for _again in range(5):
            self.assertFalse(self.links._find(token))
        kinds = access.log_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["created", "limited", "revoked"])
        self.assertFalse(access.view_count)

    def test_another_link_closes_the_first(self):
        first, token = self._link(self.procedure)
        self._wizard().action_send()
        self.assertEqual(first.state, "revoked")
        self.assertFalse(self.links._find(token))

    def test_revoked_before_it_left(self):
        self._wizard().action_send()
        access = self.procedure.access_ids
        mail = access.sudo().mail_id
        access.with_user(self.collector).action_revoke()
        self.assertFalse(mail.exists())

    def test_preview_is_what_the_agent_sees(self):
        preview = self._wizard().preview
        self.assertIn("Boulangerie Morel", preview)
        self.assertIn("1\u202f000,00", preview.replace("\xa0", "\u202f"))
        self.assertNotIn("<form", preview)

    def test_journal_goes_after_a_year(self):
        access, _token = self._link(self.procedure)
        log = access.log_ids
        with self.assertRaises(UserError):
            log.sudo().write({"detail": "x"})
        log.env.cr.execute(
            "UPDATE relance_procedure_access_log SET date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=364), log.id],
        )
        log.invalidate_recordset()
        log.sudo()._gc_old()
        self.assertTrue(log.exists())
        log.env.cr.execute(
            "UPDATE relance_procedure_access_log SET date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=367), log.id],
        )
        log.invalidate_recordset()
        log.sudo()._gc_old()
        self.assertFalse(log.exists())


@tagged("post_install", "-at_install")
class TestAgentEntry(AgentCommon):
    """Agents who do not use the page: the collector enters the same."""

    def setUp(self):
        super().setUp()
        self.procedure = self._procedure(self._invoice())

    def _entry(self, user=None, **vals):
        entry = self.env["relance.procedure.agent.entry"].with_user(
            user or self.collector
        )
        return entry.create({"procedure_id": self.procedure.id, **vals})

    def test_collected_then_handed_over(self):
        entry = self._entry(amount=300.0, date="2026-03-16", document=b"JVBERi0=")
        self.assertEqual(entry.date_due, fields.Date.to_date("2026-04-16"))
        entry.action_save()
        row = self.procedure.remittance_ids
        self.assertEqual(row.amount, 300.0)
        self.assertFalse(row.access_id)
        self.assertTrue(row.attachment_ids)
        entry = self._entry(kind="remitted", date="2026-03-18")
        self.assertEqual(entry.amount, 300.0)
        entry.action_save()
        self.assertEqual(row.state, "remitted")

    def test_what_the_agent_says(self):
        self._entry(kind="news", note="Débiteur introuvable").action_save()
        message = self.procedure.agent_message_ids
        self.assertEqual(
            (message.direction, message.body), ("in", "Débiteur introuvable")
        )
        self.assertTrue(self._activities(self.procedure, "agent_news"))

    def test_to_the_agent(self):
        self._entry(kind="message", note="Merci, assignez <b>").action_save()
        message = self.procedure.agent_message_ids
        self.assertEqual((message.direction, message.author), ("out", "Carla"))
        mail = self.env["mail.mail"].sudo().search([], order="id desc", limit=1)
        self.assertEqual(mail.email_to, self.agent.email)
        self.assertIn("Merci, assignez &lt;b&gt;", mail.body_html)
        self.assertFalse(self._activities(self.procedure, "agent_news"))

    def test_readers_enter_nothing(self):
        self.procedure.case_id.user_id = self.collector
        for user in (self.reader, self.own):
            with self.assertRaises(AccessError):
                self._entry(user, amount=1.0).action_save()

    def test_kept(self):
        self._entry(kind="news", note="Vu").action_save()
        message = self.procedure.agent_message_ids
        for user in (self.collector, self.manager):
            with self.assertRaises(AccessError):
                message.with_user(user).write({"body": "x"})
        with self.assertRaises(UserError):
            message.sudo().unlink()

    def test_erased_with_the_case(self):
        self._entry(kind="news", note="Mme Morel a déménagé").action_save()
        message = self.procedure.agent_message_ids
        engine = self.env["relance.engine.erasure"].sudo()
        case = self.procedure.case_id.sudo()
        found = engine._get_records("agreement", case, TODAY)[case.id]
        self.assertIn(message, found)
        engine._erase_records(found, TODAY)
        self.assertNotIn("Morel", message.body)
        threads = engine._get_records("message", case, TODAY)[case.id]
        self.assertTrue(self.procedure.message_ids & self._messages(threads))

    def _messages(self, records):
        ids = [row.id for row in records if row._name == "mail.message"]
        return self.env["mail.message"].browse(ids)
