"""Settings, Privacy: after how long this computer locks and what else locks it."""

from __future__ import annotations

import pytest

from iop_desktop import paths
from iop_desktop.rules.disk_encryption import DiskState
from iop_desktop.rules.lock_causes import OWN_CAUSES, LockCause
from iop_desktop.ui.privacy_tab import UNWATCHED, WATCHED, PrivacyTab
from iop_desktop.ui.screen_capture import can_hide
from iop_desktop.ui.settings_file import Settings
from tests.e2e.driver import Driver
from tests.ui.test_decisions_tab import settings

ADMINISTRATOR = "plindholm"


def tab_of(program: Driver, login: str) -> PrivacyTab:
    page = settings(program, login)
    page.parts.show_part(PrivacyTab)
    program.settle()
    return page.parts.part(PrivacyTab)


def test_another_time_is_in_force_at_once_and_kept(program: Driver) -> None:
    tab = tab_of(program, ADMINISTRATOR)
    assert tab.idle.value() == 10
    tab.idle.setValue(3)
    program.click(tab.save)
    program.settle()
    assert Settings.load(paths.settings_file()).idle_minutes == 3
    assert program.program.idle._seconds == 180
    assert program.desk.shell.banner.text() == "The settings of this computer are saved."


def test_who_may_not_change_it_sees_it(program: Driver) -> None:
    tab = tab_of(program, program.demo.facilitator)
    assert not tab.save.isEnabled()
    assert not tab.idle.isEnabled()


def test_it_says_what_is_watched_here(program: Driver) -> None:
    tab = tab_of(program, program.demo.facilitator)
    assert {cause for cause, chip in tab.causes.items() if chip.text() == WATCHED} == OWN_CAUSES
    assert tab.causes[LockCause.SLEEP].text() == UNWATCHED


def test_a_sign_of_the_system_locks_and_lets_the_computer_sleep(program: Driver) -> None:
    released: list[bool] = []

    class Watch:
        def begin(self) -> None:
            released.clear()

        def watched(self) -> frozenset[LockCause]:
            return frozenset({LockCause.SLEEP})

        def let_sleep(self) -> None:
            released.append(program.program.front.is_closed)

    program.unlock(program.demo.facilitator)
    program.program._watch = Watch()
    assert program.program._watched() == OWN_CAUSES | {LockCause.SLEEP}
    program.program._system_tells(LockCause.SLEEP)
    assert program.program.window.shell is None
    assert released == []
    program.settle()
    assert released == [True]
    program.program._system_tells(LockCause.SLEEP)
    assert released == [True, True]


@pytest.mark.parametrize("state", list(DiskState))
def test_the_disk_and_what_the_clinic_must_do(program: Driver, state: DiskState) -> None:
    tab = tab_of(program, program.demo.facilitator)
    assert tab.disk.text() in {each.sentence for each in DiskState}
    tab.show_disk(state)
    assert tab.disk.text() == state.sentence
    assert tab.disk_advice.text() == state.advice


def test_hiding_from_captures_is_offered_where_it_exists(program: Driver) -> None:
    assert can_hide("win32")
    assert not can_hide("linux")
    tab = tab_of(program, ADMINISTRATOR)
    assert tab.hides.isVisible() is can_hide()
    tab.hides.setChecked(False)
    program.click(tab.save)
    program.settle()
    assert not Settings.load(paths.settings_file()).hides_from_capture
    assert not program.program.capture._hides
