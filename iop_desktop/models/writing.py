"""What helps with writing: phrases and words the spelling check knows, of the clinic or of one person."""

from __future__ import annotations

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
