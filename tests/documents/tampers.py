"""The ways to tamper with a signed note that readers were found to let through, each made from fresh notes.

The numbers are those of the table of tampers in the design of signing. Most begin with a note that is complete with its
author's signature, so that nothing but the tampering can be the reason for a refusal.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic as untyped
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko.stamp.text import TextStampStyle

from iop_desktop.documents.seal import _KeySigner
from tests.documents.samples import FINAL, SampleClinic, SignedNotes

generic: Any = untyped
"""Its constructors are without types."""
Tamper = Callable[[SignedNotes], bytes]
_CONTENTS = re.compile(rb"/Contents\s*<([0-9A-Fa-f]+)>")
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[([^\]]*)\]")


class _Writer(IncrementalPdfFileWriter):
    """Adds a revision and nothing more."""

    def _update_meta(self) -> None:
        pass


class _Careless(PdfSigner):
    """Signs although the document forbids it."""

    def _enforce_certification_constraints(self, reader: Any) -> None:
        pass


def _changed(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The document with a revision added."""
    writer: Any = _Writer(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionary(**entries: Any) -> Any:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in entries.items()})


def _rectangle(*corners: int) -> Any:
    return generic.ArrayObject([generic.NumberObject(corner) for corner in corners])


def _first_page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def _form(writer: Any, text: str) -> Any:
    """A drawing over the place of a signature."""
    stream = generic.StreamObject(stream_data=f"0 0 246 66 re f % {text}".encode())
    stream.update(_dictionary(Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=_rectangle(0, 0, 246, 66)))
    return writer.add_object(stream)


def _flip_in_page(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        content = document.pages[0].obj["/Contents"].read_raw_bytes()
    place = pdf.index(content) + len(content) // 2
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _in_contents(pdf: bytes, change: Callable[[str, int], str]) -> bytes:
    """The hex digits of the last signature changed; the function is given them and how many of them are in use."""
    found = list(_CONTENTS.finditer(pdf))[-1]
    digits = found.group(1).decode()
    used = 2 * (4 + int(digits[4:8], 16))
    made = change(digits, used)
    assert len(made) == len(digits)
    return pdf[: found.start(1)] + made.encode() + pdf[found.end(1) :]


def flipped_byte_in_page(notes: SignedNotes) -> bytes:
    return _flip_in_page(notes.final)


def flipped_byte_in_page_of_both(notes: SignedNotes) -> bytes:
    return _flip_in_page(notes.both)


def flipped_digit_in_signature(notes: SignedNotes) -> bytes:
    def flip(digits: str, used: int) -> str:
        place = used - 6
        return digits[:place] + f"{int(digits[place], 16) ^ 1:x}" + digits[place + 1 :]

    return _in_contents(notes.final, flip)


def data_in_padding(notes: SignedNotes) -> bytes:
    return _in_contents(notes.final, lambda digits, used: digits[:-8] + "deadbeef")


def _with_free_text(writer: Any) -> None:
    page = _first_page(writer)
    words = _dictionary(
        Type=pdf_name("/Annot"),
        Subtype=pdf_name("/FreeText"),
        Rect=_rectangle(100, 400, 400, 440),
        DA=pdf_string("/Helv 12 Tf"),
        Contents=pdf_string("Discharged"),
    )
    page.get_object()["/Annots"].append(writer.add_object(words))
    writer.update_container(page.get_object())


def free_text_added(notes: SignedNotes) -> bytes:
    return _changed(notes.final, _with_free_text)


def free_text_added_to_both(notes: SignedNotes) -> bytes:
    return _changed(notes.both, _with_free_text)


def page_content_replaced(notes: SignedNotes) -> bytes:
    def change(writer: Any) -> None:
        page = _first_page(writer).get_object()
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
        writer.update_container(page)

    return _changed(notes.final, change)


def appearance_swapped(notes: SignedNotes) -> bytes:
    def change(writer: Any) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        field["/AP"] = _dictionary(N=_form(writer, "another name"))
        writer.update_container(field)

    return _changed(notes.final, change)


def rewritten_whole(notes: SignedNotes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(notes.final)) as document:
        document.save(out)
    return out.getvalue()


def garbage_after_end(notes: SignedNotes) -> bytes:
    return notes.final + b"\nnothing to see here\n"


def font_redefined(notes: SignedNotes) -> bytes:
    def change(writer: Any) -> None:
        fonts = _first_page(writer).get_object()["/Resources"]["/Font"]
        font = fonts.raw_get(next(iter(fonts))).get_object()
        font["/BaseFont"] = pdf_name("/Courier")
        writer.update_container(font)

    return _changed(notes.final, change)


def title_changed(notes: SignedNotes) -> bytes:
    def change(writer: Any) -> None:
        info = writer.trailer["/Info"]
        info[pdf_name("/Title")] = pdf_string("Discharge summary")
        writer.update_container(info)

    return _changed(notes.final, change)


def _root_changed(pdf: bytes, change: Callable[[Any, Any], None]) -> bytes:
    def both(writer: Any) -> None:
        change(writer, writer.root)
        writer.update_root()

    return _changed(pdf, both)


def certification_removed(notes: SignedNotes) -> bytes:
    return _root_changed(notes.final, lambda writer, root: root.pop("/Perms"))


def attachment_added(notes: SignedNotes) -> bytes:
    def change(writer: Any, root: Any) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=b"a second note"))
        file = _dictionary(Type=pdf_name("/Filespec"), F=pdf_string("note.txt"), EF=_dictionary(F=stream))
        names = generic.ArrayObject([pdf_string("note.txt"), writer.add_object(file)])
        root["/Names"] = _dictionary(EmbeddedFiles=_dictionary(Names=names))

    return _root_changed(notes.final, change)


