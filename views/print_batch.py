"""成批打印: a list of papers to tick, all looked over, then printed one by one with a bar.

The sources are tabs: what never came out, today's records, one record and all that hangs on it,
what was ticked elsewhere. It goes on while other pages are looked at; Esc takes back what waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from db import print_batch
from db.errors import Environment, Refused
from db.print_batch import Left, Line
from db.session import Session
from ui import dialogs
from ui.parts import Banner, Card, EmptyState, Progress
from ui.pick_table import PickModel, PickTable
from views import print_rows, printer, printouts, reading
from views.page import Page
from views.print_batch_parts import (
    CHOSEN, TODAY, TOGETHER, UNPRINTED, WHOLE, BatchFoot, BatchHead,
)  # fmt: skip
from views.print_run import SHEET, Looked, Order, Went
from views.print_under_way import UnderWay
from views.remembered import Remembered

MANY = 30
"""More than so many papers are asked about once."""
NOTHING = (
    "没有未出纸的。打印机取消、卡住的单会出现在这里。", "今天还没有开单。",
    "在上面输单号：那张单和挂在它上面的（如一次装修的全部出入证）都列在这里。",
    "在登记本、在办名单里勾好，按“打印”，就列在这里。",
)  # fmt: skip


class PrintBatchPage(Page):
    """Tabs, a list, the reason of a reprint, 打印, a bar, and how it went."""

    title = "成批打印"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.source = UNPRINTED
        self.lines: dict[str, Line] = {}
        self.looked: dict[str, Looked] = {}
        self.went: dict[str, Went] = {}
        self._numbers: tuple[str, ...] = ()
        self._left: Left | None = None
        self._accepted: frozenset[str] = frozenset()
        self._asked = 0
        self._steps: set[str] = set()
        self._places: dict[str, int] = {}
        self.run = UnderWay(session, self)
        self.run.told.connect(self._told)
        self.run.over.connect(self._over)
        self.run.broke.connect(self._broke)
        self._build()

    @property
    def is_busy(self) -> bool:
        """Whether a batch is under way."""
        return self.run.is_busy

    def entered(self) -> None:
        """Focus in the list; what a batch that was cut short had left is offered."""
        if not self.is_busy and not self.went:
            self._offer_left()
            self.refresh()
        self._focus()

    def refresh(self) -> None:
        """Somebody wrote: read again, but not over what is being printed or how it went."""
        if self.is_busy or self.went:
            return
        self._asked += 1
        asked, source = self._asked, self.source
        typed, numbers = self.number.text().strip(), self._numbers
        reading.ask(
            self, self.session, lambda session: _read(session, source, typed, numbers),
            lambda found: self._arrived(asked, found), self._failed,
        )  # fmt: skip

    def finish(self) -> bool:
        """The window waits until what is under way was stopped."""
        if self.is_busy:
            self.notice.emit("正在成批打印：先按 Esc 停下，或等它打完。", "warn")
        return not self.is_busy

    def show_numbers(self, numbers: Sequence[str]) -> None:
        """The papers of these records, those not on paper yet ticked."""
        if self.is_busy:
            self.notice.emit("正在打另一批，请等它打完，或先停下。", "warn")
            return
        self._numbers = tuple(numbers)
        self.turn_to(CHOSEN)

    def turn_to(self, source: int) -> None:
        """Show another source."""
        if self.is_busy:
            return
        self.source = source
        self.looked, self.went, self.lines = {}, {}, {}
        self._accepted = frozenset()
        self.table.choose(())
        self.banner.say("")
        self.head.show_source(source)
        self._show()
        self.refresh()
        self._focus()

    def go_on(self) -> None:
        """Look over what is ticked and print it, unless something is to be mended or known."""
        keys = self.table.chosen()
        if self.is_busy:
            return
        if not keys:
            self.notice.emit("请先勾上要打的：空格勾一张，Ctrl+A 全选。", "info")
            return
        if len(keys) > MANY and not self._accepted >= set(keys) and not dialogs.confirm(
            self, f"要打 {len(keys)} 张，现在打吗？", "打到一半按 Esc 停得下来，没打的不记。", yes="打印"
        ):
            return
        why = self.why.text().strip()
        if print_rows.needing_reason(self.lines, keys) and not why:
            self.banner.say("勾的里面有打过的：请写补打的原因，每一页会印“补打”字样。", "warn")
            self.why.setFocus()
            return
        together = self.foot.ten_up.value() == TOGETHER
        place = self.foot.place.place() if together else 1
        if place is None:
            self.banner.say(f"{self.foot.place.wrong}。", "warn")
            self.foot.place.line.setFocus()
            return
        folder = None
        if printer.chosen(self.session) == printer.TO_FILE:
            folder = dialogs.choose_folder(self, "PDF 存到哪个文件夹")
            if folder is None:
                return
        orders = [
            Order(line.number, line.paper, why if line.times else "", line.copy)
            for line in (self.lines[key] for key in keys)
        ]
        self._steps = set()
        self.looked, self.went = {}, {}
        self.drop.setVisible(False)
        self.banner.say("")
        self.progress.start(len(orders))
        self.progress.advance(0, "正在检查")
        self.run.begin(orders, folder, together, place, self._accepted)
        self._tell()

    def cancel(self) -> None:
        """Take back what still waits."""
        if self.is_busy:
            self.run.cancel()
            self.progress.advance(len(self._steps), "正在停下，收回还没打的")

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        self.head = BatchHead(self.title, self)
        self.head.turned.connect(self.turn_to)
        self.head.asked.connect(self._read_whole)
        self.head.narrowed.connect(self._show)
        self.number = self.head.number
        page.addWidget(self.head)
        self.banner = Banner(parent=self)
        self.banner.setObjectName("batch_told")
        self.banner.pressed.connect(self.go_on)
        page.addWidget(self.banner)
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 6, 1, 1)
        self.model = PickModel(print_rows.COLUMNS)
        self.table = PickTable(self.model, card)
        self.model.setParent(self.table)
        self.table.setObjectName("print_list")
        self.table.setAccessibleName(self.title)
        self.table.remember(Remembered(self.session, "print_batch"), "list")
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[-2])))
        self.table.picked.connect(self._tell)
        self._empty = EmptyState("", parent=card)
        self._empty.setObjectName("nothing")
        self._broken = EmptyState("", "再读一次", "F5", parent=card)
        self._broken.setObjectName("broken")
        self._broken.pressed.connect(self.refresh)
        self._stack = QStackedLayout()
        for part in (self._empty, self.table, self._broken):
            self._stack.addWidget(part)
        card.rows.addLayout(self._stack, 1)
        self.progress = Progress("正在检查", card)
        self.progress.setObjectName("print_progress")
        self.progress.setContentsMargins(14, 4, 14, 6)
        self.progress.cancelled.connect(self.cancel)
        card.rows.addWidget(self.progress)
        page.addWidget(card, 1)
        self.foot = BatchFoot(self)
        self.foot.started.connect(self.go_on)
        self.foot.dropped.connect(self._drop_left)
        self.why, self.drop = self.foot.why, self.foot.drop
        for sign in (self.head.went_down, self.foot.went_up):
            sign.connect(lambda: self.table.setFocus())
        page.addWidget(self.foot)
        QShortcut(QKeySequence("Ctrl+F"), self, self.number.setFocus)

    # ---- showing

    def _arrived(self, asked: int, found: tuple[list[Line], str]) -> None:
        if asked != self._asked or self.is_busy:
            return
        lines, refused = found
        fresh = set(self.lines) != {one.key for one in lines}
        self.lines = {one.key: one for one in lines}
        self.head.show_lines(lines)
        self._show()
        if fresh:
            self.table.choose(self._meant(lines))
        if refused:
            self._empty.say(refused)
            self._stack.setCurrentWidget(self._empty)
        self._focus()

    def _meant(self, lines: Sequence[Line]) -> list[str]:
        """What is ticked at first."""
        if self._left is not None:
            wanted = {f"{number} {paper}" for number, paper, _ in self._left.orders}
            return [one.key for one in lines if one.key in wanted]
        new = [one.key for one in lines if one.wanted]
        ticked = self.source == CHOSEN and not new
        return [one.key for one in lines if one.is_first] if ticked else new

    def _show(self) -> None:
        rows = [
            print_rows.row_of(one, self.looked.get(key), self.went.get(key))
            for key, one in self.lines.items() if self.head.passes(one)
        ]
        self.table.show_rows(rows)
        self._empty.say(NOTHING[self.source])
        self._stack.setCurrentWidget(self.table if rows else self._empty)
        self._tell()

    def _tell(self) -> None:
        keys = self.table.chosen()
        self.foot.tell(self.lines, keys, self.is_busy, self._on_sheet(keys))

    def _on_sheet(self, keys: Sequence[str]) -> int:
        """How many of the cards or labels that are ticked stand on a sheet, 1 for none."""
        one = next((self.lines[key] for key in keys if self.lines[key].shares), None)
        form = self.session.forms.get(one.code) if one else None
        if one is None or form is None:
            return 1
        try:
            return printouts.places_of(form.paper(one.paper), SHEET)
        except KeyError:
            return 1

    def _focus(self) -> None:
        if self.source == WHOLE and not self.lines:
            self.number.setFocus()
        elif self.table.isVisibleTo(self) and not self.why.hasFocus():
            self.table.setFocus()

    def _read_whole(self) -> None:
        """Another number was typed."""
        self.lines, self.went, self.looked = {}, {}, {}
        self.refresh()

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, (Refused, Environment))
        self._broken.say(
            f"没有读出来，单据都在。{error if known else '程序出了错，已经记下来了。'}"
        )
        self._stack.setCurrentWidget(self._broken)
        if not known:
            raise error

    # ---- what was cut short

    def _offer_left(self) -> None:
        left = print_batch.left(self.session)
        if left is None or not left.orders:
            self._left = None
            self.drop.setVisible(False)
            return
        self._left = left
        self._numbers = tuple(dict.fromkeys(number for number, _, _ in left.orders))
        self.turn_to(CHOSEN)
        self.why.setText(next((why for _, _, why in left.orders if why), ""))
        self.drop.setVisible(True)
        self.banner.say(
            f"上次成批打印没有打完：还剩 {len(left.orders)} 张没有出纸，都勾好了。", "warn", "接着打"
        )

    def _drop_left(self) -> None:
        """They are not wanted any more."""
        if not self.is_busy:
            print_batch.end(self.session)
            self._left, self._numbers = None, ()
            self.drop.setVisible(False)
            self.turn_to(UNPRINTED)

    # ---- printing

    def _told(self, told: Looked | Went | str) -> None:
        """One paper further, or what the printer waits for."""
        if isinstance(told, str):
            words = f"{told}。处理好就自己接着打；不想等，按 Esc 停下" if told else ""
            self.banner.say(words, "warn")
            return
        key = told.order.key
        if isinstance(told, Looked):
            self.looked[key] = told
        else:
            if not self.went:
                self._steps = set()
            self.went[key] = told
        self._steps.add(key)
        if not self.run.is_stopping:
            stage = "正在检查" if isinstance(told, Looked) else "正在打印"
            self.progress.advance(len(self._steps), stage)
        self._renew(key)

    def _renew(self, key: str) -> None:
        """Its row anew; where it stands is known until the list is sorted otherwise."""
        line, rows = self.lines.get(key), self.model.rows
        place = self._places.get(key, -1)
        if not 0 <= place < len(rows) or rows[place][-1] != key:
            self._places = {str(row[-1]): at for at, row in enumerate(rows)}
            place = self._places.get(key, -1)
        if line is not None and place >= 0:
            row = print_rows.row_of(line, self.looked.get(key), self.went.get(key))
            self.model.replace(place, row)

    def _over(self, looked: list[Looked], went: list[Went], stopped: bool) -> None:
        self.progress.finish()
        self.looked = {one.order.key: one for one in looked}
        went = [part for one in went for part in self._parts(one)]
        self.went = {one.order.key: one for one in went}
        self._left = None
        if went:
            words, tone, verb = print_rows.of_end(went, stopped)
            wanted = [one.order.key for one in went if not one.arrived]
            self._accepted = frozenset()
        else:
            words, tone = print_rows.of_looking(looked)
            words, verb = "停下了，一张也没有打。" if stopped else words, ""
            wanted = [one.order.key for one in looked if not one.stopping or one.printer]
            self._accepted = frozenset(wanted)
        self._show()
        self.table.choose(wanted)
        self.table.look_at(
            [one.order.key for one in went if not one.arrived]
            or [one.order.key for one in looked if one.stopping or one.said]
        )
        self.banner.say(words, tone or "warn", verb)
        if not self.isVisible():
            self.notice.emit(f"成批打印：{words}", tone or "warn")
        self._focus()

    def _parts(self, one: Went) -> list[Went]:
        """What became of a paper; where only some of its copies came out, of each of the others,
        with a line of its own."""
        line = self.lines.get(one.order.key)
        if line is None or not one.copies:
            return [one]
        lines = [replace(line, copy=copy, copies=1) for copy in one.copies]
        self.lines = {
            each.key: each for key, old in self.lines.items()
            for each in (lines if key == line.key else (old,))
        }
        return [replace(one, order=replace(one.order, copy=copy)) for copy in one.copies]

    def _broke(self, error: Exception) -> None:
        self.progress.finish()
        known = isinstance(error, (Refused, Environment))
        words = str(error) if known else "程序出了错，已经记下来了。"
        self.banner.say(f"{words} 打出来的都记了，没打的还在名单里。", "bad")
        self._tell()
        if not known:
            raise error


Reader = Callable[[Session], list[Line]]


def _read(
    session: Session, source: int, typed: str, numbers: Sequence[str]
) -> tuple[list[Line], str]:
    """(the lines of a source, why there are none)."""
    sources: dict[int, Reader] = {
        UNPRINTED: print_batch.unprinted,
        TODAY: lambda one: print_batch.of_day(one, one.now().date()),
        WHOLE: lambda one: print_batch.of_whole(one, typed) if typed else [],
        CHOSEN: lambda one: print_batch.of_numbers(one, numbers),
    }
    try:
        return sources[source](session), ""
    except Refused as refused:
        return [], str(refused)
