"""The estate by hand: what is refused and why, what is written, what history keeps."""

from __future__ import annotations

import json
from typing import Any

import peewee
import pytest

from db import estate, indexing, records
from db.errors import Refused
from db.estate import Place, Resident
from db.facts import unit_facts
from db.find import find
from db.session import Session
from tests.db.demo_desk import DESK, FX, GUARD, Desk
from tests.db.permissions import deny

ADMINISTRATOR, HEAD = "9001", "1005"
ID, ID15 = "11010519491231002X", "110105491231002"
NEW = {"person": "王五", "role": "租户", "phone": "13512345678"}


@pytest.fixture
def session(desk: Desk) -> Session:
    """1003 李敏 of the front desk, 2026-11-21."""
    return desk.at(DESK)


def page(session: Session, label: str = "3-1202") -> Place:
    """The unit's page as it stands now."""
    return estate.opened(session, label)


def named(session: Session, name: str, label: str = "3-1202") -> Resident:
    """The resident of that name."""
    return next(one for one in page(session, label).residents if one.name == name)


def refused(session: Session, function: Any, *values: Any) -> dict[str, str]:
    """Its problems; nothing was written."""
    before = counted(session)
    with pytest.raises(Refused) as told:
        function(session, *values)
    assert counted(session) == before
    return told.value.problems


TABLES = ("unit", "person", "residence", "vehicle", "estate_history", "journal")


def counted(session: Session) -> list[Any]:
    """Everything that could have been written."""
    return [session.store.rows(f"SELECT * FROM {table}") for table in TABLES[:5]] + [
        session.store.value("SELECT max(seq) FROM journal")
    ]


def sound(session: Session) -> None:
    """The index finds what is there, the file's references hold."""
    assert indexing.differences(session) == []
    assert session.store.rows("PRAGMA foreign_key_check") == []


def test_a_unit_is_entered_once_in_any_spelling(session: Session) -> None:
    """The grammar makes it one; area and kind are kept; the index finds it."""
    told = estate.add_unit(session, {"unit": "8栋2单元 101室", "area": "88.5", "kind": "商铺"})
    assert told.label == "8-2-101"
    place = page(session, "8-2-101").unit
    assert (place.area, place.kind, place.typed) == (88.5, "商铺", False)
    assert refused(session, estate.add_unit, {"unit": "08-2-0101"}) == {
        "unit": "8 栋 2 单元 101已经登记了"
    }
    assert find(session, "8-2-101")[0].id == "8-2-101"
    sound(session)


def test_all_problems_of_a_unit_at_once(session: Session) -> None:
    told = refused(session, estate.add_unit, {"unit": "天上", "area": "-3", "colour": "红"})
    assert told.keys() == {"unit", "area", "colour"}


def test_a_building_gets_its_next_entrance_by_hand_but_no_far_one(session: Session) -> None:
    """Building 5 has two entrances; building 3 was entered without."""
    assert estate.add_unit(session, {"unit": "5-3-101"}).label == "5-3-101"
    assert "没有 9 单元" in refused(session, estate.add_unit, {"unit": "5-9-101"})["unit"]
    assert "只有 1 个单元" in refused(session, estate.add_unit, {"unit": "3-2-101"})["unit"]
    assert estate.add_unit(session, {"unit": "9-1-101"}).label == "9-101"
    assert unit_facts(session, "9-101").known


def test_a_unit_that_was_only_typed_on_a_form_becomes_entered(session: Session) -> None:
    with session.store.write() as db:
        db.execute_sql("INSERT INTO unit(label, building, room, kind) VALUES"
                       " ('99-1', '99', '1', 'typed')")  # fmt: skip
    assert page(session, "99-1").unit.typed
    assert "99-1" not in [row[0] for row in estate.listed(session, limit=10_000)]
    added = estate.add_unit(session, {"unit": "99-1"})
    assert not page(session, "99-1").unit.typed
    assert unit_facts(session, "99-1").known
    estate.undo(session, added.id)
    estate.move_in(session, page(session, "99-1").unit, NEW)
    assert unit_facts(session, "99-1").residents[0].name == "王五"


