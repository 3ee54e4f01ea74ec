"""The words of the program as closed lists; the same words stand in the database, the services and on screen."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do here."""

    FACILITATOR = "facilitator"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Population(StrEnum):
    """Whom a program may admit by age."""

    ADULT = "adult"
    ADOLESCENT = "adolescent"


class GroupKind(StrEnum):
    """Group models as named in SAMHSA TIP 41, chapter 2, plus family education."""

    PSYCHOEDUCATION = "psychoeducation"
    SKILLS = "skills"
    COGNITIVE_BEHAVIORAL = "cognitive_behavioral"
    RELAPSE_PREVENTION = "relapse_prevention"
    SUPPORT = "support"
    INTERPERSONAL = "interpersonal"
    FAMILY = "family"


class AttendanceStatus(StrEnum):
    """What the attendance events of one member in one session add up to."""

    UNMARKED = "unmarked"
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    TELEHEALTH = "telehealth"
    TELEHEALTH_AUDIO = "telehealth_audio"
    EXCUSED = "excused"
    NO_SHOW = "no_show"
    CANCELLED_BY_CLIENT = "cancelled_client"
    CANCELLED_BY_PROGRAM = "cancelled_program"
    MAKE_UP = "make_up"

    @property
    def attended(self) -> bool:
        """Whether the member was in the group for at least part of it."""
        return self in ATTENDED

    @property
    def letter(self) -> str:
        """The key that marks it and the letter shown beside its shape."""
        return LETTERS[self]

    @property
    def label(self) -> str:
        """What people read."""
        return LABELS[self]

    @property
    def short_label(self) -> str:
        """The label where there is little room; letter and shape stand beside it."""
        return SHORT_LABELS.get(self, LABELS[self])


ATTENDED = frozenset(
    {
        AttendanceStatus.PRESENT,
        AttendanceStatus.LATE,
        AttendanceStatus.LEFT_EARLY,
        AttendanceStatus.TELEHEALTH,
        AttendanceStatus.TELEHEALTH_AUDIO,
        AttendanceStatus.MAKE_UP,
    }
)
LETTERS = {
    AttendanceStatus.UNMARKED: "·",
    AttendanceStatus.PRESENT: "P",
    AttendanceStatus.LATE: "L",
    AttendanceStatus.LEFT_EARLY: "T",
    AttendanceStatus.TELEHEALTH: "V",
    AttendanceStatus.TELEHEALTH_AUDIO: "A",
    AttendanceStatus.EXCUSED: "E",
    AttendanceStatus.NO_SHOW: "X",
    AttendanceStatus.CANCELLED_BY_CLIENT: "C",
    AttendanceStatus.CANCELLED_BY_PROGRAM: "N",
    AttendanceStatus.MAKE_UP: "M",
}
LABELS = {
    AttendanceStatus.UNMARKED: "Not marked",
    AttendanceStatus.PRESENT: "Present",
    AttendanceStatus.LATE: "Late",
    AttendanceStatus.LEFT_EARLY: "Left early",
    AttendanceStatus.TELEHEALTH: "Telehealth video",
    AttendanceStatus.EXCUSED: "Excused",
    AttendanceStatus.NO_SHOW: "No-show",
    AttendanceStatus.TELEHEALTH_AUDIO: "Telehealth audio",
    AttendanceStatus.CANCELLED_BY_CLIENT: "Cancelled by client",
    AttendanceStatus.CANCELLED_BY_PROGRAM: "Cancelled by program",
    AttendanceStatus.MAKE_UP: "Make-up",
}
SHORT_LABELS = {
    AttendanceStatus.TELEHEALTH: "Video",
    AttendanceStatus.TELEHEALTH_AUDIO: "Audio",
    AttendanceStatus.CANCELLED_BY_CLIENT: "Client cancelled",
    AttendanceStatus.CANCELLED_BY_PROGRAM: "Program cancelled",
}
BY_LETTER = {letter: status for status, letter in LETTERS.items() if status is not AttendanceStatus.UNMARKED}


class AttendanceEventKind(StrEnum):
    """One thing that was recorded about a member in a session; never changed, only added to."""

    MARKED = "marked"
    TIME_IN = "time_in"
    TIME_OUT = "time_out"
    PULLED_OUT = "pulled_out"
    RETURNED = "returned"
    CORRECTED = "corrected"
    REASON = "reason"
    OBSERVED = "observed"
    UNDONE = "undone"


