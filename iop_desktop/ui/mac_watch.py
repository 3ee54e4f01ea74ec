"""macOS: distributed notifications and power messages, through ctypes. Written from the documentation, not run here."""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import Any

from iop_desktop.rules.lock_causes import MAC_NOTIFICATIONS, LockCause, of_mac_notification, of_mac_power
from iop_desktop.ui.system_watch import Due

_UTF8 = 0x08000100
_DELIVER_AT_ONCE = 4
_pointer = ctypes.c_void_p
_Notified = ctypes.CFUNCTYPE(None, _pointer, _pointer, _pointer, _pointer, _pointer)
_Powered = ctypes.CFUNCTYPE(None, _pointer, ctypes.c_uint32, ctypes.c_uint32, _pointer)


class MacWatch:
    """Both kinds of messages come through the main run loop, which Qt serves."""

    def __init__(self, due: Due) -> None:
        self._due = due
        self._watched: set[LockCause] = set()
        self._root = 0
        # The system keeps bare pointers to them, so they must live as long as the program.
        self._notified, self._powered = _Notified(self._on_notification), _Powered(self._on_power)
        self._foundation: Any = None
        self._io: Any = None

    def begin(self) -> None:
        """Listen; a Mac that refuses gives no signs."""
        foundation, io = ctypes.util.find_library("CoreFoundation"), ctypes.util.find_library("IOKit")
        if foundation is None or io is None:
            return
        self._foundation, self._io = ctypes.CDLL(foundation), ctypes.CDLL(io)
        self._follow_notifications()
        self._follow_power()

    def watched(self) -> frozenset[LockCause]:
        """The signs this computer gives."""
        return frozenset(self._watched)

    def let_sleep(self) -> None:
        """The answer was given with the message."""

    def _follow_notifications(self) -> None:
        found = self._foundation
        found.CFNotificationCenterGetDistributedCenter.restype = _pointer
        found.CFStringCreateWithCString.restype = _pointer
        found.CFStringCreateWithCString.argtypes = [_pointer, ctypes.c_char_p, ctypes.c_uint32]
        found.CFNotificationCenterAddObserver.argtypes = [
            _pointer,
            _pointer,
            _Notified,
            _pointer,
            _pointer,
            ctypes.c_long,
        ]
        center = found.CFNotificationCenterGetDistributedCenter()
        for name in MAC_NOTIFICATIONS:
            text = found.CFStringCreateWithCString(None, name.encode(), _UTF8)
            found.CFNotificationCenterAddObserver(center, None, self._notified, text, None, _DELIVER_AT_ONCE)
            cause = of_mac_notification(name)
            self._watched |= {cause} if cause is not None else set()

    def _follow_power(self) -> None:
        found, io = self._foundation, self._io
        io.IORegisterForSystemPower.restype = ctypes.c_uint32
        io.IORegisterForSystemPower.argtypes = [_pointer, _pointer, _Powered, _pointer]
        io.IONotificationPortGetRunLoopSource.restype = _pointer
        io.IONotificationPortGetRunLoopSource.argtypes = [_pointer]
        io.IOAllowPowerChange.argtypes = [ctypes.c_uint32, ctypes.c_ssize_t]
        found.CFRunLoopGetMain.restype = _pointer
        found.CFRunLoopAddSource.argtypes = [_pointer, _pointer, _pointer]
        port, notifier = _pointer(), ctypes.c_uint32()
        self._root = io.IORegisterForSystemPower(None, ctypes.byref(port), self._powered, ctypes.byref(notifier))
        if self._root:
            mode = _pointer.in_dll(found, "kCFRunLoopCommonModes")
            found.CFRunLoopAddSource(found.CFRunLoopGetMain(), io.IONotificationPortGetRunLoopSource(port), mode)
            self._watched.add(LockCause.SLEEP)

    def _on_notification(self, _center: Any, _observer: Any, name: Any, _object: Any, _info: Any) -> None:
        text = ctypes.create_string_buffer(256)
        self._foundation.CFStringGetCString.argtypes = [_pointer, ctypes.c_char_p, ctypes.c_long, ctypes.c_uint32]
        if self._foundation.CFStringGetCString(name, text, len(text), _UTF8):
            cause = of_mac_notification(text.value.decode())
            if cause is not None:
                self._due(cause)

    def _on_power(self, _context: Any, _service: int, message: int, argument: Any) -> None:
        cause, waits = of_mac_power(message)
        if cause is not None:
            self._due(cause)
        if waits:
            self._io.IOAllowPowerChange(self._root, int(argument or 0))
