"""The page as it will print, with tabs for papers and copies, and what would go wrong on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from db.errors import Refused
from db.prints import IMPACT, ONE_PASS, OVERPRINT
from db.session import Session
from forms.form import Form
from forms.paper import SIZES, Colour, Paper
from ui import background, theme
from ui.parts import Card, KeyButton, label
from ui.preview import PagePreview
from views import carriers, printer, ways
from views.way_choice import WayButton

if TYPE_CHECKING:
    from printing.page import Document

CIRCLED = "①②③④⑤⑥⑦⑧⑨"
TOKENS = {
    Colour.WHITE: "copy_white",
    Colour.RED: "copy_red",
    Colour.YELLOW: "copy_yellow",
    Colour.BLUE: "copy_blue",
    Colour.GREEN: "copy_green",
}


class PaperTab(QAbstractButton):
    """A paper, one 联 in the colour of its paper, or a side of a card."""

    def __init__(self, name: str, words: str, colour: Colour, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._colour = TOKENS[colour]
        self.setObjectName(name)
        self.setText(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        font = self.font()
        font.setPixelSize(12)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        """The words with a little room."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 18, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ink on the paper's colour; the one shown has the accent's frame."""
        tokens = theme.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self.isChecked()
        painter.setPen(QPen(QColor(tokens.accent if shown else tokens.line), 2 if shown else 1))
        painter.setBrush(QColor(getattr(tokens, self._colour)))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(QColor(tokens.copy_ink))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


