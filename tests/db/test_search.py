"""The search index: what is found by what fragment, for whom, and what is forgotten."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from db import checking, indexing, migrations, quickening, records, search, tokens
from db.clock import FixedClock
from db.find import Hit, by_document, find, home, look
from db.keys import Keys
from db.readings import readings
from db.session import Member, Session
from db.store import Store
from forms import FORMS
from tests.db.demo_desk import DESK, FX, GUARD, NOW, Desk
from tests.db.made_office import NOW as INSTANT
from tests.db.make_released import PASSWORD
from tests.db.permissions import deny

ID = "11010519491231002X"


def ids(hits: list[Hit], kind: str = "") -> list[str]:
    """Of one kind, or of all."""
    return [hit.id for hit in hits if not kind or hit.kind == kind]


def titles(hits: list[Hit], kind: str) -> set[str]:
    """Names of people, plates of vehicles …"""
    return {hit.title for hit in hits if hit.kind == kind}


def add(session: Session, name: str, phone: str = "", *, number: str = "", unit: str = "") -> int:
    """A person as an import makes one, with a room."""
    with session.store.write() as db:
        row = db.execute_sql(
            "INSERT INTO person(name, phone, id_kind, id_number) VALUES (?, ?, ?, ?)",
            (name, phone or None, "居民身份证" if number else None, number or None),
        ).lastrowid
        if unit:
            db.execute_sql(
                "INSERT INTO residence(unit_id, person_id, role)"
                " SELECT id, ?, '租户' FROM unit WHERE label = ?", (row, unit),
            )
        search.refresh(session.store, people=[row])
    return int(row)


NAMES: list[tuple[str, str]] = [
    ("单雄信", "shanxiongxin"), ("仇英", "qiuying"), ("解珍", "xiezhen"), ("查良", "zhaliang"),
    ("曾巩", "zenggong"), ("区志", "ouzhi"), ("朴正", "piaozheng"), ("尉迟恭", "yuchigong"),
    ("万俟雪", "moqixue"), ("盖叫", "gejiao"), ("盖叫", "gaijiao"), ("任远", "renyuan"),
    ("华佗", "huatuo"), ("纪晓", "jixiao"), ("缪斌", "miaobin"), ("覃勇", "qinyong"),
    ("覃勇", "tanyong"), ("翟明", "zhaiming"), ("乐毅", "yueyi"), ("种师", "chongshi"),
    ("员半", "yunban"), ("单于丹", "chanyudan"), ("澹台明", "tantaiming"), ("欧阳龑", "ouyangyan"),
    ("吕布", "lvbu"), ("李乐", "lile"), ("李乐", "liyue"), ("孙茜", "sunxi"), ("𠮷田健", "jitianjian"),
    ("陈䶮", "chenyan"), ("阿依古丽·买买提", "ayigulimaimaiti"), ("长孙无忌", "zhangsunwuji"),
    ("令狐冲", "linghuchong"), ("卜凡", "bufan"), ("黑石", "heshi"), ("冼星海", "xianxinghai"),
    ("逄先", "pangxian"), ("晁盖", "chaogai"), ("贾平", "jiaping"), ("乜力", "nieli"),
    ("牟宗", "mouzong"), ("单于飞", "shanyufei"), ("黑泽明", "heizeming"), ("郗鉴", "chijian"),
    ("王隽", "wangjuan"), ("折从", "shecong"), ("曲阿", "qua"), ("王重阳", "wangzhongyang"),
]  # fmt: skip


@pytest.mark.parametrize("name, pinyin", NAMES)
def test_how_a_name_is_read(name: str, pinyin: str) -> None:
    """By hand: as the surname is read, not as the character mostly is."""
    assert pinyin in {"".join(one.syllables) for one in readings(name)}


@pytest.mark.parametrize("name, wrong", [
    ("单雄信", "dan"), ("仇英", "chou"), ("解珍", "jie"), ("查良", "cha"), ("曾巩", "ceng"),
    ("区志", "qu"), ("朴正", "pu"), ("万俟雪", "wan"), ("任远", "rèn"),
])
def test_how_a_name_is_not_read(name: str, wrong: str) -> None:
    """The usual reading of the character would bring strangers."""
    assert not any("".join(one.syllables).startswith(wrong) for one in readings(name))


@pytest.mark.parametrize("name", ["", "Anna Müller", "123", "·"])
def test_a_name_without_characters_has_no_reading(name: str) -> None:
    """It is found by its letters."""
    assert readings(name) == []


@pytest.mark.parametrize("typed", [
    "张晓明", "晓明", "明", "张", "zhangxiaoming", "zhang", "zhangx", "xiaoming", "xiao", "ming",
    "zxm", "zhxm", "xm", "zhangxm", "ZXM", "ｚｘｍ", "13911112222", "1391111", "11112222", "2222",
    "139 1111 2222", "139-1111-2222", "张 2222", "zxm 2-701", "2栋701 晓明", "2 栋 701 晓明",
])
def test_a_person_is_found_by_every_fragment(desk: Desk, typed: str) -> None:
    """From any character, syllable, initial or digit on; other words narrow."""
    session = desk.at()
    who = add(session, "张晓明", "13911112222", unit="2-701")
    assert str(who) in ids(find(session, typed, 500), "person")


@pytest.mark.parametrize("typed", ["晓张", "zhxming2", "zm", "1391111222 5", "张 3-1202", "zxm 9999"])
def test_a_person_is_not_found_by_something_else(desk: Desk, typed: str) -> None:
    """Neither out of order nor when one of the words does not fit."""
    session = desk.at()
    who = add(session, "张晓明", "13911112222", unit="2-701")
    assert str(who) not in ids(find(session, typed, 500), "person")


def test_a_name_typed_whole_comes_first(desk: Desk) -> None:
    """Before the namesakes whose name only begins so."""
    session = desk.at()
    add(session, "司空见惯")
    add(session, "司空见")
    assert [hit.title for hit in find(session, "司空见")] == ["司空见", "司空见惯"]
    assert [hit.title for hit in find(session, "空见惯")] == ["司空见惯"]


def test_a_foreign_name(desk: Desk) -> None:
    """By each of its words, by the beginning of it, in any case."""
    session = desk.at()
    add(session, "Anna Müller-Öz")
    for typed in ("anna", "MÜL", "öz", "anna mül", "AnnaMü"):
        assert titles(find(session, typed), "person") == {"Anna Müller-Öz"}, typed
    assert find(session, "nna") == []


@pytest.mark.parametrize("typed", [
    "张晓明2222", "2222张晓明", "晓明139", "zhang晓明", "张xm", "zxm2222", "2-701张晓明", "张晓明2栋701",
    "張曉明", "章小明", "章晓名 2222", "+8613911112222", "8613911112222", "0086-13911112222",
])
def test_words_that_find_nothing_are_taken_otherwise(desk: Desk, typed: str) -> None:
    """Written together, in other characters of the same sound, with the country before."""
    session = desk.at()
    who = add(session, "张晓明", "13911112222", unit="2-701")
    assert str(who) in ids(find(session, typed, 500), "person")
    assert str(who) in ids(look(session, typed, 500), "person")


def test_what_is_found_as_typed_is_not_taken_otherwise(desk: Desk) -> None:
    """Strangers of the same sound stay away; so they do when a part fits nobody."""
    session = desk.at()
    add(session, "张晓明")
    add(session, "章小明")
    assert titles(find(session, "章小明"), "person") == {"章小明"}
    assert find(session, "章小明9999") == [] == find(session, "晓章")


@pytest.mark.parametrize("name, typed", [
    ("José Núñez", "jose nunez"), ("José Núñez", "JOSÉ"), ("Anna Müller", "muller"),
    ("吕布", "lü"), ("吕布", "lv"), ("女娲", "nüwa"), ("Đặng Văn", "đang"),
])
def test_accents_do_not_matter(desk: Desk, name: str, typed: str) -> None:
    """Of Latin letters; ü of pinyin is v."""
    session = desk.at()
    add(session, name)
    assert name in titles(find(session, typed, 500), "person")


SLIP: dict[str, Any] = {
    **FX, "unit": "5-2-302", "carrier": "单小五", "phone": "13677778888", "plate": "粤B·D98765",
    "carrier_id": {"kind": "居民身份证", "number": ID},
    "goods": [{"name": "55 寸电视机（带底座）", "spec": "海信 HX-750", "measure": "台",
               "quantity": 1}],
}  # fmt: skip


@pytest.mark.parametrize("typed", [
    "5-2-302", "5-302", "5栋2单元302", "302", "单小五", "shanxw", "sxw", "小五", "77778888", "粤BD987",
    "粤b·d98765", "98765", "BD98765", "电视机", "底座", "海信", "hx750", "HX-750", "750", "55寸",
    "FX-2026-000001", "fx1", "电视机 小五", "sxw 302", "小五 fx1", "5-2-302 电视 7777",
])
def test_a_record_is_found_by_what_is_written_in_it(desk: Desk, typed: str) -> None:
    """Room, people, phone, plate, goods, number; several words narrow."""
    made = desk.issue("FX", SLIP)
    desk.issue("FX", {**FX, "unit": "1-103", "phone": "13500000000"})
    assert made.number in ids(find(desk.at(), typed, 500), "record")


@pytest.mark.parametrize("typed", [
    "dxw", "2-302", "视台", "台", "电视机 冰箱", "小五 1-103", "FX-2026-00000", "BD987656", "6666",
])
def test_a_record_is_not_found_by_what_is_not(desk: Desk, typed: str) -> None:
    """Another reading, half a room, a unit of measure, words of two records."""
    made = desk.issue("FX", SLIP)
    desk.issue("FX", {**FX, "unit": "1-103", "phone": "13500000000"})
    assert made.number not in ids(find(desk.at(), typed, 500), "record")


def test_what_an_act_says_is_found_too(desk: Desk) -> None:
    """The repairer of a repair order, from the moment he is sent."""
    made = desk.issue("WX", {"unit": "3-1202", "reporter": "陈晓彤", "phone": "13800138000",
                             "craft": "水", "trouble": "漏水"})
    assert made.number not in ids(find(desk.at(), "查师傅"), "record")
    desk.act(made, "派工", "1007", {"worker": {"name": "查师傅", "phone": "13344445555"}})
    for typed in ("查师傅", "zhasf", "44445555"):
        assert ids(find(desk.at(), typed), "record") == [made.number], typed
    assert indexing.differences(desk.at()) == []


def test_a_vehicle_and_where_hits_lead(desk: Desk) -> None:
    """By any end of the plate; its room and owner narrow; it leads to its room."""
    session = desk.at()
    who = add(session, "覃小雨", unit="2-701")
    with session.store.write() as db:
        db.execute_sql("INSERT INTO vehicle(plate, unit_id, person_id) SELECT '粤B7K8P2', id, ?"
                       " FROM unit WHERE label = '2-701'", (who,))
        search.refresh(session.store, plates=["粤B7K8P2"])
    for typed in ("粤B7K8P2", "7k8", "8P2", "粤b·7k", "7K8P2 2-701", "7k8p2 qxy"):
        assert ids(find(session, typed), "vehicle") == ["粤B7K8P2"], typed
    assert ids(find(session, "7k8p2 3-1202")) == []
    car = find(session, "7k8p2")[0]
    assert (car.title, car.line) == ("粤B·7K8P2", "2-701 覃小雨") and home(session, car) == "2-701"
    (person,) = find(session, "覃小雨 7k8p2")[:1]
    assert person.kind == "person" and person.id == str(who) and home(session, person) == "2-701"
    nobody = Hit("person", str(add(session, "孤零零")), "", "")
    assert home(session, nobody) is None


@pytest.mark.parametrize("typed", [
    ID, ID.lower(), ID[-4:], ID[-5:], ID[-6:], "１１０105-19491231-002x",
])
def test_an_id_number_by_its_end_or_whole(desk: Desk, typed: str) -> None:
    """Of residents and of records; journalled without the number, with what was shown."""
    session = desk.at()
    who = add(session, "王无名", number=ID)
    made = desk.issue("FX", {**SLIP, "carrier": "王无名"})
    assert ids(look(session, typed)) == []
    before = journal(session)
    assert ids(by_document(session, typed)) == [str(who), made.number]
    added = journal(session)[len(before) :]
    assert added == [("find.document", '{"found":["%s","%s"]}' % (who, made.number), DESK)]


def journal(session: Session) -> list[tuple[Any, ...]]:
    """Action, body, who."""
    return session.store.rows("SELECT action, body, by FROM journal ORDER BY seq")


@pytest.mark.parametrize("typed", ["02X", ID[:6], ID[3:], ID[4:8], "1002X1", "王 0021", ID[-7:]])
def test_no_other_part_of_an_id_number_finds_it(desk: Desk, typed: str) -> None:
    """Neither its beginning nor its middle; nothing found, nothing journalled."""
    session = desk.at()
    add(session, "王无名", number=ID)
    before = journal(session)
    assert "王无名" not in titles(find(session, typed), "person")
    assert journal(session) == before


def test_an_id_number_narrows(desk: Desk) -> None:
    """The end of the number and a name."""
    session = desk.at()
    who = add(session, "王无名", number=ID)
    add(session, "李无名", number="110105199001011209"[:-1] + "X")
    assert ids(find(session, "002X 王"), "person") == [str(who)]
    assert ids(find(session, "wang 002x"), "person") == [str(who)]
    assert ids(find(session, "002X 李"), "person") == []


def test_only_those_who_see_personal_data_ask_for_numbers(desk: Desk) -> None:
    """A guard sees names, but phones and documents only hidden: he cannot ask for them."""
    made = desk.issue("FX", SLIP)
    guard = desk.at(GUARD)
    add(desk.at(), "王无名", "13912345678", number=ID)
    assert find(guard, "002X") == by_document(guard, ID) == []
    assert find(guard, "12345678") == find(guard, "77778888") == []
    assert ids(find(guard, "单小五")) == [made.number]
    (hit,) = find(guard, "王无名")
    assert hit.line == "139****5678"
    assert find(desk.at(), "王无名")[0].line == "139****5678", "in lists numbers are hidden"


def test_rights_to_rooms_and_to_records(desk: Desk) -> None:
    """Without them there is nothing of the kind."""
    made = desk.issue("FX", {**FX, "unit": "3-1202"})
    deny(desk.at().store, "see:records", "门岗")
    assert ids(find(desk.at(GUARD), "3-1202")) == ["3-1202"]
    assert ids(find(desk.at("9001"), "3-1202")) == [made.number]


def test_everybody_gets_a_share_of_a_short_list(desk: Desk) -> None:
    """Many rooms do not push the records out."""
    for _ in range(3):
        desk.issue("FX", {**FX, "unit": "1-103"})
    hits = find(desk.at(), "1-10", 6)
    assert [hit.kind for hit in hits] == ["unit"] * 3 + ["record"] * 3
    assert ids(hits, "record") == ["FX-2026-000003", "FX-2026-000002", "FX-2026-000001"]


def test_an_unknown_room_typed_once_is_found_again(tmp_path: Path, desk: Desk) -> None:
    """Where no estate was entered, rooms come from the slips."""
    session = desk.at()
    with session.store.write() as db:
        for table in ("residence", "dated_fact", "vehicle", "person", "unit"):
            db.execute_sql(f"DELETE FROM {table}")
    assert find(session, "3-1202") == [] and indexing.differences(session) == []
    desk.issue("FX", {**FX, "unit": "88-1"})
    assert ids(find(desk.at(), "88-1")) == ["88-1", "FX-2026-000001"]


def test_changes_of_people_are_followed(desk: Desk) -> None:
    """A new name, a move, a deletion; a forgotten refresh is told by `check`."""
    session = desk.at()
    who = add(session, "张晓明", "13911112222", unit="2-701")
    with session.store.write() as db:
        db.execute_sql("UPDATE person SET name = '仇大山', phone = NULL WHERE id = ?", (who,))
    assert indexing.differences(session) == ["仇大山"]
    assert "1 处查找记号与数据不符：仇大山" == checking.check(desk.at("9001"))["search"]
    with session.store.write():
        search.refresh(session.store, people=[who])
    assert ids(find(session, "qds")) == [str(who)] and find(session, "11112222") == []
    with session.store.write() as db:
        db.execute_sql("DELETE FROM residence WHERE person_id = ?", (who,))
        db.execute_sql("DELETE FROM person WHERE id = ?", (who,))
    assert find(session, "qds") == [] and indexing.differences(session) == []


def test_a_refused_slip_leaves_nothing_in_the_index(desk: Desk) -> None:
    """Same transaction."""
    with pytest.raises(Exception, match="单小五"), desk.at().store.write():
        records.issue(desk.at(), "FX", SLIP)
        raise RuntimeError("单小五")
    assert find(desk.at(), "单小五") == [] and indexing.differences(desk.at()) == []


def test_check_tells_of_an_index_that_lost_something(desk: Desk) -> None:
    """Tokens without an entry, an entry without tokens."""
    made = desk.issue("FX", SLIP)
    session = desk.at("9001")
    assert checking.check(session)["search"] == "ok"
    with session.store.write() as db:
        db.execute_sql("INSERT INTO record_words(rowid, words) VALUES (77, 'zzz')")
    assert "重做" in checking.check(session)["search"]
    indexing.rebuild(session)
    assert checking.check(session)["search"] == "ok"
    with session.store.write():
        search.remove_record(session.store, made.id)
    assert checking.check(session)["search"].startswith("1 处")
    with session.store.write() as db:
        db.execute_sql("DELETE FROM search_built")
    assert "还没有做完" in checking.check(session)["search"]


def test_check_tells_of_a_line_that_is_not_the_records(desk: Desk) -> None:
    """What is shown of a record is compared, too; a line that went is read from the record."""
    made = desk.issue("FX", SLIP)
    session = desk.at("9001")
    (shown,) = [hit for hit in find(session, made.number) if hit.kind == "record"]
    with session.store.write() as db:
        db.execute_sql("UPDATE search_hit SET about = '别的'")
    assert checking.check(session)["search"].startswith("1 处")
    with session.store.write() as db:
        db.execute_sql("UPDATE search_hit SET about = NULL")
    assert checking.check(session)["search"] == "ok"
    assert [hit for hit in find(session, made.number) if hit.kind == "record"] == [shown]


def test_the_line_says_how_it_stands_now(desk: Desk) -> None:
    """The state moves with the acts and with the clock."""
    made = desk.issue("FX", SLIP)
    states = []
    for at in (NOW, NOW + timedelta(days=3)):
        (hit,) = [one for one in find(desk.at(now=at), made.number) if one.kind == "record"]
        states.append(hit.line.partition("　")[0])
    desk.act(made, "作废", "1003", {"why": "写错"})
    (hit,) = [one for one in find(desk.at(now=NOW + timedelta(days=3)), made.number)
              if one.kind == "record"]
    assert [*states, hit.line.partition("　")[0]] == ["待值班主任签字", "已过期", "已作废"]
    assert hit.title == f"物品放行条 {made.number}" and "5 栋 2 单元 302" in hit.line


def test_pieces_are_joined_and_find_the_same(desk: Desk) -> None:
    """In steps, which may be stopped and gone on with."""
    session = desk.at()
    made = [desk.issue("FX", SLIP) for _ in range(5)]
    before = [find(session, words, 50) for words in ("sxw", "电视", "张", "302")]
    assert pieces(session, "record_words") > 2
    assert quickening._pieces(session.store, "record_words") == pieces(session, "record_words")
    assert not quickening.tidy(session.store, lambda: False)
    assert quickening.tidy(session.store)
    assert pieces(session, "record_words") <= 2
    assert quickening.tidy(session.store, whole=True)
    assert pieces(session, "record_words") == 1 == pieces(session, "place_words")
    assert [find(session, words, 50) for words in ("sxw", "电视", "张", "302")] == before
    assert len(made) == 5 and indexing.differences(session) == []


def test_what_is_read_often_can_be_read_beforehand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a full store and of an empty one; it stops when the session ends, and hurts nothing."""
    for made in range(2):
        store = Store.open(desk.folder, desk.at().dek, readonly=True, check=False)
        assert quickening.warm(store)
        monkeypatch.setattr(quickening, "_STEPS_APART", 1)
        assert not quickening.warm(store, lambda: False)
        monkeypatch.undo()
        assert store.value("SELECT count(*) FROM search_hit") == made
        store.close()
        desk.issue("FX", SLIP)


