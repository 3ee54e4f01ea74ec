"""What locks the records, and how the messages of an operating system translate to it (45 CFR 164.312(a)(2)(iii))."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

LOGIN, SESSION, MANAGER = "org.freedesktop.login1", "org.freedesktop.login1.Session", "org.freedesktop.login1.Manager"
SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1


class LockCause(StrEnum):
    """Why the window locks by itself or because somebody asked."""

    ASKED = "asked"
    IDLE = "idle"
    CLOCK = "resumed"
    SCREEN = "system"
    SLEEP = "sleep"
    SWITCH = "switched"

    @property
    def label(self) -> str:
        """What happens, in words for the person who sets it up."""
        return _LABELS[self]


_LABELS = MappingProxyType(
    {
        LockCause.ASKED: "Somebody presses Ctrl+L",
        LockCause.IDLE: "Nobody touches keyboard or mouse",
        LockCause.CLOCK: "The clock jumps, as after a sleep",
        LockCause.SCREEN: "The screen is locked or its saver starts",
        LockCause.SLEEP: "The computer goes to sleep or shuts down",
        LockCause.SWITCH: "Another account of this computer comes to the front",
    }
)
OWN_CAUSES = frozenset({LockCause.ASKED, LockCause.IDLE, LockCause.CLOCK})
"""What the program sees by itself, on every system."""

# Of a session, ``Active`` turns false when another account comes to the front.
_PROPERTIES: Mapping[tuple[str, bool], LockCause] = MappingProxyType(
    {("LockedHint", True): LockCause.SCREEN, ("Active", False): LockCause.SWITCH}
)
_SIGNALS: Mapping[tuple[str, str], LockCause] = MappingProxyType(
    {
        (SESSION, "Lock"): LockCause.SCREEN,
        (MANAGER, "PrepareForSleep"): LockCause.SLEEP,
        (MANAGER, "PrepareForShutdown"): LockCause.SLEEP,
        **{(saver, "ActiveChanged"): LockCause.SCREEN for saver in SAVERS},
    }
)
_POWER = MappingProxyType({0x04: LockCause.SLEEP, 0x07: LockCause.SLEEP, 0x12: LockCause.SLEEP})
_SESSIONS = MappingProxyType(
    {0x02: LockCause.SWITCH, 0x04: LockCause.SWITCH, 0x06: LockCause.SWITCH, 0x07: LockCause.SCREEN}
)
_MAC = MappingProxyType(
    {
        "com.apple.screenIsLocked": LockCause.SCREEN,
        "com.apple.screensaver.didstart": LockCause.SCREEN,
        "com.apple.sessionDidMoveOffConsole": LockCause.SWITCH,
    }
)
MAC_NOTIFICATIONS = tuple(_MAC)
_MAC_CAN_SLEEP, _MAC_WILL_SLEEP = 0xE0000270, 0xE0000280


def of_bus_signal(interface: str, member: str, value: bool | None = None) -> LockCause | None:
    """What a signal on Linux's buses means; ``value`` is its argument, where it has one, and False ends something."""
    return None if value is False else _SIGNALS.get((interface, member))


def of_session_property(name: str, value: object) -> LockCause | None:
    """What the value of a property of one's own login session means."""
    return _PROPERTIES.get((name, value)) if isinstance(value, bool) else None


def of_windows_message(message: int, wparam: int) -> LockCause | None:
    """What a window message of Windows means."""
    if message == WM_POWERBROADCAST:
        return _POWER.get(wparam)
    return _SESSIONS.get(wparam) if message == WM_WTSSESSION_CHANGE else None


def of_mac_notification(name: str) -> LockCause | None:
    """What a distributed notification of macOS means."""
    return _MAC.get(name)


def of_mac_power(message: int) -> tuple[LockCause | None, bool]:
    """What a power message of macOS means, and whether it waits for an answer."""
    return (LockCause.SLEEP if message == _MAC_WILL_SLEEP else None), message in (_MAC_CAN_SLEEP, _MAC_WILL_SLEEP)


def session_path(session_id: str) -> str:
    """The bus path of a login session, as systemd writes it: a leading digit and what is no letter become ``_xx``."""
    first, rest = session_id[:1], session_id[1:]
    if not first:
        return ""
    spelled = _spelled(first, first.isascii() and first.isalpha())
    spelled += "".join(_spelled(each, each.isascii() and each.isalnum()) for each in rest)
    return f"/org/freedesktop/login1/session/{spelled}"


def _spelled(character: str, plain: bool) -> str:
    return character if plain else "".join(f"_{byte:02x}" for byte in character.encode())
