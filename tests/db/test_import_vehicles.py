"""Vehicles in from workbooks: beside the residents, or in a table of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from db import imports, indexing
from db.errors import Refused
from db.find import find
from db.imports.headings import mapping
from db.session import Session
from tests.db.demo_desk import GUARD, Desk
from tests.db.estate_tables import WORKBOOKS, content, counts, made, reasons, taken

HEAD = ("房号", "姓名", "身份", "车牌号", "车型", "车位")
OWN = ("房号", "业主", "车牌", "车型", "颜色", "车位", "车主")


def cars(session: Session, label: str) -> list[tuple[Any, ...]]:
    """(plate, whose, note) of a unit's vehicles."""
    return session.store.rows(
        "SELECT v.plate, p.name, v.note FROM vehicle v JOIN unit u ON u.id = v.unit_id"
        " LEFT JOIN person p ON p.id = v.person_id WHERE u.label = ? ORDER BY v.plate", (label,)
    )  # fmt: skip


def new(session: Session, label: str, before: dict[str, list[tuple[Any, ...]]]) -> list[Any]:
    """Those that were not there before."""
    return [one for one in cars(session, label) if one not in before[label]]


def vehicles(session: Session, path: Path, into: Path | None = None) -> imports.Result:
    """The result of importing a workbook's vehicles."""
    return imports.vehicles(session, imports.look(session, path, what="vehicles"), into)


def test_an_old_xls_of_parking(desk: Desk, tmp_path: Path) -> None:
    """月卡车辆.xls: headings over two lines, merged rooms, plates in any spelling; 车主 need not be
    registered; nobody is added."""
    session, bad = desk.at(), tmp_path / "退回.xlsx"
    people = session.store.rows("SELECT * FROM person")
    demo = {label: cars(session, label) for label in ("3-1202", "2-701")}
    path = WORKBOOKS / "月卡车辆.xls"
    assert imports.look(session, path).what == "vehicles"
    assert counts(vehicles(session, path, bad)) == (3, 1, 2, 2)
    assert new(session, "3-1202", demo) == [
        ("粤B0A123", "陈晓彤", None), ("粤B67890", "陈晓彤", None),
        ("粤BD12345", "欧阳龑", "比亚迪 汉 车位 B1-023"),
    ]  # fmt: skip
    stranger = "车位 地面 车主 何虚构"
    assert new(session, "2-701", demo) == [
        ("沪A12345", None, stranger), ("沪A54321", None, stranger)
    ]  # fmt: skip
    told = reasons(bad)
    assert [(result, row) for result, _, row in told] == [
        ("与登记不符", "9"), ("与登记不符", "10"), ("内容有错", "11"), ("内容有错", "12")
    ]  # fmt: skip
    for (_, why, _), words in zip(told, (
        "业主：原登记为", "粤B·D12345：原登记在 3-1202，表中在 2-702", "没有这个房号", "“两辆”不像车牌"
    ), strict=True):  # fmt: skip
        assert words in why
    before = content(session)
    assert counts(vehicles(session, path)) == (0, 4, 2, 2)
    assert content(session) == before and session.store.rows("SELECT * FROM person") == people
    assert {hit.title for hit in find(session, "沪A5")} == {"沪A·54321"}
    assert indexing.differences(session) == []


