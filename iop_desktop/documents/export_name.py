"""Names of exported files: they carry no name of a client and work on every system."""

from __future__ import annotations

import re
from datetime import date


def export_name(session_date: date, group_code: str, note_id: str, kind: str) -> str:
    """Such as ``2026-11-24-MIOP-progress-1234567890ab.pdf``; the end of the note's id tells a session's notes apart."""
    code = re.sub(r"[^A-Za-z0-9]+", "", group_code)[:12] or "group"
    sort = re.sub(r"[^a-z]+", "", kind.lower())[:12] or "note"
    tail = re.sub(r"[^0-9a-f]+", "", note_id.lower())[-12:] or "0"
    return f"{session_date:%Y-%m-%d}-{code}-{sort}-{tail}.pdf"
