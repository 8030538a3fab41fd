"""A list of money with its words to narrow it, and a record's side at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db.cashier import Found
from db.errors import Environment
from db.records import Outcome
from db.session import Session
from forms.acts import Effect
from ui.line import Line
from ui.parts import Card, EmptyState, label
from ui.table import Column, ListTable, Row, RowsModel
from views.cashier_side import Side
from views.newest import Newest
from views.remembered import Remembered

PAUSE_MS = 120


class MoneyList(QWidget):
    """Its kinds say what is asked, how a line reads and what may be done.

    A row ends with the number and the line itself; wanted: the number to stand on when it is read
    next, "" for where one stood. Signals: said(words, tone) · opened(number).
    """

    said = Signal(str, str)
    opened = Signal(str)
    name = ""
    hint = ""
    nothing = ""
    filtered = "没有符合的，请改筛选的字。"
    columns: tuple[Column, ...] = ()
    effects: frozenset[Effect] = frozenset()
    act_words: Mapping[Effect, str] = {}
    table: ListTable
    side: Side

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.lines: Sequence[Any] = ()
        self.wanted = ""
        self._wants_list = False
        self._newest = Newest(session, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self._build()

    def question(self) -> Callable[[Session], Found]:
        """What is asked now."""
        raise NotImplementedError

    def row(self, line: Any) -> Row:
        """A line as a row of the table: its cells, the number, the line."""
        raise NotImplementedError

    def about(self, line: Any) -> tuple[str, int]:
        """What the side says of a line, and its amount, 分."""
        raise NotImplementedError

    def summary(self, found: Found) -> str:
        """What stands after the filter."""
        raise NotImplementedError

    def acted(self, outcome: Outcome) -> None:
        """An act was done at the side."""

    @property
    def busy(self) -> bool:
        """Whether an answer is outstanding."""
        return self._newest.waiting or self._pause.isActive() or self.side.waiting

    def enter(self) -> None:
        """Focus in the list, or in the filter while there is none."""
        self._wants_list = not self.lines and self.busy
        if self.side.panel is not None:
            self.side.panel.start()
        else:
            (self.table if self.lines else self.text).setFocus()

    def read(self) -> None:
        """Ask again."""
        self._newest.ask(self.question(), self._arrived, self._failed)

    def _build(self) -> None:
        halves = QHBoxLayout(self)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(14)
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 10, 1, 1)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(14, 0, 14, 0)
        self.head.setSpacing(8)
        self.text = Line(self)
        self.text.setObjectName(f"{self.name}_filter")
        self.text.setAccessibleName("筛选")
        self.text.setPlaceholderText(self.hint)
        self.text.textChanged.connect(lambda words: self._pause.start())
        self.text.step.connect(lambda by: self.table.setFocus())
        self.text.vertical.connect(lambda by: self.table.setFocus())
        self.count = label("", "second", self)
        self.count.setObjectName(f"{self.name}_count")
        self.head.addWidget(self.text, 1)
        self.head.addWidget(self.count)
        card.rows.addLayout(self.head)
        self.model = RowsModel(self.columns)
        self.table = ListTable(self.model, card)
        self.table.setObjectName(f"{self.name}_list")
        self.table.remember(Remembered(self.session, "cashier"), self.name)
        self.table.current.connect(self._turned)
        self.table.opened.connect(lambda row: self.side.enter())
        self.empty = EmptyState(self.nothing, parent=card)
        self.empty.setObjectName(f"{self.name}_nothing")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        card.rows.addLayout(self._stack, 1)
        self.right = QVBoxLayout()
        self.right.setSpacing(10)
        self.side = Side(self.session, self.effects, self, self.act_words)
        self.side.said.connect(self.said)
        self.side.opened.connect(self.opened)
        self.side.done.connect(self._done)
        self.side.acting.connect(self._acting)
        self.right.addWidget(self.side, 1)
        halves.addWidget(card, 59)
        halves.addLayout(self.right, 41)

    def _arrived(self, found: Found) -> None:
        current = self.table.current_row()
        self.lines = found.lines
        self.model.set_rows([self.row(one) for one in found.lines])
        numbers = [row[-2] for row in self.model.rows]
        go_to = self.wanted or (current[-2] if current else "")
        self.wanted = ""
        self.table.go(numbers.index(go_to) if go_to in numbers else 0)
        self.count.setText(self.summary(found))
        self.empty.say(self.filtered if self.text.text().strip() else self.nothing)
        if not self.lines and self.table.hasFocus():
            self.text.setFocus()
        self._stack.setCurrentWidget(self.table if self.lines else self.empty)
        self._turned(self.table.current_row())
        if self._wants_list and self.lines and self.text.hasFocus() and not self.text.text():
            self.table.setFocus()
        self._wants_list = False

    def _turned(self, row: Row | None) -> None:
        if row is None:
            if self.side.panel is None:
                self.side.turn_to("")
            return
        self.side.turn_to(str(row[-2]), *self.about(row[-1]))

    def _done(self, outcome: Outcome) -> None:
        self.acted(outcome)
        self.read()
        self.table.setFocus()

    def _acting(self, begun: bool) -> None:
        """What was said of the act before is over."""
        if begun:
            self.said.emit("", "")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Environment):
            raise error
        self.lines = ()
        self.empty.say(str(error))
        self._stack.setCurrentWidget(self.empty)
