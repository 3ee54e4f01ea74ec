"""Stretching a pass phrase: what the key depends on, limits, and finding a cost for this machine."""

from __future__ import annotations

import pytest

from iop_desktop.models.errors import KeyFileDamaged
from iop_desktop.models.kdf import CEILING, FLOOR, KdfCost, calibrate, derive_key, measure, refuse_cost

CHEAP = KdfCost(64, 1, 1)
SALT = b"s" * 16


def _key(passphrase: str = "p", context: bytes = b"c", device: bytes | None = None, salt: bytes = SALT) -> bytearray:
    return derive_key(passphrase, cost=CHEAP, salt=salt, context=context, device_secret=device)


def test_key_depends_on_everything_given() -> None:
    keys = [_key(), _key("q"), _key(context=b"d"), _key(device=b"x" * 32), _key(salt=b"t" * 16)]
    assert len({bytes(key) for key in keys}) == 5
    assert _key() == _key()


def test_default_is_the_recommended_cost() -> None:
    assert KdfCost() == KdfCost(memory_kib=131072, iterations=3, lanes=4)
    refuse_cost(KdfCost())


@pytest.mark.parametrize(
    "cost",
    [
        KdfCost(FLOOR.memory_kib - 1, 3, 4),
        KdfCost(FLOOR.memory_kib, 2, 4),
        KdfCost(FLOOR.memory_kib, 3, 3),
        KdfCost(CEILING.memory_kib + 1, 3, 4),
        KdfCost(FLOOR.memory_kib, 17, 4),
        KdfCost(FLOOR.memory_kib, 3, 17),
        KdfCost(-1, 3, 4),
    ],
)
def test_cost_outside_the_limits_is_refused(cost: KdfCost) -> None:
    with pytest.raises(KeyFileDamaged):
        refuse_cost(cost)


@pytest.mark.parametrize(
    ("floor_seconds", "expected"),
    [
        (0.225, KdfCost(128 * 1024, 3, 4)),
        (0.25, KdfCost(112 * 1024, 3, 4)),
        (0.9, FLOOR),
        (0.05, KdfCost(512 * 1024, 3, 4)),
        (0.025, KdfCost(512 * 1024, 7, 4)),
        (0.0001, KdfCost(512 * 1024, 12, 4)),
    ],
)
def test_calibration_aims_at_the_target_within_the_limits(floor_seconds: float, expected: KdfCost) -> None:
    found = calibrate(measured=lambda cost: floor_seconds)
    assert found == expected
    refuse_cost(found)


def test_measure_runs_the_real_thing() -> None:
    assert 0 < measure(CHEAP) < 5
