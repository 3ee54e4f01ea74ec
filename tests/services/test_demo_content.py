"""The invented clinic and the course as files: complete, respectful of the rules, nobody named in another's note."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.demo_calendar import DemoCalendar, StoryClock, birth_date, next_quarter
from iop_desktop.services.demo_content import DEMO_PASSPHRASE, DemoGroup, LatestNotes, read_demo_content
from iop_desktop.services.demo_texts import absence_draft, progress_draft
from iop_desktop.services.passphrases import require_passphrase

CONTENT = read_demo_content()
EVERYBODY = (*(member for group in CONTENT.groups for member in group.members), *CONTENT.unassigned)
NEW_YORK = ZoneInfo("America/New_York")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text))


def test_the_clinic_has_the_promised_people() -> None:
    assert [len(group.members) for group in CONTENT.groups] == [12, 8, 11]
    assert len(EVERYBODY) == 40
    assert len({member.full_name for member in EVERYBODY}) == 40
    assert sorted(person.role.value for person in CONTENT.staff) == [
        "administrator",
        "facilitator",
        "facilitator",
        "supervisor",
    ]
    assert [person.login for person in CONTENT.staff if person.supervisor] == ["dwhitfield"]


def test_every_member_of_a_group_has_a_plan_and_words_of_their_own() -> None:
    for group in CONTENT.groups:
        for member in group.members:
            assert member.problems
            assert 1 <= len(member.goals) <= 3
            assert {goal.problem for goal in member.goals} <= set(range(1, len(member.problems) + 1))
            assert len(member.says) >= 2


def test_adolescents_are_in_the_adolescent_program_and_adults_in_the_other() -> None:
    ages = {group.code: [member.age for member in group.members] for group in CONTENT.groups}
    assert all(13 <= age <= 17 for age in ages["TEEN"])
    assert all(age >= 18 for code in ("MIOP", "EIOP") for age in ages[code])


def test_there_are_enough_sentences_and_each_stands_once() -> None:
    responses = [response for response, _ in CONTENT.sentences.pairs]
    plans = [plan for _, plan in CONTENT.sentences.pairs]
    assert len(responses) >= 40
    assert len(set(responses)) == len(responses)
    assert len(set(plans)) == len(plans)


@pytest.mark.parametrize("group", CONTENT.groups, ids=lambda group: group.code)
def test_no_two_members_of_a_session_have_the_same_text_and_nobody_else_is_named(group: DemoGroup) -> None:
    names = {member.full_name: _words(f"{member.full_name} {member.preferred}") for member in EVERYBODY}
    for number in range(1, 60):
        texts = []
        for position, member in enumerate(group.members):
            draft = progress_draft(member, position, number, ("goal",), CONTENT.sentences)
            texts += [draft.response, draft.plan]
            assert "{" not in draft.response + draft.plan
            others = set().union(*(words for name, words in names.items() if name != member.full_name))
            assert not _words(f"{draft.response} {draft.plan}") & (others - names[member.full_name])
        assert len(set(texts)) == len(texts)


def test_absence_notes_of_a_session_differ() -> None:
    taken: set[int] = set()
    texts = []
    for position in (0, 6, 3, 9, 12, 1):
        draft, place = absence_draft(position, taken, 7, CONTENT.sentences)
        taken.add(place)
        texts.append(draft)
    assert len({draft.outreach for draft in texts}) == 6
    assert len({draft.plan for draft in texts}) == 6
    assert absence_draft(2, taken, 7, CONTENT.sentences)[0].outreach in {draft.outreach for draft in texts}


@pytest.mark.parametrize("group", CONTENT.groups, ids=lambda group: group.code)
def test_no_sentence_comes_again_within_six_sessions(group: DemoGroup) -> None:
    for position, member in enumerate(group.members):
        drafts = [progress_draft(member, position, number, (), CONTENT.sentences) for number in range(1, 40)]
        for place, draft in enumerate(drafts):
            assert draft.response not in [earlier.response for earlier in drafts[max(0, place - 5) : place]]


def test_the_session_of_today_has_one_excused_one_no_show_and_one_late() -> None:
    statuses = [member.status for member in CONTENT.today.values()]
    assert set(CONTENT.today) == {member.full_name for member in CONTENT.groups[0].members}
    assert statuses.count(AttendanceStatus.EXCUSED) == 1
    assert statuses.count(AttendanceStatus.NO_SHOW) == 1
    assert statuses.count(AttendanceStatus.LATE) == 1
    assert sum(status.attended for status in statuses) == 10
    texts = [member.response for member in CONTENT.today.values() if member.status.attended]
    assert all(texts)
    assert len(set(texts)) == 10


def test_notes_of_today_name_nobody_but_their_member() -> None:
    names = {member.full_name: _words(f"{member.full_name} {member.preferred}") for member in EVERYBODY}
    for name, today in CONTENT.today.items():
        others = set().union(*(words for other, words in names.items() if other != name)) - names[name]
        assert not _words(f"{today.response} {today.plan} {today.outreach} {today.observation}") & others


def test_the_usual_pass_phrase_is_one_the_program_takes() -> None:
    words = [word for person in CONTENT.staff for word in (person.login, person.name)]
    require_passphrase(DEMO_PASSPHRASE, DEMO_PASSPHRASE, (*words, CONTENT.clinic_name))


def test_one_group_leaves_notes_waiting_and_one_leaves_drafts() -> None:
    assert sorted(group.latest_notes for group in CONTENT.groups) == sorted(LatestNotes)


@pytest.mark.parametrize("weekday", range(7))
def test_groups_meet_three_times_a_week_and_today(weekday: int) -> None:
    today = datetime(2026, 11, 23 + weekday, 15, 0, tzinfo=UTC)
    calendar = DemoCalendar(today, NEW_YORK, today, 8)
    days = calendar.past_days()
    assert len(days) == 24
    assert all(day < calendar.today for day in days)
    assert days[-1] >= calendar.ago(3)
    if weekday < 5:
        assert all(day.weekday() < 5 for day in days)


def test_groups_begin_at_the_same_time_on_the_wall_in_summer_and_winter() -> None:
    now = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
    calendar = DemoCalendar(now, NEW_YORK, now, 8)
    before_the_change = calendar.start_on(date(2026, 10, 30), 30)
    after_the_change = calendar.start_on(date(2026, 11, 2), 30)
    assert before_the_change.astimezone(NEW_YORK).time() == after_the_change.astimezone(NEW_YORK).time()


def test_no_group_begins_after_a_quarter_to_nine_because_of_its_place_in_the_day() -> None:
    now = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    calendar = DemoCalendar(now, UTC, now - timedelta(hours=4), 1)
    assert calendar.start_on(date(2026, 11, 24), 390).time().isoformat() == "20:45:00"
    late = DemoCalendar(now, UTC, now, 1)
    assert late.start_on(date(2026, 11, 24), 390) == now


@pytest.mark.parametrize(
    ("now", "start"),
    [("10:00", "10:15"), ("10:09", "10:15"), ("10:11", "10:30"), ("23:50", "20:45"), ("20:44", "20:45")],
)
def test_the_next_session_begins_at_a_quarter_and_ends_today(now: str, start: str) -> None:
    found = next_quarter(datetime.fromisoformat(f"2026-11-24T{now}:30+00:00"), ZoneInfo("UTC"))
    assert found == datetime.fromisoformat(f"2026-11-24T{start}:00+00:00")


def test_the_age_is_reached_on_the_birthday() -> None:
    assert birth_date(date(2026, 11, 24), 17, "11-24") == date(2009, 11, 24)
    assert birth_date(date(2026, 11, 24), 17, "11-25") == date(2008, 11, 25)


def test_the_story_goes_forward_and_never_beyond_now() -> None:
    begin = datetime(2026, 11, 1, tzinfo=UTC)
    clock = StoryClock(begin, begin + timedelta(days=2))
    clock.move_to(begin + timedelta(days=1))
    clock.move_to(begin)
    assert clock() == begin + timedelta(days=1)
    clock.move_to(begin + timedelta(days=9))
    assert clock() == begin + timedelta(days=2)
