"""The page as it will print, with a tab for every copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from forms.form import Form
from forms.paper import Colour, Copy, Paper
from ui import theme
from ui.parts import Card, KeyButton, label
from ui.preview import PagePreview

CIRCLED = "①②③④⑤⑥⑦⑧⑨"
TOKENS = {
    Colour.WHITE: "copy_white",
    Colour.RED: "copy_red",
    Colour.YELLOW: "copy_yellow",
    Colour.BLUE: "copy_blue",
    Colour.GREEN: "copy_green",
}


class CopyTab(QAbstractButton):
    """One 联 in the colour of its paper."""

    def __init__(self, number: int, copy: Copy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = TOKENS[copy.colour]
        self.setObjectName(f"copy_{number}")
        self.setText(f"{CIRCLED[number - 1]} {copy.name}（{copy.colour.value}）")
        self.setCheckable(True)
        self.setAutoExclusive(True)
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
    """Copy tabs over the live page; F7 turns to the next copy, Shift+F7 to the next sheet.

    copy_chosen(number): another 联 is looked at, counted from 1.
    """

    copy_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("paper")
        self.copy = 1
        self.preview = PagePreview(self)
        self.preview.setObjectName("preview")
        self.preview.setMinimumHeight(220)
        self.preview.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.preview.drawn.connect(self._drawn)
        self._tabs: list[CopyTab] = []
        self._words = ""
        self._compose: Callable[[int], bytes] | None = None
        self._sheet = 0
        self._next = KeyButton("下一页", "Shift+F7", "link", self)
        self._next.setVisible(False)
        self._next.clicked.connect(self._turn)
        self._about = label("", "small", self)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        self._row.addWidget(self._next)
        self._row.addWidget(self._about, 1)
        self.rows.addLayout(self._row)
        self.rows.addWidget(self.preview, 1)
        QShortcut(QKeySequence("F7"), self, self._next_copy)

    def show_form(self, form: Form) -> None:
        """Make the tabs for a form's first paper."""
        paper = form.papers[0] if form.papers else None
        self.setVisible(paper is not None)
        for tab in self._tabs:
            self._row.removeWidget(tab)
            tab.deleteLater()
        copies = form.copies if paper and paper.copies else ()
        self._tabs = [CopyTab(number, copy, self) for number, copy in enumerate(copies, 1)]
        for at, tab in enumerate(self._tabs):
            self._row.insertWidget(at, tab)
            tab.clicked.connect(lambda checked, number=at + 1: self.choose(number))
        self.copy, self._sheet = 1, 0
        if self._tabs:
            self._tabs[0].setChecked(True)
        self._words = _about(paper, len(copies))
        self._about.setText(self._words)

    def show_pages(self, compose: Callable[[int], bytes]) -> None:
        """Show what `compose(copy number)` draws; it runs off the window's thread."""
        self._compose = compose
        self._draw()

    def choose(self, number: int) -> None:
        """Look at another copy."""
        self.copy, self._sheet = number, 0
        self._tabs[number - 1].setChecked(True)
        self._draw()
        self.copy_chosen.emit(number)

    def _draw(self) -> None:
        if self._compose is not None:
            compose, copy = self._compose, self.copy
            self.preview.show_job(lambda: compose(copy), self._sheet)

    def _drawn(self, pages: int) -> None:
        self._sheet = min(self._sheet, pages - 1)
        self._next.setVisible(pages > 1)
        self._about.setText("F7 换联" if pages > 1 and self._tabs else self._words)
        self._next.say(f"第 {self._sheet + 1} / {pages} 页")

    def _turn(self) -> None:
        self._sheet = (self._sheet + 1) % max(1, self.preview.page_count)
        self.preview.show_page(self._sheet)

    def _next_copy(self) -> None:
        if self._tabs:
            self.choose(self.copy % len(self._tabs) + 1)


def _about(paper: Paper | None, copies: int) -> str:
    if paper is None:
        return ""
    size = paper.size.replace("横向", " 横向")
    return " · ".join(filter(None, (size, f"{copies} 联　F7 换联" if copies > 1 else "")))
