"""How members are named on paper that lies open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.sign_in import SheetNames, SheetPerson, sheet_names

PEPE = SheetPerson("José", "Núñez", "Pepe")
AMARA = SheetPerson("Amara", "Okonkwo", "")
AMARA_TOO = SheetPerson("Amara", "osei", "")
TENZIN = SheetPerson("Tenzin", "", "")


@pytest.mark.parametrize(
    ("style", "names"),
    [
        (SheetNames.INITIAL, ("José N.", "Amara O.", "Amara O.", "Tenzin")),
        (SheetNames.PREFERRED, ("Pepe", "Amara O.", "Amara O.", "Tenzin")),
        (SheetNames.NUMBER, ("", "", "", "")),
    ],
)
def test_table(style: SheetNames, names: tuple[str, ...]) -> None:
    assert sheet_names((PEPE, AMARA, AMARA_TOO, TENZIN), style) == names
    assert style.label


LETTERS = st.text("abcdefgh", min_size=2, max_size=9)
PEOPLE = st.lists(st.builds(SheetPerson, LETTERS, LETTERS.map(str.upper), st.one_of(st.just(""), LETTERS)))


@given(PEOPLE, st.sampled_from(SheetNames))
def test_nobodys_last_name_stands_on_the_sheet(people: list[SheetPerson], style: SheetNames) -> None:
    found = sheet_names(people, style)
    assert len(found) == len(people)
    assert not any(person.last_name in name for person, name in zip(people, found, strict=True))
