"""Strict verification of a signed note: what PDF readers let through is named here as a problem.

A note is a document with exactly the two prepared fields, one revision for each signature, nothing before, between or
after them, signed by people whose certificates hang on the clinic's root. The document itself says how many signatures
it requires, inside what the author certified, so that a co-signature that was cut off is missed.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from iop_desktop.documents.note_record import REQUIRED_SIGNATURES
from iop_desktop.documents.quiet import silence_libraries
from iop_desktop.rules.signing import COSIGNATURE_MISSING

LARGEST = 50_000_000
FIELDS = ("FacilitatorSignature", "SupervisorSignature")
LOG_FIELDS = ("AuditLogSignature",)
"""The one field of a saved audit log."""
UNREADABLE = "This file is not a signed note, or it is damaged."


@dataclass(frozen=True, slots=True)
class SignerSeen:
    """One signature as it stands in the file. ``fingerprint`` is the SHA-256 of the signer's certificate."""

    name: str
    credentials: str
    licence: str
    meaning: str
    field: str
    signed_at: datetime | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; ``ok`` only without any problem."""

    ok: bool
    signers: tuple[SignerSeen, ...]
    problems: tuple[str, ...]


def verify_note(
    data: bytes,
    roots: Sequence[x509.Certificate],
    *,
    expected_signers: Sequence[str] | None = None,
    expected_sha256: str | None = None,
    revoked: Mapping[int, datetime] = MappingProxyType({}),
    fields: Sequence[str] = FIELDS,
) -> Verdict:
    """Judge a note, or with ``LOG_FIELDS`` a saved audit log.

    ``expected_signers`` are fingerprints in signing order, ``expected_sha256`` of the whole file.

    ``revoked`` says when certificates ended, by serial number: what was signed before stays good.
    Never raises for what is in the file and never writes a log.
    """
    problems: list[str] = []
    if expected_sha256 is not None and hashlib.sha256(data).hexdigest() != expected_sha256:
        problems.append("The file is not the one that was signed: its digest differs from the record.")
    if not data.startswith(b"%PDF-") or len(data) > LARGEST:
        return Verdict(False, (), (*problems, UNREADABLE))
    silence_libraries()
    try:
        signers, found = _look(data, roots, expected_signers, revoked, tuple(fields))
    except Exception:  # noqa: BLE001  whatever a hostile file provokes means only that it is not a valid note
        signers, found = (), [UNREADABLE]
    problems += found
    return Verdict(not problems, signers, tuple(problems))


def _look(
    data: bytes,
    roots: Sequence[x509.Certificate],
    expected: Sequence[str] | None,
    revoked: Mapping[int, datetime],
    fields: tuple[str, ...],
) -> tuple[tuple[SignerSeen, ...], list[str]]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(data), strict=True)
    signatures = list(reader.embedded_signatures)
    signers = tuple(_seen(signature) for signature in signatures)
    problems = _structure_problems(reader, signatures, fields)
    for number, signature in enumerate(signatures):
        problems += _signature_problems(signature, signers[number], roots, number, last=number == len(signatures) - 1)
        problems += _revocation_problems(signature, signers[number], revoked, number)
    # A person may hold several certificates, renewed or issued by another clinic, but the key is the same.
    if len({signature.signer_cert.public_key.dump() for signature in signatures}) < len(signatures):
        problems.append("Author and co-signer are the same person.")
    if expected is not None and [signer.fingerprint for signer in signers] != list(expected):
        problems.append("The signers are not the ones on record.")
    return signers, problems


def _structure_problems(reader: Any, signatures: list[Any], fields: tuple[str, ...]) -> list[str]:
    names = tuple(signature.field_name for signature in signatures)
    problems = []
    if not names:
        return ["Nobody has signed this file."]
    if names != fields[: len(names)]:
        problems.append("There are signatures or signature fields that do not belong to a note.")
    if _field_names(reader) != fields:
        problems.append("The form fields are not those of such a document.")
    if reader.xrefs.total_revisions != len(signatures) + 1:
        problems.append("The file has more or fewer revisions than signatures: something was added after signing.")
    if "/Perms" not in reader.root:
        problems.append("The author's certification was removed.")
    certified = reader.get_historical_root(signatures[0].signed_revision)
    required = certified.get(f"/{REQUIRED_SIGNATURES}")
    if required not in range(1, len(fields) + 1):
        problems.append("The file does not say how many signatures it requires; it is not a note of this program.")
    elif len(signatures) < int(required):
        problems.append(COSIGNATURE_MISSING)
    return problems


def _field_names(reader: Any) -> tuple[str, ...]:
    fields = reader.root["/AcroForm"]["/Fields"]
    return tuple(str(field.get_object()["/T"]) for field in fields)


def _signature_problems(
    signature: Any, seen: SignerSeen, roots: Sequence[x509.Certificate], number: int, *, last: bool
) -> list[str]:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    who = f"Signature {number + 1}"
    problems = []
    status = _validate(signature, seen, roots)
    if status is None or not status.bottom_line:
        problems.append(f"{who} is not valid: {_reason(status)}.")
    wanted = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if status is not None and (status.coverage is None or status.coverage < wanted):
        problems.append(f"{who} does not cover the whole file.")
    if number == 0 and (signature.docmdp_level is None or signature.docmdp_level > MDPPerm.FILL_FORMS):
        problems.append("The author's signature does not forbid changes.")
    if signature.signer_cert.ca:
        problems.append(f"{who} is not by a person: it was made with a certificate that issues others.")
    if _padding(bytes(signature.pkcs7_content)).strip(b"\0"):
        problems.append(f"{who} hides data in its padding.")
    return problems


def _revocation_problems(
    signature: Any, seen: SignerSeen, revoked: Mapping[int, datetime], number: int
) -> tuple[str, ...]:
    """The signature's own time decides; a program without a network has no other witness of it."""
    ended = revoked.get(signature.signer_cert.serial_number)
    if ended is None or seen.signed_at is None or seen.signed_at < ended:
        return ()
    return (f"Signature {number + 1} was made after the certificate of its signer was revoked.",)


