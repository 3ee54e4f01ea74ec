"""Two of three sheets open the records as the code does, and say what is wrong while they are typed."""

from __future__ import annotations

import pytest

from iop_desktop.services.recovery_sheets import look_at_sheet, look_at_sheets, sheets_of
from tests.factories import INTERN, SmallClinic
from tests.services.test_recovery import NEW, OTHER_CODE, opens, recover


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 2)])
def test_any_two_sheets_let_in(clinic: SmallClinic, pair: tuple[int, int]) -> None:
    sheets = sheets_of(clinic.recovery_code)
    first, second = (sheets[place] for place in pair)
    assert look_at_sheets(first, second) == ("", "")
    code = recover(clinic, code=f"{first}\n{second}")
    assert opens(clinic, INTERN, NEW)
    assert code != clinic.recovery_code


def test_what_is_said_of_words() -> None:
    first, second, _ = sheets_of(OTHER_CODE)
    other = sheets_of(OTHER_CODE)[1]
    assert look_at_sheet(first) == ""
    assert "all 23 words of the sheet; there are 2" in look_at_sheet("acid acne")
    assert "number 2" in look_at_sheet("acid zebra")
    assert "more than 23" in look_at_sheet(f"{first} acid")
    assert look_at_sheets(first, first)[1].startswith("This is the first sheet again.")
    assert "not of one kit" in look_at_sheets(first, other)[1]
    assert look_at_sheets("", second)[1] == ""
