"""The verb `templates` and print --mode overprint, from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.printing.pads import FILE, values

from tests.command_line.desk import Desk
from tests.scenarios.paper import sheets

RECEIPT = {
    "payer": "欧阳虚构", "method": "现金",
    "others": [{"what": "复印 A4", "purse": "收费", "price": 50, "quantity": 6}],
}
KEEPER = "9001"


@pytest.mark.long
def test_a_template_comes_in_prints_and_goes_out_again(desk: Desk, tmp_path: Path) -> None:
    """Without one it is refused with words; with it only the data is on a page of the pad's size;
    what goes out comes in as the same."""
    number = desk.issue(RECEIPT, code="SJ", staff="1010")["number"]
    out, file, sent = (tmp_path / name for name in ("收据.pdf", "模板.json", "送出/模板.json"))
    file.write_text(json.dumps({**FILE, **values()}, ensure_ascii=False), "utf-8")
    asked = ("print", number, "--mode", "overprint", "--out", str(out))
    assert "还没有套打模板" in desk.run(*asked, staff="1010").refused["mode"]
    done = desk.run("templates", "--import", str(file), staff=KEEPER).done
    assert done == {
        "form": "SJ", "paper": "收据", "name": "三联收据", "version": 1, "pad": "241-3-1/2",
        "spots": 16, "scan": False, "since": "2026-11-21T10:42",
    }  # fmt: skip
    assert desk.run(*asked, staff="1010").done == {"pages": 1, "copies": 3}
    (page,) = sheets(out)
    assert (page.size, page.codes) == ((241, 140), ())
    for words in ("欧阳虚构", "复印", "叁元整", number):
        assert words in page.text
    for words in ("交款人", "合计", "收款项目"):
        assert words not in page.text
    assert desk.run("templates").done == [done]
    told = desk.run("templates", "--export", "sj", "--out", str(sent), staff=KEEPER).done
    assert told == done | {"file": str(sent)}
    again = desk.run("templates", "--import", str(sent), staff=KEEPER).done
    assert again["version"] == 1, "the same is no new version"
