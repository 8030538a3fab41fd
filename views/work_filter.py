"""The words above the workbench's list: 全部 逾期 今天 签批 …, each with its count, each a filter."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from db.work_groups import LATE, SIGN, TODAY
from db.workbench import Tally
from ui import theme
from ui.parts import label
from views.work_words import HEADINGS

ALL = "全部"
ALWAYS = (LATE, TODAY, SIGN)
"""Headings that are there with nothing under them too."""


class HeadingRow(QWidget):
    """One button for each heading with something under it, as many as there is room for.

    Signal chosen(heading): "" for all.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch()
        self._hint = label("↑↓ 选择　←→ 换类　回车处理", "small", self)
        self._row.addWidget(self._hint)
        self._buttons: dict[str, QPushButton] = {}
        self._wanted: list[str] = []
        self._chosen = ""
        for heading in ("", *HEADINGS):
            self._button(heading)

    def say(self, tally: Tally) -> None:
        """Show these counts."""
        counts = {"": tally.total, **tally.counts}
        for heading in counts:
            if heading not in self._buttons:
                self._button(heading)
        self._wanted = [
            heading for heading in self._buttons
            if counts.get(heading) or heading in ("", self._chosen, *ALWAYS)
        ]  # fmt: skip
        for heading in self._wanted:
            words = f"{heading or ALL} {counts.get(heading, 0):,}"
            if self._buttons[heading].text() != words:
                self._buttons[heading].setText(words)
        self._fit()

    def choose(self, heading: str) -> None:
        """Mark the one that is shown."""
        self._chosen = heading
        for name, button in self._buttons.items():
            button.setChecked(name == heading)

    def step(self, by: int) -> None:
        """Ask for the heading beside the one that is shown."""
        seen = [one for one in self._wanted if self._buttons[one].isVisibleTo(self)]
        at = seen.index(self._chosen) if self._chosen in seen else 0
        wanted = seen[max(0, min(len(seen) - 1, at + by))] if seen else ""
        if wanted != self._chosen:
            self.chosen.emit(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as a button."""
        return QSize(200, 28)

    def _button(self, heading: str) -> None:
        button = QPushButton(heading or ALL, self)
        button.setObjectName(f"heading_{heading or 'all'}")
        button.setProperty("role", "tab")
        button.setCheckable(True)
        button.setChecked(heading == self._chosen)
        button.setAutoDefault(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda checked=False: self._pressed(heading))
        theme.mark(button, "narrow", "true")
        button.setVisible(False)
        self._buttons[heading] = button
        self._row.insertWidget(self._row.count() - 2, button)

    def _pressed(self, heading: str) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name == self._chosen)
        if heading or self._chosen:
            self.chosen.emit(heading)

    def _fit(self) -> None:
        left = self.width()
        for heading, button in self._buttons.items():
            wide = button.sizeHint().width()
            fits = heading in self._wanted and (wide <= left or heading == self._chosen)
            left -= wide if fits else 0
            button.setVisible(fits)
        self._hint.setVisible(left > self._hint.sizeHint().width() + 8)
