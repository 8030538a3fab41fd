"""The word `slot`: what a record books, the words of a clash, what is declared wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from forms.acts import void
from forms.checks import clash_words, in_the_list, not_booked
from forms.facts import Clash, Facts, UnitFacts, listed, offered_words
from forms.fields import Field, Kind, WrongDeclaration
from forms.form import Form
from forms.rules import judged
from forms.slots import Booking, Slot, booking_of

NOW = datetime(2026, 11, 21, 10, 42)
SLOT = Slot(("unit.entrance", "lift"), "day", "hours")
ROOMS = Slot(("room",), "day", "hours")
CLASH = Clash("LT-2026-000004", "3-1201", "货梯", "2026-11-23", "09:00-11:00")


def made(slot: Slot | None = SLOT, **more: Any) -> Form:
    """A form that books something."""
    right: dict[str, Any] = {
        "code": "JB",
        "title": "借用单",
        "desk": "物业",
        "issued_by": ("前台",),
        "fields": (
            Field("unit", "房号", Kind.UNIT, required=True),
            Field("lift", "电梯"),
            Field("room", "会议室"),
            Field("keeper", "钥匙", personal=True),
            Field("day", "日期", Kind.DATE),
            Field("hours", "时段", Kind.HOURS),
        ),
        "acts": (void("前台"),),
        "preconditions": (not_booked("hours"),),
    }
    return Form(slot=slot, **{**right, **more})


def values(**more: Any) -> dict[str, Any]:
    return {"unit": "3-2-1202", "lift": "货梯", "room": "201", "day": "2026-11-23",
            "hours": "09:00-11:00", **more}  # fmt: skip


def test_a_record_books_the_thing_of_its_place() -> None:
    """One lift of one entrance; the building alone; a thing that belongs to no unit."""
    day = date(2026, 11, 23)
    assert booking_of(made(), values()) == Booking("3-2 货梯", "货梯", day, 540, 660)
    whole = replace(SLOT, resource=("unit.building", "lift"))
    found = booking_of(made(whole), values())
    assert found is not None and found.resource == "3 货梯"
    room = booking_of(made(ROOMS), values())
    assert room is not None and (room.resource, room.words) == ("201", "201")


def test_two_forms_that_name_it_alike_book_the_same() -> None:
    """Whatever their fields are called."""
    other = made(
        Slot(("home.entrance", "by"), "on", "when"), code="FB",
        fields=(Field("home", "房号", Kind.UNIT), Field("by", "走哪里"),
                Field("on", "日子", Kind.DATE), Field("when", "几点", Kind.HOURS)),
        preconditions=(),
    )  # fmt: skip
    typed = {"home": "3-2-101", "by": "货梯", "on": "2026-11-23", "when": "10:00-12:00"}
    one, two = booking_of(made(), values()), booking_of(other, typed)
    assert one is not None and two is not None and one.resource == two.resource


@pytest.mark.parametrize("key", ["unit", "lift", "day", "hours"])
def test_nothing_is_booked_while_a_part_is_missing(key: str) -> None:
    assert booking_of(made(), values(**{key: None})) is None


def test_a_form_without_a_slot_books_nothing() -> None:
    assert booking_of(made(None), values()) is None


@pytest.mark.parametrize("slot, said", [
    (Slot(("unit.entrance", "stair"), "day", "hours"), "没有的字段 stair"),
    (Slot(("unit.floor",), "day", "hours"), "应写成 房号字段.building"),
    (Slot(("lift.building",), "day", "hours"), "lift.building"),
    (Slot(("lift",), "hours", "hours"), "字段 hours 的种类应为 date"),
    (Slot(("lift",), "day", "day"), "字段 day 的种类应为 hours"),
    (Slot(("keeper",), "day", "hours"), "字段 keeper 不能是个人信息"),
    (Slot((), "day", "hours"), "用什么"),
])  # fmt: skip
def test_a_wrong_slot_is_refused_at_import(slot: Slot, said: str) -> None:
    with pytest.raises(WrongDeclaration, match=said):
        made(slot)


def test_a_register_has_the_column_of_a_slot_only_where_there_is_one() -> None:
    assert made(register=("@number", "@slot", "@state"))
    with pytest.raises(WrongDeclaration, match="@slot 不存在"):
        made(None, register=("@number", "@slot", "@state"))


@pytest.mark.parametrize("path", ["@settings.", "@setting.stairs", "lift.goods"])
def test_offers_of_nothing_are_refused_at_import(path: str) -> None:
    with pytest.raises(WrongDeclaration, match="提示的词"):
        made(fields=(*made().fields, Field("more", "另外", offers=path)))


def facts(**more: Any) -> Facts:
    return Facts(now=NOW, **more)


def test_a_clash_in_words() -> None:
    """When, what, which record, of which room; more than three are counted."""
    assert clash_words(facts()) == ""
    one = "11-23 9:00—11:00 货梯已有 LT-2026-000004（3-1201）"
    assert clash_words(facts(clashes=(CLASH,))) == one
    bare = replace(CLASH, unit="", day="2027-01-02")
    assert clash_words(facts(clashes=(bare,))) == "2027-01-02 9:00—11:00 货梯已有 LT-2026-000004"
    many = clash_words(facts(clashes=(CLASH,) * 5))
    assert many == "；".join([one] * 3) + "；另有 2 张"


@pytest.mark.parametrize("choice, where", [
    ("warn", "warnings"), ("block", "problems"), ("off", ""), (None, "warnings"),
])  # fmt: skip
def test_the_office_chooses_what_a_clash_does(choice: str | None, where: str) -> None:
    """Beside the hours: told, refused, or not said at all; told if nothing was chosen."""
    settings = {"slots": choice} if choice else {}
    known = facts(clashes=(CLASH,), settings=settings, unit=UnitFacts("3-2-1202", True))
    found, problems = judged(made(), values(), known)
    said = {"warnings": found.warnings, "problems": problems}
    assert {name for name, told in said.items() if "hours" in told} == ({where} - {""})


STAIRS = {"": ["货梯", "客梯"], "3": ["东梯", "西梯"]}


@pytest.mark.parametrize("setting, unit, words", [
    (STAIRS, "3-1201", ("东梯", "西梯")),
    (STAIRS, "3-2-1201", ("东梯", "西梯")),
    (STAIRS, "5-101", ("货梯", "客梯")),
    (STAIRS, None, ("货梯", "客梯")),
    ({"3": ["东梯"]}, "5-101", ()),
    (["货梯"], "3-1201", ("货梯",)),
    (None, "3-1201", ()),
])  # fmt: skip
def test_a_list_of_the_office_by_building(setting: Any, unit: str | None, words: Any) -> None:
    """What is offered, and all that is taken; any word where the office has no list."""
    known = facts(settings={"stairs": setting}, unit=UnitFacts(unit, True) if unit else None)
    assert listed("stairs", known) == offered_words("@settings.stairs", known) == words
    check = in_the_list("stairs").problem
    assert [check(word, {}, known) for word in words] == [None] * len(words)
    wrong = check("云梯", {}, known)
    assert wrong == (f"没有“云梯”，请选{'、'.join(words)}" if words else None)
