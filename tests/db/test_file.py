"""The file of a unit, a person or a vehicle: which records are theirs, in which order, for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db import file, filed, records, rights, search
from db.errors import Refused
from db.filed import Filed, Subject
from db.session import Session
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, NOW, Desk, moment
from tests.db.many import fill
from tests.db.permissions import deny
from tests.scenarios import renewing

ID = "11010519491231002X"
ID_15 = "110105491231002"
UNIT = Subject("unit", "1-101")
OTHER = "2-1802"


def person(session: Session, name: str, label: str = "", **more: Any) -> Subject:
    """Somebody registered, living in a unit from `since` until `until`."""
    with session.store.write() as db:
        row = db.execute_sql(
            "INSERT INTO person(name, phone, id_kind, id_number) VALUES (?, ?, ?, ?)",
            (name, more.get("phone"), "居民身份证" if more.get("number") else None,
             more.get("number")),
        ).lastrowid  # fmt: skip
        if label:
            db.execute_sql(
                "INSERT INTO residence(unit_id, person_id, role, since, until)"
                " SELECT id, ?, '家属', ?, ? FROM unit WHERE label = ?",
                (row, more.get("since"), more.get("until"), label),
            )
        search.refresh(session.store, people=[row])
    return Subject("person", str(row))


def slip(desk: Desk, name: str, phone: str, label: str = "1-101", **more: Any) -> str:
    """A slip of a unit carried by somebody."""
    now = more.pop("now", NOW)
    values = FX | {"unit": label, "carrier": name, "phone": phone} | more
    return desk.issue("FX", values, now=now).number


def numbers(session: Session, wanted: Subject | Filed) -> list[str]:
    """What the list of a file holds, in its order."""
    asked = wanted if isinstance(wanted, Filed) else Filed(wanted)
    found = filed.listing(session, asked)
    ids = found.ids(session.store, 0, found.count)
    assert len(ids) == found.count
    return [one.number for one in records.glance(session, ids)]


def brute(session: Session, label: str) -> list[str]:
    """The unit's records newest first, the plainest way."""
    rows = session.store.rows(
        "SELECT r.number FROM record r JOIN unit u ON u.id = r.unit_id WHERE u.label = ?"
        " ORDER BY r.issued_at DESC, r.id DESC", (label,)
    )  # fmt: skip
    return [number for (number,) in rows]


# ---- whose a record is


def test_a_unit_has_all_that_is_filed_under_it(desk: Desk) -> None:
    """Of every form, newest first; nothing of the unit next door."""
    session = desk.at()
    renewing.renovation(desk)
    slip(desk, "张三丰", "13800138000", now=moment("21T09:00"))
    slip(desk, "张三丰", "13800138000", OTHER)
    found = numbers(session, UNIT)
    assert found == brute(session, "1-101") and {one[:2] for one in found} == {"ZX", "FX", "SJ"}
    assert file.opened(session, UNIT).kinds == {"FX": 1, "ZX": 1, "SJ": len(found) - 2}
    assert [one.number for one in file.latest(session, UNIT, 1)] == found[:1]


def test_a_long_one_in_pages(desk: Desk) -> None:
    """Page by page the same as all at once, alone and narrowed; the first ones before the walk."""
    session = desk.at()
    fill(session, slip(desk, "张三丰", "13800138000"), 500, indexed=True)
    label = session.store.value(
        "SELECT u.label FROM standing s JOIN unit u ON u.id = s.unit_id GROUP BY u.id"
        " ORDER BY count(*) DESC LIMIT 1"
    )
    subject = Subject("unit", label)
    wanted, whole = Filed(subject), brute(session, label)
    found = filed.listing(session, wanted)
    pages = [found.ids(session.store, at, 7) for at in range(0, found.count, 7)]
    flat = [one.number for one in records.glance(session, [id for page in pages for id in page])]
    assert flat == whole and len(whole) > 15
    first = filed.head(session, wanted, 10)
    assert [one.number for one in records.glance(session, first)] == whole[:10]
    assert numbers(session, Filed(subject, code="FX")) == whole
    assert numbers(session, Filed(subject, code="ZX")) == []
    assert numbers(session, Filed(subject, text="双门冰箱")) == whole
    assert numbers(session, Filed(subject, text=whole[3])) == [whole[3]]


