"""The rows and columns of the register's table; rows are made beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db import register
from db.listing import Order
from db.register import Entry
from db.session import Session
from db.workbench import press
from forms.fields import Kind
from forms.form import Form
from ui.table import Column, Row, Sort
from views import states, urgency

SLOT_WIDTH = 158
"""Of a day with hours: 11-21 14:00—16:00."""
WIDTHS = {
    Kind.LINES: 200, Kind.LONG_TEXT: 200, Kind.CHOICE: 90, Kind.UNIT: 118, Kind.PERSON: 80,
    Kind.PERIOD: 130, Kind.PHONE: 112, Kind.PLATE: 106, Kind.VEHICLE: 106, Kind.ID_DOCUMENT: 150,
}  # fmt: skip


def column_of(one: register.Column, more: bool) -> Column:
    """How a column of the register stands in the table; more: only when asked for."""
    kind = one.field.kind if one.field else None
    if one.key == "@state":
        return Column(one.key, one.label, 122, "mark")
    if one.key == "@slot":
        return Column(one.key, one.label, SLOT_WIDTH, hidden=more)
    if one.key == "@number":
        return Column(one.key, one.label, 134, hidden=more)
    if one.key.startswith("@") or one.key.endswith(".at"):
        width = max(94, 12 * len(one.label) + 16)
        return Column(one.key, one.label, width, "second", hidden=more)
    look = "figure" if kind in (Kind.MONEY, Kind.NUMBER) else "text"
    width = WIDTHS.get(kind, 96) if kind else 96
    return Column(one.key, one.label, width, look, stretch=kind is Kind.LINES)


def order_of(sort: Sort | None) -> Order:
    """The order of the list that a sign in the headings asks for; its own for none."""
    return Order(sort.key, sort.descending) if sort else Order()


def rows_of(
    session: Session, form: Form, columns: Sequence[register.Column]
) -> Callable[[Entry], Row]:
    """Makes a row of the table from an entry; called in the lister's thread. Its last three: when
    the clock alone changes it (ms, 0 for never), its record, its number."""

    def row(entry: Entry) -> Row:
        now = session.now()
        pressing = press(entry.standing, now)
        cells = [
            urgency.pressed(words, states.tone(form, words), pressing)
            if column.key == "@state" else words
            for column, words in zip(columns, entry.words, strict=True)
        ]
        flips = [one for one in urgency.limits(entry.standing, now) if one > now]
        return (*cells, session.instant(min(flips)) if flips else 0, entry.id, entry.number)

    return row
