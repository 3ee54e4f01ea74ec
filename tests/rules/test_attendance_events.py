"""Corrections, reasons and observations: what counts, and that nothing recorded is lost."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.attendance import Observation
from iop_desktop.rules.attendance_events import in_effect
from iop_desktop.rules.vocabulary import AttendanceEventKind as Kind
from iop_desktop.rules.vocabulary import AttendanceStatus as Status
from iop_desktop.rules.vocabulary import ExcuseReason
from tests.rules.event_log import Log, at


def test_a_correction_moves_the_event_it_names() -> None:
    log = Log()
    log.mark(Status.PRESENT)
    out = log.pulled_out(30)
    log.returned(50)
    assert log.minutes == 160
    log.correct(out, 40)
    assert log.minutes == 170


def test_the_latest_correction_holds_and_undoing_it_shows_the_one_before() -> None:
    log = Log()
    arrived = (log.mark(Status.PRESENT), log.time_in(10))[1]
    first = log.correct(arrived, 20)
    second = log.correct(first, 30)
    assert log.shown.time_in == at(30)
    log.undo(second)
    assert log.shown.time_in == at(20)
    log.undo(first)
    assert log.shown.time_in == at(10)


def test_a_corrected_mark_stays_as_typed_even_before_the_session() -> None:
    log = Log()
    late = log.mark(Status.LATE, 20)
    log.correct(late, -10)
    assert log.shown.time_in == at(-10)
    assert log.shown.in_event == late
    log.mark(Status.PRESENT, 30)
    assert log.shown.time_in == at(0)


def test_a_correction_without_a_time_or_of_an_undone_event_changes_nothing() -> None:
    log = Log()
    log.mark(Status.PRESENT)
    arrived = log.time_in(10)
    log.correct(arrived, None)
    assert log.shown.time_in == at(10)
    log.undo(arrived)
    log.correct(arrived, 50)
    assert log.shown.time_in == at(0)
    log.events.append(log.events[-1].__class__(UUID(int=99), UUID(int=99), Kind.CORRECTED, at=at(5)))
    assert log.shown.time_in == at(0)


@given(
    st.lists(st.integers(-60, 240), min_size=1, max_size=5),
    st.sampled_from(["late", "left", "in", "out", "pulled", "back"]),
)
def test_a_correction_never_loses_the_original(times: list[int], kind: str) -> None:
    log = Log()
    log.mark(Status.PRESENT)
    makers = {
        "late": lambda: log.mark(Status.LATE, 15),
        "left": lambda: log.mark(Status.LEFT_EARLY, 90),
        "in": lambda: log.time_in(15),
        "out": lambda: log.time_out(90),
        "pulled": lambda: log.pulled_out(30),
        "back": lambda: log.returned(40),
    }
    event = makers[kind]()
    before, shown = tuple(log.events), log.shown
    corrections = [log.correct(event, minutes) for minutes in times]
    assert tuple(log.events[: len(before)]) == before
    assert {found.at for found in in_effect(log.events) if found.event_id == event} == {at(times[-1])}
    for correction in reversed(corrections):
        log.undo(correction)
    assert log.shown == shown


def test_a_chosen_reason_and_words_stand_together() -> None:
    log = Log()
    log.mark(Status.EXCUSED)
    assert log.shown.why == ""
    log.reason("hearing at nine")
    log.reason("", ExcuseReason.COURT)
    assert log.shown.why == "Court: hearing at nine"
    log.reason("hearing at ten")
    assert log.shown.why == "Court: hearing at ten"
    log.reason("the bus did not come", ExcuseReason.TRANSPORT)
    assert (log.shown.excuse, log.shown.reason) == (ExcuseReason.TRANSPORT, "the bus did not come")
    log.mark(Status.NO_SHOW)
    assert log.shown.why == ""


def test_observations_keep_their_moments() -> None:
    log = Log()
    log.observe("shared", 12)
    log.observe("quiet")
    assert log.shown.seen == (Observation("shared", at(12)), Observation("quiet"))
    assert log.shown.observations == ("shared", "quiet")


@pytest.mark.parametrize("reason", ExcuseReason)
def test_every_reason_has_words(reason: ExcuseReason) -> None:
    assert reason.label
