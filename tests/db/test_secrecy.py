"""Levels of records: who may not see one finds it nowhere, and what is unknown is closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import (
    checking, choosing, dossiers, file, find, gate, handing_over, lending, listing, office,
    permitting, print_batch, prints, records, recent, register, secrecy, workbench,
)  # fmt: skip
from db.errors import Refused
from db.filed import UNIT, Filed, Subject
from db.filed import listing as filed
from db.listing import Sieve
from db.records import Record
from db.session import Member, Session
from forms import DECLARED
from forms.fields import WrongDeclaration
from forms.property.archive import JD
from forms.property.release import FX as SLIP
from forms.roles import ROLES
from forms.secrecy import LEVELS, level_of, right
from tests.db.demo_desk import DESK, DIRECTOR, FX, GUARD, Desk, copied
from tests.db.permissions import deny, permit

KEEPER, WORKS = "1005", "1007"
"""客服主管 (up to 绝密) and 工程主管 (up to 机密) of the demo."""
ASKED: dict[str, Any] = {
    "reader_kind": "员工", "reader": "郑维国", "department": "工程部",
    "files": [{"name": "竣工图", "number": "GC-07"}], "purpose": "维修查图", "reason": "核对立管走向",
}


def request(desk: Desk, level: str) -> Record:
    """A request for a file of that level, made by somebody who may see all."""
    return desk.issue("JD", {**ASKED, "level": level}, no=KEEPER)


@pytest.fixture
def closed(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """An office whose release slips are 机密, every one of them."""
    forms = [replace(form, secrecy="机密") if form.code == "FX" else form for form in DECLARED]
    made = Desk(copied(estate, tmp_path / "数据"), forms)
    yield made
    made.close()


def cleared(desk: Desk) -> Record:
    """A slip of the closed office, made by the desk once it may see that level."""
    permit(desk.at().store, "前台", "level:机密")
    made = desk.issue("FX", FX)
    deny(desk.at().store, "level:机密", "前台")
    return made


def test_the_level_is_the_choice_and_a_strange_one_is_the_highest() -> None:
    """Deny by default: a choice that is no level closes the record."""
    assert level_of(SLIP, {}) == "普通" and level_of(JD, {}) == "普通"
    assert [level_of(JD, {"level": level}) for level in LEVELS] == list(LEVELS)
    assert level_of(JD, {"level": "内部"}) == "绝密"


@pytest.mark.parametrize("word", ["内部", "=nothing", "=reader", "=way", "="])
def test_a_declaration_names_a_level_or_a_choice_of_levels(word: str) -> None:
    with pytest.raises(WrongDeclaration, match="密级"):
        replace(JD, secrecy=word)


TOP = {"客服主管", "主任", "公司经理", "档案管理员", "总经理"}
MORE = TOP | {"工程主管", "安全主管", "客户关系经理"}
CLEARED = {
    "秘密": MORE | {"前台", "值班主任", "财务", "销售经理", "业务经理"}, "机密": MORE, "绝密": TOP,
}
"""Which roles see which level at first, by hand."""


def test_opened_and_acted_on_exactly_as_the_table_says(desk: Desk) -> None:
    """Every role, every level: one question for page, command line, print and act."""
    made = {level: request(desk, level).number for level in LEVELS}
    for role in ROLES:
        session = desk.at().acting_as(Member("1003", "某人", (role,)))
        for level, number in made.items():
            may = level == "普通" or role in CLEARED[level]
            assert session.may(right(level)) == may, (role, level)
            if may:
                assert records.load(session, number) is not None
                continue
            assert records.load(session, number, missing_ok=True) is None
            with pytest.raises(Refused, match=f"^没有 {number} 这张单$"):
                records.act(session, number, "部门盖章")


def test_nobody_issues_what_he_could_not_open(desk: Desk) -> None:
    """At the field that says the level; nothing is written."""
    with pytest.raises(Refused) as refused:
        desk.issue("JD", {**ASKED, "level": "机密"}, no=DESK)
    assert set(refused.value.problems) == {"level"}
    assert desk.at().store.value("SELECT count(*) FROM record") == 0
    assert desk.issue("JD", {**ASKED, "level": "秘密"}, no=DESK).values["level"] == "秘密"


def told(session: Session, made: Record) -> dict[str, bool]:
    """Where the record shows: every list of the program that could have it."""
    unit = Filed(Subject(UNIT, "1-101"))
    return {
        "register": listing.listing(session, Sieve("FX")).count == 1,
        "head": listing.head(session, Sieve("FX"), 9) == [made.id],
        "by words": listing.listing(session, Sieve("FX", text="双门冰箱")).count == 1,
        "entries": [one.number for one in register.entries(session, "FX")] == [made.number],
        "search": made.number in {hit.id for hit in find.find(session, "双门冰箱")},
        "number": made.number in {hit.id for hit in find.find(session, made.number)},
        "unit": filed(session, unit).count == 1,
        "file": file.opened(session, unit.subject).records == 1,
        "mine": recent.last_issued(session, "FX") is not None,
        "glance": bool(records.glance(session, [made.id])[0].values),
        "dossiers": bool(dossiers.current(session, "FX")),
        "batch of the day": bool(print_batch.of_day(session, session.now().date())),
        "batch of some": bool(print_batch.of_numbers(session, [made.number])),
        "not on paper": bool(print_batch.unprinted(session)),
        "workbench": made.number in {one.number for one in workbench.items(session, 100)},
    }


def test_a_classified_slip_is_found_nowhere_by_whom_it_is_not_for(closed: Desk) -> None:
    """And in all of these places by whoever may see it."""
    made = cleared(closed)
    permit(closed.at().store, "前台", "level:机密")
    prints.keep(closed.at(), made, made.form.papers[0].name, "{}", wrong="打印机没有纸")
    assert set(told(closed.at(), made).values()) == {True}
    deny(closed.at().store, "level:机密", "前台")
    assert set(told(closed.at(), made).values()) == {False}
    assert workbench.items(closed.at(), 100) == []
    assert gate.examine(closed.at(GUARD), made.number).reason == f"查无此单：{made.number}"


def test_the_workbench_has_it_for_those_only_who_may_see_it(desk: Desk) -> None:
    """The counts too."""
    made = request(desk, "绝密")
    counts = {}
    for no in (DIRECTOR, WORKS):
        session = desk.at(no)
        counts[no] = made.number in {one.number for one in workbench.items(session, 100)}
    assert counts == {DIRECTOR: True, WORKS: False}


def test_the_handover_and_what_is_lent_say_nothing_of_it(desk: Desk) -> None:
    """Everybody reads the sheet; the number stands there, the file's name does not."""
    made = request(desk, "机密")
    for name, no in (("部门盖章", WORKS), ("负责人批准", DIRECTOR), ("核对", KEEPER), ("借出", KEEPER)):
        desk.act(made, name, no)
    (lent,) = lending.lent(desk.at())
    assert (lent.number, lent.things) == (made.number, ("涉密",))
    sheet = handing_over.desk(desk.at(), desk.at().form("JB"))
    assert "竣工图" not in str(sheet) and made.number in str(sheet)


