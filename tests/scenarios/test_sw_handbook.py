"""失物招领 against docs/handbook.md §1 SW: expectations written by hand from the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import Desk, setting
from tests.scenarios.near_desk import near
from tests.scenarios.paper import sheets
from tests.scenarios.site import RECEPTION, do


@pytest.fixture(name="desk")
def at_hand(desk: Desk) -> Desk:
    """The desk without a process for every call."""
    return near(desk)


HEAD = "1005"
FOUND: dict[str, Any] = {
    "found_at": "2026-11-20T18:20", "where": "2 栋电梯内", "finder": "林虚构",
    "goods": [{"name": "手机", "mark": "黑色，左上角有裂纹"}],
}  # fmt: skip
OWNER: dict[str, Any] = {
    "claimant": "王虚构", "claimant_id": {"kind": "护照", "number": "E12345678"},
    "claimant_phone": "13800138000", "proof": "当面解锁", "checked": True,
}  # fmt: skip


def kept(desk: Desk) -> str:
    """The number of what was handed in."""
    return str(desk.issue(FOUND, code="SW")["number"])


def verbs(desk: Desk, number: str, now: str) -> set[str]:
    """What the desk is asked to do with it."""
    return {one["verb"] for one in desk.run("due", now=now).done if one["number"] == number}


def test_it_is_written_down_and_kept_for_a_month(desk: Desk) -> None:
    """By whom, where, what, where it is kept; thirty days [C], the office sets how many."""
    number = kept(desk)
    values = desk.run("show", number).done["values"]
    assert values["keep_until"] == "2026-12-21" and values["kept"] == "前台失物柜"
    setting(desk, "lost_days", 60)
    assert desk.run("show", kept(desk)).done["values"]["keep_until"] == "2027-01-20"
    past = {**FOUND, "keep_until": "2026-11-20"}
    assert set(desk.run("issue", "SW", "-", given=past).refused) == {"keep_until"}
    for key in ("where", "finder", "goods"):
        less = {name: one for name, one in FOUND.items() if name != key}
        assert set(desk.run("issue", "SW", "-", given=less).refused) == {key}


def test_a_notice_is_posted_that_does_not_tell_the_marks(desk: Desk, tmp_path: Path) -> None:
    """[C]: within a day; who claims it has to name them himself."""
    number = kept(desk)
    assert "张贴" in verbs(desk, number, "2026-11-22T09:00")
    done = desk.act(number, "贴招领启事", RECEPTION)
    assert done["prints"] == ["招领启事"] and "张贴" not in verbs(desk, number, "2026-11-22T09:00")
    out = tmp_path / "启事.pdf"
    desk.run("print", number, "--paper", "招领启事", "--out", str(out)).done
    (page,) = sheets(out)
    assert "手机" in page.text and "裂纹" not in page.text and "林虚构" not in page.text


@pytest.mark.parametrize("key", ["claimant", "claimant_id", "claimant_phone", "proof", "checked"])
def test_who_claims_it_says_who_he_is_and_how_it_is_his(desk: Desk, key: str) -> None:
    """Identity, proof, counted before him."""
    number = kept(desk)
    less = {name: one for name, one in OWNER.items() if name != key}
    run = ("act", number, "认领", "--values", "-")
    assert set(desk.run(*run, given=less).refused) == {key}
    claimed = desk.act(number, "认领", RECEPTION, "--values", "-", given=OWNER)
    assert claimed["standing"]["state"] == "已认领" and claimed["prints"] == ["领取单"]
    assert claimed["standing"]["holder"] == "王虚构"
    assert desk.run("act", number, "认领人签字").done
    assert "移交派出所" not in desk.run("show", number).done["standing"]["next"]


def test_unclaimed_it_goes_to_the_police_before_two(desk: Desk) -> None:
    """[C]: spoken of from three days before; a second person countersigns."""
    number = kept(desk)
    desk.act(number, "贴招领启事", RECEPTION)
    assert "移交" not in verbs(desk, number, "2026-12-10T09:00")
    assert "移交" in verbs(desk, number, "2026-12-22T09:00")
    run = ("act", number, "移交派出所", "--values", "-")
    given, now = {"station": "虚构派出所 警员"}, "2026-12-22T09:00"
    assert "second" in desk.run(*run, given=given, now=now).refused
    done = desk.run(*run, given=given, now=now, second=HEAD).done
    assert done["standing"]["state"] == "已移交派出所" and "warnings" not in done


def test_what_spoils_may_go_earlier_but_is_told(desk: Desk) -> None:
    """Before the time is over: with a word of warning, and before two."""
    run = ("act", kept(desk), "处理", "--values", "-")
    done = desk.run(*run, given={"way": "销毁", "how": "食品变质"}, second=HEAD).done
    assert done["standing"]["state"] == "已处理" and done["warnings"]


def test_the_finder_has_a_copy(desk: Desk, tmp_path: Path) -> None:
    """[C]: ① kept ② to who handed it in."""
    out = tmp_path / "登记.pdf"
    desk.run("print", kept(desk), "--out", str(out)).done
    assert len(sheets(out)) == 2
    assert do(desk, kept(desk), "交物人签字", RECEPTION)["state"] == "保管中"
