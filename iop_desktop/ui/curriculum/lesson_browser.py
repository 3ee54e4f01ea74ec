"""A lesson's text to read: HTML that the service made, in the colors of the theme."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTextBrowser, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.theme import Theme, color

_STYLE = Template("""
h2 { font-weight: 600; color: $title; margin-top: 4px; margin-bottom: 8px; }
h3 { font-weight: 600; color: $title; margin-top: 16px; margin-bottom: 4px; }
h4 { font-weight: 600; margin-top: 12px; margin-bottom: 4px; }
p { margin-top: 3px; margin-bottom: 7px; line-height: 135%; }
p.lead { font-size: 15px; color: $dim; }
p.fill { margin-bottom: 0; border-bottom: 1px solid $line; background-color: $sunken; }
li { margin-bottom: 3px; line-height: 130%; }
ul, ol { margin-top: 2px; margin-bottom: 8px; -qt-list-indent: 1; }
.dim { color: $dim; }
blockquote { margin-left: 14px; color: $title; font-size: 16px; font-weight: 600; }
table.grid { border: 1px solid $line; margin-top: 6px; margin-bottom: 10px; border-collapse: collapse; }
table.grid td, table.grid th { border: 1px solid $line; padding: 5px; }
table.grid th { background-color: $sunken; }
""")


class LessonBrowser(QTextBrowser):
    """Read-only; scrolling with the keyboard, no links."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._html = ""
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setProperty("kind", "record")
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(14)
        Theme.current().changed.connect(self._draw)

    def show_html(self, html: str) -> None:
        """Show a text; the place stays when it is the same."""
        if html != self._html:
            self._html = html
            self._draw()

    def loadResource(self, _kind: int, _name: QUrl | str) -> QImage:
        """No picture: what an author wrote is text, and fetches nothing."""
        # Qt would look for itself if it were given no image at all.
        return QImage()

    def html(self) -> str:
        """What is shown."""
        return self._html

    def _draw(self) -> None:
        place = self.verticalScrollBar().value()
        self.document().setDefaultFont(font(14))
        colors = {"title": "accent_text", "dim": "text2", "line": "border_strong", "sunken": "sunken"}
        style = _STYLE.substitute({name: color(key).name() for name, key in colors.items()})
        self.document().setDefaultStyleSheet(f"body {{ color: {color('text').name()}; }} {style}")
        self.setHtml(f"<body>{self._html}</body>")
        self.verticalScrollBar().setValue(place)
