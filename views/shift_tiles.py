"""What will be handed over, as figures over the page, and the handovers before, under it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.handing_over import Handover
from forms.handover import Desk
from forms.values import amount
from ui import theme
from ui.parts import Card, label
from ui.table import Column, ListTable, Mark, Row, RowsModel

HISTORY = (
    Column("at", "交班", 96), Column("number", "单号", 122), Column("giver", "交班人", 104),
    Column("taker", "接班人", 104, stretch=True), Column("state", "状态", 96, "mark"),
)  # fmt: skip
HISTORY_PX = 140
PATIENT = "…"
"""A figure that is being read."""


class Figure(QWidget):
    """A figure with its name over it."""

    def __init__(self, name: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = label(PATIENT, "heading", self)
        self.value.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(label(words, "small", self))
        row.addWidget(self.value)

    def say(self, words: str, tone: str = "") -> None:
        """Change the figure and its tone."""
        self.value.setText(words)
        theme.mark(self.value, "tone", tone or None)


class HandedOver(Card):
    """A line of figures: what is open, out, lent, in the drawer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("handed_over")
        names = (
            ("open", "在办"), ("overdue", "逾期"), ("soon", "下一班前到期"), ("lent", "借出未还"),
            ("slips", "未收回的联"), ("cash", "现金"), ("deposits", "押金"), ("unprinted", "未出纸"),
            ("drafts", "草稿"),
        )  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(10)
        self.figures = {name: Figure(f"figure_{name}", words, self) for name, words in names}
        for figure in self.figures.values():
            row.addWidget(figure)
        row.addStretch()
        self.rows.addLayout(row)

    def show_desk(self, desk: Desk) -> None:
        """The figures of this moment."""
        overdue = sum(one.overdue for one in desk.open)
        late = {
            "open": (sum(one.count for one in desk.open), ""),
            "overdue": (overdue, "bad" if overdue else "good"),
            "soon": (sum(one.soon for one in desk.open), "warn"),
            "lent": (len(desk.lent), ""), "slips": (len(desk.slips), ""),
            "unprinted": (len(desk.unprinted), "warn"), "drafts": (len(desk.drafts), "warn"),
        }  # fmt: skip
        for name, (number, tone) in late.items():
            self.figures[name].say(str(number), tone if number or tone == "good" else "")
        self.figures["cash"].say(amount.pretty(desk.cash), "warn" if desk.cash else "")
        self.figures["deposits"].say(amount.pretty(desk.deposits))


class HistoryCard(Card):
    """The handovers before, newest first; Enter opens one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("shift_history")
        self.setFixedHeight(HISTORY_PX)
        self.rows.setContentsMargins(1, 8, 1, 1)
        self.rows.setSpacing(4)
        self.model = RowsModel(HISTORY)
        self.table = ListTable(self.model, self)
        self.table.setObjectName("shift_list")
        self.table.setAccessibleName("以前的交接班")
        head = label("以前的交接班", "heading", self)
        head.setContentsMargins(14, 0, 0, 0)
        self.rows.addWidget(head)
        self.rows.addWidget(self.table, 1)

    def show_all(self, found: list[Handover]) -> None:
        """The list anew; the current line stays where it is."""
        at = self.table.currentIndex().row()
        rows: list[Row] = [
            (f"{one.at:%m-%d %H:%M}", one.number, one.giver,
             f"{one.taker} {one.taken_at:%H:%M}" if one.taken_at else "还没有人接班",
             Mark(one.state, "good" if one.taken_at else "warn"))
            for one in found
        ]  # fmt: skip
        self.model.set_rows(rows)
        if rows:
            self.table.go(max(0, at))
