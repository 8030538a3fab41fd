"""A register (登记本): a view of the records of one form, never a second copy."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from db import listing
from db.errors import Refused
from db.exchange import Cell
from db.facts import entrances
from db.listing import Gathered, Listing, Order, Sieve
from db.records import Record, glance
from db.session import Session
from forms.acts import LAST
from forms.display import masked, shown
from forms.fields import Field, Kind
from forms.form import Form
from forms.life import Standing
from forms.slots import booking_of
from forms.values import Invalid, dates, hours, unit

SORTABLE = 20_000
"""Records that can be sorted by a column no index has: some seconds in a thread."""
SPECIAL_LABELS = {
    "@issued_at": "开具时间",
    "@number": "编号",
    "@issued_by": "经办",
    "@valid_until": "",
    "@due": "办理期限",
    "@slot": "使用时段",
    "@state": "状态",
}


@dataclass(frozen=True)
class Column:
    """One column: key as declared, its heading, the field it shows.

    field is None for special ones, and for a column of lines, whose words are joined.
    """

    key: str
    label: str
    field: Field | None = None


@dataclass(frozen=True)
class Entry:
    """One record in a register: canonical values by column key (masked), and words.

    id: its row · counts: False for a refused or void one, whose amounts nobody adds up
    standing: where it stands, with what is due
    """

    id: int
    number: str
    values: Mapping[str, Any]
    words: tuple[str, ...]
    ended: bool
    counts: bool
    standing: Standing


def columns(form: Form) -> tuple[Column, ...]:
    """The declared columns; number and state when a form declares none."""
    declared = form.register_columns or (("@issued_at", ""), ("@number", ""), ("@state", ""))
    found = [(column_of(form, key), heading) for key, heading in declared]
    return tuple(replace(column, label=heading or column.label) for column, heading in found)


def on_screen(form: Form) -> tuple[Column, ...]:
    """The declared columns, and those that are worth a look now and then."""
    declared = columns(form)
    more = ("@issued_at", "@number", "@slot", "@valid_until", "@due", "@issued_by")
    known = {column.key for column in declared}
    has = {
        "@valid_until": form.validity is not None, "@due": bool(form.dues),
        "@slot": form.slot is not None,
    }  # fmt: skip
    return declared + tuple(
        column_of(form, key) for key in more if key not in known and has.get(key, True)
    )


def column_of(form: Form, key: str) -> Column:
    """The column of a key as declarations write them: a field, "@…", "act.field", "lines.column".
    """
    if key in SPECIAL_LABELS:
        return Column(key, SPECIAL_LABELS[key] or form.until_words)
    if form.has(key):
        return Column(key, form.field(key).label, form.field(key))
    act, _, own = key.partition(".")
    if form.has(act):
        return Column(key, form.field(act).column(own).label)
    if own in ("at", "by"):
        return Column(key, form.act(act).called + {"at": "时间", "by": "经办"}[own])
    field = form.act(act).field(own)
    return Column(key, field.label, field)


def entries(
    session: Session,
    code: str,
    first: date | None = None,
    last: date | None = None,
    where: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> list[Entry]:
    """Records of the form issued from `first` to `last` (both days included), newest first.

    where: column or field key -> the words it must read. Raises Refused for an unknown key, and
    for a personal one without the right to see it: guessing must not tell.
    """
    sieve, rest = sifted(session, code, first, last, where or {})
    return list(islice(stream(session, sieve, rest), limit))


def sifted(
    session: Session, code: str, first: date | None, last: date | None, where: Mapping[str, str]
) -> tuple[Sieve, dict[str, str]]:
    """The sieve that the words mean, and those of them that no index knows.

    Raises as `entries` does.
    """
    session.require("see:records", "看登记本")
    form = session.form(code)
    wanted = {key.removeprefix("@"): value for key, value in where.items()}
    known = {column.key.removeprefix("@") for column in columns(form)}
    known |= {field.key for field in form.fields} | {"state", "number"}
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise Refused({"where": f"{form.title}登记本没有“{'、'.join(unknown)}”这一栏"})
    hidden = [key for key in wanted if form.has(key) and not session.sees(form.field(key))]
    if hidden:
        names = "、".join(form.field(key).label for key in hidden)
        raise Refused({"where": f"{session.member.name}不能看{names}，不能照它筛选"})
    state, unit_key = wanted.pop("state", None), form.unit_field
    room = wanted.pop(unit_key, None) if unit_key else None
    return Sieve(
        code, first, last, (state,) if state else (),
        unit=None if room is None else _unit(session, room),
    ), wanted  # fmt: skip


def arranged(
    session: Session, sieve: Sieve, between: Callable[[], object] = lambda: None
) -> Listing:
    """The list in any order; blanks last. `between` is called every few records.

    Raises Refused where no index has the order and more than `SORTABLE` records pass.
    """
    if sieve.order.key in (*listing.ALONG, listing.BY_SLOT):
        return listing.listing(session, sieve)
    found = listing.listing(session, replace(sieve, order=Order()))
    column = next((one for one in columns(session.form(sieve.code)) if one.key == sieve.order.key),
                  None)  # fmt: skip
    if column is None or found.count > SORTABLE:
        raise Refused({"order": too_many_to_sort(session.form(sieve.code), found.count)})
    keyed: list[tuple[list[tuple[int, float, str]], int]] = []
    blank: list[int] = []
    for record_ids in listing.every(session, found, 50):
        between()
        for record in glance(session, record_ids):
            value = value_of(record, column)
            words = words_of(record, column, session.now(), {})
            if words:
                keyed.append((_sorted_by(value, words), record.id))
            else:
                blank.append(record.id)
    keyed.sort(reverse=sieve.order.descending)
    return Gathered(array("q", [*(one for _, one in keyed), *blank]))


def too_many_to_sort(form: Form, count: int) -> str:
    """Why a long list cannot be in the order of any column."""
    names = [one.label for one in columns(form) if one.key in listing.ALONG]
    return (
        f"有 {count:,} 单，只能按{'、'.join(names)}排；"
        f"缩短日期或筛选到 {SORTABLE:,} 单以内，就能按任何一栏排。"
    )


def _sorted_by(value: Any, words: str) -> list[tuple[int, float, str]]:
    """Numbers by size, also those within words (3-99 before 3-1202); words by letters."""
    if isinstance(value, (int, float)):
        return [(0, float(value), "")]
    text = value if isinstance(value, str) else words
    pieces = re.split(r"(\d+)", text)
    return [(0, float(one), "") if one.isdecimal() else (1, 0.0, one) for one in pieces if one]


def stream(
    session: Session,
    sieve: Sieve,
    where: Mapping[str, str] | None = None,
    *,
    whole: bool = False,
) -> Iterator[Entry]:
    """All records that pass, in order, read some hundred at a time; `where` as `sifted` left it.

    whole: with persons' numbers in full, for a caller who asked the rights and a second person.

    Raises Refused without the right to see records.
    """
    for record_ids in listing.every(session, arranged(session, sieve)):
        yield from lines(session, sieve.code, record_ids, where, whole=whole)


def lines(
    session: Session,
    code: str,
    record_ids: Sequence[int],
    where: Mapping[str, str] | None = None,
    shape: Sequence[Column] = (),
    *,
    whole: bool = False,
) -> Iterator[Entry]:
    """These records as rows of the register, or of other columns (`shape`).

    The caller has the right to see records.
    """
    shape, now = shape or columns(session.form(code)), session.now()
    staff = dict(session.store.rows("SELECT no, name FROM staff"))
    for record in glance(session, record_ids):
        if all(_fits(record, key, value) for key, value in (where or {}).items()):
            yield entry(record, shape, now, staff, whole=whole)


def entry(
    record: Record,
    shape: Sequence[Column],
    now: datetime,
    staff: Mapping[str, str],
    *,
    whole: bool = False,
) -> Entry:
    """One record as a row of the register; numbers of persons masked unless `whole`, names not.

    staff: names by number.
    """
    values = {
        column.key.removeprefix("@"): value_of(record, column, whole=whole) for column in shape
    }
    words = tuple(words_of(record, column, now, staff, whole=whole) for column in shape)
    counts = not any(record.form.act(act.name).effect in LAST for act in record.acts)
    given = {"number": record.number, **values}
    return Entry(
        record.id, record.number, given, words, record.standing.ended, counts, record.standing
    )


def value_of(record: Record, column: Column, *, whole: bool = False) -> Any:
    """The canonical value in a column, None for none; persons' numbers masked unless `whole`, which
    only who has asked the rights may want."""
    match column.key:
        case "@issued_at":
            return record.issued_at.strftime("%Y-%m-%dT%H:%M")
        case "@number":
            return record.number
        case "@issued_by":
            return record.issued_by.words
        case "@state":
            return record.seen.state
        case "@valid_until":
            until = record.standing.valid_until
            return until.strftime("%Y-%m-%dT%H:%M") if until else None
        case "@due":
            due = record.standing.due
            return due.at.strftime("%Y-%m-%dT%H:%M") if due else None
        case "@slot":
            return _slot(record)
    if record.form.has(column.key):
        value = record.values.get(column.key)
    else:
        value = _dotted(record, column.key)
    return masked(column.field, value) if column.field and not whole else value


def _slot(record: Record) -> str | None:
    """Day and hours that a record books: "2026-11-23 09:00-11:00"."""
    found = booking_of(record.form, record.values)
    return f"{found.day} {hours.of(found.start, found.end)}" if found else None


def _dotted(record: Record, key: str) -> Any:
    name, _, own = key.partition(".")
    if record.form.has(name):
        column = record.form.field(name).column(own)
        lines = record.values.get(name, ())
        return "；".join(shown(column, masked(column, line.get(own))) for line in lines)
    done = record.last(name)
    if done is None:
        return None
    if own == "at":
        return done.at.strftime("%Y-%m-%dT%H:%M")
    return done.by if own == "by" else done.values.get(own)


def words_of(
    record: Record,
    column: Column,
    now: datetime,
    staff: Mapping[str, str],
    *,
    whole: bool = False,
) -> str:
    """What a column reads of a record; staff: names by number · whole: as of `value_of`."""
    value = value_of(record, column, whole=whole)
    if value is None:
        return ""
    if column.key.endswith(".by") and column.field is None:
        return f"{value} {staff.get(value, '')}".strip()
    if column.key == "@slot":
        day, _, when = value.partition(" ")
        return f"{dates.pretty_day(day, now)} {hours.pretty(when)}"
    if column.key in ("@valid_until", "@due"):
        return dates.pretty_until(value, now)
    if column.key == "@issued_at" or column.key.endswith(".at"):
        kind = Kind.DATETIME if value[:4] == f"{now:%Y}" else Kind.DATE
        return shown(Field("at", "时间", kind), value[:10] if kind is Kind.DATE else value, now=now)
    return shown(column.field, value, now=now) if column.field else str(value)


def cell_of(column: Column, value: Any, words: str) -> Cell:
    """A value of a column as a sheet's cell of its own kind where it has one, else as words."""
    kind = column.field.kind if column.field else None
    if value is None:
        return ""
    if column.key == "@issued_at" or column.key.endswith(".at") or kind is Kind.DATETIME:
        return datetime.fromisoformat(value)
    if column.key in ("@valid_until", "@due"):
        return dates.paper_until(value)
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    if kind is Kind.PERIOD:
        return dates.pretty_period(value)
    if kind is Kind.MONEY and isinstance(value, int):
        return Decimal(value).scaleb(-2)
    if kind is Kind.NUMBER and isinstance(value, (int, float)):
        return value
    return words


def _unit(session: Session, typed: str) -> str:
    """A unit in any spelling as records have it; as typed when it is none."""
    try:
        return unit.clean(typed, entrances(session))
    except Invalid:
        return typed


def _fits(record: Record, key: str, wanted: str) -> bool:
    if key == "number":
        return record.number == wanted
    if record.form.has(key):
        value = record.values.get(key)
        return wanted in (str(value), shown(record.form.field(key), value))
    special = f"@{key}"
    column = column_of(record.form, special if special in SPECIAL_LABELS else key)
    return str(value_of(record, column)) == wanted
