"""The weekly review for the privacy officer."""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest

from iop_desktop.rules.audit_review import NightHours, ReviewTopic
from iop_desktop.services.audit_review import AuditReviewService
from iop_desktop.services.audit_views import ReviewItem
from iop_desktop.services.errors import NotAllowed, Stale
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import NeedKind
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


def note(unlocked: Unlocked, action: str) -> None:
    with unlocked.transaction() as db:
        unlocked.audit(db, action, uuid4())


def topics(unlocked: Unlocked, clock: MovableClock) -> list[ReviewTopic]:
    """But for the staff, who were all added in this week."""
    found = [item.topic for item in AuditReviewService(unlocked, clock).list().items]
    return [topic for topic in found if topic is not ReviewTopic.WAYS_IN]


def nights(reviews: AuditReviewService) -> list[ReviewItem]:
    return [item for item in reviews.list().items if item.topic is ReviewTopic.NIGHT]


def test_the_list_holds_what_is_worth_a_look(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock(INTERN, "not this one, not at all")
    clock.advance(minutes=5)
    unlocked = as_staff(ADMINISTRATOR)
    for action in (
        "notes.exported",
        "packet.made",
        "rule.overridden",
        "gate.overridden",
        "note.in_error",
        "note.saved",
    ):
        note(unlocked, action)
    assert topics(unlocked, clock) == [
        ReviewTopic.FAILED_UNLOCKS,
        ReviewTopic.EXPORTS,
        ReviewTopic.PACKETS,
        ReviewTopic.OVERRIDES,
        ReviewTopic.GATES,
        ReviewTopic.ERRORS,
    ]
    items = AuditReviewService(unlocked, clock).list().items
    failed = next(item for item in items if item.topic is ReviewTopic.FAILED_UNLOCKS)
    assert {item.what for item in items if item.topic is ReviewTopic.WAYS_IN} == {"Added a member of staff"}
    assert failed.about == f"{INTERN}, 1 times"


def test_a_night_of_work_is_one_line_for_each_person(as_staff: AsStaff, clock: MovableClock) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    reviews = AuditReviewService(unlocked, clock)
    clock.advance(hours=11)
    for _ in range(3):
        note(unlocked, "note.saved")
        clock.advance(minutes=50)
    (night,) = nights(reviews)
    assert (night.topic, night.person) == (ReviewTopic.NIGHT, unlocked.actor.name)
    assert night.what == "3 entries, 11:00 PM to 12:40 AM"
    reviews.set_night(NightHours(1, 5))
    assert [item.what for item in nights(reviews)] == ["1 entry, 1:30 AM to 1:30 AM"], "the choice itself"
    assert reviews.list().hours == NightHours(1, 5)


def test_what_was_reviewed_is_not_shown_again_and_the_review_is_an_entry(
    as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    reviews = AuditReviewService(unlocked, clock)
    note(unlocked, "notes.exported")
    seen = reviews.list()
    clock.advance(minutes=1)
    reviews.mark_reviewed(seen)
    clock.advance(minutes=1)
    after = reviews.list()
    assert after.items == ()
    assert (after.last_reviewed, after.reviewed_by) == (
        after.since.astimezone(unlocked.zone).date(),
        unlocked.actor.name,
    )
    with pytest.raises(Stale):
        reviews.mark_reviewed(dataclasses.replace(seen, through=seen.through + 1000))


def test_what_came_between_looking_and_reviewing_is_on_the_next_list(as_staff: AsStaff, clock: MovableClock) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    reviews = AuditReviewService(unlocked, clock)
    seen = reviews.list()
    clock.advance(minutes=1)
    note(unlocked, "notes.exported")
    clock.advance(minutes=1)
    reviews.mark_reviewed(seen)
    assert [item.topic for item in reviews.list().items] == [ReviewTopic.EXPORTS]


def test_who_may_read_and_who_may_review(as_staff: AsStaff, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        AuditReviewService(as_staff(INTERN), clock).list()
    reviews = AuditReviewService(as_staff(SUPERVISOR), clock)
    seen = reviews.list()
    assert not seen.may_review
    with pytest.raises(NotAllowed):
        reviews.mark_reviewed(seen)
    with pytest.raises(NotAllowed):
        reviews.set_night(NightHours())


def test_today_reminds_an_administrator_after_a_week(as_staff: AsStaff, clock: MovableClock) -> None:
    def reminder(unlocked: Unlocked) -> str:
        needs = TodayService(unlocked, clock).view().needs
        return next((need.detail for need in needs if need.kind is NeedKind.PRIVACY), "")

    unlocked = as_staff(ADMINISTRATOR)
    assert reminder(unlocked) == ""
    clock.advance(days=8)
    assert reminder(unlocked) == "It was never done"
    reviews = AuditReviewService(unlocked, clock)
    reviews.mark_reviewed(reviews.list())
    assert reminder(unlocked) == ""
    clock.advance(days=9)
    assert reminder(unlocked) == "The last one was 9 days ago"
    assert reminder(as_staff(SUPERVISOR)) == ""
