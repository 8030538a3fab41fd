"""The journal as a file: a table, or a ruled list on paper; both stamped and journalled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db import exporting, journal_list, office
from db.errors import Refused
from db.files import whole
from db.journal_list import Wanted
from db.listing import Listing
from db.session import Session

TITLE = "日志"
AT_ONCE = 500


def write(session: Session, wanted: Wanted, out: Path) -> int:
    """Write the rows to `out`, .xlsx or .pdf, whole or not at all; how many. For a thread.

    Raises Refused without the rights to see the journal and to export, or for another ending;
    Environment when the disk does not allow it.
    """
    ending = out.suffix.lower()
    if ending == ".xlsx":
        return journal_list.export(session, wanted, out)
    if ending != ".pdf":
        raise Refused({"out": "文件名应以 .xlsx 或 .pdf 结尾"})
    return _write_list(session, wanted, out)


def _write_list(session: Session, wanted: Wanted, out: Path) -> int:
    from printing import pdf
    from printing.register import Entered, Ledger, Ruling

    stamp = exporting.stamp(session)
    found = journal_list.listing(session, wanted)
    columns = [Ruling("时间", 1.5), Ruling("谁", 1.3), Ruling("做了什么", 6.0), Ruling("第几条", 0.8, True),
               Ruling("日志码", 1.9)]  # fmt: skip
    made = Ledger(
        TITLE, str(office.setting(session.store, "office.name")), period(wanted), columns,
        (Entered(words) for words in _lines(session, found)), stamp=stamp.words, measure="条",
    )  # fmt: skip
    with whole(out) as file:
        pdf.write(file, made.title, made.pages(), lambda: (made.body,), {})
    exporting.note(session, journal_list.SUBJECT, made.rows, "pdf", stamp)
    return made.rows


def _lines(session: Session, found: Listing) -> Iterator[list[str]]:
    for seq, at, who, said, _, code in journal_list.cells(session, found, AT_ONCE):
        yield [f"{at:%Y-%m-%d %H:%M}", str(who), str(said), str(seq), str(code)]


def period(wanted: Wanted) -> str:
    """What was asked for, in a line."""
    first, last = (day.isoformat() if day else "" for day in (wanted.first, wanted.last))
    days = first if first == last else f"{first or '开头'} 至 {last or '现在'}"
    told = [wanted.record, wanted.person, wanted.part, days if first or last else "全部日子"]
    return "　".join(filter(None, told))
