"""A page with a log: newest first, narrowed by record, person, days and whatever else it knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db.errors import Environment, Refused
from db.journal_list import person_of
from db.session import Session
from forms.values import dates
from ui import theme
from ui.choice import ChoiceButton
from ui.line import Line
from ui.long_list import LongModel, LongTable
from ui.parts import Card, EmptyState, KeyButton, label
from ui.period import typed_days
from ui.table import Column
from views.list_page import ListPage
from views.lister import Answer, Head, Lister, Piece, Source, Walked
from views.remembered import Remembered

EXPORT_KEY = "Ctrl+E"


class LogPage(ListPage):
    """What logs have in common; a page adds its own parts, and below its list what more it has.

    name: of its list, known by · prefix: of the names of its boxes · unit: of what its rows are
    counted in · out_words: on the button that writes a file · nothing, filtered: said where there
    is no row at all, or none like that · rows: its source by what is wanted · everything: what is
    wanted where nothing narrows it. After its cells a row has its number last.
    """

    name = prefix = unit = out_words = nothing = filtered = ""
    columns: Sequence[Column] = ()
    rows: Callable[[Any], Source]
    everything: object = None

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.count = self._top = 0
        self._again = self._came = False
        self._days: tuple[date | None, date | None] = (None, None)
        page = self._page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addLayout(self._head())
        page.addLayout(self._filters())
        self.card = self._list()
        page.addWidget(self.card, 1)
        self.lister = Lister(self, session, self._answered, self._failed)
        QShortcut(QKeySequence("Ctrl+F"), self, self.record.setFocus)

    def entered(self) -> None:
        """Focus in the list, once there is one to move in."""
        self._came = not self.count
        (self.record if self._came else self.table).setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Somebody wrote: the same list again, without losing the place."""
        self._ask(again=self._begun)

    def wanted(self) -> Any | None:
        """What is asked for now; None where a box cannot be read, which then says why."""
        raise NotImplementedError

    def export(self) -> None:
        """What is in the list as a file."""
        raise NotImplementedError

    # ---- for the page that it is

    def fill_head(self, row: QHBoxLayout) -> None:
        """Add what stands between its title and the button that writes a file."""
        row.addStretch()

    def more_filters(self) -> Sequence[QWidget]:
        """By what it is narrowed beside record, person and days."""
        return ()

    def choice(
        self, name: str, words: str, default: str, choices: Sequence[str], px: int
    ) -> ChoiceButton:
        """One of those."""
        made = ChoiceButton((default, *choices), self)
        made.setObjectName(f"{self.prefix}_{name}")
        made.setAccessibleName(words)
        made.setMinimumWidth(px)
        made.set_default(default)
        made.chosen.connect(lambda word: self._ask())
        return made

    def who(self) -> str | None:
        """The number of the person asked for, "" for all; None for nobody, which is then said."""
        try:
            person = person_of(self.session, self.person.text())
        except Refused as refused:
            theme.mark(self.person, "tone", "bad")
            self.person.setToolTip(str(refused))
            return None
        theme.mark(self.person, "tone", None)
        self.person.setToolTip("")
        return person

    def show_record(self, number: str) -> None:
        """All about one record; "" for all."""
        for box in (self.record, self.person, self.first, self.last):
            box.blockSignals(True)
            box.setText(number if box is self.record else "")
            box.blockSignals(False)
        self._days = (None, None)
        self._ask()

    # ---- its own

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(self.title, "title", self))
        self.fill_head(row)
        self.out = KeyButton(self.out_words, EXPORT_KEY, "", self)
        self.out.setObjectName("export")
        self.out.setVisible(self.session.may("export"))
        self.out.clicked.connect(lambda checked=False: self.export())
        row.addWidget(self.out)
        return row

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.record = self._box("record", "单号", "单号　Ctrl F", 160)
        self.person = self._box("person", "谁", "谁：工号或姓名", 140)
        self.first = self._box("from", "起始日期", "起", 104)
        self.last = self._box("to", "截止日期", "止", 104)
        until = label("至", "second", self)
        more = self.more_filters()
        self._found = label("", "second", self)
        self._found.setObjectName(f"{self.prefix}_count")
        for part in (self.record, self.person, self.first, until, self.last, *more):
            row.addWidget(part)
        row.addStretch()
        row.addWidget(self._found)
        return row

    def _box(self, name: str, words: str, hint: str, px: int) -> Line:
        box = Line(self)
        box.setObjectName(f"{self.prefix}_{name}")
        box.setAccessibleName(words)
        box.setPlaceholderText(hint)
        box.setFixedWidth(px)
        box.step.connect(lambda by: self._typed())
        box.went.connect(self._typed)
        box.vertical.connect(lambda by: self.table.setFocus())
        return box

    def _list(self) -> Card:
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 1, 1, 1)
        self.model = LongModel(self.columns)
        self.table = LongTable(self.model, card)
        self.model.setParent(self.table)
        self.table.setObjectName(self.name)
        self.table.setAccessibleName(self.title)
        self.table.remember(Remembered(self.session, self.name), self.name)
        self.model.wanted.connect(lambda starts: self.lister.want(starts))
        self._empty = EmptyState("", parent=card)
        self._empty.setObjectName("nothing")
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        card.rows.addLayout(self._stack, 1)
        return card

    def _typed(self) -> None:
        """A box was left: days in any shorthand; what cannot be read is marked."""
        today = self.session.now().date()
        boxes = self.first, self.last
        read = typed_days(boxes, lambda words: date.fromisoformat(dates.day(words, today)))
        if read is None:
            return
        for box, day in zip(boxes, read, strict=True):
            box.setText(day.isoformat() if day else "")
        self._days = read[0], read[1]
        self._ask()

    def _ask(self, again: bool = False) -> None:
        wanted = self.wanted()
        if wanted is None:
            return
        self._top, self._again = self.table.top(), again
        self._begun = again and self._begun
        row = self.model.known().get(self._top)
        self.lister.ask_for(self.rows(wanted), [int(row[-1]) if row else 0], again=again)

    def _answered(self, answer: Answer) -> None:
        match answer:
            case Head(rows):
                self._show(len(rows), rows, 0)
                self._found.setText("正在数…")
            case Walked():
                self._walked(answer)
            case Piece(start, rows):
                self.model.put(start, rows)

    def _walked(self, answer: Walked) -> None:
        if self._again:
            top = answer.places[0]
            self.table.renew(answer.count, top - self._top if top is not None else 0)
        elif self._begun and self.count:
            self.model.grow(answer.count)
        else:
            self._show(answer.count, answer.rows, answer.start)
        self.count = answer.count
        self._found.setText(f"{self.count:,} {self.unit}")
        if not self.count:
            narrowed = self.wanted() not in (None, self.everything)
            self._empty.say(self.filtered if narrowed else self.nothing)
        self._stack.setCurrentWidget(self.table if self.count else self._empty)
        waited = self._came and self.record.hasFocus() and not self.record.isModified()
        if waited and self.count:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
        self._came = False

    def _show(self, count: int, rows: Any, start: int) -> None:
        place = self.table.currentIndex().row()
        self.model.begin(count, rows, start)
        self.count, self._begun = count, True
        self.table.go(min(max(place, 0), max(0, count - 1)))

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, (Refused, Environment))
        words = error if known else "程序出了错，已经记下来了。"
        self._empty.say(f"{self.title}没有读出来。{words}")
        self._stack.setCurrentWidget(self._empty)
        if not known:
            raise error
