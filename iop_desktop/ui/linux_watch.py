"""Linux: the login manager and the screen savers, over D-Bus."""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)

from iop_desktop.rules.lock_causes import (
    LOGIN,
    MANAGER,
    SAVERS,
    SESSION,
    LockCause,
    of_bus_signal,
    of_session_property,
    session_path,
)
from iop_desktop.ui.system_watch import Due

_PROPERTIES = "org.freedesktop.DBus.Properties"
_MANAGER_PATH = "/org/freedesktop/login1"
_ANSWER_MS = 300
# The type hints ask for bytes, the call itself takes only what SLOT makes.
_TOLD: Any = SLOT("told(QDBusMessage)")
_PROPERTY: Any = SLOT("property_changed(QDBusMessage)")


class LinuxWatch(QObject):
    """Without a bus it does nothing. Holds back a sleep until the records are closed, as the login manager allows."""

    def __init__(self, due: Due, parent: QObject, session_id: str | None = None) -> None:
        super().__init__(parent)
        self._due = due
        self._session = session_path(os.environ.get("XDG_SESSION_ID", "") if session_id is None else session_id)
        self._watched: set[LockCause] = set()
        self._properties: dict[str, object] = {}
        self._hold: QDBusUnixFileDescriptor | None = None
        self._system: QDBusConnection | None = None

    def begin(self) -> None:
        """Listen to the buses that are here."""
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            self._system = system
            self._follow_login(system)
        if session.isConnected():
            for saver in SAVERS:
                session.connect(saver, "", saver, "ActiveChanged", self, _TOLD)
            if any(_answers(session, saver) for saver in SAVERS):
                self._watched.add(LockCause.SCREEN)

    def watched(self) -> frozenset[LockCause]:
        """The signs this computer gave when the program started."""
        return frozenset(self._watched)

    def let_sleep(self) -> None:
        """Give back the right to delay a sleep; the login manager goes on at once."""
        self._hold = None

    def _follow_login(self, system: QDBusConnection) -> None:
        for member in ("PrepareForSleep", "PrepareForShutdown"):
            system.connect(LOGIN, _MANAGER_PATH, MANAGER, member, self, _TOLD)
        # Without a session of its own, every lock on this computer counts, and no change of account can be told.
        system.connect(LOGIN, self._session, SESSION, "Lock", self, _TOLD)
        if self._session:
            system.connect(LOGIN, self._session, _PROPERTIES, "PropertiesChanged", self, _PROPERTY)
        if _answers(system, LOGIN):
            self._watched |= {LockCause.SCREEN, LockCause.SLEEP} | ({LockCause.SWITCH} if self._session else set())
            self._hold_back_sleep()

    @Slot(QDBusMessage)
    def told(self, message: QDBusMessage) -> None:
        """The login manager or a screen saver says something."""
        arguments = message.arguments()
        value = arguments[0] if arguments and isinstance(arguments[0], bool) else None
        if message.member() == "PrepareForSleep" and value is False:
            self._hold_back_sleep()
        cause = of_bus_signal(message.interface(), message.member(), value)
        if cause is not None:
            self._due(cause)

    @Slot(QDBusMessage)
    def property_changed(self, message: QDBusMessage) -> None:
        """Something about one's own session changed: ask for what matters."""
        if message.arguments()[:1] == [SESSION]:
            for name in ("Active", "LockedHint"):
                self._ask_property(name)

    def _ask_property(self, name: str) -> None:
        call = QDBusMessage.createMethodCall(LOGIN, self._session, _PROPERTIES, "Get")
        call.setArguments([SESSION, name])

        def answered(value: object) -> None:
            now = value.variant() if isinstance(value, QDBusVariant) else value
            before, self._properties[name] = self._properties.get(name), now
            cause = of_session_property(name, now)
            # A desktop that never takes a hint back must not lock again at every other change.
            if cause is not None and now != before:
                self._due(cause)

        self._call(call, answered)

    def _hold_back_sleep(self) -> None:
        call = QDBusMessage.createMethodCall(LOGIN, _MANAGER_PATH, MANAGER, "Inhibit")
        call.setArguments(["sleep", "IOP Desktop", "Closing the records", "delay"])

        def answered(value: object) -> None:
            self._hold = value if isinstance(value, QDBusUnixFileDescriptor) else None

        self._call(call, answered)

    def _call(self, call: QDBusMessage, answered: Any) -> None:
        if self._system is None:
            return
        waiting = QDBusPendingCallWatcher(self._system.asyncCall(call), self)

        def finished(done: QDBusPendingCallWatcher) -> None:
            reply = done.reply()
            if reply.type() == QDBusMessage.MessageType.ReplyMessage and reply.arguments():
                answered(reply.arguments()[0])
            done.deleteLater()

        waiting.finished.connect(finished)


def _answers(bus: QDBusConnection, service: str) -> bool:
    """Whether somebody offers a service; a bus that does not answer in time counts as no."""
    registry = bus.interface()
    registry.setTimeout(_ANSWER_MS)
    return bool(registry.isServiceRegistered(service).value())
