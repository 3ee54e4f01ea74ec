"""Who may do what: the one table of rights (42 CFR 2.16 and 45 CFR 164.312(a), access by role).

A right belongs to roles; a person with several roles has the rights of each. A right opens the door of a use case: what
depends on the record, such as who wrote a note or leads a session, is asked behind it. Which charts somebody may see is
a second question of that kind and stands in ``need_to_know``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from iop_desktop.rules.vocabulary import Role


class Right(StrEnum):
    """One thing that a role allows or does not allow."""

    OWN_ACCOUNT = "own_account"
    SEE_TODAY = "see_today"
    READ_STAFF = "read_staff"
    READ_ROSTERS = "read_rosters"
    READ_SESSIONS = "read_sessions"
    READ_CHARTS = "read_charts"
    READ_NOTES = "read_notes"
    WRITE_NOTES = "write_notes"
    SIGN_NOTES = "sign_notes"
    CO_SIGN = "co_sign"
    SUPERVISE = "supervise"
    EXPORT_RECORDS = "export_records"
    CHECK_RECORDS = "check_records"
    LEAD_GROUPS = "lead_groups"
    STAND_IN = "stand_in"
    RATE_LESSONS = "rate_lessons"
    HAND_OFF = "hand_off"
    PLAN_SESSIONS = "plan_sessions"
    PLAN_ALL_GROUPS = "plan_all_groups"
    MANAGE_GROUPS = "manage_groups"
    ADMIT_MEMBERS = "admit_members"
    IMPORT_ROSTER = "import_roster"
    CLOSE_DAYS = "close_days"
    CHOOSE_RULES = "choose_rules"
    CHOOSE_SHEET_NAMES = "choose_sheet_names"
    READ_LESSONS = "read_lessons"
    EDIT_LESSONS = "edit_lessons"
    OFFER_LESSONS = "offer_lessons"
    ADD_CURRICULA = "add_curricula"
    TRUST_PUBLISHERS = "trust_publishers"
    LOG_REQUESTS = "log_requests"
    ANSWER_REQUESTS = "answer_requests"
    ACCEPT_REQUESTS = "accept_requests"
    SEND_PACKETS = "send_packets"
    REVIEW_PACKETS = "review_packets"
    TRUST_PARTNERS = "trust_partners"
    OWN_PHRASES = "own_phrases"
    CLINIC_PHRASES = "clinic_phrases"
    LAY_OUT_NOTES = "lay_out_notes"
    SET_SUPERVISION = "set_supervision"
    READ_DECISIONS = "read_decisions"
    MANAGE_STAFF = "manage_staff"
    CHANGE_VAULT_KEY = "change_vault_key"
    MANAGE_CREDENTIALS = "manage_credentials"
    MAKE_BACKUPS = "make_backups"
    CHOOSE_BACKUP_FOLDER = "choose_backup_folder"
    READ_AUDIT = "read_audit"
    REVIEW_AUDIT = "review_audit"
    NAME_COUNSELORS = "name_counselors"
    BREAK_GLASS = "break_glass"
    REVIEW_GLASS = "review_glass"
    MANAGE_KIT = "manage_kit"
    DISCHARGE = "discharge"
    SEE_RETENTION = "see_retention"
    MANAGE_RETENTION = "manage_retention"
    CONFIRM_DISPOSAL = "confirm_disposal"
    ARCHIVE_PROGRAM = "archive_program"
    ERASE_RECORDS = "erase_records"
    REMOVE_SECOND_FACTOR = "remove_second_factor"
    SET_PRIVACY = "set_privacy"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a right allows, who has it, and the sentence for somebody who has not."""

    allows: str
    roles: frozenset[Role]
    sentence: str


def _everybody(allows: str) -> Rule:
    sentence = "Only somebody who works here does this. Nothing was opened or changed: ask your administrator."
    return Rule(allows, frozenset(Role), sentence)


def _clinical(allows: str, does: str) -> Rule:
    sentence = f"Only a facilitator or a supervisor {does}. Nothing was opened or changed."
    return Rule(allows, frozenset({Role.FACILITATOR, Role.SUPERVISOR}), sentence)


def _leading(allows: str, does: str) -> Rule:
    sentence = f"Only a supervisor or an administrator {does}. Nothing was changed."
    return Rule(allows, frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}), sentence)


def _one(role: Role, allows: str, does: str) -> Rule:
    who = f"an {role.value}" if role is Role.ADMINISTRATOR else f"a {role.value}"
    return Rule(allows, frozenset({role}), f"Only {who} {does}. Nothing was changed.")


_A, _S, _F = Role.ADMINISTRATOR, Role.SUPERVISOR, Role.FACILITATOR

