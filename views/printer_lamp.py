"""The printer in the status bar: which one is used and how it is; pressed, another is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from db.session import Session
from ui import background
from ui.parts import StatusLamp
from views import carriers, printer
from views.printer import TO_FILE

if TYPE_CHECKING:
    from printing.spool import Queue

KEY, PAGE_KEY = "F10", "Ctrl+F10"
PAGE_WORDS = "打印方式、校准…"
FILE_WORDS = "存为 PDF"


class PrinterLamp(StatusLamp):
    """Shows the printer that is used where nothing else is settled; the key, caught by the window,
    and the mouse open the list.

    Signals: said(words, tone) for people; changed(): another printer is used; page_asked: the page
    of the ways to print is wanted.
    """

    said = Signal(str, str)
    changed = Signal()
    page_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("正在看打印机…", "", parent, key=KEY)
        self.session = session
        self.setObjectName("printer_lamp")
        self.clicked.connect(lambda checked=False: self.offer())

    def look(self) -> None:
        """Ask the print service in a thread how the printer is."""
        self._ask(self._show)

    def offer(self) -> None:
        """The printers as they are now, to choose from."""
        self._ask(self._open)

    def _ask(self, answered: Callable[[Sequence[Queue]], object]) -> None:
        through = carriers.carrier(self.session)
        background.start(self, lambda: printer.queues(through), answered)

    def choose(self, queue: str) -> None:
        """Print there from now on, unless the printer has none of the forms' papers."""
        if queue == TO_FILE:
            self._chosen(queue, {})
            return
        sizes = printer.paper_sizes(self.session)

        def answered(reasons: dict[str, str]) -> None:
            if sizes and len(reasons) == len(sizes):
                self.said.emit(f"没有换打印机。{next(iter(reasons.values()))}", "bad")
            else:
                self._chosen(queue, reasons)

        through = carriers.carrier(self.session)
        background.start(self, lambda: printer.unfit(through, queue, sizes), answered)

    def _usual(self) -> tuple[str, str, str]:
        """(the way that everything else is printed, its own printer, why the ways could not be
        read): "" where there is none."""
        from views import ways

        known, unread = ways.known(self.session)
        return known.name_of("", ""), known.of("", "").queue, unread

    def _chosen(self, queue: str, reasons: dict[str, str]) -> None:
        printer.choose(self.session, queue)
        self.look()
        self.changed.emit()
        name, own, _ = self._usual()
        if own:
            self.said.emit(f"选好了；各种单照“{name}”仍在 {own} 打，要改请按 Ctrl F10。", "warn")
        elif queue == TO_FILE:
            self.said.emit("以后不打印，每张单存为 PDF。", "good")
        elif reasons:
            self.said.emit(f"以后在 {queue} 打印。{'；'.join(reasons.values())}", "warn")
        else:
            self.said.emit(f"以后在 {queue} 打印。", "good")

    def _show(self, found: Sequence[Queue]) -> None:
        _, own, unread = self._usual()
        wanted = own or printer.chosen(self.session)
        queue = printer.current(found, wanted)
        if unread:
            self.say("打印方式的设置读不懂，按 Ctrl F10 看", "bad")
        elif wanted == TO_FILE:
            self.say("不打印，存为 PDF", "good")
        elif queue is None and wanted:
            self.say(f"找不到打印机 {wanted}，请另选", "bad")
        elif queue is None:
            self.say("没有打印机，可存为 PDF", "warn")
        else:
            well = queue.accepting and not queue.stopped
            self.say(f"打印机 {queue.name} {queue.state}", "good" if well else "bad")

    def _open(self, found: Sequence[Queue]) -> None:
        self._show(found)
        menu = self._menu(found)
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _menu(self, found: Sequence[Queue]) -> QMenu:
        """The printers with their states, then the PDF file; digits and arrows choose."""
        menu = QMenu(self)
        menu.setObjectName("printers")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wanted = printer.chosen(self.session)
        used = printer.current(found, wanted)
        lines = [(queue.name, f"{queue.name}　{queue.state}") for queue in found]
        for place, (name, words) in enumerate((*lines, (TO_FILE, FILE_WORDS)), 1):
            if name == TO_FILE and lines:
                menu.addSeparator()
            action = menu.addAction(f"&{place}　{words}" if place < 10 else f"　　{words}")
            action.setCheckable(True)
            action.setChecked(name == (used.name if used else wanted))
            action.triggered.connect(lambda on=False, name=name: self.choose(name))
            if action.isChecked():
                menu.setActiveAction(action)
        menu.addSeparator()
        more = menu.addAction(f"{PAGE_WORDS}　{PAGE_KEY.replace('+', ' ')}")
        more.triggered.connect(lambda on=False: self.page_asked.emit())
        return menu
