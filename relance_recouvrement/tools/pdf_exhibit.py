"""Documents of a file, page after page on A4, each page stamped in its own margin.

Nothing of a page is covered: it is made a little smaller, under a line that says which
exhibit it belongs to.
"""

import io
import os
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from .pdf_image import read_jpeg, read_png
from .pdf_stream import A4, Copier, PdfStream, numbers, printed

STRIP = 26.0  # points, above each page
SIDE = 18.0  # points, left free around an image
SIZE = 9  # of the stamp
# Beyond, decoding an image needs more memory than a file may take
MAX_PIXELS = 30_000_000
DOTS = 100.0  # per inch: a small image is not blown up beyond
IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")
HIDDEN = 1 | 2 | 32  # annotation flags: invisible, hidden, not viewed


class Unreadable(Exception):
    """A document that cannot be given pages; its text is a code of ``REASONS``."""


# Why a document has no page in the merged file
REASONS = {
    "encrypted": "protégé par un mot de passe",
    "unreadable": "illisible",
    "unsupported": "ni PDF ni image",
    "too_large": "image trop grande",
    "empty": "vide",
}


@dataclass(frozen=True)
class Stamp:
    """What the top of each page says: ``label`` on the left (``%d`` twice, the page
    and the pages of the exhibit), the page of the file on the right out of
    ``total``."""

    label: str
    total: int


class Assembler:
    """Puts documents one after the other into one PDF.

    :param stream: binary stream to write to
    :param reader: class that reads PDF files
    """

    def __init__(self, stream, reader):
        self.pdf = PdfStream(stream)
        self.reader = reader

    def add(self, path, mimetype, stamp, title=None):
        """Add a document.

        :param str path: its file
        :param str mimetype: as stored
        :param Stamp stamp: of its pages
        :param str title: of its bookmark
        :return: the number of its pages
        :raise Unreadable: when it has no page to show
        """
        kind = find_kind(path, mimetype)
        try:
            with open(path, "rb") as source:
                if kind == "pdf":
                    pages = self._read_pdf(source)
                else:
                    pages = self._read_image(source)
                return self._add_pages(pages, stamp, title)
        except Unreadable:
            raise
        except MemoryError:
            raise
        except Exception as error:
            # whatever a damaged file makes a library raise
            raise Unreadable("unreadable") from error

    def close(self, title):
        """End the file."""
        self.pdf.close(title)

    def _add_pages(self, pages, stamp, title):
        count = next(pages)
        if not count:
            raise Unreadable("empty")
        if title:
            self.pdf.add_bookmark(title)
        for index, (size, drawing, resources) in enumerate(pages, 1):
            mark = _draw_stamp(stamp, size, index, count, len(self.pdf.pages) + 1)
            self.pdf.add_page(size, drawing + mark, resources)
        return count

    # === PDF === #

    def _read_pdf(self, source):
        """The number of pages, then each as ``(size, drawing, resources)``."""
        reader = self.reader(source, strict=False)
        if reader.is_encrypted and not _decrypt(reader):
            raise Unreadable("encrypted")
        copier = Copier(self.pdf, reader)
        yield len(reader.pages)
        for page in reader.pages:
            yield self._copy_page(copier, page)

    def _copy_page(self, copier, page):
        box = _box(page.get("/CropBox")) or _box(page.get("/MediaBox")) or (0, 0, *A4)
        size, matrix = place(box, int(page.get("/Rotate") or 0))
        left, bottom, right, top = box
        clip = numbers(left, bottom, right - left, top - bottom)
        drawing = [b"q %s cm %s re W n " % (numbers(*matrix), clip)]
        forms = []
        content = _get_content(page)
        if content is not None:
            forms.append(self._copy_content(copier, page, box, content))
            drawing.append(b"/P0 Do ")
        for appearance, around in _get_appearances(page):
            drawing.append(b"q %s cm /P%d Do Q " % (numbers(*around), len(forms)))
            forms.append(copier.render(appearance))
        copier.flush()
        names = b"".join(b"/P%d %s" % item for item in enumerate(forms))
        return size, b"".join(drawing) + b"Q ", b"/XObject<<%s>>" % names

    def _copy_content(self, copier, page, box, content):
        entries = b"/Type/XObject/Subtype/Form/BBox[%s]" % numbers(*box)
        entries += b"/Resources %s" % copier.render(_raw(page, "/Resources"))
        if "/Group" in page:
            entries += b"/Group %s" % copier.render(_raw(page, "/Group"))
        if isinstance(content, bytes):
            number = copier.add_stream(None, entries, content)
        else:
            number = copier.add_stream(content, entries)
        return b"%d 0 R" % number

    # === IMAGES === #

    def _read_image(self, source):
        """As for a PDF; a scan of several pages has as many."""
        direct = read_jpeg(source) or read_png(source)
        if direct:
            yield 1
            yield self._place_image(direct)
            return
        source.seek(0)
        try:
            image = Image.open(source)
        except UnidentifiedImageError as error:
            raise Unreadable("unsupported") from error
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        yield count
        for index in range(count):
            image.seek(index)
            if image.width * image.height > MAX_PIXELS:
                raise Unreadable("too_large")
            yield self._place_image(_encode(image))

    def _place_image(self, picture):
        number = self.pdf.reserve()
        self.pdf.put_stream(
            number, picture.entries, picture.read_chunks(), picture.length
        )
        ratio = 72 / DOTS
        box = (0, 0, picture.width * ratio, picture.height * ratio)
        size, matrix = place(box, picture.rotation, SIDE)
        drawing = b"q %s cm %s cm /P0 Do Q " % (
            numbers(*matrix),
            numbers(box[2], 0, 0, box[3], 0, 0),
        )
        return size, drawing, b"/XObject<</P0 %d 0 R>>" % number


