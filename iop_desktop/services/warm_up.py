"""Loading what signing needs before anybody signs."""

from __future__ import annotations

import gc


def load_documents() -> None:
    """Import the PDF libraries and parse the fonts; takes about half a second of a lane.

    The garbage collector rests meanwhile: it would walk through all that is being loaded, again and again, and the
    window would stand still for a tenth of a second each time.
    """
    gc.disable()
    try:
        from iop_desktop.documents import note_pdf, preview, seal, verification
        from iop_desktop.documents.fonts import register_fonts

        for module in (note_pdf, preview, seal, verification):
            assert module.__name__
        register_fonts()
    finally:
        gc.freeze()
        gc.enable()
