"""What a salvage came to, in words and on paper: counts and names of tables."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from iop_desktop.documents.salvage_paper import SalvagePaper, render_salvage_paper
from iop_desktop.models.salvage import SalvagedTable
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.salvage_report import lines_of, report_pdf, summary_of
from iop_desktop.services.salvaging import Salvaged
from tests.documents.samples import pages_text

AT = datetime(2026, 11, 24, 17, 5, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
TORN = (SalvagedTable("client", 398, 2), SalvagedTable("note", 10, None, 3), SalvagedTable("staff", 4, 0))


def test_each_table_that_is_not_whole_has_a_line() -> None:
    done = Salvaged(Path("/out"), TORN, chain_whole=False)
    assert summary_of(done) == (
        "412 rows were read into /out",
        "The audit log is not whole any more; the salvage is written at its end.",
    )
    assert lines_of(done) == (
        "client: 398 kept, 2 could not be read",
        "note: 10 kept, an unknown number could not be read, 3 left out because what they belong to is lost",
    )


def test_whole_records_say_so() -> None:
    done = Salvaged(Path("/out"), TORN[2:], chain_whole=True)
    assert "Every row of every table could be read." in summary_of(done)
    assert lines_of(done) == ()


def test_the_report_is_on_paper() -> None:
    done = Salvaged(Path("/out"), TORN, chain_whole=False)
    assert len(pages_of(report_pdf(done, AT, ZONE), 1.0)) == 1
    paper = SalvagePaper(summary_of(done), lines_of(done), AT, "Made today")
    pdf = render_salvage_paper(paper)
    (page,) = pages_text(pdf)
    assert all(text in page for text in ("412 rows were read", "client: 398 kept", "Made today"))
    assert pdf == render_salvage_paper(paper)


def test_nothing_lost_is_on_paper_too() -> None:
    (page,) = pages_text(render_salvage_paper(SalvagePaper(("All of it.",), (), AT, "Made today")))
    assert "Nothing." in page
