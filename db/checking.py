"""`check`: is the file sound, the journal unbroken, every standing what its acts say?"""

from __future__ import annotations

from collections.abc import Callable

from db import (
    attachments, closings, duties, indexing, journal, money, numbering, outside, secrecy, slots,
    standings, tallies, vouched,
)
from db.chain import Head
from db.session import Session
from db.store import check_file

UNCHECKED = "未检查：数据文件已损坏"
UNREADABLE = "查不下去：有的单被改得读不出来"


def check(session: Session, *, full: bool = False, head: Head | None = None) -> dict[str, str]:
    """For file, journal, standing and search: "ok", or in Chinese what is wrong.

    full: reads every page of the file, and every photo and scan ("file") · head: of the journal, as
    typed from a handover sheet, which it must hold too.
    """
    session.require("check", "检查数据")
    return findings(session, full=full, head=head)


def findings(
    session: Session, *, full: bool = False, head: Head | None = None
) -> dict[str, str]:
    """As `check`, for whatever the program checks by itself, without asking for the right."""
    file = check_file(session.store, full)
    if file != "ok":
        return damaged(file)
    if full:
        file = attachments.check(session.store)
    kept = outside.heads(session.store, session.keys.store_id) + ([head] if head else [])
    said = journal.verify(session.store, *kept) or unvouched(session) or "ok"
    return {
        "file": file,
        "journal": said,
        "standing": _as_far_as_read(_standing, session, said),
        "search": _as_far_as_read(_search, session, said),
    }


def _as_far_as_read(ask: Callable[[Session], str], session: Session, journal_said: str) -> str:
    """What `ask` finds. Who got past the journal may have put in what no reader of the program
    expects: then that is said, in place of a fault of the program's."""
    try:
        return ask(session)
    except (LookupError, TypeError, ValueError):
        if journal_said == "ok":
            raise
        return UNREADABLE


def unvouched(session: Session) -> str:
    """What was changed beside the journal, "" for nothing."""
    return "".join(vouched.differences(session))


def _standing(session: Session) -> str:
    """Whether standings, ledger and numbers follow from what was issued and done."""
    found = (
        ("状态与手续不符", standings.differences(session)),
        ("账与手续不符", money.differences(session)),
        ("结账与日结单不符", closings.differences(session)),
        ("账与收据的合计不符", money.uneven(session)),
        ("时段与单不符", slots.differences(session)),
        ("职责与单不符", duties.differences(session)),
        ("密级与单不符", secrecy.differences(session)),
    )
    words = [
        f"{len(wrong)} 张单的{what}：{'、'.join(wrong[:5])}" for what, wrong in found if wrong
    ]
    if totals := tallies.differences(session):
        words.append(f"{len(totals)} 个每天的合计与单不符：{'；'.join(totals[:5])}")
    return "；".join([*words, *numbering.left_out(session.store)[:5]]) or "ok"


def _search(session: Session) -> str:
    if indexing.behind(session.store):
        return "查找用的目录还没有做完，请打开窗口等它做完"
    wrong = indexing.differences(session)
    if "" in wrong:
        return "查找用的目录与登记的不符，要重做"
    return f"{len(wrong)} 处查找记号与数据不符：{'、'.join(wrong[:5])}" if wrong else "ok"


def damaged(words: str) -> dict[str, str]:
    """The answer when the file cannot be read."""
    return {"file": words, "journal": UNCHECKED, "standing": UNCHECKED, "search": UNCHECKED}
