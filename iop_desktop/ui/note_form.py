"""The individual part of one note: quick choices by digit, then the author's own words."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import Affect, NoteKind, Packet, Participation, Progress, Risk, RiskCheck
from iop_desktop.services.note_views import NoteView
from iop_desktop.ui.layouts import add, column, holder, row, stretched
from iop_desktop.ui.note_texts import NoteTexts
from iop_desktop.ui.prompt_list import PromptList
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.segmented import Segmented
from iop_desktop.ui.widgets.text import label, muted
from iop_desktop.ui.writing_field import WritingField

CHOICES: tuple[tuple[str, str, type[StrEnum]], ...] = (
    ("participation", "Participation", Participation),
    ("affect", "Affect", Affect),
    ("progress", "Toward goal", Progress),
    ("risk", "Risk", Risk),
)
ABSENCE_CHOICES: tuple[tuple[str, str, type[StrEnum]], ...] = (
    ("risk_check", "Risk check", RiskCheck),
    ("packet", "Packet", Packet),
)
FIELDS = (
    ("response", "This member's response", "What this member said and did, in your own words"),
    ("plan", "Plan", "The next step for this member"),
    ("risk_plan", "Safety plan", "What was done to keep the member safe, and who was told"),
    ("outreach", "Outreach", "Calls and messages tried, with times and results"),
    ("reason", "Reason", "Why the member was away, as far as it is known"),
)
TEXTS = tuple(key for key, _, _ in FIELDS)
NO_GOAL = "Choose a goal of this member's plan"
WORDS: dict[str, str] = {
    Risk.PRESENT: "Present → plan",
    RiskCheck.DENIED: "Denied SI/HI",
    RiskCheck.PRESENT: "Present → plan",
    RiskCheck.NOT_ASKED: "Not asked",
}
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
        self._choices = {key: self._choice(key, name, kind) for key, name, kind in (*CHOICES, *ABSENCE_CHOICES)}
        self.goal = QComboBox()
        self.goal.setAccessibleName("Goal")
        self.goal.setMinimumContentsLength(12)
        self.goal.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.fields = {key: WritingField(name, words, texts.aids) for key, name, words in FIELDS}
        self.prompts = PromptList()
        self.packet_button = button("Save packet…", "ghost", "file-text", clicked=self._ask_packet)
        self._build()
        self.goal.currentIndexChanged.connect(self._goal_chosen)
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
        self._progress_part = holder(column(*rows, row(KeyCap("5"), _fixed("Goal"), self.goal, spacing=12), spacing=8))
        asked = [
            row(KeyCap(str(number)), _fixed(name), self._choices[key], None, spacing=12)
            for number, (key, name, _) in enumerate(ABSENCE_CHOICES, start=1)
        ]
        asked[-1].addWidget(self.packet_button)
        self._absence_part = holder(column(*asked, spacing=8))
        self._blocks = {
            "reason": self._block("Reason", "reason", 44),
            "risk_plan": self._block("Safety plan", "risk_plan", 64),
            "response": self._block("This member's response", "response", 90, stretch=True),
            "outreach": self._block("Outreach", "outreach", 90, stretch=True),
            "plan": self._block("Plan", "plan", 58),
        }
        choices = (self._progress_part, self._absence_part, self._blocks["risk_plan"])
        noted = row(KeyCap("Alt", "O"), _fixed("Noted", 65), self.prompts, spacing=12)
        self._prompts_part = holder(stretched(noted, 2))
        body = column(*choices, self._prompts_part, self._blocks["reason"], spacing=8)
        for key, stretch in (("response", 3), ("outreach", 3), ("plan", 1)):
            body.addWidget(self._blocks[key], stretch)
        self.setLayout(body)

    def _block(self, title: str, key: str, height: int, stretch: bool = False) -> QWidget:
        field = self.fields[key]
        field.setMinimumHeight(height)
        head = row(label(title, 12, 600, "muted"), None)
        if stretch:
            for each in (KeyCap(";"), muted("phrases"), 6, KeyCap("F7"), muted("spelling")):
                add(head, each)
        else:
            field.setMaximumHeight(height + 30)
        return holder(column(head, field, spacing=4))

    def show_note(self, view: NoteView) -> None:
        """Fill the form with a note."""
        self._loading = True
        self._note_id = view.note_id
        draft = view.draft
        for key, choice in self._choices.items():
            choice.set_value(getattr(draft, key))
            choice.setEnabled(view.editable)
        self.goal.clear()
        self.goal.addItem(NO_GOAL if view.goals else "No goal on file for this member", "")
        for goal in view.goals:
            self.goal.addItem(f"{goal.label}  {goal.text}", goal.goal_id)
        self.goal.setCurrentIndex(max(0, self.goal.findData(draft.goal_id)))
        self.goal.setEnabled(view.editable and bool(view.goals))
        for key, field in self.fields.items():
            self._texts.show(field, view.note_id, key, getattr(draft, key))
            field.setReadOnly(not view.editable)
        self.prompts.show_seen(view.observations if view.editable else ())
        self._reason_known = bool(view.reason)
        known = f"Attendance says: {view.reason}" if view.reason else "Why the member was away, as far as it is known"
        self.fields["reason"].setPlaceholderText(known)
        self._kind = view.kind
        self._arrange()
        self._loading = False
        self.goal_shown.emit(draft.goal_id)

    def _arrange(self) -> None:
        absent = self._kind is NoteKind.ABSENCE
        asked = self._choices["risk_check" if absent else "risk"].value()
        self._progress_part.setVisible(not absent)
        self._absence_part.setVisible(absent)
        self._blocks["reason"].setVisible(absent)
        self._prompts_part.setVisible(self.prompts.count() > 0)
        self._blocks["response"].setVisible(not absent)
        self._blocks["outreach"].setVisible(absent)
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
            goal_id=str(self.goal.currentData() or ""),
            **{key: self.fields[key].toPlainText() for key in TEXTS},
        )

    @property
    def writing_fields(self) -> tuple[WritingField, ...]:
        """The text fields from top to bottom."""
        return tuple(self.fields[key] for key in self._blocks)

    def focus_prompts(self) -> None:
        """Go to what was noted in the group, where there is anything."""
        if self._prompts_part.isVisible():
            self.prompts.setFocus()

    def _put_in(self, fact: str) -> None:
        field = self.fields["outreach" if self._kind is NoteKind.ABSENCE else "response"]
        field.setFocus()
        field.insert_fact(fact)

    def clear_taking_part(self) -> None:
        """Empty what speaks of taking part: the member was away. The text can be undone."""
        for key in ("participation", "affect", "progress"):
            self._choices[key].set_value(None)
        cursor = QTextCursor(self.fields["response"].document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        self._announce()

    def focus_first(self) -> None:
        """Where writing begins: the first unanswered choice, or the text."""
        unanswered = [self._choices[key] for key in self._keys if self._choices[key].value() is None]
        (unanswered[0] if unanswered else self._first_text).setFocus()

    def focus_field(self, field: str) -> None:
        """Go to what is missing."""
        places: dict[str, QWidget] = {**self._choices, **self.fields, "goal": self.goal}
        places.get(field, self.fields["response"]).setFocus()

    def focus_row(self, number: int) -> None:
        """Go to a row of the choices by its number, or to the goal (5); an absence note has fewer rows."""
        rows: list[QWidget] = [self._choices[key] for key in self._keys]
        if self._kind is not NoteKind.ABSENCE:
            rows.append(self.goal)
        if number <= len(rows):
            rows[number - 1].setFocus()

    @property
    def _keys(self) -> tuple[str, ...]:
        """The choices of this kind of note, from top to bottom."""
        return tuple(key for key, _, _ in (ABSENCE_CHOICES if self._kind is NoteKind.ABSENCE else CHOICES))

    @property
    def _first_text(self) -> QWidget:
        if self._kind is not NoteKind.ABSENCE:
            return self.fields["response"]
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
        needs_goal = self._kind is not NoteKind.ABSENCE and self.goal.isEnabled() and not self.goal.currentData()
        return self.goal.setFocus if needs_goal else self._first_text.setFocus

    def _goal_chosen(self, _place: int) -> None:
        self._announce()
        if not self._loading:
            self.goal_shown.emit(str(self.goal.currentData() or ""))

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
