"""What each action of the audit log is called, and the kinds into which people sort them."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class AuditKind(StrEnum):
    """What one may filter the audit log by."""

    UNLOCKING = "unlocking"
    READING = "reading"
    LEAVING = "leaving"
    DECISIONS = "decisions"
    NOTES = "notes"
    ATTENDANCE = "attendance"
    SESSIONS = "sessions"
    CLIENTS = "clients"
    STAFF = "staff"
    RECORDS = "records"
    SETTINGS = "settings"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KINDS[self]


_KINDS = {
    AuditKind.UNLOCKING: "Unlocking and locking",
    AuditKind.READING: "Reading of charts and notes",
    AuditKind.LEAVING: "Exports, prints and packets",
    AuditKind.DECISIONS: "Overrides and gate decisions",
    AuditKind.NOTES: "Notes and signatures",
    AuditKind.ATTENDANCE: "Attendance",
    AuditKind.SESSIONS: "Groups, sessions and lessons",
    AuditKind.CLIENTS: "Clients and members",
    AuditKind.STAFF: "Staff, keys and credentials",
    AuditKind.RECORDS: "Backups, restores and the log itself",
    AuditKind.SETTINGS: "Settings",
    AuditKind.OTHER: "Other",
}

_SENTENCES: dict[AuditKind, dict[str, str]] = {
    AuditKind.UNLOCKING: {
        "vault.unlocked": "Unlocked the records",
        "vault.locked": "Locked the records",
        "unlock.failed": "Failed to unlock the records",
        "way_in.dropped": "Took a way in out of the key file that the records do not know",
        "unlock.unknown_slot": "Came by a way in that the records do not know",
        "passphrase.refused": "Typed a wrong pass phrase",
        "token.refused": "Typed a wrong PIN for a token",
        "recovery.used": "Used the recovery kit",
        "recovery.undone": "A recovery that was cut off was undone",
        "second_factor.spare_used": "Used a recovery code of a second factor",
        "notice.seen": "Marked a security notice as seen",
    },
    AuditKind.READING: {
        "chart.viewed": "Opened a chart",
        "chart.glass_broken": "Opened a chart outside their groups, with a reason",
        "chart.glass_closed": "Closed a chart outside their groups before its time",
        "chart.glass_missed": "Looked for a chart outside their groups in vain",
        "chart.glass_reviewed": "Reviewed the opening of a chart outside somebody's groups",
        "roster.stood_in": "Opened the roster of another's session to stand in",
        "note.opened": "Opened a note",
        "note_pdf.opened": "Opened the PDF of a note",
        "note.shown": "Read a record before signing it",
        "note.reviewed": "Read a note before co-signing it",
        "audit.viewed": "Read the audit log",
    },
    AuditKind.LEAVING: {
        "notes.exported": "Saved notes as files",
        "handoff.printed": "Printed a hand-off page",
        "session_document.made": "Made a paper of a session",
        "card.made": "Made a card",
        "packet.made": "Made a packet",
        "packets.made": "Made packets",
        "packet.opened": "Opened a packet",
        "packet.answered": "Answered a packet",
        "packet.applied": "Took over the answer to a packet",
        "packet_item.cosigned": "Co-signed a note in a packet",
        "packet_item.returned": "Returned a note in a packet",
        "packet_item.reviewed": "Read a note in a packet",
        "audit.exported": "Saved the audit log as a file",
        "archive.made": "Archived the records of a program",
        "amendment.letter": "Made a letter about an amendment",
    },
    AuditKind.DECISIONS: {
        "gate.overridden": "Kept a text that a gate had questioned",
        "gate.false_alarm": "Said that a word is not a name",
        "rule.overridden": "Went on against a rule of the program",
    },
    AuditKind.NOTES: {
        "note.drafted": "Began notes of a session",
        "words.kept": "Kept what was typed in a dialog that the lock closed",
        "words.dropped": "Dropped what was kept of such a dialog",
        "note.saved": "Saved a note",
        "note.signed": "Signed a note",
        "note.cosigned": "Co-signed a note",
        "note.returned": "Returned a note",
        "note.in_error": "Declared a note entered in error",
        "note.taken_over": "Took over a note another facilitator began",
        "group_part.saved": "Saved the group part of a session's notes",
        "addendum.begun": "Began an addition to a note",
        "addendum.saved": "Saved an addition to a note",
        "addendum.discarded": "Discarded an addition to a note",
        "contact.kept": "Recorded a contact",
        "contact.changed": "Changed a contact",
        "amendment.requested": "Logged a request to amend a record",
        "amendment.accepted": "Accepted a request to amend a record",
        "amendment.denied": "Denied a request to amend a record",
        "amendment.extended": "Extended the time to answer a request to amend",
        "amendment.disagreement": "Logged a statement of disagreement",
        "amendment.rebuttal": "Logged an answer to a statement of disagreement",
    },
    AuditKind.ATTENDANCE: {
        "attendance.marked": "Marked attendance",
        "attendance.time_in": "Recorded an arrival",
        "attendance.time_out": "Recorded a departure",
        "attendance.pulled_out": "Recorded that a member was called out",
        "attendance.returned": "Recorded that a member came back",
        "attendance.corrected": "Corrected attendance",
        "attendance.reason": "Recorded why a member was absent",
        "attendance.observed": "Recorded an observation",
        "attendance.undone": "Took back an attendance entry",
        "break.began": "Began a break",
        "break.ended": "Ended a break",
    },
    AuditKind.SESSIONS: {
        "session.scheduled": "Planned a session",
        "session.planned": "Planned sessions by the timetable",
        "session.started": "Started a session",
        "session.start_undone": "Took back the start of a session",
        "session.ended": "Ended a session",
        "session.recorded_late": "Recorded a session afterwards",
        "session.moved": "Moved a session",
        "session.times": "Changed the times of a session",
        "session.skipped": "Cancelled a session",
        "session.restored": "Put a cancelled session back",
        "session.split": "Split a session into two rooms",
        "group.created": "Created a group",
        "group.changed": "Changed a group",
        "closure.added": "Added a day on which the clinic is closed",
        "closure.removed": "Removed a day on which the clinic is closed",
        "lesson.chosen": "Chose a lesson",
        "lesson.created": "Wrote a lesson",
        "lesson.edited": "Changed a lesson",
        "lesson.file_added": "Added a file to a lesson",
        "lesson.reached": "Recorded how far a lesson came",
        "lesson.segment": "Marked a part of a lesson",
        "lesson.segments_done": "Marked the parts of a lesson",
        "lesson.retired": "Retired a lesson",
        "lesson.offered_again": "Offered a retired lesson again",
        "fidelity.rated": "Rated how a lesson was given",
        "curriculum.added": "Added a curriculum",
        "curriculum.imported": "Imported a curriculum",
        "publisher.accepted": "Accepted a publisher of curricula",
    },
    AuditKind.CLIENTS: {
        "client.added": "Added a client",
        "client.nicknames": "Changed what a client is called",
        "admission.began": "Admitted a client",
        "admission.counselor": "Named the counselor of a client",
        "admission.own_reach": "Became the counselor of a client by their own hand, which brings the chart into reach",
        "group.own_reach": "Became a leader of a group by their own hand, which brings its charts into reach",
        "staff.own_reach": "Became a supervisor by their own hand, which brings charts into reach",
        "membership.began": "Admitted a member to a group",
        "membership.ended": "Ended a membership",
        "membership.transferred": "Moved a member to another group",
        "membership.withdrawn": "Took back an admission to a group",
        "waiting.began": "Put a client on a waiting list",
        "waiting.moved": "Moved a client on a waiting list",
        "waiting.ended": "Took a client off a waiting list",
        "roster.imported": "Imported a roster",
        "roster.compared": "Looked at a roster file that names clients of the clinic",
        "discharge.entered": "Discharged a client",
        "discharge.corrected": "Put a discharge right",
        "discharge.taken_back": "Took back a discharge",
        "hold.placed": "Put a chart on legal hold",
        "hold.lifted": "Lifted the legal hold of a chart",
        "disposal.proposed": "Proposed to destroy a chart",
        "disposal.withdrawn": "Withdrew a proposal to destroy a chart",
        "disposal.done": "Destroyed a chart",
    },
    AuditKind.STAFF: {
        "staff.added": "Added a member of staff",
        "staff.edited": "Changed a member of staff",
        "staff.roles": "Changed the roles of a member of staff",
        "staff.left": "Ended the work of a member of staff",
        "staff.suspended": "Suspended a member of staff",
        "staff.suspension_ended": "Ended a suspension",
        "invitation.made": "Invited somebody to set a pass phrase",
        "invitation.accepted": "Accepted an invitation and set a pass phrase",
        "invitation.withdrawn": "Withdrew an invitation",
        "invitation.expired": "An invitation ended without being accepted",
        "passphrase.changed": "Changed their own pass phrase",
        "recovery_kit.replaced": "Replaced the recovery kit",
        "recovery_kit.tested": "Tested the recovery kit",
        "recovery_kit.put_away": "Put a new recovery kit away",
        "second_factor.enrolled": "Turned on their own second factor",
        "second_factor.given_up": "Turned off their own second factor",
        "second_factor.spares_made": "Made new recovery codes of their second factor",
        "second_factor.removed": "Removed a second factor",
        "vault_key.changed": "Gave the records a new vault key",
        "vault_key.undone": "A change of the vault key that was cut off was undone",
        "certificate.renewed": "Renewed a signing certificate",
        "certificate.revoked": "Revoked a signing certificate",
        "exchange_key.made": "Made a key for packets",
        "exchange_key.replaced": "Replaced a key for packets",
        "token.enrolled": "Enrolled a signing token",
        "token.given_up": "Gave up a signing token",
        "credential.entered": "Entered a credential of a member of staff",
        "credential.dated": "Set the last day of a credential",
        "credential_policy.added": "Added a rule about credentials",
        "credential_policy.ended": "Ended a rule about credentials",
        "partner.trusted": "Trusted a partner of another clinic",
        "partner.revoked": "Revoked the trust in a partner",
        "partner.credential_set": "Set the credential of a partner",
    },
    AuditKind.RECORDS: {
        "clinic.created": "Created the clinic's records",
        "vault.erasing": "Began to erase all records",
        "backup.made": "Made a verified backup",
        "backup.drilled": "Passed a restore drill",
        "backup.folder_chosen": "Chose the folder for backups",
        "vault.restored": "Restored the records from a backup",
        "vault.salvaged": "Salvaged damaged records",
        "vault.key_file_put_back": "Found an older or altered key file beside the records",
        "vault.put_back": "Found an older copy of the records put back",
        "audit.checkpointed": "Signed a checkpoint of the audit log",
        "audit.verified": "Verified the audit log",
        "audit.reviewed": "Reviewed the week for privacy",
    },
    AuditKind.SETTINGS: {
        "setting.chosen": "Changed a setting",
        "retention.chosen": "Changed how long charts are kept",
        "retention.of_chart": "Chose for how long one chart is kept",
        "program.added": "Added a program",
        "program.rules": "Changed the rules of a program",
        "note_layout.saved": "Changed a note format",
        "note_layout.reset": "Put a note format back",
        "phrase.added": "Added a phrase",
        "phrase.changed": "Changed a phrase",
        "phrase.deleted": "Deleted a phrase",
        "spelling.added": "Added a word to the dictionary",
        "spelling.removed": "Removed a word from the dictionary",
        "demo.notes": "Wrote the notes of the demo clinic",
        "demo.people": "Made the people of the demo clinic",
        "demo.session": "Made a session of the demo clinic",
    },
}
_KIND_OF = {action: kind for kind, actions in _SENTENCES.items() for action in actions}
WORDS = MappingProxyType({action: words for actions in _SENTENCES.values() for action, words in actions.items()})
"""Action -> plain sentence without its subject."""


def kind_of(action: str) -> AuditKind:
    """The kind of an action; OTHER for one this program does not know."""
    return _KIND_OF.get(action, AuditKind.OTHER)


def sentence_of(action: str) -> str:
    """What happened, in words; an action this program does not know is shown by its own name."""
    return WORDS.get(action) or action.replace("_", " ").replace(".", ": ")


def actions_of(kind: AuditKind) -> tuple[str, ...]:
    """The actions of a kind; none for OTHER, which nothing can be asked for by."""
    return tuple(_SENTENCES.get(kind, ()))
