"""From a saved record to the printer without holding up the window.

The store is written on the window's thread; whatever waits for the printer runs beside it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from db import prints
from db.errors import Environment, Refused
from db.records import Record
from db.session import Session
from ui import background
from views import printouts
from views.printouts import Printout

NO_PRINTER = "没有可用的打印机：单据已保存，还没出纸。接好打印机后按 Ctrl+P，或存为 PDF"


class Press(QObject):
    """Prints records.

    queue: the printer to use; "" for the computer's default one.
    Signal settled(number, whether paper is coming, words for people).
    """

    settled = Signal(str, bool, str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.queue = ""

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
        background.start(
            self,
            lambda: self.queue or printouts.default_queue() or "",
            lambda queue: self._hand_over(record, paper_name, copy, again, queue),
        )

    def save_pdf(
        self, record: Record, file: Path, *, copy: int | None = None, again: str | None = None
    ) -> None:
        """Log the print and write its pages to a file; raises Refused, Environment."""
        out = printouts.prepare(self.session, record, copy=copy, again=again)
        printouts.to_file(self.session, out, file)
        self.settled.emit(record.number, True, f"{record.number} 已存为 {file.name}")

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
