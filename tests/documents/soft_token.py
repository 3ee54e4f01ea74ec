"""A token made of files (SoftHSM2), for tests: it behaves as a smart card does, and can be pulled out."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pkcs11
import pytest

from iop_desktop.documents.token_signer import KeyOnToken, keys_on_tokens

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "48151623"


@dataclass(frozen=True)
class SoftToken:
    """A token in a folder of this test's own."""

    folder: Path

    def add_key(self, label: str = "signing", key_id: bytes = b"\x9c", curve: str = "secp256r1") -> None:
        """Make a key on the token, as the tool of a card would."""
        driver = pkcs11.lib(MODULE)
        try:
            (token,) = (slot.get_token() for slot in driver.get_slots() if slot.get_token().label == "clinician")
            with token.open(rw=True, user_pin=PIN) as session:
                parameters = pkcs11.util.ec.encode_named_curve_parameters(curve)
                domain = session.create_domain_parameters(
                    pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: parameters}, local=True
                )
                domain.generate_keypair(store=True, label=label, id=key_id)
        finally:
            driver.finalize()

    def remove_key(self, key_id: bytes = b"\x9c", *, public: bool = False) -> None:
        """Take the private half off the token, or both halves."""
        driver = pkcs11.lib(MODULE)
        try:
            (token,) = (slot.get_token() for slot in driver.get_slots() if slot.get_token().label == "clinician")
            with token.open(rw=True, user_pin=PIN) as session:
                kinds = [pkcs11.ObjectClass.PRIVATE_KEY, *([pkcs11.ObjectClass.PUBLIC_KEY] if public else [])]
                for kind in kinds:
                    for key in session.get_objects({pkcs11.Attribute.CLASS: kind, pkcs11.Attribute.ID: key_id}):
                        key.destroy()
        finally:
            driver.finalize()

    def pull_out(self) -> None:
        """The token is gone; whoever looks again does not find it."""
        shutil.rmtree(self.folder / "tokens")
        (self.folder / "tokens").mkdir()

    def key(self) -> KeyOnToken:
        """The one key on it."""
        (found,) = keys_on_tokens(MODULE)
        return found


def make_soft_token(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    """A token "clinician" with one P-256 key. Fails with a sentence where SoftHSM2 is not installed."""
    tool = shutil.which("softhsm2-util")
    if tool is None or not Path(MODULE).exists():
        pytest.fail("SoftHSM2 is not installed. Run `make setup`, or install softhsm2.")
    (folder / "tokens").mkdir(parents=True)
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    command = [tool, "--init-token", "--free", "--label", "clinician", "--so-pin", "87654321", "--pin", PIN]
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ), timeout=30)
    made = SoftToken(folder)
    made.add_key()
    return made
