"""Inputs one types in: one class for the kinds on one line, and the few that differ."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from forms.fields import Field, Kind
from forms.values import Invalid, identity
from forms.values.text import halfwidth
from ui.choice import ChoiceButton, initials
from ui.input import Input
from ui.line import Line, code_line, enter_step

HINTS = {
    Kind.DATE: "11-21、明天、+3",
    Kind.DATETIME: "10:42、11-21 10:42",
    Kind.PERIOD: "11-21 至 12-15",
    Kind.MONEY: "元",
    Kind.PHONE: "手机或座机",
    Kind.PLATE: "如 粤BD12345",
    Kind.VEHICLE: "如 粤BD12345",
    Kind.UNIT: "楼栋-房号",
    Kind.PERSON: "姓名　电话",
    Kind.REFERENCE: "单号，可扫码",
}
"""Grey words in an empty box, where the field has no default."""

SETTLED = frozenset({Kind.DATE, Kind.DATETIME, Kind.PERIOD})
"""Kinds whose shorthand is written out when the box is left: “明天” must not move with the day."""

_PERSON = re.compile(r"(?P<name>.*?[^\d\s+()\-])(?P<gap>\s*)(?P<phone>[+\d(][\d\s\-()转（）＋]*)")


def typed_of(kind: Kind, value: Any) -> str:
    """The text one would type for a canonical value."""
    if value is None or value == "":
        return ""
    match kind:
        case Kind.MONEY if isinstance(value, int):
            return f"{value // 100}.{value % 100:02d}"
        case Kind.DATETIME:
            return str(value).replace("T", " ")
        case Kind.PERIOD if isinstance(value, dict):
            return f"{value.get('from', '')} 至 {value.get('to', '')}"
        case Kind.PERSON if isinstance(value, dict):
            return " ".join(filter(None, (value.get("name"), value.get("phone"))))
    return str(value)


def person_of(text: str) -> dict[str, str] | str:
    """Name and phone of "张三 13800138000"; a name alone stays a name."""
    match = _PERSON.fullmatch(text.strip())
    if match and (match["gap"] or sum(sign.isdigit() for sign in match["phone"]) >= 7):
        return {"name": match["name"].rstrip(" ，,、"), "phone": match["phone"].strip()}
    return {"name": text.strip()} if text.strip() else ""


class TextInput(Input):
    """Every kind on one line: text, day, moment, period, money, number, phone, plate, unit …

    suggest: whole values to offer for what is typed; by default the field's suggestions.
    """

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.line = Line(self)
        self.line.pretty = self._pretty
        self.line.textChanged.connect(lambda text: self.changed.emit())
        self.line.step.connect(self.step)
        self.line.went.connect(self._went)
        if field.suggestions:
            self.line.suggest = self._suggested
        if field.kind in (Kind.REFERENCE, Kind.PHONE, Kind.MONEY, Kind.NUMBER):
            code_line(self.line)
        self.put(self.line, self.line)
        self._greyed("" if bare else HINTS.get(field.kind, ""))

    def value(self) -> Any:
        """What was typed."""
        text = self.line.text().strip()
        return person_of(text) if self.field.kind is Kind.PERSON else text

    def set_value(self, value: Any) -> None:
        """Put in the text one would type for a canonical value."""
        self.line.setText(typed_of(self.field.kind, value))
        self._value_left = self.value()

    def set_default(self, default: Any) -> None:
        """Show the default in grey."""
        super().set_default(default)
        plain = "" if isinstance(default, (dict, list)) else str(default or "")
        self._greyed(self.describe(default) or plain or HINTS.get(self.field.kind, ""))

    def know(self, facts: Any) -> None:
        """Read the text again by the new facts."""
        super().know(facts)
        self.line.refresh()

    def _pretty(self, text: str) -> str:
        return self.describe(person_of(text) if self.field.kind is Kind.PERSON else text)

    def _greyed(self, words: str) -> None:
        self.line.setPlaceholderText(words)

    def _suggested(self, text: str) -> list[str]:
        return matching(text, self.field.suggestions)

    def _went(self) -> None:
        if self.field.kind in SETTLED:
            canonical = self.read(self.line.text())
            if canonical is not None:
                self.line.fill(typed_of(self.field.kind, canonical))
        self.note_left()


def matching(text: str, words: tuple[str, ...]) -> list[str]:
    """The words that go with what is typed: those that begin so, then by initials, then inside."""
    typed = text.strip().lower()
    starts = [word for word in words if word.lower().startswith(typed)]
    spelled = [word for word in words if initials(word).startswith(typed)]
    inside = [word for word in words if typed in word.lower()]
    return list(dict.fromkeys((*starts, *spelled, *inside)))


class Paragraph(QPlainTextEdit):
    """Several lines: Enter moves on, Ctrl+Enter starts a new line; safe with input methods."""

    step = Signal(int)
    went = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 16)

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
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.insertPlainText("\n")
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


SHORT = {
    identity.RESIDENT: "身份证",
    identity.HK_MACAU_PASS: "回乡证",
    identity.TAIWAN_PASS: "台胞证",
    identity.RESIDENCE: "居住证",
    identity.PERMANENT: "永居证",
    identity.PASSPORT: "护照",
    identity.OTHER: "其他",
}


class KindButton(ChoiceButton):
    """The kind of document, short in the box and in full in the menu."""

    def words(self, word: str) -> str:
        """The short name."""
        return SHORT.get(word, word)


class IdInput(Input):
    """ID_DOCUMENT: the kind, resident card unless chosen, and the number.

    Enter goes to the number; Up and Down there change the kind.
    """

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.line = Line(self)
        self.line.pretty = self._pretty
        self.kind = KindButton(identity.KINDS, self)
        self.kind.may_be_empty = False
        self.kind.set_value(identity.RESIDENT)
        self.kind.setFixedWidth(84)
        row = QWidget(self)
        boxes = QHBoxLayout(row)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(4)
        boxes.addWidget(self.kind)
        boxes.addWidget(self.line)
        self._wire()
        self.put(row, self.line)
        self.line.setPlaceholderText("" if bare else "↑↓ 换证件种类")

    def value(self) -> Any:
        """{"kind", "number"}, "" while there is no number."""
        number = self.line.text().strip()
        return {"kind": self.kind.value(), "number": number} if number else ""

    def set_value(self, value: Any) -> None:
        """Show a document, or empty both boxes."""
        found = value if isinstance(value, dict) else {"number": value or ""}
        self.kind.set_value(found.get("kind") or identity.RESIDENT)
        self.line.setText(found.get("number", ""))
        self._value_left = self.value()

    def stops(self) -> list[QWidget]:
        """The kind, then the number."""
        return [self.kind, self.line]

    def _wire(self) -> None:
        self.line.textChanged.connect(lambda text: self.changed.emit())
        self.line.step.connect(self.step)
        self.line.went.connect(self.note_left)
        self.line.vertical.connect(self.kind.move_by)
        self.kind.chosen.connect(lambda word: self.changed.emit())
        self.kind.went.connect(self.note_left)
        self.kind.step.connect(
            lambda by: self.line.setFocus(Qt.FocusReason.TabFocusReason) if by > 0
            else self.step.emit(by)
        )  # fmt: skip
        code_line(self.line)

    def _pretty(self, text: str) -> str:
        try:
            number = halfwidth(text).replace(" ", "").upper()
        except Invalid:
            return ""
        if re.fullmatch("[0-9]{17}[0-9X]", number):
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        return ""

    def _renamed(self) -> None:
        super()._renamed()
        if self._boxes:
            self.kind.setAccessibleName(f"{self.field.label}种类 {self.kind.text()}")
