"""A register is a view of the records: what it shows, sifts and hides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from db import listing, records, register
from db.errors import Refused
from db.listing import Sieve
from db.register import columns, entries
from db.session import Session
from db.totals import totals
from forms.property.release import FX as FX_FORM
from tests.db import demo_desk
from tests.db.demo_desk import DESK, FX, GUARD, Desk, moment
from tests.db.permissions import deny


def numbers(found: list[register.Entry]) -> list[int]:
    """The running numbers, in the order shown."""
    return [int(entry.number[-6:]) for entry in found]


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three slips on three days: one void, one released, one fresh and with a plate."""
    void = desk.issue("FX", FX, moment("19T09:00"))
    desk.act(void, "作废", DESK, {"why": "写错"}, now=moment("19T09:05"))
    out = desk.signed(moment("20T10:00"))
    desk.act(out, "放行", GUARD, {"counts": [1, 12]}, now=moment("20T11:30"))
    desk.issue("FX", {**FX, "unit": "3-1202", "plate": "粤BD12345"}, moment("21T00:00"))
    return desk


def test_newest_first_with_words_as_people_read_them(filled: Desk) -> None:
    """One line a record, one cell a column."""
    found = entries(filled.at(), "FX")
    assert numbers(found) == [3, 2, 1]
    shape = [column.label for column in columns(FX_FORM)]
    last, out, void = (dict(zip(shape, entry.words, strict=True)) for entry in found)
    assert last["编号"] == "FX-2026-000003" and last["车牌号"] == "粤B·D12345"
    assert last["放行时间"] == "" and last["状态"] == "待值班主任签字"
    assert out["放行时间"] == "11-20 11:30" and out["状态"] == "已放行"
    assert out["物品"] == "双门冰箱 1 台；纸箱 12 个"
    assert void["状态"] == "已作废" and void["运出人"] == "张三丰"
    assert [entry.ended for entry in found] == [False, True, True]


@pytest.mark.parametrize("first, last, expected", [
    (None, None, [3, 2, 1]),
    (date(2026, 11, 20), None, [3, 2]),
    (None, date(2026, 11, 20), [2, 1]),
    (date(2026, 11, 20), date(2026, 11, 20), [2]),
    (date(2026, 11, 22), None, []),
    (date(2026, 11, 21), date(2026, 11, 20), []),
    (date(1999, 1, 1), date(2099, 12, 31), [3, 2, 1]),
])
def test_both_days_are_included(
    filled: Desk, first: date | None, last: date | None, expected: list[int]
) -> None:
    """Days of the office: one slip was issued at midnight."""
    assert numbers(entries(filled.at(), "FX", first, last)) == expected


@pytest.mark.parametrize("where, expected", [
    ({"state": "已作废"}, [1]),
    ({"@state": "已放行"}, [2]),
    ({"unit": "3-1202"}, [3]),
    ({"unit": "3 栋 1202"}, [3]),
    ({"unit": "1-101", "state": "已放行"}, [2]),
    ({"number": "FX-2026-000001"}, [1]),
    ({"applicant": "租户"}, []),
    ({"放行.at": "2026-11-20T11:30"}, [2]),
])
def test_it_sifts_by_words_or_values(
    filled: Desk, where: dict[str, str], expected: list[int]
) -> None:
    """Columns and other fields; all conditions must fit."""
    assert numbers(entries(filled.at(), "FX", where=where)) == expected


def test_an_unknown_column_or_form_is_refused(filled: Desk) -> None:
    """Rather than an empty list."""
    with pytest.raises(Refused, match="colour"):
        entries(filled.at(), "FX", where={"colour": "红"})
    with pytest.raises(Refused, match="XX"):
        entries(filled.at(), "XX")


def test_the_state_is_that_of_the_moment_one_looks(filled: Desk) -> None:
    """Expired since, without anything written."""
    later = filled.at(DESK, datetime(2026, 11, 22))
    assert entries(later, "FX", limit=1)[0].values["state"] == "已过期"
    assert numbers(entries(later, "FX", where={"state": "已过期"})) == [3]


def test_a_limit_takes_the_newest(filled: Desk) -> None:
    """And counts only what fits."""
    assert numbers(entries(filled.at(), "FX", limit=2)) == [3, 2]
    assert numbers(entries(filled.at(), "FX", where={"unit": "1-101"}, limit=1)) == [2]


def test_values_are_canonical_for_other_programs(filled: Desk) -> None:
    """Times in ISO, lines as lines, nothing for nothing."""
    row = entries(filled.at(), "FX")[1].values
    assert row["issued_at"] == "2026-11-20T10:00" and row["放行.at"] == "2026-11-20T11:30"
    assert row["goods"][0]["quantity"] == 1 and row["plate"] is None
    assert row["number"] == "FX-2026-000002"


