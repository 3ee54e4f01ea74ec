"""The invented clinic as it is written in ``resources/demo``: staff, members, plans, scores and sentences."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from iop_desktop.paths import resource
from iop_desktop.rules.note_vocabulary import RiskCheck
from iop_desktop.rules.vocabulary import (
    Affect,
    AttendanceStatus,
    ExcuseReason,
    GroupKind,
    NoteFormat,
    Participation,
    Population,
    Progress,
    Role,
)

# The pass phrase of every login of the demo clinic, unless another is given; it guards nothing but invented people.
DEMO_PASSPHRASE = "correct harbor lantern seven"  # noqa: S105 - published on purpose
_PRONOUNS = {
    "she/her": ("she", "her", "her"),
    "he/him": ("he", "him", "his"),
    "they/them": ("they", "them", "their"),
}


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """An invented member of staff; ``supervisor`` is the login of who co-signs, if anyone has to."""

    login: str
    name: str
    credentials: str
    licence: str
    title: str
    role: Role
    supervisor: str


@dataclass(frozen=True, slots=True)
class DemoProgram:
    """A program of the demo clinic."""

    name: str
    population: Population


@dataclass(frozen=True, slots=True)
class DemoGoal:
    """A goal of the plan: number of the problem it belongs to, text, first objective."""

    problem: int
    text: str
    objective: str


@dataclass(frozen=True, slots=True)
class DemoMember:
    """An invented client. Scores are by two weeks, the last one of this week."""

    first: str
    last: str
    preferred: str
    pronouns: str
    age: int
    birthday: str
    problems: tuple[str, ...]
    goals: tuple[DemoGoal, ...]
    says: tuple[str, ...]
    scores: dict[str, tuple[int, ...]]
    joined_days_ago: int | None
    discharged_days_ago: int | None
    review_in_days: int | None
    missed_last: int

    @property
    def full_name(self) -> str:
        """First and last name as on the record."""
        return f"{self.first} {self.last}".strip()

    def fill(self, text: str) -> str:
        """Put name and pronouns of this member into a sentence; nobody else is ever named in it."""
        subject, object_, possessive = _PRONOUNS[self.pronouns]
        return text.format(
            name=self.preferred or self.first,
            subject=subject,
            Subject=subject.capitalize(),
            object=object_,
            possessive=possessive,
        )


class LatestNotes(StrEnum):
    """How far the notes of a group's latest session are."""

    FINISHED = "finished"
    DRAFTS = "drafts"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """An invented group. ``offset_minutes`` is how long after the first group of the day it begins.

    ``lesson_today`` counts the lessons of the course from 1; the sessions before had those before it.
    """

    code: str
    name: str
    program: str
    kind: GroupKind
    facilitator: str
    cofacilitator: str
    place: str
    capacity: int
    note_format: NoteFormat
    number_today: int
    lesson_today: int
    offset_minutes: int
    latest_notes: LatestNotes
    members: tuple[DemoMember, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """What invented notes are made of."""

    pairs: tuple[tuple[str, str], ...]
    observations: tuple[str, ...]
    absence_reasons: tuple[str, ...]
    absence_excuses: tuple[ExcuseReason, ...]
    outreach: tuple[str, ...]
    risk_checks: tuple[RiskCheck, ...]
    absence_plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TodayMember:
    """What happens with one member in the session that the demo runs."""

    name: str
    status: AttendanceStatus
    late_minutes: int
    reason: str
    observation: str
    participation: Participation | None
    affect: Affect | None
    progress: Progress | None
    goal: int
    response: str
    plan: str
    outreach: str


@dataclass(frozen=True, slots=True)
class DemoContent:
    """Everything in ``resources/demo``. ``today`` is about the members of the first group."""

    clinic_name: str
    clinic_address: str
    programs: tuple[DemoProgram, ...]
    staff: tuple[DemoStaff, ...]
    groups: tuple[DemoGroup, ...]
    unassigned: tuple[DemoMember, ...]
    sentences: Sentences
    today: dict[str, TodayMember]


def read_demo_content() -> DemoContent:
    """Read the invented clinic from the program's resources."""
    clinic, today = _table("clinic.toml"), _table("today.toml")
    return DemoContent(
        clinic_name=clinic["clinic"]["name"],
        clinic_address=clinic["clinic"]["address"],
        programs=tuple(DemoProgram(part["name"], Population(part["population"])) for part in clinic["programs"]),
        staff=tuple(_staff(part) for part in clinic["staff"]),
        groups=tuple(_group(part) for part in clinic["groups"]),
        unassigned=_members("members-unassigned.toml"),
        sentences=_sentences(_table("notes.toml")),
        today={part["name"]: _today(part) for part in today["members"]},
    )


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resource(f"demo/{name}").read_text(encoding="utf-8"))


