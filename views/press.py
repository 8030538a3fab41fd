"""From a saved record to the printer without holding up the window.

The store is written on the window's thread; drawing, and whatever waits for the printer, run
beside it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from db import prints
from db.errors import Environment, Refused
from db.records import Record
from db.session import Session
from ui import background, dialogs
from views import printer, printouts
from views.printouts import Printout

NO_FILE = "单据 {} 已保存，还没存成 PDF，按 Ctrl+P 再存"
NO_PRINTER = "没有可用的打印机：单据已保存，还没出纸。接好打印机后按 Ctrl+P，或按 F10 选“存为 PDF”"


class Press(QObject):
    """Prints records on the printer chosen on this computer (`views.printer`).

    Signal settled(number, whether paper is coming, words for people).
    """

    settled = Signal(str, bool, str)

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
    ) -> None:
        """Log the print and hand its pages to the printer; `settled` says what came of it.

        paper_name: the form's first paper, if not given · copy: one 联 alone, counted from 1
        again: the reason of a reprint.
        """
        wanted = printer.chosen(self.session)

        def go(queue: str | None) -> None:
            self._hand_over(record, paper_name, copy, again, queue or "")

        def ask() -> None:
            if not self.ask_file(record, paper_name=paper_name, copy=copy, again=again):
                self.settled.emit(record.number, False, NO_FILE.format(record.number))

        if wanted == printer.TO_FILE:
            QTimer.singleShot(0, self, ask)  # the record's page comes first
        elif wanted:
            go(wanted)
        else:
            background.start(self, printouts.default_queue, go)

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
            out = printouts.prepare(
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
        record: Record,
        paper_name: str | None,
        copy: int | None,
        again: str | None,
        queue: str,
    ) -> None:
        if self._closed():
            return
        number = record.number
        try:
            out = printouts.prepare(
                self.session, record, paper_name=paper_name, copy=copy, again=again,
                queue=queue or None,
            )  # fmt: skip
            if not queue:
                prints.settle(self.session, out.print_id, prints.UNPRINTED)
        except (Refused, Environment) as trouble:
            self.settled.emit(number, False, str(trouble))
            return
        if not queue:
            self.settled.emit(number, False, NO_PRINTER)
            return
        background.start(
            self,
            lambda: printouts.send(out, queue),
            lambda job: self._sent(number, out, job),
            lambda error: self._failed(number, out, error),
        )

    def _closed(self) -> bool:
        """Whether the store was closed while the printer was asked; the record is safe in it."""
        return bool(self.session.store.db.is_closed())

    def _sent(self, number: str, out: Printout, job: str) -> None:
        if self._closed():
            return
        prints.settle(self.session, out.print_id, "已送打印机", job)
        count = f"{out.copies} 联" if out.copies > 1 else f"{out.pages} 页"
        self.settled.emit(number, True, f"{number} 已保存，{count}已送打印机")

    def _failed(self, number: str, out: Printout, error: Exception) -> None:
        if self._closed():
            return
        prints.settle(self.session, out.print_id, prints.UNPRINTED)
        if not isinstance(error, Environment):
            raise error
        self.settled.emit(number, False, f"{error}　单据 {number} 已保存，还没出纸，按 Ctrl+P 再打")
