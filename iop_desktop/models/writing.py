"""What helps with writing: phrases and words the spelling check knows, of the clinic or of one person;
and what somebody was typing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, Versioned


class Phrase(Keyed, Versioned, Base):
    """Text that an abbreviation stands for; without ``staff_id`` it is the clinic's."""

    __tablename__ = "phrase"

    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    abbreviation: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("staff_id", "abbreviation"),)


class SpellingWord(Keyed, Base):
    """A word the spelling check takes as right; without ``staff_id`` for the whole clinic."""

    __tablename__ = "spelling_word"

    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    word: Mapped[str] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("staff_id", "word"),)


class KeptWords(Keyed, Base):
    """What one person had typed into a dialog when the lock closed it; ``dialog`` says which, about what."""

    __tablename__ = "kept_words"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    dialog: Mapped[str] = mapped_column(String(120))
    fields: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("staff_id", "dialog"),)
