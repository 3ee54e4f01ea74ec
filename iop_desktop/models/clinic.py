"""The clinic, its programs and its staff."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.models.role_set import ROLE_SETS_CHECK, RoleSet
from iop_desktop.rules.vocabulary import Population, Role


class Clinic(Keyed, Versioned, Base):
    """The one clinic of this vault, with the root certificate its signatures hang on."""

    __tablename__ = "clinic"

    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    zone: Mapped[str] = mapped_column(String(64))
    root_certificate: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_root_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Program(Keyed, Versioned, Base):
    """An IOP track with the ages it admits, its weekly hours and the codes of the rule packs that bind it."""

    __tablename__ = "program"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    population: Mapped[Population] = mapped_column(StrEnumType(Population))
    minimum_age: Mapped[int]
    maximum_age: Mapped[int | None]
    weekly_minutes_minimum: Mapped[int]
    weekly_minutes_maximum: Mapped[int]
    rule_packs: Mapped[list[str]] = mapped_column(default=list)


class Staff(Keyed, Versioned, Base):
    """A person with a login: roles, credentials, and the signing key only that person can open.

    With ``token_serial`` the signing key is on the smart card of that number (PKCS#11) under ``token_key_id`` (hex),
    and no key is sealed here.
    """

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(ROLE_SETS_CHECK, name="roles"),)

    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    credentials: Mapped[str] = mapped_column(String(60), default="")
    licence: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(80), default="")
    roles: Mapped[frozenset[Role]] = mapped_column(RoleSet())
    needs_cosignature: Mapped[bool] = mapped_column(default=False)
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    slot_id: Mapped[str] = mapped_column(String(64))
    slot_public_key: Mapped[bytes] = mapped_column(LargeBinary)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_signing_key: Mapped[bytes] = mapped_column(LargeBinary)
    active: Mapped[bool] = mapped_column(default=True)
    credential_until: Mapped[date | None]
    left_on: Mapped[date | None]
    token_serial: Mapped[str] = mapped_column(String(64), default="")
    token_key_id: Mapped[str] = mapped_column(String(64), default="")


class Setting(Base):
    """A choice of the clinic, by name."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
