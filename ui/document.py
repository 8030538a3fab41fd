"""ID_DOCUMENT: the kind of document and its number."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.fields import Field
from forms.values import Invalid, identity
from forms.values.text import halfwidth
from ui.choice import ChoiceButton
from ui.input import Input
from ui.line import Line, code_line

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
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)  # nothing learns it
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
        self.kind.chosen.connect(lambda word: self._renamed())
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
