"""What is handed over from one shift to the next: facts for the form that does it, reckoned from
the data at the moment (docs/handbook.md §6, 交接班).

Amounts are integer 分, times naive office time. Nothing here names a person or a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forms.lending import Lent


@dataclass(frozen=True)
class Group:
    """Open matters of one form: how many, how many of them overdue, how many due soon, how many
    whose validity ran out and that nobody has settled."""

    form: str
    count: int
    overdue: int = 0
    soon: int = 0
    lapsed: int = 0


@dataclass(frozen=True)
class Matter:
    """One open matter: its record's number, form's title, what it is about, when it is due, or
    since when it waits."""

    number: str
    form: str
    what: str
    due: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Range:
    """Numbers of a form used since the last handover, and how many of them are void."""

    form: str
    first: str
    last: str
    made: int
    void: int = 0

    @property
    def words(self) -> str:
        """From the first number to the last: FX-2026-000028～029, the whole of it in another year.
        """
        if self.first == self.last:
            return self.first
        same = self.first[:-3] == self.last[:-3]
        return f"{self.first}～{self.last[-3:] if same else self.last}"


@dataclass(frozen=True)
class Desk:
    """All that the one who goes leaves to the one who comes.

    shift: "早班 08:00–16:00", "" for none
    since: the handover before, however long ago, else the shift's beginning
    previous: number of the handover before, "" for none · pending: of one nobody has taken over
    cash: 分 in the giver's hand by the books · deposits: 分 held
    open: by form · urgent: overdue or due soon, the most urgent first, at most `MOST`
    more: how many urgent ones there are beyond · slips: let out at the gate, their copy not back
    lent: things that are out · unprinted: numbers of records whose paper never came out
    drafts: titles of what the giver has not finished · entry, seal: last row of the
      journal and its code, 4F2A 9C01 77B0 D3E8
    """

    shift: str = ""
    since: datetime | None = None
    previous: str = ""
    pending: str = ""
    cash: int = 0
    deposits: int = 0
    open: tuple[Group, ...] = ()
    urgent: tuple[Matter, ...] = ()
    more: int = 0
    slips: tuple[Matter, ...] = ()
    lent: tuple[Lent, ...] = ()
    ranges: tuple[Range, ...] = ()
    unprinted: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    entry: int = 0
    seal: str = ""


MOST = 120
"""Matters that a sheet lists one by one."""