def test_many_pieces_are_worth_joining(desk: Desk) -> None:
    """A few are not."""
    session = desk.at()
    quickening.tidy(session.store, whole=True)
    assert not quickening.scattered(session.store)
    with session.store.write() as db:
        db.execute_sql("INSERT INTO place_words(place_words, rank) VALUES ('automerge', 0)")
    for name in "甲乙丙丁戊己庚辛":
        add(session, name)
    assert quickening.scattered(session.store)
    quickening.tidy(session.store)
    assert not quickening.scattered(session.store) and indexing.differences(session) == []


def pieces(session: Session, table: str) -> int:
    """In how many pieces an index is."""
    return int(session.store.value(f"SELECT count(DISTINCT segid) FROM {table}_idx"))


def test_a_page_of_the_index_is_one_of_the_file(desk: Desk) -> None:
    """A larger one takes two pages of the file, and twice the time from a cold disk."""
    session = desk.at()
    # Less what SQLCipher reserves, and what SQLite keeps for the row itself.
    size = int(session.store.value("PRAGMA page_size")) - 80 - 35
    largest = "SELECT max(length(block)) FROM place_words_data"
    assert 3_000 < int(session.store.value(largest)) < size - 10


def test_a_unit_names_the_first_of_many(desk: Desk) -> None:
    """And says how many there are; who moved out is told so."""
    session = desk.at()
    for name in ("甲一", "乙二", "丙三"):
        add(session, name, unit="3-1202")
    (hit,) = [one for one in find(session, "3-1202") if one.kind == "unit"]
    assert hit.line == "业主 欧阳龑　租户 陈晓彤　租户 甲一　等 5 人"
    gone = add(session, "丁四散", unit="3-1202")
    with session.store.write() as db:
        db.execute_sql("UPDATE residence SET until = '2026-11-20' WHERE person_id = ?", (gone,))
    (one,) = find(session, "丁四散")
    assert one.line == "租户 3-1202（已迁出）"


