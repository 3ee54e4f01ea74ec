"""Colors of the slides. They are the same by day and by night: a projector has one theme."""

from __future__ import annotations

PAPER = "#F7F2EA"
CARD = "#FFFDF9"
CARD_EDGE = "#DCD3C4"
INK = "#17211E"
INK_SECOND = "#2F3E39"
TEAL = "#0B6A65"
TEAL_INK = "#0A534F"
ON_TEAL = "#FFFFFF"
CLAY = "#8C3F08"
SUN = "#F2C261"
BLANK = "#0E1C1A"
SEA = ("#CFE4DC", "#9DC9C0", "#4F9C93", "#0B6A65")
# Ink on ground, as the slides use them; the tests hold each pair to the contrast of WCAG 2.2 AA or better.
PAIRS = (
    (INK, PAPER),
    (INK_SECOND, PAPER),
    (TEAL_INK, PAPER),
    (INK_SECOND, SEA[0]),
    (INK, CARD),
    (TEAL_INK, CARD),
    (CLAY, CARD),
    (ON_TEAL, TEAL),
)
