"""A register as a file: an Excel sheet or a ruled ledger (PDF), the same columns in both.

Records are read, written and forgotten some hundred at a time, so a million take minutes and not
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING

from db import approving, exchange, exporting, listing, office, register
from db.errors import Refused
from db.files import only_if_told, whole
from db.exchange import Cell, Sheet
from db.exporting import Stamp
from db.listing import Sieve
from db.register import Column, Entry
from db.session import Member, Session
from db.totals import Totals, summed
from forms.fields import Kind
from forms.form import Form
from forms.settings import EXPORT_ROWS
from forms.values import amount, dates
from views import office_sign, printouts

if TYPE_CHECKING:
    from printing.register import Ledger

    Draw = Callable[[IO[bytes], Ledger, Mapping[str, bytes]], None]

WEIGHTS = {
    Kind.LINES: 2.6, Kind.LONG_TEXT: 2.6, Kind.TEXT: 1.5, Kind.DATETIME: 1.6, Kind.PERIOD: 1.5,
}  # fmt: skip
WEIGHTS_OF_SIGNS = {
    "@issued_at": 1.6, "at": 1.6, "@valid_until": 1.6, "@issued_by": 1.2, "by": 1.2, "@state": 1.3,
    "@slot": 1.8,
}  # fmt: skip
"""Share of a ledger's width by kind of column or by its sign; everything else is 1."""
Progress = Callable[[int], object]
"""Told how many records are written; raises `Cancelled` to stop."""


def write(
    session: Session,
    sieve: Sieve,
    out: Path,
    progress: Progress = lambda done: None,
    *,
    where: Mapping[str, str] | None = None,
    note: str = "",
    stamped: Stamp | None = None,
    second: Member | None = None,
    drawn: Draw | None = None,
) -> int:
    """Write all that passes to `out`, .xlsx or .pdf, whole or not at all; how many records.

    It is stamped, and journalled that they left. stamped: as of `exporting.in_full` for persons'
    numbers in full; masked otherwise. where: as `register.sifted` left it · note: what narrows it,
    for the head of a ledger · second: who approves, where it is more than the office lets one take
    out alone · drawn: what draws a ledger for a printer. Raises Refused without the right `export`
    (docs/handbook.md §6: no export without right) and for another ending, Environment when the disk
    does not allow it, and what `progress` and `drawn` raise; then nothing is written.
    """
    stamped = stamped or exporting.stamp(session)
    ending = out.suffix.lower()
    form = session.form(sieve.code)
    many = is_bulk(session, sieve)
    second = second or stamped.second
    if many:
        approving.check(session, second, f"一次导出、打印 {many:,} 单")
    entries = _told(
        register.stream(session, sieve, where, whole=stamped.full), progress
    )
    if ending == ".xlsx":
        columns = register.columns(form)
        cells = (_cells(columns, row) for row in entries)
        labels = tuple(one.label for one in columns)
        written = exchange.write_xlsx(out, Sheet(title_of(form), labels, cells, stamped.words))
    elif ending == ".pdf":
        written = _write_ledger(
            ledger(session, form, sieve, entries, note, stamped), out,
            printouts.images(session, office_sign.named(office_sign.sign(session))),
            drawn or _draw,
        )
    else:
        raise Refused({"out": "文件名应以 .xlsx 或 .pdf 结尾"})
    with only_if_told(out):
        _told_of(session, form, written, ending, stamped, second if many else None)
    return written


def _told_of(
    session: Session, form: Form, written: int, ending: str, stamped: Stamp, second: Member | None
) -> None:
    """Journal the export; second: who approved that so many leave at once, if so many did."""
    exporting.note(session, form.code, written, ending.removeprefix("."), stamped)
    if second is not None:
        with session.store.write(), approving.approved(
            session, "export.bulk", second, "导出", subject=form.code
        ) as checker:
            told = {"rows": written, "second": checker}
            session.journal("export.bulk", form.code, told)


