"""Writes a PDF file object after object: what is written is never held in memory.

Objects of other files come from a reader of PyPDF2 or pypdf, one at a time.
"""

import io
import zlib

A4 = (595.28, 841.89)
# Kept out of what is copied: they lead to other pages, or mean nothing outside
SKIPPED = ("/Parent", "/StructParents", "/StructParent", "/Metadata", "/PieceInfo")
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
ENCODING = ("/Filter", "/DecodeParms")
# What a reader may keep before it is forgotten
CACHED = 200  # objects
HELD = 2 * 1024 * 1024  # bytes of streams


class PdfStream:
    """A PDF being written.

    :param stream: binary stream, written in order
    """

    def __init__(self, stream):
        self.stream = stream
        self.offsets = {}
        self.count = 0
        self.pages = []
        self.outline = []
        self.tree = self.reserve()
        self.font = self.reserve()
        stream.write(HEADER)
        self.put(
            self.font,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        )

    def reserve(self):
        """The number of an object written later."""
        self.count += 1
        return self.count

    def put(self, number, body):
        """Write an object: its text, as PDF says it."""
        self._start(number)
        self.stream.write(body)
        self.stream.write(b"\nendobj\n")

    def put_stream(self, number, entries, chunks, length):
        """Write a stream object, its data taken chunk by chunk.

        :param bytes entries: of its dictionary, without its length
        :param int length: of the data, bytes
        """
        self._start(number)
        self.stream.write(b"<<%s/Length %d>>\nstream\n" % (entries, length))
        for chunk in chunks:
            self.stream.write(chunk)
        self.stream.write(b"\nendstream\nendobj\n")

    def put_deflated(self, number, entries, data):
        """Write a stream object, compressed."""
        data = zlib.compress(data)
        self.put_stream(number, entries + b"/Filter/FlateDecode", [data], len(data))

    def _start(self, number):
        self.offsets[number] = self.stream.tell()
        self.stream.write(b"%d 0 obj\n" % number)

    def add_page(self, size, drawing, resources):
        """Add a page.

        :param tuple size: width and height, points
        :param bytes drawing: what it draws
        :param bytes resources: entries of its resources, the font excluded
        """
        content, page = self.reserve(), self.reserve()
        self.put_deflated(content, b"", drawing)
        self.put(
            page,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s]/Contents %d 0 R"
            b"/Resources<</Font<</F1 %d 0 R>>%s>>>>"
            % (self.tree, numbers(*size), content, self.font, resources),
        )
        self.pages.append(page)

    def add_bookmark(self, title):
        """A bookmark to the next page."""
        self.outline.append((title, len(self.pages)))

    def close(self, title):
        """Write what binds the pages together.

        :param str title: of the document
        """
        kids = b" ".join(b"%d 0 R" % page for page in self.pages)
        self.put(
            self.tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self.pages), kids)
        )
        outline = self._write_outline()
        catalog, info = self.reserve(), self.reserve()
        self.put(
            catalog,
            b"<</Type/Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode/UseOutlines"
            b"/Lang(fr-FR)>>" % (self.tree, outline),
        )
        self.put(info, b"<</Title %s>>" % text(title))
        self._write_table(catalog, info)

    def _write_outline(self):
        root = self.reserve()
        items = [self.reserve() for _bookmark in self.outline]
        for index, (title, page) in enumerate(self.outline):
            around = b""
            if index:
                around += b"/Prev %d 0 R" % items[index - 1]
            if index + 1 < len(items):
                around += b"/Next %d 0 R" % items[index + 1]
            self.put(
                items[index],
                b"<</Title %s/Parent %d 0 R/Dest[%d 0 R/Fit]%s>>"
                % (text(title), root, self.pages[page], around),
            )
        ends = b"/First %d 0 R/Last %d 0 R" % (items[0], items[-1]) if items else b""
        self.put(root, b"<</Type/Outlines/Count %d%s>>" % (len(items), ends))
        return root

    def _write_table(self, catalog, info):
        start = self.stream.tell()
        self.stream.write(b"xref\n0 %d\n0000000000 65535 f \n" % (self.count + 1))
        for number in range(1, self.count + 1):
            self.stream.write(b"%010d 00000 n \n" % self.offsets[number])
        self.stream.write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (self.count + 1, catalog, info, start)
        )


