"""What a salvage came to, in sentences for the window, the command line and paper."""

from __future__ import annotations

from datetime import datetime, tzinfo

from iop_desktop.services.salvaging import Salvaged
from iop_desktop.services.wall_text import day_and_time

_ALL_READ = "Every row of every table could be read."
_CHAIN_BROKEN = "The audit log is not whole any more; the salvage is written at its end."
_CHAIN_WHOLE = "The audit log is whole; the salvage is written at its end."


def summary_of(done: Salvaged) -> tuple[str, ...]:
    """How much was read, where it is, and whether the audit chain holds."""
    read = f"{done.kept} rows were read into {done.folder}"
    return (read, *(() if done.touched else (_ALL_READ,)), _CHAIN_WHOLE if done.chain_whole else _CHAIN_BROKEN)


def lines_of(done: Salvaged) -> tuple[str, ...]:
    """A line for each table that is not whole: names of tables and counts only."""
    found = []
    for table in done.touched:
        lost = "an unknown number" if table.lost is None else str(table.lost)
        left = f", {table.orphaned} left out because what they belong to is lost" if table.orphaned else ""
        found.append(f"{table.name}: {table.kept} kept, {lost} could not be read{left}")
    return tuple(found)


def report_pdf(done: Salvaged, made_at: datetime, zone: tzinfo) -> bytes:
    """The report as PDF."""
    from iop_desktop.documents.salvage_paper import SalvagePaper, render_salvage_paper  # heavy: loaded when needed

    made_text = day_and_time(made_at, zone, made_at.astimezone(zone).date())
    paper = SalvagePaper(summary_of(done), lines_of(done), made_at, f"Made {made_text}")
    return render_salvage_paper(paper)
