"""The price list 价目表: what everything costs, from when, what comes next; changed in its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from db import prices
from db.errors import Environment, Refused
from db.session import Session
from forms.values import dates
from ui import dialogs
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from ui.typed import matching
from views import reading
from views.page import Page
from views.price_board import PriceBoard
from views.price_card import ADD, CHANGE, WITHDRAW, Job, PriceCard, Task, coming_words, price_words

COLUMNS = (
    Column("section", "分类", 84, "second"),
    Column("item", "项目", 180, stretch=True),
    Column("measure", "单位", 60),
    Column("now", "现价", 88, "figure"),
    Column("since", "从哪天起", 92, "second"),
    Column("coming", "将改为", 88, "figure"),
    Column("from", "改价日", 84, "mark"),
)
SIDE_PX = 440
NOTHING = "价目表还是空的，按 Insert 添加第一项。"
FILTERED = "没有符合筛选的项目，请改筛选文字。"
NO_ONE = "请先在左边选一项"


class PricesPage(Page):
    """The list at the left; at the right the chosen item, or the notice for the counter."""

    title = "价目表"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.lines: dict[str, prices.Line] = {}
        self._busy = False
        self._after = ""
        self.may_change = session.may("prices")
        self.model = RowsModel(COLUMNS, self)
        self.list = ListTable(self.model, self)
        self.list.setObjectName("price_list")
        self.list.setAccessibleName("价目表")
        self.list.current.connect(lambda row: self._show())
        self.list.opened.connect(lambda row: self.begin(CHANGE))
        self.card = PriceCard(session)
        self.card.setObjectName("price_card")
        self.card.asked.connect(self._write)
        self.card.turned_away.connect(self._turn_away)
        self.board = PriceBoard(session)
        self.board.setObjectName("price_board")
        self.board.said.connect(self.notice)
        self.board.closed.connect(self._turn_away)
        self._lay_out()
        self._read()

    def entered(self) -> None:
        """Focus in the list."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        if self.list.current_row() is None:
            self.list.go(0)

    def refresh(self) -> None:
        """Read the list again; what is being typed stays."""
        self._read()

    def begin(self, task: Task) -> None:
        """Ask in the card what the task needs; for the chosen item, unless one is added."""
        if not self.may_change:
            return
        if task is not ADD and self.card.line is None:
            self.notice.emit(NO_ONE, "info")
            return
        self.side.setCurrentWidget(self.card)
        self.card.begin(task)

    def call_off(self) -> None:
        """What was planned for the chosen item does not come; asked once."""
        line = self.card.line
        if not self.may_change or line is None or line.coming is None:
            self.notice.emit("这一项没有定好还没到日子的改动", "info")
            return
        words = f"“{line.item}”{line.coming.since} 起{coming_words(line)}，取消后还是{price_words(line)}。"
        if dialogs.confirm(self, "取消定好的改动？", words, yes="取消改动"):
            item, seen = line.item, line.row
            self._write(
                lambda session: prices.call_off(session, item, seen), f"“{item}”的改动已取消"
            )

    def show_board(self) -> None:
        """The notice for the counter, or away with it."""
        if self.side.currentWidget() is self.board:
            self._turn_away()
        else:
            self.card.idle()
            self.side.setCurrentWidget(self.board)
            self.board.begin()

    # ---- reading and writing

    def _read(self) -> None:
        self.lines = {one.item: one for one in prices.lines(self.session)}
        self._fill()
        since = prices.in_force_since(self.session)
        ahead = [one.coming.since for one in self.lines.values() if one.coming]
        words = [f"自 {since} 起执行"] if since else []
        if ahead:
            words.append(f"{min(ahead)} 起有改动，已定好 {len(ahead)} 项")
        self._about.setText("；".join(words))
        self.board.draw_again()

    def _fill(self) -> None:
        """The lines that pass the filter, the cursor on the same item."""
        kept = self._after or (self.card.line.item if self.card.line else "")
        self._after = ""
        typed = self.filter.text().strip()
        rows = [
            self._row(one) for one in self.lines.values()
            if not typed or matching(typed, (one.item, one.section))
        ]
        if rows != self.model.rows:
            self.model.set_rows(rows)
        items = [row[1] for row in self.model.rows]
        self.list.go(items.index(kept) if kept in items else 0)
        self._empty.say(FILTERED if self.lines else NOTHING)
        self._stack.setCurrentWidget(self.list if rows else self._empty)
        self._show()

    def _row(self, one: prices.Line) -> Row:
        since = one.now.since if one.now else ""
        day = dates.pretty_day(one.coming.since, self.session.now().date()) if one.coming else ""
        mark = Mark(f"{day} 起", "accent") if day else ""
        return (
            one.section, one.item, one.measure, price_words(one), since, coming_words(one), mark,
        )  # fmt: skip

    def _show(self) -> None:
        row = self.list.current_row()
        line = self.lines.get(row[1]) if row and self.model.rows else None
        moved = self.card.line is not None and (line is None or line.item != self.card.line.item)
        if moved and self.card.task not in (None, ADD):
            self.card.idle()
        sections = list(dict.fromkeys(one.section for one in self.lines.values()))
        self.card.show_line(line, sections)

    def _write(self, job: Job, done: str) -> None:
        """Write it beside the window; asked twice, it runs once."""
        if self._busy:
            return
        self._busy = True
        added = self.card.item.text() if self.card.task is ADD else ""

        def written(answer: object) -> None:
            self._busy = False
            self.notice.emit(done, "good")
            self._after = added
            self.card.idle()
            self._read()
            self.entered()

        reading.ask(self, self.session, job, written, self._failed, writes=True)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, Refused):
            rest = self.card.refuse(error)
            if rest:
                self._read()
                self.notice.emit(rest, "bad")
        elif isinstance(error, Environment):
            self.notice.emit(str(error), "bad")
        else:
            raise error

    def _turn_away(self) -> None:
        """Back to the list; nothing was written."""
        self.card.idle()
        self.side.setCurrentWidget(self.card)
        self.entered()

    # ---- building

    def _lay_out(self) -> None:
        self.filter = Line(self)
        self.filter.setObjectName("price_filter")
        self.filter.setAccessibleName("筛选价目")
        self.filter.setPlaceholderText("筛选：项目、分类、拼音首字母　Ctrl F")
        self.filter.textChanged.connect(lambda words: self._fill())
        self.filter.step.connect(lambda by: self.entered())
        self.filter.vertical.connect(lambda by: self.entered())
        QShortcut(QKeySequence("Ctrl+F"), self, self.filter.setFocus)
        self._empty = EmptyState(NOTHING, parent=self)
        self._empty.setObjectName("no_prices")
        left = Card(parent=self)
        left.rows.setContentsMargins(1, 8, 1, 8)
        above = QHBoxLayout()
        above.setContentsMargins(10, 0, 10, 0)
        above.addWidget(self.filter)
        left.rows.addLayout(above)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        left.rows.addLayout(self._stack, 1)
        self.side = QStackedWidget(self)
        self.side.setFixedWidth(SIDE_PX)
        self.side.addWidget(self.card)
        self.side.addWidget(self.board)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(left, 1)
        sides.addWidget(self.side)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(10)
        rows.addLayout(self._head())
        rows.addLayout(sides, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("价目表", "title", self))
        self._about = label("", "second", self)
        self._about.setObjectName("in_force")
        head.addWidget(self._about)
        head.addStretch()
        changing: tuple[tuple[str, str, str, Callable[[], None]], ...] = (
            ("add_price", "添加", "Insert", lambda: self.begin(ADD)),
            ("change_price", "改价", "Ctrl+E", lambda: self.begin(CHANGE)),
            ("withdraw_price", "停止提供", "Ctrl+Delete", lambda: self.begin(WITHDRAW)),
            ("call_off_price", "取消改动", "Ctrl+Backspace", self.call_off),
        )
        shown = changing if self.may_change else ()
        for name, words, key, pressed in (*shown, ("notice", "柜台公示", "F7", self.show_board)):
            button = KeyButton(words, key, parent=self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            head.addWidget(button)
        return head
