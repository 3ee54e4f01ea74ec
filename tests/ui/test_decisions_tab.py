"""The list of decisions before signing, for who supervises."""

from __future__ import annotations

from datetime import timedelta

from iop_desktop.services.bundle import services_of
from iop_desktop.ui.decisions_tab import DecisionsTab
from iop_desktop.ui.settings_page import SettingsPage
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session


def settings(program: Driver, login: str) -> SettingsPage:
    program.unlock(login)
    program.press("Ctrl+,")
    program.settle()
    return program.page("settings", SettingsPage)


def decide(program: Driver) -> str:
    """The facilitator writes the name of another member and says that it is none; whose note it is about."""
    hold_session(program.program.vault, program.demo, program.clock, signed=False)
    vault = program.program.vault
    unlocked = vault.unlock(program.demo.facilitator, program.demo.passphrase)
    services = services_of(unlocked, program.clock)
    notes = services.notes.list(program.demo.session_id)
    view, other = services.notes.open(notes.rows[0].note_id), notes.rows[3].name.split()[0]
    services.notes.save(view.note_id, view.revision, type(view.draft)(plan=f"Sit beside {other}."))
    services.gates.not_a_name(view.note_id, other)
    vault.lock(unlocked)
    assert notes.head is not None
    return notes.head.group_name


def test_who_supervises_reads_the_decisions_of_the_chosen_days(program: Driver) -> None:
    group = decide(program)
    tab = settings(program, program.demo.supervisor).parts.show_part(DecisionsTab)
    program.settle()
    model = tab.table.model()
    assert tab.count.text() == "1 decision"
    texts = [model.index(0, number).data() for number in range(model.columnCount())]
    assert (texts[2], texts[4]) == ("Not a name here", "")
    assert texts[3].endswith(group)
    tab.last.setDate(tab.last.date().addDays(-1))
    program.settle()
    assert tab.count.text() == "0 decisions"
    assert tab.first.date().daysTo(tab.last.date()) == timedelta(days=29).days


def test_a_facilitator_has_no_such_list(program: Driver) -> None:
    page = settings(program, program.demo.facilitator)
    assert not page.parts.has(DecisionsTab)
    assert "Decisions" not in [page.parts.tabText(number) for number in range(page.parts.count())]