def is_bulk(session: Session, sieve: Sieve) -> int:
    """How many records pass, where these are more than one person may take out; else 0."""
    found = listing.listing(session, replace(sieve, order=listing.Order())).count
    return found if found > int(office.setting(session.store, EXPORT_ROWS.key)) else 0


def title_of(form: Form) -> str:
    """What its register is called."""
    return form.register_title or f"{form.title}登记本"


def _told(entries: Iterator[Entry], progress: Progress) -> Iterator[Entry]:
    for done, one in enumerate(entries, 1):
        yield one
        progress(done)


def ledger(
    session: Session,
    form: Form,
    sieve: Sieve,
    entries: Iterator[Entry],
    note: str = "",
    stamped: Stamp | None = None,
) -> Ledger:
    """The entries as a ruled ledger."""
    from printing.register import Entered, Ledger, Ruling

    columns = register.columns(form)
    added = {column.key for column in summed(form)}
    rulings = [
        Ruling(one.label, _weight(one), _is_figure(one),
               _decimals(one) if one.key in added else None)
        for one in columns
    ]  # fmt: skip

    def rows() -> Iterator[Entered]:
        for entry in entries:
            cells = _cells(columns, entry)
            amounts = {
                at: Decimal(str(cell)) for at, (one, cell) in enumerate(
                    zip(columns, cells, strict=True)
                ) if one.key in added and entry.counts and cell != ""
            }  # fmt: skip
            yield Entered([_printed(cell) for cell in cells], amounts, entry.counts)

    name = str(office.setting(session.store, "office.name"))
    return Ledger(
        title_of(form), name, _period(sieve.first, sieve.last), rulings, rows(),
        f"（{note}）" if note else "", office_sign.sign(session),
        stamped.words if stamped else "",
    )  # fmt: skip


def _cells(columns: Sequence[Column], row: Entry) -> list[Cell]:
    return [
        register.cell_of(column, row.values[column.key.removeprefix("@")], words)
        for column, words in zip(columns, row.words, strict=True)
    ]


def _printed(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _is_figure(column: Column) -> bool:
    return column.field is not None and column.field.kind in (Kind.MONEY, Kind.NUMBER)


def _decimals(column: Column) -> int:
    assert column.field is not None
    return 2 if column.field.kind is Kind.MONEY else column.field.decimals


def sum_words(column: Column, total: int | float) -> str:
    """A sum for the screen: money as ¥1,860.00, a number with its decimals."""
    assert column.field is not None
    if column.field.kind is Kind.MONEY:
        return amount.pretty(round(total))
    return f"{total:,.{column.field.decimals}f}"


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{dates.paper_day(first.isoformat())} 至 {dates.paper_day(last.isoformat())}"
    if first:
        return f"{dates.paper_day(first.isoformat())}起"
    return f"至{dates.paper_day(last.isoformat())}" if last else "全部"


def _weight(column: Column) -> float:
    if column.field is None:
        return WEIGHTS_OF_SIGNS.get(column.key.rpartition(".")[2], 1.0)
    return WEIGHTS.get(column.field.kind, 1.0)


def _write_ledger(
    made: Ledger, out: Path, images: Mapping[str, bytes], drawn: Draw
) -> int:
    with whole(out) as file:
        drawn(file, made, images)
    return made.rows


def _draw(file: IO[bytes], made: Ledger, images: Mapping[str, bytes]) -> None:
    from printing import pdf

    pdf.write(file, made.title, made.pages(), lambda: (made.body,), images)


def total_words(form: Form, found: Totals) -> str:
    """What stands under a register: how many, by state, and the sums; "" for none."""
    if not found.count:
        return ""
    parts = [f"共 {found.count:,} 单", *(f"{state} {n:,}" for state, n in found.states)]
    for column in summed(form):
        parts.append(f"{column.label}合计 {sum_words(column, found.sums[column.key])}")
    if found.sums and found.left_out:
        parts.append(f"（作废、未同意的 {found.left_out:,} 单不计）")
    return "　".join(parts)
