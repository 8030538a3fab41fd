"""Inputs one types one line into: one class for all such kinds."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forms.facts import offered_words
from forms.fields import Field, Kind
from ui.choice import initials
from ui.input import Input
from ui.line import Line, code_line

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
    Kind.HOURS: "几点到几点，如 9-11",
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

    `line.suggest` finds whole values to offer; by default among the field's suggestions.
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
        if field.suggestions or field.offers:
            self.line.suggest = self._suggested
        if field.kind in (Kind.REFERENCE, Kind.PHONE, Kind.MONEY, Kind.NUMBER):
            code_line(self.line)
        self.put(self.line, self.line)
        if field.reckoned is not None:
            self._read_only()
        self._greyed("" if bare else HINTS.get(field.kind, ""))

    def value(self) -> Any:
        """What was typed."""
        text = self.line.text().strip()
        return person_of(text) if self.field.kind is Kind.PERSON else text

    def set_value(self, value: Any) -> None:
        """Put in the text one would type for a canonical value."""
        if self.field.reckoned is None:
            self.line.setText(typed_of(self.field.kind, value))
        self._value_left = self.value()

    def set_default(self, default: Any) -> None:
        """Show the default in grey."""
        super().set_default(default)
        plain = "" if isinstance(default, (dict, list)) else str(default or "")
        hint = "" if self.is_bare else HINTS.get(self.field.kind, "")
        self._greyed(self.describe(default) or plain or hint)

    def know(self, facts: Any) -> None:
        """Read the text again by the new facts."""
        super().know(facts)
        self.line.refresh()

    def stops(self) -> list[QWidget]:
        """The line, unless nobody types in it."""
        return [] if self.field.reckoned is not None else super().stops()

    def _read_only(self) -> None:
        """What is worked out is read like a fact of the file and never typed."""
        self.line.setReadOnly(True)
        self.line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.set_known(True)

    def _pretty(self, text: str) -> str:
        return self.describe(person_of(text) if self.field.kind is Kind.PERSON else text)

    def _greyed(self, words: str) -> None:
        self.line.setPlaceholderText(words)

    def _suggested(self, text: str) -> list[str]:
        known = self.facts if self.field.offers else None
        words = offered_words(str(self.field.offers), known) if known else ()
        return matching(text, (*words, *self.field.suggestions))

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