def index(session: Session) -> list[list[tuple[Any, ...]]]:
    """Everything in the index: tokens beside it and terms in it."""
    return [
        session.store.rows(f"SELECT * FROM {table} ORDER BY 1")
        for table in (
            "search_place", "search_record", "search_hit", "place_words_terms",
            "record_words_terms",
        )
    ]  # fmt: skip


_NAME = st.text("张王单解李乐明覃·aZ 𠮷欧阳", min_size=1, max_size=6).filter(lambda n: n.strip(" ·"))
_STEP = st.one_of(
    st.tuples(st.just("person"), _NAME, st.sampled_from(["", "13911112222", "0755-26001234"])),
    st.tuples(st.just("rename"), _NAME, st.integers(0, 5)),
    st.tuples(st.just("gone"), st.just(""), st.integers(0, 5)),
    st.tuples(st.just("car"), st.sampled_from(["粤BD12345", "粤B12345", "京A00001"]),
              st.integers(0, 5)),
    st.tuples(st.just("slip"), st.sampled_from(["张三", "单雄信", "乐乐"]),
              st.sampled_from(["1-101", "1-102", "5-2-302"])),
    st.tuples(st.just("void"), st.just(""), st.integers(0, 5)),
    st.tuples(st.just("tidy"), st.just(""), st.booleans()),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, max_size=12))
