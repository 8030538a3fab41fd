"""The record of a list's current line, beside the list: state, values, course; to read only."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import records
from db.records import Record
from db.session import Session
from ui.parts import Chip, label
from views import reading, states
from views.record_parts import CourseCard, ValuesCard

WIDTH = 380
PAUSE_MS = 120
"""Lines passed over quickly are not read."""


class RecordAside(QFrame):
    """A column at the right of a list; `turn_to` says whose record. Hidden, it reads nothing."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aside")
        self.setFixedWidth(WIDTH)
        self.session = session
        self.number = ""
        self._shown = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self._title = label("", "heading", self)
        self._title.setObjectName("aside_title")
        self._state = Chip("", "", self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._state)
        head.addStretch()
        head.addWidget(label("回车打开", "small", self))
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.setSpacing(10)
        rows.addLayout(head)
        rows.addWidget(self._area, 1)
        self._say(None)

    def turn_to(self, number: str) -> None:
        """Show another record, "" for none; the same one is read again."""
        self.number, self._shown = number, ""
        if not number:
            self._say(None)
        elif self.isVisible():
            self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What was turned to meanwhile is read now."""
        super().showEvent(event)
        if self.number != self._shown:
            self._pause.start()

    def _read(self) -> None:
        number = self.number
        if number:
            reading.ask(
                self, self.session, lambda session: records.load(session, number), self._arrived
            )

    def _arrived(self, record: Record | None) -> None:
        if record is not None and record.number == self.number:
            self._shown = record.number
            self._say(record)

    def _say(self, record: Record | None) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(12)
        self._title.setText(record.number if record else "")
        self._state.setVisible(record is not None)
        if record is not None:
            self._state.say(record.seen.state, states.tone(record.form, record.seen.state))
            rows.addWidget(ValuesCard(self.session, record, inside, across=2))
            rows.addWidget(CourseCard(self.session, record, inside))
        rows.addStretch()
        self._area.setWidget(inside)
        inside.setAutoFillBackground(False)
