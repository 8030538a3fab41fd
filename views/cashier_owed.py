"""What is owed now, unit by unit, and which of it the receipt is to be for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from db import cashier
from db.cashier import Found, Owed
from db.errors import Environment
from db.session import Session
from forms import payment
from forms.values import amount
from ui import theme
from ui.choice import ChoiceButton
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from views.newest import Newest
from views.remembered import Remembered

NOTHING = "没有待收的钱。前台开了要交押金、工本费的单，会出现在这里。"
FILTERED = "没有符合的待收单，请改筛选的字。"
ALL = "全部单据"
PAUSE_MS = 120
"""Between the last letter and the question."""
NUMBER = 7
"""Place of the number in a row; after it comes the line itself."""

COLUMNS = (
    Column("tick", "", 32, "mark", sortable=False),
    Column("unit", "房号", 74),
    Column("who", "交款人", 64),
    Column("form", "单据", 114),
    Column("what", "应收", 120, stretch=True),
    Column("amount", "合计", 88, "figure", hidden=True),
    Column("since", "开单", 52, "second"),
    Column("number", "单号", 126, "second"),
)


def items_words(owed: Owed) -> str:
    """What is owed in a few words: 押金 100.00 + 工本费 5.00."""
    return " + ".join(f"{what} {amount.pretty(fen)[1:]}" for what, _, fen in owed.items)


def brief(at: datetime, now: datetime) -> str:
    """A moment in a narrow column: the time of today, else the day."""
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%m-%d}"


def by_unit(found: Iterable[Owed]) -> list[Owed]:
    """The same, those of one unit together, units in the order of their first line."""
    groups: dict[str, list[Owed]] = {}
    for one in found:
        groups.setdefault(one.unit or one.number, []).append(one)
    return [one for group in groups.values() for one in group]


class TickTable(ListTable):
    """A list whose rows are ticked: Space this one, Ctrl+A all, a click on the first column.

    Signals: ticked(row), all_ticked.
    """

    ticked = Signal(object)
    all_ticked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Ctrl+A ticks all; Enter as in every list."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space and self.current_row() is not None:
            self.ticked.emit(self.current_row())
        elif event.key() == Qt.Key.Key_A and control:
            self.all_ticked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the tick."""
        super().mouseReleaseEvent(event)
        if self.columnAt(int(event.position().x())) == 0 and self.current_row() is not None:
            self.ticked.emit(self.current_row())


