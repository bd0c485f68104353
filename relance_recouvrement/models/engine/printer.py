import io
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from odoo import models
from odoo.http import request
from odoo.tools.misc import find_in_path
from odoo.tools.pdf import PdfReader, PdfWriter

from ...tools.wkhtmltopdf import print_pages

_logger = logging.getLogger(__name__)

PRINTERS = 2
# above, Odoo cuts the tables that wkhtmltopdf would be slow to lay out
LONG_BODY = 1024 * 1024  # characters


class RelanceEnginePrinter(models.AbstractModel):
    """Prints chunks of documents while the next ones are being written.

    Whatever reads the database stays in the caller's thread; the others only wait
    for wkhtmltopdf. What does not go through here, for whatever reason, is left to
    Odoo's own printing, which says why.
    """

    _name = "relance.engine.printer"
    _description = "Dunning Engine: Printing Side by Side"

    def _print(self, report, chunks):
        """Print each chunk into a file per record, in their order.

        :param ir.actions.report report: has one heading of first level per document
        :param list chunks: records
        :return: pairs ``(records, {record id: bytes})``, empty when it failed
        :rtype: iterator
        """
        printing = deque()
        with ThreadPoolExecutor(PRINTERS) as printers:
            for records in chunks:
                printing.append((records, self._start(report, records, printers)))
                if len(printing) > PRINTERS:
                    yield self._finish(*printing.popleft())
            while printing:
                yield self._finish(*printing.popleft())

    def _can_print(self):
        """Documents asked for by a person may fetch images with their session: that
        is Odoo's affair."""
        return self.env["relance.engine.document"]._renders_pdf() and not request

    def _start(self, report, records, printers):
        try:
            pages = self._write_pages(report, records)
        except Exception:
            _logger.info("a batch of documents was not written", exc_info=True)
            return None
        return printers.submit(print_pages, *pages)

    def _write_pages(self, report, records):
        """What :func:`print_pages` needs.

        :raise ValueError: when the documents are not those of ``records``
        """
        report = report.with_context(debug=False, webp_as_jpg=True)
        values = {"report_type": "pdf", "debug": False}
        html, _kind = report._render_qweb_html(report, records.ids, data=values)
        # sudo: as Odoo does, the page is written, its layout is the system's
        bodies, ids, header, footer, options = report.sudo()._prepare_html(
            html, report_model=records._name
        )
        if ids != records.ids or max(map(len, bodies)) > LONG_BODY:
            raise ValueError("these documents are not printed side by side")
        arguments = report._build_wkhtmltopdf_args(
            report.sudo().get_paperformat(),
            self.env.context.get("landscape"),
            specific_paperformat_args=options,
        )
        return [find_in_path("wkhtmltopdf"), *arguments], bodies, header, footer

    def _finish(self, records, printed):
        try:
            files = _split(printed.result(), len(records)) if printed else []
            if files:
                self.env["relance.engine.document"]._check_rendering(files[0])
        except Exception:
            _logger.info("a batch of documents was not printed", exc_info=True)
            files = []
        return records, dict(zip(records.ids, files, strict=False))


def _split(content, count):
    """The file of each document, which starts at its heading.

    :raise ValueError: when there is not one heading for each
    """
    reader = PdfReader(io.BytesIO(content))
    starts = sorted(set(_headings(reader.trailer["/Root"])))
    if len(starts) != count or starts[0] != 0:
        raise ValueError(f"{count} documents, {len(starts)} headings")
    ends = [*starts[1:], len(reader.pages)]
    return [
        _extract(reader, start, end) for start, end in zip(starts, ends, strict=True)
    ]


def _headings(root):
    """Pages, from 0, of the headings of first level; wkhtmltopdf writes numbers."""
    heading = root["/Outlines"]["/First"]
    yield root["/Dests"][heading["/Dest"]][0]
    while "/Next" in heading:
        heading = heading["/Next"]
        yield root["/Dests"][heading["/Dest"]][0]


def _extract(reader, start, end):
    writer = PdfWriter()
    for page in reader.pages[start:end]:
        writer.add_page(page)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()