def test_check_finds_a_level_that_was_altered(desk: Desk) -> None:
    """It follows from the record; a stored level that does not is named."""
    made, admin = request(desk, "机密"), desk.at("9001")
    assert secrecy.differences(admin) == []
    admin.store.db.execute_sql("DELETE FROM classified")
    assert secrecy.differences(admin) == [made.number]
    assert made.number in checking.check(admin)["standing"]


def test_records_from_before_the_upgrade_get_their_level_at_the_first_log_in(
    desk: Desk,
) -> None:
    """As the store of an older version comes: no rows, no mark."""
    made, session = [request(desk, level) for level in LEVELS], desk.at()
    session.store.db.execute_sql("DELETE FROM classified")
    office.put(session.store, secrecy.MARK, None, 0, None)
    secrecy.catch_up(session)
    assert [secrecy.level(session, one.id) for one in made] == list(LEVELS)
    assert secrecy.differences(session) == []
    before = session.store.value("SELECT total_changes()")
    secrecy.catch_up(session)
    assert session.store.value("SELECT total_changes()") == before


def test_a_form_that_becomes_classified_closes_its_old_records(
    desk: Desk, estate: Path, tmp_path: Path
) -> None:
    """The declaration of today decides, as with who may do what."""
    made = desk.issue("FX", FX)
    desk.close()
    forms = [replace(form, secrecy="绝密") if form.code == "FX" else form for form in DECLARED]
    later = Desk(desk.folder, forms)
    assert records.load(later.at(), made.number, missing_ok=True) is None
    assert records.load(later.at(KEEPER), made.number) is not None
    later.close()


