"""Destroying a chart after its period: one person proposes, a second one confirms, a certificate is left."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.canonical import Json
from iop_desktop.models.chart_disposal import delete_rows, overwrite_freed
from iop_desktop.models.chart_rows import rows_of_chart
from iop_desktop.models.clinic import Staff
from iop_desktop.models.keyed_hash import keyed_hash
from iop_desktop.models.retention import Disposal, DisposalProposal
from iop_desktop.rules.disposal import (
    DISPOSAL_DONE,
    destroyed_lines,
    named_words,
    refusals_to_confirm,
    refusals_to_propose,
)
from iop_desktop.rules.retention import rule_of_chart
from iop_desktop.rules.rights import Right, allows
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.chart_days import chosen_policy, open_proposals
from iop_desktop.services.disposal_certificate import MEANING, certificate_of
from iop_desktop.services.disposal_facts import disposal_facts, standing_of_chart, what_remains
from iop_desktop.services.disposal_views import DisposalOutline, DisposalRow
from iop_desktop.services.end_certificates import signed_certificate
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.kept_words import forget_words
from iop_desktop.services.pens import Pen, open_pen, secret_asked
from iop_desktop.services.retention import TOPICS, withdraw_proposals
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.services.rights import needs
from iop_desktop.services.texts_naming import places_naming
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.written_file import write_file

_EVERYTHING = frozenset(Topic)
_NO_PROPOSAL = "That proposal is not in these records any more. Nothing was changed."
_DONE = "The chart is destroyed and the certificate is saved."
_LATER = (
    " The file could not be written anew just now (it was being read, the disk is full, or it was locked): its pages "
    "were overwritten, and the next disposal or backup writes it anew."
)


class DisposalService:
    """Use cases of the end of a chart. ``confirm`` takes long and belongs on the long lane."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock
        roles = unlocked.actor.roles
        self.may_propose = allows(roles, Right.MANAGE_RETENTION)
        self.may_confirm = allows(roles, Right.CONFIRM_DISPOSAL)

    @needs(Right.MANAGE_RETENTION)
    def propose(self, client_id: UUID) -> Changes:
        """Propose to destroy a chart whose period is over. Raises NotFound, and Refused with every reason."""
        with self._unlocked.transaction() as db:
            row = standing_of_chart(db, self._unlocked, client_id, self._today())
            refusals = refusals_to_propose(disposal_facts(db, self._unlocked, row, self._today()))
            if refusals:
                raise Refused(refusals)
            withdraw_proposals(db, self._unlocked, client_id, self._clock())
            proposal = DisposalProposal(
                client_id=client_id, proposed_by=self._unlocked.actor.staff_id, proposed_at=self._clock()
            )
            db.add(proposal)
            db.flush()
            self._unlocked.audit(db, "disposal.proposed", client_id, {"proposal": str(proposal.id)})
        return Changes(TOPICS, f"Record {row.record_number} is proposed; a second person confirms it.")

    @needs(Right.CONFIRM_DISPOSAL)
    def withdraw(self, proposal_id: UUID) -> Changes:
        """The chart is kept after all. Raises NotFound."""
        with self._unlocked.transaction() as db:
            proposal = db.scalars(open_proposals().where(DisposalProposal.id == proposal_id)).one_or_none()
            if proposal is None:
                raise NotFound(_NO_PROPOSAL)
            proposal.withdrawn_by, proposal.withdrawn_at = self._unlocked.actor.staff_id, self._clock()
            self._unlocked.audit(db, "disposal.withdrawn", proposal.client_id, {"proposal": str(proposal.id)})
        return Changes(TOPICS, "The proposal is withdrawn; the chart is kept.")

    @needs(Right.CONFIRM_DISPOSAL)
    def outline(self, client_id: UUID) -> DisposalOutline:
        """What would be destroyed, for who is to confirm it. Raises NotFound, and Refused with every reason."""
        with self._unlocked.reading() as db:
            row = self._confirmable(db, client_id)
            counts = {name: len(keys) for name, keys in rows_of_chart(db.connection(), client_id).items()}
            return DisposalOutline(
                client_id=client_id,
                record_number=row.record_number,
                lines=destroyed_lines(counts),
                rule=_rule(db, row),
                remains=what_remains(db, self._unlocked, client_id, self._today()),
                by_token=secret_asked(self._unlocked).by_token,
                named=places_naming(db, client_id, self._unlocked.zone),
            )

    @needs(Right.CONFIRM_DISPOSAL)
    def confirm(self, client_id: UUID, secret: str, path: Path) -> Changes:
        """Destroy the chart and save the signed certificate at ``path``; all or nothing.

        Raises NotFound, Refused, NotWritten, and what ``open_pen`` raises. If it fails, the chart is as before.
        """
        with open_pen(self._unlocked, secret) as pen:
            written: list[Path] = []
            try:
                with self._unlocked.transaction() as db:
                    self._destroy(db, client_id, pen, path, written)
            except BaseException:
                # A certificate of what did not happen must not be left lying about.
                for each in written:
                    each.unlink(missing_ok=True)
                raise
        anew = overwrite_freed(self._unlocked.vault)
        return Changes(_EVERYTHING, _DONE if anew else _DONE + _LATER)

    @needs(Right.SEE_RETENTION)
    def find(self, record_number: str) -> tuple[DisposalRow, ...]:
        """What became of a record number that is not here any more; nothing if none was destroyed."""
        wanted = _hash(self._unlocked, record_number)
        with self._unlocked.reading() as db:
            names = {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}
            query = select(Disposal).where(Disposal.record_hash == wanted).order_by(Disposal.confirmed_at)
            return tuple(
                DisposalRow(
                    on=found.confirmed_at.astimezone(self._unlocked.zone).date(),
                    rule=found.rule,
                    proposed_by=names[found.proposed_by],
                    confirmed_by=names[found.confirmed_by],
                    certificate_sha256=found.certificate_sha256,
                )
                for found in db.scalars(query)
            )

    def _confirmable(self, db: Database, client_id: UUID) -> RetentionRow:
        row = standing_of_chart(db, self._unlocked, client_id, self._today())
        facts = disposal_facts(db, self._unlocked, row, self._today())
        refusals = refusals_to_confirm(facts, by_proposer=row.proposal is not None and row.proposal.is_mine)
        if refusals:
            raise Refused(refusals)
        return row

    def _destroy(self, db: Database, client_id: UUID, pen: Pen, path: Path, written: list[Path]) -> None:
        row, now = self._confirmable(db, client_id), self._clock()
        assert row.proposal is not None
        proposal = db.get_one(DisposalProposal, row.proposal.proposal_id)
        rows = rows_of_chart(db.connection(), client_id)
        counts = {name: len(keys) for name, keys in rows.items()}
        disposal = self._tombstone(db, row, proposal, counts, now)
        named = places_naming(db, client_id, self._unlocked.zone)
        remains = (*what_remains(db, self._unlocked, client_id, self._today()), *named_words(len(named)))
        certificate = certificate_of(db, self._unlocked, row, disposal, remains)
        pdf = signed_certificate(db, self._unlocked, pen, certificate, MEANING, now)
        disposal.certificate_sha256 = sha256(pdf).hexdigest()
        write_file(path, pdf)
        written.append(path)
        # What was read so far must not be written back by the session.
        db.expunge_all()
        deleted = delete_rows(db.connection(), rows)
        forget_words(db, {client_id}.union(*rows.values()))
        db.add(disposal)
        db.flush()
        detail: dict[str, Json] = {
            "disposal": str(disposal.id),
            "rows": sum(deleted.values()),
            "certificate": disposal.certificate_sha256,
            "named": len(named),
            # So that the check of the record misses nothing that was destroyed rightly.
            "notes": sorted(str(key) for key in rows.get("note", ())),
        }
        self._unlocked.audit(db, DISPOSAL_DONE, client_id, detail)

    def _tombstone(
        self, db: Database, row: RetentionRow, proposal: DisposalProposal, counts: dict[str, int], now: datetime
    ) -> Disposal:
        assert row.discharged_on is not None
        assert row.kept_until is not None
        return Disposal(
            id=new_id(),
            record_hash=_hash(self._unlocked, row.record_number),
            discharged_on=row.discharged_on,
            kept_until=row.kept_until,
            rule=_rule(db, row),
            destroyed=counts,
            proposed_by=proposal.proposed_by,
            proposed_at=proposal.proposed_at,
            confirmed_by=self._unlocked.actor.staff_id,
            confirmed_at=now,
        )

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def _rule(db: Database, row: RetentionRow) -> str:
    return rule_of_chart(chosen_policy(db), row.period.years if row.period else 0)


def _hash(unlocked: Unlocked, record_number: str) -> str:
    """A hash that only these records can make, so that a list of numbers cannot be tried from outside."""
    content = f"disposal\0{' '.join(record_number.split()).casefold()}"
    return keyed_hash(unlocked.vault.keys.audit_key)(content.encode()).hex()
