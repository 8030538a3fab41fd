"""LINES: a small table that grows as one types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from forms.fields import Field
from forms.rules import clean_fields, is_empty, offered
from ui import theme
from ui.cells import CELLS
from ui.input import Input
from ui.typed import TextInput

KEYS = "回车到下一格，末格回车加一行，Ctrl+退格删行，→ 采用提示"
NUMBER_WIDTH = 34
_PATH = re.compile(r"\[(\d+)\](?:\.(\w+))?")


class Row(QFrame):
    """One line: its number and a cell for each column."""

    def __init__(self, columns: tuple[Field, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "gridrow")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.number = QLabel(self)
        self.number.setProperty("role", "second")
        self.number.setFixedWidth(NUMBER_WIDTH)
        self.number.setIndent(12)
        self.cells = tuple(CELLS[column.kind](column, self, bare=True) for column in columns)
        self.typed = tuple(cell for cell in self.cells if cell.field.reckoned is None)
        boxes = QHBoxLayout(self)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(0)
        boxes.addWidget(self.number)
        for cell, column in zip(self.cells, columns, strict=True):
            cell.setMinimumWidth(24)
            boxes.addWidget(cell, column.width)

    def values(self) -> dict[str, Any]:
        """What was typed, by column key, without the empty cells."""
        typed = {cell.field.key: cell.value() for cell in self.cells}
        return {key: value for key, value in typed.items() if not is_empty(value)}

    def rename(self, place: int, last: bool) -> None:
        """Show the line's number, counted from 1, and name its cells for screen readers."""
        self.number.setText(str(place))
        theme.mark(self, "last", last)
        for cell in self.cells:
            cell.setAccessibleName(f"第 {place} 行{cell.field.label}")
            box = cell.focusProxy()
            if box is not None:
                box.setAccessibleName(cell.accessibleName())


def _typed_next(row: Row, at: int, by: int) -> int:
    """The place of the next cell that is typed in, beyond the ends for none."""
    at += by
    while 0 <= at < len(row.cells) and row.cells[at].field.reckoned is not None:
        at += by
    return at


def _within(row: Row, part: QObject) -> bool:
    return isinstance(part, QWidget) and row.isAncestorOf(part)