def test_a_new_number_keeps_people_records_and_search(session: Session, desk: Desk) -> None:
    """The slip says what was printed; the unit is found by its new number only."""
    slip = records.issue(session, "FX", {**FX, "unit": "3-1202", "applicant": "业主"}).record
    place = page(session).unit
    again = estate.mend_unit(session, place, {"unit": "3-1299", "kind": "住宅"})
    assert estate.undo(session, again.id).label == "3-1202"
    estate.mend_unit(session, place, {"unit": "3-1299", "area": place.area, "kind": "住宅"})
    moved = page(session, "3-1299")
    assert [one.name for one in moved.residents] == ["欧阳龑", "陈晓彤"]
    assert [one.number for one in moved.open] == [slip.number]
    assert "3-1202" not in [hit.id for hit in find(session, "3-1202") if hit.kind == "unit"]
    assert find(session, "陈晓彤 3-1299")[0].title == "陈晓彤"
    assert refused(session, estate.mend_unit, moved.unit, {"unit": "3-1201"}) == {
        "unit": "3 栋 1201已经登记了，是另一户"
    }
    sound(session)


def test_only_an_empty_unit_can_be_taken_away(session: Session) -> None:
    estate.add_unit(session, {"unit": "8-101"})
    told = refused(session, estate.remove_unit, page(session).unit)[""]
    assert "2 位住户" in told and "1 条欠费记录" in told
    estate.remove_unit(session, page(session, "8-101").unit)
    assert refused(session, estate.opened, "8-101")
    sound(session)


def test_a_tenant_moves_in(session: Session) -> None:
    """Name and phone in one box too; the form's facts know at once."""
    told = estate.move_in(session, page(session).unit, {
        "person": {"name": "王五", "phone": "135 1234 5678"}, "role": "租客", "since": "11-1",
        "document": ID, "note": "夜班",
    })  # fmt: skip
    assert (told.act, told.label) == ("登记住户", "3-1202")
    new = named(session, "王五")
    assert (new.role, new.phone, new.since, new.note) == (
        "租户", "13512345678", "2026-11-01", "夜班"
    )  # fmt: skip
    assert new.document == {"kind": "居民身份证", "number": ID}
    assert [who.name for who in unit_facts(session, "3-1202").residents] == [
        "欧阳龑", "陈晓彤", "王五"
    ]  # fmt: skip
    assert find(session, "wangwu")[0].title == "王五"
    sound(session)


def test_all_problems_of_a_resident_at_once(session: Session) -> None:
    """Each by its field."""
    told = refused(session, estate.move_in, page(session).unit, {
        "person": "7", "phone": "1380", "document": {"kind": "护照", "number": "1"},
        "since": "2026-11-20", "until": "2026-11-19",
    })  # fmt: skip
    assert told.keys() == {"person", "phone", "document", "until", "role"}
    told = refused(session, estate.move_in, page(session).unit, {
        **NEW, "person": {"name": "王五", "phone": "13900000000"}
    })  # fmt: skip
    assert told.keys() == {"phone"}


def test_one_owner_unless_they_own_it_together(session: Session) -> None:
    """Another owner is refused, a joint one is not, nor one after the old one has left."""
    place = page(session).unit
    told = refused(session, estate.move_in, place, {**NEW, "role": "业主"})
    assert "欧阳龑" in told["role"]
    estate.move_in(session, place, {**NEW, "role": "共有业主"})
    old = named(session, "欧阳龑")
    estate.move_out(session, old, {"until": "2026-11-10"})
    estate.move_in(session, place, {
        "person": "赵六", "role": "业主", "since": "2026-11-11"
    })  # fmt: skip
    again = {"person": "欧阳龑", "role": "业主", "phone": old.phone}
    assert "赵六" in refused(session, estate.mend, named(session, "欧阳龑"), again)["role"]


def test_a_person_is_the_document(session: Session) -> None:
    """The same number, 15 or 18 digits, is the same person; another name is refused."""
    estate.move_in(session, page(session).unit, {**NEW, "document": ID15})
    other = page(session, "1-101").unit
    assert "王五（3 栋 1202）" in refused(
        session, estate.move_in, other, {"person": "马六", "role": "租户", "document": ID}
    )["document"]
    assert "135****5678" in refused(
        session, estate.move_in, other, {**NEW, "phone": "13599999999", "document": ID}
    )["phone"]
    estate.move_in(session, other, {"person": "王五", "role": "租户", "document": ID})
    assert named(session, "王五", "1-101").id == named(session, "王五").id
    assert named(session, "王五").elsewhere == ("1-101 租户",)
    estate.move_out(session, named(session, "王五", "1-101"), {"until": "2026-11-01"})
    assert named(session, "王五").elsewhere == ("1-101 租户（已搬出）",)
    assert refused(session, estate.move_out, named(session, "王五", "1-101"), {
        "until": "2026-11-01"
    }) == {"": "什么也没有改"}  # fmt: skip
    other = page(session, "1-101").unit
    estate.mend(session, named(session, "王五", "1-101"), {
        "person": "王五", "role": "租户", "phone": "13512345678", "document": ID
    })  # fmt: skip
    assert "已登记在这户，是租户" in refused(
        session, estate.move_in, other, {"person": "王五", "role": "家属", "document": ID}
    )["person"]
    sound(session)


