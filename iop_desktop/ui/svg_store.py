"""Icons as scalable drawings, recolored and kept ready."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from iop_desktop.paths import resource


class SvgStore:
    """Draws icons of the shipped set in any color; every icon and color is parsed once."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._renderers: dict[tuple[str, str], QSvgRenderer] = {}

    def draw(self, painter: QPainter, name: str, color: QColor, rect: QRectF) -> None:
        """Draw icon ``name`` into ``rect``. Raises FileNotFoundError for an unknown icon."""
        self._renderer(name, color).render(painter, rect)

    def _renderer(self, name: str, color: QColor) -> QSvgRenderer:
        key = (name, color.name())
        if key not in self._renderers:
            drawing = self._source(name).replace("currentColor", color.name())
            self._renderers[key] = QSvgRenderer(QByteArray(drawing.encode()))
        return self._renderers[key]

    def _source(self, name: str) -> str:
        if name not in self._sources:
            text = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
            # Lucide's stroke of 2 looks heavy beside Inter at 13 px.
            self._sources[name] = text.replace('stroke-width="2"', 'stroke-width="1.75"')
        return self._sources[name]
