"""职责日历: a month of the office's duties, late ones red, due ones amber, done ones green.

Enter opens the record that says a duty was done, or the form that records it, filled in with the
duty and its day; what is issued from here leads back here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db import duties
from db.duties import AHEAD, COMING, DONE, LATE, TODAY, Line
from db.errors import Environment, Refused
from db.session import Session
from forms.values import dates
from ui.parts import Card, EmptyState, KeyButton, Tile, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from views import reading
from views.page import Page
from views.remembered import Remembered

TONES = {LATE: "bad", TODAY: "warn", COMING: "warn", DONE: "good", AHEAD: ""}
TILES = (
    (LATE, "逾期", "tile_late"), (TODAY, "今天到期", "tile_today"),
    (COMING, "待办", "tile_coming"), (DONE, "已做", "tile_done"),
)
NOTHING = "这个月没有要做的。各项职责、多久一次、谁的事，在设置的“职责记录”里。"
NARROWED = "没有符合的，请改点上面的另一格，或按 Alt+M 看所有人的。"
COLUMNS = (
    Column("state", "状态", 92, "mark"),
    Column("due", "期限", 78),
    Column("duty", "职责", 200, stretch=True),
    Column("term", "哪一期", 150, "second"),
    Column("role", "谁的事", 104),
    Column("doer", "谁做的", 116, "second"),
    Column("result", "结果", 92, "mark"),
    Column("attached", "附件", 64, "second"),
    Column("number", "单号", 132, "second"),
    Column("verb", "办理", 72, "verb"),
)


class DutiesPage(Page):
    """A month at a time; tiles filter by how it stands, Alt+M by whose it is."""

    title = "职责日历"
    comes_back = True

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        today = session.now().date()
        self.month = today.replace(day=1)
        self.lines: list[Line] = []
        self._asked = 0
        self._tiles: dict[str, Tile] = {}
        self._build()
        self._say_month()

    def entered(self) -> None:
        """Focus in the list, read anew."""
        self.table.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read again, beside the window; the newest answer counts."""
        self._asked += 1
        asked, year, month = self._asked, self.month.year, self.month.month
        reading.ask(
            self, self.session, lambda session: duties.month(session, year, month),
            lambda lines: self._arrived(asked, lines), self._failed,
        )  # fmt: skip

    def came_back(self, number: str) -> None:
        """It was recorded: the list says so."""
        self.notice.emit(f"已登记 {number}", "good")

    def turn(self, by: int) -> None:
        """To another month; 0 for the present one."""
        at = self.month.year * 12 + self.month.month - 1 + by
        today = self.session.now().date()
        self.month = date(at // 12, at % 12 + 1, 1) if by else today.replace(day=1)
        self._say_month()
        self.refresh()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(12)
        tiles = QHBoxLayout()
        tiles.setSpacing(10)
        for state, words, name in TILES:
            tile = Tile(words, "0", parent=self)
            tile.setObjectName(name)
            tile.clicked.connect(lambda checked, state=state: self._filter(state, checked))
            self._tiles[state] = tile
            tiles.addWidget(tile, 1)
        page.addLayout(tiles)
        page.addWidget(self._list_card(), 1)

    def _list_card(self) -> Card:
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 10, 1, 1)
        card.rows.addLayout(self._head(card))
        self.model = RowsModel(COLUMNS)
        self.table = ListTable(self.model, card)
        self.table.setObjectName("duty_list")
        self.table.setAccessibleName("职责")
        self.table.remember(Remembered(self.session, "duties"), "list")
        self.table.opened.connect(self._open)
        self._empty = EmptyState(NOTHING, parent=self)
        self._empty.setObjectName("nothing")
        self._narrowed = EmptyState(NARROWED, parent=self)
        self._narrowed.setObjectName("narrowed")
        self._stack = QStackedLayout()
        for part in (self.table, self._empty, self._narrowed):
            self._stack.addWidget(part)
        card.rows.addLayout(self._stack, 1)
        return card

    def _head(self, card: Card) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(10)
        self._month = label("", "heading", card)
        self._month.setObjectName("month")
        row.addWidget(self._month)
        self._count = label("", "second", card)
        self._count.setObjectName("count")
        row.addWidget(self._count)
        for words, key, by, name in (("上月", "Alt+Left", -1, "earlier"),
                                     ("下月", "Alt+Right", 1, "later"),
                                     ("本月", "Alt+Home", 0, "this_month")):  # fmt: skip
            button = KeyButton(words, key, "link", card)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, by=by: self.turn(by))
            row.addWidget(button)
        self._mine = KeyButton("只看我的", "Alt+M", "tab", card, answers=False)
        self._mine.setObjectName("mine")
        self._mine.setCheckable(True)
        self._mine.clicked.connect(lambda checked=False: self._show())
        QShortcut(QKeySequence("Alt+M"), self, self._mine.click)
        row.addWidget(self._mine)
        row.addStretch()
        row.addWidget(label("↑↓ 选择　回车登记、看单", "small", card))
        return row

    def _say_month(self) -> None:
        self._month.setText(f"{self.month.year} 年 {self.month.month} 月")

    def _arrived(self, asked: int, lines: list[Line]) -> None:
        if asked == self._asked:
            self.lines = lines
            self._show()

    def _failed(self, fault: Exception) -> None:
        words = str(fault) if isinstance(fault, (Refused, Environment)) else "请再试一次"
        self.notice.emit(f"读不出职责日历：{words}", "bad")

    def _filter(self, state: str, on: bool) -> None:
        for other, tile in self._tiles.items():
            tile.setChecked(on and other == state)
        self._show()
        self.table.setFocus()

    def _show(self) -> None:
        """The lines of the month that are asked for, the current one as far as it is there."""
        roles = set(self.session.member.roles)
        mine = [one for one in self.lines
                if not self._mine.isChecked() or one.turn.duty.role in roles]  # fmt: skip
        counted = Counter(one.state for one in mine)
        for state, tile in self._tiles.items():
            tile.say(str(counted[state]), TONES[state] if counted[state] else "")
        wanted = next((state for state, tile in self._tiles.items() if tile.isChecked()), None)
        found = [one for one in mine if wanted in (None, one.state)]
        before = self.table.current_row()
        today = self.session.now().date()
        self.model.set_rows([_row(one, today) for one in found])
        self.table.go(_place(found, before))
        self._count.setText(f"{len(found)} 项" if found else "")
        empty = self._narrowed if self.lines else self._empty
        self._stack.setCurrentWidget(self.table if found else empty)

    def _open(self, row: Row) -> None:
        line = next(one for one in self.lines if _same(one, row))
        form = duties.form_of(self.session)
        assert form is not None
        if line.number:
            self.record_opened.emit(line.number)
        elif not line.values:
            self.notice.emit(f"{line.turn.term.words}还没有到", "info")
        elif self.session.may(f"issue:{form.code}"):
            self.issue_requested.emit(form.code, dict(line.values))
        else:
            self.notice.emit(f"{form.title}由{'、'.join(form.issued_by)}登记", "warn")


def _same(line: Line, row: Row) -> bool:
    return (line.turn.duty.name, line.turn.term.words) == (str(row[2]), str(row[3]))


def _place(lines: list[Line], before: Row | None) -> int:
    """Where the cursor goes: the line it was on, else the first that is to be done."""
    for at, line in enumerate(lines):
        if before is not None and _same(line, before):
            return at
    return next((at for at, one in enumerate(lines) if one.state in (LATE, TODAY, COMING)), 0)


def _row(line: Line, today: date) -> Row:
    turn = line.turn
    verb = "看单" if line.number else "登记" if line.values else ""
    result = Mark(line.result, "" if line.fine else "warn") if line.result else ""
    return (
        Mark(line.state, TONES[line.state]), dates.pretty_day(turn.due.isoformat(), today),
        turn.duty.name, turn.term.words, turn.duty.role, line.doer, result,
        "有" if line.attached else "", line.number, verb,
    )  # fmt: skip
