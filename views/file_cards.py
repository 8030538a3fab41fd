"""The cards of a file: who belongs to it, the next form, its money, what is in hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from db.file import File
from forms.form import Form
from forms.values import amount
from ui import theme
from ui.long_list import LongTable
from ui.parts import Card, KeyButton, LabeledValue, label
from ui.table import Row, RowsModel
from views.estate_rows import MOST_ROWS, FadedModel, Rows
from views.file_rows import KIN, MATTERS, kin_row

DIGITS = "1234567890"
NOBODY = "没有登记。在房产页（F6）登记住户、车辆"
NOTHING = "没有在办的事。"


class KinCard(Card):
    """People, vehicles and units of the file; Enter opens theirs. Signal opened(Subject)."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        head = QHBoxLayout()
        head.addWidget(label("相关", "heading", self))
        head.addStretch()
        head.addWidget(label("回车看档案", "small", self))
        self.rows.addLayout(head)
        self.list = Rows(FadedModel(KIN, self), "kin", "相关", NOBODY)
        self.list.list.horizontalHeader().hide()
        self.list.list.opened.connect(self._open)
        self.list.list.clicked.connect(
            lambda index: self._open(self.list.model.rows[index.row()])
        )
        self.rows.addWidget(self.list)

    def show_file(self, found: File) -> None:
        """Who belongs to it now, then who did."""
        rows = [kin_row(one) for one in found.kin]
        self.list.show_rows(sorted(rows, key=lambda row: not row[-1]), len(KIN))
        table = self.list.list
        table.setFixedHeight(min(len(rows), MOST_ROWS) * table.row_px + 3)

    def _open(self, row: Row) -> None:
        self.opened.emit(row[len(KIN)])


class NextCard(Card):
    """The forms that can be begun here, by digit. Signal wanted(code)."""

    wanted = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__("开单", page)
        self.setObjectName("next_forms")
        self.forms: tuple[Form, ...] = ()
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.rows.addLayout(self._grid)
        self._more = label("", "small", self)
        self.rows.addWidget(self._more)
        for at, digit in enumerate(DIGITS):
            QShortcut(QKeySequence(digit), page, lambda at=at: self.press(at))

    def show_forms(self, forms: Sequence[Form]) -> None:
        """The first ten have a digit each; the rest is behind F2."""
        self._more.setText("按 F2 选其他单据，已知的也先填好" if len(forms) > len(DIGITS) else "")
        self._more.setVisible(bool(self._more.text()))
        self.setVisible(bool(forms))
        if tuple(forms) == self.forms:
            return
        self.forms = tuple(forms)
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.setVisible(False)
                old.setObjectName("")
                old.deleteLater()
        for at, form in enumerate(forms[: len(DIGITS)]):
            button = KeyButton(form.called, DIGITS[at], "", self, answers=False, apart=True)
            button.setObjectName(f"open_{form.code}")
            button.clicked.connect(lambda checked=False, at=at: self.press(at))
            self._grid.addWidget(button, at // 2, at % 2)

    def press(self, at: int) -> None:
        """Begin the form in that place."""
        if at < min(len(self.forms), len(DIGITS)):
            self.wanted.emit(self.forms[at].code)


class MoneyCard(Card):
    """Deposits held and what was paid in the year; hidden where there was never any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("file_money")
        self.held = LabeledValue("收着的押金", "", self)
        self.rows.addWidget(self.held)
        self._paid, self.paid = label("", "second", self), label("", "", self)
        row = QHBoxLayout()
        row.addWidget(self._paid)
        row.addStretch()
        row.addWidget(self.paid)
        self.rows.addLayout(row)

    def show_file(self, found: File) -> None:
        """As the ledger has it now."""
        money = found.money
        self.held.say(amount.pretty(money.held))
        self._paid.setText(f"{money.year} 年已付")
        self.paid.setText(amount.pretty(money.paid))
        self.setVisible(bool(money.held or money.paid))


class QuietLong(LongTable):
    """The long list of the file; its cursor is grey while the focus is elsewhere, as that of every
    other list of the page is."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cursor in the accent."""
        super().focusInEvent(event)
        theme.mark(self, "quiet", None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The cursor in grey."""
        super().focusOutEvent(event)
        theme.mark(self, "quiet", True)


class MattersCard(Card):
    """What is in hand, the most pressing first; Enter leads to it. Signal opened(number)."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.rows.setContentsMargins(1, 10, 1, 1)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.addWidget(label("在办", "heading", self))
        self.count = label("", "second", self)
        self.count.setObjectName("matters_count")
        head.addWidget(self.count)
        head.addStretch()
        self._keys = label("↑↓ 选择　回车办理", "small", self)
        head.addWidget(self._keys)
        self.rows.addLayout(head)
        self.list = Rows(RowsModel(MATTERS, self), "matters", "在办", NOTHING)
        self.list.nothing.setContentsMargins(14, 0, 14, 8)
        self.list.list.opened.connect(lambda row: self.opened.emit(str(row[-1])))
        self.rows.addWidget(self.list)

    def show_rows(self, rows: Sequence[Row], in_hand: int, most: int) -> None:
        """These rows of all that are in hand; no more than `most` lines high."""
        table = self.list.list
        self.list.show_rows(rows, len(MATTERS))
        table.setColumnHidden(0, not any(row[0] for row in rows))
        head = table.horizontalHeader().sizeHint().height()
        table.setFixedHeight(head + min(len(rows), most) * table.row_px + 3)
        self._keys.setVisible(bool(rows))
        more = f"，列出最急的 {len(rows)} 件" if in_hand > len(rows) else ""
        self.count.setText(f"{in_hand} 件{more}" if in_hand else "")
