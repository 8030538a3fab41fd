"""The card beside the price list: an item with its history, or one thing being done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from db import prices
from db.errors import Refused
from db.prices import Line
from db.session import Session
from forms.values import Invalid, amount, dates
from ui.parts import Card, KeyButton, label
from ui.table import Column, ListTable, Row, RowsModel
from ui.typed import matching
from views.boxes import Box, chain, show_problems

Typed = Mapping[str, object]
Job = Callable[[Session], object]
HISTORY = (
    Column("since", "从哪天起", 126),
    Column("amount", "单价", 82, "figure"),
    Column("by", "定价人", 104, "second", stretch=True),
    Column("at", "定于", 94, "second"),
)
TOMORROW = "可以写 明天、12-1；不能早于今天"
AT_ONCE = "今天起：保存后马上按这个价收"
GONE_AT_ONCE = "今天起：保存后马上不再提供"


@dataclass(frozen=True)
class Task:
    """What the card does: its title and button, the boxes it asks, what it writes, said after."""

    title: str
    verb: str
    asks: tuple[str, ...]
    write: Callable[[Session, str, Typed, int | None], object]
    done: str


ADD = Task(
    "添加项目", "添加", ("item", "section", "measure", "amount", "since"),
    lambda session, item, typed, seen: prices.add(session, typed), "已添加“{item}”",
)  # fmt: skip
CHANGE = Task("改价", "保存新价", ("amount", "since"), prices.change, "“{item}”的新价已定好")
WITHDRAW = Task("停止提供", "停止提供", ("since",), prices.withdraw, "“{item}”到时不再提供")


class PriceCard(Card):
    """Signals: asked(job, words said after): to be written; turned_away."""

    asked = Signal(object, str)
    turned_away = Signal()

    def __init__(self, session: Session, parent: Card | None = None) -> None:
        super().__init__(parent=parent)
        self.session = session
        self.line: Line | None = None
        self.task: Task | None = None
        self.heading = label("", "heading", self)
        self.heading.setWordWrap(True)
        self.about = label("", "second", self)
        self.about.setWordWrap(True)
        self.item = Box("item", "项目", self)
        self.section = Box("section", "分类", self)
        self.measure = Box("measure", "单位", self, hint="次、个、小时、平方米、张")
        self.amount = Box("amount", "单价（元）", self, code=True)
        self.since = Box("since", "从哪天起", self, code=True, hint=TOMORROW)
        self.boxes = (self.item, self.section, self.measure, self.amount, self.since)
        self.since.line.pretty = self._day_words
        self.since.line.textChanged.connect(lambda words: self._weigh())
        self.save = KeyButton("", "Ctrl+S", "primary", self)
        self.save.setObjectName("save_price")
        self.save.clicked.connect(self.submit)
        self.away = KeyButton("取消", "Esc", parent=self)
        self.away.setObjectName("cancel_price")
        self.away.clicked.connect(self.turned_away)
        self.model = RowsModel(HISTORY, self)
        self.history = ListTable(self.model, self)
        self.history.setObjectName("price_history")
        self.history.setAccessibleName("这一项历来的价格")
        self._lay_out()
        self.idle()

    def show_line(self, line: Line | None, sections: Sequence[str]) -> None:
        """Tell of an item; what is being typed stays."""
        self.line = line
        self.section.line.suggest = lambda typed: matching(typed, tuple(sections))
        if self.task is None:
            self.idle()
        self._tell_history()

    def idle(self) -> None:
        """Show the item and change nothing."""
        self.task = None
        line = self.line
        self.heading.setText(line.item if line else "价目")
        self.about.setText(_about(line) if line else "左边选一项，这里是它历来的价格。")
        self.about.setVisible(True)
        for box in self.boxes:
            box.setVisible(False)
        self.save.setVisible(False)
        self.away.setVisible(False)
        self._show_history()

    def begin(self, task: Task) -> None:
        """Ask what the task asks, with the cursor in its first box."""
        line = None if task is ADD else self.line
        self.task = task
        self.heading.setText(f"{task.title}：{line.item}" if line else task.title)
        self.about.setText(_about(line) if line else "")
        self.about.setVisible(line is not None)
        asked = [box for box in self.boxes if box.key in task.asks]
        for box in self.boxes:
            box.setVisible(box in asked)
            box.line.clear()
            box.say("")
        if task is ADD and self.line is not None:
            self.section.line.setText(self.line.section)
        self.since.line.setText("明天")
        self.save.say(task.verb)
        self.save.setVisible(True)
        self.away.setVisible(True)
        self._show_history()
        chain(asked, self.submit)
        asked[0].line.setFocus(Qt.FocusReason.TabFocusReason)
        asked[0].line.selectAll()

    def submit(self) -> None:
        """Have what was typed written."""
        task = self.task
        if task is None:
            return
        typed = {box.key: box.text() for box in self.boxes if box.key in task.asks}
        item = str(typed.get("item", "") or (self.line.item if self.line else ""))
        seen = self.line.row if self.line else None
        self.asked.emit(
            lambda session: task.write(session, item, typed, seen), task.done.format(item=item)
        )

    def refuse(self, refused: Refused) -> str:
        """Put each message at its box; the rest in words."""
        rest = show_problems(self.boxes, refused.problems)
        if self.since.key not in refused.problems:
            self._weigh()
        return rest

    def _weigh(self) -> None:
        """From today on is said in words: it holds at once."""
        try:
            day = dates.day(self.since.text(), self.session.now().date())
        except Invalid:
            day = ""
        if day == self.session.now().date().isoformat():
            self.since.say(GONE_AT_ONCE if self.task is WITHDRAW else AT_ONCE, "warn")
        else:
            self.since.say("")

    def _day_words(self, typed: str) -> str:
        try:
            return dates.paper_day(dates.day(typed, self.session.now().date()))
        except Invalid:
            return ""

    def _tell_history(self) -> None:
        told = prices.history(self.session, self.line.item) if self.line else []
        self.model.set_rows([self._row(one) for one in told])
        self._show_history()

    def _show_history(self) -> None:
        """Nothing of another item while one is added."""
        shown = bool(self.model.rows) and self.task is not ADD
        self.history.setVisible(shown)
        self._over_history.setVisible(shown)

    def _row(self, one: prices.Told) -> Row:
        fen = one.price.amount
        words = "不再提供" if fen is None else amount.pretty(fen)
        since = one.price.since if one.counts else f"{one.price.since} 作罢"
        at = self.session.local(one.set_at)
        return since, words, one.set_by or "随程序带来", f"{at:%Y-%m-%d}"

    def _lay_out(self) -> None:
        self.rows.addWidget(self.heading)
        self.rows.addWidget(self.about)
        self.rows.addWidget(self.item)
        pair = QHBoxLayout()
        pair.setSpacing(10)
        pair.addWidget(self.section, 3, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(self.measure, 2, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(pair)
        pair = QHBoxLayout()
        pair.setSpacing(10)
        pair.addWidget(self.amount, 2, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(self.since, 3, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(pair)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.away)
        buttons.addStretch()
        self.rows.addLayout(buttons)
        self._over_history = label("历来的价格", "small", self)
        self.rows.addWidget(self._over_history)
        self.rows.addWidget(self.history, 1)
        self.rows.addStretch()


def price_words(line: Line) -> str:
    """What it costs now: ¥30.00, or that it is not offered."""
    if line.now is None or line.now.amount is None:
        return "未提供"
    return amount.pretty(line.now.amount)


def coming_words(line: Line) -> str:
    """What comes next: ¥35.00, or that it ends; "" for nothing planned."""
    if line.coming is None:
        return ""
    fen = line.coming.amount
    return "不再提供" if fen is None else amount.pretty(fen)


def _about(line: Line) -> str:
    words = [line.section, f"单位 {line.measure}", f"现价 {price_words(line)}"]
    if line.coming is not None:
        words.append(f"{line.coming.since} 起 {coming_words(line)}")
    return "　".join(words)
