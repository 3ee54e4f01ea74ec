"""Sealing a curriculum into one signed file, and opening such a file with every check."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from iop_desktop.services.curriculum_files import CurriculumFile, curriculum_of
from iop_desktop.services.curriculum_source import CurriculumFileRefused, files_of_folder
from iop_desktop.services.lesson_check import check_curriculum
from iop_desktop.services.pack_archive import (
    MANIFEST,
    MOST_BYTES_PACKED,
    SIGNATURE,
    PackRefused,
    read_archive,
    refused,
    write_archive,
)
from iop_desktop.services.publisher_key import fingerprint_of, raw_public

__all__ = ["OpenedPack", "PackRefused", "open_pack", "read_pack", "seal_folder"]

PACK_FORMAT = 1
_DOMAIN = b"IOP Desktop curriculum pack 1\n"
_ABOUT = ("code", "title", "version", "author", "licence", "language", "review")


@dataclass(frozen=True, slots=True)
class OpenedPack:
    """A pack whose files are what its manifest says. ``fingerprint`` is empty when nobody signed it."""

    course: CurriculumFile
    fingerprint: str
    public_key: bytes = field(repr=False)
    sha256: str

    @property
    def is_signed(self) -> bool:
        """Whether an author signed it; who that is, is for a person to decide."""
        return bool(self.fingerprint)


def seal_folder(folder: Path, key: Ed25519PrivateKey) -> tuple[CurriculumFile, bytes]:
    """Make a signed pack of a folder; equal input gives equal bytes.

    Raises CurriculumFileRefused when a lesson is not complete: the sentences say which.
    """
    files = files_of_folder(folder)
    course = curriculum_of(files)
    findings = check_curriculum(course)
    if findings:
        raise CurriculumFileRefused("No pack was made, because the curriculum is not complete.\n" + "\n".join(findings))
    listed = {lesson for lesson in files if lesson.count("/") == 0 or _is_listed(lesson, course)}
    kept = {name: content for name, content in files.items() if name in listed}
    manifest = _manifest(course, kept, raw_public(key.public_key()))
    signature = key.sign(_DOMAIN + manifest)
    return course, write_archive({**kept, MANIFEST: manifest, SIGNATURE: signature})


def _is_listed(name: str, course: CurriculumFile) -> bool:
    module, folder, _ = name.split("/")
    return f"{module}-{folder[:2]}" in {lesson.code for lesson in course.lessons}


def _manifest(course: CurriculumFile, files: dict[str, bytes], public: bytes) -> bytes:
    content = {
        "pack": PACK_FORMAT,
        **_about(course),
        "public_key": public.hex(),
        "files": {name: sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _about(course: CurriculumFile) -> dict[str, Any]:
    return {
        **{name: getattr(course, name) for name in _ABOUT},
        "review_by": course.review_by.isoformat(),
        "lessons": [lesson.code for lesson in course.lessons],
    }


def read_pack(path: Path) -> OpenedPack:
    """Open a pack's file. Raises PackRefused."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES_PACKED + 1)
    except OSError:
        raise refused("the file cannot be read") from None
    return open_pack(content)


def open_pack(content: bytes) -> OpenedPack:
    """Check signature, manifest and every file. Raises PackRefused with what is wrong.

    A pack that nobody signed is opened and says so; one whose signature does not fit is refused.
    """
    entries = read_archive(content)
    manifest_bytes, signature = entries.pop(MANIFEST, b""), entries.pop(SIGNATURE, None)
    manifest = _parsed(manifest_bytes)
    public = _public(manifest) if signature is not None else b""
    if signature is not None:
        _verify(public, signature, manifest_bytes)
    if manifest["files"] != {name: sha256(entries[name]).hexdigest() for name in entries}:
        raise refused("its files are not those that its author put into it")
    try:
        course = curriculum_of(entries)
    except CurriculumFileRefused as error:
        raise refused(f"in it, {error.sentence.partition('. ')[0]}") from None
    if any(manifest.get(name) != value for name, value in _about(course).items()):
        raise refused("its manifest tells something else than its curriculum")
    return OpenedPack(course, fingerprint_of(public) if public else "", public, sha256(content).hexdigest())


def _parsed(content: bytes) -> dict[str, Any]:
    if not content:
        raise refused("it has no manifest")
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError):
        raise refused("its manifest is damaged") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise refused("its manifest is damaged")
    if manifest.get("pack") != PACK_FORMAT:
        raise refused("another version of this program made it")
    return manifest


def _public(manifest: dict[str, Any]) -> bytes:
    try:
        return bytes.fromhex(manifest.get("public_key", ""))
    except (ValueError, TypeError):
        raise refused("its manifest is damaged") from None


def _verify(public: bytes, signature: bytes, manifest: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _DOMAIN + manifest)
    except (InvalidSignature, ValueError):
        raise refused("it was altered after its author signed it") from None
