"""`destroy` and `own-copy` as an outsider runs them: refused, proposed, approved by another."""

from __future__ import annotations

from pathlib import Path

from tests.command_line.desk import Desk

LATER = "2037-01-05T09:00"


def test_one_proposes_another_approves_and_the_list_prints(desk: Desk, tmp_path: Path) -> None:
    """The values are gone from what every verb says; nobody approves alone."""
    number = desk.issue({
        "unit": "1-101", "applicant": "业主", "reason": "搬家", "carrier": "赵虚构",
        "carrier_id": "11010519491231002X", "phone": "13800138000",
        "goods": [{"name": "纸箱", "quantity": 1}],
    })["number"]  # fmt: skip
    desk.act(number, "作废", "1003", "--values", "-", given={"why": "不搬了"})
    early = desk.run("destroy", "propose", number, "--why", "清理", staff="1005").refused
    assert "10 年" in early[number]
    made = desk.run(
        "destroy", "propose", number, "--why", "保存期满", staff="1001", now=LATER
    ).done
    assert made["items"] == [number] and made["state"] == "待批准"
    alone = desk.run("destroy", "approve", made["number"], staff="1001", now=LATER).refused
    assert "另一人" in alone[""]
    second = desk.run(
        "destroy", "approve", made["number"], staff="1001", now=LATER,
        second="1009",
    ).done  # fmt: skip
    assert second["state"] == "已销毁" and second["still_held"][0]["until"] > "2037-01-05"
    shown = desk.run("show", number, now=LATER).done
    assert shown["values"]["carrier"]["name"] == f"已按销毁单 {made['number']} 销毁"
    out = tmp_path / "清单.pdf"
    told = desk.run("destroy", "show", made["number"], "--out", str(out), staff="1001", now=LATER)
    assert told.done["pages"] == 1 and out.stat().st_size > 1000
    assert desk.run("check", "--full", staff="1001", now=LATER).done == dict.fromkeys(
        ("file", "journal", "standing", "search"), "ok"
    )
