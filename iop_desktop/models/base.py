"""What every table shares: names of constraints, portable column types, client-made keys, a revision number."""

from __future__ import annotations

import datetime
import enum
import functools
import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import uuid6
from sqlalchemy import JSON, DateTime, Dialect, Enum, Integer, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeEngine

_UTC_TEXT_LENGTH = 27
_KNOWN_IDS = 8192

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PortableJson = JSON().with_variant(JSONB(), "postgresql")


def new_id() -> uuid.UUID:
    """A new UUIDv7: unique across laptops, and later ones sort after earlier ones."""
    return uuid.UUID(bytes=uuid6.uuid7().bytes)


@functools.lru_cache(maxsize=_KNOWN_IDS)
def _id_of(text: str | None) -> uuid.UUID | None:
    """The identifier of its text; a page reads the same ones over and over, and making one takes ten times longer."""
    return None if text is None else uuid.UUID(text)


class Id(Uuid[uuid.UUID]):
    """An identifier, kept as SQLAlchemy keeps it: 32 letters on SQLite, UUID on PostgreSQL."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """On SQLite the same text gives the same object."""
        if dialect.name == "sqlite":
            return _id_of
        other: Callable[[Any], Any] | None = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]  # SQLAlchemy's own has no types
        return other


def _moment_of(text: str | None) -> datetime.datetime | None:
    return None if text is None else datetime.datetime.fromisoformat(text)


class UTCDateTime(TypeDecorator[datetime.datetime]):
    """An aware moment in UTC; fixed-width ISO text on SQLite (sorts and compares), TIMESTAMPTZ on PostgreSQL.

    Raises ValueError for a naive value: a moment without a zone is a mistake that cannot be mended later.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text of 27 characters on SQLite, the dialect's own type elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(_UTC_TEXT_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> Any:
        """Aware Python time to what the database keeps."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(datetime.UTC)
        if dialect.name != "sqlite":
            return moment
        # strftime("%Y") does not pad years below 1000 on every system.
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """One call for each value of SQLite: pages read thousands of moments."""
        return _moment_of if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        """What the database keeps to an aware time in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _moment_of(value)
        moment: datetime.datetime = value
        return moment.astimezone(datetime.UTC)


def enum_values(enum_class: type[enum.Enum]) -> Sequence[str]:
    """The values, not the Python names, are what the database keeps."""
    return [str(member.value) for member in enum_class]


def StrEnumType(enum_class: type[enum.Enum], name: str | None = None) -> Enum:
    """Column type of an enumeration: text of up to 24 characters with a CHECK constraint.

    Give ``name`` when one table has two columns of the same enumeration, so that their constraints differ.
    """
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", enum_class.__name__).lower()
    return Enum(
        enum_class,
        name=name or snake,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=enum_values,
    )


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Id(),
        datetime.datetime: UTCDateTime(),
        enum.StrEnum: Enum(
            enum.StrEnum, native_enum=False, create_constraint=True, length=24, values_callable=enum_values
        ),
        dict: PortableJson,
        list: PortableJson,
        dict[str, Any]: PortableJson,
        dict[str, str]: PortableJson,
        list[Any]: PortableJson,
        list[str]: PortableJson,
        list[dict[str, Any]]: PortableJson,
    }


class Keyed:
    """Mixin: a UUIDv7 primary key made by the program."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)


class Versioned:
    """Mixin: ``revision`` starts at 1 and grows with each save; a stale save raises StaleDataError."""

    revision: Mapped[int] = mapped_column(Integer, nullable=False, sort_order=90)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # a directive is called with the class
        return {"version_id_col": cls.revision}
