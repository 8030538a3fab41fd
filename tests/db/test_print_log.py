"""The log of prints as a list: who, when, what came of it; narrowed, masked, exported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from db import print_log, prints
from db.errors import Refused
from db.print_log import AGAIN, Line, Wanted
from tests.db.demo_desk import DESK, DIRECTOR, FX, GUARD, Desk

PAGE = '{"texts":["物品放行条"]}'
TODAY = date(2026, 11, 21)


def cells(line: Line) -> tuple[str | int, ...]:
    """As wide as the headings."""
    return (*[""] * 3, line.number, line.paper, line.copy, *[""] * 2, line.outcome, line.said,
            line.nth, line.again)  # fmt: skip


@pytest.fixture
def desk_with_prints(desk: Desk) -> Desk:
    """Two slips: one printed, once more; one that never came out, then came out."""
    first, second = desk.issue("FX", FX), desk.issue("FX", FX)
    prints.settle(desk.at(), prints.keep(desk.at(), first, "放行条", PAGE), prints.PRINTED, "激光-1")
    prints.settle(
        desk.at(), prints.keep(desk.at(), first, "放行条", PAGE, again="卡纸", copies=["门岗"],
                               queue="激光"), prints.QUEUED)  # fmt: skip
    prints.keep(desk.at(), second, "放行条", PAGE, wrong="打印机 激光 已暂停：缺纸")
    prints.settle(desk.at(), prints.keep(desk.at(), second, "放行条", PAGE), prints.PRINTED)
    return desk


def found(desk: Desk, no: str = DESK, **wanted: object) -> list[int]:
    """The rows that pass, as the list and its first rows agree on them."""
    session = desk.at(no)
    asked = Wanted(**wanted)  # type: ignore[arg-type]
    listed = print_log.listing(session, asked)
    rows = listed.ids(session.store, 0, 100)
    assert listed.count == len(rows) and print_log.head(session, asked, 100) == rows
    assert [listed.place(session.store, row) for row in rows] == list(range(len(rows)))
    return rows


def test_newest_first_and_narrowed(desk_with_prints: Desk) -> None:
    desk = desk_with_prints
    assert found(desk) == [4, 3, 2, 1]
    assert found(desk, record="FX-2026-000002") == found(desk, record=" fx-2026-000002") == [4, 3]
    assert found(desk, person=DESK) == [4, 3, 2, 1] and found(desk, person=DIRECTOR) == []
    assert found(desk, code="FX") == [4, 3, 2, 1] and found(desk, code="JC") == []
    assert found(desk, outcome=prints.UNPRINTED) == [3]
    assert found(desk, outcome=AGAIN) == [2]
    assert found(desk, first=TODAY, last=TODAY) == [4, 3, 2, 1]
    assert found(desk, last=date(2026, 11, 20)) == found(desk, first=date(2026, 11, 22)) == []


def test_a_line_says_all_of_a_print(desk_with_prints: Desk) -> None:
    lines = print_log.lines(desk_with_prints.at(), [3, 2])
    lost, again = lines
    assert (lost.outcome, lost.said, lost.later) == ("未出纸", "打印机 激光 已暂停：缺纸", True)
    assert (again.copy, again.queue, again.nth, again.again) == ("门岗", "激光", 2, "卡纸")
    assert (again.number, again.paper, again.by, again.later) == (
        "FX-2026-000001", "放行条", DESK, False
    )


def test_who_may_not_does_not_see_it(desk_with_prints: Desk) -> None:
    """The gate has no right to it, nor to a file of it."""
    session = desk_with_prints.at(GUARD)
    for ask in (
        lambda: print_log.listing(session, Wanted()), lambda: print_log.head(session, Wanted(), 1),
        lambda: print_log.lines(session, [1]),
        lambda: print_log.export(session, Wanted(), Path("x.xlsx"), cells),
    ):  # fmt: skip
        with pytest.raises(Refused, match="不能看打印记录"):
            ask()


def test_classified_records_are_left_out(desk_with_prints: Desk) -> None:
    """For who may not see their level."""
    desk = desk_with_prints
    with desk.at().store.write() as db:
        db.execute_sql("INSERT INTO classified(record_id, level) VALUES (1, 3)")
    assert found(desk) == [4, 3]
    assert found(desk, DIRECTOR) == [4, 3, 2, 1]


def test_it_goes_into_a_workbook_under_a_number(desk_with_prints: Desk, tmp_path: Path) -> None:
    """Stamped and journalled."""
    desk, out = desk_with_prints, tmp_path / "打印记录.xlsx"
    session = desk.at(DIRECTOR)
    assert print_log.export(session, Wanted(), out, cells) == 4
    sheet = openpyxl.load_workbook(out).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heading = rows.index(next(row for row in rows if row[0] == "时间"))
    assert [row[3] for row in rows[heading + 1 :][:4]] == [
        "FX-2026-000002", "FX-2026-000002", "FX-2026-000001", "FX-2026-000001"
    ]
    assert rows[heading + 2][8:10] == ("未出纸", "打印机 激光 已暂停：缺纸")
    (subject,) = session.store.rows("SELECT subject FROM journal WHERE action = 'export'")
    assert subject == ("打印记录",)


def test_why_it_did_not_come_out_keeps_no_numbers_of_persons(desk: Desk) -> None:
    made = desk.issue("FX", FX)
    prints.keep(desk.at(), made, "放行条", PAGE, wrong="找 13800138000 修")
    ((said,),) = desk.at().store.rows("SELECT said FROM print")
    assert "13800138000" not in said and said.startswith("找 ")
    with pytest.raises(Exception, match="只能"), desk.at().store.write() as db:
        db.execute_sql("UPDATE print SET sheet = 1")
