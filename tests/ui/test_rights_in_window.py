"""The window offers what the table of rights allows, and no page says no to who only looks around."""

from __future__ import annotations

import pytest

from iop_desktop.rules.rights import RIGHTS, Right
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.groups_page import GroupsPage
from iop_desktop.ui.today_page import TodayPage
from tests.e2e.driver import Driver

EVERYWHERE = {"today", "group", "members", "groups", "curriculum", "settings"}


@pytest.mark.parametrize(
    ("login", "more"), [("plindholm", set()), ("dwhitfield", {"notes", "cosign"}), ("anwosu", {"notes", "cosign"})]
)
def test_everybody_has_their_pages_and_each_opens_without_a_refusal(
    program: Driver, login: str, more: set[str]
) -> None:
    program.unlock(login)
    shell = program.desk.shell
    assert {key for key in (*EVERYWHERE, "notes", "cosign") if shell.offers(key)} == EVERYWHERE | more
    sentences = {rule.sentence for rule in RIGHTS.values()}
    for key in sorted(EVERYWHERE | more):
        shell.go(key)
        program.settle()
        assert shell.current_key == key
        assert shell.banner.text() not in sentences


def test_an_administrator_is_not_led_to_notes(program: Driver) -> None:
    program.unlock("plindholm")
    program.press("Alt+3")
    program.settle()
    assert program.desk.shell.current_key == "today"
    assert not program.page("today", TodayPage).new_note.isVisible()
    program.press("Ctrl+N")
    program.settle()
    assert RIGHTS[Right.WRITE_NOTES].sentence in program.dialogs.asked
    program.press("Alt+6")
    program.settle()
    groups = program.page("groups", GroupsPage)
    assert not groups.handoff.isVisible()
    program.press("Ctrl+H")
    program.settle()
    assert program.desk.shell.banner.text() != RIGHTS[Right.HAND_OFF].sentence
    program.press("Alt+2")
    program.settle()
    assert not program.page("group", GroupPage).notes_button.isVisible()
