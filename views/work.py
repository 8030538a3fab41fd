"""The workbench: what waits, most urgent first, the forms one opens all day, the day's numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db import workbench
from db.errors import Environment
from db.secrecy import issuable
from db.session import Session
from db.today import Today
from db.work_extras import Item
from db.work_groups import LATE, SIGN, TODAY
from db.workbench import Bench, Tally
from forms.timing import DueKind
from ui.parts import Banner, Card, EmptyState, Tile, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from views import reading
from views.page import Page
from views.remembered import Remembered
from views.work_filter import HeadingRow
from views.work_side import FormsCard, TodayCard
from views.work_words import TONES, chip, holds_for, until_words

SIDE = 292
"""Width (px) of the cards at the right."""
NEAR_END = 5
"""So few lines before the last one that is there, the next are asked for."""
TILES = (
    (LATE, "已逾期", "tile_late"), (TODAY, "今天到期", "tile_today"),
    (SIGN, "待我签批", "tile_mine"), (DueKind.RETURN.value, "未收回", "tile_return"),
    (DueKind.ENDING.value, "{} 天内到期", "tile_ending"),
)  # fmt: skip
COLUMNS = (
    Column("state", "状态", 98, "mark", sortable=False),
    Column("form", "单据", 100, sortable=False),
    Column("what", "事项", 240, stretch=True, sortable=False),
    Column("who", "谁", 136, "second", sortable=False),
    Column("due", "期限", 94, "second", sortable=False, hidden=True),
    Column("number", "单号", 124, "second", sortable=False, hidden=True),
    Column("verb", "办理", 92, "verb", sortable=False),
)
ITEM = len(COLUMNS)
"""Where a row holds its item."""


class WorkPage(Page):
    """Tiles and words filter the list; Enter opens a record with the act ready; digits open forms.

    Signal told(Tally): what there is, whenever it was counted anew.
    """

    title = "工作台"
    told = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.bench: Bench | None = None
        self.heading = ""
        self._many = workbench.PAGE
        self._busy = self._again = False
        self._tiles: dict[str, Tile] = {}
        self._build()

    @property
    def items(self) -> tuple[Item, ...]:
        """The lines that are there."""
        return self.bench.items if self.bench is not None else ()

    def entered(self) -> None:
        """Focus in the list."""
        self.table.setFocus()
        if self.bench is None:
            self.refresh()

    def refresh(self) -> None:
        """Read again, beside the window; what is asked meanwhile is asked once afterwards."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        heading, many, known = self.heading, self._many, self.today.known
        reading.ask(
            self, self.session,
            lambda own: (heading, many, workbench.read(own, heading, many),
                         self.today.read(own, known)),
            lambda answer: self._arrived(*answer), self._failed,
        )  # fmt: skip

    def turned(self) -> None:
        """The clock passed `changes_at`: another minute on a chip, or something is due."""
        if self.bench is None or self.session.clock.now() >= self.bench.tally.turn:
            self.refresh()
        else:
            self._show_rows(self.bench)

    def show_only(self, heading: str) -> None:
        """Only what counts under a heading; the one that is shown, or "", shows all again."""
        self.heading = "" if heading == self.heading else heading
        self._many = workbench.PAGE
        for name, tile in self._tiles.items():
            tile.setChecked(name == self.heading)
        self.words.choose(self.heading)
        self.table.setFocus()
        self.refresh()

    # ---- building

    def _build(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(14)
        left = QVBoxLayout()
        left.setSpacing(12)
        self.behind = Banner(parent=self)
        self.behind.setObjectName("behind")
        self.behind.pressed.connect(self.refresh)
        left.addWidget(self.behind)
        left.addLayout(self._tile_row())
        left.addWidget(self._list_card(), 1)
        page.addLayout(left, 1)
        page.addLayout(self._side())

    def _tile_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        days = workbench.ending_days(self.session)
        for kind, words, name in TILES:
            tile = Tile(words.format(days), "0", parent=self)
            tile.setObjectName(name)
            tile.setMinimumWidth(88)
            tile.clicked.connect(lambda checked=False, kind=kind: self.show_only(kind))
            self._tiles[kind] = tile
            row.addWidget(tile, 1)
        return row

    def _list_card(self) -> Card:
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 8, 1, 1)
        card.rows.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.setSpacing(8)
        head.addWidget(label("待办", "heading", card))
        self.words = HeadingRow(card)
        self.words.chosen.connect(self.show_only)
        head.addWidget(self.words, 1)
        card.rows.addLayout(head)
        self.model = RowsModel(COLUMNS)
        self.table = ListTable(self.model, card)
        self.table.setObjectName("work_list")
        self.table.setAccessibleName("待办")
        self.table.horizontalHeader().setVisible(False)
        self.table.remember(Remembered(self.session, "work"), "lines")
        self.table.opened.connect(lambda row: self._open(row[ITEM]))
        self.table.current.connect(lambda row: self._more())
        self.table.verticalScrollBar().valueChanged.connect(lambda value: self._more())
        for key, step in (("Left", -1), ("Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda step=step: self.words.step(step))
        self._empty = self._nothing()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        card.rows.addLayout(self._stack, 1)
        return card

    def _nothing(self) -> EmptyState:
        mine = issuable(self.session)
        verb = f"开{mine[0].title}" if mine else ""
        made = EmptyState("没有待办。要签批的单、快到期和逾期的事会出现在这里。", verb, parent=self)
        made.setObjectName("nothing")
        made.pressed.connect(lambda: self.issue_requested.emit(mine[0].code, {}))
        return made

    def _side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(12)
        self.forms = FormsCard(self.session, self)
        self.forms.opened.connect(lambda code: self.issue_requested.emit(code, {}))
        self.today = TodayCard(self)
        for card, stretch in ((self.forms, 0), (self.today, 0)):
            card.setFixedWidth(SIDE)
            side.addWidget(card, stretch)
        side.addStretch(1)
        return side

    # ---- showing

    def _arrived(self, heading: str, many: int, bench: Bench, today: Today | None) -> None:
        self._busy = False
        if (heading, many) == (self.heading, self._many):
            self.bench = bench
            self._show(bench)
            self.today.show_numbers(today)
        if self._again or (heading, many) != (self.heading, self._many):
            self._again = False
            self.refresh()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, Environment):
            raise error
        self.behind.say(f"工作台没有读出来，单据都在。{error}", "bad", "再读一次")

    def _show(self, bench: Bench) -> None:
        tally = bench.tally
        for kind, tile in self._tiles.items():
            number = tally.counts.get(kind, 0)
            tile.say(f"{number:,}", TONES.get(kind, "") if number else "")
        self.words.say(tally)
        self._say_clock(tally)
        self._show_rows(bench)
        self._stack.setCurrentWidget(self.table if bench.items or self.heading else self._empty)
        self.told.emit(tally)

    def _say_clock(self, tally: Tally) -> None:
        words = ""
        if tally.behind is not None:
            late = max(timedelta(minutes=1), tally.behind - self.session.now())
            words = (
                f"电脑的时间比最近一次办理（{tally.behind:%m-%d %H:%M}）早了 {_length(late)}，"
                "可能被拨回。已经逾期的仍按逾期看，请先校准电脑的时间。"
            )
        self.behind.say(words, "warn", "再看一次" if words else "")

    def _show_rows(self, bench: Bench) -> None:
        """Put the lines in; the cursor stays on its line, and nothing moves that did not change."""
        local = self.session.local
        now = max(self.session.now(), local(bench.tally.at))
        rows = [self._row(item, now) for item in bench.items]
        self.changes_at = min(
            [bench.tally.turn,
             *(self.session.instant(now + holds_for(one, now)) for one in bench.items)]
        )  # fmt: skip
        before = self.model.rows
        if [_key(one) for one in before] == [_key(one) for one in rows]:
            for place, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old != new:
                    self.model.replace(place, new)
            return
        current, place = self.table.current_row(), self.table.currentIndex().row()
        where = self.table.verticalScrollBar().value()
        self.model.set_rows(rows)
        keys = [_key(row) for row in rows]
        known = current is not None and _key(current) in keys
        self.table.go(keys.index(_key(current)) if current and known else max(0, place))
        self.table.verticalScrollBar().setValue(where)

    def _row(self, item: Item, now: datetime) -> Row:
        words, tone = chip(item, now)
        due = until_words(item.due, now) if item.due else ""
        form = self.session.forms.get(item.code)
        return (
            Mark(words, tone), form.called if form else item.form, item.what, item.who, due,
            item.number, item.verb, item,
        )  # fmt: skip

    def _more(self) -> None:
        """Near the end of what is there the next lines are asked for."""
        if self.bench is None or not self.bench.more or self._many > len(self.model.rows):
            return
        seen = max(self.table.currentIndex().row(), self.table.places_in_sight().stop)
        if seen >= len(self.model.rows) - NEAR_END:
            self._many += workbench.PAGE
            self.refresh()

    def _open(self, item: Item) -> None:
        if item.number:
            self.record_opened.emit(item.number)
        elif item.place:
            self.place_requested.emit(item.place)
        else:
            self.issue_requested.emit(item.code, dict(item.values))


def _key(row: Row) -> tuple[str, str, str, str]:
    """What a line is about, however it reads."""
    item: Item = row[ITEM]
    return item.number, item.code, item.place, item.what if not item.number else ""


def _length(span: timedelta) -> str:
    """So long, in the largest whole unit."""
    minutes = span // timedelta(minutes=1)
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 2880 else f"{minutes // 1440} 天"
