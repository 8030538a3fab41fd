"""Units and residents in from workbooks: three ugly ones, conflicts, rejects, all or nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db import backup, imports, indexing, office
from db.errors import Environment, Refused
from db.facts import entrances, unit_facts
from db.find import find, home
from db.imports import workbook
from db.imports.headings import mapping
from db.imports.taking import COMPARING, READING, SAVING
from tests.db.demo_desk import GUARD, Desk
from tests.db.estate_tables import (
    WORKBOOKS, content, counts, homes, made, reasons, sheet, taken,
)  # fmt: skip

HEAD = ("房号", "姓名", "身份", "电话", "证件号码", "面积", "入住日期", "到期日期")
CARD, OTHER_CARD = "11010519491231002X", "110105198001010016"


def test_titles_two_lines_of_headings_and_a_second_sheet(desk: Desk, tmp_path: Path) -> None:
    """业主清册.xlsx: whose a column is stands a line above it; totals and notes are not rows."""
    session = desk.at()
    bad = tmp_path / "退回.xlsx"
    result = taken(session, WORKBOOKS / "业主清册.xlsx", bad)
    assert counts(result) == (6, 0, 0, 4) and result.rejects == bad
    assert homes(session, "8-1-101") == [
        ("业主", "王虚构", "13800138001", "110105198001010016", None, None),
        ("租户", "李租客", "13800138002", None, "2019-03-05", "2030-03-04"),
    ]
    assert homes(session, "8-1-102") == [("业主", "赵虚构", "13800138003", None, None, None)]
    assert homes(session, "8-1-201") == []
    assert [(row[1], row[2], row[3]) for row in homes(session, "8-2-101")] == [
        ("钱虚构", "13800138004", "110105197001010011"),
        ("孙虚构", "13800138005", "110105197102020016"),
        ("周租客", None, None),
    ]
    assert homes(session, "8-2-101")[2][4:] == ("2026-01-31", None)
    assert homes(session, "9-S1") == [("租户", "何虚构便利店", "0755-26001234", None, None, None)]
    areas = session.store.rows(
        "SELECT label, area_m2, kind FROM unit WHERE label IN ('8-2-101', '9-S2') ORDER BY label"
    )
    assert areas == [("8-2-101", 66.67, ""), ("9-S2", 45.5, "商铺")]
    assert entrances(session)["8"] == 2 and unit_facts(session, "8-1-201").known
    told = reasons(bad)
    assert [(result, row) for result, _, row in told] == [
        ("内容有错", "11"), ("内容有错", "12"), ("内容有错", "13"), ("内容有错", "14")
    ]
    for (_, why, _), words in zip(told, (
        ("末几位已经丢失", "现有 10 位"), ("改成了日期",), ("不能小于", "早于开始"), ("没有姓名",)
    ), strict=True):  # fmt: skip
        assert all(word in why for word in words), why


def test_an_old_xls_with_buildings_between_the_rows(desk: Desk, tmp_path: Path) -> None:
    """住户台账.xls: merged families, headings again on page two, one person in two units."""
    session = desk.at()
    bad = tmp_path / "退回.xlsx"
    assert counts(taken(session, WORKBOOKS / "住户台账.xls", bad)) == (6, 0, 0, 3)
    assert homes(session, "A-1201") == [
        ("业主", "秦虚构", "13800138011", "110105196001010017", "2008-08-08", None),
        ("家庭成员", "尤虚构", None, "110105196101010022", "2008-08-08", None),
        ("家庭成员", "秦小虚", "13800138012", "E1234567", "2008-08-08", None),
    ]
    assert homes(session, "A-1202") == [("业主", "朱虚构", "13800138013", None, None, None)]
    assert [row[1] for row in homes(session, "B-1201")] == ["秦虚构"]
    assert session.store.value("SELECT count(*) FROM person WHERE name = '秦虚构'") == 1
    assert [row for _, _, row in reasons(bad)] == ["14", "15", "16"]
    for word, (_, why, _) in zip(("1.38E+10", "房号看不懂", "去年"), reasons(bad), strict=True):
        assert word in why


def test_headings_nobody_knows_are_said_once_and_remembered(desk: Desk, tmp_path: Path) -> None:
    """客户资料.xls is an .xlsx inside; without a word about its headings nothing is taken in."""
    session = desk.at()
    path, bad = WORKBOOKS / "客户资料.xls", tmp_path / "退回.xlsx"
    before = content(session)
    with pytest.raises(Refused, match="户址") as refused:
        taken(session, path)
    assert set(refused.value.problems) == {"map"} and content(session) == before
    named = mapping("户址=房号，户名=name,通讯=phone,占有方式=身份")
    result = imports.units(session, imports.look(session, path, named), bad)
    assert counts(result) == (3, 0, 0, 2)
    assert homes(session, "10-2-1502") == [("业主", "张虚构", "13800138021", None, None, None)]
    assert homes(session, "10-1-301")[0][0] == "租户"
    assert counts(taken(session, path)) == (0, 3, 0, 2)


def test_what_looks_like_a_formula_stays_words_in_the_rejects(desk: Desk, tmp_path: Path) -> None:
    """= + - @ at the front: text cells with Excel's mark; IDs and phones as text."""
    rows = [
        ("8-101", "=1+1甲", "", "+86138001380a", CARD),
        ("@8栋", "-虚构", "", "13800138001", ""),
        ("8-102", "王虚构", "业主", "13800138002", ""),
    ]
    bad = tmp_path / "退回.xlsx"
    taken(desk.at(), made(tmp_path / "a.xlsx", HEAD, *rows), bad)
    page = openpyxl.load_workbook(bad).active
    for cell, words in ((page["B2"], "=1+1甲"), (page["D2"], "+86138001380a"),
                        (page["A3"], "@8栋"), (page["B3"], "-虚构")):  # fmt: skip
        assert (cell.value, cell.data_type, cell.quotePrefix) == (words, "s", True)
    for cell, words in ((page["E2"], CARD), (page["D3"], "13800138001")):
        assert (cell.value, cell.data_type, cell.number_format) == (words, "s", "@")


