"""From which place of a sheet cards or labels begin: a sheet of which some are used already."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.line import Line
from ui.parts import label


class PlaceBox(QWidget):
    """从第 N 个位置起; not seen where nothing stands on a sheet with others. Signals: started: Enter
    in the box; left: Up in it."""

    started = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self.line = Line(self)
        self.line.setObjectName("first_place")
        self.line.setAccessibleName("从第几个位置起")
        self.line.setFixedWidth(44)
        self.line.setText("1")
        self.line.step.connect(lambda by: self.started.emit())
        self.line.vertical.connect(lambda by: self.left.emit())
        self.line.textChanged.connect(lambda words: self.place())
        self._of = label("", "second", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (label("从第", "second", self), self.line, self._of):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.show_sheet(0)

    def show_sheet(self, count: int) -> None:
        """A sheet has so many places, 0 where it does not matter; another sheet begins at its
        first."""
        if count != self.count:
            self.line.setText("1")
        self.count = count
        self._of.setText(f"个位置起（一页 {count} 个）")
        self.setVisible(count > 1)

    def place(self) -> int | None:
        """The place, from 1; None, and marked, for what is none."""
        if self.isHidden():
            return 1
        words = self.line.text().strip()
        good = words.isdecimal() and 1 <= int(words) <= self.count
        theme.mark(self.line, "tone", None if good else "bad")
        self.line.setToolTip("" if good else self.wrong)
        return int(words) if good else None

    @property
    def wrong(self) -> str:
        """What to say of a place that a sheet has not got."""
        return f"一页有 {self.count} 个位置，请写 1 到 {self.count}"
