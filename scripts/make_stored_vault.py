"""Make a small vault of the present schema that later versions of the program are tested against.

Usage, from the top folder: python -m scripts.make_stored_vault NAME
Writes tests/vaults/NAME (not over an existing one): clinic.db, clinic.vault, contents.json, README.md. Everybody in it
is invented and its key derivation is too cheap for real records. Make one for each release that changed the schema.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from sqlalchemy import inspect

from iop_desktop.models import migrations
from iop_desktop.rules.break_glass import GlassKind, GlassVerdict
from iop_desktop.rules.discharge import DischargeReason
from iop_desktop.rules.vocabulary import NoteFormat, Role
from iop_desktop.services.bundle import services_of
from iop_desktop.services.discharge_views import DischargeForm
from iop_desktop.services.glass_views import GlassForm
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.services.writing import Desk
from tests.support.clock import MovableClock

_FOLDER = Path(__file__).resolve().parents[1] / "tests" / "vaults"
_README = """# Stored vault {name}: schema {schema}

A small clinic as the program of this schema left it: four staff, five invented clients, one session with attendance,
three signed notes (one co-signed, one returned) and one draft. Later versions must open it, bring it to their schema
and lose nothing: `contents.json` counts the rows of each table. Made by `scripts/make_stored_vault.py`; never changed
afterwards.

- logins: {logins}
- pass phrase of everybody: `{passphrase}`
- recovery code: `{code}`
"""


def main(name: str) -> Path:
    """Make the vault and return its folder. Raises FileExistsError when there is one of this name."""
    target = _FOLDER / name
    if target.exists():
        raise FileExistsError(target.name)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "clinic"
        clock = MovableClock()
        clinic, administrator = factories.small_clinic(folder, clock)
        _add_measures(clinic, administrator)
        clinic.vault.lock(administrator)
        _tell_a_story(clinic, clock)
        _keep_the_records(clinic, clock)
        unlocked = clinic.vault.unlock(factories.ADMINISTRATOR, clinic.passphrase)
        contents = row_counts(unlocked)
        clinic.vault.lock(unlocked)
        logins = _logins(clinic)
        target.mkdir(parents=True)
        for file in ("clinic.db", "clinic.vault"):
            shutil.copyfile(folder / file, target / file)
    (target / "contents.json").write_text(json.dumps(contents, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    words = {"name": name, "schema": migrations.HEAD, "passphrase": clinic.passphrase, "code": clinic.recovery_code}
    (target / "README.md").write_text(_README.format(logins=logins, **words), encoding="utf-8")
    return target


def row_counts(unlocked: Unlocked) -> dict[str, int]:
    """Rows of every table."""
    with unlocked.reading() as session:
        connection = session.connection()
        names = inspect(connection).get_table_names()
        return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}


def _logins(clinic: factories.SmallClinic) -> str:
    return ", ".join(f"`{login}`" for login in clinic.vault.logins())


def _add_measures(clinic: factories.SmallClinic, administrator: Unlocked) -> None:
    with administrator.transaction() as session:
        factories.add_scores(session, clinic.client_ids[0], "PHQ-9", {date(2026, 11, 2): 14, date(2026, 11, 16): 9})


def _tell_a_story(clinic: factories.SmallClinic, clock: MovableClock) -> None:
    """The intern writes and signs; the supervisor co-signs one note and returns another."""
    intern = clinic.vault.unlock(factories.INTERN, clinic.passphrase)
    desk = Desk(clinic, intern, clock)
    desk.hold_session()
    part = desk.notes.group_part(clinic.session_id)
    desk.notes.save_group_part(
        clinic.session_id, part.revision, "Urge surfing", "Taught and practiced urge surfing.", NoteFormat.DAP
    )
    note_ids = desk.note_ids()
    for note_id in note_ids:
        desk.write(note_id)
    desk.sign(note_ids[:3])
    clinic.vault.lock(intern)
    supervisor = clinic.vault.unlock(factories.SUPERVISOR, clinic.passphrase)
    desk = Desk(clinic, supervisor, clock)
    versions = [desk.version_ids(note_id)[0] for note_id in note_ids[:2]]
    for version_id in versions:
        desk.cosigning.mark_viewed(version_id)
    desk.cosigning.cosign(versions[:1], clinic.passphrase)
    desk.cosigning.return_note(versions[1], "Please say what was practiced.")
    clinic.vault.lock(supervisor)


def _keep_the_records(clinic: factories.SmallClinic, clock: MovableClock) -> None:
    """Somebody is invited, another sent away for an hour; a chart is opened with a reason, held, and one is closed."""
    administrator = clinic.vault.unlock(factories.ADMINISTRATOR, clinic.passphrase)
    services = services_of(administrator, clock)
    services.invitations.invite(factories.staff_form("nfarouk", "Nadia Farouk", Role.FACILITATOR))
    services.suspensions.suspend(clinic.staff[factories.LICENSED], "Keys were lost.")
    services.suspensions.end(clinic.staff[factories.LICENSED])
    services.retention.hold(clinic.client_ids[2], "A court asked for the chart.")
    services.retention.choose_for(clinic.client_ids[2], 30, "A settlement asks for it.")
    services.break_glass.open(clinic.client_ids[1], GlassForm(GlassKind.AUDIT, "Yearly review of records."))
    services.break_glass.close(clinic.client_ids[1])
    clinic.vault.lock(administrator)
    supervisor = clinic.vault.unlock(factories.SUPERVISOR, clinic.passphrase)
    services = services_of(supervisor, clock)
    services.break_glass.review(services.break_glass.rows()[0].access_id, GlassVerdict.JUSTIFIED)
    episode = services.discharges.episodes(clinic.client_ids[3])[0]
    services.discharges.discharge(episode.admission_id, DischargeForm(clock().date(), DischargeReason.COMPLETED))
    clinic.vault.lock(supervisor)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(f"{main(sys.argv[1])}\n")
