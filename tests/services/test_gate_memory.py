"""What the gates keep of what they have read."""

from __future__ import annotations

from uuid import UUID

from iop_desktop.rules.name_guard import Guarded
from iop_desktop.rules.own_words import Part, read_part, stock_shingles
from iop_desktop.services import gate_memory
from iop_desktop.services.gate_facts import GatePeople
from iop_desktop.services.gate_memory import GateMemory


def people(*names: str) -> GatePeople:
    return GatePeople({UUID(int=place): Guarded(name, name) for place, name in enumerate(names)}, ())


def test_what_is_kept_never_changes_an_answer() -> None:
    memory = GateMemory()
    first, second = Part("a", {"response": "He called."}, ("Ana",)), Part("a", {"response": "He wrote."}, ("Ana",))
    assert memory.read(first) is memory.read(first)
    assert memory.read(second) == read_part(second) != memory.read(first)
    assert memory.stock(("Bring the card.",)) is memory.stock(("Bring the card.",))
    assert memory.stock(("Call the line.",)) == stock_shingles(("Call the line.",))


def test_a_new_name_makes_a_new_guard() -> None:
    memory = GateMemory()
    guard = memory.guard(people("Ana"))
    assert memory.guard(people("Ana")) is guard
    assert [hit.word for hit in memory.guard(people("Ana", "Jo")).hits({"x": "Ana and Jo"})] == ["Ana", "Jo"]


def test_texts_do_not_pile_up() -> None:
    memory = GateMemory()
    for number in range(gate_memory._MOST_PARTS + 5):
        memory.read(Part(str(number), {"response": "He called."}))
    assert len(memory._parts) == 5
