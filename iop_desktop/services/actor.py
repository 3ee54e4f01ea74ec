"""Who is doing something: the member of staff at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The unlocked member of staff; passed to every change. Rights follow from ``roles`` (``rules.rights``)."""

    staff_id: UUID
    login: str
    name: str
    credentials: str
    roles: frozenset[Role]
    needs_cosignature: bool

    def may(self, right: Right) -> bool:
        """Whether one of the roles gives this right; pages ask it to show or hide what a service would refuse."""
        return allows(self.roles, right)

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
