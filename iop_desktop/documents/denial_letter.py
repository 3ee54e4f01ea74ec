"""The letter to a client whose request to amend a record is denied, as 45 CFR 164.526(d)(1) asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reportlab.platypus import Spacer

from iop_desktop.documents.fonts import register_fonts
from iop_desktop.documents.layout import Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element
from iop_desktop.rules.day_names import long_date

TITLE = "Your request to amend your record"
_DECISION = "We cannot make the amendment you asked for. The ground on which the law allows this:"
_STATEMENT = (
    "You may send us a written statement of disagreement, in your own words, with your reasons. Send it to the address "
    "above. It is kept with the record you asked to amend, and goes with it whenever that record is disclosed later. "
    "We may write an answer to it; you will receive a copy."
)
_WITHOUT_STATEMENT = (
    "If you send no statement, you may ask us to include your request and this denial whenever we disclose that record "
    "later."
)
_COMPLAINT = (
    "You may complain to us in writing, or to the privacy contact named below. You may also complain to the Secretary "
    "of the U.S. Department of Health and Human Services, Office for Civil Rights: www.hhs.gov/ocr/complaints. Nobody "
    "may be treated differently because of a complaint."
)
# The clinic writes it in by hand: 45 CFR 164.526(d)(1)(iv) asks for name or title, and telephone.
_CONTACT = f"Privacy contact (name or title, and telephone): {'_' * 40}"


@dataclass(frozen=True, slots=True)
class DenialLetter:
    """What the letter says. ``note`` names the note the request was about, or is empty."""

    clinic_name: str
    clinic_address: str
    client_name: str
    client_address: str
    written_on: date
    received_on: date
    asked: str
    note: str
    ground: str
    basis: str
    signed_by: str
    created: datetime


def render_denial_letter(letter: DenialLetter) -> bytes:
    """A letter page, tagged; equal input gives equal bytes."""
    register_fonts()
    root = Element("Document")
    story: list[Any] = [
        paragraph(_address(letter.clinic_name, letter.clinic_address), "text", "P", root),
        Spacer(1, 8),
        paragraph(long_date(letter.written_on), "text", "P", root),
        Spacer(1, 8),
        paragraph(_address(letter.client_name, letter.client_address), "text", "P", root),
        Spacer(1, 12),
        paragraph(TITLE, "title", "H1", root),
    ]
    for title, words in _parts(letter):
        section = Element("Sect", root)
        story.append(paragraph(title, "heading", "H2", section))
        story += [paragraph(text, "text", "P", section) for text in words if text]
    story.append(Spacer(1, 44))
    story.append(paragraph(f"{letter.signed_by}\n{letter.clinic_name}", "text", "P", root))
    return build(story, _sheet(letter), lambda canvas: finish(canvas, root, (), 0))


def _parts(letter: DenialLetter) -> tuple[tuple[str, tuple[str, ...]], ...]:
    about = f" It is about: {letter.note}." if letter.note else ""
    return (
        ("What you asked for", (f"We received your request on {long_date(letter.received_on)}.{about}", letter.asked)),
        ("Our decision", (f"{_DECISION} {letter.ground}.", letter.basis)),
        ("You may disagree in writing", (_STATEMENT, _WITHOUT_STATEMENT)),
        ("You may complain", (_COMPLAINT, _CONTACT)),
    )


def _address(name: str, address: str) -> str:
    return "\n".join(part for part in (name, address) if part)


def _sheet(letter: DenialLetter) -> Sheet:
    return Sheet(
        title=TITLE,
        author=letter.clinic_name,
        subject="Denial of a request to amend a record, 45 CFR 164.526(d)",
        keywords="amendment, denial",
        left_header=letter.clinic_name,
        right_header="Confidential",
        footer="A copy of this letter is kept with the request.",
        created=letter.created,
    )
