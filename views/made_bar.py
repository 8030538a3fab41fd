"""What an act made beside its own record (a receipt), offered to be printed or looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db import prints, records
from db.records import Record
from db.session import Session
from ui.parts import Card, KeyButton, label
from views.press import Press

PRINT_KEY, OPEN_KEY = "F9", "Ctrl+Shift+O"


class MadeBar(Card):
    """Hidden until an act made something; F9 prints all of it.

    Signals: said(words, tone) · opened(number).
    """

    said = Signal(str, str)
    opened = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("made")
        self.session = session
        self.found: list[Record] = []
        self._press = Press(session, self)
        self._press.settled.connect(
            lambda number, arrived, words: self.said.emit(words, "good" if arrived else "warn")
        )
        self._words = label("", "heading", self)
        self._words.setObjectName("made_words")
        self.printing = KeyButton("打印", PRINT_KEY, "primary", self)
        self.printing.setObjectName("made_print")
        self.printing.setAutoDefault(True)
        self.printing.clicked.connect(self.print_all)
        self._open = KeyButton("打开", OPEN_KEY, "link", self)
        self._open.setObjectName("made_open")
        self._open.clicked.connect(lambda: self.opened.emit(self.found[0].number))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addStretch()
        row.addWidget(self._open)
        row.addWidget(self.printing)
        self.rows.addLayout(row)
        self.setVisible(False)

    def offer(self, numbers: Sequence[str]) -> bool:
        """Offer these records, as far as the member may print them; whether there are any."""
        loaded = [records.load(self.session, one, missing_ok=True) for one in numbers]
        self.found = [
            one for one in loaded if one is not None and one.form.papers
            and prints.may_print(self.session, one.form, one.form.papers[0].name)
        ]  # fmt: skip
        if self.found:
            title = self.found[0].form.title
            self._words.setText(f"{title} {'、'.join(one.number for one in self.found)} 已开好")
            self.printing.say(f"打印{title}")
        self.setVisible(bool(self.found))
        return bool(self.found)

    def print_all(self) -> None:
        """Send them to the printer; the bar goes."""
        for one in self.found:
            self._press.send(one)
        self.found = []
        self.setVisible(False)