def _validate(signature: Any, seen: SignerSeen, roots: Sequence[x509.Certificate]) -> Any:
    """The time the signature claims decides about the validity of certificates: notes outlive them."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    if seen.signed_at is None:
        return None
    context = ValidationContext(
        trust_roots=[_asn1(root) for root in roots],
        allow_fetching=False,
        moment=seen.signed_at,
        retroactive_revinfo=True,
    )
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})
    try:
        return validate_pdf_signature(signature, context, key_usage_settings=usage)
    except Exception:  # noqa: BLE001  a signature that cannot even be evaluated is not valid
        return None


def _reason(status: Any) -> str:
    if status is None:
        return "it cannot be evaluated"
    if not status.intact or not status.valid:
        return "the file was changed"
    if not status.trusted:
        return "the signer is not known to this clinic"
    return "something was added that signatures do not allow"


def _padding(content: bytes) -> bytes:
    """What follows the signature's own bytes in the space that was kept for it."""
    length = content[1]
    if length < 0x80:
        return content[2 + length :]
    count = length & 0x7F
    return content[2 + count + int.from_bytes(content[2 : 2 + count], "big") :]


def _seen(signature: Any) -> SignerSeen:
    certificate = signature.signer_cert
    subject = {attribute: str(value) for attribute, value in certificate.subject.native.items()}
    credentials = subject.get("generation_qualifier", "")
    name = (
        subject.get("common_name", "").removesuffix(f", {credentials}")
        if credentials
        else subject.get("common_name", "")
    )
    meaning = signature.sig_object.get("/Reason", "")
    return SignerSeen(
        name=name,
        credentials=credentials,
        licence=subject.get("serial_number", ""),
        meaning=str(meaning),
        field=str(signature.field_name),
        signed_at=signature.self_reported_timestamp,
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
    )


def _asn1(certificate: x509.Certificate) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(certificate.public_bytes(Encoding.DER))


def is_saved_log(data: bytes) -> bool:
    """Whether a file says of itself, by its fields, that it is a saved audit log; ``verify_note`` judges it then."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    if len(data) > LARGEST:
        return False
    silence_libraries()
    try:
        return _field_names(PdfFileReader(io.BytesIO(data), strict=True)) == LOG_FIELDS
    except Exception:  # noqa: BLE001  whatever a hostile file provokes means only that it is none
        return False
