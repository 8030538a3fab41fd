"""The counter notice beside the price list: of any day, seen before it is printed or saved."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.errors import Environment, Refused
from db.session import Session
from forms.values import Invalid, dates
from ui import dialogs
from ui.parts import KeyButton, label
from ui.preview import PagePreview
from views import office_papers, office_print, price_notice, printouts, reading
from views.boxes import Box
from views.office_papers import How, Sent
from views.panel import Panel

KEY = "@prices"


class PriceBoard(Panel):
    """Signals: said(words, tone); closed."""

    said = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.session = session
        self.busy = False
        self._sheet = 0
        self.day = Box("notice_day", "哪天的价目", self, code=True,
                       hint="写 12-1，就是那天执行的价目")
        self.day.line.textChanged.connect(lambda words: self.draw_again())
        self.preview = PagePreview(self)
        self.preview.setObjectName("notice_preview")
        self.preview.drawn.connect(self._drawn)
        self.print_button = self._button("print_notice", "打印", "Ctrl+P", "primary")
        self.print_button.clicked.connect(self.print_out)
        self.day.line.step.connect(lambda by: self.print_button.setFocus())
        self.save_button = self._button("save_notice", "存为 PDF", "Ctrl+Shift+E")
        self.save_button.clicked.connect(self.save)
        self._next = self._button("next_sheet", "下一页", "Shift+F7", "link")
        self._next.clicked.connect(self._turn)
        self._next.setVisible(False)
        away = self._button("close_notice", "收起", "Esc")
        away.clicked.connect(self.closed)
        buttons = QHBoxLayout()
        for button in (self.print_button, self.save_button, away):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._next)
        self.rows.addWidget(label("柜台公示", "heading", self))
        self.rows.addWidget(self.day)
        self.rows.addLayout(buttons)
        self.rows.addWidget(self.preview, 1)

    def begin(self) -> None:
        """Today's notice, with the cursor in the day."""
        self._sheet = 0
        self.day.line.setText("今天")
        self.draw_again()
        self.day.line.setFocus()
        self.day.line.selectAll()

    def draw_again(self) -> None:
        """Draw the notice of the day that is typed, beside the window."""
        wanted = self._day()
        if wanted is None or not self.isVisible():
            return

        def drawn(pdf: bytes) -> None:
            if wanted == self._day(quietly=True):
                self.preview.show_job(lambda: pdf, self._sheet)

        reading.ask(self, self.session, lambda session: _pdf(session, wanted), drawn, self._failed)

    def print_out(self) -> None:
        """Print it; save it where there is no printer."""
        wanted = self._day()
        if wanted is None or self.busy:
            return
        self.busy = True
        office_print.begin(
            self, self.session, office_papers.how(self.session, KEY),
            lambda session, how: print_out(session, wanted, how),
            self._printed, self._to_file, self._failed,
        )  # fmt: skip

    def save(self) -> None:
        """Write it to a file that is asked for."""
        wanted = self._day()
        if wanted is None:
            return
        file = dialogs.choose_new_file(self, "公示存为 PDF", "有偿服务价格明细表.pdf", "PDF (*.pdf)")
        if file is None:
            return
        out = dialogs.as_pdf(file)
        reading.ask(
            self, self.session, lambda session: price_notice.save(session, wanted, out),
            lambda many: self.said.emit(f"{many} 项价目已写入 {out.name}", "good"), self._failed,
        )  # fmt: skip

    def _button(self, name: str, words: str, key: str, role: str = "") -> KeyButton:
        button = KeyButton(words, key, role, self)
        button.setObjectName(name)
        return button

    def _day(self, quietly: bool = False) -> date | None:
        """The day that is typed; None, and said under its box, while it cannot be read."""
        try:
            found = date.fromisoformat(dates.day(self.day.text(), self.session.now().date()))
        except Invalid as invalid:
            if not quietly:
                self.day.say(str(invalid))
            return None
        if not quietly:
            self.day.say("")
        return found

    def _drawn(self, pages: int) -> None:
        self._sheet = min(self._sheet, pages - 1)
        self._next.setVisible(pages > 1)
        self._next.say(f"第 {self._sheet + 1} / {pages} 页")

    def _turn(self) -> None:
        self._sheet = (self._sheet + 1) % max(1, self.preview.page_count)
        self.preview.show_page(self._sheet)

    def _printed(self, sent: Sent) -> None:
        self.busy = False
        self.said.emit(f"公示{sent.words}", "good")

    def _to_file(self) -> None:
        self.busy = False
        self.save()

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, Refused):
            self.day.say(error.problems.get("day", str(error)))
            self.preview.clear(str(error))
        elif isinstance(error, Environment):
            self.said.emit(str(error), "bad")
        else:
            raise error


def print_out(session: Session, day: date | None, how: How) -> Sent | None:
    """Print the notice; as `office_papers.send`. Refused as `price_notice.notice`."""
    made = price_notice.notice(session, day)
    return office_papers.send(how, made, printouts.images(session, made.images))


def _pdf(session: Session, day: date) -> bytes:
    from printing.pdf import draw

    return draw(price_notice.notice(session, day))
