"""The left half of a dossier: what the record says, what happened to it, the money."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from db.dossier import Moved, Whole, held
from db.records import Record, who
from db.session import Session
from forms import life
from forms.dossier import Course, Moneys, Told
from forms.fees import Purse
from forms.money import Way
from forms.values import amount, dates
from ui.parts import Card, Chip, label
from views.record_parts import moment, selectable, values_words

SHORT = 14
"""Half-width signs that fit half the width; a Chinese one counts two."""
WAYS = {Way.TAKEN: "收", Way.REFUNDED: "退", Way.FORFEITED: "扣下"}


class ToldCard(Card):
    """Pairs of a name and words, section by section, two beside each other where they fit."""

    def __init__(self, whole: Whole, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("told")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        row = 0
        for section in whole.dossier.sections:
            pairs = whole.told.get(section.title, ()) if isinstance(section, Told) else ()
            if pairs:
                row = _put_section(grid, row, section.title, pairs)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        self.rows.addLayout(grid)


def _put_section(
    grid: QGridLayout, row: int, title: str, pairs: Iterable[tuple[str, str]]
) -> int:
    """Put a section in from that row on; the first row after it."""
    heading = label(title, "heading")
    heading.setContentsMargins(0, 6 if row else 0, 0, 0)
    grid.addWidget(heading, row, 0, 1, 4)
    row, half = row + 1, 0
    top = Qt.AlignmentFlag.AlignTop
    for name, words in pairs:
        wide = sum(1 if sign.isascii() else 2 for sign in words) > SHORT
        if wide and half:
            row, half = row + 1, 0
        value = selectable(words)
        value.setWordWrap(True)
        grid.addWidget(label(name, "second"), row, 2 * half, top)
        grid.addWidget(value, row, 2 * half + 1, 1, 3 if wide else 1, top)
        row, half = (row + 1, 0) if wide or half else (row, 1)
    return row + (1 if half else 0)


class CourseLines(Card):
    """The acts of some sections that were done, what was said, and what of it stands open."""

    def __init__(self, session: Session, whole: Whole, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("course")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        row = 0
        for section in whole.dossier.sections:
            if isinstance(section, Course):
                row = _put_course(session, whole.record, section, grid, row)
        self.setVisible(row > 0)
        self.rows.addLayout(grid)


def _put_course(
    session: Session, record: Record, section: Course, grid: QGridLayout, row: int
) -> int:
    lines = [done for done in record.acts if done.name in section.acts]
    if not lines:
        return row
    head = label(section.title, "heading")
    head.setContentsMargins(0, 6 if row else 0, 0, 0)
    grid.addWidget(head, row, 0, 1, 3)
    waiting = open_of(record, section)
    if waiting:
        grid.addWidget(Chip(waiting, "bad" if _late(session, record, section) else "warn"), row, 3)
    top = Qt.AlignmentFlag.AlignTop
    for at, done in enumerate(lines, row + 1):
        said = values_words(session, record.form.act(done.name).fields, done.values)
        name = record.form.act(done.name).called
        words = "　".join([name, *(f"{label} {word}" for label, word in said)])
        grid.addWidget(_quiet(moment(done.at, session.now())), at, 0, top)
        text = selectable(words)
        text.setWordWrap(True)
        grid.addWidget(text, at, 1, 1, 2, top)
        grid.addWidget(_quiet(who(session, done.by).name), at, 3, top)
    return row + 1 + len(lines)


def open_of(record: Record, section: Course) -> str:
    """待整改: an act of the section that counts and that another one of it would undo; "" for
    none."""
    counting = {done.name for done in life.counting(record.form, record.acts)}
    for name in section.acts:
        undone = counting & set(record.form.act(name).undoes)
        if undone & set(section.acts):
            return f"待{name}"
    return ""


def _late(session: Session, record: Record, section: Course) -> bool:
    due = record.standing.due
    return due is not None and due.deadline.stop in section.acts and session.now() >= due.at


def _quiet(words: str) -> QLabel:
    return label(words, "second")


class MoneyCard(Card):
    """What was taken and given back, line by line; over them what is held."""

    def __init__(self, session: Session, whole: Whole, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("moneys")
        title = next(one.title for one in whole.dossier.sections if isinstance(one, Moneys))
        head = QHBoxLayout()
        head.addWidget(label(title, "heading", self))
        head.addStretch()
        deposits = held(whole.moved)
        if any(one.purse is Purse.DEPOSIT for one in whole.moved):
            words = f"收着押金 {amount.pretty(deposits)}" if deposits else "押金已清"
            head.addWidget(Chip(words, "warn" if deposits else "good", self))
        self.rows.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (day, words, moved) in enumerate(_entries(session, whole)):
            text = selectable(words)
            text.setWordWrap(True)
            figure = label(amount.pretty(moved))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | top)
            grid.addWidget(_quiet(dates.pretty_day(day, session.now())), row, 0, top)
            grid.addWidget(text, row, 1, top)
            grid.addWidget(figure, row, 2, top)
        self.rows.addLayout(grid)
        if not whole.moved:
            self.rows.addWidget(label("还没有收款", "second", self))


def _entries(session: Session, whole: Whole) -> list[tuple[str, str, int]]:
    """(day, words, 分): each entry of the record's own; of all that hangs on it those of a kind in
    one, with the last day and how many they are."""
    lines: list[tuple[str, str, int]] = []
    grouped: dict[str, list[Moved]] = {}
    for one in whole.moved:
        verb = "冲正" if one.amount < 0 else WAYS[one.way]
        signed = one.amount if one.way is Way.TAKEN else -one.amount
        if one.number == whole.record.number:
            words = "　".join(filter(None, (f"{verb} {one.what}", one.receipt, one.method)))
            lines.append((one.day, words, signed))
        else:
            form = session.forms.get(one.number.partition("-")[0])
            whose = form.title if form is not None else one.number
            grouped.setdefault(f"{verb} {whose}{one.what}", []).append(one)
    for words, found in grouped.items():
        sums = sum(one.amount if one.way is Way.TAKEN else -one.amount for one in found)
        lines.append((found[-1].day, f"{words}　{len(found)} 笔", sums))
    return lines