def count_pages(path, mimetype, reader):
    """How many pages a document will have, once it is sure that it can be copied.

    :param str path: its file
    :param str mimetype: as stored
    :param reader: class that reads PDF files
    :rtype: int
    :raise Unreadable: when it has none
    """
    with open(os.devnull, "wb") as nowhere:
        return Assembler(nowhere, reader).add(path, mimetype, Stamp("%d/%d", 1))


def find_kind(path, mimetype):
    """What a file is, by its content.

    :return: ``pdf`` or ``image``
    :raise Unreadable: when it is neither
    """
    with open(path, "rb") as source:
        start = source.read(1024)
    if not start:
        raise Unreadable("empty")
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(IMAGES):
        return "image"
    if mimetype == "application/pdf":
        raise Unreadable("unreadable")
    if (mimetype or "").startswith("image/") and mimetype != "image/svg+xml":
        return "image"
    raise Unreadable("unsupported")


def place(box, rotation, side=0.0):
    """Where a page goes on a sheet of A4, under the strip of the stamp.

    :param tuple box: what it shows, left, bottom, right, top, points
    :param int rotation: degrees, clockwise
    :param float side: left free around it, points
    :return: the size of the sheet, and the matrix
    """
    left, bottom, right, top = box
    rotation %= 360
    width, height = right - left, top - bottom
    if rotation in (90, 270):
        width, height = height, width
    sheet = A4 if height >= width else A4[::-1]
    scale = min(
        1.0,
        (sheet[0] - 2 * side) / width,
        (sheet[1] - STRIP - side) / height,
    )
    turn = {
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }.get(rotation, (1, 0, 0, 1, -left, -bottom))
    across = (sheet[0] - width * scale) / 2
    up = sheet[1] - STRIP - height * scale
    matrix = [value * scale for value in turn]
    return sheet, (*matrix[:4], matrix[4] + across, matrix[5] + up)


