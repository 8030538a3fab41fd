"""The one search box: what is found drops down while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from db.find import Hit
from ui import theme
from ui.line import Line
from ui.parts import KeyHint

MOST = 8
"""A hit takes about 1 ms to read: more would not be shown within a frame."""
ROW_PX = 30
GROUPS = (("unit", "房产"), ("record", "单据"))
NOTHING = "没有找到。可打房号（3-1202）或单号（FX-2026-000418、418）"
_HIT = Qt.ItemDataRole.UserRole


class Results(QFrame):
    """The list under the box: hits by group; it never takes the focus.

    Signal chosen(Hit).
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setObjectName("results")
        self.list = QTreeWidget(self)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setColumnCount(2)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda item, column: self._choose(item))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(6, 6, 6, 6)
        rows.addWidget(self.list)
        self.setVisible(False)

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """List the hits, the first one chosen; say how to search when there are none."""
        self.list.clear()
        for kind, title in GROUPS:
            found = [hit for hit in hits if hit.kind == kind]
            if found:
                self._add_heading(title)
            for hit in found:
                self._add(hit)
        if not hits:
            self._add_heading(NOTHING)
        self.list.resizeColumnToContents(0)
        self.setFixedHeight(self.list.topLevelItemCount() * ROW_PX + 16)
        for first in self._hits()[:1]:
            self.list.setCurrentItem(first)
        self.setVisible(True)
        self.raise_()

    def move_by(self, by: int) -> None:
        """Go down (1) or up (-1) from hit to hit, round the ends."""
        items = self._hits()
        if items:
            now = self.list.currentItem()
            at = items.index(now) if now in items else (-1 if by > 0 else 0)
            self.list.setCurrentItem(items[(at + by) % len(items)])

    def take(self) -> None:
        """Open the chosen hit."""
        if self.isVisible():
            self._choose(self.list.currentItem())

    def titles(self) -> list[str]:
        """What is listed, headings too."""
        items = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        return [item.text(0) for item in items if item is not None]

    def _hits(self) -> list[QTreeWidgetItem]:
        items = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        return [item for item in items if item is not None and item.data(0, _HIT) is not None]

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        hit = item.data(0, _HIT) if item is not None else None
        if hit is not None:
            self.setVisible(False)
            self.chosen.emit(hit)

    def _add_heading(self, words: str) -> None:
        item = self._item(words, "")
        item.setForeground(0, QBrush(QColor(theme.now().second)))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFirstColumnSpanned(True)

    def _add(self, hit: Hit) -> None:
        item = self._item(hit.title, hit.line)
        item.setData(0, _HIT, hit)
        item.setForeground(1, QBrush(QColor(theme.now().second)))

    def _item(self, *words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(list(words))
        size = self.list.sizeHint()
        size.setHeight(ROW_PX)
        item.setSizeHint(0, size)
        self.list.addTopLevelItem(item)
        item.setFirstColumnSpanned(False)
        return item


class SearchBox(Line):
    """Types into `find` at every key; arrows and Enter choose, Esc turns away.

    find: words and most hits -> hits. Signals: unit_chosen(label), record_chosen(number),
    turned_away.
    """

    unit_chosen = Signal(str)
    record_chosen = Signal(str)
    turned_away = Signal()

    def __init__(
        self, find: Callable[[str, int], Sequence[Hit]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setAccessibleName("搜索")
        self.setPlaceholderText("房号、单号…")
        self.setFixedWidth(470)
        self._find = find
        self._hint = KeyHint("Ctrl+K", self)
        self._results: Results | None = None
        self.textChanged.connect(self._look_up)
        self.vertical.connect(self._move_in_list)
        self.step.connect(self._take_hit)

    @property
    def results(self) -> Results:
        """The drop-down, a child of the whole window so that it lies over the page."""
        if self._results is None:
            self._results = Results(self.window())
            self._results.chosen.connect(self._chosen)
        return self._results

    def search(self) -> None:
        """Take the focus with the old words chosen (Ctrl+K)."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self.text():
            self._look_up(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the list and gives the focus back to the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.turned_away.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        if self._results is not None:
            self._results.setVisible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint at the right end."""
        super().resizeEvent(event)
        size = self._hint.sizeHint()
        self._hint.setGeometry(
            self.width() - size.width() - 8, (self.height() - size.height()) // 2,
            size.width(), size.height(),
        )  # fmt: skip

    def _look_up(self, typed: str) -> None:
        self._hint.setVisible(not typed)
        if not typed.strip() or not self.hasFocus():
            if self._results is not None:
                self._results.setVisible(False)
            return
        results = self.results
        below = self.mapTo(self.window(), QPoint(0, self.height() + 4))
        results.setFixedWidth(max(self.width(), 620))
        results.move(below)
        results.show_hits(self._find(typed, MOST))

    def _move_in_list(self, by: int) -> None:
        if self._results is not None and self._results.isVisible():
            self._results.move_by(by)

    def _take_hit(self, by: int) -> None:
        if by > 0 and self._results is not None:
            self._results.take()

    def _chosen(self, hit: Hit) -> None:
        self.clear()
        if hit.kind == "unit":
            self.unit_chosen.emit(hit.id)
        else:
            self.record_chosen.emit(hit.id)