def test_the_same_name_and_phone_is_the_same_person(session: Session) -> None:
    """What was missing is added; with another document it is somebody else."""
    estate.move_in(session, page(session).unit, NEW)
    told = estate.move_in(session, page(session, "1-101").unit, {**NEW, "document": ID})
    assert told.more == "王五原来就有登记，没有另立一人。"
    one = named(session, "王五")
    assert one.id == named(session, "王五", "1-101").id and one.document is not None
    passport = {"kind": "护照", "number": "E12345678"}
    estate.move_in(session, page(session, "1-102").unit, {**NEW, "document": passport})
    assert named(session, "王五", "1-102").id != one.id


def test_mending_compares_with_what_was_shown(session: Session, desk: Desk) -> None:
    """Somebody else's change in between is not overwritten, and is told with the name."""
    shown = named(session, "陈晓彤")
    estate.mend(desk.at(HEAD), shown, {"person": "陈晓彤", "role": "租户", "phone": "13811112222"})
    told = refused(session, estate.mend, shown, {"person": "陈晓丹", "role": "租户"})
    assert told[""].startswith("1005 何静刚改过")
    again = named(session, "陈晓彤")
    assert again.phone == "13811112222"
    estate.mend(session, again, {"person": "陈晓丹", "role": "租户"})
    assert named(session, "陈晓丹").phone == ""
    assert refused(session, estate.mend, named(session, "陈晓丹"), {
        "person": "陈晓丹", "role": "租户"
    }) == {"": "什么也没有改"}  # fmt: skip
    sound(session)


def test_a_document_of_somebody_else_is_not_taken(session: Session) -> None:
    estate.move_in(session, page(session).unit, {**NEW, "document": ID})
    told = refused(session, estate.mend, named(session, "陈晓彤"), {
        "person": "陈晓彤", "role": "租户", "document": ID
    })  # fmt: skip
    assert "王五" in told["document"] and "并成一人" in told["document"]


def test_moving_out_ends_the_stay(session: Session) -> None:
    """Not before it began; afterwards they are shown last, and are no tenant of the forms."""
    estate.move_in(session, page(session).unit, {**NEW, "since": "2026-11-01"})
    assert "早于入住" in refused(
        session, estate.move_out, named(session, "王五"), {"until": "2026-10-01"}
    )["until"]
    estate.move_out(session, named(session, "陈晓彤"), {"until": "2026-11-20"})
    assert [(one.name, one.here) for one in page(session).residents] == [
        ("欧阳龑", True), ("王五", True), ("陈晓彤", False)
    ]  # fmt: skip
    facts = unit_facts(session, "3-1202")
    assert facts.tenant is not None and facts.tenant.name == "王五"
    estate.move_out(session, named(session, "王五"), {})
    assert named(session, "王五").until == "2026-11-21" and named(session, "王五").here


def two_entries(session: Session) -> tuple[Resident, dict[str, Any]]:
    """陈晓彤 of 3-1202 and an entry of the same name in 1-101 and 3-1202, with a car."""
    for label in ("1-101", "3-1202"):
        estate.move_in(session, page(session, label).unit, {
            "person": "陈晓同", "role": "住户", "phone": "13599998888", "document": ID,
            "since": "2024-01-01",
        })  # fmt: skip
    estate.add_vehicle(session, page(session, "1-101").unit, {"plate": "粤B12345", "owner": "陈晓同"})
    return named(session, "陈晓彤"), dict(named(session, "陈晓同").kept)


