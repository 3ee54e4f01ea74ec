"""Whoever holds the key file alters it: nothing opens by it, nothing weaker is accepted, and a sentence says why."""

from __future__ import annotations

import contextlib
import copy
import json
import uuid
from collections.abc import Callable

import pytest

from iop_desktop.models.errors import VaultError
from iop_desktop.models.kdf import CEILING
from iop_desktop.services.errors import UserError
from iop_desktop.services.front_door import FrontDoor
from tests.attack.conftest import Content, HeldKeyFile, administrator, intern
from tests.factories import ADMINISTRATOR, INTERN, SmallClinic
from tests.services.two_clinics import TwoClinics

WRONG, DAMAGED, CHANGED = "do not open", "is damaged", "was changed outside this program"
NEWER = "newer version"
NEW = "amber harbor violin seventeen"
REFUSALS = (VaultError, UserError)


def sentence_of(error: BaseException) -> str:
    """What a person reads."""
    assert isinstance(error, REFUSALS)
    return error.sentence


def cost(**changes: int) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        intern(content)["kdf"].update(changes)

    return change


def put(name: str, value: object) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        content[name] = value

    return change


def in_slot(name: str, value: object) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        intern(content)[name] = value

    return change


def exchange(*names: str) -> Callable[[Content], None]:
    """The same fields of the two slots change places."""

    def change(content: Content) -> None:
        mine, theirs = intern(content), administrator(content)
        for name in names:
            mine[name], theirs[name] = theirs[name], mine[name]

    return change


def without(login: str) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        content["slots"] = [slot for slot in content["slots"] if slot["login"] != login]

    return change


def added(content: Content) -> None:
    extra = copy.deepcopy(intern(content))
    extra["slot"] = str(uuid.uuid4())
    content["slots"].append(extra)


def twice(content: Content) -> None:
    content["slots"].append(copy.deepcopy(intern(content)))


def kept_exchanged(content: Content) -> None:
    content["kept"] = {name: intern(content)["sk"] for name in content["kept"]}


def kept_gone(content: Content) -> None:
    content["kept"] = {}


def anchor_gone(content: Content) -> None:
    content["kept"] = {name: value for name, value in content["kept"].items() if name != "audit-anchor"}
    content["kept"]["audit-anchor"] = "e30="


def pending_forged(content: Content) -> None:
    content["pending"] = str(uuid.uuid4())


def pending_is_active(content: Content) -> None:
    content["pending"] = content["active"]


def retired_forged(content: Content) -> None:
    content["retired"] = {str(uuid.uuid4()): intern(content)["sk"]}


def older(content: Content) -> None:
    content["generation"] -= 1


ATTACKS: dict[str, tuple[Callable[[Content], object], str]] = {
    "less memory for Argon2id": (cost(m=63), DAMAGED),
    "no passes": (cost(t=0), DAMAGED),
    "no lanes": (cost(p=0), DAMAGED),
    "a cost below nothing": (cost(m=-1), DAMAGED),
    "memory that exhausts the machine": (cost(m=1 << 40), DAMAGED),
    "just more than the most": (cost(m=CEILING.memory_kib + 1), DAMAGED),
    "passes without end": (cost(t=1 << 31), DAMAGED),
    "a little more memory": (cost(m=65), WRONG),
    "a cost of text": (lambda content: intern(content)["kdf"].update(m="64"), DAMAGED),
    "another Argon2": (lambda content: intern(content)["kdf"].update(v=16), DAMAGED),
    "no stretching at all": (lambda content: intern(content).update(kdf={"alg": "none", "salt": ""}), DAMAGED),
    "the kit's stretching": (lambda content: intern(content)["kdf"].update(alg="hkdf"), DAMAGED),
    "slots exchanged": (exchange("slot", "kdf", "sk", "vmk"), WRONG),
    "names exchanged": (exchange("login"), WRONG),
    "people exchanged": (exchange("user"), WRONG),
    "private keys exchanged": (exchange("sk"), WRONG),
    "sealed keys exchanged": (exchange("vmk"), DAMAGED),
    "somebody else's name": (in_slot("user", str(uuid.uuid4())), WRONG),
    "bound to a computer": (in_slot("device", "0" * 16), "needs the second secret"),
    "an empty private key": (in_slot("sk", ""), WRONG),
    "no sealed key": (in_slot("vmk", {}), DAMAGED),
    "somebody taken out": (without(ADMINISTRATOR), CHANGED),
    "oneself taken out": (without(INTERN), WRONG),
    "the kit taken out": (without(""), CHANGED),
    "nobody left": (put("slots", []), WRONG),
    "a slot added": (added, CHANGED),
    "a slot twice": (twice, CHANGED),
    "kept keys exchanged": (kept_exchanged, CHANGED),
    "kept keys gone": (kept_gone, CHANGED),
    "another anchor": (anchor_gone, CHANGED),
    "a change of the key that never began": (pending_forged, CHANGED),
    "a change to the same key": (pending_is_active, CHANGED),
    "a retired key": (retired_forged, CHANGED),
    "an older generation": (older, CHANGED),
    "another vault": (put("vault_id", str(uuid.uuid4())), WRONG),
    "another key in use": (put("active", str(uuid.uuid4())), DAMAGED),
    "a field nobody knows": (put("note", "hello"), DAMAGED),
    "a field gone": (lambda content: content.pop("retired"), DAMAGED),
    "no seal": (put("mac", ""), DAMAGED),
    "a seal of nothing": (put("mac", "A" * 43 + "="), CHANGED),
    "a later version": (put("version", 99), NEWER),
    "an earlier version": (put("version", 0), DAMAGED),
    "another kind of file": (put("magic", "ZIP"), DAMAGED),
}


