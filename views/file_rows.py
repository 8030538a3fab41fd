"""How the records, the matters and the people of a file read in their lists; made in threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import file, filed, records, workbench
from db.dossiers import LATE, NEAR, OVER, REST, TODAY
from db.file import CAR, File, Kin, Matter
from db.filed import Filed
from db.listing import Listing
from db.records import Record
from db.session import Session
from db.totals import Totals
from forms.values import dates, phone, unit
from ui.table import Column, Mark, Row
from views import states
from views.record_parts import moment

TONES = {LATE: "bad", TODAY: "warn", OVER: "warn", NEAR: "accent", REST: ""}
KIN = (
    Column("role", "", 72, "mark", sortable=False),
    Column("name", "", 96, sortable=False),
    Column("more", "", 100, "second", stretch=True, sortable=False),
)
MATTERS = (
    Column("press", "", 78, "mark", sortable=False),
    Column("due", "期限", 132, "second", sortable=False),
    Column("form", "单据", 112, sortable=False),
    Column("what", "事项", 180, stretch=True, sortable=False),
    Column("state", "状态", 156, "mark", sortable=False),
    Column("verb", "办理", 96, "verb", sortable=False),
)
RECORDS = (
    Column("at", "时间", 132, "second", sortable=False),
    Column("form", "单据", 112, sortable=False),
    Column("unit", "房号", 92, sortable=False),
    Column("what", "事项", 180, stretch=True, sortable=False),
    Column("state", "状态", 156, "mark", sortable=False),
    Column("by", "经办", 96, "second", sortable=False, hidden=True),
    Column("number", "编号", 128, "second", sortable=False),
)


@dataclass(frozen=True)
class FileRecords:
    """The records of a file as a source of `views.lister`."""

    wanted: Filed

    def head(self, session: Session, many: int) -> Sequence[int]:
        """A unit's first ones."""
        return filed.head(session, self.wanted, many)

    def walk(self, session: Session, between: Callable[[], object]) -> Listing:
        """All of them, newest first."""
        return filed.listing(session, self.wanted)

    def rows(self, session: Session, record_ids: Sequence[int]) -> Iterable[Row]:
        """As the list reads; what cannot be masked is never in it."""
        return self._rows(session, record_ids)

    def totals(self, session: Session) -> Totals | None:
        """They stand in the file."""
        return None

    def _rows(self, session: Session, record_ids: Sequence[int]) -> Iterator[Row]:
        now = session.now()
        for record in records.glance(session, record_ids):
            yield record_row(record, now)


def record_row(record: Record, now: datetime) -> Row:
    """A line of the long list; its row and number stand after its cells. The unit has a column of
    its own, or goes without saying."""
    key = record.form.unit_field
    where = unit.pretty(record.values[key]) if key and record.values.get(key) else ""
    return (
        moment(record.issued_at, now), record.form.called, where,
        file.about(where, record) if where else workbench.about(record), state_mark(record),
        record.issued_by.words, record.number, record.id, record.number,
    )  # fmt: skip


def matter_row(title: str, one: Matter, now: datetime) -> Row:
    """A line of what is in hand: how pressing, until when and what for, and the verb of Enter."""
    return (
        Mark(one.state, TONES[one.state]) if one.state else None,
        _until(one, now), one.record.form.called,
        file.about(title, one.record), state_mark(one.record), one.act or "打开",
        one.record.number,
    )  # fmt: skip


def _until(one: Matter, now: datetime) -> str:
    """Until when, the day alone in another year and for the end of a validity."""
    if one.at is None:
        return ""
    words = dates.pretty_until(one.at.strftime("%Y-%m-%dT%H:%M"), now)
    if one.name == one.record.form.until_words:
        return f"至 {words.partition(' ')[0]}"
    return words.partition(" ")[0] if one.at.year != now.year else words


def state_mark(record: Record) -> Mark:
    """Its state as a chip."""
    return Mark(record.seen.state, states.tone(record.form, record.seen.state))


def kin_row(one: Kin) -> Row:
    """A person, vehicle or unit; whose file Enter opens, and whether it is of today, stand after
    the cells."""
    number = one.phone if "*" in one.phone else phone.pretty(one.phone) if one.phone else ""
    tone = "" if one.past or one.role == CAR else "accent"
    more = " ".join(filter(None, (number, *one.more.split("　"))))
    return Mark(one.role, tone), one.name, more, one.subject, not one.past


def kinds_words(session: Session, found: File) -> list[tuple[str, str]]:
    """By code what a kind of record is called in the list's filter, with how many there are."""
    return [
        (code, f"{session.forms[code].called if code in session.forms else code} {count:,}")
        for code, count in found.kinds.items()
    ]