def test_joining_asks_what_wins_and_loses_nothing(session: Session) -> None:
    """Homes and the vehicle go to the one that stays; the stay both told of is one."""
    kept, other = two_entries(session)
    assert refused(session, estate.join, kept, other, {}).keys() == {"name", "phone"}
    estate.join(session, kept, other, {"name": kept.id, "phone": other["id"]})
    one = named(session, "陈晓彤")
    assert (one.id, one.role, one.phone, one.since) == (
        kept.id, "租户", "13599998888", "2024-01-01"
    )  # fmt: skip
    assert one.document == {"kind": "居民身份证", "number": ID}
    assert one.elsewhere == ("1-101 住户",)
    assert page(session, "1-101").cars[0].owner == "陈晓彤"
    assert session.store.value("SELECT count(*) FROM person WHERE id = ?", (other["id"],)) == 0
    told = " ".join(line for change in page(session).history for line in change.lines)
    assert "陈晓同：并入另一条登记，电话 135 9999 8888，证件" in told
    assert "138 0013 8000 → 135 9999 8888" in told
    assert "陈晓同" not in [hit.title for hit in find(session, "陈晓同")]
    sound(session)


def test_joining_refuses_what_was_changed_or_is_itself(session: Session) -> None:
    kept, other = two_entries(session)
    estate.mend(session, named(session, "陈晓同"), {"person": "陈晓童", "role": "住户"})
    assert "" in refused(session, estate.join, kept, other, {"name": kept.id, "phone": kept.id})
    assert refused(session, estate.join, kept, kept.kept, {}) == {"": "这是同一条登记"}


def test_vehicles(session: Session) -> None:
    """Added with an owner of the unit, refused elsewhere, mended, moved, removed."""
    place = page(session).unit
    estate.add_vehicle(session, place, {"plate": "粤b·d12345", "owner": "陈晓彤", "note": "白"})
    (car,) = page(session).cars
    assert (car.plate, car.owner, car.note) == ("粤BD12345", "陈晓彤", "白")
    other = page(session, "1-101").unit
    assert "3 栋 1202（陈晓彤）" in refused(
        session, estate.add_vehicle, other, {"plate": "粤BD12345"}
    )["plate"]
    assert refused(session, estate.add_vehicle, place, {"owner": "别人", "unit": "77-7"}).keys() == {
        "plate", "owner", "unit"
    }  # fmt: skip
    estate.mend_vehicle(session, car, place, {"plate": "粤BD12346", "owner": "陈晓彤"})
    assert find(session, "粤BD12345") == [] and find(session, "D12346")[0].kind == "vehicle"
    (car,) = page(session).cars
    estate.mend_vehicle(session, car, place, {"plate": car.plate, "unit": "1-101"})
    assert page(session).cars == () and page(session, "1-101").cars[0].owner == ""
    assert "移除" not in page(session).history[0].act
    assert refused(session, estate.remove_vehicle, car, place)
    estate.remove_vehicle(session, page(session, "1-101").cars[0], other)
    assert find(session, "D12346") == []
    sound(session)


def test_undo_puts_back_one_s_own_change_while_nothing_came_after(
    session: Session, desk: Desk
) -> None:
    """Each kind of change; what came after, or is another's, is refused."""
    place = page(session).unit
    before = [session.store.rows(f"SELECT * FROM {table}") for table in TABLES[:4]]
    done = [estate.move_in(session, place, {**NEW, "document": ID}),
            estate.move_out(session, named(session, "陈晓彤"), {"until": "2026-11-20"}),
            estate.add_vehicle(session, place, {"plate": "粤B12345", "owner": "陈晓彤"})]  # fmt: skip
    assert refused(desk.at(HEAD), estate.undo, done[0].id) == {"": "只能撤销自己刚做的改动"}
    car = page(session).cars[0]
    done.append(estate.remove_vehicle(session, car, place))
    assert refused(session, estate.undo, done[2].id)[""].startswith("后来又有改动")
    for change in reversed(done):
        assert estate.undo(session, change.id).act == f"撤销：{change.act}"
    assert [session.store.rows(f"SELECT * FROM {table}") for table in TABLES[:4]] == before
    sound(session)