def test_a_record_without_declared_columns_still_has_a_register(filled: Desk) -> None:
    """Time, number, state."""
    bare = replace(FX_FORM, register=())
    assert [column.key for column in columns(bare)] == ["@issued_at", "@number", "@state"]


def test_columns_of_lines_are_joined_and_masked(desk: Desk) -> None:
    """Phones in lines are numbers of persons too."""
    from forms.fields import Field, Kind
    from tests.db.new_forms import LOST

    helpers = Field("helpers", "帮手", Kind.LINES, columns=(
        Field("name", "姓名"), Field("phone", "电话", Kind.PHONE)))
    form = replace(
        LOST, code="SX", fields=(*LOST.fields, helpers),
        register=("@number", "helpers.name", "helpers.phone", "@state"),
    )  # fmt: skip
    desk.close()
    desk.forms = (form,)
    desk.issue("SX", {"thing": "伞", "finder": "林夏", "helpers": [
        {"name": "甲", "phone": "13800138000"}, {"name": "乙", "phone": "13900139000"}]})
    (row,) = entries(desk.at(), "SX")
    assert row.words[1:3] == ("甲；乙", "138****8000；139****9000")
    record = records.load(desk.at(), row.number)
    assert record is not None and record.values["helpers"][0]["phone"] == "13800138000"


def test_guessing_a_persons_number_needs_the_right_to_see_it(filled: Desk) -> None:
    """Sifting by what one may not see would tell it."""
    blind = filled.at("1013")
    assert not blind.may("see:personal")
    with pytest.raises(Refused, match="不能看联系电话"):
        entries(blind, "FX", where={"phone": "13800138000"})
    assert numbers(entries(filled.at(), "FX", where={"phone": "13800138000"})) == [3, 2, 1]


def test_sifting_asks_who_sees_the_field(estate: Path, tmp_path: Path) -> None:
    """A field that only some roles see is not told to others, whatever else they may see."""
    fields = tuple(
        replace(one, seen_by=("财务",)) if one.key == "plate" else one for one in FX_FORM.fields
    )
    desk = Desk(
        demo_desk.copied(estate, tmp_path / "前台 数据"), (replace(FX_FORM, fields=fields),)
    )
    try:
        desk.issue("FX", {**FX, "plate": "粤BD12345"})
        with pytest.raises(Refused, match="车牌"):
            entries(desk.at(), "FX", where={"plate": "粤BD12345"})
        assert numbers(entries(desk.at("1010"), "FX", where={"plate": "粤BD12345"})) == [1]
    finally:
        desk.close()


@pytest.mark.parametrize("ask", [
    lambda session: entries(session, "FX"),
    lambda session: register.arranged(session, Sieve("FX")),
    lambda session: listing.head(session, Sieve("FX"), 1),
    lambda session: listing.listing(session, Sieve("FX")),
    lambda session: totals(session, Sieve("FX")),
])
def test_registers_are_denied_where_the_table_does_not_say_so(
    filled: Desk, ask: Callable[[Session], object]
) -> None:
    """A right that is not granted is refused."""
    session = filled.at()
    ask(session)
    deny(session.store, "see:records")
    with pytest.raises(Refused, match="看登记本"):
        ask(session)


def test_who_did_an_act_is_named_under_a_heading(desk: Desk) -> None:
    """By number for other programs, by number and name for people; a heading may be its own."""
    from tests.db.new_forms import LOST

    shape = ("@number", "认领.by", ("认领.at", "何时领走"), ("@issued_by", "谁收的"), "@state")
    form = replace(LOST, register=shape)
    desk.close()
    desk.forms = (form,)
    assert [one.label for one in columns(form)] == ["编号", "认领经办", "何时领走", "谁收的", "状态"]
    made = desk.issue("SL", {"thing": "伞", "finder": "林夏"})
    (row,) = entries(desk.at(), "SL")
    assert row.words[1:4] == ("", "", "1003 李敏")
    desk.act(made, "认领", DESK, {"owner": "秦明", "owner_id": "11010519491231002X"})
    (row,) = entries(desk.at(), "SL")
    assert row.words[1:4] == ("1003 李敏", "11-21 10:42", "1003 李敏")
    assert row.values["认领.by"] == "1003"
    assert len(entries(desk.at(), "SL", where={"认领.by": "1003"})) == 1


@pytest.mark.parametrize("typed", ["3-1202", "3栋1202室", "３－１２０２", "三栋 1202"])
def test_a_room_is_asked_for_in_any_spelling(filled: Desk, typed: str) -> None:
    """As on the entry page; what is no room finds nothing."""
    assert numbers(entries(filled.at(), "FX", where={"unit": typed})) == [3]
    assert entries(filled.at(), "FX", where={"unit": "?"}) == []