def _draw_stamp(stamp, size, index, count, page):
    label = stamp.label % (index, count) if "%d" in stamp.label else stamp.label
    number = f"{page} / {stamp.total}"
    top = size[1] - 17
    # the digits of Helvetica are 0.556 of its size, the rest is narrower
    end = size[0] - 24 - 0.556 * SIZE * len(number)
    return (
        b"q 0.25 w 0.4 G 24 %s m %s %s l S BT 0 g /F1 %d Tf %s Td %s Tj ET"
        b" BT /F1 %d Tf %s Td %s Tj ET Q"
        % (
            numbers(top - 5),
            numbers(size[0] - 24),
            numbers(top - 5),
            SIZE,
            numbers(24, top),
            printed(label),
            SIZE,
            numbers(end, top),
            printed(number),
        )
    )


def _decrypt(reader):
    """A document that anybody may open is not a locked one."""
    return bool(reader.decrypt(""))


def _raw(page, name):
    return page.raw_get(name) if name in page else {}


def _box(value):
    value = value.get_object() if value is not None else None
    if not value or len(value) != 4:
        return None
    values = [float(item.get_object()) for item in value]
    left, right = sorted(values[::2])
    bottom, top = sorted(values[1::2])
    return (left, bottom, right, top) if right > left and top > bottom else None


def _get_content(page):
    """The one stream of a page, or the bytes of all of them; None for a blank page."""
    content = page.get("/Contents")
    content = content.get_object() if content is not None else None
    if not content and not hasattr(content, "get_data"):
        return None
    if not isinstance(content, list):
        return content if hasattr(content, "get_data") else None
    parts = [part.get_object() for part in content]
    parts = [part for part in parts if hasattr(part, "get_data")]
    if len(parts) == 1:
        return parts[0]
    datas = (part.get_data() for part in parts)
    return b"\n".join(
        data.encode("latin-1") if isinstance(data, str) else data for data in datas
    )


def _get_appearances(page):
    """What annotations show: stamps, signatures, filled fields, each with the matrix
    from its own drawing to the page."""
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else None
    for annotation in annotations or []:
        annotation = annotation.get_object()
        if not isinstance(annotation, dict) or annotation.get("/Subtype") == "/Popup":
            continue
        if int(annotation.get("/F") or 0) & HIDDEN:
            continue
        rect = _box(annotation.get("/Rect"))
        reference, form = _get_appearance(annotation)
        matrix = rect and form and _fit(form, rect)
        if matrix:
            yield reference, matrix


def _get_appearance(annotation):
    """The drawing of an annotation in its present state, by reference."""
    appearance = annotation.get("/AP")
    appearance = appearance.get_object() if appearance is not None else None
    if not appearance or "/N" not in appearance:
        return None, None
    holder, name = appearance, "/N"
    form = holder[name].get_object()
    if isinstance(form, dict) and not hasattr(form, "get_data"):
        holder, name = form, annotation.get("/AS")
        form = holder[name].get_object() if name in holder else None
    if not hasattr(form, "get_data"):
        return None, None
    return holder.raw_get(name), form


def _fit(form, rect):
    """From the drawing of an annotation to its rectangle (ISO 32000, 12.5.5)."""
    box = _box(form.get("/BBox"))
    if not box:
        return None
    a, b, c, d, e, f = (
        float(item) for item in form.get("/Matrix") or (1, 0, 0, 1, 0, 0)
    )
    corners = [(x, y) for x in box[::2] for y in box[1::2]]
    across = [a * x + c * y + e for x, y in corners]
    up = [b * x + d * y + f for x, y in corners]
    width, height = max(across) - min(across), max(up) - min(up)
    if not width or not height:
        return None
    wide, high = (rect[2] - rect[0]) / width, (rect[3] - rect[1]) / height
    return wide, 0, 0, high, rect[0] - min(across) * wide, rect[1] - min(up) * high


def _encode(image):
    """Any image of Pillow as a JPEG on a white ground."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "P", "PA"):
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    content = io.BytesIO()
    image.save(content, "JPEG", quality=85)
    return read_jpeg(content)
