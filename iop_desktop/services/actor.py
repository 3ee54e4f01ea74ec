"""Who is doing something: the member of staff at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from iop_desktop.rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The unlocked member of staff; passed to every change."""

    staff_id: UUID
    login: str
    name: str
    credentials: str
    role: Role
    needs_cosignature: bool

    @property
    def roles(self) -> frozenset[Role]:
        """Every role of the person; rights follow from them (``rules.rights``)."""
        return frozenset({self.role})

    @property
    def signed_name(self) -> str:
        """Name with credentials."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def first_name(self) -> str:
        """For greetings."""
        return self.name.split(" ", maxsplit=1)[0]

    @property
    def initials(self) -> str:
        """For the avatar."""
        return "".join(part[0] for part in self.name.split()[:1] + self.name.split()[-1:]).upper()
