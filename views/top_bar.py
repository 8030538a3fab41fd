"""The bar over the page: search, the clock, who is at work and in which shift."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from db import office
from db.session import Session
from forms.shifts import SHIFTS, shift_at
from ui.parts import key_words, label
from views.search_box import SearchBox

WEEKDAYS = "一二三四五六日"
PASSWORD_KEY = "Ctrl+Shift+L"


class TopBar(QFrame):
    """Search, the clock, who is at work and in which shift.

    Signal member_pressed: the name of who is at work.
    """

    member_pressed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "topbar")
        self.setFixedHeight(48)
        self.search = SearchBox(session, self)
        self._clock = label("", "second", self)
        self._clock.setObjectName("clock")
        who = QPushButton(session.member.name, self)
        who.setObjectName("own_password")
        who.setProperty("role", "name")
        who.setToolTip(f"改自己的密码　{key_words(PASSWORD_KEY)}")
        who.setAutoDefault(True)
        who.clicked.connect(lambda checked=False: self.member_pressed.emit())
        roles = label(f"{session.member.no} {'、'.join(session.member.roles)}", "second", self)
        roles.setMaximumWidth(260)
        roles.setToolTip("、".join(session.member.roles))
        self._shift = label("", "second", self)
        self._shift.setObjectName("shift")
        self.read_shifts(session)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 100)
        row.addStretch(1)
        for part in (self._clock, _bar(self), who, roles, _bar(self), self._shift):
            row.addWidget(part)

    def show_time(self, now: datetime) -> None:
        """Date, weekday, time and the shift of the hour."""
        day = f"{now.month}月{now.day}日 周{WEEKDAYS[now.weekday()]}"
        self._clock.setText(f"{day} {now:%H:%M}")
        shift = shift_at(now, self._shifts)
        self._shift.setText(shift.name if shift else "")
        self._shift.setToolTip(shift.words if shift else "")

    def read_shifts(self, session: Session) -> None:
        """The office's shifts, as they were set last."""
        self._shifts = office.setting(session.store, SHIFTS.key)


def _bar(parent: QWidget) -> QLabel:
    return label("　|　", "small", parent)
