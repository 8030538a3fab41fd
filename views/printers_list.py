"""The list of the ways this computer prints, with what adds one and takes one away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from printing.profiles import WAYS
from ui.parts import Card, KeyButton
from ui.table import Column, ListTable, Mark, Row, RowsModel

if TYPE_CHECKING:
    from printing.profiles import Profile

WIDE_PX = 326
NEW, ELSEWHERE = "新的方式", "F10 选的"
COLUMNS = (
    Column("name", "打印方式", 110, stretch=True, sortable=False),
    Column("queue", "打印机", 100, "second", sortable=False),
    Column("state", "", 76, "mark", sortable=False),
)


class WayList(Card):
    """Signals: moved(name of a way, "" a new one); opened; new_asked; away_asked."""

    moved = Signal(str)
    opened = Signal()
    new_asked = Signal()
    away_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFixedWidth(WIDE_PX)
        self.rows.setContentsMargins(1, 8, 1, 10)
        self.model = RowsModel(COLUMNS, self)
        self.table = ListTable(self.model, self)
        self.table.setObjectName("way_list")
        self.table.setAccessibleName("打印方式")
        self.table.current.connect(self._moved)
        self.table.opened.connect(lambda row: self.opened.emit())
        self.rows.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 0)
        self.add = KeyButton("添一种", "Insert", "", self)
        self.add.setObjectName("add_way")
        self.add.clicked.connect(lambda checked=False: self.new_asked.emit())
        self.away = KeyButton("去掉", "Ctrl+Delete", "", self)
        self.away.setObjectName("remove_way")
        self.away.clicked.connect(lambda checked=False: self.away_asked.emit())
        foot.addWidget(self.add)
        foot.addWidget(self.away)
        foot.addStretch()
        self.rows.addLayout(foot)

    def show_ways(
        self, lines: Sequence[tuple[str, Profile, bool]], current: str | None
    ) -> None:
        """Ways as (name, way, whether something typed is not kept), the cursor on one."""
        names = [name for name, _, _ in lines]
        self.table.blockSignals(True)
        self.model.set_rows([_row(*line) for line in lines])
        if current in names:
            self.table.go(names.index(current))
        self.table.blockSignals(False)

    def tell(self, name: str, way: Profile, unsaved: bool) -> None:
        """How one of them is now."""
        for at, row in enumerate(self.model.rows):
            if row[-1] == name and row != _row(name, way, unsaved):
                self.model.replace(at, _row(name, way, unsaved))

    def enter(self) -> None:
        """Focus in the list."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _moved(self, row: Row | None) -> None:
        if row is not None:
            self.moved.emit(str(row[-1]))


def _row(name: str, way: Profile, unsaved: bool) -> Row:
    mark = Mark("未存", "warn") if unsaved else Mark(WAYS.get(way.mode, "平常"))
    return name or NEW, way.queue or ELSEWHERE, mark, name
