"""收费押金: what is owed and taken, deposits held and given back, the receipts of a day.

Knows no form by name: the receipt is the form that `settles`, what can be paid has an act that
pays (docs/handbook.md §1, money).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget,
)  # fmt: skip

from db import cashier, receipts
from db.cashier import Found
from db.session import Session
from forms.values import amount, unit
from forms.values.capital import capital
from ui.parts import Banner, Card, KeyButton, key_words, label
from views.cashier_deposits import Deposits
from views.cashier_owed import OwedList
from views.cashier_receipts import Receipts
from views.cashier_taking import Read, Taken
from views.cashier_till import Till
from views.drafting import DraftKeeper
from views.newest import Newest
from views.page import Page
from views.press import Press

OWED, DEPOSITS, RECEIPTS = range(3)
MOST_STEPS = 2
"""Lines that say what comes next; more are counted."""
SEGMENTS = (("owed", "待收", "Alt+S"), ("deposits", "押金", "Alt+Y"), ("receipts", "收据", "Alt+J"))


class CashierPage(Page):
    """Three segments, each with its key; F9 takes and prints."""

    title = "收费押金"
    till: Till

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        form = receipts.settling(session)
        assert form is not None
        self.declared = form
        self.segment = OWED
        self.last = ""
        self.press = Press(session, self)
        self.press.settled.connect(
            lambda number, arrived, words: self.notice.emit(words, "good" if arrived else "warn")
        )
        self._newest = Newest(session, self)
        self._build()
        self.draft = DraftKeeper(session, self._started, self._trouble, self)
        self.till.draft = lambda: self.draft.id
        self._begin(self.draft.begin(form.code))

    def start(self, code: str, prefilled: Mapping[str, Any] | None = None) -> None:
        """Turn to the receipt; prefilled: of another one, to be made anew, or a unit whose debts
        are to be paid."""
        self.turn(OWED)
        if prefilled:
            where = prefilled.get(self.declared.unit_field or "")
            if set(prefilled) == {self.declared.unit_field}:
                self.owed.text.setText(str(where))
            else:
                self._begin(prefilled)
        self.owed.enter()

    def entered(self) -> None:
        """Focus in what is seen, read anew."""
        self.refresh()
        self.parts[self.segment].enter()

    def refresh(self) -> None:
        """Somebody wrote: read again; what is typed and ticked stays."""
        self.parts[self.segment].read()
        if self.segment == OWED:
            self.till.read_again()

    def leave(self) -> bool:
        """What was begun is kept; not while a receipt is being written."""
        if self.till.busy:
            self.notice.emit("正在记账，请稍等。", "warn")
            return False
        return super().leave()

    def keep(self) -> bool:
        """Keeps what was begun."""
        return self.draft.keep()

    def turn(self, segment: int) -> None:
        """Show a segment; what was said of another one is over."""
        if segment != self.segment:
            self.notice.emit("", "")
        self.segment = segment
        for at, tab in enumerate(self.tabs):
            tab.setChecked(at == segment)
        self._stack.setCurrentIndex(segment)
        self.done.setVisible(segment == OWED and bool(self.last) and not self.owed.chosen)
        self.refresh()
        self.parts[segment].enter()

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(self.title, "title", self))
        head.addSpacing(10)
        self.tabs: list[QPushButton] = []
        for at, (name, words, key) in enumerate(SEGMENTS):
            tab = QPushButton(f"{words}　{key_words(key)}", self)
            tab.setObjectName(f"segment_{name}")
            tab.setProperty("role", "tab")
            tab.setCheckable(True)
            tab.clicked.connect(lambda checked=False, at=at: self.turn(at))
            QShortcut(QKeySequence(key), self, lambda at=at: self.turn(at))
            head.addWidget(tab)
            self.tabs.append(tab)
        self.tabs[OWED].setChecked(True)
        head.addStretch()
        page.addLayout(head)
        self.banner = Banner(parent=self)
        self.banner.setObjectName("banner")
        self.banner.pressed.connect(lambda: self.banner.say(""))
        page.addWidget(self.banner)
        page.addWidget(self._done_card())
        self.deposits = Deposits(self.session, self)
        self.receipts = Receipts(self.session, self.declared, self)
        for part in (self.deposits, self.receipts):
            part.said.connect(self.notice)
            part.opened.connect(self.record_opened)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._take_side())
        self._stack.addWidget(self.deposits)
        self._stack.addWidget(self.receipts)
        page.addLayout(self._stack, 1)
        self.parts = (self.owed, self.deposits, self.receipts)

    def _take_side(self) -> QWidget:
        side = QWidget(self)
        halves = QHBoxLayout(side)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(14)
        left = QVBoxLayout()
        left.setSpacing(10)
        named = self.declared.field(self.declared.settles or "")
        self.owed = OwedList(self.session, int(named.maximum or 30), side)
        self.owed.changed.connect(self._chosen)
        self.owed.entered.connect(lambda: self.till.enter())
        self.owed.lost.connect(self._lost)
        self.unit = QLabel("", side)
        self.unit.setObjectName("cashier_unit")
        self.unit.setProperty("role", "second")
        self.unit.setWordWrap(True)
        self.unit.setVisible(False)
        left.addWidget(self.owed, 1)
        left.addWidget(self.unit)
        self.till = Till(self.session, self.declared, side)
        self.till.apart = self.owed.apart
        self.till.edited.connect(lambda: self.draft.edited())
        self.till.known.connect(self._known)
        self.till.taken.connect(self._taken)
        self.till.refused.connect(self._refused)
        halves.addLayout(left, 59)
        halves.addWidget(self.till, 41)
        return side

    def _done_card(self) -> Card:
        self.done = Card(parent=self)
        self.done.setObjectName("done")
        row = QHBoxLayout()
        row.setSpacing(12)
        self.made = label("", "heading", self)
        self.made.setObjectName("done_number")
        self.then = label("", "", self)
        self.then.setObjectName("done_then")
        self.then.setWordWrap(True)
        self.open = KeyButton("打开收据", "Ctrl+O", "link", self)
        self.open.setObjectName("open_receipt")
        self.open.clicked.connect(lambda: self.record_opened.emit(self.last))
        row.addWidget(self.made)
        row.addWidget(self.then, 1)
        row.addWidget(self.open)
        self.done.rows.addLayout(row)
        self.done.setVisible(False)
        return self.done

    # ---- what is begun

    def _started(self) -> dict[str, Any]:
        return self.till.typed()

    def _begin(self, values: Mapping[str, Any]) -> None:
        """Tick again what can still be paid, put back what was typed."""
        if not values:
            return
        lines = values.get(self.declared.settles or "", ())
        numbers = [str(line.get("record", "")) for line in lines if isinstance(line, Mapping)]
        self.till.fill(values)
        self._newest.ask(
            lambda session: cashier.lines_of(session, numbers), self._came_back, self._unread
        )

    def _came_back(self, found: Found) -> None:
        self.owed.choose(found.lines)

    def _unread(self, error: Exception) -> None:
        self._trouble(str(error))

    def _trouble(self, words: str) -> None:
        self.banner.say(words, "bad", "知道了")

    # ---- what happens

    def _chosen(self) -> None:
        if self.owed.chosen:
            self.notice.emit("", "")
            self.done.setVisible(False)
            self.banner.say("")
        self.till.pay_for(tuple(self.owed.chosen.values()))
        self.draft.edited()

    def _known(self, found: Read) -> None:
        facts, held = found.facts.unit, found.held
        parts = []
        if facts is not None:
            debt = facts.arrears.words(found.facts.today) if facts.arrears else ""
            parts = [unit.pretty(facts.label), debt or "没有欠管理费的记录"]
            if held:
                sums = sum(one.amount for one in held)
                parts.append(f"收着押金 {amount.pretty(sums)}（{len(held)} 笔）")
        self.unit.setText("　".join(parts))
        self.unit.setVisible(bool(parts))

    def _lost(self, numbers: list[str]) -> None:
        self.banner.say(
            f"{'、'.join(numbers)} 刚刚已由别人收款或作废，已从这张收据拿掉，请核对合计。", "warn", "知道了"
        )

    def _refused(self, words: str) -> None:
        if words:
            self.banner.say(f"没有收款：{words}", "bad", "知道了")
        if self.owed.apart():
            self.owed.table.setFocus()
        self.owed.read()
        self.draft.keep()

    def _taken(self, found: Taken, and_print: bool) -> None:
        record = found.outcome.record
        self.draft.gone()
        self.last = self.receipts.wanted = record.number
        going = and_print and bool(record.form.papers)
        total = record.values.get("total") or self.till.total
        self.made.setText(f"收据 {record.number}　{amount.pretty(total)}　人民币{capital(total)}")
        self.then.setText(_then(found))
        self.done.setVisible(True)
        self.banner.say("")
        self.till.fill({})
        self.owed.clear()
        self.owed.read()
        self.owed.table.setFocus()
        sent = "，正在送打印机" if going else "，没有打印，按 Ctrl+O 打开收据再打"
        heeded = "".join(f"。注意：{words}" for words in found.outcome.warnings.values())
        self.notice.emit(f"{record.number} 已收款{sent}{heeded}", "warn" if heeded else "good")
        if going:
            QTimer.singleShot(0, self, lambda: self.press.send(record))


def _then(found: Taken) -> str:
    """Where the payer goes next: 请到前台办“制证”（CR-… 等 3 张）."""
    steps: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in found.following:
        steps.setdefault((one.act, one.roles), []).append(one.number)
    if len(steps) > MOST_STEPS:
        return f"下一步 {len(found.following)} 件"
    return "\n".join(
        f"下一步：{roles[0]}办“{act}”（{numbers[0]}"
        f"{f' 等 {len(numbers)} 张' if len(numbers) > 1 else ''}）"
        for (act, roles), numbers in steps.items()
    )
