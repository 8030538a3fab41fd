"""TALLY: counting what is there against a list of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from forms.display import shown
from forms.fields import Field
from forms.values import Invalid, number
from ui import theme
from ui.input import Input
from ui.line import Line, code_line

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
AGREES, DIFFERS = "✓ 相符", "✗ 不符"


class TallyInput(Input):
    """Counts beside the lines of a record; `expect` says which.

    The value is the list of counts typed, "" while none is. Enter goes down, and on after the last.
    """

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.lines: list[Line] = []
        self._expected: list[Any] = []
        self._marks: list[QLabel] = []
        self.grid = QFrame(self)
        self.grid.setProperty("role", "grid")
        self.put(self.grid)

    def expect(self, field: Field, lines: Sequence[Mapping[str, Any]]) -> None:
        """Show the record's lines of that field, with a box for each count."""
        assert self.field.of is not None
        counted = self.field.of.partition(".")[2]
        fresh = QFrame(self)
        fresh.setProperty("role", "grid")
        fresh.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        rows = self.layout()
        assert rows is not None
        rows.replaceWidget(self.grid, fresh)
        self.grid.hide()
        self.grid.deleteLater()
        self.grid = fresh
        self.lines, self._marks = [], []
        self._expected = [line.get(counted) for line in lines]
        grid = QGridLayout(fresh)
        grid.setContentsMargins(10, 6, 10, 6)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        told = [column for column in field.columns if column.key != counted]
        self._head(grid, [column.label for column in told])
        for place, line in enumerate(lines):
            words = [shown(column, line.get(column.key)) for column in told]
            self._row(grid, place, [*words, str(line.get(counted, ""))])
        for at, column in enumerate(told, 1):
            grid.setColumnStretch(at, column.width)
        if self.lines:
            self.setFocusProxy(self.lines[0])
        self.rebuilt.emit()

    def value(self) -> Any:
        """The counts as typed, one for each line; "" while all are empty."""
        typed = [line.text().strip() for line in self.lines]
        return typed if any(typed) else ""

    def set_value(self, value: Any) -> None:
        """Put counts in."""
        for place, line in enumerate(self.lines):
            line.setText(str(value[place]) if value and place < len(value) else "")

    def agrees(self) -> bool | None:
        """Whether every count is what it should be; None while any is missing."""
        answers = [self._agrees(place) for place in range(len(self.lines))]
        if False in answers:
            return False
        return None if None in answers else True

    def problem(self, text: str | None, warn: bool = False, path: str = "") -> None:
        """Show the message under the list and the box it is about in red."""
        if text is None:
            for place in range(len(self.lines)):
                self._judge(place)
        elif path.startswith("["):
            place = int(path[1:].partition("]")[0])
            if place < len(self.lines):
                theme.mark(self.lines[place], "tone", "warn" if warn else "bad")
        super().problem(text, warn)

    def stops(self) -> list[QWidget]:
        """Every count."""
        return list(self.lines)

    def enter_wrong(self) -> None:
        """Go to the first count that differs."""
        wrong = (at for at in range(len(self.lines)) if self._agrees(at) is not True)
        if self.lines:
            self.lines[next(wrong, 0)].setFocus()

    def _head(self, grid: QGridLayout, words: list[str]) -> None:
        for at, word in enumerate(("#", *words, "应有", "实点", "相符")):
            label = QLabel(word, self.grid)
            label.setProperty("role", "small")
            grid.addWidget(label, 0, at)

    def _row(self, grid: QGridLayout, place: int, words: list[str]) -> None:
        for at, word in enumerate((str(place + 1), *words)):
            grid.addWidget(QLabel(word, self.grid), place + 1, at)
        line = Line(self.grid)
        line.setFixedWidth(96)
        line.setAccessibleName(f"第 {place + 1} 行实点")
        code_line(line)
        mark = QLabel(self.grid)
        mark.setProperty("role", "chip")
        mark.setMinimumWidth(56)
        mark.setVisible(False)
        self.lines.append(line)
        self._marks.append(mark)
        grid.addWidget(line, place + 1, len(words) + 1)
        grid.addWidget(
            mark, place + 1, len(words) + 2, LEFT
        )
        line.textChanged.connect(lambda text: self._typed(place))
        line.step.connect(lambda by: self._step(place, by))
        line.vertical.connect(lambda by: self._step(place, by, stay=True))
        line.went.connect(self.note_left)

    def _agrees(self, place: int) -> bool | None:
        text = self.lines[place].text().strip()
        if not text:
            return None
        try:
            return bool(number.clean(text, decimals=3) == self._expected[place])
        except Invalid:
            return False

    def _typed(self, place: int) -> None:
        self._judge(place)
        self.changed.emit()

    def _judge(self, place: int) -> None:
        answer, mark = self._agrees(place), self._marks[place]
        mark.setVisible(answer is not None)
        mark.setText(AGREES if answer else DIFFERS)
        theme.mark(mark, "tone", "good" if answer else "bad")
        theme.mark(self.lines[place], "tone", "bad" if answer is False else None)

    def _step(self, place: int, by: int, stay: bool = False) -> None:
        after = place + by
        if 0 <= after < len(self.lines):
            self.lines[after].setFocus()
            self.lines[after].selectAll()
        elif not stay:
            self.step.emit(by)
