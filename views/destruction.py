"""Destruction of personal data 销毁: what was kept long enough, the orders, approval by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from db import destroying, destruction, retention
from db.destruction import APPROVE, APPROVED, DONE, DROPPED, PROPOSED, RIGHT, Order
from db.errors import Environment, Refused
from db.retention import Due, Place
from db.session import Member, Session
from ui import dialogs
from ui.parts import Card, EmptyState, KeyButton, label
from ui.table import Column, ListTable, Mark, RowsModel
from views import destruction_paper, reading
from views.page import Page
from views.record_parts import selectable
from views.second import SecondPerson

DUE = (
    Column("kind", "种类", 84, "second"),
    Column("label", "内容", 190, stretch=True),
    Column("since", "保存期满", 104, "second"),
)
ORDERS = (
    Column("number", "销毁单", 118),
    Column("state", "状态", 84, "mark"),
    Column("why", "理由", 130, stretch=True),
    Column("by", "提出", 96, "second"),
)
TONES = {PROPOSED: "warn", APPROVED: "warn", DONE: "good", DROPPED: ""}
NOTHING_DUE = "还没有保存期满的。单据办结满 10 年、住户搬出满 10 年以后列在这里。"
NO_ORDERS = "还没有销毁单。左边有保存期满的，按 Insert 提出。"
BUSY = "正在备份、销毁并逐页核对，请稍等…"
REASONS = ("保存期满", "单位撤销这项业务", "本人要求，且已过保存期")
PDF = "PDF (*.pdf)"


@dataclass(frozen=True)
class _Read:
    """What the page shows: what is due and where its next page begins, the orders, the chosen one
    with its list."""

    due: list[Due]
    more: Place | None
    orders: list[Order]
    chosen: Order | None


class DestructionPage(Page):
    """What is due at the left, the orders and the chosen one at the right."""

    title = "销毁"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.chosen: Order | None = None
        self.busy = self.has_read = False
        self._wanted = self._why = ""
        self._starts = [Place()]
        self._more: Place | None = None
        self._kept: list[Order] = []
        self.due_model, self.order_model = RowsModel(DUE, self), RowsModel(ORDERS, self)
        self.due = self._table(self.due_model, "due_list", "保存期满的")
        self.orders = self._table(self.order_model, "order_list", "销毁单")
        self.orders.current.connect(lambda row: self._turned(str(row[0]) if row else ""))
        self._lay_out()
        self._read()

    def entered(self) -> None:
        """Focus where something waits: in the orders, else in what is due."""
        first = self.orders if self.order_model.rows else self.due
        first.setFocus(Qt.FocusReason.TabFocusReason)
        if first.current_row() is None:
            first.go(0)

    def refresh(self) -> None:
        """Read again, unless something is being destroyed."""
        if not self.busy:
            self._read()

    def leave(self) -> bool:
        """Not in the midst of it."""
        return not self.busy

    def turn(self, by: int) -> None:
        """The next page of what is due, or the one before."""
        if self.busy or (by > 0 and self._more is None) or (by < 0 and len(self._starts) < 2):
            return
        if by > 0 and self._more is not None:
            self._starts.append(self._more)
        else:
            self._starts.pop()
        self._read()

    def propose(self, wrong: str = "") -> None:
        """An order of everything that is listed as due on this page. wrong: what stood against the
        reason before; its words stay in the box until an order was made."""
        rows = self.due_model.rows
        if not rows or self.busy or not self.session.may(RIGHT):
            return
        why = dialogs.ask_reason(
            self, "提出销毁", f"列出的 {len(rows)} 项，由另一人批准以后销毁，不能恢复。",
            usual=REASONS, yes="提出", typed=self._why, wrong=wrong,
        )  # fmt: skip
        if why is None:
            return
        self._why = why
        numbers = [row[1] for row in rows if row[-2] == "record"]
        people = [row[-1] for row in rows if row[-2] == "person"]
        self._do(
            lambda own: destruction.propose(own, why, numbers, people),
            self._proposed, self._not_proposed,
        )  # fmt: skip

    def approve(self) -> None:
        """Whoever is logged in, or the one who proposed with another's password over the page."""
        order = self.chosen
        if order is None or self.busy or order.state not in (PROPOSED, APPROVED):
            return
        words = f"{order.number}：{len(order.items)} 项，{order.why}。销毁以后不能恢复。"
        mine = order.proposed_by.no == self.session.member.no
        if mine or not self.session.may(APPROVE):
            SecondPerson(self, self.session, words, self._approved_by, APPROVE).open()
        elif dialogs.confirm(self, "批准销毁？", words, yes="批准，马上销毁", danger=True):
            self._approved_by(self.session.member)

    def drop(self) -> None:
        """Take back the chosen order."""
        order = self.chosen
        if order is None or self.busy or order.state != PROPOSED:
            return
        if dialogs.confirm(self, f"撤回 {order.number}？", "什么也不销毁。", yes="撤回"):
            number = order.number
            self._do(lambda own: destruction.drop(own, number), lambda made: f"{number} 已撤回")

    def save(self) -> None:
        """The chosen order as a list for both to sign."""
        order = self.chosen
        if order is None:
            return
        out = dialogs.choose_new_file(self, "销毁清单存为 PDF", f"{order.number} 销毁清单.pdf", PDF)
        if out is None:
            return
        file = dialogs.as_pdf(out)
        reading.ask(
            self, self.session, lambda own: destruction_paper.save(own, order, file),
            lambda pages: self.notice.emit(f"{pages} 页已写入 {file.name}", "good"), self._failed,
        )  # fmt: skip

    # ---- reading and writing

    def _approved_by(self, who: Member) -> None:
        assert self.chosen is not None
        number = self.chosen.number
        self._do(
            lambda own: destruction.approve(own.acting_as(who), number),
            lambda made: f"{made.number} 已销毁，磁盘上也清干净了",
        )

    def _proposed(self, made: Order) -> str:
        self._why = ""
        return f"{made.number} 已提出，等另一人批准"

    def _not_proposed(self, error: Exception) -> None:
        if isinstance(error, Refused) and set(error.problems) == {"why"}:
            self._set_busy(False)
            self._read()
            self.propose(str(error))
        else:
            self._failed(error)

    def _do(
        self, job: Callable[[Session], Order], said: Callable[[Order], str],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        self._set_busy(True)

        def done(made: Order) -> None:
            self._set_busy(False)
            self._wanted = made.number
            self.notice.emit(said(made), "good")
            self._read()

        reading.ask(self, self.session, job, done, failed or self._failed, writes=True)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self._read()
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.notice.emit(str(error), "bad")

    def _read(self) -> None:
        wanted, start = self._wanted, self._starts[-1]

        def read(own: Session) -> _Read:
            may = own.may(RIGHT)
            orders = destruction.orders(own)
            number = wanted or (orders[0].number if orders else "")
            chosen = destruction.order(own, number) if number else None
            due, more = retention.page(own, start) if may else ([], None)
            return _Read(due, more, orders, chosen)

        reading.ask(self, self.session, read, self._arrived, self._failed_to_read)

    def _failed_to_read(self, error: Exception) -> None:
        if not isinstance(error, (Refused, Environment)):
            raise error
        self._no_due.say(str(error))

    def _turned(self, number: str) -> None:
        if number and number != (self.chosen.number if self.chosen else ""):
            self._wanted = number
            self._read()

    def _arrived(self, read: _Read) -> None:
        self.has_read = True
        kinds = destruction_paper.KINDS
        self.due_model.set_rows([
            (kinds[one.kind], one.label, one.since.isoformat(), one.kind, one.ref)
            for one in read.due
        ])  # fmt: skip
        self._due_stack.setCurrentWidget(self.due if read.due else self._no_due)
        if read.orders != self._kept:
            self._kept = read.orders
            self.orders.blockSignals(True)
            self.order_model.set_rows([
                (one.number, Mark(one.state, TONES[one.state]), one.why, one.proposed_by.name)
                for one in read.orders
            ])  # fmt: skip
            numbers = [one.number for one in read.orders]
            at = read.chosen.number if read.chosen else ""
            self.orders.go(numbers.index(at) if at in numbers else 0)
            self.orders.blockSignals(False)
        self._order_stack.setCurrentWidget(self.orders if read.orders else self._no_orders)
        self._more = read.more
        paged = f"，第 {len(self._starts)} 页" if read.more or len(self._starts) > 1 else ""
        self._about.setText(f"保存期满 {len(read.due)} 项{paged}" if read.due else "")
        self.buttons["back"].setVisible(len(self._starts) > 1)
        self.buttons["on"].setVisible(read.more is not None)
        if not read.due and len(self._starts) > 1:
            self.turn(-1)
        self._show(read.chosen)

    def _show(self, order: Order | None) -> None:
        self.chosen = order
        self._words.setText(_told(order) if order else "")
        state = order.state if order else ""
        self.buttons["approve"].setVisible(state in (PROPOSED, APPROVED))
        self.buttons["drop"].setVisible(state == PROPOSED and self.session.may(RIGHT))
        self.buttons["save"].setVisible(order is not None)
        self.buttons["propose"].setVisible(
            bool(self.due_model.rows) and self.session.may(RIGHT)
        )

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        for button in self.buttons.values():
            button.setEnabled(not busy)
        if busy:
            self._about.setText(BUSY)

    # ---- building

    def _table(self, model: RowsModel, name: str, called: str) -> ListTable:
        table = ListTable(model, self)
        table.setObjectName(name)
        table.setAccessibleName(called)
        return table

    def _lay_out(self) -> None:
        self._no_due, self._no_orders = EmptyState(NOTHING_DUE), EmptyState(NO_ORDERS)
        self._due_stack, self._order_stack = QStackedLayout(), QStackedLayout()
        left, right = Card("保存期满", self), Card("销毁单", self)
        for card, stack, table, empty in (
            (left, self._due_stack, self.due, self._no_due),
            (right, self._order_stack, self.orders, self._no_orders),
        ):
            stack.addWidget(table)
            stack.addWidget(empty)
            card.rows.addLayout(stack, 1)
        self._words = selectable("")
        self._words.setObjectName("order")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._words)
        area.viewport().setAutoFillBackground(False)
        right.rows.addWidget(area, 1)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(left, 1)
        sides.addWidget(right, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(10)
        rows.addLayout(self._head())
        rows.addLayout(sides, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("销毁", "title", self))
        self._about = label("", "second", self)
        self._about.setObjectName("about")
        head.addWidget(self._about)
        head.addStretch()
        self.buttons: dict[str, KeyButton] = {}
        for name, words, key, role, pressed in (
            ("back", "上一页", "Ctrl+PgUp", "", lambda: self.turn(-1)),
            ("on", "下一页", "Ctrl+PgDown", "", lambda: self.turn(1)),
            ("propose", "提出销毁", "Insert", "", lambda: self.propose()),
            ("approve", "批准", "Ctrl+Return", "danger", self.approve),
            ("drop", "撤回", "Ctrl+Backspace", "", self.drop),
            ("save", "销毁清单", "Ctrl+P", "", self.save),
        ):
            button = KeyButton(words, key, role, self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            button.setVisible(False)
            head.addWidget(button)
            self.buttons[name] = button
        return head


def _told(order: Order) -> str:
    """The order in lines: who and when, what, what came of it, what still holds it."""
    lines = [
        f"{order.number}　{order.state}　{order.why}",
        f"提出：{order.proposed_by.words}　{order.proposed_at:%Y-%m-%d %H:%M}",
    ]
    if order.approved_by and order.approved_at:
        lines.append(f"批准：{order.approved_by.words}　{order.approved_at:%Y-%m-%d %H:%M}")
    if order.counts:
        lines.append("销毁了：" + "，".join(
            f"{destroying.COUNTED[key]} {many}" for key, many in order.counts.items() if many
        ))  # fmt: skip
    if order.copies:
        lines += ["", "仍含旧值的副本："]
        lines += [
            f"　{Path(one.file).name}　"
            + (f"照每天备份算，{one.until.isoformat()} 前自动删去" if one.until else "不会自己删，须有人删去")
            for one in order.copies
        ]
    lines += ["", f"清单（{len(order.items)} 项）：", *(f"　{one.label}" for one in order.items)]
    return "\n".join(lines)
