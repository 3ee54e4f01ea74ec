"""No row of a destroyed chart is left, and the triggers stand as before."""

from __future__ import annotations

from iop_desktop.models.chart_disposal import overwrite_freed
from iop_desktop.models.chart_rows import chart_tables

from .conftest import Records

# Who adds a table below the client decides here that its rows go with the chart.
OF_ONE_CLIENT = (
    *("admission", "amendment_event", "amendment_request", "attendance_event", "chart_access"),
    *("chart_access_end", "chart_access_review", "chart_period", "client", "contact"),
    *("discharge", "disposal_proposal", "gate_decision", "goal", "instrument_score", "legal_hold", "membership"),
    *("note", "note_return", "note_version", "objective", "packet_out_item", "problem", "return_remark"),
    *("signature", "split_member", "treatment_plan", "viewing", "waiting_entry"),
)


def test_which_tables_belong_to_one_client() -> None:
    assert chart_tables() == OF_ONE_CLIENT


def test_the_file_is_written_anew_once_nobody_reads(records: Records) -> None:
    vault = records.open()
    with vault.transaction() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE scrap (text TEXT)")
        for _ in range(50):
            connection.exec_driver_sql("INSERT INTO scrap VALUES (hex(randomblob(4000)))")
    with vault.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM scrap")
    with vault.raw_connection() as reader:
        reader.execute("PRAGMA busy_timeout=0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM scrap").fetchone()
        assert not overwrite_freed(vault)
        reader.execute("ROLLBACK")
    assert overwrite_freed(vault)
    with vault.raw_connection() as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
    assert vault.path.with_name("clinic.db-wal").stat().st_size == 0
    vault.close()
