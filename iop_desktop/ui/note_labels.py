"""How the texts of a note are called in its format, in the order of its layout."""

from __future__ import annotations

from dataclasses import dataclass

from iop_desktop.rules.note_formats import Element, NoteLayout, needed_texts, title_alone
from iop_desktop.rules.vocabulary import NoteFormat, NoteKind

ALWAYS = frozenset({Element.RESPONSE, Element.PLAN})
OF_CONTACTS = frozenset({NoteKind.INDIVIDUAL, NoteKind.CONTACT})
NAMES = {
    Element.SAID: "member's words",
    Element.RESPONSE: "response",
    Element.ASSESSMENT: "clinical meaning",
    Element.PLAN: "next step",
}
PROMPTS = {
    Element.SAID: "What this member said, in the member's own words and in quotation marks",
    Element.RESPONSE: "What this member said and did, in your own words",
    Element.ASSESSMENT: "What it means clinically, what stands in the way, in your own words",
    Element.PLAN: "The next step for this member",
}
CONTACT_PROMPTS = PROMPTS | {
    Element.SAID: "What the client said, in the client's own words and in quotation marks",
    Element.RESPONSE: "What came of it: what was said and agreed, or why nobody was reached",
    Element.PLAN: "The next step, who takes it and when",
}


@dataclass(frozen=True, slots=True)
class TextLabel:
    """One text: the field of the draft, what stands above it, what stands in it while it is empty.

    A text that is not ``required`` is shown when it holds something or is asked for.
    """

    key: str
    words: str
    prompt: str
    required: bool


def text_labels(kind: NoteKind, note_format: NoteFormat, layout: NoteLayout) -> tuple[TextLabel, ...]:
    """The texts of a note that is not about an absence."""
    alone = kind in OF_CONTACTS
    prompts = CONTACT_PROMPTS if alone else PROMPTS
    needed = ALWAYS | needed_texts(note_format)
    return tuple(
        TextLabel(str(each), _words(title_alone(title) if alone else title, each), prompts[each], each in needed)
        for each, title in layout.written
    )


def _words(title: str, element: Element) -> str:
    """The title of the part, then what is to be written there unless the title says it."""
    name = NAMES[element]
    return title if name.casefold() == title.casefold() else f"{title} · {name}"
