"""Both themes against WCAG 2.2: 4.5 for text (1.4.3), 3 for controls and graphics (1.4.11)."""

from __future__ import annotations

import pytest

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.tokens import Tokens, load_tokens

TEXT, GRAPHICS = 4.5, 3.0
GROUNDS = ("canvas", "surface", "sunken", "raised", "selection", "hover")
PAIRS = (
    ("text", GROUNDS, TEXT),
    ("text2", GROUNDS, TEXT),
    ("text3", GROUNDS, TEXT),
    ("accent_text", ("surface", "canvas", "raised", "accent_soft", "selection"), TEXT),
    ("on_accent", ("accent", "accent_hover"), TEXT),
    ("rail_text", ("rail", "rail_pill"), TEXT),
    ("rail_active", ("rail", "rail_pill"), TEXT),
    ("badge", ("rail",), TEXT),
    ("on_badge", ("badge",), TEXT),
    ("danger", ("surface", "danger_soft", "canvas", "raised"), TEXT),
    ("warn", ("surface", "warn_soft", "canvas", "raised"), TEXT),
    ("info", ("surface", "info_soft"), TEXT),
    ("ok", ("surface", "ok_soft"), TEXT),
    ("border_strong", ("surface", "canvas", "sunken"), GRAPHICS),
    ("focus", ("surface", "canvas", "sunken", "raised", "selection"), GRAPHICS),
    ("series1", ("surface",), GRAPHICS),
    ("series2", ("surface",), GRAPHICS),
    ("series3", ("surface",), GRAPHICS),
)


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _luminance(color: str) -> float:
    red, green, blue = (_channel(int(color[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str) -> float:
    darker, lighter = sorted((_luminance(ink), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def tokens(request: pytest.FixtureRequest) -> Tokens:
    return load_tokens(request.param)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ink", "grounds", "least"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_pair(tokens: Tokens, ink: str, grounds: tuple[str, ...], least: float) -> None:
    measured = {ground: contrast(tokens.colors[ink], tokens.colors[ground]) for ground in grounds}
    assert {ground: value for ground, value in measured.items() if value < least} == {}


@pytest.mark.parametrize("status", AttendanceStatus)
def test_status(tokens: Tokens, status: AttendanceStatus) -> None:
    pair = tokens.statuses[status.value]
    assert contrast(pair.ink, pair.background) >= TEXT
    assert contrast(pair.ink, tokens.colors["surface"]) >= TEXT
    assert contrast(pair.ink, tokens.colors["selection"]) >= GRAPHICS


def test_avatars(tokens: Tokens) -> None:
    assert all(contrast(pair.ink, pair.background) >= TEXT for pair in tokens.avatars)


def test_both_themes_have_the_same_colors() -> None:
    assert load_tokens("light").colors.keys() == load_tokens("dark").colors.keys()
