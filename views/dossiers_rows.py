"""The rows of the list of those in hand, and of what is to come back; made beside the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import register
from db.dossiers import LATE, NEAR, OVER, REST, TODAY, Line, Owed
from forms.values import dates
from ui.choice import initials
from ui.table import Mark, Row
from views.dossier_lists import CANNOT, about_within, state_mark, until_words

STATE = 5
"""Where the state stands in a row of what is to come back."""
TONES = {LATE: "bad", TODAY: "warn", OVER: "warn", NEAR: "accent", REST: ""}


@dataclass(frozen=True)
class Known:
    """A row as it is shown, with what typing is compared with."""

    row: Row
    cells: tuple[str, ...]
    initials: tuple[str, ...]

    def goes_with(self, typed: str) -> bool:
        """Whether every word stands in the row, or begins the initials of one of its cells."""
        return all(
            any(word in cell for cell in self.cells)
            or any(short.startswith(word) for short in self.initials)
            for word in typed.lower().split()
        )


def known(row: Row) -> Known:
    """The row with its words small and their initials."""
    cells = tuple(str(cell).lower() for cell in row if cell)
    return Known(row, cells, tuple(map(initials, cells)))


def line_row(line: Line, shape: Sequence[tuple[str, register.Column]], now: datetime) -> Row:
    """A row of those in hand; made beside the window."""
    record = line.record
    words = (
        until_words(record, now) if key == "@valid_until"
        else register.words_of(record, column, now, {})
        for key, column in shape
    )
    return (
        Mark(line.state, TONES[line.state]), *words,
        "　".join(matter.words for matter in line.matters), str(line.out or ""),
        state_mark(record), record.number, record.number,
    )  # fmt: skip


def owed_row(one: Owed, now: datetime) -> Row:
    """A row of what is to come back; made beside the window."""
    record = one.record
    due = dates.pretty_until(one.due.strftime("%Y-%m-%dT%H:%M"), now)
    return (
        None, Mark(one.state, TONES[one.state]), due, about_within(record, one.basis),
        record.seen.holder or "", state_mark(record), record.number, one.basis, one.stop,
        record.number,
    )  # fmt: skip


def marked(row: Row, wrong: Mapping[str, str]) -> Row:
    """The row with its state in the place of which stands that an act was refused."""
    if row[-1] not in wrong:
        return row
    return (*row[:STATE], Mark(CANNOT, "bad"), *row[STATE + 1 :])