@pytest.mark.long
def test_built_anew_is_what_was_kept_step_by_step(desk: Desk, steps: list[Any]) -> None:
    """Rebuilt index == incremental index, term by term."""
    session = desk.at()
    people, slips = [add(session, "甲虚构")], [desk.issue("FX", FX).number]
    for kind, words, more in steps:
        if kind == "tidy":
            quickening.tidy(session.store, whole=more)
            continue
        with session.store.write() as db:
            if kind == "person":
                people.append(add(session, words, more, unit="2-701"))
            elif kind == "rename":
                who = people[more % len(people)]
                db.execute_sql("UPDATE person SET name = ? WHERE id = ?", (words, who))
                search.refresh(session.store, people=[who])
            elif kind == "gone":
                who = people[more % len(people)]
                db.execute_sql("DELETE FROM residence WHERE person_id = ?", (who,))
                db.execute_sql("DELETE FROM vehicle WHERE person_id = ?", (who,))
                db.execute_sql("DELETE FROM person WHERE id = ?", (who,))
            elif kind == "car":
                who = people[more % len(people)]
                db.execute_sql("INSERT OR IGNORE INTO vehicle(plate, person_id) SELECT ?, id"
                               " FROM person WHERE id = ?", (words, who))
                search.refresh(session.store, plates=[words])
            elif kind == "slip":
                slips.append(desk.issue("FX", {**FX, "carrier": words, "unit": more}).number)
            elif more < len(slips):
                desk.act(slips.pop(more), "作废", DESK, {"why": "写错"})
            slips = slips or [desk.issue("FX", FX).number]
    kept = index(session)
    assert indexing.differences(session) == []
    indexing.rebuild(session)
    anew = index(session)
    places = [[row[1:] for row in side[0]] for side in (kept, anew)]
    assert sorted(places[0], key=repr) == sorted(places[1], key=repr)
    assert kept[1:] == anew[1:]
    session.store.db.execute_sql("INSERT INTO record_words(record_words) VALUES('integrity-check')")
    session.store.db.execute_sql("INSERT INTO place_words(place_words) VALUES('integrity-check')")


