"""The audit log and the weekly review in Settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.rules.audit_words import AuditKind
from iop_desktop.services import audit_log
from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.audit_tab import AuditTab
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from tests.e2e.driver import Driver
from tests.ui.test_decisions_tab import settings


def audit_tab(program: Driver, login: str) -> AuditTab:
    tab = settings(program, login).parts.show_part(AuditTab)
    program.settle()
    return tab


def shown(tab: AuditTab) -> list[str]:
    model = tab.log.table.model()
    return [str(model.index(number, 3).data()) for number in range(model.rowCount())]


def test_the_log_is_read_when_somebody_looks_and_by_kind(program: Driver) -> None:
    parts = settings(program, program.demo.supervisor).parts
    tab = parts.part(AuditTab)
    program.settle()
    assert shown(tab) == []
    parts.show_part(AuditTab)
    program.settle()
    assert "Unlocked the records" in shown(tab)
    tab.log.kind.setCurrentIndex(tab.log.kind.findData(AuditKind.READING))
    program.settle()
    assert "Read the audit log" in shown(tab)
    assert set(shown(tab)) <= {
        "Read the audit log",
        "Opened a chart",
        "Read a record before signing it",
        "Read a note before co-signing it",
        "Opened a note",
        "Opened the PDF of a note",
    }


def test_a_long_log_has_pages(program: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 10)
    tab = audit_tab(program, program.demo.supervisor)
    tab.log.first.setDate(tab.log.first.date().addYears(-3))
    program.settle()
    first = shown(tab)
    assert len(first) == 10
    assert not tab.log.newer.isEnabled()
    tab.log.older.click()
    program.settle()
    assert tab.log.newer.isEnabled()
    tab.log.newer.click()
    assert shown(tab) == first


def test_verify_says_one_sentence(program: Driver) -> None:
    tab = audit_tab(program, program.demo.supervisor)
    tab.log.verify.click()
    assert not tab.log.verify.isEnabled()
    program.settle()
    assert tab.log.verdict.text().startswith("The audit log is whole")
    assert tab.log.progress.isHidden()
    assert tab.log.verify.isEnabled()


def test_a_supervisor_reads_the_review_and_an_administrator_marks_it(program: Driver) -> None:
    tab = audit_tab(program, program.demo.supervisor)
    tab.show_review()
    program.settle()
    assert tab.review.last.text().startswith("Never reviewed")
    assert not tab.review.done.isEnabled()


def test_a_facilitator_has_no_such_tab(program: Driver, tmp_path: Path) -> None:
    page = settings(program, program.demo.facilitator)
    assert not page.parts.has(AuditTab)
    page.show_part(NeedKind.PRIVACY)
    assert "Audit" not in [page.parts.tabText(number) for number in range(page.parts.count())]


def signing(program: Driver, tab: AuditTab, file: Path) -> PassphraseDialog:
    program.dialogs.path = file
    tab.log.save_pdf.click()
    program.settle()
    dialog = tab.log.findChild(PassphraseDialog)
    assert dialog is not None
    return dialog


def test_the_paper_is_signed_with_the_pass_phrase_and_compared_later(program: Driver, tmp_path: Path) -> None:
    tab, file = audit_tab(program, program.demo.supervisor), tmp_path / "log.pdf"
    dialog = signing(program, tab, file)
    dialog.passphrase.setText("not the one")
    dialog.ok.click()
    program.settle()
    assert dialog.isVisible()
    assert not file.exists()
    dialog.passphrase.setText(program.demo.passphrase)
    dialog.confirm()
    program.settle()
    assert tab.log.findChild(PassphraseDialog) is None
    assert tab.log.verdict.text().startswith("Saved ")
    assert file.read_bytes().startswith(b"%PDF-")
    program.dialogs.path = file
    tab.log.compare.click()
    program.settle()
    assert tab.log.verdict.text().startswith("The audit log is whole")
