"""Packs: sealed the same way each time, opened only when nothing was changed."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import sys
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iop_desktop.services.curriculum_check import check_place
from iop_desktop.services.curriculum_pack import PackRefused, open_pack, read_pack, seal_folder
from iop_desktop.services.curriculum_source import MOST_BYTES_A_FILE, CurriculumFileRefused
from iop_desktop.services.pack_archive import MANIFEST, SIGNATURE, write_archive
from iop_desktop.services.publisher_key import KeyRefused, fingerprint_of, in_groups, publisher_key, raw_public
from tests.curricula import LESSON, lesson, write_curriculum

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_curriculum(tmp_path_factory.mktemp("c") / "walks", LESSON, lesson(title="Second"))


@pytest.fixture(scope="module")
def pack(folder: Path) -> bytes:
    return seal_folder(folder, KEY)[1]


def entries(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def why(content: bytes) -> str:
    with pytest.raises(PackRefused) as refused:
        open_pack(content)
    assert refused.value.sentence.startswith("This curriculum pack cannot be used: ")
    return refused.value.sentence


def signed_again(files: Mapping[str, bytes], key: Ed25519PrivateKey = KEY) -> bytes:
    """The same manifest with a signature of its own."""
    signature = key.sign(b"IOP Desktop curriculum pack 1\n" + files[MANIFEST])
    return write_archive({**files, SIGNATURE: signature})


def test_a_pack_opens_to_what_was_sealed(pack: bytes) -> None:
    opened = open_pack(pack)
    assert opened.is_signed
    assert opened.fingerprint == fingerprint_of(raw_public(KEY.public_key()))
    assert [found.title for found in opened.course.lessons] == ["A day outside", "Second"]
    manifest = json.loads(entries(pack)[MANIFEST])
    assert {"title", "code", "version", "author", "licence", "language", "review", "review_by"} <= set(manifest)
    assert len(manifest["files"]) == 11


def test_sealing_twice_gives_the_same_bytes(folder: Path, pack: bytes) -> None:
    assert seal_folder(folder, KEY)[1] == pack


def test_files_that_belong_to_no_lesson_stay_outside(folder: Path, pack: bytes) -> None:
    (folder / "outside" / "notes.txt").write_text("mine")
    (folder / "outside" / "09-old").mkdir(exist_ok=True)
    (folder / "outside" / "09-old" / "lesson.toml").write_text("title = 'old'")
    try:
        assert seal_folder(folder, KEY)[1] == pack
    finally:
        (folder / "outside" / "notes.txt").unlink()
        (folder / "outside" / "09-old" / "lesson.toml").unlink()


def test_an_incomplete_curriculum_is_not_sealed(tmp_path: Path) -> None:
    with pytest.raises(CurriculumFileRefused) as refused:
        seal_folder(write_curriculum(tmp_path / "c", lesson(minutes=55)), KEY)
    assert "outside-01, lesson.toml: the segments add up to 60 minutes, not 55." in refused.value.sentence


def test_a_changed_file_is_found(pack: bytes) -> None:
    files = entries(pack)
    name = "outside/01-a-walk/handout.md"
    assert "not those that its author put" in why(write_archive({**files, name: files[name] + b"x"}))
    assert "not those that its author put" in why(write_archive({key: files[key] for key in files if key != name}))
    assert "not those that its author put" in why(write_archive({**files, "outside/03-x/lesson.toml": b""}))


def test_a_changed_manifest_or_signature_is_found(pack: bytes) -> None:
    files = entries(pack)
    altered = files[MANIFEST].replace(b"Walks and Days", b"Other and Days")
    assert "altered after its author signed" in why(write_archive({**files, MANIFEST: altered}))
    assert "altered after its author signed" in why(write_archive({**files, SIGNATURE: b"\0" * 64}))
    assert "altered after its author signed" in why(write_archive({**files, SIGNATURE: b""}))
    assert "manifest tells something else" in why(signed_again({**files, MANIFEST: altered}))


def test_another_key_cannot_speak_for_the_author(pack: bytes) -> None:
    assert "altered after" in why(signed_again(entries(pack), Ed25519PrivateKey.generate()))


def test_an_unsigned_pack_opens_and_says_so(pack: bytes, tmp_path: Path) -> None:
    files = entries(pack)
    del files[SIGNATURE]
    opened = open_pack(write_archive(files))
    assert (opened.is_signed, opened.fingerprint) == (False, "")
    path = tmp_path / "unsigned.zip"
    path.write_bytes(write_archive(files))
    assert check_place(path).findings[0].startswith("Nobody signed this pack")


@pytest.mark.parametrize(
    "manifest", [b"", b"{", b"[]", b'{"pack": 1}', b'{"pack": 2, "files": {}}', b"[" * 100_000, b"\xff"]
)
def test_a_manifest_that_is_none_is_refused(pack: bytes, manifest: bytes) -> None:
    files = entries(pack)
    del files[SIGNATURE]
    assert why(write_archive({**files, MANIFEST: manifest}))
    assert why(write_archive({**files, MANIFEST: manifest, SIGNATURE: b"x"}))


@pytest.mark.parametrize(
    "name", ["../evil.toml", "/etc/x/lesson.toml", "outside/01-a-walk/run.py", "a\\b\\lesson.toml"]
)
def test_names_that_lead_elsewhere_are_refused(pack: bytes, name: str) -> None:
    assert "belongs to no curriculum" in why(write_archive({**entries(pack), name: b"x"}))


def test_a_file_that_stands_there_twice_is_refused(pack: bytes) -> None:
    buffer = io.BytesIO(pack)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("curriculum.toml", b"x")
    assert "twice" in why(buffer.getvalue())


def test_a_bomb_is_refused_before_it_goes_off(pack: bytes) -> None:
    name = "outside/01-a-walk/handout.md"
    bomb = write_archive({**entries(pack), name: b"0" * (MOST_BYTES_A_FILE * 40)})
    assert len(bomb) < 60_000
    assert "larger than a curriculum file" in why(bomb)
    many = {f"m/{number:04d}-x/lesson.toml": b"0" * 390_000 for number in range(200)}
    assert "unpacks to more" in why(write_archive(many))
    lots = {f"m/{number:04d}-x/lesson.toml": b"" for number in range(2_100)}
    assert "more files than" in why(write_archive(lots))


def test_sizes_that_lie_are_refused(pack: bytes) -> None:
    content = write_archive({**entries(pack), "outside/01-a-walk/handout.md": b"0" * (MOST_BYTES_A_FILE * 4)})
    lying = content.replace(struct.pack("<L", MOST_BYTES_A_FILE * 4), struct.pack("<L", 10))
    assert why(lying)


def test_encrypted_entries_are_refused(pack: bytes) -> None:
    content = bytearray(pack)
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert why(bytes(content))


@given(st.binary(max_size=300))
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    assert why(content)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_changed_byte_goes_unseen(pack: bytes, data: st.DataObject) -> None:
    """Either it is refused, or the change was in what says nothing: the course is the same."""
    place = data.draw(st.integers(0, len(pack) - 1))
    changed = bytearray(pack)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        opened = open_pack(bytes(changed))
    except PackRefused:
        return
    assert opened.course == open_pack(pack).course


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackRefused):
        read_pack(tmp_path / "nothing.zip")


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "mine.pem"
    first = publisher_key(path)
    assert raw_public(publisher_key(path).public_key()) == raw_public(first.public_key())
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_no_signing_key_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (b"", b"words", other):
        wrong.write_bytes(content)
        with pytest.raises(KeyRefused):
            publisher_key(wrong)
    with pytest.raises(KeyRefused):
        publisher_key(wrong / "below")


def test_fingerprints_are_read_in_groups() -> None:
    assert in_groups("0123456789") == "0123 4567 89"


def remade(pack: bytes, name: str, change: tuple[str, str], **manifest: object) -> bytes:
    """The pack with one file changed, its manifest made anew, signed by its author."""
    files = entries(pack)
    assert change[0].encode() in files[name]
    files[name] = files[name].replace(change[0].encode(), change[1].encode(), 1)
    told = json.loads(files[MANIFEST]) | manifest
    told["files"][name] = sha256(files[name]).hexdigest()
    return signed_again({**files, MANIFEST: json.dumps(told).encode()})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "teach"', 'kind = "teach"\nwhen = 2020-01-01'), "it holds a day"),
        (("minutes = 60", f"minutes = {'9' * 5000}"), "a number in it is too long"),
        (("minutes = 60", f"minutes = 60\nother = 0x{'f' * 5000}"), "a number that is too large"),
        (("minutes = 60", "minutes = 60\nother = nan"), "a number that is too large"),
        (("minutes = 60", f"minutes = 60\nother = {'[' * 100_000}"), "its lists are too deep"),
        (("A day outside", r"A day \u001b[31m"), "a sign that nobody can see"),
        (("A day outside", r"A day \u0000"), "a sign that nobody can see"),
    ],
)
def test_a_lesson_that_no_vault_can_keep_is_refused(pack: bytes, change: tuple[str, str], says: str) -> None:
    assert says in why(remade(pack, "outside/01-a-walk/lesson.toml", change))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("format = 1", "format = 2"), "another version of this program wrote it"),
        (("format = 1", "format = true"), "format is not 1"),
        (('version = "1.0"', 'version = "../../1.0"'), "version has other signs"),
        (("Walks and Days", "W" * 161), "title has more than 160 characters"),
        (('title = "Going outside"', f'title = "{"G" * 161}"'), "too long"),
    ],
)
def test_a_head_that_no_page_can_show_is_refused(pack: bytes, change: tuple[str, str], says: str) -> None:
    assert says in why(remade(pack, "curriculum.toml", change))


def test_a_paper_with_signs_that_steer_a_terminal_is_refused(pack: bytes) -> None:
    assert "nobody can see" in why(remade(pack, "outside/01-a-walk/handout.md", ("# A", "# \x1b[2JA")))


def test_a_manifest_tells_the_lessons_and_the_day_of_review(pack: bytes) -> None:
    nothing = ("Walks", "Walks")
    for told in ({"lessons": ["other-01"]}, {"review_by": "1999-01-01"}):
        assert "manifest tells something else" in why(remade(pack, "curriculum.toml", nothing, **told))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_of_packing_are_refused(pack: bytes, method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries(pack).items():
            archive.writestr(name, content, compress_type=method)
    assert "packed in a way that packs are not" in why(buffer.getvalue())


@pytest.mark.parametrize(
    "name",
    ["inner.zip", "OUTSIDE/01-a-walk/lesson.toml", "outside/", "outside/./lesson.toml", "o\u00fct/01-x/lesson.toml"],
)
def test_names_that_another_computer_reads_differently_are_refused(pack: bytes, name: str) -> None:
    assert "belongs to no curriculum" in why(write_archive({**entries(pack), name: b"x"}))


def test_only_the_beginning_of_a_file_that_is_too_large_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(8_000_000_000)
    with pytest.raises(PackRefused) as refused:
        read_pack(path)
    assert "larger than a pack can be" in refused.value.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
@pytest.mark.parametrize("make", ["link", "linked folder", "pipe", "folder"])
def test_nothing_from_elsewhere_gets_into_a_pack(tmp_path: Path, make: str) -> None:
    folder = write_curriculum(tmp_path / "walks", LESSON)
    private = tmp_path / "private"
    (folder / "outside" / "01-a-walk").rename(private)
    if make == "linked folder":
        (folder / "outside" / "01-a-walk").symlink_to(private)
    else:
        private.rename(folder / "outside" / "01-a-walk")
        place = folder / "outside" / "01-a-walk" / "reading.md"
        place.rename(tmp_path / "secret.md")
        if make == "link":
            place.symlink_to(tmp_path / "secret.md")
        elif make == "pipe":
            os.mkfifo(place)
        else:
            place.mkdir()
    with pytest.raises(CurriculumFileRefused) as refused:
        seal_folder(folder, KEY)
    assert "is no file of that folder" in refused.value.sentence
