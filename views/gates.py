"""The gates' own computers, seen from the office: packs out, what came back, what disagrees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.errors import Environment, Refused
from db.gates import computers, conflicts, making, merging
from db.gates.conflicts import Conflict
from db.gates.log import SUFFIX
from db.gates.making import Made
from db.gates.merging import Merged
from db.session import Session
from forms.values import dates
from ui import dialogs
from ui.parts import Banner, Card, KeyButton, label
from ui.table import ROW_PX, Column, ListTable, Mark, Row, RowsModel
from views import reading
from views.asking import until_taken
from views.page import Page

GATES = (
    Column("gate", "门岗电脑", 140), Column("state", "状态", 90, "mark"),
    Column("pack", "最近的包", 260, "second", stretch=True),
)  # fmt: skip
CONFLICTS = (
    Column("at", "门岗放行的时间", 140), Column("gate", "门岗", 90), Column("number", "单号", 140),
    Column("outcome", "情况", 170, "mark"), Column("words", "说明", 300, "second", stretch=True),
)  # fmt: skip
Answer = TypeVar("Answer")
NONE_YET = "还没有登记门岗电脑。没有数据的第二台电脑要先登记，得到门岗码，才能给它做门岗包。"
CODE_WORDS = (
    "只出现这一次，请抄在纸上收好：在{gate}的电脑上第一次登录时要写。"
    "谁有它和U盘，谁就能读{gate}的门岗包。"
)
USUAL = ("已与门岗和业主核实，物品无误", "已追回", "已补开放行条", "已报值班主任处理")


class GatesPage(Page):
    """The list of gates with what can be done for each, and the conflicts."""

    title = "门岗的第二台电脑"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._busy = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(12)
        rows.addLayout(self._head())
        self.banner = Banner(parent=self)
        self.banner.setObjectName("gates_banner")
        rows.addWidget(self.banner)
        rows.addWidget(self._gates_card())
        rows.addWidget(self._conflicts_card(), 1)
        self.refresh()

    def entered(self) -> None:
        """Focus in the list of gates, where there are any."""
        if self.model.rows:
            self.gates.setFocus()
        else:
            self.setFocus()

    def refresh(self) -> None:
        """Both lists as they are now; few rows, so on this thread."""
        found = computers.every(self.session)
        self.model.set_rows([self._gate_row(one) for one in found])
        self._empty.setVisible(not found)
        self.gates.setVisible(bool(found))
        self.gates.go(0)
        self._may_do()
        open_ones = conflicts.conflicts(self.session) if self._may_pack else []
        self.trouble.set_rows([self._conflict_row(one) for one in open_ones])
        self._agrees.setVisible(not open_ones)
        self.conflicts.setVisible(bool(open_ones))
        self.settle.setVisible(bool(open_ones))
        self.conflicts.go(0)

    def make_pack(self) -> None:
        """For the gate that is chosen, onto the stick."""
        name = self._chosen()
        folder = dialogs.choose_folder(self, f"给{name}的门岗包存到哪里（U盘）") if name else None
        if name is None or folder is None:
            return
        self._ask(lambda own: making.make(own, name, folder), self._packed, "正在做门岗包…")

    def merge(self) -> None:
        """Take in what a gate brought back."""
        file = dialogs.choose_file(self, "门岗带回的放行记录", f"放行记录 (*{SUFFIX})")
        if file is not None:
            self._ask(lambda own: merging.merge(own, file), self._merged, "正在并回放行记录…")

    def register(self) -> None:
        """A new computer: its name, then its code, once."""
        words = "每台门岗电脑有自己的门岗码。"
        made = until_taken(
            lambda typed, wrong: dialogs.ask_line(
                self, "登记门岗电脑", words, "名称，如 东门", yes="登记", typed=typed, wrong=wrong
            ),
            lambda name: computers.add(self.session, name),
        )
        if made is None:
            return
        gate, code = made
        self.refresh()
        words = CODE_WORDS.format(gate=gate.name)
        dialogs.tell(self, f"{gate.name}的门岗码", words, _in_lines(code))

    def stop(self) -> None:
        """The chosen one is given up."""
        name = self._chosen()
        words = f"以后不再给{name}做包；已送去的包到期为止还能用，它以前放行的仍可以并回。"
        if name is None or not dialogs.confirm(self, f"停用 {name}", words, yes="停用", danger=True):
            return
        try:
            computers.end(self.session, name)
        except (Refused, Environment) as error:
            self.banner.say(str(error), "bad")
            return
        self.refresh()

    def settle_one(self) -> None:
        """Say what was done about the chosen conflict."""
        row = self.conflicts.current_row()
        if row is None:
            return
        found: Conflict = row[-1]
        until_taken(
            lambda typed, wrong: dialogs.ask_reason(
                self, f"处理 {found.number}", found.words, usual=USUAL, yes="处理好了",
                danger=False, typed=typed, wrong=wrong, caption="查到什么、怎样处理",
            ),
            lambda why: conflicts.settle(self.session, found.id, why),
        )  # fmt: skip
        self.refresh()

    # ---- building

    @property
    def _may_pack(self) -> bool:
        return self.session.may("gatepack")

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.title, "title", self))
        head.addWidget(label("没有数据，凭U盘里的门岗包核验；放行记录再用U盘带回来", "second", self))
        head.addStretch()
        return head

    def _gates_card(self) -> Card:
        card = Card(parent=self)
        self.model = RowsModel(GATES, self)
        self.gates = _table(self.model, card, "gates")
        self.gates.setMaximumHeight(6 * ROW_PX)
        self.gates.opened.connect(lambda row: self.make_pack())
        self._empty = _words(NONE_YET, card)
        card.rows.addWidget(self.gates)
        card.rows.addWidget(self._empty)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.pack = self._button("make_pack", "做门岗包到U盘…", "F9", self.make_pack, "primary")
        merge = self._button("merge", "并回放行记录…", "F8", self.merge)
        buttons.addWidget(self.pack)
        buttons.addWidget(merge)
        buttons.addStretch()
        merge.setEnabled(self._may_pack)
        register = self._button("register", "登记一台…", "Insert", self.register)
        self._stop = self._button("stop", "停用…", "Ctrl+Delete", self.stop)
        for one in (register, self._stop):
            one.setVisible(self.session.may("settings"))
            buttons.addWidget(one)
        self.gates.current.connect(lambda row: self._may_do())
        card.rows.addLayout(buttons)
        return card

    def _conflicts_card(self) -> Card:
        card = Card("对不上的，请查清楚", parent=self)
        self.trouble = RowsModel(CONFLICTS, self)
        self.conflicts = _table(self.trouble, card, "conflicts")
        self.conflicts.opened.connect(lambda row: self.settle_one())
        self._agrees = _words("没有：门岗放行的都与这里的对得上。", card)
        self.settle = self._button("settle", "处理好了…", "F7", self.settle_one)
        card.rows.addWidget(self._agrees)
        card.rows.addWidget(self.conflicts, 1)
        row = QHBoxLayout()
        row.addWidget(self.settle)
        row.addStretch()
        card.rows.addLayout(row)
        card.rows.addStretch()
        return card

    def _button(
        self, name: str, words: str, key: str, pressed: Callable[[], object], role: str = ""
    ) -> KeyButton:
        made = KeyButton(words, key, role, self)
        made.setObjectName(name)
        made.setAutoDefault(True)
        made.clicked.connect(lambda checked=False: pressed())
        return made

    # ---- showing

    def _gate_row(self, one: computers.Gate) -> Row:
        ended = one.ended_at is not None
        state = Mark("已停用", "") if ended else Mark("在用", "good")
        packed = "还没有做过" if one.packed_at is None else (
            f"第 {one.packs} 号，{self._moment(one.packed_at)} 做的"
        )
        return one.name, state, packed, None if ended else one.name

    def _conflict_row(self, one: Conflict) -> Row:
        outcome = Mark(merging.OUTCOMES[one.outcome], "bad")
        words = one.words.partition("：")[2]
        return self._moment(one.at), one.gate, one.number, outcome, words, one

    def _moment(self, ms: int) -> str:
        when = self.session.local(ms).strftime("%Y-%m-%dT%H:%M")
        return dates.pretty_moment(when, self.session.now())

    def _may_do(self) -> None:
        """Only one that is in use gets packs, or is given up."""
        used = self._chosen() is not None
        self.pack.setEnabled(used and self._may_pack)
        self._stop.setEnabled(used)

    def _chosen(self) -> str | None:
        row = self.gates.current_row()
        return row[-1] if row is not None else None

    # ---- working

    def _ask(
        self, job: Callable[[Session], Answer], done: Callable[[Answer], object], words: str
    ) -> None:
        if self._busy:
            return
        self._busy = True
        self.banner.say(words, "accent")

        def told(answer: Answer) -> None:
            self._busy = False
            self.refresh()
            done(answer)

        reading.ask(self, self.session, job, told, self._failed, writes=True)

    def _packed(self, made: Made) -> None:
        until = self._moment(made.until)
        self.banner.say(
            f"{made.gate}的第 {made.sequence} 号包已写好并读回核对：{made.slips} 张有效的单，{made.over} 张"
            f"已失效的，有效到 {until}。{Path(made.file).name}", "good",
        )  # fmt: skip

    def _merged(self, made: Merged) -> None:
        told = [f"{made.gate}：{made.done} 项已记入"]
        told += [f"{made.known} 条以前并回过"] if made.known else []
        told += [f"{len(made.conflicts)} 项对不上，列在下面"] if made.conflicts else []
        told += [made.warning] if made.warning else []
        bad = bool(made.conflicts or made.warning)
        self.banner.say("；".join(told), "warn" if bad else "good")

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, (Refused, Environment)):
            self.banner.say("")
            raise error
        self.banner.say(str(error), "bad")


def _table(model: RowsModel, card: Card, name: str) -> ListTable:
    table = ListTable(model, card)
    table.setObjectName(name)
    table.setMinimumHeight(3 * ROW_PX)
    return table


def _in_lines(code: str) -> str:
    """A code to be copied by hand: four groups and three, apart."""
    groups = code.split("-")
    return "\n".join(("　".join(groups[:4]), "　".join(groups[4:])))


def _words(words: str, card: Card) -> QLabel:
    made = label(words, "second", card)
    made.setWordWrap(True)
    return made