class PaperCard(Card):
    """The form's papers, the copies or sides of the one shown, and its live page.

    F7 turns to the next copy or side, Shift+F7 to the next sheet, Ctrl+F7 to the next paper, Alt+F7
    offers the ways to print it. Signals: copy_chosen(number): another 联 is looked at, counted from
    1; paper_chosen(): another paper or way, the page is to show it.
    """

    copy_chosen = Signal(int)
    paper_chosen = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("paper")
        self.session = session
        self.form: Form | None = None
        self.paper: Paper | None = None
        self.copy = 1
        self.preview = PagePreview(self)
        self.preview.setObjectName("preview")
        self.preview.setMinimumHeight(220)
        self.preview.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.preview.drawn.connect(self._drawn)
        self.preview.failed.connect(self._not_drawn)
        self._papers: list[PaperTab] = []
        self._tabs: list[PaperTab] = []
        self._words = ""
        self._compose: Callable[[int], Document] | None = None
        self._images: Mapping[str, bytes] = {}
        self._wrong: list[str] = []
        self._named: Mapping[str, str] = {}
        self._refused = ""
        self._sheet = 0
        self._next = KeyButton("下一页", "Shift+F7", "link", self)
        self._next.setVisible(False)
        self._next.clicked.connect(self._turn)
        self._about = label("", "small", self)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.trouble = label("", "", self)
        self.trouble.setObjectName("paper_trouble")
        self.trouble.setProperty("tone", "warn")
        self.trouble.setWordWrap(True)
        self.trouble.setVisible(False)
        self._choice, self._row = QHBoxLayout(), QHBoxLayout()
        self._choice.setSpacing(6)
        self._choice.addStretch(1)
        self._other = label("", "small", self)
        self._choice.addWidget(self._other)
        self._row.setSpacing(6)
        self.ways = WayButton(session, self)
        self.ways.setVisible(False)
        self.ways.chosen.connect(self._another_way)
        self._row.addWidget(self.ways)
        self._row.addWidget(self._next)
        self._row.addWidget(self._about, 1)
        self.rows.addLayout(self._choice)
        self.rows.addLayout(self._row)
        self.rows.addWidget(self.preview, 1)
        self.rows.addWidget(self.trouble)
        QShortcut(QKeySequence("F7"), self, self._next_copy)
        QShortcut(QKeySequence("Ctrl+F7"), self, self._next_paper)

    def show_form(self, form: Form) -> None:
        """Make the tabs of a form's papers and turn to its first one."""
        self.form = form
        self.ways.blockSignals(True)  # its pages are asked for in any case
        self.ways.forget()
        self.ways.blockSignals(False)
        self.setVisible(bool(form.papers))
        _drop(self._choice, self._papers)
        several = form.papers if len(form.papers) > 1 else ()
        self._papers = [
            PaperTab(f"paper_{number}", paper.name, Colour.WHITE, self)
            for number, paper in enumerate(several, 1)
        ]
        self._other.setVisible(bool(self._papers))
        for at, tab in enumerate(self._papers):
            self._choice.insertWidget(at, tab)
            tab.setVisible(True)
            tab.clicked.connect(lambda checked, at=at: self.choose_paper(at))
        self._turn_to(form.papers[0] if form.papers else None)

    def choose_paper(self, number: int) -> None:
        """Look at another paper of the form, counted from 0."""
        assert self.form is not None
        self._turn_to(self.form.papers[number])
        self.paper_chosen.emit()

    def show_pages(
        self,
        compose: Callable[[int], Document],
        images: Mapping[str, bytes] | None = None,
        named: Mapping[str, str] | None = None,
    ) -> None:
        """Show what `compose(copy number)` describes; it runs off the window's thread.

        images: the JPEGs it names, by SHA-256 · named: its words by the name of their field, there
        at the latest when it was composed.
        """
        self._compose, self._images = compose, images or {}
        self._named = {} if named is None else named
        self._draw()

    def choose(self, number: int) -> None:
        """Look at another copy, or side."""
        self.copy = number
        _check(self._tabs, number - 1)
        if self.paper is not None and self.paper.is_card:
            self._sheet = number - 1
            self.preview.show_page(self._sheet)
            return
        self._sheet = 0
        self._draw()
        self.copy_chosen.emit(number)

    def look(self) -> None:
        """See beside the window whether the printer takes this paper, and say if it does not."""
        paper, wanted = self.paper, printer.chosen(self.session)
        self._refused = ""
        if paper is not None and self.form is not None:
            self.ways.show_paper(self.form, paper)
            way = self.ways.way
            queue = way.queue or wanted if way is not None else wanted
            if queue != printer.TO_FILE and self.session.may(f"issue:{self.form.code}"):
                through = carriers.carrier(self.session)
                try:
                    size = self._printed_on(paper)[:2]
                except Refused as unfit:
                    self._refused = str(unfit)
                else:
                    background.start(
                        self, lambda: printer.refusal(through, queue, size), self._told
                    )
        self._say()

    def _printed_on(self, paper: Paper) -> tuple[float, float, str]:
        """Width and height in mm of what it is printed on, and what people call that where one
        pass makes all copies. Refused where no template fits."""
        way, mode = self.ways.way, self.ways.mode
        if way is not None and mode == IMPACT:
            stock = ways.stock(paper, way)
            return stock.width, stock.length, stock.words
        if way is not None and mode == OVERPRINT:
            from views import overprinting

            assert self.form is not None
            pad = overprinting.loaded(self.session, self.form, paper, way).template.pad
            return pad.width, pad.height, pad.words
        return *SIZES[printer.sheet_of(paper)], ""

    def _sheet_words(self, paper: Paper) -> str:
        try:
            return self._printed_on(paper)[2]
        except Refused:
            return "没有合用的模板"

    def _another_way(self) -> None:
        self._tell_about()
        self.look()
        self.paper_chosen.emit()

    def _tell_about(self) -> None:
        """Size, copies and keys, of the way that is chosen."""
        paper, way = self.paper, self.ways.way
        self._words = _about(paper, len(self._tabs), bool(self._papers))
        one_pass = self.ways.mode in ONE_PASS
        for tab in self._tabs:
            tab.setVisible(not one_pass)
        if paper is not None and way is not None and one_pass:
            copies = f"一次打出 {len(self._tabs)} 联" if len(self._tabs) > 1 else ""
            self._words = " · ".join(filter(None, (self._sheet_words(paper), copies)))
        self._about.setText(self._words)

    def _turn_to(self, paper: Paper | None) -> None:
        """Show no page yet, but the tabs of another paper."""
        assert self.form is not None
        self.paper, self.copy, self._sheet = paper, 1, 0
        _drop(self._row, self._tabs)
        copies = self.form.copies if paper and paper.copies else ()
        named = [
            (f"{CIRCLED[number]} {copy.name}（{copy.colour.value}）", copy.colour)
            for number, copy in enumerate(copies)
        ]
        if paper is not None and paper.is_card:
            named = [("正面", Colour.WHITE), ("背面", Colour.WHITE)]
        self._tabs = [
            PaperTab(f"copy_{number}", words, colour, self)
            for number, (words, colour) in enumerate(named, 1)
        ]
        for at, tab in enumerate(self._tabs):
            self._row.insertWidget(at, tab)
            tab.setVisible(True)
            tab.clicked.connect(lambda checked, number=at + 1: self.choose(number))
        _check(self._tabs, 0)
        if paper is not None:
            _check(self._papers, self.form.papers.index(paper))
        self.ways.show_paper(self.form, paper)
        turns = "F7 换联　" if len(self._tabs) > 1 else ""
        self._other.setText(f"{turns}Ctrl+F7 换一张纸")
        self._tell_about()
        self._wrong = []
        self.look()

    def _draw(self) -> None:
        if self._compose is None:
            return
        compose, copy, images, named = self._compose, self.copy, self._images, self._named
        wrong: list[str] = []
        self._wrong = wrong

        def job() -> bytes:
            from printing.pdf import draw
            from printing.preflight import Under, checked

            document = compose(copy)
            wrong.extend(one.words for one in checked(document, Under(), named))
            return draw(document, images)

        self.preview.show_job(job, self._sheet)

    def _drawn(self, pages: int) -> None:
        self._sheet = min(self._sheet, pages - 1)
        sides = self.paper is not None and self.paper.is_card
        several = pages > 1 and not sides
        self._next.setVisible(several)
        short = "F7 换联" if self._tabs and not self._papers else ""
        self._about.setText(short if several and self._tabs else self._words)
        self._next.say(f"第 {self._sheet + 1} / {pages} 页")
        self._say()

    def _not_drawn(self, error: Exception) -> None:
        """What is typed may not fit the pad; the last page that could be drawn stays."""
        if not isinstance(error, Refused):
            raise error
        self._told(str(error))

    def _told(self, reason: str) -> None:
        self._refused = reason
        self._say()

    def _say(self) -> None:
        """What would go wrong on paper: a character without a glyph, a printer that refuses …"""
        words = list(self._wrong)
        if self._refused:
            words.append(self._refused)
        self.trouble.setText("。".join(words))
        self.trouble.setVisible(bool(words))

    def _turn(self) -> None:
        self._sheet = (self._sheet + 1) % max(1, self.preview.page_count)
        self.preview.show_page(self._sheet)

    def _next_copy(self) -> None:
        if self._tabs:
            self.choose(self.copy % len(self._tabs) + 1)

    def _next_paper(self) -> None:
        if self._papers and self.form is not None and self.paper is not None:
            at = self.form.papers.index(self.paper)
            self.choose_paper((at + 1) % len(self._papers))


def _check(tabs: Sequence[PaperTab], wanted: int) -> None:
    for at, tab in enumerate(tabs):
        tab.setChecked(at == wanted)


def _drop(row: QHBoxLayout, tabs: Sequence[PaperTab]) -> None:
    for tab in tabs:
        row.removeWidget(tab)
        tab.setVisible(False)
        tab.deleteLater()


def _about(paper: Paper | None, tabs: int, several: bool) -> str:
    """Size and keys; of several papers the keys stand in the row above, where there is room."""
    if paper is None:
        return ""
    if paper.is_card:
        width, height = SIZES[paper.size]
        return f"{width:g}×{height:g} 毫米　F7 换面"
    size = paper.size.replace("横向", " 横向")
    if several:
        return size
    return " · ".join(filter(None, (size, f"{tabs} 联　F7 换联" if tabs > 1 else "")))