class Copier:
    """Copies objects of one PDF file, each once however many pages share it.

    :param PdfStream target: where they go
    :param reader: of the source
    """

    def __init__(self, target, reader):
        self.target = target
        self.reader = reader
        self.numbers = {}
        self.waiting = []
        self.held = 0

    def render(self, value):
        """The text of a value; what it refers to is written by :meth:`flush`.

        :rtype: bytes
        """
        if hasattr(value, "idnum"):
            return b"%d 0 R" % self._number(value)
        if isinstance(value, dict):
            return self._copy_dict(value)
        if isinstance(value, list):
            return b"[%s]" % b" ".join(self.render(item) for item in value)
        return leaf(value)

    def add_stream(self, value, entries=b"", data=None):
        """Write a stream of the source under further entries.

        :param data: instead of its own bytes
        :return: its number
        """
        number = self.target.reserve()
        if data is None:
            self._put(number, value, entries)
        else:
            self.target.put_deflated(number, entries, data)
        return number

    def flush(self):
        """Write what waits, then forget what the reader resolved."""
        while self.waiting:
            number, reference = self.waiting.pop()
            value = reference.get_object()
            if isinstance(value, dict) and hasattr(value, "get_data"):
                self._put(number, value)
            elif isinstance(value, dict) and value.get("/Type") in ("/Page", "/Pages"):
                self.target.put(number, b"null")
            else:
                self.target.put(number, self.render(value))
            self._forget()

    def _forget(self):
        if self.held > HELD or len(self.reader.resolved_objects) > CACHED:
            self.reader.resolved_objects.clear()
            self.held = 0

    def _number(self, reference):
        key = reference.idnum, reference.generation
        if key not in self.numbers:
            self.numbers[key] = self.target.reserve()
            self.waiting.append((self.numbers[key], reference))
        return self.numbers[key]

    def _copy_dict(self, value):
        return b"<<%s>>" % self._copy_entries(value, SKIPPED)

    def _copy_entries(self, value, skipped):
        return b"".join(
            leaf(key) + b" " + self.render(value.raw_get(key))
            for key in value
            if key not in skipped
        )

    def _put(self, number, value, entries=None):
        """Its bytes as they are, compressed as they were."""
        data = value._data
        if isinstance(data, str):
            data = data.encode("latin-1")
        if entries is None:
            entries = self._copy_entries(value, (*SKIPPED, "/Length"))
        else:
            entries += b"".join(
                key.encode() + b" " + self.render(value.raw_get(key))
                for key in ENCODING
                if key in value
            )
        self.target.put_stream(number, entries, [data], len(data))
        self.held += len(data)


def leaf(value):
    """The text of a name, a number, a string… of either library.

    :rtype: bytes
    """
    if value is None:
        return b"null"
    stream = io.BytesIO()
    try:
        value.write_to_stream(stream)
    except TypeError:
        value.write_to_stream(stream, None)
    return stream.getvalue()


def numbers(*values):
    """Numbers, as PDF writes them.

    :rtype: bytes
    """
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values).encode()


def text(value):
    """A text of any language.

    :rtype: bytes
    """
    return b"<FEFF%s>" % value.encode("utf-16-be").hex().upper().encode()


def printed(value):
    """A text in the font of the stamps.

    :rtype: bytes
    """
    content = value.encode("cp1252", "replace")
    for mark in (b"\\", b"(", b")"):
        content = content.replace(mark, b"\\" + mark)
    return b"(%s)" % content
