"""The price list from outside: what is offered on a day, and the counter notice as a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from db import office, prices
from db.clock import FixedClock, instant
from db.session import open_session
from tests.command_line.desk import NOW, Desk
from tests.scenarios.paper import sheets
from views.price_notice import PHONE


def dearer(desk: Desk, item: str, amount: str, since: str) -> None:
    """The cashier sets another price."""
    clock = FixedClock(instant(datetime.fromisoformat(NOW)))
    session = open_session(desk.folder, "1010", "demo1010", clock=clock)
    try:
        prices.change(session, item, {"amount": amount, "since": since})
    finally:
        session.close()


def test_each_day_has_its_prices(desk: Desk) -> None:
    """A planned price shows from its day on; everybody may ask, the gate too."""
    dearer(desk, "门禁卡", "35", "2026-12-10")

    def card(*day: str) -> tuple[int, str]:
        rows = desk.run("prices", *day, staff="2001").done
        (one,) = [row for row in rows if row["item"] == "门禁卡"]
        assert (one["group"], one["unit"]) == ("前台服务", "张")
        return one["price"], one["from"]

    assert card()[0] == card("--day", "2026-12-09")[0] == 30_00
    assert card("--day", "2026-12-10") == (35_00, "2026-12-10")


def test_the_notice_says_from_when_it_holds(desk: Desk, tmp_path: Path) -> None:
    """Dated by the last change up to the day asked for; what ended that day is not on it."""
    dearer(desk, "门禁卡", "35", "2026-12-10")
    out = tmp_path / "价目.pdf"
    done = desk.run("prices", "--day", "2026-12-20", "--out", str(out)).done
    (page,) = sheets(out)
    assert page.size == (210, 297)
    for words in ("翠湖花园物业服务中心", "有偿服务价格明细表", "自2026年12月10日起执行", "水电维修",
                  "换水龙头个¥30.00", "门禁卡张¥35.00", "先告知收费标准，经客户同意后开工。"):  # fmt: skip
        assert words in page.text, words
    rows = desk.run("prices", "--day", "2026-12-20").done
    assert done["rows"] == len(rows) and all(
        row["item"].replace(" ", "") in page.text for row in rows
    )
    assert "塑封" not in page.text and "监督电话" not in page.text


def test_the_notice_has_the_telephone_for_complaints_where_it_is_set(
    desk: Desk, tmp_path: Path
) -> None:
    clock = FixedClock(instant(datetime.fromisoformat(NOW)))
    session = open_session(desk.folder, "9001", "demo9001", clock=clock)
    office.change(session, PHONE, "0756-1234567")
    session.close()
    desk.run("prices", "--out", str(tmp_path / "价目.pdf"), staff="9001").done
    assert "监督电话：0756-1234567" in sheets(tmp_path / "价目.pdf")[0].text


@pytest.mark.parametrize(("arguments", "path"), [
    (("--day", "明天"), "day"), (("--out", "价目.xlsx"), "out"),
    (("--day", "2020-01-01", "--out", "价目.pdf"), "day"),
])  # fmt: skip
def test_what_cannot_be_is_refused(desk: Desk, arguments: tuple[str, ...], path: str) -> None:
    """No file is left behind."""
    assert set(desk.run("prices", *arguments).refused) == {path}
    assert not list(desk.folder.parent.glob("价目*"))


def test_before_there_was_a_list_it_is_empty(desk: Desk) -> None:
    assert desk.run("prices", "--day", "2020-01-01").done == []
