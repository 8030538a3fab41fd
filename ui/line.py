"""The line one types in: safe with input methods, pretty when left, words offered behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent,
)  # fmt: skip
from PySide6.QtWidgets import QLineEdit, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionFrame

OFFERED = 6
"""Most words offered behind what is typed."""

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

_EDITING_ON_LINUX = (Qt.Key.Key_D, Qt.Key.Key_E, Qt.Key.Key_K, Qt.Key.Key_U)


def enter_step(event: QKeyEvent) -> int:
    """1 for Enter, -1 for Shift+Enter, 0 for any other key."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in ENTER:
        return 0
    if held == Qt.KeyboardModifier.NoModifier:
        return 1
    return -1 if held == Qt.KeyboardModifier.ShiftModifier else 0


def of_the_desk(event: QEvent) -> bool:
    """Ctrl with a letter that the desk has on its buttons, and Linux would take out of any box: to
    the end of the line, delete to the end, delete the line."""
    return (
        isinstance(event, QKeyEvent)
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        and event.key() in _EDITING_ON_LINUX
    )


class Line(QLineEdit):
    """One line of typed text.

    Signals: step (1 Enter, -1 Shift+Enter; never while an input method composes), came, went
    (focus), vertical (1 Down, -1 Up, when no words are offered).
    pretty: how the text reads when the focus is elsewhere, "" for as typed. The text itself stays
    as typed, so undo goes on working. suggest: whole values to offer for what is typed; Right or
    Ctrl+Space takes the first, Down and Up turn through them; nothing opens by itself.
    """

    step = Signal(int)
    came = Signal()
    went = Signal()
    vertical = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pretty: Callable[[str], str] = lambda text: ""
        self.suggest: Callable[[str], list[str]] | None = None
        self._composing = False
        self._pretty = ""
        self._offers: list[str] = []
        self.textChanged.connect(self._changed)
        self.textEdited.connect(self._edited)

    @property
    def composing(self) -> bool:
        """Whether an input method holds text that is not committed yet."""
        return self._composing

    @property
    def offers(self) -> list[str]:
        """The words offered now, the one Right would take first."""
        return list(self._offers)

    def offered_words(self) -> str:
        """The offers as they stand behind the cursor, with the key that takes the first."""
        typed, (first, *others) = self.text(), self._offers
        goes_on = first.startswith(typed)
        head = f"{first[len(typed):]}　→" if goes_on else f"　→ {first}"
        return "　".join([head, *others])

    def shown(self) -> str:
        """What the eye sees: the text while typing, its pretty form afterwards."""
        return self.text() if self.hasFocus() else self._pretty or self.text()

    def fill(self, text: str) -> None:
        """Replace the text in a way that Ctrl+Z takes back."""
        if text != self.text():
            self.selectAll()
            self.insert(text)

    def refresh(self) -> None:
        """Work out the pretty form again, because what it depends on has changed."""
        self._pretty = self.pretty(self.text()) if self.text() else ""
        self.update()

    def event(self, event: QEvent) -> bool:
        """The desk's keys are left to its buttons."""
        if event.type() == QEvent.Type.ShortcutOverride and of_the_desk(event):
            event.ignore()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether the input method is still composing."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on, Up and Down and Right serve the offers; the rest is ordinary."""
        step = enter_step(event)
        if step:
            if not self._composing:
                self.step.emit(step)
            event.accept()
        elif of_the_desk(event):
            event.ignore()
        elif not self._serve(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the text as typed, and say so."""
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the text pretty, and say so."""
        super().focusOutEvent(event)
        self._composing = False
        self._offers = []
        self.went.emit()
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ordinary line; pretty text when left, offered words behind the cursor."""
        if not self.hasFocus() and self._pretty:
            self._paint_pretty()
            return
        super().paintEvent(event)
        if self._offers and not self._composing and self._at_end():
            self._paint_offers()

    def _changed(self, text: str) -> None:
        if not self.hasFocus():
            self.refresh()

    def _edited(self, text: str) -> None:
        self._offers = []
        if self.suggest is not None and text.strip():
            found = [word for word in self.suggest(text) if word != text]
            self._offers = found[:OFFERED]

    def _at_end(self) -> bool:
        return self.cursorPosition() == len(self.text()) and not self.hasSelectedText()

    def _serve(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._composing or held not in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
        ):  # fmt: skip
            return False
        free = held == Qt.KeyboardModifier.NoModifier
        if self._offers and self._at_end():
            if key == Qt.Key.Key_Right and free or key == Qt.Key.Key_Space and not free:
                self._take()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and free:
                turn = 1 if key == Qt.Key.Key_Down else -1
                self._offers = self._offers[turn:] + self._offers[:turn]
                self.update()
                return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and free:
            self.vertical.emit(1 if key == Qt.Key.Key_Down else -1)
            return True
        return False

    def _take(self) -> None:
        word = self._offers[0]
        self._offers = []
        self.fill(word)
        self.textEdited.emit(word)
        self._offers = []

    def _contents(self, option: QStyleOptionFrame) -> QRect:
        from PySide6.QtWidgets import QStyle  # names of 600 parts, which plain lines do without

        inside = self.style().subElementRect(
            QStyle.SubElement.SE_LineEditContents, option, self
        )
        return inside.adjusted(2, 0, -2, 0)

    def _paint_pretty(self) -> None:
        from PySide6.QtWidgets import QStyle, QStyleOptionFrame

        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self
        )
        inside = self._contents(option)
        painter.setPen(self.palette().text().color())
        words = self.fontMetrics().elidedText(
            self._pretty, Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(
            inside, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), words
        )
        painter.end()

    def _paint_offers(self) -> None:
        from PySide6.QtWidgets import QStyleOptionFrame

        words = self.offered_words()
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self._contents(option)
        room.setLeft(self.cursorRect().center().x() + 2)
        painter = QPainter(self)
        painter.setPen(self.palette().placeholderText().color())
        painter.drawText(
            room,
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width()),
        )
        painter.end()


def code_line(line: QLineEdit) -> None:
    """Make a line for scanners and codes: the input method is out of the way."""
    line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    line.setInputMethodHints(
        Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText
    )
