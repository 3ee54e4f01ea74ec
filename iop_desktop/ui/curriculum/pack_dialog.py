"""A curriculum pack before it comes in: what it is, who signed it, what would change."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.services.curriculum_views import PackPreview
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.text import label, muted


class PackDialog(FormDialog):
    """``confirmed`` carries whether the author was accepted, and the codes of edited lessons to take anew."""

    confirmed = Signal(bool, object)

    def __init__(self, pack: PackPreview, is_administrator: bool, parent: QWidget) -> None:
        super().__init__("Import a curriculum", "Import", parent)
        self._pack = pack
        self.setMinimumWidth(560)
        self.accept_author = QCheckBox("I have checked who this comes from, and accept it")
        self.accept_author.setVisible(pack.needs_acceptance and is_administrator)
        self.take_new = QCheckBox(
            f"Replace {count_of(len(pack.edited), 'lesson')} that we edited by the author's new text"
        )
        self.take_new.setVisible(bool(pack.edited))
        self._refused = bool(pack.findings) or (pack.needs_acceptance and not is_administrator)
        self.accept_author.toggled.connect(lambda _: self._settle())
        self.fill(
            label(f"{pack.title}, version {pack.version}", 15, 600, wrap=True),
            muted(_about(pack), 13, wrap=True),
            label(_signed(pack), 13, 500, wrap=True),
            muted(_changes(pack), 13, wrap=True),
            muted(_hint(pack, is_administrator), 13, wrap=True),
            self.take_new,
            self.accept_author,
        )
        self._settle()

    def confirm(self) -> None:
        """Hand over what was chosen."""
        self.ok.setEnabled(False)
        codes = frozenset(self._pack.edited) if self.take_new.isChecked() else frozenset()
        self.confirmed.emit(self.accept_author.isChecked(), codes)

    def _settle(self) -> None:
        waiting = self._pack.needs_acceptance and not self.accept_author.isChecked()
        self.ok.setEnabled(not self._refused and not waiting)


def _about(pack: PackPreview) -> str:
    review = f"{short_date(pack.review_by)}"
    return (
        f"{count_of(pack.lessons, 'lesson')} by {pack.author}, in {pack.language}. Licence: {pack.licence}. "
        f"{pack.review} To be read again by {review}."
    )


def _signed(pack: PackPreview) -> str:
    if not pack.fingerprint:
        return "Nobody signed this pack."
    if pack.publisher:
        return f"Signed by {pack.publisher}, whom this clinic has accepted."
    return f"Signed with a key that nobody here has accepted yet:\n{pack.fingerprint}"


def _changes(pack: PackPreview) -> str:
    words = [f"{count_of(len(pack.added), 'lesson')} will be added"]
    if pack.replaces:
        words = [f"Renews version {pack.replaces}: {len(pack.added)} added, {len(pack.replaced)} renewed"]
        if pack.retired:
            words.append(f"{len(pack.retired)} no longer offered")
    return f"{', '.join(words)}. Sessions that were held keep the lesson as it was given."


def _hint(pack: PackPreview, is_administrator: bool) -> str:
    if pack.findings:
        return f"It cannot come in, because lessons are not complete. {pack.findings[0]}"
    if not pack.needs_acceptance:
        return ""
    if not is_administrator:
        return "Only an administrator can accept it."
    return "Compare the key with what the author tells you by another way, such as the telephone."
