"""What the log tells of acts that last, and what the rows have to say then."""

from __future__ import annotations

import pytest

from iop_desktop.rules.act_history import SALVAGED, TAKEN_BACK, ActEntry, ActKind, Fact, Facts, told_by


def rows(kind: ActKind, *facts: Fact) -> Facts:
    return {each: set(facts) if each is kind else set() for each in ActKind}


def entered(action: str, actor: str = "anna", subject: str = "client", **details: str) -> ActEntry:
    return ActEntry(action, actor, subject, details)


STORIES: dict[str, tuple[ActKind, list[ActEntry], set[Fact]]] = {
    "held": (ActKind.HOLD, [entered("hold.placed", hold="1")], {("1", "client", "anna")}),
    "lifted": (
        ActKind.HOLD,
        [entered("hold.placed", hold="1"), entered("hold.lifted", "omar", hold="1")],
        {("1", "client", "anna", "omar")},
    ),
    "withdrawn": (
        ActKind.PROPOSAL,
        [entered("disposal.proposed", proposal="1"), entered("disposal.withdrawn", "omar", proposal="1")],
        {("1", "client", "anna", "omar")},
    ),
    "opened": (
        ActKind.OPENING,
        [entered("chart.glass_broken", access="1", kind="emergency", until="six")],
        {("1", "client", "anna", "emergency", "six")},
    ),
    "discharged and not": (
        ActKind.DISCHARGE,
        [entered("discharge.entered", discharge="1", on="today", reason="moved"), entered(TAKEN_BACK, "omar")],
        {("1", "client", "anna", "today", "moved"), (TAKEN_BACK, "client", "omar")},
    ),
    "second factor": (ActKind.FACTOR, [entered("second_factor.enrolled", subject="omar")], {("omar",)}),
    "given up": (
        ActKind.FACTOR,
        [entered("second_factor.enrolled", subject="omar"), entered("second_factor.given_up", subject="omar")],
        set(),
    ),
    "invited again": (
        ActKind.INVITATION,
        [
            entered("invitation.made", subject="omar", roles="administrator", until="May"),
            entered("invitation.made", subject="lena", roles="facilitator", until="May"),
            entered("invitation.made", subject="omar", roles="supervisor", until="June"),
        ],
        {("omar", "anna", "supervisor", "June"), ("lena", "anna", "facilitator", "May")},
    ),
    "chosen twice": (
        ActKind.RETENTION,
        [entered("retention.chosen", years="7", majority="18"), entered("retention.chosen", years="9", majority="18")],
        {("9", "18")},
    ),
}


@pytest.mark.parametrize(("kind", "entries", "facts"), STORIES.values(), ids=STORIES)
def test_the_rows_say_what_the_log_tells(kind: ActKind, entries: list[ActEntry], facts: set[Fact]) -> None:
    told = told_by(entries)
    assert told.problems(rows(kind, *facts)) == ()
    assert told.problems(rows(kind, *facts, ("more",))) == (kind.sentence,)
    missing = () if not facts or kind is ActKind.INVITATION else (kind.sentence,)
    assert told.problems(rows(kind)) == missing


def test_a_destroyed_chart_leaves_nothing_to_explain() -> None:
    """Its rows go, and the entry that says so stands for them; what was salvaged may be missing as well."""
    entries = [
        entered("hold.placed", hold="1"),
        entered("hold.lifted", "omar", hold="1"),
        entered("hold.placed", subject="other", hold="2"),
        entered("disposal.done", "omar"),
    ]
    assert told_by(entries).problems(rows(ActKind.HOLD)) == (ActKind.HOLD.sentence,)
    assert told_by(entries).problems(rows(ActKind.HOLD, ("2", "other", "anna"))) == ()
    assert told_by([*entries, entered(SALVAGED)]).problems(rows(ActKind.HOLD)) == ()
