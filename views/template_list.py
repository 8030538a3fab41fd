"""The papers that can be printed on pads, which of them has a template, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from db.prints import OVERPRINT
from db.session import Session
from db.templates import Kept
from forms.form import Form
from forms.paper import Paper
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton
from ui.table import Column, ListTable, Mark, Row, RowsModel
from ui.typed import matching

COLUMNS = (
    Column("form", "单据", 150, stretch=True),
    Column("paper", "纸", 110, "second"),
    Column("name", "模板", 120),
    Column("state", "", 84, "mark", sortable=False),
)
NONE, HALF = "没有", "没存完"
FILTERED = "没有符合筛选的单据，请改筛选文字。"


@dataclass(frozen=True)
class Entry:
    """A paper of a form with one of its templates, None for none, and whether one is half typed.
    slot: see `db.templates.Kept`."""

    form: Form
    paper: Paper
    held: Kept | None
    half: bool = False
    slot: int = 1

    @property
    def key(self) -> str:
        """Form, paper and which one in one word."""
        return key_of(self.form.code, self.paper.name, self.slot)

    @property
    def values(self) -> Mapping[str, Any]:
        """What its template says; {} for none."""
        return (self.held.values if self.held else None) or {}

    @property
    def has(self) -> bool:
        """Whether there is a template."""
        return bool(self.values)

    @property
    def version(self) -> int:
        """The version that holds, 0 for none ever."""
        return self.held.version if self.held else 0


def key_of(code: str, paper: str, slot: int) -> str:
    """Form, paper and which of its templates in one word."""
    return f"{code} {paper}" + (f" {slot}" if slot > 1 else "")


def entries(session: Session, held: Sequence[Kept], half: Mapping[str, object]) -> list[Entry]:
    """All papers that people see, once for each template that they have or that is half typed;
    those first."""
    known = {key_of(one.form, one.paper, one.slot): one for one in held}
    most = 1 + max((one.slot for one in held), default=1) + len(half)
    found = []
    for form in session.forms.values():
        for paper in form.papers if form.shown else ():
            if OVERPRINT not in paper.ways:
                continue
            mine = [
                Entry(form, paper, known.get(key), key in half, slot)
                for slot in range(1, most + 1)
                for key in (key_of(form.code, paper.name, slot),)
            ]
            made = [one for one in mine if one.has or one.half]
            found += made or mine[:1]
    return sorted(found, key=lambda one: not (one.has or one.half))


class PaperList(Card):
    """Signals: moved(Entry or None); opened(Entry)."""

    moved = Signal(object)
    opened = Signal(object)

    def __init__(
        self, keys: tuple[tuple[str, str, str, Callable[[], object]], ...], parent: QWidget
    ) -> None:
        super().__init__(parent=parent)
        self.rows.setContentsMargins(1, 8, 1, 10)
        self.entries: list[Entry] = []
        self.filter = Line(self)
        self.filter.setObjectName("template_filter")
        self.filter.setAccessibleName("筛选单据")
        self.filter.setPlaceholderText("筛选：单据、纸、拼音首字母　Ctrl F")
        self.filter.textChanged.connect(lambda words: self._fill())
        self.filter.step.connect(lambda by: self.enter())
        self.filter.vertical.connect(lambda by: self.enter())
        QShortcut(QKeySequence("Ctrl+F"), self, self.filter.setFocus)
        self.model = RowsModel(COLUMNS, self)
        self.table = ListTable(self.model, self)
        self.table.setObjectName("template_list")
        self.table.setAccessibleName("套打模板")
        self.table.current.connect(lambda row: self.moved.emit(self.current))
        self.table.opened.connect(lambda row: self.opened.emit(row[-1]))
        self._empty = EmptyState(FILTERED, parent=self)
        self._empty.setObjectName("no_templates")
        above = QHBoxLayout()
        above.setContentsMargins(10, 0, 10, 0)
        above.addWidget(self.filter)
        self.rows.addLayout(above)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.rows.addLayout(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 0)
        foot.setSpacing(6)
        for name, words, key, pressed in keys:
            button = KeyButton(words, key, parent=self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            foot.addWidget(button)
        foot.addStretch()
        self.rows.addLayout(foot)

    @property
    def current(self) -> Entry | None:
        """The one the cursor is on."""
        row = self.table.current_row()
        return row[-1] if row and self.model.rows else None

    def show_entries(self, found: list[Entry]) -> None:
        """Show these, the cursor on the same paper."""
        self.entries = found
        self._fill()

    def go(self, key: str) -> None:
        """The cursor on a paper, where it is listed."""
        keys = [row[-1].key for row in self.model.rows]
        if key in keys:
            self.table.go(keys.index(key))

    def enter(self) -> None:
        """Focus in the list."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        if self.table.current_row() is None:
            self.table.go(0)

    def _fill(self) -> None:
        kept = self.current.key if self.current else ""
        typed = self.filter.text().strip()
        found = [
            one for one in self.entries
            if not typed or matching(typed, (one.form.title, one.paper.name, one.form.code))
        ]  # fmt: skip
        self.model.set_rows([_row(one) for one in found])
        keys = [one.key for one in found]
        self.table.go(keys.index(kept) if kept in keys else 0)
        self._stack.setCurrentWidget(self.table if found else self._empty)
        self.moved.emit(self.current)


def _row(one: Entry) -> Row:
    name = one.held.name if one.held else ""
    state = Mark(NONE) if not one.has else Mark(f"第 {one.version} 版", "good")
    return one.form.title, one.paper.name, name, Mark(HALF, "warn") if one.half else state, one
