"""Turning one's second factor on and off, and removing that of somebody who lost the telephone."""

from __future__ import annotations

import dataclasses
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.second_factor import SecondFactor, SpareCode
from iop_desktop.models.spelled_code import ALPHABET
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.security_notices import NoticeKind
from iop_desktop.rules.totp import SECRET_BYTES, enrolment_uri, matching_step, secret_text, step_of
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.rights import needs
from iop_desktop.services.second_factor import spare_digest, spares_left
from iop_desktop.services.security_notices import raise_notice
from iop_desktop.services.unlocked import Clock, Unlocked

SPARES = 10
_ISSUER = "IOP Desktop"
_WRONG = Refusal(
    "code",
    "That code does not fit. Nothing was changed: type the one that the app shows now, and see whether the clocks of "
    "phone and computer are right.",
    "code",
)
_NOT_BEGUN = Refusal("not-begun", "No second factor was begun. Nothing was changed: begin again.")
_NONE = Refusal("none", "There is no second factor to remove. Nothing was changed.")
_OFF = "Your second factor is off. Your pass phrase alone opens the records."


@dataclass(frozen=True, slots=True)
class FactorStanding:
    """Whether the person has a second factor, since when, and the recovery codes left; ``may_remove``: of others."""

    since: datetime | None
    spares: int
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the app needs: a picture of a QR code (PNG), and the same secret to type."""

    picture: bytes = dataclasses.field(repr=False)
    secret: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class SpareCodes:
    """Ten recovery codes, shown once; each works once in the place of the app."""

    name: str
    clinic_name: str
    made_at: datetime
    codes: tuple[str, ...] = dataclasses.field(repr=False)


class SecondFactorService:
    """Use cases of the person at the keyboard. A second factor guards the door; it makes no encryption stronger."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked, self._clock = unlocked, clock
        self._begun: bytes | None = None

    @needs(Right.OWN_ACCOUNT)
    def standing(self) -> FactorStanding:
        """How things stand with the person's own."""
        actor = self._unlocked.actor
        with self._unlocked.reading() as db:
            factor = db.get(SecondFactor, actor.staff_id)
            left = spares_left(db, db.get_one(Staff, actor.staff_id))
        may_remove = allows(actor.roles, Right.REMOVE_SECOND_FACTOR)
        return FactorStanding(factor.enrolled_at if factor else None, left, may_remove)

    @needs(Right.OWN_ACCOUNT)
    def begin(self, passphrase: str) -> Enrolment:
        """A fresh secret for the app, for the person's own pass phrase; nothing is kept until ``confirm``.

        Raises WrongPassphrase (counted, and in the audit chain) and TooSoon.
        """
        from iop_desktop.documents.qr import qr_png  # heavy: loaded when it is needed

        self._unlocked.open_own_slot(passphrase)
        self._begun = secret = secrets.token_bytes(SECRET_BYTES)
        uri = enrolment_uri(secret, _ISSUER, self._unlocked.actor.login)
        return Enrolment(qr_png(uri.encode()), secret_text(secret))

    @needs(Right.OWN_ACCOUNT)
    def confirm(self, code: str) -> SpareCodes:
        """The app's first code proves it: from now on one is asked for. Raises Refused for one that does not fit."""
        if self._begun is None:
            raise Refused((_NOT_BEGUN,))
        now, staff_id = self._clock(), self._unlocked.actor.staff_id
        step = matching_step(self._begun, code, step_of(now.timestamp()), -1)
        if step is None:
            raise Refused((_WRONG,))
        with self._unlocked.transaction() as db:
            _forget(db, staff_id)
            db.add(SecondFactor(staff_id=staff_id, secret=self._begun, last_step=step, enrolled_at=now))
            made = self._new_spares(db)
            self._unlocked.audit(db, "second_factor.enrolled", staff_id)
        self._begun = None
        return made

    @needs(Right.OWN_ACCOUNT)
    def new_spares(self, passphrase: str) -> SpareCodes:
        """Ten fresh recovery codes; the earlier ones no longer work. Raises WrongPassphrase, TooSoon and Refused."""
        self._unlocked.open_own_slot(passphrase)
        staff_id = self._unlocked.actor.staff_id
        with self._unlocked.transaction() as db:
            if db.get(SecondFactor, staff_id) is None:
                raise Refused((_NONE,))
            made = self._new_spares(db)
            self._unlocked.audit(db, "second_factor.spares_made", staff_id)
        return made

    @needs(Right.OWN_ACCOUNT)
    def give_up(self, passphrase: str) -> Changes:
        """Turn one's own off. Raises WrongPassphrase (counted, and in the audit chain), TooSoon and Refused."""
        self._unlocked.open_own_slot(passphrase)
        staff_id = self._unlocked.actor.staff_id
        with self._unlocked.transaction() as db:
            if not remove_factor(db, staff_id):
                raise Refused((_NONE,))
            self._unlocked.audit(db, "second_factor.given_up", staff_id)
        return Changes(frozenset({Topic.STAFF}), _OFF)

    @needs(Right.REMOVE_SECOND_FACTOR)
    def others(self) -> tuple[tuple[UUID, str], ...]:
        """Everybody else who has one, by name."""
        query = select(Staff.id, Staff.name).join(SecondFactor).where(Staff.id != self._unlocked.actor.staff_id)
        with self._unlocked.reading() as db:
            return tuple((key, name) for key, name in db.execute(query.order_by(Staff.name)))

    @needs(Right.REMOVE_SECOND_FACTOR)
    def remove_for(self, staff_id: UUID, passphrase: str) -> Changes:
        """Turn off that of somebody who lost telephone and recovery codes, for the administrator's own pass phrase.

        It stays on Today until somebody else has seen it. Raises WrongPassphrase, TooSoon and Refused.
        """
        unlocked = self._unlocked
        unlocked.open_own_slot(passphrase)
        with unlocked.transaction() as db:
            if staff_id == unlocked.actor.staff_id or not remove_factor(db, staff_id):
                raise Refused((_NONE,))
            name = db.get_one(Staff, staff_id).name
            unlocked.audit(db, "second_factor.removed", staff_id)
            raise_notice(db, NoticeKind.FACTOR_REMOVED, self._clock(), by=unlocked.actor.staff_id, about=staff_id)
        return Changes(frozenset({Topic.STAFF}), f"The second factor of {name} is removed.")

    def _new_spares(self, db: Database) -> SpareCodes:
        actor = self._unlocked.actor
        db.execute(delete(SpareCode).where(SpareCode.staff_id == actor.staff_id))
        codes = tuple(_new_code() for _ in range(SPARES))
        db.add_all(SpareCode(staff_id=actor.staff_id, digest=spare_digest(code)) for code in codes)
        db.flush()
        return SpareCodes(actor.name, self._unlocked.clinic_name, self._clock(), codes)


def remove_factor(db: Database, staff_id: UUID) -> bool:
    """Forget a person's second factor with its recovery codes; whether there was one."""
    there = db.get(SecondFactor, staff_id) is not None
    _forget(db, staff_id)
    return there


def spare_codes_pdf(spares: SpareCodes) -> bytes:
    """The recovery codes on one page."""
    from iop_desktop.documents.spare_codes import render_spare_codes  # heavy: loaded when it is needed

    return render_spare_codes(spares.clinic_name, spares.name, spares.codes, spares.made_at)


def _forget(db: Database, staff_id: UUID) -> None:
    db.execute(delete(SpareCode).where(SpareCode.staff_id == staff_id))
    db.execute(delete(SecondFactor).where(SecondFactor.staff_id == staff_id))
    db.flush()


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
