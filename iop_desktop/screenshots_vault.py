"""Pictures of how the records are kept: doors, charts from outside, staff that come and go, retention."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QApplication, QDialog

from iop_desktop.rules.break_glass import GlassKind
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.glass_views import GlassForm
from iop_desktop.services.people_views import StaffForm
from iop_desktop.ui.audit_tab import AuditTab
from iop_desktop.ui.backup_settings import BackupSettings
from iop_desktop.ui.desk import Desk
from iop_desktop.ui.invited_desk import InvitedDesk
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.retention_tab import RetentionTab
from iop_desktop.ui.salvage_page import SalvagePage
from iop_desktop.ui.second_factor_page import SecondFactorPage
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.signing_tab import SigningTab
from iop_desktop.ui.staff_tab import StaffTab

if TYPE_CHECKING:
    from iop_desktop.app import Program

ADMINISTRATOR = "plindholm"
_AUDIT = GlassForm(GlassKind.AUDIT, "Looked at for the yearly review of records")
_INVITED = StaffForm(
    "obright", "Oren Bright", "LPC", "", "Counselor", frozenset({Role.FACILITATOR}), False, None, "", ""
)


def doors(program: Program) -> Iterator[str]:
    """The second question at the door, who was invited, damaged records, the recovery kit and a backup."""
    window = program.window
    window.show_front(SecondFactorPage(ADMINISTRATOR))
    yield "second-factor"
    page = SalvagePage(ADMINISTRATOR)
    window.show_front(page)
    yield "salvage"
    InvitedDesk(lambda: program.vault, program.tasks, page).begin(page)
    yield "invited"
    _leave()
    program.front.begin_recovery(ADMINISTRATOR)
    yield "recovery"
    program.front.begin_restore(ADMINISTRATOR)
    yield "restore"
    program.front.start()


def charts(desk: Desk) -> Iterator[str]:
    """A facilitator asks for a chart outside the groups, and discharges a member."""
    page = _members(desk)
    page.glass.ask_whom()
    yield "glass-ask"
    _leave()
    page.chart.discharge.click()
    yield "discharge"
    _leave()


def administration(desk: Desk, passphrase: str, client_id: UUID) -> Iterator[str]:
    """An administrator opens a chart with a reason, invites and suspends, and comes to the end of records."""
    yield from _opening(desk, client_id)
    desk.shell.go("settings")
    page = desk.shell.page("settings")
    assert isinstance(page, SettingsPage)
    page.refresh()
    signing = page.parts.show_part(SigningTab)
    signing.change.click()
    yield "passphrase-new"
    _leave()
    signing.factor.turn_on.click()
    yield from _after_passphrase(passphrase, "factor-on")
    backups = page.parts.show_part(BackupSettings)
    yield "settings-backups"
    backups.kit.test.click()
    yield "kit-test"
    _leave()
    backups.kit.renew.click()
    yield from _after_passphrase(passphrase, "kit-new")
    yield from _retention(page)
    audit = page.parts.show_part(AuditTab)
    for show, name in ((audit.show_review, "review"), (audit.show_openings, "openings")):
        show()
        yield f"settings-audit-{name}"
    yield from _staff(desk, page)


def _opening(desk: Desk, client_id: UUID) -> Iterator[str]:
    desk.open_member(client_id)
    yield "glass-closed"
    desk.services.break_glass.open(client_id, _AUDIT)
    _members(desk).glass.over.emit()
    yield "glass-open"


def _staff(desk: Desk, page: SettingsPage) -> Iterator[str]:
    staff = page.parts.show_part(StaffTab)
    staff.add.click()
    yield "staff-new"
    _leave()
    invited = desk.services.invitations.invite(_INVITED)
    staff.ways.show(invited, page)
    yield "invitation"
    _leave()
    staff.table.go_to(1)
    staff.suspend.click()
    yield "suspend"
    _leave()
    staff.leave.click()
    yield "leaves"
    _leave()
    staff.new_key.click()
    yield "new-key"
    _leave()


def _retention(page: SettingsPage) -> Iterator[str]:
    tab = page.parts.show_part(RetentionTab)
    yield "settings-retention"
    tools: tuple[tuple[str, Callable[[], None]], ...] = (
        ("period", tab.period.click),
        ("hold", tab.hold.click),
        ("longer", tab.longer.click),
        ("look-up", tab.look_up.click),
        ("archive", tab.archive.click),
        ("erase", tab.erase.click),
    )
    for name, ask in tools:
        ask()
        yield f"retention-{name}"
        _leave()


def _after_passphrase(passphrase: str, name: str) -> Iterator[str]:
    yield f"{name}-passphrase"
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PassphraseDialog)
    dialog.passphrase.setText(passphrase)
    dialog.confirm()
    yield name
    _leave()


def _members(desk: Desk) -> MembersPage:
    desk.shell.go("members")
    page = desk.shell.page("members")
    assert isinstance(page, MembersPage)
    return page


def _leave() -> None:
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog):
        dialog.reject()
