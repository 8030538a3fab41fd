"""The units at the left of the estate page: all of them in order, or those the words find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from db import estate
from db.find import Hit, home, look
from db.session import Session
from forms.values import unit
from ui import background
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton
from ui.table import Column, ListTable, Row, RowsModel
from views import reading
from views.page import Page
from views.searching import Searching

COLUMNS = (
    Column("title", "房号", 116, sortable=False),
    Column("line", "住户", 160, "second", stretch=True, sortable=False),
)
PIECE, ALL, MOST_HITS = 100, 1_000_000, 60
PAUSE_MS = 60
"""So that holding an arrow down reads only the unit where it stops."""
CAN_TYPE = "房号、姓名、拼音、电话、车牌"
EMPTY = "还没有房产。可以导入一张表格，也可以一户一户登记。"
NOTHING = "没有找到。可打房号、姓名、拼音或首字母、电话、车牌。"
LABEL, WHO = 2, 3
"""Where in a row the unit's label and the hit stand."""


class FindLine(Line):
    """A box that Esc empties, and that leaves Ctrl+Z to the page when it has nothing to undo."""

    def event(self, event: QEvent) -> bool:
        """A line edit would keep the key for itself in any case; Esc empties the box first."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text():
            if event.type() == QEvent.Type.KeyPress:
                self.clear()
            event.accept()
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)


class UnitList(Card):
    """A search box over the list.

    Signals: chosen(label, Hit or None) when the cursor comes to rest on a row; opened: Enter.
    """

    chosen = Signal(str, object)
    opened = Signal()

    def __init__(self, page: Page, can_add: bool) -> None:
        super().__init__(parent=page)
        self.session: Session = page.session
        self.setMinimumWidth(268)
        self.setMaximumWidth(320)
        self.box = FindLine(self)
        self.box.setObjectName("estate_search")
        self.box.setAccessibleName("找房产和住户")
        self.box.setPlaceholderText(CAN_TYPE)
        self.model = RowsModel(COLUMNS, self)
        self.list = ListTable(self.model, self)
        self.list.setObjectName("units")
        self.list.setAccessibleName("房产")
        self.list.horizontalHeader().hide()
        self.empty = EmptyState(EMPTY, parent=self)
        self.add = KeyButton("登记房产", "Ctrl+N", parent=self)
        self.add.setObjectName("add_unit")
        self.add.setVisible(can_add)
        self.imports = KeyButton("导入表格", "Ctrl+I", parent=self)
        self.imports.setObjectName("import_table")
        self.imports.setVisible(self.session.may("import"))
        self.searching = Searching(self, self.session, self._found)
        self._wanted = ""
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._rest.timeout.connect(self._rested)
        self.box.textChanged.connect(self._typed)
        self.box.vertical.connect(self._move)
        self.box.step.connect(self._enter)
        self.list.current.connect(lambda row: self._rest.start())
        self.list.opened.connect(lambda row: self._enter(1))
        self.list.ended.connect(self._read_the_rest)
        self._lay_out()
        self.browse()

    def browse(self) -> None:
        """All units, from the first."""
        self.model.set_source(self._piece)
        self._settle(EMPTY)

    def refresh(self) -> None:
        """Somebody changed something: read what is listed again, beside the window."""
        if self.box.text().strip():
            self._ask(self.box.text())
            return
        many = max(PIECE, len(self.model.rows))

        def read(session: Session) -> list[Row]:
            with background.yielding():
                return [_unit_row(*one) for one in estate.listed(session, limit=many)]

        reading.ask(self, self.session, read, self._read_again)

    def show_unit(self, label: str) -> None:
        """Put the cursor on a unit, searching for it when it is not in what was read so far."""
        places = [row[LABEL] for row in self.model.rows]
        if label in places and not self.box.text():
            self.list.go(places.index(label))
        else:
            self._wanted = label
            self.box.setText(label)

    def enter(self) -> None:
        """Focus in the search box, its words chosen."""
        self.box.setFocus(Qt.FocusReason.TabFocusReason)
        self.box.selectAll()

    def _piece(self, after: Row | None, order: Any) -> list[Row]:
        found = estate.listed(self.session, after[-1] if after else "", PIECE)
        return [_unit_row(*one) for one in found]

    def _read_the_rest(self) -> None:
        """End goes to the last unit: those that were not read yet are, beside the window."""
        after = self.model.rows[-1][-1]

        def read(session: Session) -> list[Row]:
            with background.yielding():
                return [_unit_row(*one) for one in estate.listed(session, after, ALL)]

        reading.ask(self, self.session, read, lambda rows: self._came_to_the_end(rows, after))

    def _came_to_the_end(self, rows: list[Row], after: str) -> None:
        if self.box.text().strip():
            return
        last = self.model.rows[-1][-1]  # a piece may have come meanwhile
        at = self.list.current_row() or ("",)
        self.model.append([row for row in rows if row[-1] > last])
        if at[-1] >= after:  # else he has gone on elsewhere meanwhile
            self.list.go(len(self.model.rows) - 1)

    def _read_again(self, rows: list[Row]) -> None:
        """Mend what is shown; where units came or went, show the new list at the same unit."""
        shown = self.model.rows
        if self.box.text().strip():
            return
        if all(new[LABEL] == old[LABEL] for new, old in zip(rows, shown, strict=False)):
            for at, (new, old) in enumerate(zip(rows, shown, strict=False)):
                if new != old:
                    self.model.replace(at, new)
            if len(rows) >= len(shown):
                return
        kept = self.list.current_row()
        self.model.set_source(lambda after, order: self._piece(after, order) if after else rows)
        self._settle(EMPTY)
        places = [row[LABEL] for row in rows]
        if kept is not None and kept[LABEL] in places:
            self.list.go(places.index(kept[LABEL]))

    def _typed(self, words: str) -> None:
        if words.strip():
            self._ask(words)
        else:
            self.searching.forget()
            self._wanted = ""
            self.browse()

    def _ask(self, words: str) -> None:
        def found(session: Session) -> list[Row]:
            hits = look(session, words, MOST_HITS)
            return [_hit_row(session, hit) for hit in hits if hit.kind != "record"]

        self.searching.ask(found)

    def _found(self, rows: Sequence[Row]) -> None:
        kept = self.list.current_row()
        self.model.set_rows(rows)
        self._settle(NOTHING)
        if rows:
            wanted = self._wanted or (kept[LABEL] if kept else "")
            places = [row[LABEL] for row in rows]
            self.list.go(places.index(wanted) if wanted in places else 0)
        self._wanted = ""

    def _settle(self, otherwise: str) -> None:
        self.empty.say(otherwise)
        self._stack.setCurrentWidget(self.list if self.model.rows else self.empty)

    def _move(self, by: int) -> None:
        self.list.go(max(0, self.list.currentIndex().row() + by))

    def _enter(self, by: int) -> None:
        if by > 0:
            if self.list.current_row() is None:
                self.list.go(0)
            self._rested()
            self.opened.emit()

    def _rested(self) -> None:
        self._rest.stop()
        row = self.list.current_row()
        if row is not None and row[LABEL]:
            self.chosen.emit(row[LABEL], row[WHO])

    def _lay_out(self) -> None:
        self.rows.setContentsMargins(1, 12, 1, 10)
        top = QHBoxLayout()
        top.setContentsMargins(11, 0, 11, 0)
        top.addWidget(self.box)
        self.rows.addLayout(top)
        room = QWidget(self)
        self._stack = QStackedLayout(room)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.rows.addWidget(room, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(11, 0, 11, 0)
        foot.setSpacing(8)
        foot.addWidget(self.add)
        foot.addWidget(self.imports)
        foot.addStretch()
        self.rows.addLayout(foot)


def _unit_row(label: str, people: str, place: str) -> Row:
    return unit.pretty(label), people or "—", label, None, place


def _hit_row(session: Session, hit: Hit) -> Row:
    """A hit as a row: units by who lives there, people and vehicles by where."""
    return hit.title, hit.line, home(session, hit), hit if hit.kind != "unit" else None, ""