def script_added(notes: SignedNotes) -> bytes:
    def change(writer: Any, root: Any) -> None:
        root["/OpenAction"] = _dictionary(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)"))

    return _root_changed(notes.final, change)


def impostor_cosigns(notes: SignedNotes) -> bytes:
    return SampleClinic(name=notes.clinic.name).cosigned(notes.half)


def _extra_signature(pdf: bytes, box: tuple[int, int, int, int] | None) -> bytes:
    """Signed in a field of its own by a clinic that nobody knows."""
    metadata = PdfSignatureMetadata(field_name="Extra1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    signer = _KeySigner(SampleClinic(name="Another Clinic").supervisor)
    style = TextStampStyle(stamp_text="Approved") if box else NoOpStampStyle()
    field = SigFieldSpec("Extra1", box=box) if box else SigFieldSpec("Extra1")
    careless = _Careless(metadata, signer, stamp_style=style, new_field_spec=field)
    signed = careless.sign_pdf(_Writer(io.BytesIO(pdf)), bytes_reserved=8192)
    content: bytes = signed.getvalue()
    return content


def visible_field_added(notes: SignedNotes) -> bytes:
    return _extra_signature(notes.final, (100, 400, 400, 460))


def invisible_field_added(notes: SignedNotes) -> bytes:
    return _extra_signature(notes.final, None)


def visible_field_added_to_both(notes: SignedNotes) -> bytes:
    return _extra_signature(notes.both, (100, 400, 400, 460))


def byte_range_blanked(notes: SignedNotes) -> bytes:
    return _BYTE_RANGE.sub(lambda found: found[0].replace(found[1], b" " * len(found[1])), notes.final)


def signature_zeroed(notes: SignedNotes) -> bytes:
    return _in_contents(notes.final, lambda digits, used: "0" * len(digits))


def body_added_without_table(notes: SignedNotes) -> bytes:
    with pikepdf.open(io.BytesIO(notes.final)) as document:
        number = document.pages[0].obj["/Contents"].objgen[0]
    body = b"%d 0 obj\n<</Length 16>>\nstream\n0 0 300 300 re f\nendstream\nendobj\n" % number
    return notes.final + body + b"trailer\n<<>>\n%%EOF\n"


def cosignature_cut_off(notes: SignedNotes) -> bytes:
    return notes.both[: len(notes.half)]


def signature_value_removed(notes: SignedNotes) -> bytes:
    def change(writer: Any) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        del field["/V"]
        writer.update_container(field)

    return _changed(notes.final, change)


def written_again_by_impostor(notes: SignedNotes) -> bytes:
    record = replace(FINAL, sections=(("Plan", ("Discharged.",)),))
    return SampleClinic(name=notes.clinic.name).certified(record)


def page_appended(notes: SignedNotes) -> bytes:
    def change(writer: Any) -> None:
        pages = writer.root["/Pages"]
        page = _dictionary(
            Type=pdf_name("/Page"), Parent=writer.root.raw_get("/Pages"), MediaBox=_rectangle(0, 0, 612, 792)
        )
        pages["/Kids"].append(writer.add_object(page))
        pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
        writer.update_container(pages)

    return _changed(notes.final, change)


TAMPERS: dict[str, Tamper] = {
    "01": flipped_byte_in_page,
    "01b": flipped_byte_in_page_of_both,
    "02": flipped_digit_in_signature,
    "03": data_in_padding,
    "04": free_text_added,
    "04b": free_text_added_to_both,
    "05": page_content_replaced,
    "06": appearance_swapped,
    "07": rewritten_whole,
    "08": garbage_after_end,
    "09": font_redefined,
    "10": title_changed,
    "11": certification_removed,
    "12": attachment_added,
    "13": script_added,
    "14": impostor_cosigns,
    "15": visible_field_added,
    "15b": invisible_field_added,
    "15c": visible_field_added_to_both,
    "16": byte_range_blanked,
    "17": signature_zeroed,
    "18": body_added_without_table,
    "19": cosignature_cut_off,
    "20": signature_value_removed,
    "21": written_again_by_impostor,
    "22": page_appended,
}
"""By their numbers in the design."""