def _staff(part: dict[str, Any]) -> DemoStaff:
    return DemoStaff(
        login=part["login"],
        name=part["name"],
        credentials=part["credentials"],
        licence=part["licence"],
        title=part["title"],
        role=Role(part["role"]),
        supervisor=part.get("supervisor", ""),
    )


def _group(part: dict[str, Any]) -> DemoGroup:
    return DemoGroup(
        code=part["code"],
        name=part["name"],
        program=part["program"],
        kind=GroupKind(part["kind"]),
        facilitator=part["facilitator"],
        cofacilitator=part.get("cofacilitator", ""),
        place=part["place"],
        capacity=part["capacity"],
        note_format=NoteFormat(part["note_format"]),
        number_today=part["number_today"],
        lesson_today=part["lesson_today"],
        offset_minutes=part["offset_minutes"],
        latest_notes=LatestNotes(part["latest_notes"]),
        members=_members(part["members"]),
    )


def _members(name: str) -> tuple[DemoMember, ...]:
    return tuple(_member(part) for part in _table(name)["members"])


def _member(part: dict[str, Any]) -> DemoMember:
    return DemoMember(
        first=part["first"],
        last=part.get("last", ""),
        preferred=part.get("preferred", ""),
        pronouns=part["pronouns"],
        age=part["age"],
        birthday=part["birthday"],
        problems=tuple(part.get("problems", ())),
        goals=tuple(DemoGoal(goal["problem"], goal["text"], goal["objective"]) for goal in part.get("goals", ())),
        says=tuple(part.get("says", ())),
        scores={name: tuple(part[key]) for key, name in _INSTRUMENTS if key in part},
        joined_days_ago=part.get("joined_days_ago"),
        discharged_days_ago=part.get("discharged_days_ago"),
        review_in_days=part.get("review_in_days"),
        missed_last=part.get("missed_last", 0),
    )


_INSTRUMENTS = (("phq9", "PHQ-9"), ("gad7", "GAD-7"), ("craving", "Craving"))


def _sentences(table: dict[str, Any]) -> Sentences:
    return Sentences(
        pairs=tuple((pair["response"], pair["plan"]) for pair in table["pairs"]),
        observations=tuple(table["observations"]),
        absence_reasons=tuple(table["absence_reasons"]),
        absence_excuses=tuple(ExcuseReason(word) for word in table["absence_excuses"]),
        outreach=tuple(table["outreach"]),
        risk_checks=tuple(RiskCheck(words) for words in table["risk_checks"]),
        absence_plans=tuple(table["absence_plans"]),
    )


def _today(part: dict[str, Any]) -> TodayMember:
    return TodayMember(
        name=part["name"],
        status=AttendanceStatus(part.get("status", "present")),
        late_minutes=part.get("late_minutes", 0),
        reason=part.get("reason", ""),
        observation=part.get("observation", ""),
        participation=Participation(part["participation"]) if "participation" in part else None,
        affect=Affect(part["affect"]) if "affect" in part else None,
        progress=Progress(part["progress"]) if "progress" in part else None,
        goal=part.get("goal", 1),
        response=part.get("response", ""),
        plan=part["plan"],
        outreach=part.get("outreach", ""),
    )
