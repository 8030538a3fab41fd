"""The one-page file (一页档案) of a unit, a person or a vehicle: composed and saved.

It needs the right "export", says on itself under which number it left, and is journalled each time.
Phones, documents and remarks about people are left out or masked; in full only with the right to
see them, a reason and a second person, as any export (`db.exporting.in_full`). Imports no Qt.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from db import exporting, file, office
from db.errors import Refused
from db.exporting import Stamp
from db.file import CAR, File, Kin, Matter
from db.filed import PERSON, Subject
from db.files import only_if_told, whole
from db.records import Record
from db.session import Session
from forms.values import amount, dates, identity, phone

if TYPE_CHECKING:
    from printing.page import Document

RIGHT, WHAT = "export", "打印、导出档案"
NAMED = 6
"""People, vehicles or units of one sort that are named; the others are counted."""


def document(session: Session, subject: Subject, stamped: Stamp | None = None) -> Document:
    """The page as it would be printed now; nothing is journalled.

    stamped: under which number it leaves; numbers in it in full where that was approved. Refused
    for what is not there and without the right to export.
    """
    from printing.one_page import MOST_RECORDS, Sheet, compose

    session.require(RIGHT, WHAT)
    stamped = stamped or exporting.stamp(session)
    full = stamped.full
    found = file.opened(session, subject)
    newest = file.latest(session, subject, MOST_RECORDS) if found.records else []
    return compose(Sheet(
        str(office.setting(session.store, "office.name")), found.title, file.KINDS[subject.kind],
        tuple(_facts(session, found, full)), [_matter(found, one) for one in found.matters],
        found.in_hand, [_record(found, one) for one in newest], found.records,
        stamped.by, stamped.more,
    ))  # fmt: skip


def save(
    session: Session, subject: Subject, out: Path, stamped: Stamp | None = None
) -> int:
    """Write the page to `out` (.pdf), whole or not at all; how many records stand on it.

    Refused as `document`, and for another ending; Environment when the disk does not allow it.
    """
    from printing.one_page import listed_of
    from printing.pdf import draw

    if out.suffix.lower() != ".pdf":
        raise Refused({"out": "文件名应以 .pdf 结尾"})
    stamped = stamped or exporting.stamp(session)
    made = document(session, subject, stamped)
    with whole(out) as written:
        written.write(draw(made))
    with only_if_told(out):
        note(session, subject, "pdf", stamped)
    return listed_of(made)


def note(session: Session, subject: Subject, kind: str, stamped: Stamp) -> None:
    """Journal that a file left: whose, to paper or as a PDF, under which number, whether with all
    numbers of persons, then why and who approved."""
    whose = f"{subject.kind} {subject.id}"
    exporting.note_of(session, "export.file", whose, {"kind": kind}, stamped)


def arrears_words(session: Session, found: File) -> str:
    """What the unit owes, with its day; "" where nothing was ever told."""
    owed, today = found.arrears, session.now().date()
    if owed is None:
        return ""
    if owed.amount > 0:
        return owed.words(today)
    return f"不欠物业费，截至 {dates.pretty_day(owed.as_of, today)}"


def _facts(session: Session, found: File, full: bool) -> Iterator[tuple[str, str]]:
    """Names and words of the page's head."""
    if found.phone:
        yield "电话", _number(found.phone, full)
    if found.document is not None:
        number = found.document["number"]
        shown = number if full or "*" in number else identity.mask(number)
        yield "证件", identity.describe({**found.document, "number": shown})
    for name, words in found.facts:
        if name != "备注" or full or found.subject.kind != PERSON:
            yield name, words
    owed = arrears_words(session, found)
    if owed:
        yield "管理费", owed
    now = [one for one in found.kin if not one.past]
    for name, some in (
        ("住户、房号", [one for one in now if one.role != CAR]),
        ("车辆", [one for one in now if one.role == CAR]),
    ):
        if some:
            yield name, _named(some, full)
    if found.money.held:
        yield "收着的押金", amount.paper(found.money.held)
    if found.money.paid:
        yield f"{found.money.year} 年已付", amount.paper(found.money.paid)


def _named(some: list[Kin], full: bool) -> str:
    words = "；".join(
        " ".join(filter(None, (
            "" if one.role == CAR else one.role, one.name, _number(one.phone, full),
            one.more if one.role == CAR else "",
        )))
        for one in some[:NAMED]
    )  # fmt: skip
    return f"{words}　等 {len(some)} 项" if len(some) > NAMED else words


def _number(number: str, full: bool) -> str:
    if not number or "*" in number:
        return number
    return phone.pretty(number) if full else phone.mask(number)


def _matter(found: File, one: Matter) -> tuple[str, str, str, str]:
    record = one.record
    when = one.at.strftime("%Y-%m-%dT%H:%M") if one.at else ""
    told = " ".join(filter(None, (
        one.name if one.state else "", dates.pretty_until(when, record.facts.now) if when else "",
        f"（{one.state}）" if one.state else "",
    )))  # fmt: skip
    return record.form.called, file.about(found.title, record), told, record.seen.state


def _record(found: File, record: Record) -> tuple[str, str, str, str, str]:
    day = record.issued_at.date().isoformat()
    what = file.about(found.title, record)
    return day, record.form.called, what, record.seen.state, record.number
