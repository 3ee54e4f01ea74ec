"""The clinic's period, and the reason for a hold or for lifting it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.rules.retention import (
    FEWEST_YEARS,
    LONGEST_REASON,
    LONGEST_SOURCE,
    MOST_YEARS,
    OLDEST_MAJORITY,
    YOUNGEST_MAJORITY,
    RetentionPolicy,
)
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

PERIOD = (
    "No federal rule names one period for every chart. Medicare asks for 7 years (42 CFR 424.516(f)), Medicaid managed "
    "care for 10 (42 CFR 438.3(u)); state law, payers and malpractice insurers may ask for more. Take the longest."
)
SOURCE_HINT = "The law, payer or policy it comes from. It stands on every certificate."
HOLDING = "A held chart is kept whatever its period: for a lawsuit, an audit, an investigation or a complaint."
LONGER = (
    "For a payer, a contract or a court that asks for more than the clinic's period. Never shorter; it ends a proposal "
    "to destroy the chart. For a time that has no end yet, hold the chart instead."
)
WIDTH = 600
LIFTING = "The chart's own period counts again. Nothing is destroyed by lifting a hold."


class PeriodDialog(FormDialog):
    """``confirmed`` carries a RetentionPolicy."""

    confirmed = Signal(object)

    def __init__(self, policy: RetentionPolicy, parent: QWidget) -> None:
        super().__init__("How long charts are kept", "Save", parent)
        self.setMinimumWidth(WIDTH)
        self.years = number_field(FEWEST_YEARS, MOST_YEARS, policy.years)
        self.majority = number_field(YOUNGEST_MAJORITY, OLDEST_MAJORITY, policy.majority)
        self.source = QLineEdit(policy.source)
        self.source.setMaxLength(LONGEST_SOURCE)
        self.source.setCursorPosition(0)
        years = FormRow("Years after the last discharge", self.years)
        self.fill(
            holder(row(years, FormRow("Adult from the age of", self.majority), spacing=14)),
            FormRow("Source", self.source, SOURCE_HINT),
            muted(PERIOD, wrap=True),
        )

    def confirm(self) -> None:
        """Hand the period over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(RetentionPolicy(self.years.value(), self.majority.value(), self.source.text()))


class ChartPeriodDialog(FormDialog):
    """``confirmed`` carries years (0 = as long as every chart) and the reason."""

    confirmed = Signal(int, str)

    def __init__(self, row: RetentionRow, policy: RetentionPolicy, parent: QWidget) -> None:
        super().__init__(f"How long record {row.record_number} is kept", "Save", parent)
        own = row.period.years if row.period else 0
        # The first number stands for no period of its own.
        self.years = number_field(policy.years, MOST_YEARS, max(own, policy.years))
        self.years.setSpecialValueText(f"{policy.years}, as every chart")
        self.years.setMinimumWidth(180)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        years = FormRow("Years after the last discharge", self.years)
        self.fill(years, FormRow("Reason", self.reason), muted(LONGER, wrap=True))

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.ok.setEnabled(False)
        years = self.years.value()
        self.confirmed.emit(years if years > self.years.minimum() else 0, self.reason.text())


class ReasonDialog(FormDialog):
    """A reason and what it does; ``confirmed`` carries it."""

    confirmed = Signal(str)

    def __init__(self, title: str, verb: str, meaning: str, parent: QWidget) -> None:
        super().__init__(title, verb, parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.fill(FormRow("Reason", self.reason), muted(meaning, wrap=True))

    def confirm(self) -> None:
        """Hand the reason over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(self.reason.text())