def test_building_goes_on_where_it_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In short transactions, telling how far it is; what is saved meanwhile is not lost."""
    made = desk.issue("FX", SLIP)
    session = desk.at()
    kept = index(session)
    with session.store.write() as db:
        for table in ("place", "record"):
            db.execute_sql(f"INSERT INTO {table}_words({table}_words) VALUES ('delete-all')")
            db.execute_sql(f"DELETE FROM search_{table}")
        db.execute_sql("DELETE FROM search_built")
    seen: list[tuple[int, int]] = []
    assert not indexing.fill(session, lambda *step: seen.append(step), lambda: len(seen) < 3)
    assert indexing.behind(session.store) and len(seen) == 3
    assert seen[0][0] == indexing.CHUNK and seen[0][1] == sum(
        session.store.value(f"SELECT count(*) FROM {table}")
        for table in ("unit", "person", "record")
    )
    other = desk.issue("FX", {**SLIP, "carrier": "后来人"})
    assert indexing.fill(session) and not indexing.behind(session.store)
    assert ids(find(session, "单小五")) == [made.number]
    assert ids(find(session, "后来人")) == [other.number]
    assert indexing.differences(session) == []
    assert index(session)[0] == kept[0]
    monkeypatch.setattr(tokens, "VERSION", tokens.VERSION + 1)
    assert indexing.behind(session.store)
    assert indexing.fill(session) and index(session)[0] == kept[0]


def test_a_token_taken_and_given_back_is_not_lost_for_others(desk: Desk) -> None:
    """Within one transaction, where FTS5 alone would forget the second person."""
    session = desk.at()
    first = add(session, "覃小雨", unit="2-701")
    with session.store.write() as db:
        db.execute_sql("UPDATE person SET phone = '13912345678' WHERE id = ?", (first,))
        second = db.execute_sql("INSERT INTO person(name) VALUES ('覃小风')").lastrowid
        db.execute_sql("INSERT INTO residence(unit_id, person_id, role) SELECT id, ?, '租户'"
                       " FROM unit WHERE label = '2-701'", (second,))
        search.refresh(session.store, people=[first, second])
    assert ids(find(session, "覃小 2-701")) == [str(first), str(second)]
    assert indexing.differences(session) == []


def test_an_old_store_is_brought_up_and_searched(tmp_path: Path) -> None:
    """Version 1, opened by its password: people, rooms, vehicles and numbers are found."""
    folder = tmp_path / "store"
    shutil.copytree(Path(__file__).parent / "released" / "v1", folder)
    keys = Keys.load(folder)
    dek = keys.unlock("1001", PASSWORD, INSTANT)
    store = Store.open(folder, dek)
    who = Member("1001", "王虚构", ("前台",))
    with store.write() as db:
        for right in ("see:personal", "see:unit"):
            db.execute_sql("INSERT INTO permission VALUES ('前台', ?)", (right,))
    session = Session(store, keys, FixedClock(INSTANT), {f.code: f for f in FORMS}, who, dek)
    assert indexing.behind(store)
    indexing.catch_up(session)
    assert not indexing.behind(store) and indexing.differences(session) == []
    assert ids(find(session, "lixg")) == ["1"] and ids(find(session, "3-1202")) == ["3-1202"]
    assert ids(find(session, "bd000")) == ["粤BD00000"]
    store.close()


def test_nothing_of_what_was_destroyed_stays_in_the_file(tmp_path: Path) -> None:
    """Deleting the personal values takes their tokens along; neither index nor free pages keep
    them. In a file without a key, so that its bytes can be read."""
    path = tmp_path / "open.db"
    db = sqlcipher.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode = wal", "recursive_triggers = 1", "secure_delete = 1"):
        db.execute(f"PRAGMA {pragma}")
    for step in migrations.STEPS:
        for statement in step:
            db.execute(statement)
    for no in "12":
        db.execute("INSERT INTO staff VALUES (?, '甲', '[]', 1, 1, NULL)", (no,))
    db.execute("INSERT INTO declaration VALUES ('d', 'FX', '{}')")
    names = ["欧阳龑", "单㐂㐂", "李虚构"]
    db.execute("INSERT INTO counter VALUES ('FX', 2026, 0)")
    for row, name in enumerate(names, 1):
        db.execute("UPDATE counter SET last = ?", (row,))
        db.execute("INSERT INTO record VALUES (?, ?, 'FX', 2026, ?, 'd', NULL, 1, '2026-11-21',"
                   " '1', '{}', '{}', NULL, NULL, NULL)", (row, f"FX-2026-00000{row}", row))
        db.execute("INSERT INTO personal VALUES (?, ?, NULL, 'carrier', ?, zeroblob(16), ?)",
                   (row, row, f'"{name}"', "0" * 64))
        words = tokens.kept(tokens.of_number(f"FX-2026-00000{row}"))
        personal = tokens.kept([*tokens.of_name(name), *tokens.of_phone("1361234567" + str(row))])
        db.execute("INSERT INTO search_record VALUES (?, ?, ?)", (row, words, personal))
        db.execute("INSERT INTO record_words(rowid, words) VALUES (?, ?)",
                   (row, f"{words} {personal}"))
        db.execute("INSERT INTO search_hit VALUES (?, '', '', ?, '')", (row, name))
    db.execute("INSERT INTO destruction_order VALUES (1, 2, '到期', '1', 1, NULL, NULL)")
    db.execute("UPDATE destruction_order SET approved_by = '2', approved_at = 2")
    assert "㐂".encode() in path.with_name("open.db-wal").read_bytes()
    db.execute("DELETE FROM personal WHERE record_id = 2")
    terms = {term for (term,) in db.execute("SELECT term FROM record_words_terms")}
    assert "李虚构" in terms and "=fx2" in terms
    assert not any("㐂" in term or term.startswith("shan") for term in terms)
    assert "#13612345672" not in terms and "#13612345671" in terms
    find_it = "SELECT rowid FROM record_words WHERE record_words MATCH ?"
    assert db.execute(find_it, ('"单"*',)).fetchall() == []
    assert db.execute(find_it, ('"=fx2"',)).fetchall() == [(2,)]
    db.execute("INSERT INTO record_words(record_words) VALUES ('integrity-check')")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    left = path.read_bytes()
    assert "龑".encode() in left and "㐂".encode() not in left


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=12), st.text(max_size=12))
def test_every_beginning_of_a_token_asks_for_it(before: str, after: str) -> None:
    """Cutting and folding are the same for what is kept and for what is typed."""
    word = tokens.plain(before + after)
    kept = [tokens.cut(one) for one in tokens.of_text(before + after)]
    assert (kept[:1] == [tokens.cut(word)]) if word else kept == []
    for one in kept:
        assert " " not in one and one == tokens.cut(tokens.plain(one))
        for size in range(1, len(one) + 1):
            assert one.startswith(tokens.cut(tokens.plain(one[:size])))
