"""Changing a layout line by line: a line is a part with its title, or an element in it.

Lines are numbered from top to bottom, titles and elements together, as a list shows them. The first line is always a
part. Nothing is checked here but the place; whether a layout may stand is for ``note_formats.refusals_of_layout``.
"""

from __future__ import annotations

from dataclasses import replace

from iop_desktop.rules.note_formats import Element, LayoutPart, NoteLayout

Line = str | Element


def lines_of(layout: NoteLayout) -> list[Line]:
    """Titles (bare text) and elements from top to bottom."""
    return [line for part in layout.parts for line in (part.title, *part.elements)]


def is_title(line: Line) -> bool:
    """Whether a line is the title of a part."""
    return not isinstance(line, Element)


def layout_of(lines: list[Line]) -> NoteLayout:
    """The layout again; ``lines`` begin with a title, or are empty."""
    parts: list[LayoutPart] = []
    for line in lines:
        if isinstance(line, Element):
            parts[-1] = replace(parts[-1], elements=(*parts[-1].elements, line))
        else:
            parts.append(LayoutPart(line, ()))
    return NoteLayout(tuple(parts))


def moved(layout: NoteLayout, place: int, by: int) -> tuple[NoteLayout, int]:
    """Move a line one up (-1) or down (1) and say where it is now; a part takes its elements along.

    A line that can go no further stays.
    """
    lines = lines_of(layout)
    if is_title(lines[place]):
        return _part_moved(layout, place, by)
    target = place + by
    # An element above the first title would stand in no part.
    if not 1 <= target < len(lines):
        return layout, place
    lines[place], lines[target] = lines[target], lines[place]
    return layout_of(lines), target


def _part_moved(layout: NoteLayout, place: int, by: int) -> tuple[NoteLayout, int]:
    parts, number = list(layout.parts), _part_at(layout, place)
    target = number + by
    if not 0 <= target < len(parts):
        return layout, place
    parts[number], parts[target] = parts[target], parts[number]
    return NoteLayout(tuple(parts)), sum(1 + len(part.elements) for part in parts[:target])


def renamed(layout: NoteLayout, place: int, title: str) -> NoteLayout:
    """Give the part at a line, or around an element at a line, another title."""
    parts, number = list(layout.parts), _part_at(layout, place)
    parts[number] = replace(parts[number], title=title)
    return NoteLayout(tuple(parts))


def with_line(layout: NoteLayout, place: int, line: Line) -> tuple[NoteLayout, int]:
    """Put a new line below another; a new part takes the elements that follow it. Says where the new line is."""
    lines = lines_of(layout)
    lines.insert(place + 1, line)
    return layout_of(lines), place + 1


def without_line(layout: NoteLayout, place: int) -> tuple[NoteLayout, int]:
    """Take a line away and go to the one above; the elements of a part go to the part before.

    The first part stays while it holds any, and while it is alone.
    """
    lines = lines_of(layout)
    only = place == 0 and (len(lines) == 1 or not is_title(lines[1]))
    if only:
        return layout, place
    del lines[place]
    return layout_of(lines), max(0, place - 1)


def _part_at(layout: NoteLayout, place: int) -> int:
    return sum(is_title(line) for line in lines_of(layout)[: place + 1]) - 1