def test_beside_the_residents(desk: Desk, tmp_path: Path) -> None:
    """A plate belongs to the row's only person; an owner's column says whose; two plates, two
    columns; a bad one keeps the whole row out."""
    session, bad = desk.at(), tmp_path / "退回.xlsx"
    path = made(
        tmp_path / "a.xlsx", (*HEAD, "车牌2"),
        ("8-101", "王虚构", "业主", "粤B11111；粤B22222", "宝马", "12", "粤B33333"),
        ("8-102", "李虚构", "业主", "有", "", "", ""),
        ("8-103", "", "", "粤B44444", "", "", ""),
    )  # fmt: skip
    assert imports.look(session, path).what == "units"
    assert counts(taken(session, path, bad)) == (2, 0, 0, 1)
    assert [row[:2] for row in cars(session, "8-101")] == [
        ("粤B11111", "王虚构"), ("粤B22222", "王虚构"), ("粤B33333", "王虚构")
    ]  # fmt: skip
    assert cars(session, "8-103") == [("粤B44444", None, None)]
    assert "“有”不像车牌" in reasons(bad)[0][1]
    assert counts(taken(session, path)) == (0, 2, 0, 1)
    both = made(tmp_path / "b.xlsx", ("房号", "业主", "业主车牌", "租户", "车牌"),
                ("8-104", "赵虚构", "粤C11111", "钱虚构", "粤C22222"))  # fmt: skip
    taken(session, both)
    assert [row[:2] for row in cars(session, "8-104")] == [("粤C11111", "赵虚构"), ("粤C22222", None)]


CLASHES: dict[str, tuple[Sequence[Any], str]] = {
    "unit": (("2-701", "", "粤BD12345"), "原登记在 3-1202，表中在 2-701"),
    "whose": (("3-1202", "", "粤BD12345", "", "", "", "陈晓彤"), "的车主：原登记为 欧阳龑，表中为 陈晓彤"),
    "model": (("3-1202", "", "粤BD12345", "奔驰"), "的车型、车位：原登记为 宝马 白，表中为 奔驰"),
}


@pytest.mark.parametrize("what", CLASHES)
def test_a_clash_is_told_and_never_overwrites(desk: Desk, tmp_path: Path, what: str) -> None:
    """Nothing of that row goes in, its other plates neither."""
    session, bad = desk.at(), tmp_path / "退回.xlsx"
    first = ("3-1202", "欧阳龑", "粤BD12345", "宝马", "白")
    assert counts(vehicles(session, made(tmp_path / "1.xlsx", OWN, first))) == (1, 0, 0, 0)
    before = content(session)
    clash, words = CLASHES[what]
    more = (*clash[:2], f"粤B99999、{clash[2]}", *clash[3:])
    assert counts(vehicles(session, made(tmp_path / "2.xlsx", OWN, more), bad)) == (0, 0, 1, 0)
    assert content(session) == before and words in reasons(bad)[0][1]


def test_what_was_missing_is_filled_in(desk: Desk, tmp_path: Path) -> None:
    """Unit, model, and whose it is once that person is registered."""
    session = desk.at()
    with session.store.write() as db:
        db.execute_sql("INSERT INTO vehicle(plate) VALUES ('粤BD12345')")
    row = ("8-101", "", "粤BD12345", "宝马", "", "", "王虚构")
    taken(session, made(tmp_path / "1.xlsx", ("房号", "姓名"), ("8-101", "")))
    vehicles(session, made(tmp_path / "2.xlsx", OWN, row))
    assert cars(session, "8-101") == [("粤BD12345", None, "宝马 车主 王虚构")]
    taken(session, made(tmp_path / "3.xlsx", ("房号", "姓名"), ("8-101", "王虚构")))
    vehicles(session, made(tmp_path / "4.xlsx", OWN, row))
    assert cars(session, "8-101") == [("粤BD12345", "王虚构", "宝马")]
    assert counts(vehicles(session, made(tmp_path / "5.xlsx", OWN, row))) == (0, 1, 0, 0)
    assert {hit.id for hit in find(session, "王虚构 粤BD12345")}


def test_a_table_without_plates_is_refused(desk: Desk, tmp_path: Path) -> None:
    """With what was seen; said once, it goes in. Not without the right."""
    session = desk.at()
    path = made(tmp_path / "a.xlsx", ("房号", "牌子"), ("3-1202", "粤BD12345"))
    with pytest.raises(Refused, match="哪一栏是车牌.*牌子"):
        vehicles(session, path)
    source = imports.look(session, path, mapping("牌子=车牌"), "vehicles")
    assert imports.vehicles(session, source).accepted == 1
    with pytest.raises(Refused, match="不能导入车辆"):
        imports.vehicles(desk.at(GUARD), source)
