"""打印机: the ways this computer prints, their calibration, and which paper uses which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.errors import Environment, Refused
from db.session import Session
from printing.profiles import OFFICE, Profile, Profiles
from ui import background, dialogs
from ui.parts import Banner, EmptyState, KeyButton, label
from views import carriers, printer, trial_sheet, ways
from views.drafting import DraftKeeper
from views.page import Page
from views.printers_fields import Printer
from views.printers_list import WayList
from views.printers_tabs import CALIBRATION, WAY, WayTabs
from views.printers_used import OTHERS

if TYPE_CHECKING:
    from printing.spool import Queue

    Asked = tuple[Sequence[Queue], Printer | None]

DRAFT = "@printers"
"""Under which what is half typed is kept; the code of no form."""
NOTHING = (
    "这台电脑还没有单独的打印方式：各种单都在状态栏里选的打印机（F10）上照平常的打。\n\n"
    "有针式打印机、套打的本子、分盒装的彩纸，或打出来偏了，请在这里添一种。"
)
BROKEN = "{}。存了以后，读不懂的那份改名留在旁边"
FIRST = "，以后各种单都这样打；只有几种单用它的，按 Alt+3 改"


class PrintersPage(Page):
    """The list at the left; at the right a way, its calibration, or what uses which."""

    title = "打印机"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.ways = Profiles()
        self.name: str | None = None
        self._half: dict[str, dict[str, Any]] = {}
        self._asked = 0
        self.draft = DraftKeeper(
            session, self._half_typed, lambda words: self.notice.emit(words, "bad"), self
        )
        self._lay_out()
        self._half = {str(key): dict(one) for key, one in self.draft.begin(DRAFT).items()}
        self._read()
        self._turn_to(next(iter(self._names()), None))

    @property
    def way(self) -> Profile | None:
        """The way that is shown, as it is kept; None for a new one."""
        return self.ways.known.get(self.name) if self.name else None

    def entered(self) -> None:
        """Focus in the list, or on what begins the first way."""
        button = self._empty.findChild(KeyButton)
        if self._names():
            self.list.enter()
        elif button is not None:
            button.setFocus()
        self._ask()

    def refresh(self) -> None:
        """Read the file again, and ask the printers; what is being typed stays."""
        before = self.ways
        self._keep_half()
        self._read()
        if self.ways == before:
            self._ask()
            return
        self._turn_to(self.name if self.name in self._names() else next(iter(self._names()), None))
        self._fill()

    def keep(self) -> bool:
        """What is half typed is kept."""
        self._keep_half()
        return self.draft.keep()

    def begin(self) -> None:
        """A new way."""
        self._keep_half()
        self._turn_to("")
        self._fill()
        self.tabs.show_tab(WAY)
        self.tabs.enter()

    def save(self) -> None:
        """Keep what is seen: the way, or what its calibration solved."""
        if self.tabs.at == CALIBRATION:
            self._save_calibration()
        elif self.name is not None:
            self._save_way()

    def discard(self) -> None:
        """What was typed goes."""
        self.notice.emit("", "info")
        if self.tabs.at == CALIBRATION:
            self.tabs.calibration.forget()
            return
        self._half.pop(self.name or "", None)
        again = self.name if self.way is not None else next(iter(self.ways.known), None)
        self._turn_to(again)
        self._fill()
        self.draft.edited()
        self.entered()

    def remove(self) -> None:
        """The way that is shown goes; what used it prints as all others do."""
        name = self.name
        if not name:
            self.discard()
            return
        users = sum(one == name for one in self.ways.used.values())
        words = f"用它的 {users} 处改照“{OTHERS}”。" if users else "没有单在用它。"
        if not dialogs.confirm(self, f"去掉打印方式“{name}”", words, yes="去掉", danger=True):
            return
        if self._write(self.ways.without(name), f"已去掉“{name}”"):
            self._half.pop(name, None)
            self._turn_to(next(iter(self._names()), None))
            self._fill()
            self.entered()

    # ---- the file

    def _read(self) -> None:
        """The ways as they are kept; words over the page where the file cannot be read."""
        self.ways, wrong = ways.known(self.session)
        self.banner.say(BROKEN.format(wrong) if wrong else "", "bad")
        self.tabs.used.show_ways(self.ways)
        self._fill()

    def _write(self, made: Profiles, said: str) -> bool:
        try:
            kept = ways.save(self.session, made)
        except Environment as error:
            self.notice.emit(f"没有存：{error}", "bad")
            return False
        more = f"；原来读不懂的那份留作 {kept}" if kept else ""
        self.notice.emit(said + more, "good")
        self.printers_changed.emit()
        self._read()
        return True

    def _save_way(self) -> None:
        before = self.name or ""
        try:
            name, way = self.tabs.way.read([one for one in self.ways.known if one != before])
        except Refused:
            self.notice.emit("没有存，请照各格下面的话改一改", "bad")
            return
        made = self.ways.renamed(before, name, way) if before else self.ways.with_one(name, way)
        first = not self.ways.known
        made = made.using("", name) if first else made
        if self._write(made, f"“{name}”已存{FIRST if first else ''}"):
            self._half.pop(before, None)
            self._turn_to(name)
            self._fill()
            self.draft.edited()

    def _save_calibration(self) -> None:
        sheet, name, way = self.tabs.calibration, self.name, self.way
        if not name or way is None or not sheet.is_dirty:
            words = "先打印校准页（F7），把量得的填进来" if way else "先存好这种方式（Alt+1），再校准"
            self.notice.emit(words, "info")
            return
        try:
            moved = sheet.after()
        except Refused as refused:
            sheet.refuse(refused)
            self.notice.emit("没有存，请照各格下面的话改一改", "bad")
            return
        made = self.ways.with_one(name, replace(way, adjustment=moved))
        again = "十张" if sheet.ten else "一页"
        if self._write(made, f"“{name}”校准好了，再打{again}看看"):
            self._half.pop(name, None)
            sheet.forget()
            self._turn_to(name)
            self._fill()
            sheet.enter()

    def _chose(self, key: str, name: str) -> None:
        """A paper, or all others, uses another way from now on."""
        made = self.ways.using(key, name) if name else self.ways.unused(key)
        if key and not name:
            made = made.unused(key.partition(" ")[0])
        self._write(made, f"{OFFICE.get(key, key) or OTHERS}：{name or '照其他的'}")
        self.tabs.enter()

    # ---- the list

    def _names(self) -> list[str]:
        """The ways in the list; "" is a new one."""
        new = [""] if self.name == "" or "" in self._half else []
        return [*self.ways.known, *new]

    def _fill(self) -> None:
        shown = [self._line(name) for name in self._names()]
        self.list.show_ways(shown, self.name)
        self.stack.setCurrentWidget(self.both if shown else self._empty)

    def _line(self, name: str) -> tuple[str, Profile, bool]:
        """A way of the list, and whether anything typed of it is not kept."""
        unsaved = name in self._half or name == self.name and self.tabs.way.is_dirty
        return name, self.ways.known.get(name, Profile()), unsaved

    def _moved(self, name: str) -> None:
        if name != self.name:
            self.notice.emit("", "info")
            self._keep_half()
            self._turn_to(name)

    def _turn_to(self, name: str | None) -> None:
        """Show a way; "" a new one, None for none."""
        self.name = name
        way = self.ways.known.get(name or "", Profile())
        self.tabs.way.show_way(name or "", way, self._half.get(name or ""))
        self.tabs.show_name(name)
        self.list.away.setEnabled(name is not None)
        self._show_calibration()
        self._ask()

    def _keep_half(self) -> None:
        if self.name is not None and self.tabs.way.is_dirty:
            self._half[self.name] = self.tabs.way.form.values()

    def _half_typed(self) -> dict[str, Any]:
        self._keep_half()
        return {name: half for name, half in self._half.items() if name in self._names()}

    def _edited(self) -> None:
        if self.name is not None:
            if not self.tabs.way.is_dirty:
                self._half.pop(self.name, None)
            self.list.tell(*self._line(self.name))
        self.draft.edited()

    # ---- the printers

    def _ask(self) -> None:
        """See beside the window which printers there are and what this one says of itself."""
        self._asked += 1
        asked, through = self._asked, carriers.carrier(self.session)
        wanted = self.tabs.way.queue or self._chosen()

        def look() -> Asked:
            found = printer.queues(through)
            return found, ways.printer_of(through, found, wanted)

        def told(answer: Asked) -> None:
            if asked == self._asked:
                self.tabs.way.show_printer(*answer)
                self._show_calibration()

        background.start(self, look, told)

    def _chosen(self) -> str:
        """The printer chosen on this computer, "" for its default one."""
        found = printer.chosen(self.session)
        return "" if found == printer.TO_FILE else found

    def _left_field(self, key: str) -> None:
        if key == "queue":
            self._ask()
        else:
            self.tabs.way.doubt()

    def _print(self, drift: bool) -> None:
        """A calibration sheet, or ten forms, through the printer as the way has it."""
        way, sheet = self.way, self.tabs.calibration
        if way is None:
            return
        through, size = carriers.carrier(self.session), sheet.sheet_size
        sent = replace(way, queue=way.queue or self._chosen())
        sheet.print_sheet.setEnabled(False)

        def done(queue: str) -> None:
            what = "十张走纸试验" if drift else "校准页"
            self.notice.emit(f"{what}已送 {queue}，量好填在下面", "good")
            sheet.print_sheet.setEnabled(self.way is not None)
            sheet.to_readings(drift)

        def failed(error: Exception) -> None:
            sheet.print_sheet.setEnabled(self.way is not None)
            if not isinstance(error, Environment):
                raise error
            self.notice.emit(str(error), "bad")

        background.start(
            self, lambda: trial_sheet.print_out(through, sent, size, drift), done, failed
        )

    def _show_calibration(self) -> None:
        found = self.tabs.way.printer
        sizes = found.sizes if found else None
        self.tabs.calibration.show_way(self.name or "", self.way, sizes)

    # ---- building

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.title, "title", self))
        head.addWidget(label("只管这台电脑；别的电脑各设各的", "second", self))
        head.addStretch()
        page.addLayout(head)
        self.banner = Banner(parent=self)
        self.banner.setObjectName("ways_banner")
        page.addWidget(self.banner)
        self.both = QWidget(self)
        halves = QHBoxLayout(self.both)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(14)
        self.list = WayList(self)
        self.list.moved.connect(self._moved)
        self.list.new_asked.connect(self.begin)
        self.list.away_asked.connect(self.remove)
        self.tabs = WayTabs(self.session, self)
        self.list.opened.connect(self.tabs.enter)
        self.tabs.save_asked.connect(self.save)
        self.tabs.discard_asked.connect(self.discard)
        self.tabs.way.edited.connect(self._edited)
        self.tabs.way.form.left.connect(self._left_field)
        self.tabs.calibration.sheet_asked.connect(lambda: self._print(False))
        self.tabs.calibration.drift_asked.connect(lambda: self._print(True))
        self.tabs.used.chosen.connect(self._chose)
        halves.addWidget(self.list)
        halves.addWidget(self.tabs, 1)
        self._empty = EmptyState(NOTHING, "添一种", "Insert", self)
        self._empty.setObjectName("no_ways")
        self._empty.pressed.connect(self.begin)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.both)
        self.stack.addWidget(self._empty)
        page.addWidget(self.stack, 1)
