"""The individual part of one note: quick choices by digit, then the author's own words."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from iop_desktop.rules.note_vocabulary import Packet, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import Affect, NoteKind, Participation, Progress, Risk
from iop_desktop.services.note_views import NoteView
from iop_desktop.ui.layouts import column, holder, row, stretched
from iop_desktop.ui.note_blocks import TEXTS, NoteBlocks
from iop_desktop.ui.note_choices import ABSENCE_CHOICES, ASKS_GOAL, CHOICES, WORDS, choices_of
from iop_desktop.ui.note_labels import TextLabel, text_labels
from iop_desktop.ui.note_texts import NoteTexts
from iop_desktop.ui.prompt_list import PromptList
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.goal_box import GoalBox
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.segmented import Segmented
from iop_desktop.ui.widgets.text import label
from iop_desktop.ui.writing_field import WritingField

GOAL_ROW, OPTIONAL_ROWS = 5, {6: "said", 7: "assessment"}
STRETCH = {"response": 5, "outreach": 5, "said": 3, "assessment": 3}
E = TypeVar("E", bound=StrEnum)


class NoteForm(QWidget):
    """``changed`` says that something was typed or chosen; ``read`` gives the whole draft.

    ``packet_asked`` carries the absence note whose member is to have the make-up packet, ``goal_shown`` the goal that
    the note names now.
    """

    changed = Signal()
    packet_asked = Signal(UUID)
    goal_shown = Signal(str)

    def __init__(self, texts: NoteTexts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._loading = False
        self._note_id: UUID | None = None
        self._kind, self._reason_known = NoteKind.PROGRESS, False
        self._labels: tuple[TextLabel, ...] = ()
        self._asked: set[str] = set()
        self._in_order: tuple[str, ...] = ()
        self._choices = {key: self._choice(key, name, kind) for key, name, kind in (*CHOICES, *ABSENCE_CHOICES)}
        self.goal = GoalBox()
        self._made = NoteBlocks(texts.aids, self._more_buttons())
        self.fields, self._blocks, self._words = self._made.fields, self._made.blocks, self._made.titles
        self.prompts = PromptList()
        self.packet_button = button("Save packet…", "ghost", "file-text", clicked=self._ask_packet)
        self._build()
        self.goal.currentIndexChanged.connect(self._goal_chosen)
        self.goal.taken.connect(self._go_to_text)
        self.prompts.taken.connect(self._put_in)
        for field in self.fields.values():
            field.edited.connect(self._announce)

    def _choice(self, key: str, name: str, kind: type[StrEnum]) -> Segmented:
        made = Segmented([(str(value), WORDS.get(str(value), str(value))) for value in kind], name)
        made.chosen.connect(lambda value, chosen=key: self._chosen(chosen, value))
        return made

    def _build(self) -> None:
        rows = [
            row(KeyCap(str(number)), _fixed(name), self._choices[key], None, spacing=12)
            for number, (key, name, _) in enumerate(CHOICES, start=1)
        ]
        self._progress_part = holder(column(*rows, spacing=8))
        self._goal_part = holder(row(KeyCap("5"), _fixed("Goal"), self.goal, spacing=12))
        asked = [
            row(KeyCap(str(number)), _fixed(name), self._choices[key], None, spacing=12)
            for number, (key, name, _) in enumerate(ABSENCE_CHOICES, start=1)
        ]
        asked[-1].addWidget(self.packet_button)
        self._packet_row = holder(asked[-1])
        self._absence_part = holder(column(asked[0], self._packet_row, spacing=8))
        choices = (self._progress_part, self._absence_part, self._goal_part, self._blocks["risk_plan"])
        noted = row(KeyCap("Alt", "O"), _fixed("Noted", 65), self.prompts, spacing=12)
        self._prompts_part = holder(stretched(noted, 2))
        self._written = column(spacing=8)
        body = column(*choices, self._prompts_part, self._blocks["reason"], self._written, spacing=8)
        body.setStretchFactor(self._written, 1)
        self.setLayout(body)
        self._order(("outreach", "response", "plan", "said", "assessment"))

    def _more_buttons(self) -> tuple[QPushButton, ...]:
        """Open the texts this format can do without."""
        names = {"said": "Member's words", "assessment": "Clinical meaning"}
        self.more = {
            key: button(
                names[key],
                "link",
                "plus",
                shortcut=f"Ctrl+{number}",
                clicked=partial(self.focus_row, number),
            )
            for number, key in OPTIONAL_ROWS.items()
        }
        return tuple(self.more.values())

    def _order(self, keys: tuple[str, ...]) -> None:
        """Put the written blocks in the order of the layout; Tab goes the same way, then to what was noted."""
        if keys == self._in_order:
            return
        self._in_order = keys
        for block in self._blocks.values():
            self._written.removeWidget(block)
        for key in keys:
            self._written.addWidget(self._blocks[key], STRETCH.get(key, 2))
        fields = [self.fields[key] for key in keys]
        for one, following in pairwise((*fields, self.prompts, *self.more.values())):
            QWidget.setTabOrder(one, following)

    def show_note(self, view: NoteView) -> None:
        """Fill the form with a note."""
        self._loading = True
        self._note_id = view.note_id
        draft = view.draft
        for key, choice in self._choices.items():
            choice.set_value(getattr(draft, key))
            choice.setEnabled(view.editable)
        self.goal.show_goals(view.goals, draft.goal_id, editable=view.editable)
        for key, field in self.fields.items():
            self._texts.show(field, view.note_id, key, getattr(draft, key))
            field.setReadOnly(not view.editable)
        self.prompts.show_seen(view.observations if view.editable else ())
        self._reason_known = bool(view.reason)
        known = f"Attendance says: {view.reason}" if view.reason else "Why the member was away, as far as it is known"
        self.fields["reason"].setPlaceholderText(known)
        self._kind = view.kind
        self._name_texts(view)
        self._arrange()
        self._loading = False
        self.goal_shown.emit(draft.goal_id)

    def _name_texts(self, view: NoteView) -> None:
        """Call the texts as the format does; those it can do without show only what they hold."""
        self._labels = text_labels(view.kind, view.note_format, view.layout)
        self._asked = {each.key for each in self._labels if each.required or getattr(view.draft, each.key)}
        for each in self._labels:
            words = "Plan" if view.kind is NoteKind.ABSENCE and each.key == "plan" else each.words
            self._words[each.key].setText(words)
            self.fields[each.key].setAccessibleName(words)
            self.fields[each.key].setPlaceholderText(each.prompt)
        self._order(("outreach", *(each.key for each in self._labels)))

    def _arrange(self) -> None:
        absent, called = self._kind is NoteKind.ABSENCE, self._kind is NoteKind.CONTACT
        asked = self._choices["risk_check" if absent or called else "risk"].value()
        self._progress_part.setVisible(not absent and not called)
        self._absence_part.setVisible(absent or called)
        self._packet_row.setVisible(absent)
        self._goal_part.setVisible(not absent)
        for key in ("reason", "outreach"):
            self._blocks[key].setVisible(absent)
        self._prompts_part.setVisible(self.prompts.count() > 0)
        for each in self._labels:
            shown = each.key == "plan" if absent else each.key in self._asked
            self._blocks[each.key].setVisible(shown)
        for key, more in self.more.items():
            more.setVisible(not absent and key not in self._asked and not self.fields[key].isReadOnly())
        # A plan that was written stays in sight when the answer changes: only its author can remove it.
        written = bool(self.fields["risk_plan"].toPlainText().strip())
        self._blocks["risk_plan"].setVisible(written or asked in (Risk.PRESENT, RiskCheck.PRESENT))

    def read(self) -> NoteDraft:
        """The draft as it stands on screen."""
        value = {key: choice.value() for key, choice in self._choices.items()}
        return NoteDraft(
            participation=_as(Participation, value["participation"]),
            affect=_as(Affect, value["affect"]),
            progress=_as(Progress, value["progress"]),
            risk=_as(Risk, value["risk"]),
            risk_check=_as(RiskCheck, value["risk_check"]),
            packet=_as(Packet, value["packet"]),
            goal_id=self.goal.goal_id,
            **{key: self.fields[key].toPlainText() for key in TEXTS},
        )

    @property
    def writing_fields(self) -> tuple[WritingField, ...]:
        """The text fields from top to bottom."""
        return tuple(sorted(self.fields.values(), key=lambda field: field.mapTo(self, field.rect().topLeft()).y()))

    def focus_prompts(self) -> None:
        """Go to what was noted in the group, where there is anything."""
        if self._prompts_part.isVisible():
            self.prompts.setFocus()

    def _put_in(self, fact: str) -> None:
        field = self.fields["outreach" if self._kind is NoteKind.ABSENCE else "response"]
        field.setFocus()
        field.insert_fact(fact)

    def clear_choices(self, *keys: str) -> None:
        """Take back answers."""
        for key in keys:
            self._choices[key].set_value(None)
        self._announce()

    def focus_first(self) -> None:
        """Where writing begins: the first unanswered choice, or the text."""
        unanswered = [self._choices[key] for key in self._keys if self._choices[key].value() is None]
        (unanswered[0] if unanswered else self._first_text).setFocus()

    def focus_field(self, field: str) -> None:
        """Go to what is missing."""
        if field in self.more:
            self._ask_for(field)
        places: dict[str, QWidget] = {**self._choices, **self.fields, "goal": self.goal}
        places.get(field, self.fields["response"]).setFocus()

    def show_passage(self, field: str, passage: str) -> None:
        """Go to a field and select these words in it, if they still stand there in one piece."""
        self.focus_field(field)
        text = self.fields.get(field)
        if text is not None:
            found = text.document().find(passage)
            if not found.isNull():
                text.setTextCursor(found)

    def focus_row(self, number: int) -> None:
        """Go to a row of the choices by its number, to the goal (5), or to a text the format can do without (6, 7)."""
        rows: dict[int, QWidget] = {place: self._choices[key] for place, key in enumerate(self._keys, start=1)}
        if self._kind is not NoteKind.ABSENCE:
            rows[GOAL_ROW] = self.goal
            rows |= {place: self.fields[key] for place, key in OPTIONAL_ROWS.items()}
        if number in rows:
            self._ask_for(OPTIONAL_ROWS.get(number, ""))
            rows[number].setFocus()

    def _ask_for(self, key: str) -> None:
        if key:
            self._asked.add(key)
            self._arrange()

    @property
    def _keys(self) -> tuple[str, ...]:
        """The choices of this kind of note, from top to bottom."""
        return tuple(key for key, _, _ in choices_of(self._kind))

    @property
    def _first_text(self) -> QWidget:
        if self._kind is not NoteKind.ABSENCE:
            return self.fields[next((each.key for each in self._labels if each.required), "response")]
        return self.fields["outreach" if self._reason_known else "reason"]

    def _chosen(self, key: str, value: str) -> None:
        if key in ("risk", "risk_check"):
            self._arrange()
        self._announce()
        if value:
            QTimer.singleShot(0, self, self._next_after(key))

    def _next_after(self, key: str) -> Callable[[], None]:
        keys = self._keys
        place = keys.index(key) + 1
        if place < len(keys):
            return self._choices[keys[place]].setFocus
        needs_goal = self._kind in ASKS_GOAL and self.goal.isEnabled() and not self.goal.goal_id
        return self.goal.setFocus if needs_goal else self._first_text.setFocus

    def _go_to_text(self) -> None:
        self._first_text.setFocus()

    def _goal_chosen(self, _place: int) -> None:
        self._announce()
        if not self._loading:
            self.goal_shown.emit(self.goal.goal_id)

    def _ask_packet(self) -> None:
        if self._note_id is not None:
            self.packet_asked.emit(self._note_id)

    def _announce(self) -> None:
        if not self._loading:
            self.changed.emit()


def _fixed(text: str, width: int = 96) -> QWidget:
    made = label(text, 13, 600, "muted")
    made.setFixedWidth(width)
    return made


def _as(kind: type[E], value: str | None) -> E | None:
    return kind(value) if value else None
