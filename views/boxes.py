"""Labelled boxes of the pages before and beside the forms: numbers, names, passwords."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.line import Line, code_line
from ui.parts import label as words_of


class PasswordLine(Line):
    """A line of dots that notices when capitals are locked.

    capitals(on): said after every letter typed.
    """

    capitals = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A capital without Shift, or a small letter with it, means that capitals are locked."""
        typed = event.text()
        if typed.isascii() and typed.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(typed.isupper() != shift)
        super().keyPressEvent(event)


class Box(QWidget):
    """Caption, box and the message under it; the box's object name is `key`.

    code: for numbers and codes, the input method is out of the way. secret: a password.
    """

    def __init__(
        self,
        key: str,
        label: str,
        parent: QWidget | None = None,
        *,
        hint: str = "",
        code: bool = False,
        secret: bool = False,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.hint = hint
        self.line = PasswordLine(self) if secret else Line(self)
        self.line.setObjectName(key)
        self.line.setAccessibleName(label)
        if code:
            code_line(self.line)
        self.message = QLabel(hint, self)
        self.message.setProperty("role", "message")
        self.message.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        self.caption = words_of(label, "small", self)
        rows.addWidget(self.caption)
        rows.addWidget(self.line)
        rows.addWidget(self.message)
        self.message.setMinimumHeight(self.message.fontMetrics().height() + 2)
        self.setFocusProxy(self.line)
        if isinstance(self.line, PasswordLine):
            self.line.capitals.connect(self._capitals)

    def text(self) -> str:
        """What stands in the box; ends trimmed unless it is a password."""
        secret = isinstance(self.line, PasswordLine)
        return self.line.text() if secret else self.line.text().strip()

    def rename(self, label: str) -> None:
        """Other words over the box."""
        self.caption.setText(label)
        self.line.setAccessibleName(label)

    def say(self, words: str, tone: str = "bad") -> None:
        """A message under the box; "" brings the hint back."""
        theme.mark(self.line, "tone", tone if words and tone != "good" else None)
        theme.mark(self.message, "tone", tone if words else None)
        self.message.setText(words or self.hint)
        self.line.setAccessibleDescription(words or self.hint)

    def forget_when_typed(self) -> None:
        """From now on what was said goes as soon as something else stands in the box."""
        self.line.textChanged.connect(lambda words: self._changed())

    def _changed(self) -> None:
        if not self.message.text().startswith("大写锁定"):
            self.say("")

    def _capitals(self, on: bool) -> None:
        words = "大写锁定（Caps Lock）已打开" if on else ""
        if on or self.message.text().startswith("大写锁定"):
            self.say(words, "warn")


def chain(boxes: Sequence[Box], finish: Callable[[], object]) -> None:
    """Enter goes from box to box and finishes in the last; Shift+Enter goes back."""

    def step(at: int, by: int) -> None:
        if 0 <= at + by < len(boxes):
            boxes[at + by].line.setFocus(Qt.FocusReason.TabFocusReason)
        elif by > 0:
            finish()

    for at, box in enumerate(boxes):
        box.line.step.connect(lambda by, at=at: step(at, by))


def show_problems(boxes: Sequence[Box], problems: Mapping[str, str]) -> str:
    """Put each message under its box and the focus in the first wrong one; the rest in words."""
    by_key = {box.key: box for box in boxes}
    for box in boxes:
        box.say(problems.get(box.key, ""))
    wrong = [box for box in boxes if box.key in problems]
    if wrong:
        wrong[0].line.setFocus(Qt.FocusReason.TabFocusReason)
        wrong[0].line.selectAll()
    return "；".join(words for key, words in problems.items() if key not in by_key)
