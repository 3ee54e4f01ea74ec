"""Every table of the vault, so that the schema is whole wherever this module is imported."""

from __future__ import annotations

from iop_desktop.models.amendments import AmendmentEvent, AmendmentRequest
from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.base import Base
from iop_desktop.models.chart_access import ChartAccess, ChartAccessEnd, ChartAccessReview
from iop_desktop.models.checkpoints import AuditCheckpoint
from iop_desktop.models.clinic import Clinic, Program, Setting, Staff
from iop_desktop.models.credentials import CredentialPolicy, Revocation, StaffCertificate
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
    Contact,
    GateDecision,
    GroupPart,
    Note,
    NoteVersion,
    Remark,
    Return,
    Signature,
    Viewing,
)
from iop_desktop.models.packets import (
    ExchangeKey,
    PacketAnswer,
    PacketIn,
    PacketInItem,
    PacketOut,
    PacketOutItem,
    PacketReply,
    Partner,
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
from iop_desktop.models.retention import ChartPeriod, Discharge, Disposal, DisposalProposal, LegalHold
from iop_desktop.models.second_factor import SecondFactor, SpareCode
from iop_desktop.models.staffing import Invitation, StaffCredential, Suspension
from iop_desktop.models.writing import KeptWords, Phrase, SpellingWord

__all__ = [
    "Admission",
    "AmendmentEvent",
    "AmendmentRequest",
    "AttendanceEvent",
    "AuditCheckpoint",
    "AuditEvent",
    "AuditHead",
    "Base",
    "ChartAccess",
    "ChartAccessEnd",
    "ChartAccessReview",
    "ChartPeriod",
    "Client",
    "Clinic",
    "Closure",
    "Contact",
    "CredentialPolicy",
    "Curriculum",
    "DeliveredSegment",
    "Delivery",
    "Discharge",
    "Disposal",
    "DisposalProposal",
    "ExchangeKey",
    "FidelityRating",
    "GateDecision",
    "Goal",
    "Group",
    "GroupPart",
    "InstrumentScore",
    "Invitation",
    "KeptWords",
    "LegalHold",
    "Lesson",
    "LessonFile",
    "Membership",
    "Module",
    "Note",
    "NoteVersion",
    "Objective",
    "PacketAnswer",
    "PacketIn",
    "PacketInItem",
    "PacketOut",
    "PacketOutItem",
    "PacketReply",
    "Partner",
    "Phrase",
    "Problem",
    "Program",
    "Publisher",
    "Remark",
    "Return",
    "Revocation",
    "RuleOverride",
    "SecondFactor",
    "Session",
    "SessionBreak",
    "SessionDocument",
    "Setting",
    "Signature",
    "SpareCode",
    "SpellingWord",
    "SplitMember",
    "Staff",
    "StaffCertificate",
    "StaffCredential",
    "Suspension",
    "TreatmentPlan",
    "Viewing",
    "WaitingEntry",
]
