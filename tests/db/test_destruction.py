"""Personal data destroyed by an order of two: refused while it must be kept, gone to the last byte
after, and everything else still whole (docs/handbook.md §6)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee
import pytest

from db import (
    backup, checking, destruction, drafts, find, prints, records, register, remnants, retention,
    workbench,
)
from db.errors import Environment, Refused
from db.reading import Record
from db.session import Session
from db.store import FILE_NAME, Store
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, Desk

LATER = datetime(2037, 1, 5, 9, 0)
HEAD = "1005"
NAME, PHONE, NUMBER = "欧阳毁之", "13977661234", "440301199003071230"
SAID = "放行时请打 13977661235 找他"


def slip(desk: Desk) -> Record:
    """A release slip that was let out, with an unmistakable person on it."""
    typed = {**FX, "carrier": NAME, "phone": PHONE,
             "carrier_id": {"kind": "居民身份证", "number": NUMBER}}
    made = desk.issue("FX", typed)
    desk.act(made, "值班主任签字", DUTY)
    desk.act(made, "主任盖章", DIRECTOR)
    record = records.load(desk.at(), made.number)
    assert record is not None
    paper = record.form.papers[0].name
    page = json.dumps({"page": [f"{NAME} {PHONE} {NUMBER} {at}" for at in range(40)]})
    prints.keep(desk.at(), record, paper, page)
    drafts.save(desk.at(), "FX", {"carrier": NAME, "phone": PHONE})
    return record


def void(desk: Desk, record: Record) -> None:
    desk.act(record, "作废", DESK, {"why": SAID})


def bytes_of(session: Session) -> bytes:
    """Every page of the file and of its log in plain."""
    return b"\0".join(remnants.pages(session.store.folder / FILE_NAME, session.dek))


@pytest.fixture
def gone(desk: Desk) -> tuple[Desk, Record]:
    """A record whose values were destroyed, eleven years on."""
    record = slip(desk)
    void(desk, record)
    made = destruction.propose(desk.at(HEAD, LATER), "保存期满", [record.number])
    destruction.approve(desk.at(DIRECTOR, LATER), made.number)
    found = records.load(desk.at(DESK, LATER), record.number)
    assert found is not None
    return desk, found


@pytest.mark.parametrize(("done", "now", "why"), [
    (False, LATER, "没有办"), (True, datetime(2036, 11, 20, 9), "档案要保存 10 年"),
])
def test_what_is_open_or_must_be_kept_is_refused(
    desk: Desk, done: bool, now: datetime, why: str
) -> None:
    """The archive rule of ten years comes first, open matters too."""
    record = desk.issue("JC", _left(desk)) if not done else slip(desk)
    if done:
        void(desk, record)
    with pytest.raises(Refused) as refused:
        destruction.propose(desk.at(HEAD, now), "清理", [record.number])
    assert why in refused.value.problems[record.number]
    assert desk.at().store.value("SELECT count(*) FROM destruction") == 0


def _left(desk: Desk) -> dict[str, Any]:
    from db.example import example

    return example(desk.at(), "JC")


def test_nobody_approves_what_he_proposed(desk: Desk) -> None:
    """Nor somebody without the right; nothing is destroyed, not even by hand in the file."""
    record = slip(desk)
    void(desk, record)
    made = destruction.propose(desk.at(DIRECTOR, LATER), "保存期满", [record.number])
    for no in (DIRECTOR, GUARD, DESK):
        with pytest.raises(Refused):
            destruction.approve(desk.at(no, LATER), made.number)
    with pytest.raises(peewee.IntegrityError, match="CHECK"), desk.at().store.write() as db:
        db.execute_sql("UPDATE destruction SET approved_by = proposed_by, approved_at = 1")
    with pytest.raises(peewee.IntegrityError, match="版面不可修改"), desk.at().store.write() as db:
        db.execute_sql("INSERT INTO paper VALUES ('p', x'00')")
        db.execute_sql("UPDATE paper SET body = x''")
    assert destruction.order(desk.at(), made.number).state == destruction.PROPOSED
    assert NUMBER in bytes_of(desk.at()).decode("utf-8", "replace")


def test_the_bytes_are_gone_from_file_log_and_index(gone: tuple[Desk, Record]) -> None:
    """No number, no phone, no name, none that was written into a reason; pages in use or not."""
    desk, _ = gone
    session = desk.at(DIRECTOR, LATER)
    lying = bytes_of(session)
    for word in (NAME, PHONE, NUMBER, PHONE[4:], "13977661235", SAID):
        assert word.encode() not in lying, word
    assert find.find(session, NAME) == [] and find.find(session, PHONE) == []
    assert session.store.value("SELECT count(*) FROM draft") == 0
    assert session.store.rows("SELECT length(body) FROM paper") == [(0,)]


def test_the_record_says_by_which_order(gone: tuple[Desk, Record]) -> None:
    """On its page, in lists, in what may be copied on; the state stays what it was."""
    desk, record = gone
    said = "已按销毁单 XH-2037-0001 销毁"
    assert record.values["carrier"]["name"] == said and record.values["phone"] == said
    assert record.destroyed == "XH-2037-0001" and record.seen.state == "已作废"
    (entry,) = register.entries(desk.at(DESK, LATER), "FX")
    assert said in "".join(entry.words)
    assert record.acts[-1].values["why"] == said
    paper = record.form.papers[0].name
    assert prints.first(desk.at(), record, paper) is None
    with pytest.raises(Refused, match="不能再打印"):
        prints.keep(desk.at(DESK, LATER), record, paper, "{}", again="要一份")


def test_everything_else_is_whole(gone: tuple[Desk, Record]) -> None:
    """Journal, standings, totals, index, and a backup made then."""
    desk, _ = gone
    session = desk.at(DIRECTOR, LATER)
    assert set(checking.findings(session, full=True).values()) == {"ok"}
    made = backup.make(session.store, session.keys, session.clock.now())
    assert backup.verify(made.file, session.dek).verified


def test_the_order_says_what_went_and_which_copies_still_hold_it(
    gone: tuple[Desk, Record]
) -> None:
    """The backup made before is one of them, with the day by which it goes."""
    desk, record = gone
    order = destruction.order(desk.at(), "XH-2037-0001")
    assert order.state == destruction.DONE and order.counts["records"] == 1
    assert order.counts["values"] >= 4
    assert [Path(one.file).suffix for one in order.copies] == [".qtbak"]
    until = order.copies[0].until
    assert until is not None and LATER.date() < until < datetime(2038, 12, 1).date()
    with pytest.raises(Refused, match="已经销毁"):
        destruction.propose(desk.at(HEAD, LATER), "再来", [record.number])


def test_what_is_due_is_listed(desk: Desk) -> None:
    """Once ten years are over, and not while it is on an order."""
    record = slip(desk)
    void(desk, record)
    assert retention.due(desk.at(HEAD)) == []
    assert [one.label for one in retention.due(desk.at(HEAD, LATER))
            if one.kind == "record"] == [record.number]
    destruction.propose(desk.at(HEAD, LATER), "保存期满", [record.number])
    assert [one for one in retention.due(desk.at(HEAD, LATER)) if one.kind == "record"] == []


def test_a_resident_who_left_ten_years_ago_goes_with_history(desk: Desk) -> None:
    """The entry, the homes, the car, the consents, the lines of history, the search tokens."""
    from db import estate

    session = desk.at(DESK)
    place = estate.unit_of(session, "1-101")
    estate.move_in(session, place, {
        "person": NAME, "phone": PHONE, "document": NUMBER, "role": "住户",
        "since": "2020-01-01", "until": "2026-10-01",
    })  # fmt: skip
    row = session.store.value("SELECT id FROM person WHERE name = ?", (NAME,))
    with pytest.raises(Refused, match="10 年"):
        destruction.propose(desk.at(HEAD, datetime(2036, 9, 30, 9)), "搬走", people=[row])
    made = destruction.propose(desk.at(HEAD, LATER), "搬走", people=[row])
    assert NAME not in made.items[0].label
    destruction.approve(desk.at(DIRECTOR, LATER), made.number)
    lying = bytes_of(desk.at())
    for word in (NAME, PHONE, NUMBER):
        assert word.encode() not in lying, word
    assert find.find(desk.at(), NAME) == []
    assert set(checking.findings(desk.at(DIRECTOR, LATER)).values()) == {"ok"}


def test_the_workbench_says_what_waits(desk: Desk) -> None:
    """Who may propose reads that something is due, who may approve that an order waits."""
    record = slip(desk)
    void(desk, record)

    def lines(no: str, now: datetime = LATER) -> list[str]:
        return [one.what for one in workbench.read(desk.at(no, now)).items
                if one.place == "destruction"]

    assert lines(HEAD) == ["有保存期满的个人信息，可以提出销毁"] and lines(DESK) == []
    assert lines(HEAD, datetime(2036, 11, 1, 9)) == []
    destruction.propose(desk.at(HEAD, LATER), "保存期满", [record.number])
    assert lines(DIRECTOR) == ["1 张销毁单等批准"] and lines(HEAD) == []


def test_bytes_that_somebody_still_reads_are_taken_away_later(desk: Desk) -> None:
    """The values are gone for everybody at once, the order says that it is not done, and approving
    again goes on from there."""
    record = slip(desk)
    void(desk, record)
    made = destruction.propose(desk.at(HEAD, LATER), "保存期满", [record.number])
    session = desk.at(DIRECTOR, LATER)
    session.store.db.execute_sql("PRAGMA busy_timeout = 20")
    other = Store.open(session.store.folder, session.dek, readonly=True, check=False)
    other.db.execute_sql("BEGIN")
    assert other.value("SELECT count(*) FROM personal")
    with pytest.raises(Environment, match="另一个程序正在读"):
        destruction.approve(session, made.number)
    assert destruction.order(session, made.number).state == destruction.APPROVED
    assert PHONE.encode() in bytes_of(session)
    found = records.load(desk.at(DESK, LATER), record.number)
    assert found is not None and found.destroyed == made.number
    other.db.execute_sql("COMMIT")
    other.close()
    assert destruction.approve(session, made.number).state == destruction.DONE
    assert PHONE.encode() not in bytes_of(session)
