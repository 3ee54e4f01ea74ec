"""The whole round of a packet from the command line, between the vaults of two clinics."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from iop_desktop.cli.main import app
from tests import factories
from tests.factories import PASSPHRASE, SmallClinic
from tests.services.two_clinics import AWAY_ADMINISTRATOR, REVIEWER, away_clinic
from tests.services.writing import Desk
from tests.support.clock import MovableClock

HOME_PEOPLE = (factories.INTERN, factories.ADMINISTRATOR)
Packet = Callable[..., Any]


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, SmallClinic]:
    """Both clinics; the intern signed four notes yesterday, because the command line has the real clock."""
    place = tmp_path_factory.mktemp("clinics")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    clock = MovableClock(yesterday.replace(hour=17, minute=0, second=0, microsecond=0))
    clinic, unlocked = factories.small_clinic(place / "home", clock)
    clinic.vault.lock(unlocked)
    unlocked = clinic.vault.unlock(factories.INTERN, PASSPHRASE)
    desk = Desk(clinic, unlocked, clock)
    desk.sign(desk.write_all())
    clinic.vault.lock(unlocked)
    away_clinic(place / "away", clock)
    return place / "home", place / "away", clinic


@pytest.fixture
def packet(clinics: tuple[Path, Path, SmallClinic], monkeypatch: pytest.MonkeyPatch) -> Packet:
    """``packet(login, "make", ...)`` runs a command as this person and gives its JSON."""
    monkeypatch.setattr("iop_desktop.services.vault.FLOOR", factories.CHEAP)

    def run(login: str, *arguments: object, code: int = 0, more: str = "", as_json: bool = True) -> Any:
        folder = clinics[0] if login in HOME_PEOPLE else clinics[1]
        found = run_command(login, folder, *arguments, more=more, as_json=as_json)
        assert found.exit_code == code, found.output
        return json.loads(found.stdout) if as_json and found.stdout.startswith("{") else found

    return run


def run_command(login: str, folder: Path, *arguments: object, more: str = "", as_json: bool = True) -> Result:
    words = [str(argument) for argument in arguments]
    options = ["--data-dir", str(folder), "--login", login, *(["--json"] if as_json else [])]
    return CliRunner().invoke(app, ["packet", *words, *options], input=f"{PASSPHRASE}\n{more}")


def test_the_whole_round(packet: Packet, tmp_path: Path) -> None:
    card, back = tmp_path / "reviewer.iopcard", tmp_path / "author.iopcard"
    picture = tmp_path / "card.png"
    made = packet(REVIEWER, "card", card, "--picture", picture)
    packet(factories.ADMINISTRATOR, "trust", picture, "--fingerprint", made["fingerprint"])
    mine = packet(factories.INTERN, "card", back)
    packet(AWAY_ADMINISTRATOR, "trust", back, "--fingerprint", mine["fingerprint"], "--until", "2099-01-01")
    partners = packet(factories.INTERN, "partners")["partners"]
    assert [(each["name"], each["revoked"]) for each in partners] == [("Tunde Adeyemi, PhD, LPC-S", False)]

    notes = packet(factories.INTERN, "notes")["notes"]
    assert len(notes) == 4
    file = tmp_path / "packet.ioppacket"
    sent = packet(factories.INTERN, "make", "--note", notes[0]["version"], "--note", notes[1]["version"], "--out", file)
    assert sent["notes"] == 2
    assert [note["sent"] for note in packet(factories.INTERN, "notes")["notes"]] == [True, True, False, False]

    opened = packet(REVIEWER, "open", file)
    assert (opened["packet"], len(opened["queue"])) == (sent["packet"], 2)
    again = packet(REVIEWER, "open", file, code=1)
    assert "opened here before" in again.stderr
    first, second = opened["queue"]
    assert packet(REVIEWER, "cosign", first, code=1)["left"][0]["codes"] == ["not-viewed"]
    read = packet(REVIEWER, "read", first, as_json=False)
    assert "Amara Okonkwo" in read.stdout
    assert packet(REVIEWER, "cosign")["cosigned"] == [first]
    packet(REVIEWER, "return", second, more="Name the coping skill.\n")
    assert packet(REVIEWER, "queue")["queue"] == []
    answer = tmp_path / "answer.ioppacket"
    assert packet(REVIEWER, "answer", "--out", answer)["notes"] == 2

    applied = packet(factories.INTERN, "apply", answer)
    assert (len(applied["cosigned"]), len(applied["returned"]), applied["refused"]) == (1, 1, [])
    replayed = packet(factories.INTERN, "apply", answer, code=1)
    assert "counts once" in replayed.stderr
    assert replayed.stdout == ""

    partner = partners[0]["partner"]
    packet(factories.INTERN, "revoke", partner, "--reason", "Left.", code=1)
    packet(factories.ADMINISTRATOR, "revoke", partner, "--reason", "Left.")
    assert "No supervisor" in packet(factories.INTERN, "make", code=2).stderr


def test_errors_are_sentences(packet: Packet, tmp_path: Path) -> None:
    junk = tmp_path / "junk"
    junk.write_bytes(b"no packet")
    assert "no packet of this program" in packet(factories.INTERN, "apply", junk, code=1).stderr
    assert "cannot be read" in packet(factories.INTERN, "apply", tmp_path / "none", code=1).stderr
    assert "no card" in packet(factories.ADMINISTRATOR, "trust", junk, "--fingerprint", "1", code=1).stderr
    assert "Say which packet" in packet(REVIEWER, "answer", code=2).stderr


def test_who_cannot_open_the_records_sees_nothing(clinics: tuple[Path, Path, SmallClinic]) -> None:
    unknown = run_command("nobody", clinics[0], "notes")
    options = ["--data-dir", str(clinics[0]), "--login", factories.LICENSED]
    wrong = CliRunner().invoke(app, ["packet", "notes", *options], input="wrong\n")
    silent = CliRunner().invoke(app, ["packet", "notes", *options], input="")
    for found, code in ((unknown, 1), (wrong, 1), (silent, 2)):
        assert (found.exit_code, found.stdout) == (code, "")
        assert found.stderr.strip().endswith(".")