class ExcuseReason(StrEnum):
    """Why a member is excused."""

    ILLNESS = "illness"
    COURT = "court"
    WORK = "work"
    TRANSPORT = "transport"
    CHILDCARE = "childcare"
    HOSPITAL = "hospital"
    BEREAVEMENT = "bereavement"
    RELIGIOUS = "religious"
    WEATHER = "weather"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What people read."""
        return EXCUSES[self]


EXCUSES = {
    ExcuseReason.ILLNESS: "Illness",
    ExcuseReason.COURT: "Court",
    ExcuseReason.WORK: "Work",
    ExcuseReason.TRANSPORT: "Transport",
    ExcuseReason.CHILDCARE: "Childcare",
    ExcuseReason.HOSPITAL: "Hospital or detox",
    ExcuseReason.BEREAVEMENT: "Bereavement",
    ExcuseReason.RELIGIOUS: "Religious observance",
    ExcuseReason.WEATHER: "Weather",
    ExcuseReason.OTHER: "Other",
}


class MeetingMode(StrEnum):
    """Where a group meets."""

    IN_PERSON = "in_person"
    TELEHEALTH = "telehealth"
    HYBRID = "hybrid"


class CurriculumOrigin(StrEnum):
    """Where a curriculum comes from."""

    SHIPPED = "shipped"
    IMPORTED = "imported"
    CLINIC = "clinic"


class SegmentState(StrEnum):
    """How a segment of the lesson was delivered."""

    PLANNED = "planned"
    DONE = "done"
    SHORTENED = "shortened"
    SKIPPED = "skipped"


class NoteFormat(StrEnum):
    """How the individual part of a progress note is laid out."""

    DAP = "dap"
    BIRP = "birp"
    SOAP = "soap"
    GIRP = "girp"
    PIE = "pie"


class NoteKind(StrEnum):
    """What a note is about: a group session, an individual session or contact, or an earlier note."""

    PROGRESS = "progress"
    ABSENCE = "absence"
    INDIVIDUAL = "individual"
    CONTACT = "contact"
    ADDENDUM = "addendum"
    CORRECTION = "correction"
    LATE_ENTRY = "late_entry"
    ERROR = "error"

    @property
    def label(self) -> str:
        """What people read and what is printed."""
        return KIND_LABELS[self]


KIND_LABELS = {
    NoteKind.PROGRESS: "Progress note",
    NoteKind.ABSENCE: "Absence note",
    NoteKind.INDIVIDUAL: "Individual session note",
    NoteKind.CONTACT: "Contact note",
    NoteKind.ADDENDUM: "Addendum",
    NoteKind.CORRECTION: "Correction",
    NoteKind.LATE_ENTRY: "Late entry",
    NoteKind.ERROR: "Entered in error",
}
ADDED_KINDS = frozenset({NoteKind.ADDENDUM, NoteKind.CORRECTION, NoteKind.LATE_ENTRY, NoteKind.ERROR})
"""Documents of their own that are added to a signed note and never replace it."""


class NoteState(StrEnum):
    """Where a note stands in its life. Signed versions never change; the state says what is owed next."""

    DRAFT = "draft"
    AWAITING_COSIGNATURE = "awaiting"
    RETURNED = "returned"
    COMPLETE = "complete"
    IN_ERROR = "in_error"


class Meaning(StrEnum):
    """What a signature says (the idea of 21 CFR 11.50: the meaning is printed with it). The author's come first."""

    AUTHOR = "author"
    COFACILITATOR = "cofacilitator"
    ADDENDUM = "addendum"
    COSIGNED = "cosigned"

    @property
    def label(self) -> str:
        """The words printed on the record."""
        return {
            Meaning.AUTHOR: "Author of this note",
            Meaning.COFACILITATOR: "Co-facilitator and author of this note",
            Meaning.ADDENDUM: "Author of this addendum",
            Meaning.COSIGNED: "Reviewed and co-signed",
        }[self]


AUTHORING = frozenset({Meaning.AUTHOR, Meaning.COFACILITATOR, Meaning.ADDENDUM})
"""The meanings of the first signature of a version; a version has exactly one of them."""


class Participation(StrEnum):
    """How the member took part, in the facilitator's judgment."""

    ACTIVE = "Active"
    MODERATE = "Moderate"
    MINIMAL = "Minimal"
    DECLINED = "Declined"


class Affect(StrEnum):
    """Observed affect."""

    BRIGHT = "Bright"
    EVEN = "Even"
    ANXIOUS = "Anxious"
    LOW = "Low"
    IRRITABLE = "Irritable"


class Progress(StrEnum):
    """Movement toward the chosen goal in this session."""

    PROGRESS = "Progress"
    SOME = "Some"
    NO_CHANGE = "No change"
    SETBACK = "Setback"


class Risk(StrEnum):
    """Answer about risk of harm to self or others; never preselected."""

    DENIED = "Denied SI/HI"
    NOT_ASSESSED = "Not assessed"
    PRESENT = "Present"
