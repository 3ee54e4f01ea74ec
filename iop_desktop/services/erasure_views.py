"""What is seen before all records are erased, what the form gives, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErasureOutline:
    """What would be erased; ``has_copy`` when a fresh backup or archive holds it, ``copy`` says which."""

    clinic_name: str
    clients: int
    in_treatment: int
    must_be_kept: int
    held: int
    has_copy: bool
    copy: str
    elsewhere: tuple[str, ...]
    by_token: bool


@dataclass(frozen=True, slots=True)
class ErasureForm:
    """The typed name of the clinic; ``declined`` = no backup or archive is wanted."""

    typed_name: str
    declined: bool