@pytest.mark.parametrize("name", ["业主清册.xlsx", "住户台账.xls"])
def test_the_same_file_twice_changes_nothing(desk: Desk, name: str) -> None:
    """And is told as unchanged."""
    session = desk.at()
    first = taken(session, WORKBOOKS / name)
    before = content(session)
    again = taken(session, WORKBOOKS / name)
    assert content(session) == before
    assert counts(again) == (0, first.accepted, 0, first.rejected)
    assert (again.units, again.people) == ((), ())


@pytest.mark.parametrize("name", ["业主清册.xlsx", "住户台账.xls"])
def test_the_rejects_can_be_mended_and_imported(desk: Desk, tmp_path: Path, name: str) -> None:
    """Their headings are understood, the building of a title has its column."""
    session = desk.at()
    bad, mended = tmp_path / "退回.xlsx", tmp_path / "改好.xlsx"
    first = taken(session, WORKBOOKS / name, bad)
    head, *rows = sheet(bad)
    room = next(at for at, word in enumerate(head) if "房" in word and "号" in word)
    drop = [at for at, word in enumerate(head)
            if any(part in word for part in ("电话", "方式", "证件", "身份证", "面积", "租", "入住"))
            and "姓" not in word]  # fmt: skip
    fixed = [[("" if at in drop else cell) for at, cell in enumerate(row)] for row in rows]
    for number, row in enumerate(fixed):
        row[room] = 301 + number
    accepted, *others = counts(taken(session, made(mended, head, *fixed)))
    assert (accepted, others) == (first.rejected, [0, 0, 0])
    building = "8" if name.endswith("xlsx") else "B"
    assert session.store.value(
        "SELECT count(*) FROM unit WHERE building = ? AND room LIKE '30_'", (building,)
    ) == first.rejected


