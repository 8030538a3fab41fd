"""Who leaves: the drafts go over, the cash first; and the drill of the recovery code."""

from __future__ import annotations

import pytest

from db import drafts, drill, keys, leaving, staff, workbench
from db.errors import Environment, Refused
from tests.db.demo_desk import DESK, DUTY, MONEY, Desk, moment

ADMIN, OTHER = "9001", "1004"


def test_drafts_go_to_whoever_takes_over(desk: Desk) -> None:
    """What that one was typing stays; the number of everything is in the journal."""
    drafts.save(desk.at(DESK), "FX", {"unit": "1-101"})
    drafts.save(desk.at(DESK), "JW", {"unit": "1-102"})
    drafts.save(desk.at(OTHER), "JW", {"unit": "1-103"})
    assert leaving.in_hand(desk.at(ADMIN), DESK).words == "没写完的草稿 2 份"
    with pytest.raises(Refused, match="没有工号 7777"):
        staff.retire(desk.at(ADMIN), DESK, "7777")
    with pytest.raises(Refused, match="另一位"):
        staff.retire(desk.at(ADMIN), DESK, DESK)
    assert DESK in [row["no"] for row in staff.everybody(desk.at(ADMIN))]
    staff.retire(desk.at(ADMIN), DESK, OTHER)
    taken = drafts.load(desk.at(OTHER), "FX")
    assert taken is not None and taken[1] == {"unit": "1-101"}
    kept = drafts.load(desk.at(OTHER), "JW")
    assert kept is not None and kept[1] == {"unit": "1-103"}
    told = desk.at(ADMIN).store.value("SELECT body FROM journal WHERE action = 'staff.retire'")
    assert '"drafts":["FX"]' in told and f'"to":"{OTHER}"' in told


def test_what_is_in_their_hands_is_named(desk: Desk) -> None:
    """By the holder that the records say."""
    request = {
        "reader_kind": "员工", "reader": "王建国", "department": "工程部", "purpose": "维修查图",
        "reason": "渗漏", "files": [{"name": "竣工图"}],
    }  # fmt: skip
    made = desk.issue("JD", request)
    desk.act(made, "部门盖章", "1007")
    desk.act(made, "核对", DESK)
    desk.act(made, "借出", DESK)
    assert leaving.in_hand(desk.at(ADMIN), DUTY).records == (made.number,)
    assert made.number in leaving.in_hand(desk.at(ADMIN), DUTY).words
    assert leaving.in_hand(desk.at(ADMIN), OTHER).words == ""


def test_cash_is_handed_over_before(desk: Desk) -> None:
    """Nobody leaves with the office's money in hand."""
    line = {"what": "复印", "purse": "收费", "price": 500, "quantity": 2}
    desk.issue("SJ", {"payer": "王五", "method": "现金", "others": [line]}, no=MONEY)
    with pytest.raises(Refused, match="还有现金 ¥10.00"):
        staff.retire(desk.at(ADMIN), MONEY)
    assert "现金 ¥10.00" in leaving.in_hand(desk.at(ADMIN), MONEY).words


def test_the_drill_proves_the_code_and_changes_nothing(desk: Desk) -> None:
    """Journalled when it opened; due again after a year, on the administrator's workbench."""
    admin = desk.at(ADMIN)
    code = admin.keys.new_recovery(admin.dek)
    before = admin.keys.content()
    rows = admin.store.value("SELECT count(*) FROM journal")
    with pytest.raises(Refused, match="抄错"):
        drill.drill(admin, ("A" if code[0] != "A" else "B") + code[1:])
    strange = keys.Keys(dict(admin.keys._data, store="00" * 16), desk.folder / "x")
    (desk.folder / "x").mkdir()
    with pytest.raises(Environment, match="不是这份数据"):
        drill.drill(admin, strange.new_recovery(bytes(32)))
    with pytest.raises(Refused, match="不能演练恢复码"):
        drill.drill(desk.at(DESK), code)
    assert admin.store.value("SELECT count(*) FROM journal") == rows
    drill.drill(admin, code)
    assert admin.keys.content() == before and drill.last(admin.store) == admin.clock.now()
    later = desk.at(ADMIN, moment("21T10:42").replace(year=2027, month=11, day=20))
    assert not drill.due(later.store, later.clock.now())
    later = desk.at(ADMIN, moment("21T10:42").replace(year=2027))
    assert drill.due(later.store, later.clock.now())
    assert "恢复码" in {item.form for item in workbench.read(later).items}
    desk_too = desk.at(DESK, moment("21T10:42").replace(year=2027))
    assert "恢复码" not in {item.form for item in workbench.read(desk_too).items}
