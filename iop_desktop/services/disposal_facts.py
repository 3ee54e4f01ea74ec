"""What is known of a chart before it is destroyed: where it stands, and where copies of it are."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.chart_rows import papers_of
from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.models.packets import PacketOutItem
from iop_desktop.models.vault_folder import COPIES_NAME
from iop_desktop.models.vault_swap import KEPT_PREFIX
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.disposal import DisposalFacts, backups_gone_by
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.amendment_rows import requests_of
from iop_desktop.services.chart_days import chart_rows, open_holds
from iop_desktop.services.errors import NotFound
from iop_desktop.services.retention import NO_CHART
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import count_of

_BACKUPS = (
    "Backups in the clinic's folder still hold the chart until they are turned over: by {gone}, when a backup is made "
    "in every month until then. Copies on USB sticks are never removed by the program."
)
_AUDIT = "The audit log keeps its entries; they hold identifiers and codes, no names and no text of the treatment."
_UNFINISHED = (NoteState.DRAFT, NoteState.RETURNED, NoteState.AWAITING_COSIGNATURE)


def standing_of_chart(db: Database, unlocked: Unlocked, client_id: UUID, today: date) -> RetentionRow:
    """The chart as the list shows it. Raises NotFound."""
    rows = chart_rows(db, unlocked.zone, today, unlocked.actor.staff_id, only=(client_id,))
    if not rows:
        raise NotFound(NO_CHART)
    return rows[0]


def disposal_facts(db: Database, unlocked: Unlocked, row: RetentionRow, today: date) -> DisposalFacts:
    """What the rule looks at."""
    waiting = select(func.count()).where(Note.client_id == row.client_id, Note.state.in_(_UNFINISHED))
    requests = requests_of(db, row.client_id, unlocked, today)
    return DisposalFacts(
        standing=row.standing,
        open_requests=sum(request.standing.is_open for request in requests),
        unsigned_notes=db.scalar(waiting) or 0,
        held_papers=_held_papers(db, row.client_id),
    )


def _held_papers(db: Database, client_id: UUID) -> int:
    """How many papers that would go with this chart belong to charts on legal hold as well."""
    connection = db.connection()
    papers = papers_of(connection, client_id)
    others = {hold.client_id for hold in db.scalars(open_holds())} - {client_id} if papers else set()
    return len(papers & {key for other in others for key in papers_of(connection, other)})


def what_remains(db: Database, unlocked: Unlocked, client_id: UUID, today: date) -> tuple[str, ...]:
    """Sentences about copies that destroying the chart here does not reach."""
    gone = long_date(backups_gone_by(today))
    found = [_BACKUPS.format(gone=gone), _AUDIT]
    beside = _copies_beside(unlocked)
    if beside:
        found.append(
            f"{count_of(beside, 'earlier copy', 'earlier copies')} of the records, from an update or a restore, lie "
            f"beside them ({COPIES_NAME}, {KEPT_PREFIX}…) and hold the chart until you delete them."
        )
    sent = _packets_with(db, client_id)
    if sent:
        found.append(
            f"{count_of(sent, 'signed version')} went to a supervisor elsewhere in packets; ask there for their end."
        )
    return tuple(found)


def _copies_beside(unlocked: Unlocked) -> int:
    folder = unlocked.vault.folder
    copies = [path for path in (folder / COPIES_NAME).glob("*") if path.is_file()]
    return len(copies) + len(list(folder.glob(f"{KEPT_PREFIX}*")))


def _packets_with(db: Database, client_id: UUID) -> int:
    query = (
        select(func.count())
        .select_from(PacketOutItem)
        .join(NoteVersion, NoteVersion.id == PacketOutItem.note_version_id)
        .join(Note, Note.id == NoteVersion.note_id)
    )
    return db.scalar(query.where(Note.client_id == client_id)) or 0