CLASHES: dict[str, tuple[Sequence[Any], str]] = {
    "phone": (("8-101", "王虚构", "业主", "13800138009", CARD), "王虚构的电话：原登记为 138****8000"),
    "name": (("8-101", "张虚构", "业主", "13800138000", CARD), "证件号对应的姓名：原登记为 王虚构"),
    "document": (("8-101", "王虚构", "业主", "13800138000", OTHER_CARD), "证件号：原登记为 110***"),
    "role": (("8-101", "王虚构", "租户", "13800138000", CARD), "身份：原登记为 业主"),
    "area": (("8-101", "王虚构", "", "", CARD, 90), "面积：原登记为 89.5，表中为 90"),
    "since": (("8-101", "王虚构", "", "", CARD, "", "2020-01-01"), "入住的日期：原登记为 2019-03-05"),
    "owner": (("8-101", "李虚构", "业主", "13800138001"), "业主：原登记为王虚构，表中为李虚构"),
    "tenant's phone": (("8-101", "陈租客", "", "13800138007"), "陈租客的电话：原登记为 138****8003"),
    "dates": (("8-101", "王虚构", "", "", CARD, "", "", "2018-01-01"), "日期与登记的对不上"),
}


@pytest.mark.parametrize("what", CLASHES)
def test_a_clash_is_told_and_never_overwrites(desk: Desk, tmp_path: Path, what: str) -> None:
    """Also in the same file; the words hide numbers; the other rows go in."""
    session = desk.at()
    first = (
        ("8-101", "王虚构", "业主", "13800138000", CARD, 89.5, "2019-03-05"),
        ("8-101", "陈租客", "租户", "13800138003"),
    )
    assert counts(taken(session, made(tmp_path / "1.xlsx", HEAD, *first))) == (2, 0, 0, 0)
    before = content(session)
    clash, words = CLASHES[what]
    bad = tmp_path / "退回.xlsx"
    assert counts(taken(session, made(tmp_path / "2.xlsx", HEAD, clash), bad)) == (0, 0, 1, 0)
    assert content(session) == before
    ((result, why, row),) = reasons(bad)
    assert (result, row) == ("与登记不符", "2") and words in why
    assert CARD not in why and OTHER_CARD not in why and "13800138" not in why
    good = ("8-102", "周虚构", "业主", "13800138008")
    both = made(tmp_path / "3.xlsx", HEAD, clash, good)
    assert counts(taken(session, both)) == (1, 0, 1, 0)


def test_what_was_missing_is_filled_in(desk: Desk, tmp_path: Path) -> None:
    """Phone, document, area, dates, a relation nobody said: added, nobody doubled."""
    session = desk.at()
    taken(session, made(tmp_path / "1.xlsx", HEAD, ("8-101", "王虚构")))
    full = ("8-101", "王虚构", "业主", "13800138000", CARD, 89.5, "2019-03-05", "2030-01-01")
    result = taken(session, made(tmp_path / "2.xlsx", HEAD, full))
    assert counts(result) == (1, 0, 0, 0) and len(result.units) == len(result.people) == 1
    assert homes(session, "8-101") == [
        ("业主", "王虚构", "13800138000", CARD, "2019-03-05", "2030-01-01")
    ]
    poor = made(tmp_path / "3.xlsx", HEAD, ("8-101", "王虚构"))
    assert counts(taken(session, poor)) == (0, 1, 0, 0)


def test_a_person_is_the_document_else_name_and_phone_in_a_unit(desk: Desk, tmp_path: Path) -> None:
    """One document in two units: one person, also under its old 15 digits; one name and phone in
    two units: two."""
    session = desk.at()
    rows = (
        ("8-101", "王虚构", "业主", "13800138000", "110105491231002"),
        ("8-102", "王虚构", "业主", "13800138000", CARD),
        ("8-103", "赵虚构", "业主", "13800138001"),
        ("8-104", "赵虚构", "业主", "13800138001"),
    )
    assert counts(taken(session, made(tmp_path / "1.xlsx", HEAD, *rows))) == (4, 0, 0, 0)
    people = session.store.rows("SELECT name, count(*) FROM person WHERE name IN ('王虚构', '赵虚构')"
                                " GROUP BY name ORDER BY name")  # fmt: skip
    assert people == [("王虚构", 1), ("赵虚构", 2)]