class OwedList(Card):
    """The list at the left. `chosen` are the lines ticked, in the order of ticking.

    Signals: changed: other lines are ticked · entered: on to the payment · lost(numbers): ticked
    lines that are no longer owed.
    """

    changed = Signal()
    entered = Signal()
    lost = Signal(list)

    def __init__(self, session: Session, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("owed")
        self.session = session
        self.chosen: dict[str, Owed] = {}
        self.lines: list[Owed] = []
        self._most = most
        self._more = self._wants_list = False
        self._newest = Newest(session, self)
        self._others = Newest(session, self)
        self._titles = {session.forms[code].title: code for code in cashier.payable(session)}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self.rows.setContentsMargins(1, 10, 1, 1)
        self._filters()
        self._list()

    @property
    def busy(self) -> bool:
        """Whether an answer is outstanding."""
        return self._newest.waiting or self._pause.isActive() or self._others.waiting

    def enter(self) -> None:
        """Focus in the list, or in the filter while there is none."""
        self._wants_list = not self.lines and self.busy
        (self.table if self.lines else self.text).setFocus()

    def read(self) -> None:
        """Ask again what is owed; ticks stay."""
        words, code = self.text.text(), self._titles.get(self.which.value(), "")
        kept = tuple(self.chosen)

        def question(session: Session) -> tuple[Found, list[str]]:
            return cashier.owed(session, code=code, words=words), cashier.open_of(session, kept)

        self._newest.ask(question, self._arrived, self._failed)

    def read_on(self) -> None:
        """The next piece of a long list."""
        words, code = self.text.text(), self._titles.get(self.which.value(), "")
        last = min(self.lines, key=lambda one: (one.since, one.id))
        self._newest.ask(
            lambda session: cashier.owed(session, code=code, words=words, after=last),
            lambda found: self._show([*self.lines, *found.lines], found.more), self._failed,
        )  # fmt: skip

    def clear(self) -> None:
        """Nothing is ticked any more."""
        self.chosen = {}
        self._redraw()
        self.changed.emit()

    def choose(self, found: Iterable[Owed]) -> None:
        """Tick these too, as many as a receipt takes."""
        for one in found:
            if len(self.chosen) < self._most or one.number in self.chosen:
                self.chosen[one.number] = one
        self._redraw()
        self.changed.emit()

    # ---- building

    def _filters(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.setSpacing(8)
        self.text = Line(self)
        self.text.setObjectName("owed_filter")
        self.text.setAccessibleName("筛选待收")
        self.text.setPlaceholderText("房号、姓名、单号")
        self.text.textChanged.connect(lambda words: self._pause.start())
        self.text.step.connect(lambda by: self._stepped())
        self.text.vertical.connect(lambda by: self.table.setFocus())
        self.which = ChoiceButton((ALL, *self._titles), self)
        self.which.setObjectName("owed_form")
        self.which.setAccessibleName("哪种单据")
        self.which.may_be_empty = False
        self.which.set_value(ALL)
        self.which.setFixedWidth(150)
        self.which.chosen.connect(lambda word: self.read())
        self.which.step.connect(lambda by: self.table.setFocus())
        self.count = label("", "second", self)
        self.count.setObjectName("owed_count")
        head.addWidget(self.text, 1)
        head.addWidget(self.which)
        head.addWidget(self.count)
        self.rows.addLayout(head)

    def _list(self) -> None:
        self.model = RowsModel(COLUMNS)
        self.table = TickTable(self.model, self)
        self.table.setObjectName("owed_list")
        self.table.setAccessibleName("待收")
        self.table.remember(Remembered(self.session, "cashier"), "owed")
        self.table.opened.connect(self._opened)
        self.table.ticked.connect(self._ticked)
        self.table.all_ticked.connect(self._all_ticked)
        self.empty = EmptyState(NOTHING, parent=self)
        self.empty.setObjectName("owed_nothing")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.rows.addLayout(self._stack, 1)
        self.mixed = label("", "message", self)
        self.mixed.setObjectName("owed_mixed")
        self.mixed.setContentsMargins(14, 0, 14, 0)
        self.mixed.setWordWrap(True)
        self.mixed.setVisible(False)
        self.rows.addWidget(self.mixed)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 8)
        self.on = KeyButton("再列更早的", "", "link", self)
        self.on.setObjectName("owed_more")
        self.on.clicked.connect(self.read_on)
        foot.addWidget(label("回车收这一户的　空格选一张　Ctrl A 全选", "small", self))
        foot.addStretch()
        foot.addWidget(self.on)
        self.rows.addLayout(foot)

    # ---- showing

    def _arrived(self, answer: tuple[Found, list[str]]) -> None:
        found, still = answer
        gone = [number for number in self.chosen if number not in still]
        for number in gone:
            del self.chosen[number]
        self._show(found.lines, found.more)
        if gone:
            self.changed.emit()
            self.lost.emit(gone)

    def _show(self, lines: Sequence[Owed], more: bool) -> None:
        self.lines, self._more = by_unit(lines), more
        self._redraw()
        filtered = bool(self.text.text().strip()) or self.which.value() != ALL
        self.empty.say(FILTERED if filtered else NOTHING)
        if not self.lines and self.table.hasFocus():
            self.text.setFocus()
        self._stack.setCurrentWidget(self.table if self.lines else self.empty)
        self.on.setVisible(more)
        if self._wants_list and self.lines and self.text.hasFocus() and not self.text.text():
            self.table.setFocus()
        self._wants_list = False

    def _redraw(self) -> None:
        current = self.table.current_row()
        self.model.set_rows([self._row(one) for one in self.lines])
        numbers = [row[NUMBER] for row in self.model.rows]
        self.table.go(numbers.index(current[NUMBER])
                      if current and current[NUMBER] in numbers else 0)  # fmt: skip
        many = f"{len(self.lines)}{'+' if self._more else ''} 张" if self.lines else ""
        picked = f"，已选 {len(self.chosen)} 张" if self.chosen else ""
        self.count.setText(many + picked)
        words = self.apart()
        theme.mark(self.mixed, "tone", "bad" if words else "warn")
        self.mixed.setText(words or self._payers())
        self.mixed.setVisible(bool(self.mixed.text()))

    def apart(self) -> str:
        """Why what is ticked is not for one receipt, "" if it is."""
        return payment.apart((one.unit, one.who) for one in self.chosen.values())

    def _payers(self) -> str:
        """Who they are when one unit's papers have several payers."""
        who = list(dict.fromkeys(one.who for one in self.chosen.values() if one.who))
        return f"这一户有 {len(who)} 位交款人：{'、'.join(who)}，请核对" if len(who) > 1 else ""

    def _row(self, one: Owed) -> Row:
        return (
            Mark("✓", "accent") if one.number in self.chosen else "",
            one.unit, one.who, one.title, items_words(one),
            amount.pretty(one.amount), brief(one.since, self.session.now()), one.number, one,
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Environment):
            raise error
        self.lines = []
        self.empty.say(str(error))
        self._stack.setCurrentWidget(self.empty)

    # ---- ticking

    def _stepped(self) -> None:
        """Enter in the filter: what it has left, if that is one unit's, goes on to the payment."""
        self.table.setFocus()
        if not self.busy and len({one.unit for one in self.lines}) == 1:
            self._opened(self.model.row_at(0))

    def _ticked(self, row: Row) -> None:
        one: Owed = row[-1]
        if one.number in self.chosen:
            del self.chosen[one.number]
            self._redraw()
            self.changed.emit()
        else:
            self.choose((one,))

    def _all_ticked(self) -> None:
        if all(one.number in self.chosen for one in self.lines):
            self.clear()
        else:
            self.choose(self.lines)

    def _opened(self, row: Row | None) -> None:
        """All that this unit owes, also what is further down or filtered away."""
        if row is None:
            return
        one: Owed = row[-1]
        if not one.unit:
            self.choose((one,))
            self.entered.emit()
            return
        self._others.ask(
            lambda session: cashier.owed(session, unit=one.unit),
            lambda found: self._take_all(one, found.lines), self._failed,
        )  # fmt: skip

    def _take_all(self, one: Owed, found: Sequence[Owed]) -> None:
        self.choose((one, *found))
        self.entered.emit()
