"""From a saved record to the printer without holding up the window.

The store is written on the window's thread; drawing, and whatever waits for the printer, run
beside it. A print that is in the queue is followed until the queue says what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from db import prints
from db.errors import Environment, Refused
from db.prints import Outstanding
from db.records import Record
from db.session import Session
from ui import background, dialogs
from views import carriers, examining, printer, printouts, settling, together, ways
from views.examining import Examined
from views.printouts import Printout

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.profiles import Profile
    from printing.spool import Fate

NO_FILE = "单据 {} 已保存，还没存成 PDF，按 Ctrl+P 再存"
NO_PRINTER = "没有可用的打印机：单据已保存，还没出纸。接好打印机后按 Ctrl+P，或按 F10 选“存为 PDF”"
LOST = "{}　单据 {} 已保存，还没出纸，按 Ctrl+P 再打"
LOOK_MS = (200, 400, 800, 1500, 3000, 3000, 5000, 5000, 10_000, 10_000, 20_000, 60_000, 120_000)
"""When the queue is asked again; what is still under way after that is asked at the next start."""


@dataclass(frozen=True)
class Order:
    """What to print: a record on one of its papers, one copy alone (counted from 1), why again;
    unread: that this computer's ways to print could not be read, so that it prints as usual; start:
    the first free place on a sheet of cards or labels."""

    record: Record
    paper_name: str | None = None
    copy: int | None = None
    again: str | None = None
    unread: str = ""
    start: int = 1


class Press(QObject):
    """Prints records on the printer chosen on this computer (`views.printer`).

    Signals: settled(number, whether paper is coming, words for people); followed(number): what
    became of a print in the queue is written down.
    """

    settled = Signal(str, bool, str)
    followed = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._over = parent

    def send(
        self,
        record: Record,
        *,
        paper_name: str | None = None,
        copy: int | None = None,
        again: str | None = None,
        way: Profile | None = None,
        start: int = 1,
    ) -> None:
        """Log the print and hand its pages to the printer; `settled` says what came of it.

        paper_name: the form's first paper, if not given · copy: one 联 alone, counted from 1
        again: the reason of a reprint · way: this computer's way for that paper, if not given
        start: the first free place on a sheet of cards or labels.
        """
        order = Order(record, paper_name, copy, again, ways.known(self.session)[1], start)
        wanted = printer.chosen(self.session)

        def ask() -> None:
            if not self.ask_file(record, paper_name=paper_name, copy=copy, again=again):
                self.settled.emit(record.number, False, NO_FILE.format(record.number))

        try:
            paper = printouts.paper_of(record.form, paper_name)
        except Refused as refused:
            self.settled.emit(record.number, False, str(refused))
            return
        way = way if way is not None else ways.of(self.session, record.form, paper)
        if wanted == printer.TO_FILE and not way.queue:
            QTimer.singleShot(0, self, ask)  # the record's page comes first
            return
        through = carriers.carrier(self.session)
        subject = examining.subject(self.session, record, paper, way, copy)

        def ready() -> tuple[Profile, str, str, Examined]:
            queue, mode = examining.where(through, way, wanted, paper)
            return way, queue, mode, examining.examine(subject, way, queue, mode, through)

        background.start(self, ready, lambda found: self._hand_over(order, through, *found))

    def ask_file(
        self,
        record: Record,
        *,
        paper_name: str | None = None,
        copy: int | None = None,
        again: str | None = None,
    ) -> bool:
        """Write the pages to a file one chooses; `settled` says what came of it. False if none."""
        number = record.number
        name = f"{number}{f' {paper_name}' if paper_name else ''}.pdf"
        file = dialogs.choose_new_file(self._over, "存为 PDF", name, "PDF (*.pdf)")
        if file is None:
            return False
        try:
            out = together.prepare(
                self.session, record, paper_name=paper_name, copy=copy, again=again
            )
            printouts.to_file(self.session, out, file)
        except (Refused, Environment) as trouble:
            self.settled.emit(number, False, str(trouble))
        else:
            self.settled.emit(number, True, f"{number} 已存为 {file.name}")
        return True

    def _hand_over(
        self,
        order: Order,
        through: Carrier,
        way: Profile,
        queue: str,
        mode: str,
        seen: Examined,
    ) -> None:
        if self._closed():
            return
        number = order.record.number
        wrong = seen.stopping if queue else NO_PRINTER
        try:
            out = together.prepare(
                self.session, order.record, paper_name=order.paper_name, copy=order.copy,
                again=order.again, mode=mode, queue=queue or None, fresh=seen.fresh, way=way,
                wrong=wrong, start=order.start,
            )  # fmt: skip
        except (Refused, Environment) as trouble:
            self.settled.emit(number, False, str(trouble))
            return
        if wrong:
            words = LOST.format(wrong, number) if queue else NO_PRINTER
            self.settled.emit(number, False, words)
            return
        background.start(
            self,
            lambda: carriers.tried(lambda: out.submit(through, queue)),
            lambda job: self._sent(
                number, out, through, queue, job, "。".join(filter(None, (order.unread, seen.said)))
            ),
            lambda error: self._failed(number, out, error),
        )

    def _closed(self) -> bool:
        """Whether the store was closed while the printer was asked; the record is safe in it."""
        return self.session.is_over

    def _sent(
        self, number: str, out: Printout, through: Carrier, queue: str, job: str, said: str
    ) -> None:
        if self._closed():
            return
        printouts.settle(self.session, out, prints.QUEUED, job or None)
        count = f"{out.copies} 联" if out.copies > 1 else f"{out.pages} 页"
        told = f"。{said}" if said else ""
        self.settled.emit(number, True, f"{number} 已保存，{count}已送打印机{told}")
        if job:
            rows = (out.print_id, *out.also)
            sent = [Outstanding(row, number, queue, job, out.title) for row in rows]
            self._follow(sent, through, 0, "")

    def _failed(self, number: str, out: Printout, error: Exception) -> None:
        if self._closed():
            return
        printouts.settle(self.session, out, prints.UNPRINTED, said=str(error))
        if not isinstance(error, Environment):
            raise error
        self.settled.emit(number, False, LOST.format(error, number))

    def _follow(
        self, sent: Sequence[Outstanding], through: Carrier, looks: int, said: str
    ) -> None:
        """Ask the queue again after a while what became of a job and so of all that went in it;
        `said` is what people know already."""
        if looks == len(LOOK_MS):
            return
        one = sent[0]

        def look() -> None:
            background.start(self, lambda: settling.ask([one], through), told)

        def told(fates: dict[int, Fate]) -> None:
            if self._closed():
                return
            fate = fates.get(one.id)
            if fate is not None:
                fates = {each.id: fate for each in sent}
            lost = settling.note(self.session, sent, fates)
            if lost and fate is not None:
                self.settled.emit(one.number, False, LOST.format(fate.words, one.number))
            if fate is None or fate.state == "pending":
                words = fate.words if fate else ""
                if words and words != said:
                    self.settled.emit(one.number, False, f"{one.number} 还没打完：{words}")
                self._follow(sent, through, looks + 1, words or said)
            else:
                self.followed.emit(one.number)

        QTimer.singleShot(LOOK_MS[looks], self, look)
