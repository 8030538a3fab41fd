"""Beside the office settings: who changed what of the section, when, from what to what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from db.chosen_before import Changed
from db.session import Session
from ui.parts import Card, label

NEVER = "还没有改过。"


class HistoryCard(Card):
    """The latest changes, the newest first; scrolled by keyboard where it does not fit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("改动记录", parent)
        self.session = session
        self.area = QScrollArea(self)
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
        """Tell these."""
        body = QWidget(self.area)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(3)
        self.words = []
        for one in changes:
            at = self.session.local(one.at)
            rows.addWidget(label(f"{at:%Y-%m-%d %H:%M}　{one.by}", "small", body))
            for what, old, new in one.told:
                self.words.append(f"{what}　{old} → {new}")
                line = label(self.words[-1], "", body)
                line.setWordWrap(True)
                line.setTextFormat(Qt.TextFormat.PlainText)
                rows.addWidget(line)
            rows.addSpacing(7)
        if not changes:
            rows.addWidget(label(NEVER, "second", body))
        rows.addStretch()
        self.area.setWidget(body)
        body.setAutoFillBackground(False)
