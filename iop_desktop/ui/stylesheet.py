"""The one style sheet, filled in with the tokens of a theme."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from iop_desktop.ui import tokens

# A cell's words begin 3 px after its padding: a title above it begins there too.
# A focused control has a 2 px border: it takes 1 px from the padding and 2 px from the height so that nothing jumps.
_TEMPLATE = Template("""
QWidget { color: $text; }
QMainWindow, #page, QDialog, QMessageBox { background: $canvas; }
QDialogButtonBox { button-layout: 3; }
QMessageBox #qt_msgbox_label { font-size: ${message}px; font-weight: 600; min-width: 400px; }
QMessageBox #qt_msgbox_informativelabel { color: $text2; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; }
#rail { background: $rail; }
#lock { background: $rail; }
#lock QLabel { color: $rail_text; }
#lock QLabel[role="h1"] { color: $rail_active; }
#lock QLabel[role="error"] { color: $badge; }
#topbar { background: $surface; border-bottom: 1px solid $border; }
QFrame[card="plain"] { background: $surface; border: 1px solid $border; border-radius: ${card}px; }
QFrame[card="flat"] { background: $sunken; border: 1px solid $border; border-radius: 10px; }
QFrame[card="accent"] { background: $surface; border: 1px solid $accent; border-radius: ${card}px; }
QFrame[card="choice"] { background: $surface; border: 1px solid $border; border-radius: ${card}px; }
QFrame[card="raised"] { background: $raised; border: 1px solid $border; border-radius: 14px; }
QFrame[banner="true"] { background: $raised; border: 1px solid $border_strong; border-radius: 10px; }
QFrame[glass="true"] { background: $danger_soft; border: 1px solid $danger; border-radius: 10px; }
QLabel { background: transparent; }
QLabel[role="h1"] { color: $text; }
QLabel[role="muted"] { color: $text2; }
QLabel[role="faint"] { color: $text3; }
QLabel[role="link"] { color: $accent_text; }
QLabel[role="error"] { color: $danger; }
QPushButton, QToolButton { background: $surface; border: 1px solid $border_strong;
  border-radius: ${control}px; padding: 0 12px; min-height: ${h}px; color: $text; }
QToolButton { padding: 0 7px; min-width: 16px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; border-color: $border; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 0 11px; min-height: ${hf}px; }
QToolButton:focus { padding: 0 6px; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $pressed; color: $text3; border-color: $border; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; }
QPushButton[kind="danger"]:hover { background: $danger_soft; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $border; }
QPushButton[kind="ghost"], QToolButton[kind="ghost"] {
  background: transparent; border-color: transparent; color: $text2; }
QPushButton[kind="ghost"]:hover, QToolButton[kind="ghost"]:hover { background: $hover; }
QPushButton[kind="ghost"]:focus, QToolButton[kind="ghost"]:focus { border: 2px solid $focus; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent_text; padding: 0 6px; }
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border: 2px solid $focus; padding: 0 5px; }
QPushButton[kind="search"] { background: $sunken; border-color: $border; padding: 0 10px; }
QPushButton[kind="search"]:focus { border: 2px solid $focus; padding: 0 9px; }
QPushButton[kind="segment"] { padding: 0 10px; min-height: ${hs}px; color: $text2; }
QPushButton[kind="segment"]:checked {
  background: $accent_soft; border: 1px solid $accent; color: $accent_text; font-weight: 600; }
QPushButton[kind="segment"]:focus { border: 2px solid $focus; padding: 0 9px; min-height: ${hsf}px; }
#lock QPushButton[kind="primary"]:disabled {
  background: $rail_pill; color: $rail_text; border-color: $rail_pill; }
#lock QPushButton[kind="ghost"] { color: $rail_text; }
#lock QPushButton[kind="ghost"]:hover { background: $rail_pill; }
#lock QPushButton:focus { border: 2px solid $rail_active; }
#lock QLineEdit:focus, #lock QComboBox:focus { border: 2px solid $badge; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit { background: $surface;
  border: 1px solid $border_strong; border-radius: ${control}px; padding: 0 10px; min-height: ${h}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: 6px 6px; }
QSpinBox, QDateEdit, QTimeEdit { max-height: ${h}px; }
QTextEdit[kind="script"] { border-color: transparent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus,
QSpinBox:focus, QDateEdit:focus, QTimeEdit:focus {
  border: 2px solid $focus; padding: 0 9px; min-height: ${hf}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 5px 5px; }
QPlainTextEdit[kind="writing"], QPlainTextEdit[kind="writing"]:focus { min-height: 44px; }
QPlainTextEdit[tall="true"], QPlainTextEdit[tall="true"]:focus { min-height: 96px; }
QSpinBox:focus, QDateEdit:focus, QTimeEdit:focus { max-height: ${hf}px; }
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $text3; }
QLineEdit:disabled, QComboBox:disabled { color: $text3; border-color: $border; background: $sunken; }
QLineEdit[invalid="true"], QComboBox[invalid="true"], QPlainTextEdit[invalid="true"] { border-color: $danger; }
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:focus {
  background: transparent; border: none; padding: 0; min-height: 24px; }