def test_a_person_by_document_wherever(desk: Desk) -> None:
    """The same document in any unit, in 15 digits or 18; not another with the same ending."""
    session = desk.at()
    who = person(session, "张三丰", "1-101", number=ID)
    theirs = [
        slip(desk, "张三丰", "13900139000", OTHER, carrier_id={"kind": "居民身份证", "number": ID}),
        slip(desk, "张 三丰", "13900139001", OTHER,
             carrier_id={"kind": "居民身份证", "number": ID_15}),
    ]  # fmt: skip
    slip(desk, "张三丰", "13900139000", OTHER)
    slip(desk, "李四", "13900139000", carrier_id={"kind": "其他", "number": "X" + ID[-6:]})
    assert numbers(session, who) == theirs[::-1]
    older = person(session, "张三丰甲", "1-101", number=None)
    assert numbers(session, older) == []


def test_a_person_by_name_and_phone_in_the_own_units(desk: Desk) -> None:
    """Both, in a unit of theirs, now or before; a longer name is another, so is another phone."""
    session = desk.at()
    who = person(session, "三丰", "1-101", phone="13800138000", until="2026-01-01")
    mine = slip(desk, "三丰", "13800138000")
    slip(desk, "三丰", "13800138001")
    slip(desk, "张三丰", "13800138000")
    slip(desk, "三丰", "13800138000", OTHER)
    assert numbers(session, who) == [mine]
    assert file.opened(session, who).records == 1


def test_two_of_one_name_in_one_unit_are_told_apart(desk: Desk) -> None:
    session = desk.at()
    one = person(session, "王伟", "1-101", phone="13800138000")
    other = person(session, "王伟", "1-101", phone="13900139000")
    first, second = slip(desk, "王伟", "13800138000"), slip(desk, "王伟", "13900139000")
    assert (numbers(session, one), numbers(session, other)) == ([first], [second])


def test_who_may_not_see_numbers_gets_the_units(desk: Desk) -> None:
    """Records of the person's units while they lived there, and everything masked; no list tells
    which of them name the person."""
    desk_session, guard = desk.at(), desk.at(GUARD)
    early = slip(desk, "张三丰", "13800138000", now=moment("10T09:00"))
    late = slip(desk, "赵六", "13700137000", now=moment("20T09:00"))
    elsewhere = slip(desk, "王伟", "13800138000", OTHER)
    who = person(desk_session, "王伟", "1-101", phone="13800138000", number=ID,
                 since="2026-11-15", until="2026-11-20")  # fmt: skip
    assert numbers(guard, who) == [late]
    found = file.opened(guard, who)
    assert found.by_unit and found.masked and found.phone == "138****8000"
    told = str((found.facts, found.document, found.kin, found.known))
    assert found.document is not None and ID not in told and "13800138000" not in told
    assert found.known.phone == "" and found.known.person == "王伟"
    assert not {early, elsewhere} & set(numbers(guard, who))
    full = file.opened(desk_session, who)
    assert full.phone == "13800138000" and not full.masked


def test_a_vehicle_by_its_whole_plate(desk: Desk) -> None:
    """On records of any unit, registered or not; a plate that only ends alike is another."""
    session = desk.at()
    first = slip(desk, "张三丰", "13800138000", plate="粤BD12345", now=moment("20T09:00"))
    second = slip(desk, "李四", "13800138001", OTHER, plate="粤b·d12345")
    slip(desk, "李四", "13800138001", plate="粤AD12345")
    car = file.subject_of(session, "粤B D12345")
    assert car == Subject("vehicle", "粤BD12345")
    assert numbers(session, car) == [second, first]
    found = file.opened(session, car)
    assert found.kin == () and found.known.plate == "粤BD12345" and found.known.unit == ""
    with session.store.write() as db:
        db.execute_sql(
            "INSERT INTO vehicle(plate, unit_id) SELECT '粤BD12345', id FROM unit"
            " WHERE label = '1-101'"
        )
    assert [one.name for one in file.opened(session, car).kin] == ["1 栋 101"]


def test_a_destroyed_value_leads_nowhere(desk: Desk) -> None:
    """Once what is personal is gone from a record, no file of a person finds it."""
    session = desk.at()
    who = person(session, "王伟", "1-101", phone="13800138000")
    number = slip(desk, "王伟", "13800138000")
    assert numbers(session, who) == [number]
    with session.store.write() as db:
        row = session.store.value("SELECT id FROM record WHERE number = ?", (number,))
        db.execute_sql(
            "INSERT INTO destruction_order(record_id, why, ordered_by, ordered_at)"
            " VALUES (?, '期满', '1001', 1)", (row,)
        )  # fmt: skip
        db.execute_sql("UPDATE destruction_order SET approved_by = '1002', approved_at = 2")
        db.execute_sql("DELETE FROM personal WHERE record_id = ?", (row,))
    assert numbers(session, who) == []


