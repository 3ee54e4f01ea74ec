"""Manifests come back as they were written, in one spelling only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.packet_manifest import (
    AnswerItem,
    AnswerManifest,
    PacketItem,
    PacketManifest,
    Remark,
)
from iop_desktop.documents.strict_json import write_json
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.vocabulary import NoteKind
from tests.documents.packets import Pair

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
MOMENTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
ITEMS = st.builds(
    PacketItem,
    version_id=st.uuids(),
    note_id=st.uuids(),
    version=st.integers(0, 1_000),
    kind=st.sampled_from(NoteKind),
    client_name=WORDS,
    author=WORDS,
    group_name=WORDS,
    session_on=st.dates(),
    signed_at=MOMENTS,
    digest=HASHES,
    sha256=HASHES,
    comments=st.lists(WORDS, max_size=3).map(tuple),
)
PACKETS = st.builds(
    PacketManifest,
    packet_id=st.uuids(),
    created=MOMENTS,
    clinic_name=WORDS,
    certificate=st.binary(max_size=900),
    reply_key=st.binary(max_size=32),
    recipient=HASHES,
    root=HASHES,
    issued=st.binary(max_size=900),
    items=st.lists(ITEMS, min_size=1, max_size=3, unique_by=lambda item: item.version_id).map(tuple),
)
REMARKS = st.lists(st.builds(Remark, WORDS, WORDS, WORDS), max_size=2).map(tuple)
DECISIONS = st.one_of(
    st.builds(
        AnswerItem, version_id=st.uuids(), decision=st.just(PacketDecision.COSIGNED), decided_at=MOMENTS, sha256=HASHES
    ),
    st.builds(
        AnswerItem,
        version_id=st.uuids(),
        decision=st.just(PacketDecision.RETURNED),
        decided_at=MOMENTS,
        comment=WORDS,
        remarks=REMARKS,
    ),
)
ANSWERS = st.builds(
    AnswerManifest,
    answer_id=st.uuids(),
    packet_id=st.uuids(),
    created=MOMENTS,
    certificate=st.binary(max_size=900),
    recipient=HASHES,
    items=st.lists(DECISIONS, min_size=1, max_size=3, unique_by=lambda item: item.version_id).map(tuple),
)
PDF = b"%PDF-"
GOOD = Pair().manifest((PDF,)).as_bytes()


@given(PACKETS)
def test_packets_come_back(manifest: PacketManifest) -> None:
    assert PacketManifest.from_bytes(manifest.as_bytes()) == manifest


@given(ANSWERS)
def test_answers_come_back(manifest: AnswerManifest) -> None:
    assert AnswerManifest.from_bytes(manifest.as_bytes()) == manifest


@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda value: json.dumps(value).encode()),
    )
)
def test_anything_else_is_refused(content: bytes) -> None:
    for reader in (PacketManifest.from_bytes, AnswerManifest.from_bytes):
        with pytest.raises(FileFault):
            reader(content)


def changed(**members: Any) -> bytes:
    return write_json(json.loads(GOOD) | members)


def with_item(**members: Any) -> bytes:
    data = json.loads(GOOD)
    data["items"][0] |= members
    return write_json(data)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (changed(format=2), Fault.NEWER),
        (changed(format="1"), Fault.DAMAGED),
        (changed(format=True), Fault.DAMAGED),
        (changed(kind="answer"), Fault.OTHER_KIND),
        (changed(kind="letter"), Fault.DAMAGED),
        (changed(more="of it"), Fault.DAMAGED),
        (changed(items=[]), Fault.DAMAGED),
        (changed(items={}), Fault.DAMAGED),
        (changed(items=[1]), Fault.DAMAGED),
        (changed(items=[None] * 201), Fault.TOO_LARGE),
        (changed(packet_id="7"), Fault.DAMAGED),
        (changed(created="2026-11-24T10:00:00"), Fault.DAMAGED),
        (changed(created="0001-01-01T00:00:00+14:00"), Fault.DAMAGED),
        (changed(certificate="*"), Fault.DAMAGED),
        (changed(certificate="A" * 9_000), Fault.DAMAGED),
        (changed(root="AB" * 32), Fault.DAMAGED),
        (changed(clinic_name="x" * 301), Fault.DAMAGED),
        (with_item(kind="poem"), Fault.DAMAGED),
        (with_item(version=-1), Fault.DAMAGED),
        (with_item(version=10**9), Fault.DAMAGED),
        (with_item(session_on="tomorrow"), Fault.DAMAGED),
        (with_item(comments=[1]), Fault.DAMAGED),
        (with_item(comments=["x" * 20_001]), Fault.DAMAGED),
        (with_item(birthday="1988-02-29"), Fault.DAMAGED),
        (b" " + GOOD, Fault.DAMAGED),
        (GOOD.replace(b'"format":1', b'"format":1,"format":1'), Fault.DAMAGED),
        (b"[" * 100_000, Fault.DAMAGED),
        (b'{"format":NaN}', Fault.DAMAGED),
        ("{}".encode("utf-16"), Fault.DAMAGED),
    ],
)
def test_a_manifest_in_another_shape_is_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(FileFault) as refused:
        PacketManifest.from_bytes(content)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    "change", [lambda item: item | {"decision": "burned"}, lambda item: item | {"comment": "and a comment"}]
)
def test_an_answer_is_one_of_two_things(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    manifest = AnswerManifest(
        answer_id=PacketManifest.from_bytes(GOOD).packet_id,
        packet_id=PacketManifest.from_bytes(GOOD).packet_id,
        created=datetime(2026, 11, 24, tzinfo=UTC),
        certificate=b"",
        recipient="00" * 32,
        items=(
            AnswerItem(
                PacketManifest.from_bytes(GOOD).packet_id,
                PacketDecision.COSIGNED,
                datetime(2026, 11, 24, tzinfo=UTC),
                "00" * 32,
            ),
        ),
    )
    data = json.loads(manifest.as_bytes())
    data["items"] = [change(data["items"][0])]
    with pytest.raises(FileFault) as refused:
        AnswerManifest.from_bytes(write_json(data))
    assert refused.value.fault is Fault.DAMAGED
