"""The least a Qt window costs: nothing but an empty one."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.first_paint import FirstPaint


class Bare(QWidget):
    """An empty window."""


def main() -> None:
    """Show it and leave at its first paint."""
    app = QApplication([])
    watcher = FirstPaint("Bare")
    app.installEventFilter(watcher)
    window = Bare()
    window.resize(1366, 768)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