# ---- what stands on top


def test_what_presses_is_on_top(desk: Desk) -> None:
    """Overdue before today before what has time; what is over and done is not there."""
    session = desk.at()
    renovation = renewing.renovation(desk)
    valid = slip(desk, "张三丰", "13800138000")
    gone = slip(desk, "张三丰", "13800138000")
    desk.act(gone, "作废", DESK, {"why": "写错了"})
    found = file.opened(session, UNIT)
    listed = [one.record.number for one in found.matters]
    assert set(listed) == {renovation.number, valid} and found.in_hand == 2
    later = desk.at(now=NOW + timedelta(days=2))
    over = file.opened(later, UNIT)
    assert over.matters[0].record.number == valid and over.matters[0].state == "已过期"


def test_the_verb_is_what_waits_for_the_one_who_looks(desk: Desk) -> None:
    number = slip(desk, "张三丰", "13800138000")
    mine = {no: file.opened(desk.at(no), UNIT).matters[0].act for no in (DUTY, DIRECTOR, GUARD)}
    assert desk.at().store.value("SELECT count(*) FROM record WHERE number = ?", (number,)) == 1
    assert mine[DUTY] == "值班主任签字" and mine[GUARD] != "值班主任签字"


def test_its_money(desk: Desk) -> None:
    """The deposit of the renovation is held; what was paid for itself counts for the year."""
    session = desk.at()
    assert file.opened(session, UNIT).money == file.Money(0, 0, 2026)
    renewing.renovation(desk)
    held, paid = session.store.rows(
        "SELECT sum(iif(purse = '押金', amount, 0)), sum(iif(purse <> '押金', amount, 0))"
        " FROM money"
    )[0]
    found = file.opened(session, UNIT).money
    assert held > 0 and (found.held, found.paid) == (held, paid)


# ---- who may


def test_who_sees_no_units_opens_no_file(desk: Desk) -> None:
    with pytest.raises(Refused):
        file.opened(desk.at("9001"), UNIT)


def test_without_the_right_to_records_there_are_none(desk: Desk) -> None:
    """Facts of the estate stand there; no list, no matters, no money."""
    session = desk.at(GUARD)
    slip(desk, "张三丰", "13800138000")
    deny(session.store, "see:records", "门岗")
    found = file.opened(session, UNIT)
    assert found.kin and (found.records, found.matters, found.in_hand) == (0, (), 0)
    with pytest.raises(Refused):
        filed.listing(session, Filed(UNIT))


def test_what_is_not_there(desk: Desk) -> None:
    session = desk.at()
    for one in (Subject("unit", "9-999"), Subject("person", "999999")):
        with pytest.raises(Refused):
            file.opened(session, one)
    with pytest.raises(Refused):
        file.subject_of(session, "没有的")


def test_the_next_forms(desk: Desk) -> None:
    """Those the member may issue; for a vehicle those that ask for a plate come first."""
    session = desk.at()
    car = Subject("vehicle", "粤BD12345")
    known = file.opened(session, car).known
    offered = file.forms_for(session, car, known)
    assert offered[0].code == "FX" and all(
        rights.allowed(session.store, session.member.roles, f"issue:{one.code}") for one in offered
    )
    assert all("RJ" != one.code for one in file.forms_for(
        session, UNIT, file.opened(session, UNIT).known
    ))  # fmt: skip
    guard = desk.at(GUARD)
    issued = {one.code for one in file.forms_for(guard, UNIT, file.opened(guard, UNIT).known)}
    assert all(guard.may(f"issue:{code}") for code in issued) and "FX" not in issued


# ---- how it is found


def test_a_unit_is_read_along_its_index_alone(desk: Desk) -> None:
    """Neither the walk nor the kinds nor what is in hand looks at the table."""
    session = desk.at()
    assert "standing_unit" in filed._run(session, Filed(UNIT)).source
    run = filed._run(session, Filed(UNIT, in_hand=True))
    for sql in (
        f"SELECT s.issued_at, s.record_id FROM {run.source} WHERE {run.where}"
        " ORDER BY s.issued_at DESC, s.record_id DESC",
        f"SELECT s.code, count(*) FROM {run.source} WHERE {run.where} GROUP BY s.code",
    ):
        plan = session.store.rows(f"EXPLAIN QUERY PLAN {sql}", run.values)
        words = " ".join(str(row[-1]) for row in plan)
        assert "COVERING INDEX standing_unit" in words and "SCAN" not in words, words
