"""Trust in another laptop, and what may go there and come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.packets import (
    CLOCKS_DIFFER,
    LONGEST_REASON,
    MOST_NOTES,
    ApplyingFacts,
    CardFacts,
    DecidingFacts,
    PartnerFacts,
    SendingFacts,
    refusals_of_supervisor,
    refusals_to_apply,
    refusals_to_cosign_from_packet,
    refusals_to_decide,
    refusals_to_revoke,
    refusals_to_send,
    refusals_to_trust,
)
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteKind, NoteState, Role

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
AUTHOR, OTHER = UUID(int=1), UUID(int=2)
CARD = CardFacts(False, False, True, TODAY, None, TODAY)
PARTNER = PartnerFacts(Role.SUPERVISOR, False, None, TODAY)
SENDING = SendingFacts(NoteState.AWAITING_COSIGNATURE, NoteKind.PROGRESS, AUTHOR, AUTHOR)
DECIDING = DecidingFacts(decided=False, viewed=True, clinic_revoked=False)
APPLYING = ApplyingFacts(
    NoteState.AWAITING_COSIGNATURE,
    newest=True,
    returned=False,
    cosigned=False,
    author_signed_at=NOW - timedelta(days=1),
    decided_at=NOW - timedelta(hours=1),
    now=NOW,
)


def codes(found: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"own_clinic": True}, ["own-clinic"]),
        ({"known": True}, ["known"]),
        ({"fingerprint_compared": False}, ["fingerprint"]),
        ({"certificate_ends_on": TODAY - timedelta(days=1)}, ["expired"]),
        ({"credential_until": TODAY}, []),
        ({"credential_until": TODAY - timedelta(days=1)}, ["credential-ended"]),
        ({"own_clinic": True, "known": True}, ["own-clinic", "known"]),
    ],
)
def test_who_trusts_which_card(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(refusals_to_trust(replace(CARD, **changes))) == expected


@pytest.mark.parametrize(
    ("revoked", "reason", "expected"),
    [
        (False, "Laptop lost.", []),
        (True, "Laptop lost.", ["revoked"]),
        (False, " ", ["reason"]),
        (False, "x" * (LONGEST_REASON + 1), ["too-long"]),
    ],
)
def test_what_a_revocation_needs(revoked: bool, reason: str, expected: list[str]) -> None:
    assert codes(refusals_to_revoke(revoked, reason)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"revoked": True}, ["revoked"]),
        ({"role": Role.FACILITATOR}, ["not-supervisor"]),
        ({"credential_until": TODAY}, []),
        ({"credential_until": TODAY - timedelta(days=1)}, ["credential-ended"]),
        ({"role": Role.ADMINISTRATOR, "revoked": True}, ["revoked", "not-supervisor"]),
    ],
)
def test_who_cosigns_elsewhere(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(refusals_of_supervisor(replace(PARTNER, **changes))) == expected


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ((), ["nothing"]),
        ((SENDING,), []),
        ((SENDING,) * MOST_NOTES, []),
        ((SENDING,) * (MOST_NOTES + 1), ["many"]),
        ((SENDING, replace(SENDING, state=NoteState.DRAFT)), ["state"]),
        ((SENDING, replace(SENDING, state=NoteState.COMPLETE)), ["state"]),
        ((replace(SENDING, sender_id=OTHER),), ["not-author"]),
        ((replace(SENDING, kind=NoteKind.ADDENDUM),), []),
        ((replace(SENDING, kind=NoteKind.ERROR),), ["error-notice"]),
    ],
)
def test_which_notes_are_sent(notes: tuple[SendingFacts, ...], expected: list[str]) -> None:
    assert codes(refusals_to_send(notes)) == expected


@pytest.mark.parametrize(
    ("changes", "to_return", "to_cosign"),
    [
        ({}, [], []),
        ({"viewed": False}, [], ["not-viewed"]),
        ({"decided": True}, ["decided"], ["decided"]),
        ({"clinic_revoked": True}, ["revoked"], ["revoked"]),
    ],
)
def test_what_a_supervisor_decides(changes: dict[str, Any], to_return: list[str], to_cosign: list[str]) -> None:
    facts = replace(DECIDING, **changes)
    assert codes(refusals_to_decide(facts)) == to_return
    assert codes(refusals_to_cosign_from_packet(facts)) == to_cosign


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"newest": False, "returned": True, "state": NoteState.AWAITING_COSIGNATURE}, ["newer-version"]),
        ({"returned": True, "state": NoteState.RETURNED}, ["returned"]),
        ({"cosigned": True, "state": NoteState.COMPLETE}, ["cosigned"]),
        ({"state": NoteState.COMPLETE}, ["state"]),
        ({"decided_at": NOW + CLOCKS_DIFFER}, []),
        ({"decided_at": NOW + CLOCKS_DIFFER + timedelta(seconds=1)}, ["clock"]),
        ({"decided_at": NOW - timedelta(days=2)}, ["clock"]),
        ({"decided_at": NOW - timedelta(days=1) - CLOCKS_DIFFER}, []),
    ],
)
def test_which_answers_count(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(refusals_to_apply(replace(APPLYING, **changes))) == expected


@given(
    state=st.sampled_from(NoteState),
    newest=st.booleans(),
    returned=st.booleans(),
    cosigned=st.booleans(),
    minutes=st.integers(-3_000, 3_000),
)
def test_only_a_waiting_newest_version_takes_an_answer(
    state: NoteState, newest: bool, returned: bool, cosigned: bool, minutes: int
) -> None:
    decided = NOW + timedelta(minutes=minutes)
    facts = replace(APPLYING, state=state, newest=newest, returned=returned, cosigned=cosigned, decided_at=decided)
    taken = not refusals_to_apply(facts)
    waits = state is NoteState.AWAITING_COSIGNATURE and newest and not returned and not cosigned
    assert taken == (waits and -24 * 60 - 15 <= minutes <= 15)
