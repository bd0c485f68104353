"""Images put into a PDF as they are stored, without being decoded."""

import os
import struct
import zlib
from dataclasses import dataclass

from PIL import Image

CHUNK = 256 * 1024
JPEG_COLORS = {"L": b"/DeviceGray", "RGB": b"/DeviceRGB"}
# EXIF orientation: degrees, clockwise; mirrored images are encoded again
TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
ORIENTATION = 0x0112
PNG = b"\x89PNG\r\n\x1a\n"
PNG_COLORS = {0: (b"/DeviceGray", 1), 2: (b"/DeviceRGB", 3)}


@dataclass(frozen=True)
class Picture:
    """An image as an object of a PDF: its size in pixels, the rotation that shows it
    upright, the entries of its dictionary, its parts ``(offset, length)`` in
    ``source``."""

    source: object
    width: int
    height: int
    rotation: int
    entries: bytes
    parts: tuple

    @property
    def length(self):
        return sum(length for _offset, length in self.parts)

    def read_chunks(self):
        """Its data, never whole in memory."""
        for offset, length in self.parts:
            self.source.seek(offset)
            while length:
                chunk = self.source.read(min(CHUNK, length))
                if not chunk:
                    raise ValueError("the image is cut")
                length -= len(chunk)
                yield chunk


def read_jpeg(source):
    """A JPEG image.

    :param source: binary file
    :return: None when it is not one, or must be encoded again
    :rtype: Picture
    """
    source.seek(0)
    if source.read(3) != b"\xff\xd8\xff":
        return None
    source.seek(0)
    with Image.open(source, formats=["JPEG"]) as image:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
        color = JPEG_COLORS.get(image.mode)
        width, height = image.size
        # Pillow closes what it opened, not a file it was given
        image.fp = None
    if turn is None or not color:
        return None
    size = source.seek(0, os.SEEK_END)
    entries = _get_entries(width, height, color) + b"/Filter/DCTDecode"
    return Picture(source, width, height, turn, entries, ((0, size),))


def read_png(source):
    """A PNG image of eight bits, neither transparent, nor interlaced, nor indexed.

    :param source: binary file
    :return: None when it is not one
    :rtype: Picture
    :raise ValueError: when it is cut
    """
    source.seek(0)
    if source.read(8) != PNG:
        return None
    parts, header, clear = [], None, False
    for name, offset, length in _read_chunks(source):
        if name == b"IHDR":
            header = struct.unpack(">IIBBBBB", source.read(13))
        elif name == b"IDAT":
            parts.append((offset, length))
        elif name == b"tRNS":
            clear = True
    if not header or not parts:
        raise ValueError("the image is cut")
    width, height, bits, color, _compression, _filters, interlaced = header
    if clear or bits != 8 or interlaced or color not in PNG_COLORS:
        return None
    space, colors = PNG_COLORS[color]
    _check_rows(source, parts, (width * colors + 1) * height)
    entries = _get_entries(width, height, space) + (
        b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d"
        b"/BitsPerComponent 8/Columns %d>>" % (colors, width)
    )
    return Picture(source, width, height, 0, entries, tuple(parts))


def _read_chunks(source):
    """Name, offset and length of each part; the file is at its data."""
    while True:
        head = source.read(8)
        if len(head) < 8:
            raise ValueError("the image is cut")
        length, name = struct.unpack(">I4s", head)
        offset = source.tell()
        yield name, offset, length
        if name == b"IEND":
            return
        source.seek(offset + length + 4)


def _check_rows(source, parts, expected):
    """The data says as many rows as the header: told before it is printed blank."""
    inflater, found = zlib.decompressobj(), 0
    for offset, length in parts:
        source.seek(offset)
        while length:
            chunk = source.read(min(CHUNK, length))
            if not chunk:
                raise ValueError("the image is cut")
            length -= len(chunk)
            while chunk:
                found += len(inflater.decompress(chunk, CHUNK))
                chunk = inflater.unconsumed_tail
    if found != expected:
        raise ValueError("the image is cut")


def _get_entries(width, height, color):
    return (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s"
        b"/BitsPerComponent 8" % (width, height, color)
    )