def test_owners_together_and_an_owner_who_moved_out(desk: Desk, tmp_path: Path) -> None:
    """共有业主 joins the registered owner; after the old one's last day a new one is no clash."""
    session = desk.at()
    left = ("8-102", "赵虚构", "业主", "", "", "", "2010-01-01", "2026-11-20")
    taken(session, made(tmp_path / "1.xlsx", HEAD, ("8-101", "王虚构", "业主"), left))
    more = (("8-101", "李虚构", "共有业主"), ("8-102", "周虚构", "业主"))
    assert counts(taken(session, made(tmp_path / "2.xlsx", HEAD, *more))) == (2, 0, 0, 0)
    assert [row[:2] for row in homes(session, "8-101")] == [("业主", "王虚构"), ("业主", "李虚构")]
    assert unit_facts(session, "8-102").residents[0].name == "周虚构"


def test_a_unit_that_was_only_typed_becomes_known(desk: Desk, tmp_path: Path) -> None:
    """Its records stay with it."""
    from db.facts import unit_id

    session = desk.at()
    with session.store.write():
        row = unit_id(session, "8-101")
    assert counts(taken(session, made(tmp_path / "1.xlsx", HEAD, ("8栋0101", "")))) == (1, 0, 0, 0)
    found = session.store.rows("SELECT id, kind FROM unit WHERE label = '8-101'")
    assert found == [(row, "")] and unit_facts(session, "8-101").known


@pytest.mark.parametrize(("head", "row", "label"), [
    (("楼栋", "单元", "房号"), ("8号楼", "一单元", "1202室"), "8-1202"),
    (("楼栋", "房号"), (8, 1202.0), "8-1202"),
    (("楼栋", "房号"), ("8栋", "8-1202"), "8-1202"),
    (("楼栋", "房号"), ("Ａ座", "Ａ１２０２"), "A-1202"),
    (("楼栋", "房号"), ("第八栋", "A1202"), "8-A1202"),
    (("栋号", "室号"), ("东座", "12B"), "东座-12B"),
    (("房号", "姓名"), ("8 栋 1202 室", ""), "8-1202"),
    (("房号", "单元"), ("8-1202", "2"), "8-2-1202"),
])  # fmt: skip
def test_rooms_in_one_column_or_in_several(
    desk: Desk, tmp_path: Path, head: Sequence[str], row: Sequence[Any], label: str
) -> None:
    """Any spelling of the grammar."""
    session = desk.at()
    assert counts(taken(session, made(tmp_path / "a.xlsx", head, row))) == (1, 0, 0, 0)
    assert session.store.rows("SELECT label FROM unit WHERE building NOT IN ('1', '2', '3', '4',"
                              " '5', '6', '7')") == [(label,)]  # fmt: skip


def test_the_entrances_that_are_known_hold_for_the_file(desk: Desk, tmp_path: Path) -> None:
    """The demo's building 5 has two, building 3 none: a room of 5 needs one, 3 takes no second."""
    bad = tmp_path / "退回.xlsx"
    rows = (
        ("5-101", "甲虚构"), ("5-3-101", "乙虚构"), ("3-2-1202", "丙虚构"),
        ("3-1-1801", "丁虚构", "租户"),
    )  # fmt: skip
    assert counts(taken(desk.at(), made(tmp_path / "a.xlsx", HEAD, *rows), bad)) == (2, 0, 0, 2)
    assert ["请写明单元" in reasons(bad)[0][1], "没有 2 单元" in reasons(bad)[1][1]] == [True, True]


@pytest.mark.parametrize(("raw", "day"), [
    ("2019.3.5", "2019-03-05"), (43529, "2019-03-05"), ("43529", "2019-03-05"),
    ("2019/03/05 00:00:00", "2019-03-05"), ("20190305", "2019-03-05"), (20190305, "2019-03-05"),
    ("２０１９年３月５日", "2019-03-05"), ("3-5", None), ("明天", None), (3, None), ("2019-02-30", None),
    ("/", ""), ("", ""),
])  # fmt: skip
def test_days_as_text_serial_numbers_or_with_dots(
    desk: Desk, tmp_path: Path, raw: Any, day: str | None
) -> None:
    """Never one without its year; None: refused, "": nothing said."""
    session = desk.at()
    path = made(tmp_path / "a.xlsx", HEAD, ("8-101", "王虚构", "", "", "", "", raw), ("8-102",))
    result = taken(session, path)
    if day is None:
        assert counts(result) == (1, 0, 0, 1)
    else:
        assert [row[4] or "" for row in homes(session, "8-101")] == [day]


