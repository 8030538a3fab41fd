"""What the headings of estate tables mean, in any dress, and where they stand in a sheet."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.imports.headings import Meaning, meaning
from db.imports.tables import Table, rows, table
from db.imports.workbook import Cell, Page

USUAL = {
    "房号": "unit", "房间号": "unit", "室号": "unit", "房屋编号": "unit", "楼栋": "building",
    "栋号": "building", "楼号": "building", "单元": "entrance", "单元号": "entrance",
    "建筑面积": "area", "面积": "area", "房屋类型": "kind", "类型": "type", "姓名": "name",
    "住户姓名": "name", "联系电话": "phone", "手机": "phone", "手机号码": "phone",
    "身份证号": "id_number", "证件号": "id_number", "证件类型": "id_kind", "与业主关系": "role",
    "身份": "role", "入住日期": "since",
}  # fmt: skip
OWNED = {
    "业主": ("name", "业主"), "业主姓名": ("name", "业主"), "业主电话": ("phone", "业主"),
    "业主联系方式": ("phone", "业主"), "业主信息姓名": ("name", "业主"), "户主": ("name", "业主"),
    "产权人身份证号": ("id_number", "业主"), "租户": ("name", "租户"), "承租人电话": ("phone", "租户"),
    "起租": ("since", "租户"), "止租": ("until", "租户"), "租户起租日期": ("since", "租户"),
    "租客资料手机": ("phone", "租户"), "交房日期": ("since", "业主"), "家庭成员": ("name", "家庭成员"),
    "姓名（租户）": ("name", "租户"), "住户电话": ("phone", ""), "房屋面积": ("area", ""),
}  # fmt: skip
STRANGE = (
    "", " ", "天气", "2026", "翠湖花园业主登记表", "3-1202", "王虚构", "13800138000", "紧急联系电话", "户型",
    "业主意见", "电梯", "房管费", "租金", "合计", "\ud800", "x" * 5000,
)  # fmt: skip

blank = st.sampled_from(["", " ", "　", "\n", "\t", "\xa0"])
before = st.sampled_from(["", "*", "'"])
after = st.sampled_from(["", "*", "：", ":", "（必填）", "(㎡)", "【文本】", "1", "2", "。"])


@pytest.mark.parametrize("word", USUAL)
def test_usual_headings(word: str) -> None:
    """Whatever they are, they say nothing about whose."""
    assert meaning(word) == Meaning(USUAL[word])


@pytest.mark.parametrize("word", OWNED)
def test_headings_that_say_whose(word: str) -> None:
    """In one word, or as two lines read together."""
    assert meaning(word) == Meaning(*OWNED[word])


@pytest.mark.parametrize("word", STRANGE)
def test_other_words_mean_nothing(word: str) -> None:
    """Titles, data, other people's columns."""
    assert meaning(word) is None


@given(st.sampled_from(sorted(USUAL | {key: "" for key in OWNED})), before, after, blank, st.data())
def test_a_heading_means_the_same_in_any_dress(
    word: str, front: str, back: str, gap: str, data: st.DataObject
) -> None:
    """Spaces and line breaks inside, marks, units, numbers around."""
    at = data.draw(st.integers(0, len(word)))
    dressed = gap + front + word[:at] + gap + word[at:] + back + gap
    assert meaning(dressed) == meaning(word)


@given(st.text(max_size=40))
def test_any_text_has_a_meaning_or_none(word: str) -> None:
    """It never fails."""
    assert meaning(word) is None or isinstance(meaning(word), Meaning)


def found(*lines: Sequence[Cell], name: str = "Sheet1") -> Table:
    """The table of a sheet with these rows."""
    return table(Page(name, lines), {})


cells = st.one_of(
    st.text(max_size=12), st.integers(-5, 99_999), st.floats(allow_nan=False), st.just(""),
    st.sampled_from(["业主", "房号", "租户", "合计", "3-1202", "2019.3.5"]),
)  # fmt: skip
junk = st.lists(
    st.lists(st.sampled_from(["", "翠湖花园", "2026年", 5, "注：见附件"]), max_size=6), max_size=8
)


@given(junk, st.lists(st.lists(cells, max_size=6), max_size=6), st.permutations(
    ["序号", "房号", "姓名", "联系电话", "入住日期"]))
def test_the_headings_are_found_wherever_they_stand(
    above: list[list[Cell]], below: list[list[Cell]], head: list[str]
) -> None:
    """Whatever lies around them, but for a second line of nothing but headings, which belongs to
    them; and no cell of any kind makes the rows fail."""
    under = [cell for cell in (below[0] if below else ()) if cell != ""]
    assume(not under or any(meaning(str(cell)) is None for cell in under))
    one = found(*above, head, *below)
    assert one.known and one.headings[: len(head)] == tuple(head)
    assert one.first == len(above) + 1
    assert all(row.number > one.first for row in rows(one))


@given(st.lists(st.lists(cells, max_size=6), min_size=1, max_size=8).filter(lambda one: any(one)))
def test_any_sheet_gives_a_table(lines: list[list[Cell]]) -> None:
    """Known or not, its rows can be read."""
    one = found(*lines)
    assert len(list(rows(one))) <= len(lines)
    assert one.slots is not None


def test_a_column_belongs_to_the_name_on_its_left() -> None:
    """业主 电话 租户 电话 紧急联系人 电话: three people's, the last of them a stranger's."""
    one = found(("房号", "业主", "电话", "租户", "电话", "紧急联系人", "电话", "起租"), ("3-1202",) * 8)
    assert [(slot.whose, dict(slot.columns)) for slot in one.slots] == [
        ("业主", {"name": (1,), "phone": (2,)}),
        ("租户", {"name": (3,), "phone": (4,), "since": (7,)}),
    ]


def test_who_people_are_may_stand_in_the_title() -> None:
    """Only when it speaks of one kind."""
    head = ("房号", "姓名")
    assert found(("翠湖花园租户名单",), head).role == "租户"
    assert found(head, name="业主").role == "业主"
    assert found(("业主、租户登记表",), head).role == "住户"


def test_the_building_may_stand_in_the_sheets_name_or_between_the_rows() -> None:
    """Not when a title names several, and not in a note about a room."""
    one = found(("房号", "姓名"), ("101", "甲"), ("9栋", ""), ("101", "乙"), name="8栋业主")
    assert [(row.cells[1], row.building) for row in rows(one)] == [("甲", "8栋"), ("乙", "9栋")]
    assert found(("8栋、9栋业主",), ("房号", "姓名")).building == ""


@pytest.mark.parametrize("line", [
    ("合计", "3 户"), ("", "小计"), ("共 12 户", ""), ("备注：面积待核", ""), ("制表：前台", "审核："), ("", ""),
    ("房号", "姓名"), ("此表由物业服务中心提供，不得外传", ""),
])  # fmt: skip
def test_lines_that_are_no_rows(line: Sequence[Cell]) -> None:
    """Totals, notes, signatures, headings again."""
    one = found(("房号", "姓名"), ("3-1202", "甲"), line, ("3-1203", ""))
    assert [row.number for row in rows(one)] == [2, 4]
