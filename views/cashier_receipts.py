"""The receipts of a day, or found by number: looked at, printed again, reversed by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from db import cashier, prints
from db.cashier import Found, Receipt
from db.records import Outcome, Record
from db.session import Session
from forms.acts import Effect
from forms.form import Form
from forms.values import Invalid, amount, dates
from ui import theme
from ui.line import Line
from ui.table import Column, Mark, Row
from views import looking, states
from views.cashier_list import MoneyList
from views.cashier_owed import brief
from views.paper_card import PaperCard
from views.record_prints import PrintBar


PREVIEW_PX = 150


class Receipts(MoneyList):
    """The segment 收据: a day's, or by whatever day what the words find."""

    name = "receipts"
    hint = "收据号、手写收据号、房号、姓名"
    nothing = "这一天没有收据。收了款，收据会列在这里；查别的日子请改日期，或打收据号。"
    effects = frozenset({Effect.VOID})
    act_words = {Effect.VOID: "作废（冲红）"}
    columns = (
        Column("at", "时间", 52, "second"),
        Column("number", "收据号", 124),
        Column("pad", "手写号", 66, "second"),
        Column("unit", "房号", 78),
        Column("payer", "交款人", 80, stretch=True),
        Column("total", "金额", 86, "figure"),
        Column("method", "付款", 54),
        Column("state", "状态", 106, "mark"),
    )

    def __init__(self, session: Session, form: Form, parent: QWidget | None = None) -> None:
        self.declared = form
        self.day = session.now().date()
        super().__init__(session, parent)
        self.date = Line(self)
        self.date.setObjectName("receipts_day")
        self.date.setAccessibleName("日期")
        self.date.setFixedWidth(110)
        self.date.setText(self.day.isoformat())
        self.date.pretty = lambda text: dates.pretty_day(text, session.now().date())
        self.date.step.connect(lambda by: self._dated())
        self.date.vertical.connect(lambda by: self._step(-by))
        self.date.went.connect(self._dated)
        self.head.insertWidget(0, self.date)
        self.paper = PaperCard(session, self)
        self.paper.show_form(form)
        self.prints = PrintBar(session, self)
        self.prints.said.connect(self.said)
        self.prints.changed.connect(self.read)
        self.paper.copy_chosen.connect(self.prints.show_copy)
        self.paper.setVisible(False)
        self.prints.setVisible(False)
        self.right.addWidget(self.paper, 1)
        self.right.addWidget(self.prints)
        self.paper.preview.setMinimumHeight(PREVIEW_PX)
        self.side.shown.connect(self._show_paper)
        self.side.acting.connect(lambda begun: self._show_paper(self.side.record))

    def question(self) -> Callable[[Session], Found]:
        """The day's, or what the words find."""
        words, day = self.text.text(), self.day
        return lambda session: cashier.taken(session, day=day, words=words)

    def row(self, line: Receipt) -> Row:
        """When, which number, whose, how much, how, and how it stands."""
        at = brief(line.at, self.session.now())
        return (
            at, line.number, line.pad, line.unit, line.payer,
            amount.pretty(line.total), line.method,
            Mark(line.state, states.tone(self.declared, line.state)), line.number, line,
        )  # fmt: skip

    def about(self, line: Receipt) -> tuple[str, int]:
        """From whom, for what, by whom."""
        for_what = "、".join(line.paid_for[:2]) + (
            f" 等 {len(line.paid_for)} 张" if len(line.paid_for) > 2 else ""
        )
        words = (line.payer, line.method, f"{line.by} 收", for_what)
        return "　".join(filter(None, words)), line.total

    def summary(self, found: Found) -> str:
        """How many, and what those that stand come to."""
        if not found.lines:
            return ""
        void = {act.state for act in self.declared.acts if act.effect is Effect.VOID}
        stand = [one for one in found.lines if one.state not in void]
        gone = len(found.lines) - len(stand)
        words = f"{len(stand)}{'+' if found.more else ''} 张 " + amount.pretty(
            sum(one.total for one in stand)
        )
        return words + (f"，{gone} 张已冲红" if gone else "")

    def acted(self, outcome: Outcome) -> None:
        """Print what the act asks for."""
        for paper in outcome.prints:
            self.prints.print_paper(paper)

    def _dated(self) -> None:
        try:
            day = dates.day(self.date.text(), self.session.now().date())
        except Invalid as invalid:
            theme.mark(self.date, "tone", "bad")
            self.said.emit(str(invalid), "warn")
            return
        theme.mark(self.date, "tone", None)
        self.date.setText(day)
        found = type(self.day).fromisoformat(day)
        if found != self.day:
            self.day = found
            self.read()

    def _step(self, by: int) -> None:
        """Up is the day before, Down the day after."""
        self.date.setText((self.day - timedelta(days=by)).isoformat())
        self._dated()

    def _show_paper(self, record: Record | None) -> None:
        """The stored pages, or what would print now; an act that is begun has all the room."""
        paper = self.paper.paper
        wanted = record is not None and paper is not None and self.side.panel is None
        self.paper.setVisible(wanted)
        if not wanted or record is None or paper is None:
            self.prints.setVisible(False)
            return
        log = prints.log(self.session, record)
        self.prints.show_record(record, log)
        self.prints.show_paper(paper, self.paper.copy)
        self.paper.show_pages(looking.pages(self.session, record, paper))
