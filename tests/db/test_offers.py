"""What a form's boxes offer: the unit's own first, by every fragment, to those who may see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db import search
from db.offers import HERE, KINDS, Offer, offers
from db.session import Session
from forms.fields import Field, Kind
from tests.db.demo_desk import FX, GUARD, NOW, Desk
from tests.db.permissions import deny

UNIT = Field("unit", "房号", Kind.UNIT)
WHO = Field("who", "姓名", Kind.PERSON)
PLATE = Field("plate", "车牌", Kind.PLATE)
CAR = Field("car", "车辆", Kind.VEHICLE)
SLIP = Field("slip", "原单", Kind.REFERENCE, refers=("FX",))
HOME = "3-1202"
"""Owner 欧阳龑 139****2211, tenant 陈晓彤 13800138000."""


def add(session: Session, sql: str, *values: Any) -> int:
    """A row of the estate; its id."""
    with session.store.write() as db:
        return int(db.execute_sql(sql, values).lastrowid)


def moves_in(session: Session, name: str, unit: str, phone: str = "", until: str = "") -> int:
    """Somebody who lives there, or did."""
    who = add(session, "INSERT INTO person(name, phone) VALUES (?, ?)", name, phone or None)
    add(session, "INSERT INTO residence(unit_id, person_id, role, until)"
        " SELECT id, ?, '家庭成员', ? FROM unit WHERE label = ?", who, until or None, unit)
    with session.store.write():
        search.refresh(session.store, people=[who])
    return who


def parks(session: Session, plate: str, unit: str, owner: int | None = None) -> None:
    """A vehicle of the unit."""
    add(session, "INSERT INTO vehicle(plate, unit_id, person_id)"
        " SELECT ?, id, ? FROM unit WHERE label = ?", plate, owner, unit)
    with session.store.write():
        search.refresh(session.store, plates=[plate])


def values(found: list[Offer]) -> list[Any]:
    """What would be put in, a person by name."""
    return [one.value["name"] if isinstance(one.value, dict) else one.value for one in found]


@pytest.mark.parametrize("typed", [
    "3-1202", "3栋1202", "３ 栋 １２０２ 室", "三栋1202", "陈晓彤", "晓彤", "cxt", "chenxiaotong",
    "0013 8000", "13800138000", "陈 3-1202", "D54321", "粤b·d54321",
])
def test_a_unit_by_room_resident_or_vehicle(desk: Desk, typed: str) -> None:
    """With its people; the canonical label is what is put in."""
    session = desk.at()
    parks(session, "粤BD54321", HOME)
    found = offers(session, UNIT, typed)
    assert HOME in values(found)
    one = next(offer for offer in found if offer.value == HOME)
    assert (one.title, one.line) == ("3 栋 1202", "业主 欧阳龑　租户 陈晓彤")


def test_the_room_itself_comes_before_those_that_begin_so(desk: Desk) -> None:
    """And who moved away does not lead there any more."""
    session = desk.at()
    assert values(offers(session, UNIT, "3-1201"))[0] == "3-1201"
    moves_in(session, "单去来", HOME, until="2026-11-20")
    assert offers(session, UNIT, "shanql") == []


def test_people_of_the_unit_are_there_before_anything_is_typed(desk: Desk) -> None:
    """Owner, tenant, others; the phone for its box, on the line hidden. Not who moved away."""
    session = desk.at()
    moves_in(session, "欧阳小满", HOME, "13700001234")
    moves_in(session, "前房客", HOME, until="2026-11-20")
    found = offers(session, WHO, "", "3栋1202")
    assert values(found) == ["欧阳龑", "陈晓彤", "欧阳小满"]
    assert found[2] == Offer(
        {"name": "欧阳小满"}, "欧阳小满", "家庭成员 3-1202　137****1234", HERE, "13700001234"
    )
    assert offers(session, WHO, "", None) == [] == offers(session, WHO, "", "看不懂")


def test_people_of_the_unit_come_first_and_others_after(desk: Desk) -> None:
    """Though others come first in the estate."""
    session = desk.at()
    before = values(offers(session, WHO, "chen"))
    assert "陈晓彤" not in before[:1]
    found = offers(session, WHO, "chen", HOME)
    assert values(found)[0] == "陈晓彤" and found[0].note == HERE
    assert [one.note for one in found[1:]] == [""] * 7
    assert len({str(one.value) + one.line for one in found}) == len(found)


@pytest.mark.parametrize("typed", ["陈晓彤", "cxt", "xiaotong", "0013 8000", "13800138000", "陈 8000"])
def test_a_person_by_name_pinyin_phone(desk: Desk, typed: str) -> None:
    assert "陈晓彤" in values(offers(desk.at(), WHO, typed))


def test_without_the_right_there_are_no_phones(desk: Desk) -> None:
    """Neither asked for nor given; on the line hidden as for everybody."""
    guard = desk.at(GUARD)
    assert offers(guard, WHO, "13800138000") == []
    (one,) = [one for one in offers(guard, WHO, "", HOME) if one.title == "陈晓彤"]
    assert one.phone == "" and "13800138000" not in one.line
    administrator = desk.at("9001")
    for field, typed in ((UNIT, HOME), (WHO, "陈晓彤"), (PLATE, "粤")):
        assert offers(administrator, field, typed, HOME) == []


def test_nothing_of_the_unit_is_shown_to_who_may_not_see_it(desk: Desk) -> None:
    """Also before anything is typed."""
    session = desk.at()
    parks(session, "粤BD54321", HOME)
    administrator = desk.at("9001")
    assert offers(administrator, WHO, "", HOME) == []
    assert offers(administrator, PLATE, "", HOME) == []


@pytest.mark.parametrize("field", [PLATE, CAR])
def test_vehicles_of_the_unit_first(desk: Desk, field: Field) -> None:
    """Then by a part of the plate, by the owner in letters, by the room."""
    session = desk.at()
    owner = moves_in(session, "单雄信", "5-2-302")
    parks(session, "粤BA54321", "5-2-302", owner)
    parks(session, "粤BD54321", HOME)
    first = Offer("粤BD54321", "粤B·D54321", HOME, HERE)
    assert offers(session, field, "", HOME) == [first]
    found = offers(session, field, "54321", HOME)
    assert found == [first, Offer("粤BA54321", "粤B·A54321", "5-2-302　单雄信")]
    for typed in ("a543", "shanxx", "单雄信", "5-2-302", "5栋2单元302", "单 a54"):
        assert values(offers(session, field, typed, HOME)) == ["粤BA54321"], typed


def test_records_to_refer_to(desk: Desk) -> None:
    """Those of the unit first, open ones only, of the forms it may refer to."""
    other = desk.issue("FX", FX)
    mine = desk.issue("FX", {**FX, "unit": HOME})
    void = desk.issue("FX", {**FX, "unit": HOME})
    desk.act(void, "作废", "1003", {"why": "写错"})
    desk.issue("WX", {"unit": HOME, "reporter": "陈晓彤", "phone": "13800138000", "craft": "水",
                      "trouble": "漏水"})
    session = desk.at()
    assert values(offers(session, SLIP, "", HOME)) == [mine.number]
    assert values(offers(session, SLIP, "")) == [mine.number, other.number]
    both = [mine.number, other.number]
    for typed in ("张三丰", "zsf", "冰箱", "FX-2026-00", "fx2026"):
        assert values(offers(session, SLIP, typed, HOME)) == both, typed
    assert values(offers(session, SLIP, "zsf", "1-101")) == both[::-1]
    for typed in ("2", "fx2", "FX-2026-000002", "3-1202 冰箱"):
        assert values(offers(session, SLIP, typed, "1-101")) == [mine.number], typed
    assert offers(session, SLIP, "漏水", HOME) == []


def test_what_is_read_of_a_record(desk: Desk) -> None:
    """Number, state, what it is about and how long it is valid."""
    made = desk.issue("FX", {**FX, "unit": HOME})
    (one,) = offers(desk.at(), SLIP, "", HOME)
    assert one.title == f"物品放行条 {made.number}" and one.note == made.seen.state
    assert one.line == "有效期至 11-21 24:00　3 栋 1202 业主 张三丰 双门冰箱 1 台 等 2 项"
    (late,) = offers(desk.at(now=NOW + timedelta(days=30)), SLIP, "", HOME)
    assert late.note == "已过期"


def test_who_may_see_no_records_is_offered_none(desk: Desk) -> None:
    desk.issue("FX", {**FX, "unit": HOME})
    session = desk.at()
    deny(session.store, "see:records")
    assert offers(session, SLIP, "", HOME) == [] == offers(session, SLIP, "zsf", HOME)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_any_text_is_no_fault(desk: Desk, kind: Kind) -> None:
    """Signs mean nothing; nothing is found that was not meant."""
    session, refers = desk.at(), ("FX",) if kind is Kind.REFERENCE else ()
    field = Field("x", "某", kind, refers=refers)
    for typed in (
        '"', "'", "*", "%", "a OR b", "NEAR(a b)", "()", "-", "{}", ":", "\ud800", "🚗", "．", "@",
        "陈" * 30, "1" * 30, "x" * 10_000, "ZZ-2026-000001", "张三 13800138000",
    ):
        assert offers(session, field, typed, HOME) == [], typed
    for typed in ("^a", "=fx", "!x", "FX-", "　", "@3-1202", "#138"):
        assert len(offers(session, field, typed, HOME)) <= 8, typed


def test_a_limit_holds(desk: Desk) -> None:
    assert len(offers(desk.at(), WHO, "z", HOME, limit=3)) == 3
    assert len(offers(desk.at(), WHO, "", HOME, limit=1)) == 1