def test_the_journal_says_how_many_and_names_nobody(desk: Desk) -> None:
    """Who did it, the counts, no personal data."""
    session = desk.at()
    taken(session, WORKBOOKS / "住户台账.xls")
    ((by, body),) = session.store.rows("SELECT by, body FROM journal WHERE action = 'import'")
    assert by == "1003" and json.loads(body) == {
        "accepted": 6, "unchanged": 0, "conflicts": 0, "rejected": 3, "written": 0
    }  # fmt: skip


def test_only_with_the_right(desk: Desk) -> None:
    """The gate neither looks nor imports."""
    session = desk.at(GUARD)
    with pytest.raises(Refused, match="不能导入"):
        imports.look(session, WORKBOOKS / "住户台账.xls")
    source = imports.look(desk.at(), WORKBOOKS / "住户台账.xls")
    with pytest.raises(Refused, match="不能导入"):
        imports.units(session, source)


FILES: dict[str, bytes] = {
    "empty": b"", "page": b"<html><table><tr><td>1</td></tr></table></html>", "text": "房号".encode(),
    "zip": b"PK\x03\x04junk", "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_workbook_is_refused_in_words(
    desk: Desk, tmp_path: Path, kind: str
) -> None:
    """Also one cut off in the middle and one that is not there."""
    path = tmp_path / "住户.xlsx"
    with pytest.raises(Refused, match="没有 住户.xlsx"):
        imports.look(desk.at(), path)
    path.write_bytes(FILES[kind])
    with pytest.raises(Refused) as refused:
        imports.look(desk.at(), path)
    assert set(refused.value.problems) == {"file"}
    whole = (WORKBOOKS / "业主清册.xlsx").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused, match="损坏"):
        imports.look(desk.at(), path)


def test_a_cell_at_the_end_of_the_sheet_does_not_fill_the_memory(
    desk: Desk, tmp_path: Path
) -> None:
    """A word in the last cell there is: refused before it is read."""
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(Refused, match="离得太远"):
        imports.look(desk.at(), path)


START = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
ROWS = "".join(
    f'<row r="{at}">' + "".join(
        f'<c r="{column}{at}" t="inlineStr"><is><t>{words}</t></is></c>'
        for column, words in zip("AB", pair, strict=True)
    ) + "</row>"
    for at, pair in enumerate((("房号", "姓名"), ("8-101", "王虚构")), 1)
)  # fmt: skip
END = "</sheetData></worksheet>"
BOMBS: dict[str, tuple[Sequence[tuple[str, int]], str]] = {
    "a cell far below": ([('<row r="1048576"><c r="CV1048576"><v>1</v></c></row>', 1)], "行太多"),
    "very many cells": ([("<row>" + "<c><v>1</v></c>" * 100 + "</row>", 31_000)], "格子太多"),
    "one huge cell": (
        [('<row r="3"><c r="A3" t="inlineStr"><is><t>', 1), ("王" * 1000, 2_000),
         ("</t></is></c></row>", 1)],
        "一格的内容太长",
    ),
    "blanks without end": ([(" " * 1_000_000, 3)], "太长"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_what_would_fill_the_memory_is_refused(desk: Desk, tmp_path: Path, kind: str) -> None:
    """Before the reader of workbooks sees it."""
    more, words = BOMBS[kind]
    path = bomb(tmp_path, more)
    with pytest.raises(Refused, match=words):
        imports.look(desk.at(), path)


def test_a_workbook_that_unpacks_to_very_much_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what its parts say together; the limit is lowered, so as not to make 600 MB here."""
    monkeypatch.setattr(workbook, "_UNPACKED", 2_000_000)
    path = bomb(tmp_path, [("<!--" + "x" * 1_000_000 + "-->", 3)])
    with pytest.raises(Refused, match="展开后太大"):
        imports.look(desk.at(), path)


def bomb(folder: Path, more: Sequence[tuple[str, int]]) -> Path:
    """A small workbook whose sheet goes on with these texts, each so many times."""
    small, path = made(folder / "small.xlsx", ("房号",)), folder / "a.xlsx"
    with zipfile.ZipFile(small) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            if name != "xl/worksheets/sheet1.xml":
                out.writestr(name, parts.read(name))
        with out.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((START + ROWS).encode())
            for text, times in more:
                piece = text.encode()
                for _ in range(times):
                    sheet.write(piece)
            sheet.write(END.encode())
    return path


def test_empty_rows_to_the_end_of_the_sheet_are_nothing(desk: Desk, tmp_path: Path) -> None:
    """Formatted but empty, as when somebody drew borders for all rows."""
    rows = [(f'<row r="{at}"><c r="A{at}" s="0"/></row>', 1) for at in range(1_000_000, 1_048_577)]
    source = imports.look(desk.at(), bomb(tmp_path, rows))
    assert [len(one.page.rows) for one in source.tables] == [2]
    assert imports.units(desk.at(), source).accepted == 1


def test_a_part_that_lies_about_its_size_is_broken(desk: Desk, tmp_path: Path) -> None:
    """It says it is small and goes on and on."""
    path = bomb(tmp_path, [("<!-- -->" * 1000, 500)])
    whole = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as parts:
        size = parts.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    at = whole.rindex(size)
    whole[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(Refused, match="损坏"):
        imports.look(desk.at(), path)


def test_formulas_count_as_what_they_last_said(desk: Desk, tmp_path: Path) -> None:
    """An error stays outside with its row."""
    import xlsxwriter

    path, bad = tmp_path / "a.xlsx", tmp_path / "退回.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("房号", "姓名", "面积"))
        page.write_formula(1, 0, '="8-"&"101"', value="8-101")
        page.write_formula(1, 2, "=80+9.5", value=89.5)
        page.write(2, 0, "8-102")
        page.write_formula(2, 2, "=1/0", value="#DIV/0!")
    session = desk.at()
    assert counts(taken(session, path, bad)) == (1, 0, 0, 1)
    areas = session.store.rows("SELECT label, area_m2 FROM unit WHERE building = '8'")
    assert areas == [("8-101", 89.5)] and "面积" in reasons(bad)[0][1]


def test_nothing_readable_is_a_refusal_that_says_why(desk: Desk, tmp_path: Path) -> None:
    """The rejects are written all the same; the store is as before."""
    session, bad = desk.at(), tmp_path / "退回.xlsx"
    before = content(session)
    path = made(tmp_path / "a.xlsx", HEAD, ("三楼", "王虚构"), ("8-101", "王虚构", "", "123"))
    with pytest.raises(Refused, match="2 行都不能导入，第 2 行：房号看不懂.*退回.xlsx"):
        taken(session, path, bad)
    assert len(reasons(bad)) == 2 and content(session) == before
    with pytest.raises(Refused, match="没有内容"):
        taken(session, made(tmp_path / "b.xlsx", HEAD))
    with pytest.raises(Refused, match="另起一个名字"):
        taken(session, path, path)


@pytest.mark.parametrize(("said", "words"), [
    ("户号", "对照应写成"), ("户号=天气", "没有“天气”这种内容"), ("=房号", "对照应写成"),
    ("户头=房号", "没有“户头”这一栏"),
])  # fmt: skip
def test_a_mapping_that_says_nothing_is_refused(desk: Desk, said: str, words: str) -> None:
    """Each with what is wrong."""
    with pytest.raises(Refused, match=words):
        imports.look(desk.at(), WORKBOOKS / "客户资料.xls", mapping(said))


def many(path: Path, rows: int) -> Path:
    """An estate of that many units with their owners."""
    return made(path, HEAD, *(
        (f"{at // 100 + 20}-{at % 100 + 101}", "王虚构", "业主", f"138{at:08}") for at in range(rows)
    ))  # fmt: skip


@pytest.mark.parametrize("share", [0, 0.4, 0.9])
def test_stopped_in_the_middle_it_leaves_nothing(desk: Desk, tmp_path: Path, share: float) -> None:
    """While reading, while comparing: the user's stop leaves the store as it was."""
    session = desk.at()
    before = content(session)
    source = imports.look(session, many(tmp_path / "a.xlsx", 600))
    told: list[tuple[int, int]] = []

    def progress(what: str, done: int, of: int) -> None:
        if what == SAVING:
            return
        part = (READING, COMPARING).index(what)
        told.append((part * of + done, 2 * of))
        if told[-1][0] >= share * told[-1][1]:
            raise imports.Cancelled

    with pytest.raises(imports.Cancelled):
        imports.units(session, source, progress=progress)
    assert content(session) == before and told == sorted(told)
    assert imports.units(session, source).accepted == 600


def test_a_full_disk_for_the_rejects_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    """The workbook is part of the deal."""
    session = desk.at()
    before = content(session)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    with pytest.raises(Environment):
        taken(session, WORKBOOKS / "住户台账.xls", in_the_way / "退回.xlsx")
    assert content(session) == before


def _killed(folder: Path, path: Path, at: str) -> None:
    """Imports and kills itself: while comparing, or with everything written but not committed."""
    session = Desk(folder).at()
    source = imports.look(session, path)

    def progress(what: str, done: int, of: int) -> None:
        if at == "comparing" and what == COMPARING:
            os.kill(os.getpid(), signal.SIGKILL)

    with session.store.write():
        imports.units(session, source, progress=progress)
        os.kill(os.getpid(), signal.SIGKILL)


def test_all_is_backed_up_before_an_import_and_without_it_nothing_comes_in(
    desk: Desk, tmp_path: Path
) -> None:
    """Once; the backup is of the moment before. Where it cannot be made, nothing is taken in."""
    session = desk.at()
    path = many(tmp_path / "a.xlsx", 5)
    imports.units(session, imports.look(session, path))
    (made,) = backup.files(desk.folder / "backups")
    before = content(session)
    imports.units(session, imports.look(session, path))
    second = backup.files(desk.folder / "backups")
    assert len(second) == 2 and backup.inspect(made).head != backup.inspect(second[1]).head
    (desk.folder / "backups").rename(desk.folder / "away")
    (desk.folder / "backups").write_text("in the way")
    with pytest.raises(Environment, match="先要备份，没有做成，所以没有导入"):
        imports.units(session, imports.look(session, many(tmp_path / "b.xlsx", 9)))
    assert content(session) == before


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="这个系统没有 kill -9")
@pytest.mark.parametrize("at", ["comparing", "writing"])
def test_killed_in_the_middle_it_leaves_nothing(desk: Desk, tmp_path: Path, at: str) -> None:
    """kill -9 while comparing, and after the rows were written but not committed."""
    before = content(desk.at())
    path = many(tmp_path / "a.xlsx", 600)
    worker = multiprocessing.get_context("spawn").Process(
        target=_killed, args=(desk.folder, path, at)
    )
    worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    assert content(desk.at()) == before
    assert desk.at().store.value("PRAGMA integrity_check") == "ok"


def test_five_thousand_rows(desk: Desk, tmp_path: Path) -> None:
    """How long it takes is told; slower than 200 rows a second would be a fault."""
    path = many(tmp_path / "a.xlsx", 5000)
    session = desk.at()
    start = time.perf_counter()
    source = imports.look(session, path)
    seen = time.perf_counter()
    assert imports.units(session, source).accepted == 5000
    end = time.perf_counter()
    print(f"\n5000 行：读表 {seen - start:.2f} 秒，导入 {end - seen:.2f} 秒")
    assert end - start < 25


def test_what_was_remembered_is_no_choice_for_rules(desk: Desk) -> None:
    """It is the office's own, not a fact."""
    session = desk.at()
    named = mapping("户址=房号,户名=姓名")
    imports.units(session, imports.look(session, WORKBOOKS / "客户资料.xls", named))
    assert imports.REMEMBERED not in office.choices(session.store)
    assert set(imports.remembered(session)) == {"户址", "户名"}


def test_who_was_imported_is_found_at_once_and_the_index_agrees(
    desk: Desk, tmp_path: Path
) -> None:
    """By name, initials, the end of the phone; a building known by its second entrance."""
    session = desk.at()
    rows = [HEAD, ("30栋2单元303", "仇小满", "业主", "13812349876", "", "", "", "")]
    taken(session, made(tmp_path / "新.xlsx", *rows))
    for words in ("仇小满", "qxm", "qiu", "9876", "30-2-303"):
        assert "30-2-303" in {home(session, hit) for hit in find(session, words)}, words
    assert indexing.differences(session) == []
    assert entrances(session)["30"] == 2
