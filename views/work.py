"""The workbench: what waits, most urgent first, and the forms one opens all day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db import workbench
from db.prints import UNPRINTED
from db.session import Session
from db.workbench import Item
from forms.values import dates
from ui.parts import Card, EmptyState, KeyButton, Tile, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from views import reading
from views.page import Page
from views.remembered import Remembered

LATE, TODAY, EXPIRED, MINE = "逾期", "今天", "已过期", "待"
TONES = {LATE: "bad", TODAY: "warn", EXPIRED: "warn", UNPRINTED: "warn"}
DIGITS = "1234567890"
NARROW = 6
"""Characters of a form's title that fit a button in two columns."""

COLUMNS = (
    Column("state", "状态", 122, "mark"),
    Column("form", "单据", 172),
    Column("what", "事项", 240, stretch=True),
    Column("due", "期限", 94, "second"),
    Column("number", "单号", 124, "second"),
    Column("verb", "办理", 104, "verb"),
)


def kind_of(item: Item) -> str:
    """The tile an item counts under: 逾期, 今天, 已过期 or 待 (somebody's act)."""
    if item.state in (LATE, TODAY, EXPIRED):
        return item.state
    return MINE if item.state.startswith(MINE) and item.state != "待办" else ""


class WorkPage(Page):
    """Tiles filter the list; Enter opens a record with the act ready; digits open forms."""

    title = "工作台"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.items: list[Item] = []
        self._asked = 0
        self._tiles: dict[str, Tile] = {}
        self._build()
        self.refresh()

    def entered(self) -> None:
        """Focus in the list."""
        self.table.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read again, beside the window; the newest answer counts."""
        self._asked += 1
        asked = self._asked
        reading.ask(
            self, self.session, workbench.items, lambda items: self._arrived(asked, items)
        )

    def _build(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(14)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addLayout(self._tile_row())
        left.addWidget(self._list_card(), 1)
        page.addLayout(left, 1)
        side = self._forms_card()
        if side is not None:
            page.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)

    def _tile_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        for kind, words, name in (
            (LATE, "已逾期", "tile_late"),
            (TODAY, "今天到期", "tile_today"),
            (MINE, "待我签批", "tile_mine"),
            (EXPIRED, "过期未了", "tile_expired"),
        ):
            tile = Tile(words, "0", parent=self)
            tile.setObjectName(name)
            tile.setMinimumWidth(132)
            tile.clicked.connect(lambda checked, kind=kind: self._filter(kind, checked))
            self._tiles[kind] = tile
            row.addWidget(tile, 1)
        return row

    def _list_card(self) -> Card:
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 10, 1, 1)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.setSpacing(10)
        head.addWidget(label("待办", "heading", card))
        self._count = label("", "second", card)
        self._count.setObjectName("count")
        head.addWidget(self._count)
        head.addStretch()
        head.addWidget(label("↑↓ 选择　回车办理", "small", card))
        card.rows.addLayout(head)
        self.model = RowsModel(COLUMNS)
        self.table = ListTable(self.model, card)
        self.table.setObjectName("work_list")
        self.table.setAccessibleName("待办")
        self.table.remember(Remembered(self.session, "work"), "list")
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[4])))
        self._empty = self._nothing()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        card.rows.addLayout(self._stack, 1)
        return card

    def _mine(self) -> list[str]:
        return [code for code in self.session.forms if self.session.may(f"issue:{code}")]

    def _nothing(self) -> EmptyState:
        mine = self._mine()
        verb = f"开{self.session.forms[mine[0]].title}" if mine else ""
        made = EmptyState("没有待办。要签批的单、快到期和逾期的事会出现在这里。", verb, parent=self)
        made.setObjectName("nothing")
        made.pressed.connect(lambda: self.issue_requested.emit(mine[0], {}))
        return made

    def _forms_card(self) -> Card | None:
        mine = self._mine()[: len(DIGITS)]
        if not mine:
            return None
        card = Card("开单", self)
        card.setObjectName("forms")
        card.setFixedWidth(240)
        grid = QGridLayout()
        grid.setSpacing(8)
        titles = [self.session.forms[code].title for code in mine]
        across = 2 if max(map(len, titles)) <= NARROW else 1
        for at, (code, title) in enumerate(zip(mine, titles, strict=True)):
            button = KeyButton(title, DIGITS[at], "", card, answers=False, apart=True)
            button.setObjectName(f"open_{code}")
            button.clicked.connect(lambda checked=False, code=code: self._open(code))
            grid.addWidget(button, at // across, at % across)
            QShortcut(QKeySequence(DIGITS[at]), self, lambda code=code: self._open(code))
        for column in range(across):
            grid.setColumnStretch(column, 1)
        card.rows.addLayout(grid)
        return card

    def _open(self, code: str) -> None:
        self.issue_requested.emit(code, {})

    def _arrived(self, asked: int, items: list[Item]) -> None:
        if asked != self._asked:
            return
        self.items = items
        for kind, tile in self._tiles.items():
            number = sum(1 for item in items if kind_of(item) == kind)
            tile.say(str(number), TONES.get(kind, "accent") if number else "")
            tile.setVisible(kind in (LATE, TODAY, MINE) or number > 0)
        self._show()

    def _filter(self, kind: str, on: bool) -> None:
        for other, tile in self._tiles.items():
            tile.setChecked(on and other == kind)
        self._show()
        self.table.setFocus()

    def _show(self) -> None:
        wanted = next((kind for kind, tile in self._tiles.items() if tile.isChecked()), None)
        found = [item for item in self.items if wanted in (None, kind_of(item))]
        current = self.table.current_row()
        self.model.set_rows([_row(item, self.session.now()) for item in found])
        numbers = [item.number for item in found]
        self.table.go(numbers.index(current[4]) if current and current[4] in numbers else 0)
        self._count.setText(f"{len(found)} 件" if found else "")
        self._stack.setCurrentWidget(self.table if self.items else self._empty)


def until_words(until: datetime, now: datetime) -> str:
    """A limit as people say it: 今天 24:00, 11-22 09:00, 2027-03-15 (another year needs no clock);
    midnight belongs to the day before."""
    day = until - timedelta(days=1) if until.time() == time() else until
    clock = "24:00" if until.time() == time() else f"{until:%H:%M}"
    if day.date() == now.date():
        return f"今天 {clock}"
    told = dates.pretty_day(day.date().isoformat(), now.date())
    return told if day.year != now.year else f"{told} {clock}"


def _row(item: Item, now: datetime) -> Row:
    due = until_words(item.due, now) if item.due else ""
    tone = TONES.get(item.state, "accent")
    return (Mark(item.state, tone), item.form, item.what, due, item.number, item.verb)
