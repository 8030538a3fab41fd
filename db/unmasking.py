"""Seeing one record or one person's entry in full, with a reason (docs/handbook.md §6).

Who has the right "unmask" but not that to personal data gives a reason, which the journal keeps;
then that one record is seen, never a list.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from db import reading
from db.errors import Refused
from db.filed import PERSON, Subject, person_row
from db.reading import named
from db.reasons import reason
from db.session import Session

RIGHT, WHAT = "unmask", "看证件号和电话全文"
SECONDS = 30
"""So long it is seen; then it is masked again."""
REASONS = ("核对身份", "电话联系业主", "应急处置", "公安、法院查询", "处理投诉")


def may_unmask(session: Session) -> bool:
    """Whether the member would have to give a reason, and may."""
    return session.may(RIGHT) and not session.may("see:personal")


def of_record(session: Session, number: str, why: str) -> Session:
    """The same desk with eyes for everything personal of that record, once the reason is kept.

    Values that only some roles see (`Field.seen_by`) stay hidden. Raises Refused without the right,
    without a reason, or with a number of a person in it.
    """
    session.require("see:records", "看单据")
    session.require(RIGHT, WHAT)
    record = reading.load(session, number)
    assert record is not None
    return _opened(session, record.number, why, named(record))


def of_person(session: Session, subject: Subject, why: str) -> Session:
    """As `of_record`, for a registered person's own entry."""
    session.require("see:unit", "看房产")
    session.require(RIGHT, WHAT)
    if subject.kind != PERSON:
        raise Refused({"": "一次只看一个人的全文，请打开那个人的档案"})
    name = str(person_row(session, int(subject.id))["name"])
    return _opened(session, f"person {subject.id}", why, {name})


def _opened(session: Session, subject: str, why: str, who: Collection[str]) -> Session:
    told = reason(why, 60, "请写明为什么要看", who)
    with session.store.write():
        session.journal("unmask", subject, {"why": told})
    return replace(session, unmasked=True)