def test_joining_can_be_undone(session: Session) -> None:
    """Both entries are as they were, each with its own history again."""
    kept, other = two_entries(session)
    before = [session.store.rows(f"SELECT * FROM {table}") for table in TABLES[:4]]
    change = estate.join(session, kept, other, {"name": kept.id, "phone": other["id"]})
    estate.undo(session, change.id)
    assert [session.store.rows(f"SELECT * FROM {table}") for table in TABLES[:4]] == before
    whose = {one for (one,) in session.store.rows(
        "SELECT DISTINCT person_id FROM estate_history WHERE key = ? AND kind = 'person'",
        (other["id"],),
    )}  # fmt: skip
    assert whose == {other["id"]}
    sound(session)


def test_a_unit_somebody_moved_into_is_not_undone(session: Session) -> None:
    """What hangs on it by now holds it."""
    added = estate.add_unit(session, {"unit": "8-101"})
    estate.move_in(session, page(session, "8-101").unit, NEW)
    assert refused(session, estate.undo, added.id)[""].startswith("后来又有改动")


def test_history_says_who_changed_what_when(session: Session) -> None:
    """Newest first, of the unit, its people and vehicles; numbers hidden without the right."""
    estate.mend(session, named(session, "陈晓彤"), {
        "person": "陈晓彤", "role": "家属", "phone": "13811112222"
    })  # fmt: skip
    place = page(session).unit
    estate.mend_unit(session, place, {"unit": "3-1202", "area": "90.5", "kind": "住宅"})
    newest, older = page(session).history
    assert (newest.by, newest.act, newest.at) == ("1003 李敏", "改房产资料", session.now())
    assert newest.lines == (f"3 栋 1202：面积 {place.area:g} ㎡ → 90.5 ㎡",)
    assert older.lines == (
        "陈晓彤：电话 138 0013 8000 → 138 1111 2222，身份 租户 → 家庭成员",
    )  # fmt: skip


def test_history_is_frozen(session: Session) -> None:
    """No change, no deletion, no replacement while the person is there."""
    estate.move_in(session, page(session).unit, NEW)
    estate.mend_unit(session, page(session).unit, {"unit": "3-1202", "kind": "商铺"})
    rows = session.store.rows("SELECT * FROM estate_history")
    for column in [row[1] for row in session.store.rows("PRAGMA table_info(estate_history)")]:
        if column != "person_id":
            for whose in ("IS NULL", "IS NOT NULL"):
                sql = f"UPDATE estate_history SET {column} = 77 WHERE person_id {whose}"
                frozen(session, sql, "不可修改")
    frozen(session, "UPDATE estate_history SET person_id = 987654", "不可修改")
    frozen(session, "UPDATE estate_history SET person_id = 1 WHERE person_id IS NULL", "不可修改")
    frozen(session, "DELETE FROM estate_history", "不可删除")
    frozen(session, "REPLACE INTO estate_history SELECT * FROM estate_history", "不可删除")
    frozen(session, "REPLACE INTO person SELECT * FROM person", "已经有了")
    assert session.store.rows("SELECT * FROM estate_history") == rows


def frozen(session: Session, sql: str, words: str) -> None:
    """Refused with these words."""
    with pytest.raises(peewee.IntegrityError, match=words), session.store.write() as db:
        db.execute_sql(sql)


def test_what_was_told_of_a_person_goes_with_the_person(session: Session) -> None:
    """Also what another entry of them said; the rest of the history stays."""
    kept, other = two_entries(session)
    estate.join(session, kept, other, {"name": kept.id, "phone": other["id"]})
    estate.mend_unit(session, page(session).unit, {"unit": "3-1202", "kind": "商铺"})
    with session.store.write() as db:
        db.execute_sql("DELETE FROM vehicle WHERE person_id = ?", (kept.id,))
        db.execute_sql("DELETE FROM residence WHERE person_id = ?", (kept.id,))
        db.execute_sql("DELETE FROM person WHERE id = ?", (kept.id,))
    left = json.dumps(session.store.rows("SELECT * FROM estate_history"), ensure_ascii=False)
    assert "商铺" in left
    assert not [word for word in ("陈晓", "13599998888", "13800138000", ID) if word in left]


def test_journal_tells_that_it_was_done_without_personal_values(session: Session) -> None:
    estate.move_in(session, page(session).unit, {**NEW, "document": ID})
    action, subject, by, body = session.store.rows(
        "SELECT action, subject, by, body FROM journal ORDER BY seq DESC LIMIT 1"
    )[0]
    assert (action, subject, by) == ("estate", "3-1202", DESK)
    assert json.loads(body).keys() == {"change", "tables"}


