"""What stands over and under the list of a batch: its sources, and how it is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.print_batch import MOST, Line
from ui.choice import ChoiceButton
from ui.line import Line as Box
from ui.parts import KeyButton, label
from views.dossiers import KeyTab
from views.place_box import PlaceBox
from views.print_rows import needing_reason

PRINT_KEY, DROP_KEY = "Ctrl+P", "Alt+D"
UNPRINTED, TODAY, WHOLE, CHOSEN = range(4)
TABS = ("未出纸", "今天开的", "一张单和挂着的", "勾选的")
ALL, EACH, TOGETHER = "全部单据", "一张一页", "几张拼一页"


class BatchHead(QWidget):
    """The sources as tabs, the number of one of them, which forms are listed.

    Signals: turned(source); asked: another number was typed; narrowed; went_down: to the list.
    """

    turned = Signal(int)
    asked = Signal()
    narrowed = Signal()
    went_down = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = QHBoxLayout(self)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(label(title, "title", self))
        self.tabs: list[KeyTab] = []
        for at, words in enumerate(TABS):
            tab = KeyTab(self, at)
            tab.say(words)
            tab.setObjectName(f"source_{at}")
            tab.clicked.connect(lambda checked=False, at=at: self.turned.emit(at))
            self.tabs.append(tab)
            head.addWidget(tab)
        self.number = Box(self)
        self.number.setObjectName("whole_number")
        self.number.setAccessibleName("哪张单")
        self.number.setPlaceholderText("单号　Ctrl F")
        self.number.setFixedWidth(170)
        self.number.step.connect(lambda by: self.asked.emit())
        self.number.vertical.connect(lambda by: self.went_down.emit())
        head.addWidget(self.number)
        head.addStretch()
        self.which = ChoiceButton((ALL,), self)
        self.which.setObjectName("which_form")
        self.which.setAccessibleName("哪种单据")
        self.which.setMinimumWidth(130)
        self.which.set_default(ALL)
        self.which.chosen.connect(lambda word: self.narrowed.emit())
        head.addWidget(self.which)
        self.show_source(UNPRINTED)

    def show_source(self, source: int) -> None:
        """Mark where one is; all forms again."""
        for at, tab in enumerate(self.tabs):
            tab.setChecked(at == source)
        self.number.setVisible(source == WHOLE)
        self.which.set_value("")

    def show_lines(self, lines: Sequence[Line]) -> None:
        """The forms there are."""
        self.which.choices = (ALL, *dict.fromkeys(one.title for one in lines))

    def passes(self, line: Line) -> bool:
        """Whether its form is listed."""
        return self.which.value() in ("", ALL, line.title)


class BatchFoot(QWidget):
    """How many are ticked, the reason of a reprint, how cards stand on a sheet, 打印.

    Signals: started; dropped: what was left is not wanted any more; went_up: to the list.
    """

    started = Signal()
    dropped = Signal()
    went_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        foot = QHBoxLayout(self)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        self._count = label("", "second", self)
        self._count.setObjectName("batch_count")
        foot.addWidget(self._count)
        self._again = label("", "second", self)
        self.why = Box(self)
        self.why.setObjectName("why_again")
        self.why.setAccessibleName("补打原因")
        self.why.setPlaceholderText("补打原因，如 卡纸、打印不清")
        self.why.setFixedWidth(230)
        self.why.step.connect(lambda by: self.started.emit())
        self.why.vertical.connect(lambda by: self.went_up.emit())
        self._again.setBuddy(self.why)
        foot.addWidget(self._again)
        foot.addWidget(self.why)
        foot.addStretch()
        self.ten_up = ChoiceButton((EACH, TOGETHER), self)
        self.ten_up.setObjectName("ten_up")
        self.ten_up.setAccessibleName("卡片、标签怎么排")
        self.ten_up.set_default(EACH)
        self.ten_up.setMinimumWidth(120)
        self.ten_up.chosen.connect(lambda word: self._tell_place())
        foot.addWidget(self.ten_up)
        self.place = PlaceBox(self)
        self.place.started.connect(self.started)
        self.place.left.connect(self.went_up)
        self._places = 0
        foot.addWidget(self.place)
        self.drop = KeyButton("不打这些了", DROP_KEY, "", self)
        self.drop.setObjectName("drop_left")
        self.drop.setVisible(False)
        self.drop.clicked.connect(lambda checked=False: self.dropped.emit())
        foot.addWidget(self.drop)
        self.button = KeyButton("打印", PRINT_KEY, "primary", self)
        self.button.setObjectName("print_batch")
        self.button.clicked.connect(lambda checked=False: self.started.emit())
        foot.addWidget(self.button)

    def tell(
        self, lines: Mapping[str, Line], keys: Sequence[str], busy: bool, places: int
    ) -> None:
        """What is ticked of what there is; so many cards or labels of it stand on a sheet."""
        again = needing_reason(lines, keys)
        more = f"　只列前 {MOST} 张单" if len(lines) >= MOST else ""
        self._count.setText(f"勾了 {len(keys)} / {len(lines)} 张{more}" if lines else "")
        for part in (self._again, self.why):
            part.setVisible(bool(again))
        self._again.setText(f"{again} 张打过了")
        self.ten_up.setVisible(places > 1)
        self._places = places
        self._tell_place()
        self.button.say(f"打印 {len(keys)} 张" if keys else "打印")
        self.button.setEnabled(bool(keys) and not busy)

    def _tell_place(self) -> None:
        """From which place, where several stand on a sheet."""
        together = self.ten_up.value() == TOGETHER
        self.place.show_sheet(self._places if together else 0)
