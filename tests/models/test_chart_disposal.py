"""No row of a destroyed chart is left, and the triggers stand as before."""

from __future__ import annotations

from iop_desktop.models.chart_rows import chart_tables

# Who adds a table below the client decides here that its rows go with the chart.
OF_ONE_CLIENT = (
    *("admission", "amendment_event", "amendment_request", "attendance_event", "client", "contact"),
    *("discharge", "disposal_proposal", "gate_decision", "goal", "instrument_score", "legal_hold", "membership"),
    *("note", "note_return", "note_version", "objective", "packet_out_item", "problem", "return_remark"),
    *("signature", "split_member", "treatment_plan", "viewing", "waiting_entry"),
)


def test_which_tables_belong_to_one_client() -> None:
    assert chart_tables() == OF_ONE_CLIENT
