"""The office settings 设置: sections at the left, their fields, and what was changed before."""

from __future__ import annotations

from threading import Event
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db import choosing, chosen_before
from db.choosing import Chosen
from db.chosen_before import Changed
from db.errors import Environment, Refused
from db.session import Member, Session
from forms.settings import HOLIDAYS
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from ui.typed import matching
from views import reading, renewing, second
from views.drafting import DraftKeeper
from views.page import Page
from views.settings_days import TITLE as DAYS
from views.settings_days import DaysSheet
from views.settings_history import HistoryCard
from views.settings_sheet import FieldSheet

DRAFT = "@settings"
"""Under which what is half typed is kept; the code of no form."""
COLUMNS = (
    Column("title", "设置", 120, stretch=True, sortable=False),
    Column("state", "改过", 66, "mark", sortable=False),
)
LIST_PX, HISTORY_PX = 236, 262
NOTHING = "没有符合的设置，请改筛选文字。"
REST_MS = 150
"""A section not seen yet is laid out only once the cursor rests on it."""
AFTER_DAYS = 2
"""The holidays stand after this many sections of the office's own."""
AnySheet = FieldSheet | DaysSheet


class SettingsPage(Page):
    """One section at a time is seen; what is typed in the others stays until it is saved."""

    title = "单位设置"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.parts = choosing.parts(session)
        self.sheets: dict[str, AnySheet] = {}
        self.known: dict[str, Chosen] = {}
        self.key = next(iter(self.parts))
        self._busy = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        self._gone = Event()
        self.destroyed.connect(self._gone.set)
        self.draft = DraftKeeper(
            session, self._half_typed, lambda words: self.notice.emit(words, "bad"), self
        )
        self._half: dict[str, dict[str, Any]] = self.draft.begin(DRAFT)
        titles = [(key, part.title) for key, part in self.parts.items()]
        titles.insert(AFTER_DAYS, (HOLIDAYS, DAYS))
        self._titles = dict(titles)
        self.model = RowsModel(COLUMNS, self)
        self._lay_out()
        self._fill()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        self._read()

    @property
    def sheet(self) -> AnySheet | None:
        """The section that is seen."""
        return self.sheets.get(self.key)

    def entered(self) -> None:
        """Focus in the list of sections."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Read again; what is being typed stays."""
        self._read()

    def keep(self) -> bool:
        """What is typed is kept as a draft."""
        return self.draft.keep()

    def show_part(self, key: str) -> None:
        """Make a section current; made when first wanted and once it is known what holds."""
        if key != self.key:
            self.notice.emit("", "info")
        self.key = key
        if key not in self.known:
            return
        if key not in self.sheets:
            self._make(key)
        self.stack.setCurrentWidget(self.sheets[key])
        self._heading.setText(self._titles[key])
        keys = [row[2] for row in self.model.rows]
        if key in keys and self.list.currentIndex().row() != keys.index(key):
            self.list.go(keys.index(key))
        self._tell_dirty()
        self._read_history()

    def save(self) -> None:
        """Write the section that is seen."""
        sheet = self.sheet
        if sheet is None or self._busy:
            return
        if not sheet.is_dirty:
            self.notice.emit("这一节没有要保存的改动", "info")
            return
        self._write(sheet, None)

    def _write(self, sheet: AnySheet, approver: Member | None) -> None:
        """Beside the window; where it takes two, once more with the second person."""
        self._busy = True

        def failed(error: Exception) -> None:
            if approver is None and second.needed(error):
                self._busy = False
                second.ask(self, self.session, error, lambda who: self._write(sheet, who))
            else:
                self._failed(error)

        reading.ask(
            self, self.session, sheet.job(approver), lambda written: self._saved(sheet), failed,
            writes=True,
        )  # fmt: skip

    def discard(self) -> None:
        """What was typed in this section goes."""
        if self.sheet is not None:
            self.sheet.discard()
            self.notice.emit("", "info")
            self._edited()
            self.sheet.enter()

    def reset(self) -> None:
        """The field with the focus as it was by default; saved with the section."""
        said = self.sheet.reset() if self.sheet is not None else ""
        if not said:
            self.notice.emit("请先把光标放在要恢复的那一格", "info")

    # ---- reading and writing

    def _read(self) -> None:
        reading.ask(self, self.session, choosing.survey, self._surveyed, self._failed)

    def _surveyed(self, known: dict[str, Chosen]) -> None:
        changed = known != self.known
        self.known = known
        for key, sheet in self.sheets.items():
            sheet.show_chosen(known[key])
        for key in [key for key in self._half if key in known and key not in self.sheets]:
            self._make(key)
        if changed:
            self._fill()
        if self.sheet is None or self.stack.currentWidget() is not self.sheet:
            self.show_part(self.key)
        elif changed:
            self._read_history()

    def _saved(self, sheet: AnySheet) -> None:
        self._busy = False
        sheet.forget()
        self.draft.edited()
        if not renewing.keep(self, self.session, self._gone, self.notice.emit):
            self.notice.emit(f"“{self._titles[sheet.key]}”已保存", "good")
        else:
            self.notice.emit(renewing.RENEWING, "good")
        self._read()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, Refused) and self.sheet is not None:
            self.sheet.refuse(error)
            self.notice.emit("没有保存，请照各格下面的话改一改", "bad")
            if "" in error.problems:
                self._read()
        elif isinstance(error, (Environment, Refused)):
            self.notice.emit(str(error), "bad")
        else:
            raise error

    def _read_history(self) -> None:
        key, part = self.key, self.parts.get(self.key)

        def ask(session: Session) -> list[Changed]:
            if part is None:
                return chosen_before.of_days_off(session)
            return chosen_before.of_part(session, part)

        def told(found: list[Changed]) -> None:
            if key == self.key:
                self.history.show_changes(found)

        reading.ask(self, self.session, ask, told, self._failed)

    # ---- the list

    def _fill(self) -> None:
        """The sections that go with the filter, the cursor on the same one."""
        typed = self.filter.text().strip()
        rows = [
            (title, self._mark(key), key) for key, title in self._titles.items()
            if not typed or matching(typed, (title,)) or self._finds(key, typed)
        ]
        if rows != self.model.rows:
            self.model.set_rows(rows)
        keys = [row[2] for row in rows]
        if rows:
            self.list.go(keys.index(self.key) if self.key in keys else 0)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))

    def _mark(self, key: str) -> Mark:
        """Unsaved, or how many are not as by default."""
        if key in self._half or key in self.sheets and self.sheets[key].is_dirty:
            return Mark("未保存", "warn")
        known = self.known.get(key)
        if known is None or key == HOLIDAYS:
            return Mark("")
        return Mark(f"改过 {len(known.changed)}", "accent") if known.changed else Mark("")

    def _finds(self, key: str, typed: str) -> bool:
        part = self.parts.get(key)
        return part is not None and any(matching(typed, (f.label,)) for f in part.fields)

    def _moved(self, row: Row | None) -> None:
        if row is None or row[2] == self.key:
            return
        if row[2] in self.sheets:
            self.show_part(row[2])
        else:
            self._rest.start()

    def _rested(self) -> None:
        row = self.list.current_row()
        self._rest.stop()
        if row is not None and row[2] != self.key:
            self.show_part(row[2])

    def _opened(self, row: Row | None = None) -> None:
        """Into the fields: the first that the filter means, or the first of all."""
        self._rested()
        if self.sheet is not None:
            typed = self.filter.text().strip()
            self.sheet.enter(self.sheet.finds(typed) if typed else "")

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if self.sheet is not None:
            self.sheet.follow(now)

    # ---- what is being typed

    def _make(self, key: str) -> None:
        part = self.parts.get(key)
        made = FieldSheet(self.session, part) if part is not None else DaysSheet(self.session)
        self.sheets[key] = made
        self.stack.addWidget(made)
        made.show_chosen(self.known[key])
        if key in self._half:
            made.restore(self._half.pop(key))
        made.edited.connect(self._edited)
        made.finished.connect(lambda: self.save_button.setFocus())

    def _edited(self) -> None:
        self._tell_dirty()
        self.draft.edited()

    def _tell_dirty(self) -> None:
        dirty = self.sheet is not None and self.sheet.is_dirty
        self.discard_button.setVisible(dirty)
        keys = [row[2] for row in self.model.rows]
        if self.key in keys:
            at = keys.index(self.key)
            row = (self._titles[self.key], self._mark(self.key), self.key)
            if self.model.rows[at] != row:
                self.model.replace(at, row)

    def _half_typed(self) -> dict[str, Any]:
        found = {key: sheet.half() for key, sheet in self.sheets.items()}
        return self._half | {key: half for key, half in found.items() if half}

    # ---- building

    def _lay_out(self) -> None:
        self.filter = Line(self)
        self.filter.setObjectName("settings_filter")
        self.filter.setAccessibleName("找设置")
        self.filter.setPlaceholderText("找设置：如 押金　Ctrl F")
        self.filter.textChanged.connect(lambda words: self._fill())
        self.filter.step.connect(lambda by: self._opened())
        self.filter.vertical.connect(lambda by: self.entered())
        QShortcut(QKeySequence("Ctrl+F"), self, self._to_filter)
        self.list = ListTable(self.model, self)
        self.list.setObjectName("settings_list")
        self.list.setAccessibleName("设置的各节")
        self.list.current.connect(self._moved)
        self.list.opened.connect(self._opened)
        self._empty = EmptyState(NOTHING, parent=self)
        left = Card(parent=self)
        left.setFixedWidth(LIST_PX)
        left.rows.setContentsMargins(1, 8, 1, 8)
        above = QHBoxLayout()
        above.setContentsMargins(10, 0, 10, 0)
        above.addWidget(self.filter)
        left.rows.addLayout(above)
        left.rows.addWidget(self.list, 1)
        left.rows.addWidget(self._empty, 1)
        self.history = HistoryCard(self.session, self)
        self.history.setFixedWidth(HISTORY_PX)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(left)
        sides.addWidget(self._middle(), 1)
        sides.addWidget(self.history)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(10)
        rows.addWidget(label(self.title, "title", self))
        rows.addLayout(sides, 1)

    def _middle(self) -> Card:
        card = Card(parent=self)
        self._heading = label("", "heading", card)
        self._heading.setObjectName("settings_heading")
        self.stack = QStackedWidget(card)
        self.stack.addWidget(label("正在读…", "second", card))
        card.rows.addWidget(self._heading)
        card.rows.addWidget(self.stack, 1)
        buttons = QHBoxLayout()
        self.save_button = KeyButton("保存这一节", "Ctrl+S", "primary", card)
        self.discard_button = KeyButton("放弃改动", "Ctrl+R", parent=card)
        reset = KeyButton("这一格恢复默认", "F8", parent=card)
        for button, name, pressed in (
            (self.save_button, "save_settings", self.save),
            (self.discard_button, "discard_settings", self.discard),
            (reset, "reset_setting", self.reset),
        ):
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            buttons.addWidget(button)
        reset.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # else the field it means would lose the focus
        self.discard_button.setVisible(False)
        buttons.addStretch()
        card.rows.addLayout(buttons)
        return card

    def _to_filter(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()
