"""The rows of what waits to be handed over; made beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.records import Record
from db.workbench import about
from forms.timing import end_of_day
from forms.values import dates
from ui.choice import initials
from ui.table import Mark, Row
from views.dossier_lists import CANNOT, state_mark

STATE = 6
"""Where the state stands in a row."""
MADE = "{when} 生成"


@dataclass(frozen=True)
class Known:
    """A row as it is shown, to whom it goes, whether its deadline is over, and what typing is
    compared with."""

    row: Row
    who: str
    late: bool
    cells: tuple[str, ...]
    initials: tuple[str, ...]

    def goes_with(self, typed: str) -> bool:
        """Whether every word stands in the row, or begins the initials of one of its cells."""
        return all(
            any(word in cell for cell in self.cells)
            or any(short.startswith(word) for short in self.initials)
            for word in typed.lower().split()
        )


def row_of(record: Record, who: str, made: datetime | None, now: datetime) -> Known:
    """A record that waits; made: when a mail with it was last made."""
    due = record.seen.due
    late = due is not None and now >= due.at
    press, tone = ("逾期", "bad") if late else (
        ("今天", "warn") if due is not None and due.at <= end_of_day(now.date()) else ("待办", "accent")
    )
    until = dates.pretty_until(due.at.strftime("%Y-%m-%dT%H:%M"), now) if due is not None else ""
    when = dates.pretty_until(made.strftime("%Y-%m-%dT%H:%M"), now) if made is not None else ""
    row = (
        None, Mark(press, tone), until, about(record), who,
        MADE.format(when=when) if when else "", state_mark(record), record.number, record.number,
    )  # fmt: skip
    unit = str(record.values.get(record.form.unit_field or "", ""))
    cells = tuple(str(cell).lower() for cell in (*row, unit) if cell)
    return Known(row, who, late, cells, tuple(map(initials, cells)))


def marked(row: Row, wrong: Mapping[str, str]) -> Row:
    """The row with its state in the place of which stands that an act was refused."""
    if row[-1] not in wrong:
        return row
    return (*row[:STATE], Mark(CANNOT, "bad"), *row[STATE + 1 :])
