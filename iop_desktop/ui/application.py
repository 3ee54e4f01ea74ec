"""The one Qt application, and whether there is a screen for it."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from iop_desktop import paths


def has_display() -> bool:
    """Whether a window can be shown. On other systems than Linux there always is a display."""
    offscreen = os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen")
    wanted = ("DISPLAY", "WAYLAND_DISPLAY")
    return offscreen or not sys.platform.startswith("linux") or any(os.environ.get(name) for name in wanted)


def make_application() -> QApplication:
    """The one Qt application."""
    app = QApplication.instance()
    if app is None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication(["iop-desktop"])
    assert isinstance(app, QApplication)
    app.setApplicationName(paths.APP_NAME)
    app.setDesktopFileName("iop-desktop")
    return app
