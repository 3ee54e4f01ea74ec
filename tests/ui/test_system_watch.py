"""The signs of the operating system: read without a bus, and on a private bus with a login manager of our own."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusMessage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.rules.lock_causes import LOGIN, MANAGER, SAVERS, SESSION, LockCause
from iop_desktop.ui import mac_watch, windows_watch
from iop_desktop.ui.linux_watch import LinuxWatch
from iop_desktop.ui.system_watch import NoWatch, system_watch


@pytest.fixture
def told() -> list[LockCause]:
    return []


@pytest.fixture
def watch(qapp: QApplication, told: list[LockCause]) -> Iterator[LinuxWatch]:
    made = LinuxWatch(told.append, qapp, "2")
    yield made
    made.deleteLater()


def signal(interface: str, member: str, *arguments: object) -> QDBusMessage:
    made = QDBusMessage.createSignal("/somewhere", interface, member)
    made.setArguments(list(arguments))
    return made


def test_without_a_bus_nothing_is_watched_and_nothing_fails(watch: LinuxWatch, told: list[LockCause]) -> None:
    watch.begin()
    watch.let_sleep()
    assert LockCause.SWITCH not in watch.watched() or Path("/run/dbus/system_bus_socket").exists()
    assert told == []


def test_signals_lock_and_their_end_does_not(watch: LinuxWatch, told: list[LockCause]) -> None:
    watch.told(signal(SESSION, "Lock"))
    watch.told(signal(MANAGER, "PrepareForSleep", True))
    watch.told(signal(SAVERS[1], "ActiveChanged", True))
    watch.told(signal(SAVERS[1], "ActiveChanged", False))
    watch.told(signal(LOGIN, "SomethingElse", True))
    assert told == [LockCause.SCREEN, LockCause.SLEEP, LockCause.SCREEN]


def test_a_property_of_another_interface_is_no_sign(watch: LinuxWatch, told: list[LockCause]) -> None:
    watch.property_changed(signal("org.freedesktop.DBus.Properties", "PropertiesChanged", LOGIN))
    watch.property_changed(signal("org.freedesktop.DBus.Properties", "PropertiesChanged"))
    assert told == []


def test_each_system_gets_its_own(qtbot: QtBot, told: list[LockCause]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert isinstance(system_watch(told.append, window, "linux"), LinuxWatch)
    assert isinstance(system_watch(told.append, window, "win32"), windows_watch.WindowsWatch)
    assert isinstance(system_watch(told.append, window, "darwin"), mac_watch.MacWatch)
    other = system_watch(told.append, window, "freebsd14")
    assert isinstance(other, NoWatch)
    other.begin()
    other.let_sleep()
    assert other.watched() == frozenset()


_LOGIN_MANAGER = """
import os, sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVariant, \\
    QDBusVirtualObject
from PySide6.QtTest import QTest
from iop_desktop.ui.linux_watch import LinuxWatch

HERE = "/org/freedesktop/login1/session/_32"
SESSION, MANAGER = "org.freedesktop.login1.Session", "org.freedesktop.login1.Manager"


class LoginManager(QDBusVirtualObject):
    active, locked, ends = True, False, []

    def introspect(self, path):
        return ""

    def handleMessage(self, message, connection):
        if message.member() == "Get":
            value = self.active if message.arguments()[1] == "Active" else self.locked
            answer = QDBusVariant(value)
        elif message.member() == "Inhibit":
            mine, theirs = os.pipe()
            os.set_blocking(mine, False)
            self.ends.append(mine)
            answer = QDBusUnixFileDescriptor(theirs)
            os.close(theirs)
        else:
            return False
        reply = message.createReply()
        reply.setArguments([answer])
        return connection.send(reply)


app = QCoreApplication([])
bus = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "manager")
manager = LoginManager()
assert bus.registerVirtualObject("/org", manager, QDBusConnection.VirtualObjectRegisterOption.SubPath)
assert bus.registerService("org.freedesktop.login1") and bus.registerService("org.gnome.ScreenSaver")
watch = LinuxWatch(lambda cause: print(cause.value), app, "2")


def emit(path, interface, member, *arguments):
    made = QDBusMessage.createSignal(path, interface, member)
    made.setArguments(list(arguments))
    bus.send(made)
    QTest.qWait(80)


def held():
    try:
        return os.read(manager.ends[-1], 1) != b""
    except BlockingIOError:
        return True


"""
_STORY = """
watch.begin()
QTest.qWait(100)
print("watched", *sorted(watch.watched()))
emit(HERE, SESSION, "Lock")
emit("/org/freedesktop/login1/session/_39", SESSION, "Lock")
print("held" if held() else "free")
emit("/org/freedesktop/login1", MANAGER, "PrepareForSleep", True)
watch.let_sleep()
QTest.qWait(20)
print("held" if held() else "free")
emit("/org/freedesktop/login1", MANAGER, "PrepareForSleep", False)
print("held" if held() else "free")
emit("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True)
emit(HERE, "org.freedesktop.DBus.Properties", "PropertiesChanged", SESSION, {}, ["Active"])
manager.active = False
emit(HERE, "org.freedesktop.DBus.Properties", "PropertiesChanged", SESSION, {}, ["Active"])
manager.active, manager.locked = True, True
emit(HERE, "org.freedesktop.DBus.Properties", "PropertiesChanged", SESSION, {}, ["LockedHint"])
emit(HERE, "org.freedesktop.DBus.Properties", "PropertiesChanged", SESSION, {}, ["IdleHint"])
"""


def test_the_story_is_python() -> None:
    assert ast.parse(_LOGIN_MANAGER + _STORY)


if shutil.which("dbus-run-session"):

    def test_signals_of_a_real_bus_lock() -> None:
        # One private bus stands in for both the system's and the session's.
        start = 'DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" exec "$0" -c "$1"'
        command = ["dbus-run-session", "--", "sh", "-c", start, sys.executable, _LOGIN_MANAGER + _STORY]
        environment = {key: value for key, value in os.environ.items() if key != "DBUS_SESSION_BUS_ADDRESS"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.stdout.splitlines() == [
            "watched sleep switched system",
            "system",
            "held",
            "sleep",
            "free",
            "held",
            "system",
            "switched",
            "system",
        ], done.stderr