@pytest.mark.parametrize(("change", "words"), ATTACKS.values(), ids=ATTACKS)
def test_an_altered_key_file_opens_nothing(held: HeldKeyFile, change: Callable[[Content], object], words: str) -> None:
    held.alter(change)
    clinic = held.clinic
    with pytest.raises(REFUSALS) as caught:
        clinic.vault.unlock(INTERN, clinic.passphrase)
    assert words in sentence_of(caught.value)


@pytest.mark.parametrize("change", [change for change, _ in ATTACKS.values()], ids=ATTACKS)
def test_nor_does_it_open_with_the_recovery_kit(held: HeldKeyFile, change: Callable[[Content], object]) -> None:
    held.alter(change)
    content, clinic = held.path.read_bytes(), held.clinic
    with pytest.raises(REFUSALS) as caught:
        clinic.vault.recover(INTERN, clinic.recovery_code, NEW, NEW)
    assert any(
        words in sentence_of(caught.value) for words in (DAMAGED, CHANGED, NEWER, "does not open", "belong together")
    )
    assert held.path.read_bytes() == content


@pytest.mark.parametrize("change", [change for change, _ in ATTACKS.values()], ids=ATTACKS)
def test_the_unlock_window_shows_names_or_a_sentence(held: HeldKeyFile, change: Callable[[Content], object]) -> None:
    held.alter(change)
    with contextlib.suppress(VaultError):
        assert all(isinstance(login, str) for login in FrontDoor(held.clinic.folder).logins())


def test_the_same_words_without_an_attack_open_it(held: HeldKeyFile) -> None:
    held.alter(lambda _content: None)
    clinic = held.clinic
    clinic.vault.lock(clinic.vault.unlock(INTERN, clinic.passphrase))


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.999])
def test_a_key_file_cut_short_is_refused_with_a_sentence(held: HeldKeyFile, share: float) -> None:
    content = held.path.read_bytes()
    held.write(content[: int(share * len(content))])
    with pytest.raises(VaultError) as caught:
        held.clinic.vault.unlock(INTERN, held.clinic.passphrase)
    assert DAMAGED in caught.value.sentence


@pytest.mark.parametrize(
    "content",
    [b"\0" * 4096, b"[" * 100_000, b'{"a":' * 50_000, b"x" * (2 << 20), json.dumps([1]).encode(), b"null", b"\xff\xfe"],
    ids=["zeros", "deep list", "deep object", "too large", "a list", "nothing", "no text"],
)
def test_what_is_no_key_file_is_refused_with_a_sentence(held: HeldKeyFile, content: bytes) -> None:
    held.write(content)
    with pytest.raises(VaultError) as caught:
        held.clinic.vault.unlock(INTERN, held.clinic.passphrase)
    assert DAMAGED in caught.value.sentence


def test_the_key_file_of_another_clinic_opens_nothing_here(held: HeldKeyFile, two: TwoClinics) -> None:
    """Also with a pass phrase that is good there."""
    held.write((two.away.vault.folder / held.path.name).read_bytes())
    with pytest.raises(VaultError) as caught:
        held.clinic.vault.unlock(two.away.vault.logins()[0], held.clinic.passphrase)
    assert "do not belong together" in caught.value.sentence


def test_the_records_of_another_clinic_do_not_open_here(clinic: SmallClinic, two: TwoClinics) -> None:
    (clinic.folder / "clinic.db").write_bytes((two.away.vault.folder / "clinic.db").read_bytes())
    with pytest.raises(VaultError) as caught:
        clinic.vault.unlock(INTERN, clinic.passphrase)
    assert "do not belong together" in caught.value.sentence
