"""Column types and keys that every table shares."""

from __future__ import annotations

import datetime
import enum
import time
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, Integer, create_engine, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from iop_desktop.models.base import Base, Keyed, StrEnumType, UTCDateTime, Versioned, new_id

SQLITE = sqlite.dialect()
MOMENTS = st.datetimes(timezones=st.timezones())


class Color(enum.StrEnum):
    RED = "red"
    DARK_BLUE = "dark blue"


class OwnBase(DeclarativeBase):
    metadata = Base.metadata.__class__(naming_convention=Base.metadata.naming_convention)
    type_annotation_map = Base.type_annotation_map


class Thing(Keyed, Versioned, OwnBase):
    __tablename__ = "thing"

    number: Mapped[int] = mapped_column(Integer)
    color: Mapped[Color] = mapped_column(StrEnumType(Color), default=Color.RED)
    made_at: Mapped[datetime.datetime | None]
    content: Mapped[dict[str, str] | None]


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    OwnBase.metadata.create_all(made)
    yield made
    made.dispose()


def kept(moment: datetime.datetime) -> str:
    return str(UTCDateTime().process_bind_param(moment, SQLITE))


def in_range(moment: datetime.datetime) -> bool:
    try:
        moment.astimezone(datetime.UTC)
    except OverflowError:
        return False
    return True


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        kept(datetime.datetime(2026, 11, 24, 12, 0))


def test_a_moment_without_a_zone_is_refused_on_its_way_to_the_database(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Thing(number=1, made_at=datetime.datetime(2026, 11, 24, 12, 0)))
        with pytest.raises(StatementError, match="time zone"):
            session.flush()


@given(MOMENTS.filter(in_range), MOMENTS.filter(in_range))
def test_kept_moments_sort_as_the_moments_do(first: datetime.datetime, second: datetime.datetime) -> None:
    one, two = first.astimezone(datetime.UTC), second.astimezone(datetime.UTC)
    assert (kept(first) < kept(second)) == (one < two)
    assert len(kept(first)) == 27


@given(MOMENTS.filter(in_range))
def test_a_kept_moment_comes_back_the_same(moment: datetime.datetime) -> None:
    back = UTCDateTime().process_result_value(kept(moment), SQLITE)
    assert back == moment.astimezone(datetime.UTC)
    assert back is not None
    assert back.utcoffset() == datetime.timedelta(0)


def test_no_moment_stays_none_and_a_server_keeps_moments_as_moments() -> None:
    column, server = UTCDateTime(), postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    moment = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
    assert column.process_bind_param(None, SQLITE) is None
    assert column.process_result_value(None, SQLITE) is None
    assert column.process_bind_param(moment, server) == moment
    assert column.process_result_value(moment, server) == moment
    assert column.load_dialect_impl(server).compile(server) == "TIMESTAMP WITH TIME ZONE"
    assert column.load_dialect_impl(SQLITE).compile(SQLITE) == "VARCHAR(27)"


def test_a_word_outside_the_enumeration_is_refused_by_program_and_database(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Thing(number=1, color="green"))
        with pytest.raises(StatementError):
            session.flush()
    statement = "INSERT INTO thing (id, revision, number, color) VALUES ('x', 1, 1, 'green')"
    with engine.connect() as connection, pytest.raises(IntegrityError, match="CHECK"):
        connection.execute(text(statement))


def test_the_database_keeps_values_not_python_names(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Thing(number=1, color=Color.DARK_BLUE, content={"a": "é"}))
        session.commit()
        assert session.execute(text("SELECT color FROM thing")).scalar_one() == "dark blue"
        assert session.scalars(select(Thing.color)).one() is Color.DARK_BLUE
        assert session.scalars(select(Thing.content)).one() == {"a": "é"}


def test_ids_are_of_version_7_unique_and_later_ones_sort_after() -> None:
    ids = [new_id() for _ in range(2000)]
    assert {value.version for value in ids} == {7}
    assert type(ids[0]) is uuid.UUID
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == ids
    time.sleep(0.002)
    assert new_id().hex > ids[-1].hex


def test_an_id_keeps_its_order_in_the_database(engine: Engine) -> None:
    with Session(engine) as session:
        for number in range(50):
            session.add(Thing(number=number))
            session.flush()
        assert session.scalars(select(Thing.number).order_by(Thing.id)).all() == list(range(50))


def test_a_stale_save_is_refused(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Thing(number=1))
        session.commit()
    with Session(engine) as first, Session(engine) as second:
        one, two = first.scalars(select(Thing)).one(), second.scalars(select(Thing)).one()
        assert one.revision == 1
        one.number = 2
        first.commit()
        assert one.revision == 2
        two.number = 3
        with pytest.raises(StaleDataError):
            second.flush()
