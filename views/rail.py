"""The rail at the left: where one can go, by which key, and what waits there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui import theme
from ui.parts import NavButton, label

WIDTH = 184


@dataclass(frozen=True)
class Stop:
    """One line of the rail: key of the page, name, icon, shortcut."""

    key: str
    title: str
    icon: str
    shortcut: str


class Rail(QFrame):
    """Groups of stops with a rule between them; at the foot light or dark, and all keys.

    Signals: chosen(key of a stop), theme_asked, keys_asked.
    """

    chosen = Signal(str)
    theme_asked = Signal()
    keys_asked = Signal()

    def __init__(
        self, office: str, groups: Sequence[Sequence[Stop]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDTH)
        self._buttons: dict[str, NavButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 12, 8, 8)
        self._rows.setSpacing(1)
        self._head(office)
        for at, group in enumerate(group for group in groups if group):
            if at:
                self._rule()
            for stop in group:
                self._buttons[stop.key] = self._button(stop)
        self._rows.addStretch()
        foot = (
            (Stop("theme", "浅色 / 深色", "theme-light-dark", "F12"), self.theme_asked),
            (Stop("keys", "快捷键", "keys", "F1"), self.keys_asked),
        )
        for stop, asked in foot:
            button = self._button(stop, going=False)
            button.clicked.connect(asked)

    def show_current(self, key: str) -> None:
        """Mark where the window is; a page that is not in the rail marks nothing."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def name_office(self, name: str) -> None:
        """The office is called so now."""
        if name != self._where.text():
            self._where.setText(name)

    def count(self, key: str, number: int) -> None:
        """What waits at a stop, 0 for nothing."""
        if key in self._buttons:
            self._buttons[key].count(number)

    def _head(self, office: str) -> None:
        name = label("前台通", "title", self)
        theme.mark(name, "tone", "accent")
        self._where = label(office, "small", self)
        self._where.setObjectName("office_name")
        self._where.setWordWrap(True)
        for words in (name, self._where):
            words.setContentsMargins(10, 0, 4, 0)
            self._rows.addWidget(words)
        self._rows.addSpacing(8)

    def _button(self, stop: Stop, going: bool = True) -> NavButton:
        button = NavButton(stop.title, stop.icon, stop.shortcut, self)
        button.setObjectName(f"go_{stop.key}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if going:
            button.clicked.connect(lambda checked=False, key=stop.key: self.chosen.emit(key))
        else:
            button.setCheckable(False)
        self._rows.addWidget(button)
        return button

    def _rule(self) -> None:
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        self._rows.addSpacing(8)
        self._rows.addWidget(rule)
        self._rows.addSpacing(8)
