"""The form: fields in the order of the paper, each with its input, filled by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from forms.conditions import Values, holds
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.rules import clean_fields, filled, is_empty, offered
from ui import theme
from ui.choice import ChoiceInput
from ui.input import Input
from ui.inputs import make
from ui.offering import Offering, Source
from ui.parts import label
from ui.pictures import Pictures

COLUMNS = 3
ACROSS = frozenset({Kind.LINES, Kind.TALLY})
"""Kinds that take the whole width."""

BUSY = "还在处理，请稍等，处理完再办"

_PATH = re.compile(r"(\w+)(.*)", re.DOTALL)


class FormWidget(QWidget):
    """The fields of a form or of an act.

    facts: asked whenever defaults and conditions are worked out anew · form_values: the record's
    own values, for the conditions of an act's fields · pictures: for PHOTO and FILE fields ·
    headings: words over the field of that key, which then begins a row.
    Signals: edited; left(key): the focus went and the value is another; finished: Enter in the last
    field; problems_changed(count of what is still wrong).
    """

    edited = Signal()
    left = Signal(str)
    finished = Signal()
    problems_changed = Signal(int)

    def __init__(
        self,
        fields: Sequence[Field],
        facts: Callable[[], Facts],
        parent: QWidget | None = None,
        *,
        form_values: Values | None = None,
        pictures: Pictures | None = None,
        headings: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.headings = {key: label(words, "heading", self)
                         for key, words in (headings or {}).items()}  # fmt: skip
        self.fields = tuple(fields)
        self.inputs: dict[str, Input] = {}
        self._facts = facts
        self._pictures = pictures
        self._form_values: Values = form_values or {}
        self._placed: tuple[str, ...] = ()
        self._hidden: set[str] = set()
        self._filled: frozenset[str] = frozenset()
        self._known_facts = facts()
        self._above = 0
        self._count = 0
        self._quiet = False
        self.offering: Offering | None = None
        self._top = QLabel(self)
        self._top.setProperty("role", "message")
        self._top.setWordWrap(True)
        self._top.setVisible(False)
        self._grid = QGridLayout()
        self._lay_out()
        for field in self.fields:
            self._add(field)
        self.refresh()

    @property
    def problem_count(self) -> int:
        """How many places are still wrong."""
        return self._above + sum(self.inputs[key].wrong_count() for key in self._placed)

    def values(self) -> dict[str, Any]:
        """What was typed, raw, without the empty and the hidden fields."""
        shown = {key: self.inputs[key].value() for key in self._placed}
        return {key: value for key, value in shown.items() if not is_empty(value)}

    def still_busy(self) -> bool:
        """Whether a picture is still being made small; if so, it is said beside its box."""
        busy = [key for key in self._placed if self.inputs[key].is_busy()]
        for key in busy:
            self.inputs[key].problem(BUSY, True)
        return bool(busy)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fill the form with canonical or typed values; fields not named become empty."""
        self._quiet = True
        for key, box in self.inputs.items():
            box.set_value(values.get(key))
        self._quiet = False
        self.clear_problems()
        self.refresh()
        self.edited.emit()

    def offer_choices(self, key: str, choices: Sequence[str]) -> None:
        """From now on these are the choices of a CHOICE field."""
        box = self.inputs[key]
        assert isinstance(box, ChoiceInput)
        box.field = replace(box.field, choices=tuple(choices))
        box.button.choices = box.words()
        self.fields = tuple(box.field if one.key == key else one for one in self.fields)

    def set_value(self, key: str, value: Any) -> None:
        """Fill one field."""
        self.inputs[key].set_value(value)

    def fill_empty(self, values: Mapping[str, Any]) -> None:
        """Fill these fields in where nothing stands in them yet."""
        for key, value in values.items():
            if key in self.inputs and is_empty(self.inputs[key].value()):
                self.inputs[key].set_value(value)

    def offer_from(self, source: Source) -> Offering:
        """Let the fields, and the columns of tables, offer what the source finds for them."""
        self.offering = Offering(
            self, source, lambda: {**self._form_values, **self.values()}, self.fill_empty
        )
        for box in self.inputs.values():
            self.offering.serve(box)
        return self.offering

    def set_facts(self, facts: Facts) -> None:
        """From now on go by these facts."""
        self._facts = lambda: facts
        self.refresh()

    def refresh(self) -> None:
        """Work out again what is shown, required, filled and preset."""
        facts = self._known_facts = self._facts()
        for box in self.inputs.values():
            if box.facts is not facts:
                box.know(facts)
        self._settle()

    def shown_keys(self) -> tuple[str, ...]:
        """Keys of the fields that are shown, in order."""
        return self._placed

    def enter(self, *, must: bool = False) -> None:
        """Go to the first field of the chain that is empty, or to the first; must: rather to the
        first that has to be typed. Where nothing is typed at all, it is finished."""
        chain = self._chain()
        if not chain:
            self.finished.emit()
            return
        empty = [key for key in chain if is_empty(self.inputs[key].value())]
        boxes = (self.inputs[key] for key in empty if must)
        wanted = [box.field.key for box in boxes if box.required and box.default is None]
        self.inputs[(wanted or empty or chain)[0]].enter()

    def show_problems(
        self,
        problems: Mapping[str, str],
        warnings: Mapping[str, str] | None = None,
        *,
        focus: bool = True,
    ) -> None:
        """Put every message beside its field; what has no field stands above.

        focus: go to the first field that is wrong.
        """
        self.clear_problems()
        above: list[str] = []
        for messages, warn in ((warnings or {}, True), (problems, False)):
            for path, text in messages.items():
                match = _PATH.fullmatch(path)
                key = match[1] if match else ""
                if key in self._placed:
                    self.inputs[key].problem(text, warn, match[2] if match else "")
                else:
                    named = self.inputs.get(key)
                    above.append(f"{named.field.label}：{text}" if named else text)
                    self._above += not warn
        self._say_above(above, bool(self._above))
        self._recount()
        if focus and problems:
            wrong = next((key for key in self._placed if self.inputs[key].wrong), None)
            if wrong is not None:
                self.inputs[wrong].enter_wrong()

    def clear_problems(self) -> None:
        """Take all messages away."""
        for box in self.inputs.values():
            box.problem(None)
        self._above = 0
        self._say_above([], False)
        self._recount()

    def moveEvent(self, event: QMoveEvent) -> None:
        """What was scrolled away has no list under it."""
        super().moveEvent(event)
        self._put_away()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As when it is moved."""
        super().resizeEvent(event)
        self._put_away()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody asks for offers any more."""
        super().hideEvent(event)
        if self.offering is not None:
            self.offering.end()

    def _put_away(self) -> None:
        if self.offering is not None and self.offering.open:
            self.offering.close()

    def _rebuilt(self, box: Input) -> None:
        self._chain_tabs()
        if self.offering is not None:
            self.offering.serve(box)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self._top)
        rows.addLayout(self._grid)
        rows.addStretch()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, 96)

    def _add(self, field: Field) -> None:
        box = make(field, self)
        box.pictures = self._pictures
        box.changed.connect(lambda: self._changed(field.key))
        box.left.connect(lambda: self.left.emit(field.key))
        box.step.connect(lambda by: self._step(field.key, by))
        box.rebuilt.connect(lambda: self._rebuilt(box))
        self.inputs[field.key] = box

    def _changed(self, key: str) -> None:
        if self._quiet:
            return
        self.inputs[key].mend()
        self._settle()
        self._recount()
        self.edited.emit()

    def _recount(self) -> None:
        if self._count != self.problem_count:
            self._count = self.problem_count
            self.problems_changed.emit(self._count)

    def _settle(self) -> None:
        """Work out the form until what is shown no longer changes what is shown."""
        for _ in range(len(self.fields) + 1):
            before = self._placed
            self._work_out(self._known_facts)
            if self._placed == before:
                break

    def _work_out(self, facts: Facts) -> None:
        seen = {**self._form_values, **self._known(facts)}
        for field in self.fields:
            box, fact = self.inputs[field.key], filled(field, facts)
            box.require(holds(field.required, seen, facts))
            preset = offered(field, seen, facts) if is_empty(fact) else box.read(fact)
            if preset != box.default:
                box.set_default(preset)
            box.set_known(not is_empty(fact) or field.reckoned is not None)
        self._filled = frozenset(
            field.key for field in self.fields if not is_empty(filled(field, facts))
        )
        placed = tuple(
            field.key for field in self.fields
            if holds(field.shown, seen, facts) and not _only_read(field)
        )  # fmt: skip
        if placed != self._placed or not self._placed:
            self._place(placed)

    def _known(self, facts: Facts) -> dict[str, Any]:
        """The canonical values as far as they can be read."""
        known = clean_fields(self.fields, self.values(), facts, {}, {}, self._form_values)
        wide = {field.key for field in self.fields if field.kind in ACROSS}
        return {key: self.inputs[key].value() for key in wide} | known

    def _place(self, keys: tuple[str, ...]) -> None:
        for key in self._placed:
            self._grid.removeWidget(self.inputs[key])
        for words in self.headings.values():
            words.setVisible(False)
        shown = [field for field in self.fields if field.key in keys]
        for field, row, column, width in places(shown, self.headings):
            box, heading = self.inputs[field.key], self.headings.get(field.key)
            if heading is not None:
                self._grid.addWidget(heading, 2 * row, 0, 1, COLUMNS)
                heading.setVisible(True)
            self._grid.addWidget(box, 2 * row + 1, column, 1, width, Qt.AlignmentFlag.AlignTop)
            if field.key in self._hidden:
                box.setVisible(True)
        self._hidden = set(self.inputs) - set(keys)
        for key in self._hidden:
            self.inputs[key].setVisible(False)
        self._placed = keys
        self._chain_tabs()

    def _chain_tabs(self) -> None:
        """Let Tab follow the eye, also into lines that were added later."""
        stops = [stop for key in self._placed for stop in self.inputs[key].stops()]
        for one, other in pairwise(stops):
            self.setTabOrder(one, other)

    def _chain(self) -> list[str]:
        """The fields Enter goes through: not those a fact fills nor those that stand aside, unless
        something is typed there."""
        typed = [key for key in self._placed if self.inputs[key].field.reckoned is None]
        return [
            key for key in typed
            if not (key in self._filled or self.inputs[key].field.aside)
            or not is_empty(self.inputs[key].value())
        ] or typed

    def _step(self, key: str, by: int) -> None:
        self.inputs[key].note_left()  # what it tells may fill the field that would be next
        keys, chain = list(self._placed), self._chain()
        at = keys.index(key)
        rest = keys[at + 1:] if by > 0 else keys[:at][::-1]
        after = next((other for other in rest if other in chain), None)
        if after is not None:
            self.inputs[after].enter(by < 0)
        elif by > 0:
            self.finished.emit()

    def _say_above(self, messages: Sequence[str], wrong: bool) -> None:
        theme.mark(self._top, "tone", "bad" if wrong else "warn")
        self._top.setText("\n".join(messages))
        self._top.setVisible(bool(messages))


def _only_read(field: Field) -> bool:
    """Whether it is a table that is worked out as a whole: it stands on the paper, not here."""
    return field.kind is Kind.LINES and field.reckoned is not None


def places(
    fields: Sequence[Field], begins: Container[str] = ()
) -> list[tuple[Field, int, int, int]]:
    """Row, column and width of each field, in order. One column left over goes to the row's
    last field. begins: keys of those that begin a row anyhow."""
    placed: list[tuple[Field, int, int, int]] = []
    row = column = 0
    for field in fields:
        width = COLUMNS if field.kind in ACROSS else field.width
        if column + width > COLUMNS or column and field.key in begins:
            if column == COLUMNS - 1 and field.kind not in ACROSS:
                last, last_row, at, narrow = placed.pop()
                placed.append((last, last_row, at, narrow + 1))
            row, column = row + 1, 0
        placed.append((field, row, column, width))
        column += width
    return placed