class LinesInput(Input):
    """A line table.

    Enter goes to the next cell, in the last cell of the last line it adds a line, in an empty
    first cell of the last line it leaves the table. Ctrl+Backspace deletes the line, Up and Down
    go to the same cell of another, with Ctrl they take the line along. An
    empty cell shows its default in grey; lines that the declaration begins with stand there until
    somebody types.
    """

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.rows: list[Row] = []
        self._words: dict[tuple[Row, str], str] = {}
        self._filling = False
        self._begun: Any = ""
        self._most = int(field.maximum or 200)
        self._deleted: list[tuple[int, dict[str, Any]]] = []
        self.grid = QFrame(self)
        self.grid.setProperty("role", "grid")
        self.grid.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._stack = QVBoxLayout(self.grid)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.setSpacing(0)
        self._stack.addWidget(self._head())
        self.put(self.grid)
        self._say(field.hint or KEYS)
        self._add()

    def value(self) -> Any:
        """The lines that have anything in them."""
        return [values for values in (row.values() for row in self.rows) if values] or ""

    def set_value(self, value: Any) -> None:
        """Show these lines and one empty line after them."""
        self._filling = True
        while self.rows:
            self._drop(self.rows[-1])
        for line in value or ():
            self._fill(self._add(), line)
        if len(self.rows) < self._most:
            self._add()
        self._filling = False
        self._number()
        self.changed.emit()

    def set_default(self, default: Any) -> None:
        """Begin with these lines where nobody has typed any."""
        super().set_default(default)
        if self.value() != self._begun:
            return
        self.blockSignals(True)  # what nobody typed is no edit
        self.set_value(default)
        self.blockSignals(False)
        self._begun = self.value()
        self.rebuilt.emit()

    def know(self, facts: Any) -> None:
        """Tell the facts to every cell."""
        super().know(facts)
        for row in self.rows:
            self._tell(row)

    def problem(self, text: str | None, warn: bool = False, path: str = "") -> None:
        """Mark a cell ("[2].quantity", counted among the filled lines) or the table."""
        if text is None:
            self._words.clear()
            for row in self.rows:
                for cell in row.cells:
                    cell.problem(None)
            self._tell_words()
            return
        match = _PATH.fullmatch(path)
        filled = [row for row in self.rows if row.values()]
        if match and int(match[1]) < len(filled):
            row = filled[int(match[1])]
            cell = next((c for c in row.cells if c.field.key == match[2]), row.cells[0])
            cell.problem(text, warn)
            head = f"第 {row.number.text()} 行" + (cell.field.label if match[2] else "")
            self._words[row, cell.field.key] = f"{head}：{text}"
            self._tell_words()
            return
        super().problem(text, warn)

    def mend(self) -> None:
        """Take away what was said of the table; each cell takes its own message away."""
        self._tell_words()

    def wrong_count(self) -> int:
        """How many cells are wrong, or 1 for the table as a whole."""
        cells = sum(cell.wrong for row in self.rows for cell in row.cells)
        return cells or int(self.wrong)

    def stops(self) -> list[QWidget]:
        """Every cell, line by line."""
        return [stop for row in self.rows for cell in row.cells for stop in cell.stops()]

    def enter(self, backwards: bool = False) -> None:
        """Go to the first cell, or from below to the last line's first cell."""
        self.rows[-1 if backwards else 0].cells[0].enter(backwards)

    def is_busy(self) -> bool:
        """Whether any cell is."""
        return any(cell.is_busy() for row in self.rows for cell in row.cells)

    def enter_wrong(self) -> None:
        """Go to the first wrong cell."""
        cells = [cell for row in self.rows for cell in row.cells]
        next((cell for cell in cells if cell.wrong), cells[0]).enter()

    def delete(self, row: Row) -> None:
        """Take a line out; Ctrl+Z in an empty cell brings it back."""
        place = self.rows.index(row)
        if row.values():
            self._deleted.append((place, row.values()))
        self._drop(row)
        if not self.rows:
            self._add()
        self.rows[min(place, len(self.rows) - 1)].cells[0].enter()
        self.changed.emit()

    def move_line(self, row: Row, by: int) -> None:
        """Change places with the line before or after it; empty lines stay where they are."""
        place = self.rows.index(row) + by
        if not 0 <= place < len(self.rows):
            return
        other = self.rows[place]
        mine, its = row.values(), other.values()
        if mine and its:
            at = next((n for n, cell in enumerate(row.cells) if cell.hasFocus()
                       or cell.isAncestorOf(cell.window().focusWidget() or cell.window())), 0)
            self._fill(row, its)
            self._fill(other, mine)
            other.cells[at].enter()
            self.changed.emit()

    def restore(self) -> bool:
        """Bring the line deleted last back; False when there is none."""
        if not self._deleted or len(self.rows) >= self._most:
            return False
        place, line = self._deleted.pop()
        row = self._add(min(place, len(self.rows)))
        self._fill(row, line)
        row.cells[0].enter()
        self.changed.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Backspace deletes the line, Ctrl+Up and Down move it; Ctrl+Z in an empty cell brings
        one back."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            return False
        row = next((row for row in self.rows if _within(row, watched)), None)
        if row is None:
            return False
        if event.key() == Qt.Key.Key_Backspace:
            self.delete(row)
            return True
        if event.key() == Qt.Key.Key_Z and not row.values():
            return self.restore()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_line(row, -1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        return False

    def _head(self) -> QWidget:
        head = QFrame(self.grid)
        head.setProperty("role", "gridhead")
        boxes = QHBoxLayout(head)
        boxes.setContentsMargins(0, 5, 0, 5)
        boxes.setSpacing(0)
        for words, stretch in (("#", 0), *((c.label, c.width) for c in self.field.columns)):
            label = QLabel(words, head)
            label.setProperty("role", "small")
            label.setIndent(12)
            if stretch:
                label.setMinimumWidth(24)
            else:
                label.setFixedWidth(NUMBER_WIDTH)
            boxes.addWidget(label, stretch)
        return head

    def _add(self, place: int | None = None) -> Row:
        row = Row(self.field.columns, self.grid)
        place = len(self.rows) if place is None else place
        self.rows.insert(place, row)
        self._stack.insertWidget(place + 1, row)
        for position, cell in enumerate(row.cells):
            cell.changed.connect(lambda row=row, cell=cell: self._cell_changed(row, cell))
            cell.left.connect(self.note_left)
            cell.step.connect(lambda by, row=row, at=position: self._step(row, at, by))
            if isinstance(cell, TextInput):
                cell.line.vertical.connect(
                    lambda by, row=row, at=position: self._vertical(row, at, by)
                )
            (cell.focusProxy() or cell).installEventFilter(self)
        self._tell(row)
        self._number()
        return row

    def _fill(self, row: Row, line: Mapping[str, Any]) -> None:
        for cell in row.cells:
            cell.set_value(line.get(cell.field.key))

    def _drop(self, row: Row) -> None:
        self.rows.remove(row)
        self._stack.removeWidget(row)
        self._words = {at: words for at, words in self._words.items() if at[0] is not row}
        row.hide()
        row.deleteLater()
        self._number()

    def _cell_changed(self, row: Row, cell: Input) -> None:
        self._work_out(row)
        if self._filling:
            return
        if self._words.pop((row, cell.field.key), None):
            cell.problem(None)
            self._tell_words()
        self.changed.emit()

    def _tell_words(self) -> None:
        """Say below the table what is wrong in its cells, or which keys serve it."""
        wrong = any(cell.wrong for row in self.rows for cell in row.cells)
        super().problem("　".join(self._words.values()) or None, not wrong)
        if not self._words:
            self._say(self.resting or KEYS)

    def _number(self) -> None:
        if self._filling:
            return
        for place, row in enumerate(self.rows, 1):
            row.rename(place, place == len(self.rows))
        self.rebuilt.emit()

    def _tell(self, row: Row) -> None:
        if self.facts is None:
            return
        for cell in row.cells:
            cell.pictures = self.pictures
            cell.know(self.facts)
        self._work_out(row)

    def _work_out(self, row: Row) -> None:
        """Show in the line's cells what they count as: defaults, and what is always reckoned."""
        if self.facts is None:
            return
        known = clean_fields(self.field.columns, row.values(), self.facts, {}, {})
        for cell in row.cells:
            found = offered(cell.field, known, self.facts)
            if cell.field.reckoned is not None and not row.values():
                found = None
            if found != cell.default:
                cell.set_default(found)

    def _step(self, row: Row, at: int, by: int) -> None:
        place = self.rows.index(row)
        last = place == len(self.rows) - 1
        if by > 0 and last and at == 0 and not row.values():
            self.step.emit(1)
        elif 0 <= (to := _typed_next(row, at, by)) < len(row.cells):
            row.cells[to].enter(by < 0)
        elif by > 0 and last:
            if len(self.rows) >= self._most:
                self.step.emit(1)
            else:
                self._add().cells[0].enter()
        elif 0 <= place + by < len(self.rows):
            self.rows[place + by].typed[0 if by > 0 else -1].enter(by < 0)
        else:
            self.step.emit(by)

    def _vertical(self, row: Row, at: int, by: int) -> None:
        place = self.rows.index(row) + by
        if 0 <= place < len(self.rows):
            self.rows[place].cells[at].enter()
