"""From a pass phrase to a key: Argon2id (RFC 9106), its cost, the limits of that cost, and finding a good one."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from iop_desktop.models.errors import KeyFileDamaged
from iop_desktop.models.keys import wipe

KEY_BYTES = 32
SALT_BYTES = 16
_CALIBRATION_STEP_KIB = 16 * 1024
# A cheap clinic laptop has 4 GB; more than this for one unlock makes it swap.
_CALIBRATION_TOP_KIB = 512 * 1024
_MAX_CALIBRATED_ITERATIONS = 12
_LEAST_KIB_A_LANE = 8


@dataclass(frozen=True, slots=True)
class KdfCost:
    """Cost of one Argon2id run: memory in KiB, passes over it, lanes."""

    memory_kib: int = 128 * 1024
    iterations: int = 3
    lanes: int = 4


# Second recommended profile of RFC 9106, section 4: never weaker than this.
FLOOR = KdfCost(memory_kib=64 * 1024, iterations=3, lanes=4)
# A key file that asks for more would only be there to exhaust the machine.
CEILING = KdfCost(memory_kib=2 * 1024 * 1024, iterations=16, lanes=16)


def refuse_cost(cost: KdfCost, floor: KdfCost = FLOOR) -> None:
    """Raise KeyFileDamaged, before any work is done, for a cost below ``floor`` or above the ceiling."""
    pairs = (
        (cost.memory_kib, floor.memory_kib, CEILING.memory_kib),
        (cost.iterations, floor.iterations, CEILING.iterations),
        (cost.lanes, floor.lanes, CEILING.lanes),
    )
    if any(not low <= value <= high for value, low, high in pairs):
        raise KeyFileDamaged


def derive_key(
    passphrase: str, *, cost: KdfCost, salt: bytes, context: bytes, device_secret: bytes | None
) -> bytearray:
    """32 bytes from a pass phrase (any Unicode form of it), bound to ``context`` and to the device secret if given."""
    typed = bytearray(unicodedata.normalize("NFKC", passphrase).encode(errors="surrogatepass"))
    try:
        return _argon2id(typed, cost, salt, context, device_secret)
    finally:
        wipe(typed)
        # OpenSSL leaves its copy of what it was given in freed memory. A cheap run with as many zeros takes that place.
        cheapest = KdfCost(_LEAST_KIB_A_LANE * cost.lanes, 1, cost.lanes)
        no_secret = None if device_secret is None else bytes(len(device_secret))
        _argon2id(typed, cheapest, bytes(len(salt)), bytes(len(context)), no_secret)


def _argon2id(typed: bytearray, cost: KdfCost, salt: bytes, context: bytes, secret: bytes | None) -> bytearray:
    key = bytearray(KEY_BYTES)
    made = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
        ad=context,
        secret=secret,
    )
    made.derive_into(typed, key)  # type: ignore[arg-type]  # any buffer will do, and bytes cannot be wiped
    return key


def measure(cost: KdfCost) -> float:
    """Seconds of one Argon2id run on this machine, the best of five: other work must not make the cost too low."""
    return min(_timed(cost) for _ in range(5))


def calibrate(
    target_seconds: float = 0.45, *, floor: KdfCost = FLOOR, measured: Callable[[KdfCost], float] = measure
) -> KdfCost:
    """The cost whose run takes about ``target_seconds`` here; never below ``floor``, even on a slow machine."""
    per_kib = measured(floor) / floor.memory_kib
    wanted = int(target_seconds / per_kib) // _CALIBRATION_STEP_KIB * _CALIBRATION_STEP_KIB
    memory = max(floor.memory_kib, min(wanted, _CALIBRATION_TOP_KIB))
    iterations = floor.iterations
    if wanted > _CALIBRATION_TOP_KIB:
        iterations = min(_MAX_CALIBRATED_ITERATIONS, max(iterations, round(iterations * wanted / memory)))
    return KdfCost(memory_kib=memory, iterations=iterations, lanes=floor.lanes)


def _timed(cost: KdfCost) -> float:
    started = time.perf_counter()
    derive_key("measure", cost=cost, salt=bytes(SALT_BYTES), context=b"", device_secret=None)
    return time.perf_counter() - started
