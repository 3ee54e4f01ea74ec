"""The rules of size and staffing that bind the group's program, with their sources."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.rights import Right
from iop_desktop.rules.staffing_limits import Limit, RulePack
from iop_desktop.services.rule_packs import GroupRules
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.grid_view import FadingModel, GridView
from iop_desktop.ui.group_tab import GroupTab, GroupTools
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.plain_tip import plain_tip
from iop_desktop.ui.widgets.text import label, muted

CODE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LIST_WIDTH = 252


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the table: its pack and what it says."""

    pack: RulePack
    limit: Limit

    @property
    def words(self) -> str:
        """What is limited, and for whom."""
        whom = f" ({self.limit.population.value})" if self.limit.population else ""
        return f"{self.limit.kind.label}{whom}"


COLUMNS = (
    Column[RuleLine]("Rule", lambda r: r.words, tooltip=lambda r: r.words),
    Column[RuleLine]("Value", lambda r: str(r.limit.value)),
    Column[RuleLine]("From", lambda r: r.pack.title),
    Column[RuleLine](
        "Checked", lambda r: "yes" if r.limit.confirmed else "not confirmed", tooltip=lambda r: r.limit.source
    ),
)
WIDTHS, FROM = (252, 58, 204), 2


class RulesTab(GroupTab):
    """Administrators choose which packs bind the program; everybody sees what follows from them."""

    def __init__(self, tools: GroupTools, parent: QWidget | None = None) -> None:
        super().__init__(tools, parent)
        self._rules: GroupRules | None = None
        self._may_choose = tools.actor.may(Right.CHOOSE_RULES)
        self.packs = QListWidget()
        self.packs.setAccessibleName("Rule packs")
        self.packs.setFixedWidth(LIST_WIDTH)
        self.packs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = FadingModel(COLUMNS, lambda line: not line.limit.confirmed, parent=self)
        self.table = GridView("Rules in force", self._model, "", WIDTHS, spare=(FROM,))
        self.title = ElidedLabel("", 13, 600)
        self.source = muted("", 12, wrap=True)
        self.overrides = muted("", 12, wrap=True)
        who = "" if self._may_choose else "Only an administrator chooses the packs."
        side = column(label("Packs that bind the program", 13, 600), self.packs, muted(who, wrap=True), spacing=6)
        main = column(self.title, self.table, self.source, self.overrides, spacing=8)
        main.setStretch(1, 1)
        self.setLayout(row(side, main, spacing=16, margins=(16, 14, 16, 14)))
        self.packs.itemChanged.connect(lambda _item: self._choose())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())

    def focus_first(self) -> None:
        self.packs.setFocus()

    def refresh(self) -> None:
        group, packs = self._group, self._tools.services.rule_packs
        if group is not None:
            self._tools.tasks.run(self, lambda: packs.rules_of(group.group_id), done=self._show)

    def _show(self, rules: GroupRules) -> None:
        self._rules = rules
        self._show_packs(rules)
        bound = [pack for pack in rules.packs if pack.code in rules.program.packs]
        self._model.set_rows([RuleLine(pack, limit) for pack in bound for limit in pack.limits])
        self.title.set_text(f"Rules of {rules.program.name}, the strictest value counts")
        self.table.go_to(0)
        self._tell()
        latest = dict.fromkeys(
            f"{each.actual} where {each.allowed} are allowed: {each.reason}" for each in rules.overrides[:4]
        )
        told, count = "; ".join(latest), count_of(len(rules.overrides), "time")
        self.overrides.setText(f"Gone against {count}. Latest: {told}" if latest else "")

    def _show_packs(self, rules: GroupRules) -> None:
        blocker, place = QSignalBlocker(self.packs), max(0, self.packs.currentRow())
        self.packs.clear()
        for pack in rules.packs:
            item = QListWidgetItem(pack.title)
            item.setData(CODE_ROLE, pack.code)
            item.setToolTip(plain_tip(f"{pack.authority}, from {short_date(pack.effective_from)}"))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if self._may_choose else flags)
            bound = pack.code in rules.program.packs
            item.setCheckState(Qt.CheckState.Checked if bound else Qt.CheckState.Unchecked)
            self.packs.addItem(item)
        self.packs.setCurrentRow(place)
        blocker.unblock()

    def _choose(self) -> None:
        rules = self._rules
        if rules is None:
            return
        items = [self.packs.item(number) for number in range(self.packs.count())]
        codes = [item.data(CODE_ROLE) for item in items if item.checkState() is Qt.CheckState.Checked]
        self._run(lambda: self._tools.services.rule_packs.bind(rules.program.program_id, codes))

    def _tell(self) -> None:
        line = self._model.row_at(self.table.currentIndex())
        if line is None:
            self.source.setText("No rule binds this program. The places of each group still count.")
            return
        sure = "" if line.limit.confirmed else " Not confirmed against the primary text: check it before relying on it."
        self.source.setText(f"{line.limit.source}.{sure}")
