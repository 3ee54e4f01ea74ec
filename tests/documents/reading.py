"""Looking into a document from outside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The document, to be closed by the caller."""
    return pikepdf.open(io.BytesIO(pdf))


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree below a node, in reading order."""
    for kid in kids(node):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") is not None:
            yield kid
            yield from elements(kid)


def kids(node: Any) -> list[Any]:
    """What a node of the structure tree leads to, whether it is one thing or several."""
    found = node.get("/K")
    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def fonts_of(document: pikepdf.Pdf) -> list[Any]:
    """Every font anywhere in the document."""
    return [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"]
