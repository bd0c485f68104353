import io
import itertools

from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget

MODULE = 4  # pixels


def qr_png(text, level="L"):
    """A QR code without margin, every module a square of whole pixels.

    The modules are those that reportlab draws; drawing them with it takes six times
    longer than finding them.

    :param str text: what the code says
    :param str level: error correction, one of ``LMQH``
    :return: a black and white PNG image
    :rtype: bytes
    """
    code = QrCodeWidget(value=text, barLevel=level).qr
    code.make()
    pixels = bytes(
        0 if dark else 255 for dark in itertools.chain.from_iterable(code.modules)
    )
    side = code.getModuleCount()
    image = Image.frombytes("L", (side, side), pixels)
    image = image.resize((side * MODULE, side * MODULE), Image.Resampling.NEAREST)
    content = io.BytesIO()
    image.convert("1").save(content, "PNG")
    return content.getvalue()
