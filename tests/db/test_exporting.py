"""Files that leave: masked and stamped; with whole numbers only when a second person approves."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from db import exporting
from db.errors import Environment, Refused
from db.example import example
from db.listing import Sieve
from db.session import member
from tests.db.demo_desk import DESK, DIRECTOR, FX, GUARD, Desk
from views import register_files

PHONE, NUMBER = "13977661234", "E12345678"


def sheets(file: Path) -> str:
    """All that stands in a workbook."""
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as packed:
        return "".join(packed.read(one).decode("utf-8", "replace") for one in packed.namelist())


def journalled(desk: Desk) -> list[dict[str, object]]:
    rows = desk.at().store.rows("SELECT body FROM journal WHERE action = 'export' ORDER BY seq")
    return [json.loads(body) for (body,) in rows]


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_what_leaves_is_masked_and_says_from_whom(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    """Number, who, when: in the foot of every page, for Excel also in the properties."""
    desk.issue("FX", {**FX, "phone": PHONE})
    out = tmp_path / f"登记本.{ending}"
    assert register_files.write(desk.at(), Sieve("FX"), out) == 1
    said = sheets(out) if ending == "xlsx" else PdfReader(out).pages[0].extract_text()
    assert "DC20261121-104200-1003" in said and "1003 李敏" in said and "已遮住" in said
    assert PHONE not in said.replace(" ", "") and NUMBER not in said
    assert journalled(desk) == [
        {"rows": 1, "kind": ending, "number": "DC20261121-104200-1003", "full": False}
    ]


def test_whole_numbers_leave_with_a_second_person_only(desk: Desk, tmp_path: Path) -> None:
    """Approved, with its reason, in the file and in the journal."""
    desk.issue("WX", {**example(desk.at(), "WX"), "phone": PHONE})
    session, out = desk.at(), tmp_path / "登记本.xlsx"
    stamped = exporting.in_full(session, "公安查询", member(session.store, DIRECTOR))
    register_files.write(session, Sieve("WX"), tmp_path / "遮住.xlsx")
    assert "139 7766 1234" not in sheets(tmp_path / "遮住.xlsx")
    assert register_files.write(session, Sieve("WX"), out, stamped=stamped) == 1
    said = sheets(out)
    assert "139 7766 1234" in said
    assert "1001 刘志远 批准" in said and "公安查询" in said
    assert journalled(desk)[1:] == [{
        "rows": 1, "kind": "xlsx", "number": stamped.number, "full": True, "why": "公安查询",
        "second": DIRECTOR,
    }]  # fmt: skip


@pytest.mark.parametrize(("no", "why", "by", "at"), [
    (DESK, "公安查询", None, "second"), (DESK, "公安查询", DESK, "second"),
    (DESK, "公安查询", GUARD, "second"), (DESK, "公安查询", "9001", "second"),
    (DESK, "", DIRECTOR, "why"),
    (DESK, f"查 {PHONE}", DIRECTOR, "why"), ("1007", "公安查询", DIRECTOR, ""),
    (GUARD, "公安查询", DIRECTOR, ""),
])
def test_not_alone_not_without_right_or_reason(
    desk: Desk, no: str, why: str, by: str | None, at: str
) -> None:
    """Nothing is written and nothing journalled."""
    session = desk.at(no)
    with pytest.raises(Refused) as refused:
        exporting.in_full(session, why, member(session.store, by) if by else None)
    assert set(refused.value.problems) == {at} and journalled(desk) == []


def test_what_the_journal_cannot_take_does_not_leave(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written, then not journalled: the file goes again."""
    desk.issue("FX", FX)
    out = tmp_path / "登记本.xlsx"

    def full(*given: object) -> None:
        raise Environment("disk", "存不下：磁盘已满")

    monkeypatch.setattr(exporting, "note", full)
    with pytest.raises(Environment):
        register_files.write(desk.at(), Sieve("FX"), out)
    assert list(tmp_path.glob("*.xlsx*")) == []


def test_rows_that_a_killed_export_left_go_with_the_next(desk: Desk, tmp_path: Path) -> None:
    """After an hour; what passes just now beside it stays."""
    desk.issue("FX", FX)
    left, beside = tmp_path / ".qiantai-xlsx-a.part", tmp_path / ".qiantai-xlsx-b.part"
    for one in (left, beside):
        one.mkdir()
        (one / "rows").write_text("张三丰")
    os.utime(left, (0, 0))
    register_files.write(desk.at(), Sieve("FX"), tmp_path / "登记本.xlsx")
    assert not left.exists() and beside.exists()
    assert {one.name for one in tmp_path.iterdir()} >= {"登记本.xlsx"}
