"""Beside the office settings: who changed what of the section, when, from what to what; typing
narrows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from db.chosen_before import Changed, Told
from db.session import Session
from ui.line import Line
from ui.parts import Card, label

NEVER, NONE = "还没有改过。", "没有这样的改动。"
SHOWN = 60
"""Changes that are laid out at a time."""


class HistoryCard(Card):
    """The latest changes, the newest first; scrolled by keyboard where it does not fit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("改动记录", parent)
        self.session = session
        self._changes: Sequence[Changed] = ()
        self.filter = Line(self)
        self.filter.setObjectName("history_filter")
        self.filter.setAccessibleName("找改动")
        self.filter.setPlaceholderText("找：谁、哪天、哪一项")
        self.filter.textChanged.connect(lambda words: self._tell())
        self.rows.addWidget(self.filter)
        self.area = QScrollArea(self)
        self.filter.vertical.connect(lambda by: self.area.setFocus())
        self.area.setObjectName("settings_history")
        self.area.setAccessibleName("改动记录")
        self.area.setWidgetResizable(True)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rows.addWidget(self.area, 1)
        self.words: list[str] = []
        self.show_changes([])

    def show_changes(self, changes: Sequence[Changed]) -> None:
        """Tell these, those of them that go with what is typed."""
        self._changes = changes
        self.filter.setVisible(len(changes) > 1 or bool(self.filter.text()))
        self._tell()

    def _tell(self) -> None:
        typed = self.filter.text().split()
        found = [(one, self._at(one), _with(one, typed, self._at(one))) for one in self._changes]
        found = [each for each in found if each[2]][:SHOWN]
        body = QWidget(self.area)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(3)
        self.words = []
        for one, at, told in found:
            head = label(f"{at}　{_people(one)}", "small", body)
            head.setObjectName("changed_by")
            head.setWordWrap(True)
            rows.addWidget(head)
            for what, old, new in told:
                self.words.append(f"{what}　{old} → {new}")
                line = label(self.words[-1], "", body)
                line.setWordWrap(True)
                line.setTextFormat(Qt.TextFormat.PlainText)
                rows.addWidget(line)
            rows.addSpacing(7)
        if not found:
            rows.addWidget(label(NONE if self._changes else NEVER, "second", body))
        rows.addStretch()
        self.area.setWidget(body)
        body.setAutoFillBackground(False)

    def _at(self, one: Changed) -> str:
        return f"{self.session.local(one.at):%Y-%m-%d %H:%M}"


def _people(one: Changed) -> str:
    """By whom, and who approved it."""
    return f"{one.by}，{one.second} 复核" if one.second else one.by


def _with(one: Changed, typed: Sequence[str], at: str) -> Sequence[Told]:
    """What of a change goes with all the words typed: its day and person count for every line."""
    head = f"{at} {_people(one)}"
    return [
        line for line in one.told
        if all(word in head or any(word in part for part in line) for word in typed)
    ]  # fmt: skip
