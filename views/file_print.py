"""The buttons of a file that print its one page or save it as a PDF."""

from __future__ import annotations


from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from db.errors import Environment, Refused
from db.exporting import Stamp
from db.filed import UNIT, Subject
from db.session import Session
from ui import dialogs
from ui.parts import KeyButton
from views import carriers, export_in_full, one_page, printer, reading
from views.one_page_print import print_out

PDF = "PDF (*.pdf)"


class Printing(QObject):
    """Prints the file that is shown. Signal said(words, tone)."""

    said = Signal(str, str)

    def __init__(self, page: QWidget, session: Session) -> None:
        super().__init__(page)
        self._page, self._session = page, session
        self._subject: Subject | None = None
        self._title = ""
        self._busy = False
        may, sees = session.may(one_page.RIGHT), session.may("see:personal")
        self.buttons = [
            self._button(name, words, key, pressed) for name, words, key, pressed, shown in (
                ("print_page", "打印一页", "Ctrl+P", self.print_page, may),
                ("print_full", "带号码打印", "Ctrl+Shift+P", self.print_full, may and sees),
                ("save_page", "存为 PDF", "Ctrl+Shift+E", self.save_page, may),
            ) if shown
        ]  # fmt: skip

    def show_subject(self, subject: Subject, title: str) -> None:
        """Whose page it is now."""
        self._subject, self._title = subject, title

    def print_page(self, stamped: Stamp | None = None) -> None:
        """Print it; save it where the office prints to files or has no printer."""
        subject, queue = self._subject, printer.chosen(self._session)
        if subject is None or self._busy:
            return
        if queue == printer.TO_FILE:
            self.save_page(stamped)
            return
        through = carriers.carrier(self._session)

        def printed(to: str) -> None:
            self._busy = False
            if to:
                self.said.emit(f"{self._title} 的一页档案已送打印机 {to}", "good")
            else:
                self.save_page(stamped)

        self._busy = True
        reading.ask(
            self, self._session, lambda own: print_out(own, subject, queue, through, stamped),
            printed, self._failed, writes=True,
        )  # fmt: skip

    def print_full(self) -> None:
        """With whole numbers, once a second person has approved the reason."""
        if self._subject is not None and not self._busy:
            export_in_full.ask(
                self._page, self._session, self.print_page,
                lambda words: self.said.emit(words, "bad"),
            )

    def save_page(self, stamped: Stamp | None = None) -> None:
        """Write it to a file that is asked for."""
        subject = self._subject
        if subject is None or self._busy:
            return
        # Recent files of the system keep names of files: a room, nobody's name, no plate.
        room = self._title if subject.kind == UNIT else ""
        name = f"{room} 一页档案.pdf".strip().replace("/", "、")
        chosen = dialogs.choose_new_file(self._page, "一页档案存为 PDF", name, PDF)
        if chosen is None:
            return
        out = dialogs.as_pdf(chosen)
        self._busy = True

        def saved(rows: int) -> None:
            self._busy = False
            self.said.emit(f"一页档案已写入 {out.name}", "good")

        reading.ask(
            self, self._session, lambda own: one_page.save(own, subject, out, stamped), saved,
            self._failed, writes=True,
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        self._busy = False
        known = isinstance(error, (Refused, Environment))
        self.said.emit(str(error) if known else "程序出了错，已经记下来了。", "bad")
        if not known:
            raise error

    def _button(self, name: str, words: str, key: str, pressed: object) -> KeyButton:
        button = KeyButton(words, key, "", self._page)
        button.setObjectName(name)
        button.clicked.connect(lambda checked=False: pressed())  # type: ignore[operator]
        return button
