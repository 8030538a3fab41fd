"""What stands on a record's page: its values, its course, its prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db import attachments
from db.prints import Printed
from db.records import Record, who
from db.session import Session
from forms.display import masked_line, shown
from forms.fields import Field, Kind
from forms.life import Done
from forms.rules import is_empty
from forms.values import dates
from ui.parts import Card, label
from views.record_pictures import PictureButton

ACROSS = 3
IN_ONE_LINE, LONG = 16, 2
"""Of a table's cell: the longest words that stay in one line, in half-width signs, and how many
columns' width more a column gets that holds longer ones."""
MANY = 8
"""Columns of a table that stand closer."""
WIDE = frozenset({Kind.LINES, Kind.LONG_TEXT})


def moment(at: datetime, now: datetime) -> str:
    """A time as lists show it: 11-21 10:42."""
    return dates.pretty_moment(at.strftime("%Y-%m-%dT%H:%M"), now)


def in_hands_of(holder: str | None) -> str:
    """现在前台处; a number and name stand apart: 现在 1003 李敏 处; "" for nobody."""
    if not holder:
        return ""
    return f"现在 {holder} 处" if holder[0].isascii() else f"现在{holder}处"


def values_words(
    session: Session, fields: Sequence[Field], values: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """(label, words) of the fields that have a value and are not tables."""
    return [
        (field.label, shown(field, session.seen(field, values[field.key]), now=session.now()))
        for field in fields
        if field.kind is not Kind.LINES and not is_empty(values.get(field.key))
    ]


class ValuesCard(Card):
    """The values of a record, in the order of its paper, in so many columns."""

    def __init__(
        self,
        session: Session,
        record: Record,
        parent: QWidget | None = None,
        *,
        across: int = ACROSS,
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName("values")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        row = column = 0
        for field in record.form.fields:
            for name, words in values_words(session, (field,), record.values):
                width = across if field.kind in WIDE else min(field.width, across)
                if column + width > across:
                    row, column = row + 1, 0
                part = _picture(session, record, field) or _words(words)
                grid.addLayout(_pair(name, part), row, column, 1, width)
                column += width
        for column in range(across):
            grid.setColumnStretch(column, 1)
        self.rows.addLayout(grid)
        for field in record.form.fields:
            if field.kind is Kind.LINES and record.values.get(field.key):
                self.rows.addWidget(_lines(session, record, field))


def _picture(session: Session, record: Record, field: Field) -> PictureButton | None:
    """The small picture of a photo or file that the member may see."""
    if field.kind not in attachments.KINDS or not session.sees(field):
        return None
    return PictureButton(session, record, field.key, record.values[field.key])


def _pair(name: str, part: QWidget) -> QVBoxLayout:
    pair = QVBoxLayout()
    pair.setSpacing(1)
    pair.addWidget(label(name, "small"))
    pair.addWidget(part)
    pair.addStretch()
    return pair


def _words(words: str) -> QLabel:
    value = selectable(words)
    value.setWordWrap(True)
    return value


def selectable(words: str) -> QLabel:
    """Plain words that can be copied with the mouse."""
    made = label(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _lines(session: Session, record: Record, field: Field) -> QFrame:
    full = session.sees(field)
    frame = QFrame()
    frame.setProperty("role", "grid")
    grid = QGridLayout(frame)
    grid.setContentsMargins(10, 8, 10, 8)
    grid.setVerticalSpacing(6)
    grid.setHorizontalSpacing(14 if len(field.columns) < MANY else 8)
    widths = [column.width for column in field.columns]
    for at, words in enumerate(("#", *(column.label for column in field.columns))):
        grid.addWidget(label(words, "small"), 0, at)
    for down, line in enumerate(record.values[field.key], 1):
        cells = line if full else masked_line(field.columns, line)
        grid.addWidget(label(str(down), "second"), down, 0)
        for across, column in enumerate(field.columns, 1):
            value = cells.get(column.key)
            if column.kind in attachments.KINDS and value and full and session.sees(column):
                path = f"{field.key}[{down - 1}].{column.key}"
                grid.addWidget(PictureButton(session, record, path, value), down, across)
                continue
            words = shown(column, session.seen(column, value) if full else value)
            cell = selectable(words)
            long = _is_long(words)
            cell.setWordWrap(column.width > 1 or long)
            widths[across - 1] = max(widths[across - 1], 1 + long * LONG)
            grid.addWidget(cell, down, across)
    for across, width in enumerate(widths, 1):
        grid.setColumnStretch(across, width)
    return frame


def _is_long(words: str) -> bool:
    """Whether a cell's words may be broken: a number or a time never."""
    spoken = any("\u2e80" <= sign <= "\ufaff" for sign in words)
    return spoken and sum(1 + (not sign.isascii()) for sign in words) > IN_ONE_LINE


class CourseCard(Card):
    """Everything that was done to a record, oldest first: when, what, who."""

    def __init__(self, session: Session, record: Record, parent: QWidget | None = None) -> None:
        super().__init__("经过", parent)
        self.setObjectName("course")
        now = session.now()
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        rows = [(moment(record.issued_at, now), "开具", record.issued_by.words)]
        for done in record.acts:
            name = record.form.act(done.name).called
            rows.append((moment(done.at, now), name, _by(session, record, done.name, done)))
        for down, words in enumerate(rows):
            for across, word in enumerate(words):
                part = selectable(word)
                part.setProperty("role", "second" if across == 0 else "")
                part.setWordWrap(across == 2)
                grid.addWidget(part, 2 * down, across, Qt.AlignmentFlag.AlignTop)
        for place, done in enumerate(record.acts, 1):
            found = _of_act(session, record, place, done)
            if found is not None:
                grid.addLayout(found, 2 * place + 1, 2)
        self.rows.addLayout(grid)


def _of_act(
    session: Session, record: Record, place: int, done: Done
) -> QHBoxLayout | None:
    """The small pictures of an act that the member may see, side by side; None without any."""
    fields = {field.key: field for field in record.form.act(done.name).fields}
    row = QHBoxLayout()
    for path, field, value in attachments.pictures(tuple(fields.values()), done.values):
        if session.sees(fields[path.partition("[")[0]]) and session.sees(field):
            row.addWidget(PictureButton(session, record, path, value, place))
    row.addStretch()
    return row if row.count() > 1 else None


def _by(session: Session, record: Record, name: str, done: Any) -> str:
    """Who did it and how, then what was said."""
    act = record.form.act(name)
    member = who(session, done.by).words
    if done.signer:
        member = f"{done.signer}（纸上签字，{member} 代记）"
    elif act.by_customer:
        member = f"客户纸上签字（{member} 记）"
    second = f"，复核 {who(session, done.second).words}" if done.second else ""
    said = "　".join(
        f"{name}：{words}" for name, words in values_words(session, act.fields, done.values)
    )
    return f"{member}{second}" + (f"　{said}" if said else "")


class PrintsCard(Card):
    """The log of prints; buttons are added by the page."""

    def __init__(
        self, session: Session, record: Record, found: Sequence[Printed],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("打印", parent)
        self.setObjectName("prints")
        for one in found:
            words = label(_print_words(session, record, one), "" if one.arrived else "warn")
            words.setWordWrap(True)
            words.setProperty("tone", "" if one.arrived else "warn")
            self.rows.addWidget(words)
        if not found:
            self.rows.addWidget(label("还没有打印过", "second", self))


def _print_words(session: Session, record: Record, one: Printed) -> str:
    form = record.form
    paper = next((paper for paper in form.papers if paper.name == one.paper_name), None)
    several = len(form.copies) > 1 and paper is not None and paper.copies
    parts = [
        moment(one.at, session.now()),
        one.paper_name,
        f"{one.copy}联" if one.copy else "全部联" if several else "",
        f"补打 第{one.nth - 1}次（{one.again}）" if one.again else "",
        one.queue or "",
        one.outcome,
        who(session, one.by).words,
    ]
    return "　".join(filter(None, parts))
