"""What is counted at the gate: the fields of the release, in a box as high as they are."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from db.reading import Record
from ui.form import FormWidget
from ui.line import Line
from ui.tally import TallyInput


class Counts(QScrollArea):
    """The form of the release, while there is one.

    Signals: edited; finished: Enter in the last box; scanned(words): the first of a code came into
    the box of a count.
    """

    edited = Signal()
    finished = Signal()
    scanned = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.form: FormWidget | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def show_form(self, form: FormWidget, record: Record) -> None:
        """The counts are held against the lists of this record."""
        self.form = form
        for box in form.inputs.values():
            if isinstance(box, TallyInput):
                key = (box.field.of or "").partition(".")[0]
                box.expect(record.form.field(key), record.values.get(key, ()))
                for line in box.lines:
                    line.textEdited.connect(lambda text, line=line: self._typed(line))
        form.edited.connect(self.edited)
        form.finished.connect(self.finished)
        self.setWidget(form)
        form.setAutoFillBackground(False)
        self.setMaximumHeight(form.sizeHint().height() + 4)
        self.setVisible(True)

    def put_away(self) -> None:
        """Nothing is counted."""
        self.setVisible(False)
        if self.form is not None:
            self.takeWidget()
            self.form.deleteLater()
            self.form = None

    def stand_between(self, before: QWidget, *after: QWidget) -> None:
        """Tab goes from the one through the counts to the others, and back: what was counted
        wrongly is reached without the mouse."""
        chain = [before]
        part = self.form.nextInFocusChain() if self.form is not None else None
        while part is not None and self.form is not None and self.form.isAncestorOf(part):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                chain.append(part)
            part = part.nextInFocusChain()
        for one, other in pairwise((*chain, *after)):
            QWidget.setTabOrder(one, other)

    def tally(self) -> TallyInput | None:
        """The list that is counted, if there is one."""
        boxes = self.form.inputs.values() if self.form is not None else ()
        return next((box for box in boxes if isinstance(box, TallyInput)), None)

    def agrees(self) -> bool | None:
        """Whether every count is that of the list; None while some are not there."""
        tally = self.tally()
        return True if tally is None else tally.agrees()

    def values(self) -> dict[str, Any]:
        """What was counted, as `records.act` takes it."""
        return self.form.values() if self.form is not None else {}

    def show_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Each beside its box; the words of those that have none here."""
        if self.form is not None:
            self.form.show_problems(problems)
        own = set(self.form.inputs) if self.form is not None else set()
        return [words for path, words in problems.items() if path.split("[")[0] not in own]

    def _typed(self, line: Line) -> None:
        """A letter is no count: the next code is being scanned into the box of a count."""
        words = line.text()
        begins = next((at for at, sign in enumerate(words) if sign.isalpha()), None)
        if begins is not None:
            line.setText(words[:begins])
            self.scanned.emit(words[begins:])
