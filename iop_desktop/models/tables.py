"""Every table of the vault, so that the schema is whole wherever this module is imported."""

from __future__ import annotations

from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.base import Base
from iop_desktop.models.clinic import Clinic, Program, Setting, Staff
from iop_desktop.models.groups import (
    AttendanceEvent,
    Closure,
    Group,
    Membership,
    RuleOverride,
    Session,
    SessionBreak,
    SessionDocument,
    SplitMember,
    WaitingEntry,
)
from iop_desktop.models.lessons import (
    Curriculum,
    DeliveredSegment,
    Delivery,
    FidelityRating,
    Lesson,
    LessonFile,
    Module,
    Publisher,
)
from iop_desktop.models.notes import (
    GroupPart,
    Note,
    NoteVersion,
    Return,
    Signature,
    Viewing,
)
from iop_desktop.models.people import (
    Admission,
    Client,
    Goal,
    InstrumentScore,
    Objective,
    Problem,
    TreatmentPlan,
)

__all__ = [
    "Admission",
    "AttendanceEvent",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Client",
    "Clinic",
    "Closure",
    "Curriculum",
    "DeliveredSegment",
    "Delivery",
    "FidelityRating",
    "Goal",
    "Group",
    "GroupPart",
    "InstrumentScore",
    "Lesson",
    "LessonFile",
    "Membership",
    "Module",
    "Note",
    "NoteVersion",
    "Objective",
    "Problem",
    "Program",
    "Publisher",
    "Return",
    "RuleOverride",
    "Session",
    "SessionBreak",
    "SessionDocument",
    "Setting",
    "Signature",
    "SplitMember",
    "Staff",
    "TreatmentPlan",
    "Viewing",
    "WaitingEntry",
]
