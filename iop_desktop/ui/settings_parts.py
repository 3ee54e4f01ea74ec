"""The parts of the settings, each made and filled when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.audit_tab import AuditTab
from iop_desktop.ui.backup_settings import BackupSettings
from iop_desktop.ui.credentials_tab import CredentialsTab
from iop_desktop.ui.decisions_tab import DecisionsTab
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.held_credentials import HeldCredentials
from iop_desktop.ui.kit_card import KitCard
from iop_desktop.ui.layouts import column
from iop_desktop.ui.note_formats_tab import NoteFormatsTab
from iop_desktop.ui.paper_settings import PaperSettings
from iop_desktop.ui.partners_tab import PartnersTab
from iop_desktop.ui.privacy_tab import PrivacyTab
from iop_desktop.ui.retention_tab import RetentionTab
from iop_desktop.ui.second_factor_card import SecondFactorCard
from iop_desktop.ui.signing_tab import SigningTab
from iop_desktop.ui.staff_tab import StaffTab
from iop_desktop.ui.staff_ways import StaffWays
from iop_desktop.ui.supervision_settings import SupervisionSettings
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.side_tabs import Maker, SideTabs
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

P = TypeVar("P", bound=QWidget)


@runtime_checkable
class _Refreshed(Protocol):
    def refresh(self) -> None: ...


class CredentialsPart(QWidget):
    """What each credential may sign alone, and under it who holds which."""

    def __init__(self, policy: CredentialsTab, held: HeldCredentials) -> None:
        super().__init__()
        self.policy, self.held = policy, held
        self.setLayout(column(policy, held, spacing=0))

    def refresh(self) -> None:
        """Read both again."""
        self.policy.refresh()
        self.held.refresh()


class GroupsPart(QWidget):
    """Groups and who is in them."""

    def __init__(self, tools: WrappingRow, groups: QWidget) -> None:
        super().__init__()
        self.setLayout(column(tools, groups, margins=(16, 16, 16, 16)))


LAYOUT: dict[str, dict[str, type[QWidget]]] = {
    "Clinic": {
        "Groups": GroupsPart,
        "Papers": PaperSettings,
        "Note formats": NoteFormatsTab,
        "Retention": RetentionTab,
    },
    "People": {
        "Staff": StaffTab,
        "Credentials": CredentialsPart,
        "Supervision": SupervisionSettings,
        "Partners": PartnersTab,
    },
    "Yourself": {"Signing": SigningTab},
    "Records": {"Backups": BackupSettings, "Audit": AuditTab, "Decisions": DecisionsTab, "Privacy": PrivacyTab},
}


class SettingsParts(SideTabs):
    """All parts that this person has; ``groups`` makes the first one."""

    restore_asked = Signal()
    erased = Signal()

    def __init__(
        self,
        services: Services,
        actor: Actor,
        tasks: Tasks,
        dialogs: Dialogs,
        clock: Callable[[], datetime],
        groups: Callable[[], GroupsPart],
    ) -> None:
        super().__init__("Parts of the settings")
        self._services, self._actor, self._tasks, self._dialogs = services, actor, tasks, dialogs
        self._clock, self._zone = clock, services.sessions.zone
        makers: dict[type[QWidget], Maker] = {GroupsPart: groups, **self._own_makers(), **self._guarded_makers()}
        self._kinds = [kind for kinds in LAYOUT.values() for kind in kinds.values() if kind in makers]
        for text, kinds in LAYOUT.items():
            self.add_group(text, tuple((name, makers.get(kind)) for name, kind in kinds.items()))

    def has(self, kind: type[QWidget]) -> bool:
        """Whether this person has that part."""
        return kind in self._kinds

    def part(self, kind: type[P]) -> P:
        """A part by its class. Raises ValueError when this person has it not."""
        made = self.widget(self._kinds.index(kind))
        assert isinstance(made, kind)
        return made

    def show_part(self, kind: type[P]) -> P:
        """Show a part. Raises ValueError when this person has it not."""
        part = self.part(kind)
        self.setCurrentWidget(part)
        return part

    def widget(self, index: int) -> QWidget:
        """A part by its number, filled when it is new."""
        known = set(self.made())
        part = super().widget(index)
        if part not in known and isinstance(part, _Refreshed):
            part.refresh()
        return part

    def refresh(self) -> None:
        """Read again what the parts show that were looked at."""
        for part in self.made():
            if isinstance(part, _Refreshed):
                part.refresh()

    def show_owed(self, kind: NeedKind) -> None:
        """Open the part where something that is owed is done: backups, the kit, or a review."""
        if kind in (NeedKind.PRIVACY, NeedKind.GLASS) and self.has(AuditTab):
            audit = self.show_part(AuditTab)
            (audit.show_review if kind is NeedKind.PRIVACY else audit.show_openings)()
        elif kind in (NeedKind.BACKUP, NeedKind.KIT):
            self.show_part(BackupSettings)

    def _own_makers(self) -> dict[type[QWidget], Maker]:
        """What everybody has."""
        services, actor, tasks, dialogs, today = self._services, self._actor, self._tasks, self._dialogs, self._today
        names = actor.may(Right.CHOOSE_SHEET_NAMES)
        return {
            PaperSettings: lambda: PaperSettings(services.papers, tasks, names),
            NoteFormatsTab: lambda: NoteFormatsTab(services.note_layouts, tasks),
            StaffTab: lambda: StaffTab(services.staff, actor, tasks, today, self._staff_ways()),
            CredentialsPart: lambda: CredentialsPart(
                CredentialsTab(services.credential_policy, actor, tasks, today),
                HeldCredentials(services.staff_credentials, actor, tasks, today),
            ),
            SupervisionSettings: lambda: SupervisionSettings(services.supervision, tasks),
            PartnersTab: lambda: PartnersTab(services.partners, actor, tasks, dialogs, today),
            SigningTab: self._signing,
            BackupSettings: self._backups,
            PrivacyTab: lambda: PrivacyTab(services.privacy, tasks),
        }

    def _guarded_makers(self) -> dict[type[QWidget], Maker]:
        """What some people have."""
        services = self._services
        guarded: tuple[tuple[bool, type[QWidget], Maker], ...] = (
            (self._actor.may(Right.READ_DECISIONS), DecisionsTab, self._decisions),
            (services.audit_log.may_read, AuditTab, self._audit),
            (services.retention.may_see, RetentionTab, self._retention),
        )
        return {kind: make for may, kind, make in guarded if may}

    def _decisions(self) -> DecisionsTab:
        return DecisionsTab(self._services.gates, self._tasks, self._today)

    def _audit(self) -> AuditTab:
        services = self._services
        read = (services.audit_log, services.audit_review, services.break_glass)
        return AuditTab(*read, self._tasks, self._dialogs, self._today)

    def _retention(self) -> RetentionTab:
        made = RetentionTab(self._services, self._tasks, self._dialogs, self._today)
        made.erasure.ended.connect(self.erased)
        return made

    def _staff_ways(self) -> StaffWays:
        services = self._services
        return StaffWays(
            services.invitations, services.suspensions, self._tasks, self._dialogs, self._clock, self._zone
        )

    def _signing(self) -> SigningTab:
        services, tasks, dialogs = self._services, self._tasks, self._dialogs
        factor = SecondFactorCard(services.second_factors, tasks, dialogs, self._zone)
        own = (services.tokens, services.own_passphrase, services.record_check)
        return SigningTab(*own, factor, tasks, dialogs)

    def _backups(self) -> BackupSettings:
        services, tasks, dialogs = self._services, self._tasks, self._dialogs
        kit = KitCard(services.kits, tasks, dialogs, self._zone, self._clock)
        made = BackupSettings(services.backups, kit, tasks, dialogs, self._zone, self._clock)
        made.restore_asked.connect(self.restore_asked)
        return made

    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()