def test_rights(session: Session, desk: Desk) -> None:
    """A guard reads with numbers hidden and changes nothing; the administrator sees nothing."""
    estate.mend(session, named(session, "陈晓彤"), {
        "person": "陈晓彤", "role": "租户", "phone": "13811112222", "document": ID
    })  # fmt: skip
    guard = desk.at(GUARD)
    seen = named(guard, "陈晓彤")
    assert seen.phone == "138****2222" and seen.document is not None
    assert seen.document["number"] == "110*************2X"
    told = page(guard).history[0].lines[0]
    assert "138****8000 → 138****2222" in told and "110*************2X" in told
    alike = estate.entry(guard, seen.id)
    assert alike is not None and "138****2222" in alike.words["phone"]
    place = page(guard).unit
    for function, values in (
        (estate.add_unit, ({"unit": "8-1"},)), (estate.mend_unit, (place, {"unit": "8-1"})),
        (estate.remove_unit, (place,)), (estate.move_in, (place, NEW)),
        (estate.mend, (seen, NEW)), (estate.move_out, (seen, {})),
        (estate.join, (seen, seen.kept, {})), (estate.add_vehicle, (place, {"plate": "粤B12345"})),
        (estate.undo, (1,)),
    ):  # fmt: skip
        assert "不能改房产登记" in refused(guard, function, *values)[""]
    admin = desk.at(ADMINISTRATOR)
    for function, values in ((estate.opened, ("3-1202",)), (estate.listed, ())):
        assert "不能看房产" in refused(admin, function, *values)[""]
        refused(admin, estate.move_in, place, NEW)


def test_who_may_not_see_numbers_does_not_overwrite_them(session: Session) -> None:
    """Registered ones are not offered and stay; new ones can be given."""
    deny(session.store, "see:personal", "前台")
    seen = named(session, "陈晓彤")
    assert seen.phone == "138****8000"
    fields = [field.key for field in estate.resident_fields(session, seen)]
    assert "phone" not in fields and "document" in fields
    assert "phone" in refused(session, estate.mend, seen, {**NEW, "person": "陈晓彤"})
    estate.mend(session, seen, {"person": "陈晓彤", "role": "租户", "note": "夜班"})
    kept = "SELECT phone, note FROM person WHERE id = ?"
    assert session.store.rows(kept, (seen.id,)) == [("13800138000", "夜班")]


def test_the_list_is_in_the_order_of_the_building(session: Session) -> None:
    """2 before 10, 905 before 1001; in pieces the same as whole, by the index."""
    for label in ("10-1", "A-1", "2-9", "商铺-1"):
        estate.add_unit(session, {"unit": label})
    whole = estate.listed(session, limit=10_000)
    labels = [row[0] for row in whole]
    assert labels[:3] == ["1-101", "1-102", "1-103"]
    assert labels.index("1-904") < labels.index("1-1001") < labels.index("2-9")
    assert labels.index("2-9") < labels.index("2-101") < labels.index("A-1") < labels.index("10-1")
    pieces: list[Any] = []
    while piece := estate.listed(session, pieces[-1][2] if pieces else "", 7):
        pieces += piece
    assert pieces == whole and dict((row[0], row[1]) for row in whole)["3-1202"] == "欧阳龑、陈晓彤"
    plan = " ".join(str(row) for row in session.store.rows(
        "EXPLAIN QUERY PLAN SELECT label FROM unit u WHERE " + estate_order() + " > 'x' ORDER BY "
        + estate_order() + " LIMIT 10"
    ))  # fmt: skip
    assert "SEARCH u USING INDEX unit_in_order" in plan


def estate_order() -> str:
    """As the list asks for it."""
    from db.estate.reading import IN_ORDER

    return IN_ORDER


def test_entries_that_may_be_one_person(session: Session) -> None:
    """The same name or the same phone."""
    estate.move_in(session, page(session, "1-101").unit, {
        "person": "陈晓彤", "role": "住户", "phone": "13511112222"
    })  # fmt: skip
    estate.move_in(session, page(session, "1-102").unit, {
        "person": "彤彤", "role": "住户", "phone": "13800138000"
    })  # fmt: skip
    found = estate.alike(session, named(session, "陈晓彤"))
    assert [one.words["name"] for one in found] == ["陈晓彤", "彤彤"]
    assert found[0].homes == ("1-101 住户",)
