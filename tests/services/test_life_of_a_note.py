"""The life of a note by any path: nothing signed ever changes, no draft is lost, and every signature verifies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from iop_desktop.rules.vocabulary import AttendanceStatus, NoteFormat, NoteKind
from tests.factories import INTERN, LICENSED, SUPERVISOR, SmallClinic
from tests.services.life import LifeOfANote, Template

# A longer run: LIFE_EXAMPLES=200 LIFE_STEPS=60 pytest --timeout 0 tests/services/test_life_of_a_note.py
EXAMPLES = int(os.environ.get("LIFE_EXAMPLES", "3"))
STEPS = int(os.environ.get("LIFE_STEPS", "24"))


@pytest.fixture(scope="module", autouse=True)
def _template(clinic_template: SmallClinic, away_template: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    LifeOfANote.template = Template.make(clinic_template, away_template, tmp_path_factory.mktemp("life"))


REFUSED_UNDER_A_SIGNATURE = {"group part", "undone", "marked"}
DONE = {
    "accepted",
    "added saved",
    "answered",
    "applied",
    "begun addendum",
    "begun correction",
    "begun error",
    "begun late_entry",
    "contact",
    "contact changed",
    "cosigned",
    "cosigned away",
    "discarded",
    "left",
    "received",
    "remark",
    "renewed",
    "request",
    "returned",
    "returned away",
    "saved",
    "sent",
    "signed",
    "trust revoked",
    "trusted",
}


@contextlib.contextmanager
def a_life() -> Iterator[Callable[..., None]]:
    """``play(rule, ...)`` plays a rule and then looks at everything; at the end all records are verified."""
    life = LifeOfANote()

    def play(name: str, *arguments: object) -> None:
        getattr(life, name)(*arguments)
        life.nothing_signed_changes_and_no_draft_is_lost()

    try:
        yield play
    finally:
        life.teardown()


def test_a_whole_life_in_order() -> None:
    LifeOfANote.happened.clear()
    with a_life() as play:
        sign_return_and_cosign(play)
        add_to_signed_notes(play)
        strike_and_write_anew(play)
        send_there_and_back(play)
        people_come_and_go(play)
    happened = +LifeOfANote.happened
    assert set(happened) - {"asked to sign", "asked to cosign"} == DONE
    assert (happened["signed"], happened["cosigned"]) == (13, 6)
    assert not REFUSED_UNDER_A_SIGNATURE & set(happened)
    # A packet and an answer count once, and an answer about a note that was co-signed at home does nothing.
    assert (happened["received"], happened["answered"], happened["applied"]) == (3, 3, 2)


def sign_return_and_cosign(play: Callable[..., None]) -> None:
    play("write", 0, "")
    play("keep_contact", 30, 0)
    play("change_contact", 0, 45)
    play("write_look_and_sign", 2, "")
    play("write_look_and_sign", 0, "")
    play("write_look_and_sign", 1, "")
    play("mark", 0, AttendanceStatus.EXCUSED)
    play("undo")
    play("write_group_part", "Calm.", NoteFormat.SOAP)
    play("change_contact", 0, 60)
    play("write", 0, "Calm.")
    play("cosign", SUPERVISOR)
    play("give_back", 1, "", True)
    play("give_back", 1, "Name the skill.", True)
    play("write_look_and_sign", 0, "Calm.")
    play("close_and_open")
    play("review_and_cosign", SUPERVISOR)


def add_to_signed_notes(play: Callable[..., None]) -> None:
    play("add", INTERN, 0, NoteKind.ADDENDUM)
    play("give_back", 4, "Say when.", False)
    play("write_added", INTERN, "At four.")
    play("close_and_open")
    play("sign_added", INTERN)
    play("add", SUPERVISOR, 1, NoteKind.CORRECTION)
    play("add", LICENSED, 1, NoteKind.LATE_ENTRY)
    play("accept_a_request", 0)
    play("discard", SUPERVISOR, 0)
    play("write_added", SUPERVISOR, "As the member asked.")
    play("sign_added", SUPERVISOR)
    play("begin", INTERN, 1, NoteKind.ADDENDUM)
    play("write_added", INTERN, "Half a thought.")
    play("discard", INTERN, 0)
    play("review_and_cosign", SUPERVISOR)


def strike_and_write_anew(play: Callable[..., None]) -> None:
    play("add", INTERN, 2, NoteKind.ERROR)
    play("review_and_cosign", SUPERVISOR)
    play("write_look_and_sign", 1, "")


def send_there_and_back(play: Callable[..., None]) -> None:
    for number in (3, 4):
        play("keep_contact", 20 * number, 1)
        play("write_look_and_sign", number, "")
    play("packet_there_and_back", "", True)
    play("receive", 0)
    play("apply", 0)
    play("packet_there_and_back", "Name the skill.", False)
    play("send", 0, 1)
    play("receive", 2)
    play("decide", "", True)
    play("answer", 0)
    play("review_and_cosign", SUPERVISOR)
    play("apply", 2)


def people_come_and_go(play: Callable[..., None]) -> None:
    play("wait", -3)
    play("renew", INTERN)
    play("leave")
    play("revoke_trust")
    play("apply", 0)
    play("clocks_agree")
    play("trust_again")
    play("renew", SUPERVISOR)
    play("close_and_open")


@pytest.mark.slow
def test_no_path_changes_what_was_signed() -> None:
    run_state_machine_as_test(
        LifeOfANote,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
