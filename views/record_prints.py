"""Printing a record again, one copy alone, or into a file; and what became of a print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db import prints
from db.prints import Printed
from db.records import Record
from db.session import Session
from forms.paper import Paper
from ui import dialogs
from ui.parts import Chip, KeyButton
from views.paper_card import CIRCLED
from views import printouts, ways
from views.asking import until_taken
from views.place_box import PlaceBox
from views.press import Press

if TYPE_CHECKING:
    from printing.profiles import Profile

WATCH_MS, WATCH_TIMES = 500, 40
UNDER_WAY = (prints.SENT, prints.QUEUED)


class PrintBar(QWidget):
    """The buttons under a record's paper; gone for who may not print.

    Signals: said(words, tone) for people; changed: the log of prints has changed, by whomever.
    """

    said = Signal(str, str)
    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.record: Record | None = None
        self.copy = 1
        self.paper: Paper | None = None
        self.way: Profile | None = None
        self._whole = False
        self._log: list[tuple[int, str]] = []
        self._missing: list[int] = []
        self._looks = 0
        self._press = Press(session, self)
        self._press.settled.connect(self._settled)
        self._press.followed.connect(lambda number: self.changed.emit())
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self.look)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._all = self._button(row, "print_again", "Ctrl+P")
        self._all.clicked.connect(lambda: self.print_again())
        self._one = self._button(row, "print_copy", "Ctrl+Shift+P")
        self._one.clicked.connect(lambda: self.print_again(one_copy=True))
        self._file = self._button(row, "save_pdf", "Ctrl+E")
        self._file.say("存为 PDF")
        self._file.clicked.connect(lambda: self.save_pdf())
        self.place = PlaceBox(self)
        self.place.started.connect(lambda: self.print_again())
        row.addWidget(self.place)
        row.addStretch()
        self.unprinted = Chip("还没出纸", "warn", self)
        self.unprinted.setObjectName("unprinted")
        row.addWidget(self.unprinted)

    def show_record(self, record: Record, found: Sequence[Printed]) -> None:
        """Turn to a record; a print another page has just sent is watched until it settles."""
        other = self.record is None or self.record.id != record.id
        self.record = record
        if self.paper not in record.form.papers:
            self.paper = record.form.papers[0] if record.form.papers else None
        self._allow()
        self._log = [(one.id, one.outcome) for one in found]
        self.unprinted.setVisible(bool(found) and not found[-1].arrived)
        self.show_copy(1 if other else self.copy)
        if other or (found and found[-1].outcome == prints.SENT):
            self._looks = 0
            self._watch.start()

    def show_paper(
        self, paper: Paper, copy: int = 1, way: Profile | None = None, whole: bool = False
    ) -> None:
        """Name the paper that is looked at on the button that prints it. way: the one chosen for
        it, None for this computer's · whole: all copies come in one pass."""
        self.paper, self.way, self._whole = paper, way, whole
        mode = (ways.mode(paper, way) if way else "") or printouts.usual_mode(paper)
        self.place.show_sheet(printouts.places_of(paper, mode))
        self._allow()
        self.show_copy(copy)

    def show_copy(self, number: int) -> None:
        """Name the copy that is looked at on the button that prints it alone."""
        record, paper = self.record, self.paper
        if record is None or paper is None:
            return
        self.copy = number
        word, copies = self._word(record, paper), record.form.copies if paper.copies else ()
        what = paper.name if len(record.form.papers) > 1 else ""
        self._missing = self._lost(record, paper)
        if self._missing:
            named = "、".join(f"{CIRCLED[one - 1]} {copies[one - 1].name}" for one in self._missing)
            self._all.say(f"打印没出纸的 {named}")
        else:
            self._all.say(f"{word}全部" if len(copies) > 1 else f"{word}{what}")
        self._one.setVisible(len(copies) > 1 and not self._whole)
        if len(copies) > 1:
            one = copies[number - 1].name
            self._one.say(f"只{self._word(record, paper, one)} {CIRCLED[number - 1]} {one}")

    def _lost(self, record: Record, paper: Paper) -> list[int]:
        """The copies that never came out while others did, from 1."""
        names = [copy.name for copy in record.form.copies] if paper.copies else []
        lost = prints.missing(self.session, record, paper.name) if not self._whole else []
        return [names.index(name) + 1 for name in lost if name in names]

    def _allow(self) -> None:
        record, paper = self.record, self.paper
        may = record is not None and paper is not None and prints.may_print(
            self.session, record.form, paper.name
        )
        self.setVisible(may)

    def print_again(self, *, one_copy: bool = False) -> None:
        """Print; what already went to paper asks for the reason and carries the mark 补打."""
        place = self.place.place()
        if place is None:
            self.said.emit(self.place.wrong, "warn")
            self.place.line.setFocus()
            return
        record, paper = self.record, self.paper
        if record is None or paper is None:
            return
        copies: list[int | None] = [None]
        if one_copy and paper.copies and record.form.copies:
            copies = [self.copy]
        elif self._missing:
            copies = list(self._missing)
        again = self._reason(copies)
        for copy in copies if again is not None else ():
            self._press.send(
                record, paper_name=self._other_name(), copy=copy, again=again or None,
                way=self.way, start=place,
            )  # fmt: skip

    def _other_name(self) -> str | None:
        """The name of the paper looked at, None for the form's first."""
        assert self.record is not None and self.paper is not None
        return None if self.paper == self.record.form.papers[0] else self.paper.name

    def print_paper(self, name: str) -> None:
        """Print the paper that an act asks for."""
        if self.record is not None:
            self._press.send(self.record, paper_name=name)

    def save_pdf(self) -> None:
        """Write the pages to a file instead of paper."""
        record, again = self.record, self._reason()
        if record is None or again is None:
            return
        self._press.ask_file(record, paper_name=self._other_name(), again=again or None)

    def look(self) -> None:
        """See whether a print just sent has settled."""
        self._looks += 1
        if self.record is None or self._looks > WATCH_TIMES or not self.isVisible():
            self._watch.stop()
            return
        now = [(one.id, one.outcome) for one in prints.log(self.session, self.record)]
        if now and now[-1][1] not in UNDER_WAY:
            self._watch.stop()
        if now != self._log:
            self._log = now
            self.changed.emit()

    def _button(self, row: QHBoxLayout, name: str, key: str) -> KeyButton:
        button = KeyButton("打印", key, "", self)
        button.setObjectName(name)
        row.addWidget(button)
        return button

    def _word(self, record: Record, paper: Paper, copy: str = "") -> str:
        first = prints.next_nth(self.session, record, paper.name, copy) == 1
        return "打印" if first else "补打"

    def _reason(self, copies: Sequence[int | None] = (None,)) -> str | None:
        """Why these copies (None: all) are printed again; "" when they were not printed yet, None
        when turned away."""
        record, paper = self.record, self.paper
        if record is None or paper is None:
            return None
        names = [record.form.copies[one - 1].name if one else "" for one in copies]
        if all(self._word(record, paper, name) == "打印" for name in names):
            return ""
        return until_taken(
            lambda typed, wrong: dialogs.ask_reason(
                self, f"补打 {record.number}", "补打的每一页都有“补打”字样，原因记入打印记录。",
                usual=("卡纸", "打印不清", "遗失", "污损"), yes="补打", danger=False,
                typed=typed, wrong=wrong,
            ),
            lambda why: prints.reason(why, record) or "",
        )  # fmt: skip

    def _settled(self, number: str, arrived: bool, words: str) -> None:
        self.said.emit(words, "good" if arrived else "warn")
        self.changed.emit()
