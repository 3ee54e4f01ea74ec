"""Progress and absence notes while they are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Session
from iop_desktop.models.notes import GroupPart, Note, NoteVersion, Return
from iop_desktop.rules.attendance import Attendance
from iop_desktop.rules.notes import MAX_TEXT, NoteDraft, clean_text
from iop_desktop.rules.record import clock_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.signing import SIGNABLE, group_part_is_locked
from iop_desktop.rules.vocabulary import NoteFormat, NoteState, SegmentState
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.errors import NotAllowed, Refused, Stale
from iop_desktop.services.note_views import GroupPartView, NoteList, NoteRow, NoteView, Saved
from iop_desktop.services.record_facts import ComposedNote, SessionFacts, compose_note, note_of, session_facts
from iop_desktop.services.room_facts import initials_of
from iop_desktop.services.unlocked import Clock, Unlocked

LONGEST_TOPIC = 200
GROUP_LOCKED = "Notes of this session are signed, so the group part can no longer change."
_STALE_NOTE = "This note was saved somewhere else in the meantime. Both texts are kept: compare them and save again."
_STALE_GROUP = "The group part was saved somewhere else in the meantime. Compare both texts and save again."
_NOT_WRITER = "Only the facilitators of this session write its notes. Nothing was changed."
_SIGNED = Refusal("signed", "This note is signed and cannot be changed. What was typed was not kept.")
_LOCKED = Refusal("locked", GROUP_LOCKED, "topic")
_DIGEST_LENGTH = 64
