"""The gate's page in the office's window."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.session import Session
from ui.parts import KeyButton
from views.gate_books import StoreBooks
from views.gate_desk import GateDesk
from views.page import Page


class GatePage(Page):
    """The gate's desk over the store."""

    title = "门岗核验"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.desk = GateDesk(StoreBooks(session), self)
        self.desk.notice.connect(self.notice)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.desk)
        if session.may("gatepack"):
            away = KeyButton("门岗的第二台电脑…", "Shift+F4", "link", self, answers=False)
            away.setObjectName("gates_place")
            away.clicked.connect(lambda checked=False: self.place_requested.emit("gates"))
            self.desk.add_to_head(away)

    def entered(self) -> None:
        """Focus in the code box."""
        self.desk.entered()

    def refresh(self) -> None:
        """Somebody wrote: the counts of the day; a verdict being acted on is judged again then."""
        self.desk.count_day()

    def judge(self, number: str) -> None:
        """Judge the record of that number, as if it had been scanned."""
        self.desk.judge(number)