RIGHTS: Mapping[Right, Rule] = MappingProxyType(
    {
        Right.OWN_ACCOUNT: _everybody("change one's own pass phrase, signing key and card"),
        Right.SEE_TODAY: _everybody("see the page Today"),
        Right.READ_STAFF: _everybody("see who works here, their credentials, and trusted cards"),
        Right.READ_ROSTERS: _everybody("see clients, groups, rosters, timetables and waiting lists"),
        Right.READ_SESSIONS: _everybody("see sessions, attendance and the lesson given"),
        Right.READ_CHARTS: _everybody("open a chart and its signed records, as far as the need to know goes"),
        Right.READ_NOTES: _clinical("read drafts, and what was observed in the room", "reads notes"),
        Right.WRITE_NOTES: _clinical("write notes, addenda and contacts", "writes notes"),
        Right.SIGN_NOTES: _clinical("sign notes", "signs notes"),
        Right.CO_SIGN: _clinical("co-sign notes for which one is the second signature", "reviews signed notes"),
        Right.SUPERVISE: _one(_S, "review the notes and lessons of others", "reviews the work of others"),
        Right.EXPORT_RECORDS: _clinical("save signed notes as files", "saves notes as files"),
        Right.CHECK_RECORDS: _everybody("check that the audit log is whole and that records are as they were signed"),
        Right.LEAD_GROUPS: _clinical("run a session: attendance, breaks, lesson, papers, split", "records sessions"),
        Right.STAND_IN: _one(_F, "run a session of a group that others lead", "stands in for another"),
        Right.RATE_LESSONS: _clinical("rate how a lesson was given, and see ratings", "rates lessons"),
        Right.HAND_OFF: _clinical("read and print the hand-off to who stands in", "reads a hand-off"),
        Right.PLAN_SESSIONS: _everybody("plan, skip and move the sessions of a group one leads"),
        Right.PLAN_ALL_GROUPS: _leading("plan, skip and move the sessions of every group", "plans all groups"),
        Right.MANAGE_GROUPS: _leading("make and change groups", "makes or changes groups"),
        Right.ADMIT_MEMBERS: _everybody("add clients, admit them to groups, transfer them and let them wait"),
        Right.IMPORT_ROSTER: _everybody("bring in a roster from a file"),
        Right.CLOSE_DAYS: _one(_A, "close the clinic for a day", "closes the clinic for a day"),
        Right.CHOOSE_RULES: _one(_A, "choose the rules of a program", "chooses the rules of a program"),
        Right.CHOOSE_SHEET_NAMES: _one(
            _A, "choose how names stand on sign-in sheets", "chooses how names stand on sign-in sheets"
        ),
        Right.READ_LESSONS: _everybody("read and print lessons"),
        Right.EDIT_LESSONS: _everybody("write the clinic's own lessons"),
        Right.OFFER_LESSONS: _leading("decide which lessons are offered", "decides which lessons are offered"),
        Right.ADD_CURRICULA: _leading("add a curriculum", "adds a curriculum"),
        Right.TRUST_PUBLISHERS: _one(_A, "accept the author of a curriculum", "accepts an author nobody here knows"),
        Right.LOG_REQUESTS: _everybody("log a client's request to amend the record"),
        Right.ANSWER_REQUESTS: _leading("answer such a request", "answers a client's request"),
        Right.ACCEPT_REQUESTS: _one(
            _S, "accept such a request", "accepts a client's request, because accepting begins the addendum"
        ),
        Right.SEND_PACKETS: _clinical("send notes to a supervisor of another clinic", "sends packets of notes"),
        Right.REVIEW_PACKETS: _one(_S, "open and answer packets of another clinic", "opens packets of notes"),
        Right.TRUST_PARTNERS: _one(
            _A, "decide which cards of other clinics are trusted", "decides which cards this clinic trusts"
        ),
        Right.OWN_PHRASES: _everybody("keep phrases and words of one's own, and write with the clinic's"),
        Right.CLINIC_PHRASES: _leading(
            "change the clinic's phrases and words", "changes the clinic's phrases and words"
        ),
        Right.LAY_OUT_NOTES: _leading("lay out the notes of the clinic", "lays out the notes of the clinic"),
        Right.SET_SUPERVISION: _leading("set the limits of supervision", "sets the limits of supervision"),
        Right.READ_DECISIONS: _leading("read what was decided at the checks of notes", "reads this list"),
        Right.MANAGE_STAFF: _one(_A, "add and change staff, and let somebody leave", "adds or changes staff"),
        Right.CHANGE_VAULT_KEY: _one(_A, "give the records a new key", "gives the records a new key"),
        Right.MANAGE_CREDENTIALS: _one(_A, "change the rules for credentials", "changes the rules for credentials"),
        Right.MAKE_BACKUPS: _everybody("make and try out backups"),
        Right.CHOOSE_BACKUP_FOLDER: _one(_A, "choose where backups are kept", "chooses where backups are kept"),
        Right.READ_AUDIT: _leading("read and save the audit log and the weekly review", "reads the audit log"),
        Right.REVIEW_AUDIT: _one(_A, "do the weekly review", "does the weekly review"),
        Right.NAME_COUNSELORS: _leading("name the counselor of a client", "names the counselor of a client"),
        Right.BREAK_GLASS: _everybody("open a chart from outside with a reason, for an hour"),
        Right.REVIEW_GLASS: _leading("review charts opened from outside", "reviews charts opened from outside"),
        Right.MANAGE_KIT: _one(_A, "test and replace the recovery kit", "tests or replaces the recovery kit"),
        Right.DISCHARGE: _everybody("enter a discharge, and correct one of today"),
        Right.SEE_RETENTION: _leading(
            "see how long charts are kept and which are due", "looks after how long charts are kept"
        ),
        Right.MANAGE_RETENTION: _one(
            _A, "hold a chart or keep it longer, and propose to destroy one", "holds a chart or proposes to destroy one"
        ),
        Right.CONFIRM_DISPOSAL: _leading(
            "confirm that a chart is destroyed which somebody else proposed", "confirms that a chart is destroyed"
        ),
        Right.ARCHIVE_PROGRAM: _one(
            _A, "archive the records of a program that closes", "archives the records of a program"
        ),
        Right.ERASE_RECORDS: _one(_A, "erase the records of the clinic", "erases the records of the clinic"),
        Right.REMOVE_SECOND_FACTOR: _one(
            _A, "remove the second factor of somebody else", "removes the second factor of somebody else"
        ),
        Right.SET_PRIVACY: _one(_A, "choose when this computer locks", "chooses when this computer locks"),
    }
)


def allows(roles: Collection[Role], right: Right) -> bool:
    """Whether one of the roles gives the right."""
    return not RIGHTS[right].roles.isdisjoint(roles)