QFrame[kind="search"] { background: $sunken; border: 1px solid $border; border-radius: ${control}px; }
QFrame[kind="search"][active="true"] { border: 2px solid $focus; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("$arrow"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border_strong; padding: 4px; outline: 0;
  selection-background-color: $accent_soft; selection-color: $accent_text; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; }
QCheckBox, QRadioButton { spacing: 10px; min-height: 26px; color: $text; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 18px; height: 18px; border: 1px solid $border_strong; background: $surface; }
QCheckBox::indicator { border-radius: 5px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QRadioButton::indicator:checked { background: $surface; border: 5px solid $accent; width: 10px; height: 10px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $focus; width: 16px; height: 16px; }
QTableView, QListView, QTreeView { background: $surface; border: none; gridline-color: $border; outline: 0;
  selection-background-color: $selection; selection-color: $text; alternate-background-color: $sunken; }
QListView[kind="plain"] { background: transparent; border: none; }
QTableView::item { padding: 0 8px; }
QTableView#roster::item { padding: 0; }
QDateEdit::drop-down, QTimeEdit::drop-down { border: none; width: 26px; }
QDateEdit::down-arrow, QTimeEdit::down-arrow { image: url("$arrow"); width: 14px; height: 14px; }
QSpinBox::up-button, QTimeEdit::up-button { subcontrol-position: top right; border: none; width: 22px; }
QSpinBox::down-button, QTimeEdit::down-button { subcontrol-position: bottom right; border: none; width: 22px; }
QSpinBox::up-arrow, QTimeEdit::up-arrow { image: url("$arrow_up"); width: 12px; height: 12px; }
QSpinBox::down-arrow { image: url("$arrow"); width: 12px; height: 12px; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text3; border: none; border-bottom: 1px solid $border;
  padding: 0 8px 0 11px; min-height: 32px; font-size: ${small}px; font-weight: 600; }
QTableView#roster QHeaderView::section { padding: 0 8px; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { width: 10px; background: transparent; margin: 2px; }
QScrollBar::handle:vertical { background: $border_strong; border-radius: 3px; min-height: 32px; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 2px; }
QScrollBar::handle:horizontal { background: $border_strong; border-radius: 3px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QProgressBar { background: $grid; border: none; border-radius: 3px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QTextBrowser[kind="record"], QTextBrowser[kind="record"]:focus { background: transparent; border: none; padding: 0; }
QTabWidget::pane { background: $surface; border: 1px solid $border; border-radius: ${card}px; top: 4px; }
QTabWidget#inner::pane { border: none; }
QTabBar::tab { background: transparent; color: $text2; padding: 7px 14px; border: 1px solid transparent; border-radius: ${control}px; }
QTabBar::tab:selected { background: $accent_soft; color: $accent_text; font-weight: 600; }
QTabBar::tab:focus { border: 2px solid $focus; padding: 6px 13px; }
QTabBar { qproperty-drawBase: 0; }
QListWidget { background: $surface; border: 1px solid $border; border-radius: 10px; padding: 4px; }
QListWidget#parts { background: transparent; border: none; padding: 0; }
QListWidget#parts::item { padding: 0 12px; border: 1px solid transparent; border-radius: ${control}px; color: $text2; }
QListWidget#parts::item:disabled { padding: 0 12px 5px 12px; color: $text3; background: transparent; }
QListWidget#parts::item:selected { background: $accent_soft; color: $accent_text; }
QListWidget#parts::item:focus { border: 2px solid $focus; padding: 0 11px; }
QListWidget#slides { border: none; padding: 0; }
QListWidget#prompts { background: transparent; border: none; padding: 0; }
QListView[kind="popup"] { background: $raised; border: 1px solid $border_strong; padding: 1px; }
QListView[kind="popup"]::item { padding: 4px 8px; border-radius: 6px; color: $text; }
QListView[kind="popup"]::item:selected { background: $accent_soft; color: $accent_text; }
QListWidget::item { padding: 4px 8px; border-radius: 6px; }
QListWidget::indicator { width: 16px; height: 16px; border: 1px solid $border_strong; border-radius: 5px; background: $surface; }
QListWidget::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QListWidget::item:hover { background: $hover; }
QListWidget::item:selected { background: $selection; color: $text; }
QMenu { background: $raised; border: 1px solid $border; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 5px; }
QMenu::item:selected { background: $accent_soft; color: $accent_text; }
""")


def style_sheet(colors: Mapping[str, str], text_scale: float, images: Mapping[str, str]) -> str:
    """The style sheet for these colors; controls grow with the reader's text scale.

    ``images`` gives the paths of the two drawings a style sheet cannot recolor: ``arrow`` and ``check``.
    """
    height = round((tokens.HEIGHT_CONTROL - 2) * max(1.0, text_scale))
    return _TEMPLATE.substitute(
        colors,
        h=height,
        hf=height - 2,
        hs=height - 2,
        hsf=height - 4,
        control=tokens.RADIUS_CONTROL,
        card=tokens.RADIUS_CARD,
        small=round(11 * text_scale),
        message=round(15 * text_scale),
        **images,
    )
