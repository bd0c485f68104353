"""Overprints a document: its pages a little smaller, a framed mention above each."""

import io
from textwrap import wrap

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen import canvas

SCALE = 0.88
FRAME = 20 * mm
EDGE = 10 * mm
RED = colors.Color(0.7, 0.05, 0.05)


def overprint(content, title, mention, reader, writer):
    """A duplicate of a PDF with a mention on every page, nothing of it covered.

    :param bytes content: the original
    :param str title: first line of the frame
    :param str mention: the mention, wrapped
    :param reader: class that reads PDF files
    :param writer: class that writes them
    :rtype: bytes
    """
    result = writer()
    for page in reader(io.BytesIO(content), strict=False).pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        frame = _draw_frame(width, height, title, mention)
        sheet = reader(io.BytesIO(frame), strict=False).pages[0]
        left = width * (1 - SCALE) / 2
        page.add_transformation((SCALE, 0, 0, SCALE, left, 0))
        sheet.merge_page(page)
        result.add_page(sheet)
    stream = io.BytesIO()
    result.write(stream)
    return stream.getvalue()


def _draw_frame(width, height, title, mention):
    packet = io.BytesIO()
    sheet = canvas.Canvas(packet, pagesize=(width, height))
    top = height - 6 * mm
    sheet.setStrokeColor(RED)
    sheet.setFillColor(RED)
    sheet.setLineWidth(1.2)
    sheet.rect(EDGE, top - FRAME, width - 2 * EDGE, FRAME)
    sheet.setFont("Helvetica-Bold", 11)
    sheet.drawCentredString(width / 2, top - 5.5 * mm, title)
    sheet.setFont("Helvetica-Bold", 8.5)
    for index, line in enumerate(wrap(mention, 104, break_on_hyphens=False)):
        sheet.drawCentredString(width / 2, top - (10.5 + 4 * index) * mm, line)
    sheet.showPage()
    sheet.save()
    return packet.getvalue()
