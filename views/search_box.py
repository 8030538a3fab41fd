"""The one search box: what is found drops down while one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from db.session import Session
from ui import theme
from ui.line import Line
from ui.parts import KeyHint
from views.searching import Searching

if TYPE_CHECKING:
    from db.find import Hit

MOST = 8
"""So that the list is taken in at a glance."""
PAUSE_MS = 400
"""ID numbers are looked up, and that is journalled, only when the typing pauses."""
ROW_PX = 30
LEAST_PX, MOST_PX = 240, 470
"""Width of the box in a small window and in a wide one."""
GROUPS = (("unit", "房产"), ("person", "人员"), ("vehicle", "车辆"), ("record", "单据"))
DOCUMENTS = "证件号码相符"
CAN_TYPE = "房号、姓名、拼音、电话、车牌、单号、物品…"
NOTHING = "没有找到。可打房号、姓名、拼音或首字母、电话、车牌、单号、物品，几个词用空格隔开"
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

    def show_hits(self, hits: Sequence[Hit], documents: Sequence[Hit] = ()) -> None:
        """List the hits, the first one chosen; say how to search when there are none.

        documents: those found by the number of their ID, in a group of their own.
        """
        groups = [(title, [hit for hit in hits if hit.kind == kind]) for kind, title in GROUPS]
        self._list([*groups, (DOCUMENTS, documents)], NOTHING)

    def _list(self, groups: Sequence[tuple[str, Sequence[Hit]]], otherwise: str) -> None:
        self.list.clear()
        for title, hits in groups:
            if hits:
                self._add_heading(title)
            for hit in hits:
                self._add(hit)
        if not any(hits for _, hits in groups):
            self._add_heading(otherwise)
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
    """Searches beside the window at every key; arrows and Enter choose, Esc turns away.

    Signals: place_chosen(Subject), record_chosen(number), turned_away.
    """

    place_chosen = Signal(object)
    record_chosen = Signal(str)
    turned_away = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setAccessibleName("搜索")
        self.setPlaceholderText(CAN_TYPE)
        self.setMinimumWidth(LEAST_PX)
        self.setMaximumWidth(MOST_PX)
        self._session = session
        self._hint = KeyHint("Ctrl+K", self)
        self._results: Results | None = None
        self._hits: Sequence[Hit] = ()
        self._taken = False
        self.searching = Searching(self, session, self._show)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_up_document)
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

    @property
    def document_pending(self) -> bool:
        """Whether an ID number will be looked up if nothing more is typed."""
        return self._pause.isActive()

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
        self._put_away()
        self.searching.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint at the right end."""
        super().resizeEvent(event)
        size = self._hint.sizeHint()
        self._hint.setGeometry(
            self.width() - size.width() - 8, (self.height() - size.height()) // 2,
            size.width(), size.height(),
        )  # fmt: skip

    def _put_away(self) -> None:
        self._pause.stop()
        if self._results is not None:
            self._results.setVisible(False)

    def _look_up(self, typed: str) -> None:
        self._hint.setVisible(not typed)
        self._taken = False
        self._pause.stop()
        if not typed.strip() or not self.hasFocus():
            self.searching.forget()
            self._put_away()
            return
        self.searching.ask(lambda session: _found(session, typed))

    def _show(self, hits: Sequence[Hit]) -> None:
        from db.find import may_be_document

        self._hits = hits
        results = self.results
        results.setFixedWidth(max(self.width(), 620))
        results.move(self.mapTo(self.window(), QPoint(0, self.height() + 4)))
        results.show_hits(hits)
        if may_be_document(self._session, self.text()):
            self._pause.start()
        if self._taken:
            results.take()

    def _look_up_document(self) -> None:
        """On the window's own store: it writes to the journal, and reads a few rows only."""
        from db.find import by_document

        found = by_document(self._session, self.text(), MOST)
        if found:
            self.results.show_hits([hit for hit in self._hits if hit not in found], found)

    def _move_in_list(self, by: int) -> None:
        if self._results is not None and self._results.isVisible():
            self._results.move_by(by)

    def _take_hit(self, by: int) -> None:
        """Enter opens what the list has for these words, as soon as it has it."""
        if by <= 0:
            return
        self._taken = self.searching.waiting
        if not self._taken and self._results is not None:
            self._results.take()

    def _chosen(self, hit: Hit) -> None:
        self.clear()
        if hit.kind == "record":
            self.record_chosen.emit(hit.id)
        else:
            from db.filed import Subject

            self.place_chosen.emit(Subject(hit.kind, hit.id))


def _found(session: Session, typed: str) -> Sequence[Hit]:
    """What the words find; in the thread that searches, which loads what it needs."""
    from db.find import look

    return look(session, typed, MOST)
