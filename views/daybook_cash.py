"""Beside the daybook: the cash and the deposits of the days that are looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from db.daybook import Daybook
from forms.fees import Purse
from forms.values import amount
from ui.parts import Card, LabeledValue, label

WORDS = {
    "opening": "期初现金", "cash": "现金净收", "differences": "盘点差额", "handed_in": "已上交",
    "closing": "期末现金",
}  # fmt: skip


class CashCard(Card):
    """Figures that add up: opening + net + differences − handed in = closing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("cash")
        self.lines: dict[str, LabeledValue] = {}
        self._group("现金", WORDS)
        self._group("款项", {one.value: f"{one.value}净收" for one in Purse})
        self._group("押金", {
            "before": "原有押金", "taken": "收押金", "refunded": "退押金", "forfeited": "转收入",
            "held": "现有押金",
        })  # fmt: skip
        self.receipts = label("", "second", self)
        self.receipts.setObjectName("receipts")
        self.rows.addWidget(self.receipts)
        self.rows.addStretch()

    def show_book(self, found: Daybook) -> None:
        """Tell of these days."""
        for key in WORDS:
            self._say(key, getattr(found, key), "bad" if key == "differences" else "")
        for purse in Purse:
            taken = [one for one in found.totals if one.purse == purse.value]
            self._say(purse.value, sum(one.net for one in taken))
        for key in ("before", "taken", "refunded", "forfeited", "held"):
            self._say(key, getattr(found.deposits, key))
        made, back = found.receipts
        self.receipts.setText(f"收据 {made} 张" + (f"，冲红 {back} 张" if back else ""))

    def _say(self, key: str, fen: int, tone: str = "") -> None:
        self.lines[key].say(amount.pretty(fen), tone if fen else "")

    def _group(self, title: str, words: dict[str, str]) -> None:
        if self.lines:
            rule = QFrame(self)
            rule.setProperty("role", "rule")
            self.rows.addWidget(rule)
        self.rows.addWidget(label(title, "heading", self))
        for key, name in words.items():
            line = LabeledValue(name, parent=self)
            line.setObjectName(f"cash_{key}")
            self.lines[key] = line
            self.rows.addWidget(line)
