"""Choosing one of a few words by keyboard: digits, first letters, arrows; a menu on request."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from forms.fields import Field
from ui.input import Input
from ui.line import enter_step

_FIRST = "abcdefghjklmnopqrstwxyz"
_STARTS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_END = 0xD7FA


def initials(words: str) -> str:
    """Pinyin initials of the common characters (GB 2312 level 1 is sorted by pinyin)."""
    return "".join(map(_initial, words))


def _initial(sign: str) -> str:
    code = int.from_bytes(sign.encode("gb2312", "ignore") or b"\0")
    if _STARTS[0] <= code < _END:
        return _FIRST[bisect_right(_STARTS, code) - 1]
    return sign.lower() if sign.isascii() and sign.isalnum() else ""


class ChoiceButton(QPushButton):
    """A box that holds one of a few words.

    Digits 1 to 9 and first letters choose, Up and Down step, Delete empties, Space and Alt+Down
    open the menu. Signals: chosen (by the user), step, came, went.
    """

    chosen = Signal(str)
    step = Signal(int)
    came = Signal()
    went = Signal()

    def __init__(self, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = tuple(choices)
        self.default = ""
        self.may_be_empty = True
        self._value = ""
        self.setProperty("role", "choice")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.clicked.connect(self.open_menu)

    def value(self) -> str:
        """The chosen word, "" when none was."""
        return self._value

    def set_value(self, word: str) -> None:
        """Show a word as chosen; one that is not offered shows too, so that nothing is hidden."""
        self._value = word
        self.setText(self.words(word or self.default))

    def set_default(self, word: str) -> None:
        """The word an empty box counts as."""
        self.default = word
        self.set_value(self._value)

    def words(self, word: str) -> str:
        """How a choice reads in the box; `&` would be taken for a mnemonic."""
        return word.replace("&", "&&")

    def choose(self, word: str) -> None:
        """Choose as the user does."""
        if word != self._value:
            self.set_value(word)
            self.chosen.emit(word)

    def open_menu(self) -> None:
        """Open the numbered list under the box, with the present choice marked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(self.width())
        for place, word in enumerate(self.choices, 1):
            head = f"&{place}　" if place < 10 else "　　"
            action = menu.addAction(head + word.replace("&", "&&"))
            action.triggered.connect(lambda checked=False, word=word: self.choose(word))
            if word == (self._value or self.default):
                menu.setActiveAction(action)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by key; Enter moves on."""
        step, key = enter_step(event), event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if step:
            self.step.emit(step)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not alt:
            self.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            if self.may_be_empty:
                self.choose("")
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_F4) or alt and key == Qt.Key.Key_Down:
            self.open_menu()
        elif not self._typed(event):
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the focus came."""
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the focus went, except into the box's own menu."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.went.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box with a small arrow at its right end."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.4))
        x, y = self.width() - 15.0, self.height() / 2 - 1.5
        painter.drawPolyline([QPointF(x, y), QPointF(x + 4, y + 4), QPointF(x + 8, y)])
        painter.end()

    def move_by(self, by: int) -> None:
        """Choose the next word (1) or the one before (-1)."""
        now = self._value or self.default
        place = self.choices.index(now) + by if now in self.choices else (0 if by > 0 else -1)
        if now not in self.choices or 0 <= place < len(self.choices):
            self.choose(self.choices[place])

    def _typed(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        sign = event.text()
        if held or len(sign) != 1 or not sign.strip():
            return False
        if sign.isdecimal() and 1 <= int(sign) <= min(9, len(self.choices)):
            self.choose(self.choices[int(sign) - 1])
            return True
        fits = [
            word for word in self.choices
            if word.startswith(sign) or initials(word).startswith(sign.lower())
        ]  # fmt: skip
        if fits:
            now = self._value or self.default
            after = fits.index(now) + 1 if now in fits else 0
            self.choose(fits[after % len(fits)])
        return bool(fits)


class ChoiceInput(Input):
    """CHOICE: the value is the label chosen."""

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.button = ChoiceButton(self.words(), self)
        self.button.chosen.connect(lambda word: self.changed.emit())
        self.button.step.connect(self.step)
        self.button.went.connect(self.note_left)
        self.changed.connect(self._renamed)
        self.put(self.button, self.button)

    def words(self) -> tuple[str, ...]:
        """The words to choose from."""
        return self.field.choices

    def value(self) -> Any:
        """The label, "" when none was chosen."""
        return self.button.value()

    def set_value(self, value: Any) -> None:
        """Choose a label, or nothing."""
        self.button.set_value(str(value or ""))
        self.changed.emit()

    def set_default(self, default: Any) -> None:
        """Show the default as chosen until something else is."""
        super().set_default(default)
        self.button.set_default("" if default is None else str(default))

    def _renamed(self) -> None:
        for box in self._boxes:
            box.setAccessibleName(f"{self.accessibleName()} {self.button.text()}".strip())


class YesNoInput(ChoiceInput):
    """YES_NO: 是 or 否."""

    def words(self) -> tuple[str, ...]:
        """Yes first."""
        return ("是", "否")

    def value(self) -> Any:
        """True, False, or "" while neither was chosen."""
        return {"是": True, "否": False}.get(self.button.value(), "")

    def set_value(self, value: Any) -> None:
        """Choose from True, False or None."""
        super().set_value({True: "是", False: "否"}.get(value, "") if value != "" else "")

    def set_default(self, default: Any) -> None:
        """Show the default as chosen."""
        Input.set_default(self, default)
        self.button.set_default({True: "是", False: "否"}.get(default, ""))
