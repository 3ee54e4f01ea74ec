"""The table of rights: it is whole, and a person with several roles has the rights of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.rights import RIGHTS, Right, allows
from iop_desktop.rules.vocabulary import Role
from tests.rules.rights_page import PAGE, table


@pytest.mark.parametrize("right", Right)
def test_every_right_names_its_holders_and_a_sentence(right: Right) -> None:
    rule = RIGHTS[right]
    assert rule.roles and rule.sentence.endswith(".")


@given(st.frozensets(st.sampled_from(Role)), st.sampled_from(Right))
def test_several_roles_give_the_rights_of_each(roles: frozenset[Role], right: Right) -> None:
    assert allows(roles, right) is any(allows({role}, right) for role in roles)


def test_the_page_about_rights_shows_this_table() -> None:
    """``python -m tests.rules.rights_page`` writes it."""
    assert PAGE.read_text(encoding="utf-8").endswith(f"\n\n{table()}\n")
