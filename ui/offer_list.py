"""The list that drops from a box: what may be meant, two lines each, for arrows and Enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem,
    QVBoxLayout, QWidget,
)  # fmt: skip

from ui import theme

ROW_PX = 44
"""Two lines and the air around them."""
LEAST_PX, EDGE_PX, GAP_PX = 340, 5, 3
_OFFER = Qt.ItemDataRole.UserRole


class Offer(Protocol):
    """One that may be meant: value: canonical · title and line: what is read · note: at the right
    end, quiet · phone: of a person, "" for none · beside: values for other fields, canonical."""

    @property
    def value(self) -> Any: ...
    @property
    def title(self) -> str: ...
    @property
    def line(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def beside(self) -> Mapping[str, Any]: ...


class _Row(QStyledItemDelegate):
    """Draws an offer: title and note, the line below in the second ink."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        """All alike; a message has one line."""
        return QSize(1, ROW_PX if index.data(_OFFER) is not None else ROW_PX * 3 // 4)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The ground of the chosen one, then its words."""
        offer: Offer | None = index.data(_OFFER)
        tokens = theme.now()
        room: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_wash))
            painter.drawRoundedRect(room.adjusted(0, 1, 0, -1), 5, 5)
        room = room.adjusted(9, 0, -9, 0)
        if offer is None:
            self._words(painter, room, str(index.data()), tokens.second)
        else:
            self._offer(painter, room, offer)
        painter.restore()

    def _offer(self, painter: QPainter, room: QRect, offer: Offer) -> None:
        tokens = theme.now()
        whole = painter.font()
        small = QFont(whole)
        small.setPixelSize(12)
        top = room.adjusted(0, 4, 0, -room.height() // 2)
        below = room.adjusted(0, room.height() // 2, 0, -5)
        painter.setFont(small)
        taken = painter.fontMetrics().horizontalAdvance(offer.note)
        if offer.line:
            self._words(painter, below, offer.line, tokens.second)
        note = QRect(top.right() - taken, top.top(), taken + 1, top.height())
        self._words(painter, note, offer.note, tokens.second)
        painter.setFont(whole)
        self._words(painter, top.adjusted(0, 0, -taken - 12, 0), offer.title, tokens.text)

    def _words(self, painter: QPainter, room: QRect, words: str, ink: str) -> None:
        painter.setPen(QColor(ink))
        short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(middle), short)


class OfferList(QFrame):
    """Lies over the page under a box; never takes the focus, chooses nothing by itself.

    Signal taken(offer): by the mouse.
    """

    taken = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setObjectName("offers")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list = QListWidget(self)
        self._list.setItemDelegate(_Row(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._clicked)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(EDGE_PX, EDGE_PX, EDGE_PX, EDGE_PX)
        rows.addWidget(self._list)
        self.setVisible(False)

    @property
    def chosen(self) -> Offer | None:
        """The one the arrows stand on; None before any was chosen."""
        item = self._list.currentItem()
        offer: Offer | None = item.data(_OFFER) if item is not None else None
        return offer

    def offers(self) -> list[Offer]:
        """What is listed."""
        items = (self._list.item(at) for at in range(self._list.count()))
        return [item.data(_OFFER) for item in items if item.data(_OFFER) is not None]

    def words(self) -> list[str]:
        """What is read, a string for each row."""
        return [self._list.item(at).text() for at in range(self._list.count())]

    def show_under(self, box: QWidget, offers: Sequence[Offer], otherwise: str = "") -> None:
        """List the offers under a box, or above it where there is more room; none chosen.

        otherwise: words to show when there are none; without them nothing is shown.
        """
        self._list.clear()
        for offer in offers:
            item = QListWidgetItem("　".join(filter(None, (offer.title, offer.line, offer.note))))
            item.setData(_OFFER, offer)
            self._list.addItem(item)
        if not offers and otherwise:
            item = QListWidgetItem(otherwise)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._list.addItem(item)
        if self._list.count():
            self._place(box)
        self.setVisible(self._list.count() > 0)

    def move_by(self, by: int) -> None:
        """Go down (1) or up (-1); before the first and after the last nothing is chosen."""
        many = len(self.offers())
        if many:
            at = (self._list.currentRow() + 1 + by) % (many + 1) - 1
            self._list.setCurrentRow(at)
            if at < 0:
                self._list.clearSelection()

    def _place(self, box: QWidget) -> None:
        over = self.parentWidget()
        assert over is not None
        rows = sum(self._list.sizeHintForRow(at) for at in range(self._list.count()))
        wanted = rows + 2 * EDGE_PX + 2 * self._list.frameWidth() + 2
        at = box.mapTo(over, QPoint(0, 0))
        below = over.height() - at.y() - box.height() - 2 * GAP_PX
        above = at.y() - 2 * GAP_PX
        under = wanted <= below or below >= above
        height = min(wanted, below if under else above)
        width = min(max(box.width(), LEAST_PX), over.width() - 2 * GAP_PX)
        left = max(GAP_PX, min(at.x(), over.width() - width - GAP_PX))
        top = at.y() + box.height() + GAP_PX if under else at.y() - GAP_PX - height
        self.setGeometry(left, top, width, height)
        self.raise_()

    def _clicked(self, item: QListWidgetItem) -> None:
        offer = item.data(_OFFER)
        if offer is not None:
            self.taken.emit(offer)
