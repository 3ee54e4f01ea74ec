"""How the messages of operating systems translate to a lock."""

from __future__ import annotations

import pytest

from iop_desktop.rules.lock_causes import (
    LOGIN,
    MAC_NOTIFICATIONS,
    MANAGER,
    OWN_CAUSES,
    SAVERS,
    SESSION,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    LockCause,
    of_bus_signal,
    of_mac_notification,
    of_mac_power,
    of_session_property,
    of_windows_message,
    session_path,
)


def test_every_cause_has_words_of_its_own() -> None:
    assert len({cause.label for cause in LockCause}) == len(LockCause)
    assert frozenset(LockCause) > OWN_CAUSES


@pytest.mark.parametrize(
    ("interface", "member", "value", "cause"),
    [
        (SESSION, "Lock", None, LockCause.SCREEN),
        (SESSION, "Unlock", None, None),
        (MANAGER, "PrepareForSleep", True, LockCause.SLEEP),
        (MANAGER, "PrepareForSleep", False, None),
        (MANAGER, "PrepareForShutdown", True, LockCause.SLEEP),
        (SAVERS[0], "ActiveChanged", True, LockCause.SCREEN),
        (SAVERS[1], "ActiveChanged", True, LockCause.SCREEN),
        (SAVERS[1], "ActiveChanged", False, None),
        (LOGIN, "ActiveChanged", True, None),
    ],
)
def test_signals_of_linux(interface: str, member: str, value: bool | None, cause: LockCause | None) -> None:
    assert of_bus_signal(interface, member, value) is cause


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("LockedHint", True, LockCause.SCREEN),
        ("LockedHint", False, None),
        ("Active", False, LockCause.SWITCH),
        ("Active", True, None),
        ("Active", "no", None),
        ("Active", 0, None),
        ("IdleHint", True, None),
    ],
)
def test_properties_of_a_session(name: str, value: object, cause: LockCause | None) -> None:
    assert of_session_property(name, value) is cause


@pytest.mark.parametrize(
    ("session_id", "ending"),
    [("2", "_32"), ("12", "_312"), ("c1", "c1"), ("a-b", "a_2db"), ("ß", "_c3_9f")],
)
def test_the_path_of_a_session(session_id: str, ending: str) -> None:
    assert session_path(session_id) == f"/org/freedesktop/login1/session/{ending}"


def test_no_session_has_no_path() -> None:
    assert session_path("") == ""


@pytest.mark.parametrize(
    ("message", "wparam", "cause"),
    [
        (WM_WTSSESSION_CHANGE, 7, LockCause.SCREEN),
        (WM_WTSSESSION_CHANGE, 8, None),
        (WM_WTSSESSION_CHANGE, 2, LockCause.SWITCH),
        (WM_WTSSESSION_CHANGE, 4, LockCause.SWITCH),
        (WM_WTSSESSION_CHANGE, 1, None),
        (WM_POWERBROADCAST, 4, LockCause.SLEEP),
        (WM_POWERBROADCAST, 0x12, LockCause.SLEEP),
        (WM_POWERBROADCAST, 0x0A, None),
        (0x0100, 7, None),
    ],
)
def test_messages_of_windows(message: int, wparam: int, cause: LockCause | None) -> None:
    assert of_windows_message(message, wparam) is cause


def test_messages_of_a_mac() -> None:
    assert all(of_mac_notification(name) for name in MAC_NOTIFICATIONS)
    assert of_mac_notification("com.apple.screenIsUnlocked") is None
    assert of_mac_power(0xE0000280) == (LockCause.SLEEP, True)
    assert of_mac_power(0xE0000270) == (None, True)
    assert of_mac_power(0xE0000300) == (None, False)
