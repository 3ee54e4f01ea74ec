"""A certificate of what was destroyed, under which rule, by whom: one signed page without clinical content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import KeepTogether

from iop_desktop.documents.layout import Sheet, build, paragraph
from iop_desktop.documents.signature_block import signature_block
from iop_desktop.documents.signature_facts import SignatureFacts, stamp_lines, time_text
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

NOT_NEEDED = "Second signature (not required)"


@dataclass(frozen=True, slots=True)
class EndCertificate:
    """What the page says: sections of lines, and a footer that names the paper. No client is named in it."""

    clinic: str
    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    footer: str

    @property
    def digest(self) -> str:
        """SHA-256 of what the page says, printed beside the signature."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


def render_end_certificate(certificate: EndCertificate, signer: SignatureFacts, created: datetime) -> bytes:
    """The page as it is about to be signed; equal input gives equal bytes."""
    root = Element("Document")
    story: list[Any] = [paragraph(certificate.title, "title", "H1", root)]
    for title, lines in certificate.sections:
        section = Element("Sect", root)
        story.append(paragraph(title, "heading", "H2", section))
        story += [paragraph(line, "text", "P", section) for line in lines]
    signed = f"Signed by {signer.signed_name}. Meaning: {signer.meaning}. Time: {time_text(signer)}."
    statements = (signed, f"The signature covers this whole page. Digest (SHA-256): {certificate.digest}")
    stamp = stamp_lines(signer, certificate.digest)
    block, fields = signature_block(statements, ("Signed by", NOT_NEEDED), stamp, root)
    story.append(KeepTogether(block))
    sheet = Sheet(
        title=certificate.title,
        author=signer.signed_name,
        subject=certificate.title,
        keywords=f"certificate {certificate.digest}",
        left_header=certificate.clinic,
        right_header=certificate.title,
        footer=f"{certificate.footer} · {certificate.digest[:16]}",
        created=created,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, fields, 1))
