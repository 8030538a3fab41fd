"""The lists of one unit's page, and how people, records and history read in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from db.estate import Change, Place, Resident
from db.records import Record
from db.workbench import about
from forms.values import phone, unit
from ui import theme
from ui.document import SHORT
from ui.parts import label
from ui.table import ROW_PX, Column, Index, ListTable, Mark, Row, RowsModel
from views.record_parts import moment

PEOPLE = (
    Column("name", "姓名", 104, sortable=False),
    Column("role", "身份", 86, "mark", sortable=False),
    Column("phone", "电话", 124, sortable=False),
    Column("document", "证件", 150, stretch=True, sortable=False),
    Column("since", "入住", 92, "second", sortable=False),
    Column("until", "搬出", 92, "second", sortable=False),
)
CARS = (
    Column("plate", "车牌", 112, sortable=False),
    Column("owner", "车主", 84, sortable=False),
    Column("note", "备注", 80, "second", stretch=True, sortable=False),
)
CHANGES = (
    Column("at", "时间", 132, "second", sortable=False),
    Column("by", "谁", 96, "second", sortable=False),
    Column("act", "做了什么", 112, sortable=False),
    Column("words", "内容", 200, stretch=True, sortable=False),
)
RECORDS = (
    Column("state", "状态", 108, "mark", sortable=False),
    Column("what", "单据", 120, stretch=True, sortable=False),
    Column("number", "单号", 122, "second", sortable=False),
)
MOST_ROWS = 8
"""Rows of a list before it scrolls by itself."""


class FadedModel(RowsModel):
    """Rows whose last item is False are of the past: all grey."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As any list, with the ink of the past."""
        if role == Qt.ItemDataRole.ForegroundRole and not self.rows[index.row()][-1]:
            return QColor(theme.now().second)
        return super().data(index, role)


class QuietTable(ListTable):
    """A list whose cursor is quiet while the focus is elsewhere: a page has several."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cursor in the accent."""
        super().focusInEvent(event)
        theme.mark(self, "quiet", None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The cursor in grey."""
        super().focusOutEvent(event)
        theme.mark(self, "quiet", True)


class Rows(QWidget):
    """A short list that is as high as its rows, or words where there are none."""

    def __init__(self, model: RowsModel, name: str, called: str, nothing: str) -> None:
        super().__init__()
        self.model = model
        self.list = QuietTable(model, self)
        self.list.setProperty("quiet", True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setObjectName(name)
        self.list.setAccessibleName(called)
        self.nothing = label(nothing, "second", self)
        self.nothing.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list)
        rows.addWidget(self.nothing)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_rows(self, found: Sequence[Row], key: int) -> None:
        """These rows; the cursor goes to one that is new among those known, told by the item at
        `key`, else stays on the same one, else goes first."""
        kept, known = self.list.current_row(), {row[key] for row in self.model.rows}
        self.model.set_rows(found)
        keys = [row[key] for row in found]
        new = [one for one in keys if one not in known]
        if known and len(new) == 1 and len(keys) == len(known) + 1:
            self.list.go(keys.index(new[0]))
        else:
            self.list.go(keys.index(kept[key]) if kept and kept[key] in keys else 0)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        head = self.list.horizontalHeader().sizeHint().height()
        self.list.setFixedHeight(head + min(len(found), MOST_ROWS) * ROW_PX + 3)


def record_words(record: Record, place: Place) -> str:
    """A record in one line; the unit goes without saying."""
    words = about(record).replace(unit.pretty(place.unit.label), "").strip()
    return f"{record.form.title}　{words}"


def counted(now: int, before: int) -> str:
    words = f"{now} 位" if now else ""
    return words + (f"{'，' if now else ''}以前 {before} 位" if before else "")


def person_row(one: Resident) -> Row:
    document = ""
    if one.document:
        document = f"{SHORT.get(one.document['kind'], '')} {one.document['number']}"
    tone = "accent" if one.here and one.role.endswith("业主") else "good" if one.here else ""
    since, until = (day or "" for day in (one.since, one.until))
    number = one.phone if "*" in one.phone else phone.pretty(one.phone)
    return (
        one.name, Mark(one.role, tone), number, document, since, until, one, one.home["id"],
        one.here,
    )  # fmt: skip


def change_row(change: Change, now: datetime) -> Row:
    """A change by hand: when, who, what was done, in words, and the change itself."""
    words = "；".join(change.lines)
    return moment(change.at, now), change.by, change.act, words, change, change.id