def test_the_administrator_is_given_neither_sight_nor_money(desk: Desk) -> None:
    """By the program in words, by the store whoever writes (docs/handbook.md §6)."""
    admin = desk.at("9001")
    second = desk.at(DIRECTOR).member
    for action in ("see:personal", "level:秘密", "level:绝密", "act:ZX:退押金", "issue:SJ"):
        with pytest.raises(Refused, match="系统管理员只管账号和备份"):
            with admin.store.write():
                permitting.change(admin, {action: ("系统管理员", "主任")}, second)
    with pytest.raises(Exception, match="系统管理员不看"):
        permit(admin.store, "系统管理员", "see:personal")
    assert not admin.may("see:personal") and secrecy.hidden(admin) == (1, 2, 3)


def test_the_office_chooses_the_level_of_records_from_then_on(desk: Desk) -> None:
    """By two persons, journalled; what was issued keeps its level, also once it is changed back,
    and at the next log in."""
    admin = desk.at("9001")
    part = choosing.parts(admin)["FX"]
    director = desk.at(DIRECTOR).member

    def choose(level: str, second: Member | None = director) -> None:
        values = choosing.chosen(admin, part).values
        choosing.save(admin, part, {**values, "level": level}, second=second)

    before = desk.issue("FX", FX)
    for unfit in (None, admin.member, desk.at(GUARD).member):
        with pytest.raises(Refused) as refused:
            choose("秘密", unfit)
        assert set(refused.value.problems) == {"second"}
    deny(admin.store, "level:绝密", "客服主管")
    with pytest.raises(Refused, match="都看不到绝密"):
        choose("绝密")
    assert choosing.chosen(admin, part).values["level"] == "普通"
    choose("秘密")
    made = desk.issue("FX", FX)
    choose("普通")
    after = desk.issue("FX", FX)
    told = [secrecy.level(admin, one.id) for one in (before, made, after)]
    assert told == ["普通", "秘密", "普通"]
    for again in (False, True):
        if again:
            office.put(admin.store, secrecy.MARK, {"FX": "机密"}, 0, None)
            secrecy.catch_up(admin)
        assert [secrecy.level(admin, one.id) for one in (before, made, after)] == told
        assert secrecy.differences(admin) == []
    assert records.load(desk.at(GUARD), made.number, missing_ok=True) is None
    assert listing.listing(desk.at(GUARD), Sieve("FX")).count == 2
    rows = admin.store.rows("SELECT subject, body FROM journal WHERE action = 'level' ORDER BY seq")
    assert [(subject, json.loads(body)) for subject, body in rows] == [
        ("FX", {"old": "普通", "new": "秘密", "second": DIRECTOR}),
        ("FX", {"old": "秘密", "new": "普通", "second": DIRECTOR}),
    ]
    assert "FX" in {form.code for form in secrecy.issuable(desk.at())}
    choose("机密")
    assert "FX" not in {form.code for form in secrecy.issuable(desk.at())}


def test_what_says_on_itself_how_secret_it_is_has_no_such_choice(desk: Desk) -> None:
    asked = {one.key for one in choosing.parts(desk.at("9001"))["JD"].fields}
    assert "level" not in asked
    with pytest.raises(WrongDeclaration, match="密级不能选"):
        replace(JD, level="机密")
    with pytest.raises(WrongDeclaration, match="密级不能选"):
        replace(SLIP, level="内部")


def test_nobody_is_offered_a_form_of_which_he_may_open_none(closed: Desk) -> None:
    """A slip filled in would be refused when it is saved."""
    assert "FX" not in {form.code for form in secrecy.issuable(closed.at())}
    permit(closed.at().store, "前台", "level:机密")
    assert "FX" in {form.code for form in secrecy.issuable(closed.at())}
