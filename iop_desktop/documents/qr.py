"""A card as a QR code: drawn as a picture, and read from a picture file."""

from __future__ import annotations

import io
from typing import Any

MOST_PIXELS = 60_000_000
_MODULE = 6
_QUIET = 4 * _MODULE


class NoCode(ValueError):
    """There is no QR code in the picture, or the file is no picture."""


def qr_png(content: bytes) -> bytes:
    """A PNG picture of the QR code of these bytes, white border included. Raises ValueError when they are too many."""
    import zxingcpp
    from PIL import Image, ImageOps

    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode)
    drawn: Any = zxingcpp.write_barcode_to_image(code, scale=_MODULE, add_quiet_zones=False)
    height, width = drawn.shape
    picture = Image.frombytes("L", (width, height), bytes(memoryview(drawn)))
    out = io.BytesIO()
    ImageOps.expand(picture, _QUIET, 255).save(out, "PNG")
    return out.getvalue()


def read_qr(picture: bytes) -> bytes:
    """The bytes of the one QR code in a picture file (PNG, JPEG). Raises NoCode."""
    import zxingcpp
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NoCode
            grey = image.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NoCode from None
    wanted: Any = zxingcpp.BarcodeFormat.QRCode
    found = zxingcpp.read_barcodes(grey, wanted)
    if len(found) != 1:
        raise NoCode
    content: bytes = found[0].bytes
    return content
