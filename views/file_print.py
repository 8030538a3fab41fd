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
from views import export_in_full, office_papers, office_print, one_page, one_page_print, reading
from views.office_papers import Sent

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
        subject = self._subject
        if subject is None or self._busy:
            return

        def printed(sent: Sent) -> None:
            self._busy = False
            self.said.emit(f"{self._title} 的一页档案{sent.words}", "good")

        def to_file() -> None:
            self._busy = False
            self.save_page(stamped)

        self._busy = True
        office_print.begin(
            self._page, self._session, office_papers.how(self._session, one_page_print.KEY),
            lambda own, how: one_page_print.print_out(own, subject, how, stamped),
            printed, to_file, self._failed, writes=True,
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
