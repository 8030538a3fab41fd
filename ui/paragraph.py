"""LONG_TEXT: a few lines of words, safe with input methods."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from forms.fields import Field
from ui.input import Input
from ui.line import ENTER, enter_step, of_the_desk


class Paragraph(QPlainTextEdit):
    """Several lines: Enter moves on, Ctrl+Enter starts a new line; safe with input methods."""

    step = Signal(int)
    went = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 16)

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
        """Enter moves on, unless the input method composes or Ctrl is held."""
        step = enter_step(event)
        if step:
            if not self._composing:
                self.step.emit(step)
            event.accept()
        elif (
            event.key() in ENTER
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.insertPlainText("\n")
        elif of_the_desk(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the focus went."""
        super().focusOutEvent(event)
        self._composing = False
        self.went.emit()


class LongTextInput(Input):
    """LONG_TEXT: a few lines of words."""

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.box = Paragraph(self)
        self.box.textChanged.connect(self.changed)
        self.box.step.connect(self.step)
        self.box.went.connect(self.note_left)
        self.box.setPlaceholderText("" if field.hint else "Ctrl+回车 换行")
        self.put(self.box, self.box)

    def value(self) -> Any:
        """The words typed."""
        return self.box.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        """Put words in."""
        self.box.setPlainText(str(value or ""))
        self._value_left = self.value()

    def set_default(self, default: Any) -> None:
        """Show the default in grey."""
        super().set_default(default)
        if default:
            self.box.setPlaceholderText(str(default))
