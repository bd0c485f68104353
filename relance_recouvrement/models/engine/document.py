import hashlib
import io
import logging

import requests

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfReader

_logger = logging.getLogger(__name__)

REPORTS = {
    "letter": "relance_recouvrement.action_report_reminder",
    "statement": "relance_recouvrement.action_report_statement",
    "plan": "relance_recouvrement.action_report_plan",
    "plan_notice": "relance_recouvrement.action_report_plan_notice",
    "settlement": "relance_recouvrement.action_report_settlement",
    "insolvency_claim": "relance_recouvrement.action_report_insolvency_claim",
    "exhibit": "relance_recouvrement.action_report_procedure_exhibit",
    "procedure_request": "relance_recouvrement.action_report_procedure_request",
    "procedure_list": "relance_recouvrement.action_report_procedure_list",
}
REACH_TIMEOUT = 5
# enough for a batch of letters to be written and printed side by side; a broken
# document makes its whole rendering start again, one by one
CHUNK = 25


class RelanceEngineDocument(models.AbstractModel):
    """The PDF files of a batch: one rendering for all, one frozen file for each."""

    _name = "relance.engine.document"
    _description = "Dunning Engine: Documents"

    def _print(self, reminders):
        """Freeze the letters and statements of ``reminders``.

        :return: the reminders whose documents are there; the others are back to a
            person with the reason
        :rtype: relance.reminder
        """
        letters = reminders.filtered(self._has_letter)
        done = reminders.filtered(
            lambda rem: rem not in letters and rem.state == "queued"
        )
        if letters:
            files = self._render_all("letter", letters)
            done += letters.filtered(
                lambda rem: self._freeze_letter(rem, files.get(rem.id))
            )
        return done

    def _has_letter(self, reminder):
        return any(
            dlv.channel in ("letter", "registered") and dlv.state == "pending"
            for dlv in reminder.delivery_ids
        )

    def _freeze_letter(self, reminder, content):
        if not content:
            return False
        for delivery in reminder.delivery_ids.filtered(
            lambda dlv: dlv.channel in ("letter", "registered")
        ):
            self._attach(delivery, content, f"{reminder.level_id.name}.pdf")
        return True

    def _attach(self, delivery, content, name):
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{delivery.partner_id.name} - {name}".replace("/", "-"),
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "relance.delivery",
                "res_id": delivery.id,
            }
        )
        delivery.write(
            {
                "attachment_id": attachment.id,
                "checksum": hashlib.sha256(content).hexdigest(),
            }
        )

    def _give_up(self, reminder, reason):
        """A reminder that cannot leave goes back to a person with the reason.

        When its proof left already, only its copies are missing.
        """
        if reminder.state == "sent":
            reminder.delivery_ids.filtered(lambda dlv: dlv.state == "pending")._failed(
                "failed", reason
            )
            return
        # its texts are written again, unless they are a person's
        self.env.cr.execute(
            """
            UPDATE relance_reminder SET frozen_date = NULL, charges_date = NULL
             WHERE id = %(id)s;
            UPDATE relance_reminder
               SET subject = NULL, body = NULL, letter_subject = NULL,
                   letter_body = NULL
             WHERE id = %(id)s AND NOT edited
            """,
            {"id": reminder.id},
        )
        reminder.invalidate_recordset()
        reminder._ask_again(reason)

    # === RENDERING === #

    def _render_all(self, kind, records):
        """PDF content by record id, rendered by chunks, one by one if one breaks."""
        chunks = [
            records[start : start + CHUNK] for start in range(0, len(records), CHUNK)
        ]
        files = {}
        for chunk, printed in self._print_side_by_side(kind, chunks):
            files.update(printed or self._render_chunk(kind, chunk))
        return files

    def _print_side_by_side(self, kind, chunks):
        """Pairs of a chunk and its files, none when it is still to be rendered."""
        printer = self.env["relance.engine.printer"]
        if len(chunks) == 1 or not printer._can_print():
            return [(chunk, {}) for chunk in chunks]
        report = self.env["ir.actions.report"].with_context(lang=self.env.lang)
        return printer._print(report._get_report(REPORTS[kind]), chunks)

    def _render_chunk(self, kind, records):
        try:
            self._check_server(records)
            return self._render(kind, records)
        except UserError as error:
            self._refuse(records, error)
            return {}
        except Exception:
            _logger.exception("a batch of documents broke, one by one")
            return self._render_one_by_one(kind, records)

    def _render_one_by_one(self, kind, records):
        files = {}
        for record in records:
            try:
                with self.env.cr.savepoint():
                    files.update(self._render(kind, record))
            except Exception as error:
                _logger.exception("document of %s %s", record._name, record.id)
                self._refuse(record, error)
        return files

    def _refuse(self, records, error):
        """Letters that do not come out stop their reminder; who asked for a
        statement sees that it is missing."""
        if records._name == "relance.reminder":
            for record in records:
                self._give_up(record, str(error))

    def _render_one(self, kind, record):
        """The PDF of one record.

        :raise UserError: when the server cannot be reached or the page came out
            without its header
        """
        self._check_server(record)
        return self._render(kind, record)[record.id]

    def _render(self, kind, records):
        report = self.env["ir.actions.report"].with_context(lang=self.env.lang)
        streams, report_type = report._pre_render_qweb_pdf(REPORTS[kind], records.ids)
        if report_type != "pdf":
            # a test without a browser renders HTML
            return {record.id: streams for record in records}
        contents = {
            record_id: stream["stream"].getvalue()
            for record_id, stream in streams.items()
            if record_id and stream["stream"]
        }
        if set(contents) != set(records.ids):
            raise ValueError("the batch could not be split by document")
        # styles and header come for the whole rendering or not at all; reading a
        # page takes longer than printing it
        self._check_rendering(contents[records[:1].id])
        return contents

    def _check_rendering(self, content):
        """A page without its header or footer is an error, never sent.

        :raise UserError: when the company's identity is not on the first page
        """
        text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
        expected = self.env.company.name.split()[0]
        if expected.lower() not in text.lower():
            raise UserError(
                self.env._(
                    "The document came out without the company's header. Check the"
                    " system parameter report.url."
                )
            )

    def _check_server(self, records):
        """wkhtmltopdf fetches styles from this very server: it must answer.

        :raise UserError: when ``report.url`` does not answer
        """
        report = self.env["ir.actions.report"]
        if not self._renders_pdf():
            return
        url = report._get_report_url()
        try:
            requests.get(f"{url}/web/health", timeout=REACH_TIMEOUT)
        except requests.RequestException as error:
            raise UserError(
                self.env._(
                    "Documents cannot be printed: the server does not answer at"
                    " %(url)s. Set the system parameter report.url to an address"
                    " that this server can reach.",
                    url=url,
                )
            ) from error

    def _renders_pdf(self):
        from odoo.modules import module
        from odoo.tools import config

        testing = module.current_test or config["test_enable"]
        return not testing or self.env.context.get("force_report_rendering")
