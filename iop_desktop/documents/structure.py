"""What ReportLab does not write by itself: structure tree, signature fields, metadata, color profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

from iop_desktop.documents.note_record import REQUIRED_SIGNATURES
from iop_desktop.documents.pdf_metadata import xmp
from iop_desktop.documents.srgb_profile import srgb_profile
from iop_desktop.documents.stamp_drawing import draw_stamp
from iop_desktop.documents.tagging import Element, SignatureSpace, TaggedCanvas

PRINTED_AND_LOCKED = 132


@dataclass(frozen=True, slots=True)
class Field:
    """A signature field prepared before anybody signs. ``lock`` forbids every later change once it is signed."""

    name: str
    tip: str
    space: SignatureSpace
    element: Element
    stamp: tuple[str, ...] = ()
    lock: bool = False


@lru_cache(maxsize=1)
def prepare_reportlab() -> None:
    """ReportLab drops dictionary keys it does not know, and ends streams in a way PDF/A does not allow."""
    pdfdoc.PDFPage.__NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs"]
    pdfdoc.PDFCatalog.__NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents", REQUIRED_SIGNATURES]
    pdfdoc.PDFStream.format = _format_stream


def _format_stream(self: Any, document: Any) -> bytes:
    dictionary, content = PDFDictionary(self.dictionary.dict.copy()), self.content
    filters = self.filters if self.filters is not None else document.defaultStreamFilters
    if filters and "Filter" not in dictionary.dict:
        for each in reversed(list(filters)):
            content = each.encode(content)
        dictionary["Filter"] = PDFArray([PDFName(each.pdfname) for each in filters])
    data: bytes = pdfdoc.format(document.encrypt.encode(content), document)
    dictionary["Length"] = len(data)
    head: bytes = pdfdoc.format(dictionary, document)
    return head + b"\nstream\n" + data + b"\nendstream\n"


def finish(canvas: TaggedCanvas, root: Element, fields: Sequence[Field], required_signatures: int) -> None:
    """Complete the document just before it is written."""
    document = canvas._doc
    catalog, pages = document.Catalog, document.Pages.pages
    references = [document.Reference(page) for page in pages]
    catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    catalog.MarkInfo = PDFDictionary({"Marked": "true"})
    setattr(catalog, REQUIRED_SIGNATURES, required_signatures)
    widgets = [_widget(canvas, field, references) for field in fields]
    _add_fields(document, fields, widgets, pages)
    _add_tree(document, root, fields, widgets, references, canvas.marked)
    _add_metadata(document)


def _widget(canvas: TaggedCanvas, field: Field, pages: list[Any]) -> Any:
    widget = PDFDictionary(
        {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Widget"),
            "FT": PDFName("Sig"),
            "T": PDFString(field.name),
            "TU": PDFString(field.tip),
            "F": PRINTED_AND_LOCKED,
            "Rect": PDFArray(list(field.space.rectangle)),
            "P": pages[field.space.page],
            "AP": PDFDictionary({"N": _appearance(canvas, field)}),
        }
    )
    if field.lock:
        lock = {"Type": PDFName("SigFieldLock"), "Action": PDFName("All"), "P": 1}
        widget.dict["Lock"] = canvas._doc.Reference(PDFDictionary(lock))
    return widget


def _appearance(canvas: TaggedCanvas, field: Field) -> Any:
    """The signature's look as a form; an empty one until it is signed."""
    name, width, height = f"stamp_{field.name}", field.space.width, field.space.height
    canvas.beginForm(name, 0, 0, width, height)
    draw_stamp(canvas, field.stamp, width, height)
    canvas.endForm()
    return pdfdoc.PDFObjectReference(pdfdoc.xObjectName(name))


def _add_fields(document: Any, fields: Sequence[Field], widgets: list[Any], pages: list[Any]) -> None:
    references = [document.Reference(widget) for widget in widgets]
    for number, page in enumerate(pages):
        mine = [made for made, field in zip(references, fields, strict=True) if field.space.page == number]
        if mine:
            page.Annots = PDFArray(mine)
    document.Catalog.AcroForm = PDFDictionary({"Fields": PDFArray(references), "SigFlags": 1})
    for field, reference in zip(fields, references, strict=True):
        field.element.widget = (reference, field.space.page)


def _add_tree(
    document: Any,
    root: Element,
    fields: Sequence[Field],
    widgets: list[Any],
    pages: list[Any],
    marked: dict[int, list[Element]],
) -> None:
    tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
    reference = document.Reference(tree)
    tree.dict["K"] = PDFArray([_element(document, root, reference, pages)])
    numbers: list[Any] = []
    for number, page in enumerate(document.Pages.pages):
        page.StructParents, page.Tabs = number, PDFName("S")
        numbers += [number, document.Reference(PDFArray([element.reference for element in marked.get(number, [])]))]
    for number, (field, widget) in enumerate(zip(fields, widgets, strict=True), start=len(pages)):
        widget.dict["StructParent"] = number
        numbers += [number, field.element.reference]
    tree.dict["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
    tree.dict["ParentTreeNextKey"] = len(pages) + len(fields)
    document.Catalog.StructTreeRoot = reference


def _element(document: Any, element: Element, parent: Any, pages: list[Any]) -> Any:
    made = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.tag), "P": parent})
    element.reference = document.Reference(made)
    kids: list[Any] = []
    for kid in element.order:
        if isinstance(kid, Element):
            kids.append(_element(document, kid, element.reference, pages))
        else:
            kids.append(PDFDictionary({"Type": PDFName("MCR"), "Pg": pages[kid[0]], "MCID": kid[1]}))
    if element.widget is not None:
        reference, page = element.widget
        kids.append(PDFDictionary({"Type": PDFName("OBJR"), "Obj": reference, "Pg": pages[page]}))
    # pyHanko takes a co-signature as allowed only if the form element leads to its widget directly, not by an array.
    made.dict["K"] = kids[0] if len(kids) == 1 and element.tag == "Form" else PDFArray(kids)
    made.dict.update(element.attributes)
    return element.reference


def _add_metadata(document: Any) -> None:
    catalog = document.Catalog
    catalog.Metadata = pdfdoc.XMP(creator=lambda _: xmp(document))
    catalog.Metadata.filters = []
    profile = PDFStream(PDFDictionary({"N": 3}))
    profile.content, profile.filters = srgb_profile(), [pdfdoc.PDFZCompress]
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB"),
        "Info": PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": document.Reference(profile),
    }
    catalog.OutputIntents = PDFArray([PDFDictionary(intent)])
