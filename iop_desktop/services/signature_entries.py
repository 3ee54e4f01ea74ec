"""What the audit trail is told of each signature."""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256

from iop_desktop.models.canonical import Json
from iop_desktop.models.notes import NoteVersion, Signature


def signature_detail(version: NoteVersion, signature: Signature) -> dict[str, Json]:
    """What the audit entry of a signature keeps: the document, and a digest of who signed, when and how."""
    return {
        "version": str(version.id),
        "digest": signature.digest,
        "pdf": signature.pdf_sha256,
        "facts": facts_digest(version, signature),
    }


def facts_digest(version: NoteVersion, signature: Signature) -> str:
    """SHA-256 over what stands in the rows beside the record: none of it may be changed unseen."""
    moments = (signature.signed_at, version.created_at)
    parts: list[object] = [moment.astimezone(UTC).isoformat() for moment in moments]
    parts += [signature.meaning.value, signature.name, signature.credentials, signature.licence, signature.zone]
    parts += [version.kind.value, version.number, version.needs_cosignature, version.late_entry, str(version.due_on)]
    return sha256(json.dumps(parts).encode()).hexdigest()
