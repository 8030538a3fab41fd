"""The records with a dossier that are in hand, the pressing first; and lists of what is to come
back, to be taken back there and then.

Which records, which columns and which lists is the form's `dossier`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from db import dossiers, register, workbench
from db.dossiers import NEAR, REST, Line, Owed
from db.errors import Environment, Refused
from db.records import Outcome, Record
from db.session import Session
from forms.dossier import Collect, Dossier
from forms.fields import Kind
from forms.form import Form
from ui.line import Line as TextLine
from ui.parts import Card, EmptyState, KeyButton, label
from ui.pick_table import PICK, PickModel, PickTable
from ui.table import Column, ListTable, RowsModel
from views import reading
from views.acts_card import told_all
from views.batch_bar import BatchBar
from views.dossiers_rows import Known, known, line_row, marked, owed_row
from views.page import Page
from views.remembered import Remembered

NARROWED = "没有符合筛选的，请改筛选的文字。"
WIDTHS = {Kind.UNIT: 128, Kind.PERSON: 96, Kind.TEXT: 160}
NARROW = 96
"""Of a column that no field stands behind."""


@dataclass(frozen=True)
class Answer:
    """The lists as they were read, with their rows: the first of those in hand."""

    lines: list[Line]
    owed: dict[str, list[Owed]]
    rows: list[list[Known]]
    turn: int


class DossiersPage(Page):
    """Tabs: what is in hand, then each list of what is to come back; typing narrows."""

    comes_back = True

    def __init__(self, session: Session, code: str, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.form: Form = session.form(code)
        assert self.form.dossier is not None
        self.declared: Dossier = self.form.dossier
        self.title = self.declared.title
        self.lines: list[Line] = []
        self.owed: dict[str, list[Owed]] = {}
        self.wrong: dict[str, str] = {}
        self._asked = 0
        self._rows: list[list[Known]] = []
        self._build()

    def entered(self) -> None:
        """Focus in the list that is seen."""
        if self.bar.panel is not None:
            self.bar.panel.start()
            return
        table = self.current()
        (table if table.isVisibleTo(self) else self.text).setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read again, beside the window; the newest answer counts."""
        if self.bar.panel is not None:
            return
        self._asked += 1
        asked, code, wanted = self._asked, self.form.code, self.declared.collect

        shape = [(key, register.column_of(self.form, key)) for key in self.declared.columns]

        def read(session: Session) -> Answer:
            lines = dossiers.current(session, code)
            owed = {one.title: dossiers.to_collect(session, one) for one in wanted}
            now = session.now()
            rows = [[known(line_row(line, shape, now)) for line in lines]]
            rows += [[known(owed_row(one, now)) for one in found] for found in owed.values()]
            return Answer(lines, owed, rows, workbench.next_turn(session))

        reading.ask(
            self, self.session, read, lambda answer: self._arrived(asked, answer), self._failed
        )

    def turn_to(self, place: int) -> None:
        """Show the tab of that place, 0 for what is in hand."""
        self.bar.put_away()
        for at, tab in enumerate(self.tabs):
            tab.setChecked(at == place)
        self._stack.setCurrentIndex(place)
        self._show()
        self.bar.setVisible(place > 0)
        table = self.current()
        (table if table.isVisibleTo(self) else self.text).setFocus()

    def current(self) -> ListTable:
        """The list that is seen, or would be if it had rows."""
        return self.tables[self._place()]

    def came_back(self, number: str) -> None:
        """A new one of these opens as what it is; whatever else was issued changes the lists."""
        if number.partition("-")[0] == self.form.code:
            self.paper_requested.emit(number)
        else:
            self.refresh()

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addLayout(self._head())
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 6, 1, 1)
        self._stack = QStackedLayout()
        self.tables: list[ListTable] = []
        self._empties: list[EmptyState] = []
        self._layers: list[QStackedLayout] = []
        self._add(self._current_table(), f"没有在办的{self.title}。")
        for one in self.declared.collect:
            self._add(self._collect_table(one), f"没有{one.title}。到期没有交回的会出现在这里。")
        card.rows.addLayout(self._stack, 1)
        page.addWidget(card, 1)
        self.bar = BatchBar(self.session, self)
        self.bar.done.connect(self._all_done)
        self.bar.refused.connect(self._refused)
        self.bar.left_out.connect(self._leave_out)
        self.bar.issue_requested.connect(self.issue_requested)
        self.bar.printing_requested.connect(self.printing_requested)
        self.bar.closed.connect(self._turned_away)
        self.bar.setVisible(False)
        page.addWidget(self.bar)
        QShortcut(QKeySequence("Ctrl+F"), self, self.text.setFocus)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.title, "title", self))
        self.tabs: list[QPushButton] = []
        for at, _ in enumerate(("", *self.declared.collect)):
            tab = KeyTab(self, at)
            tab.setObjectName(f"tab_{at}")
            tab.clicked.connect(lambda checked=False, at=at: self.turn_to(at))
            self.tabs.append(tab)
            head.addWidget(tab)
        self.tabs[0].setChecked(True)
        head.addStretch()
        self.text = TextLine(self)
        self.text.setObjectName("text_filter")
        self.text.setAccessibleName("筛选")
        self.text.setPlaceholderText("筛选：房号、姓名、首字母  Ctrl F")
        self.text.setFixedWidth(260)
        self.text.textChanged.connect(lambda words: self._show())
        self.text.step.connect(lambda by: self.current().setFocus())
        self.text.vertical.connect(lambda by: self.current().setFocus())
        head.addWidget(self.text)
        self.make = KeyButton(f"新开{self.form.title}", "Ctrl+N", "", self)
        self.make.setObjectName(f"new_{self.form.code}")
        self.make.setVisible(self.session.may(f"issue:{self.form.code}"))
        self.make.clicked.connect(lambda: self.issue_requested.emit(self.form.code, {}))
        head.addWidget(self.make)
        return head

    def _add(self, table: ListTable, empty: str) -> None:
        layer = QWidget(self)
        inside = QStackedLayout(layer)
        nothing = EmptyState("", parent=layer)  # said once it is known
        nothing.setObjectName(f"nothing_{len(self.tables)}")
        inside.addWidget(nothing)
        inside.addWidget(table)
        self._stack.addWidget(layer)
        self.tables.append(table)
        self._empties.append(nothing)
        self._layers.append(inside)
        table.setProperty("empty", empty)

    def _current_table(self) -> ListTable:
        shape = [register.column_of(self.form, key) for key in self.declared.columns]
        columns = (
            Column("press", "", 84, "mark"),
            *(
                Column(one.key, one.label,
                       WIDTHS.get(one.field.kind, 112) if one.field else NARROW)
                for one in shape
            ),
            Column("matters", "要办的事", 200, stretch=True),
            Column("out", "在外", 52, "figure"),
            Column("state", "状态", 150, "mark"),
            Column("number", "编号", 128, "second"),
        )
        self.model = RowsModel(columns)
        table = ListTable(self.model, self)
        self.model.setParent(table)
        table.setObjectName("dossiers_list")
        table.setAccessibleName(self.title)
        table.remember(Remembered(self.session, "dossiers"), self.form.code)
        table.opened.connect(lambda row: self.record_opened.emit(str(row[-1])))
        return table

    def _collect_table(self, one: Collect) -> PickTable:
        model = PickModel((
            PICK,
            Column("press", "", 84, "mark"),
            Column("due", "应交回", 96, "second"),
            Column("about", one.title, 240, stretch=True),
            Column("holder", "在谁手里", 90),
            Column("state", "状态", 150, "mark"),
            Column("number", "编号", 128, "second"),
            Column("basis", "所属", 128, "second"),
            Column("verb", "办理", 84, "verb"),
        ))  # fmt: skip
        table = PickTable(model, self)
        model.setParent(table)
        table.setObjectName(f"collect_{one.code}")
        table.setAccessibleName(one.title)
        table.opened.connect(lambda row: self.record_opened.emit(str(row[-1])))
        table.picked.connect(self._tell_bar)
        table.started.connect(lambda: self.bar.enter())
        table.current.connect(lambda row: self._tell_bar())
        return table

    # ---- showing

    def _arrived(self, asked: int, answer: Answer) -> None:
        self.changes_at = answer.turn
        if asked != self._asked or self.bar.panel is not None:
            return
        first = not self._rows
        self.lines, self.owed, self._rows = answer.lines, answer.owed, answer.rows
        self._show()
        if first and self.text.hasFocus() and not self.text.text():
            self.current().setFocus()  # it was not there to take it

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, (Refused, Environment))
        self.notice.emit(str(error) if known else "程序出了错，已经记下来了。", "bad")
        if not known:
            raise error

    def _place(self) -> int:
        return next((at for at, tab in enumerate(self.tabs) if tab.isChecked()), 0)

    def _show(self) -> None:
        pressing = sum(line.state not in (REST, NEAR) for line in self.lines)
        counts = [len(self.lines), *(len(found) for found in self.owed.values())]
        names = ["在办", *(one.title for one in self.declared.collect)]
        for tab, name, count in zip(self.tabs, names, [*counts, *[0] * len(names)], strict=False):
            assert isinstance(tab, KeyTab)
            tab.say(f"{name} {count}" + (f"（急 {pressing}）" if tab.at == 0 and pressing else ""))
        for at, rows in enumerate(self._rows):
            self._fill(at, rows)
        self._tell_bar()

    def _fill(self, at: int, rows: Sequence[Known]) -> None:
        """The rows that go with the words typed; the cursor stays where it is, if it can."""
        typed, table = self.text.text(), self.tables[at]
        kept = [marked(one.row, self.wrong) for one in rows if one.goes_with(typed)]
        if isinstance(table, PickTable):
            table.show_rows(kept)
        else:
            row = table.current_row()
            self.model.set_rows(kept)
            keys = [one[-1] for one in self.model.rows]
            table.go(keys.index(row[-1]) if row and row[-1] in keys else 0)
        self._empties[at].say(NARROWED if rows else str(table.property("empty")))
        self._layers[at].setCurrentWidget(table if kept else self._empties[at])

    # ---- several at once

    def _chosen(self) -> tuple[list[Record], bool]:
        table = self.current()
        if not isinstance(table, PickTable):
            return [], False
        ticked = table.chosen()
        row = table.current_row()
        wanted = ticked or ([str(row[-1])] if row else [])
        title = self.declared.collect[self._place() - 1].title
        found = {one.record.number: one.record for one in self.owed.get(title, ())}
        return [found[key] for key in wanted if key in found], bool(ticked)

    def _tell_bar(self) -> None:
        found, ticked = self._chosen()
        self.bar.show_records(found, chosen=ticked)

    def _all_done(self, outcomes: list[Outcome], name: str) -> None:
        self.wrong = {}
        table = self.current()
        if isinstance(table, PickTable):
            table.choose(())
        table.setFocus()
        self.notice.emit(*told_all(name, outcomes))
        self.refresh()

    def _turned_away(self) -> None:
        self._refused({})
        self.current().setFocus()

    def _refused(self, words: dict[str, str]) -> None:
        self.wrong = words
        self._show()
        table = self.current()
        if isinstance(table, PickTable):
            table.look_at(words)

    def _leave_out(self, numbers: tuple[str, ...]) -> None:
        table = self.current()
        if isinstance(table, PickTable):
            table.choose([key for key in table.chosen() if key not in numbers])


class KeyTab(KeyButton):
    """A tab that stays pressed."""

    def __init__(self, parent: QWidget, at: int) -> None:
        super().__init__("", f"Alt+{at + 1}", "tab", parent)
        self.at = at
        self.setCheckable(True)
