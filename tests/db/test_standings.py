"""The kept standing: always what the acts say, found out when not, and made good."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from db import checking, records, standings
from db.errors import Refused
from db.example import example
from forms.acts import LAST
from forms.rules import is_empty
from tests.db import demo_desk
from tests.db.demo_desk import DESK, FX, Desk
from tests.db.new_forms import LOST
from tests.forms.played import sample

KEPT = ("state = '别的'", "ended = 1", "next = '[]'", "due = 5", "due_name = 'x'",
        "valid_until = 5", "holder = '张三'", "open = 0")  # fmt: skip


def test_it_agrees_after_everything_that_can_be_done(desk: Desk) -> None:
    """A hundred random open acts on every form that needs no other first."""
    chance = random.Random(7)
    numbers = [desk.issue("FX", FX).number for _ in range(3)]
    numbers += [desk.issue(code, _values(desk, code)).number for code in ("WX", "DH", "RG")]
    done = 0
    for _ in range(100):
        number = chance.choice(numbers)
        record = records.load(desk.at(), number)
        assert record is not None
        ordinary = [n for n in record.seen.open if record.form.act(n).effect not in LAST]
        if ordinary or record.seen.open:
            done += _try(desk, record, chance.choice(ordinary or record.seen.open))
    assert done > 25
    assert standings.differences(desk.at()) == []
    assert standings.rebuild(desk.at()) == 0


def _values(desk: Desk, code: str) -> dict[str, Any]:
    return example(desk.at(), code)


def _try(desk: Desk, record: Any, name: str) -> bool:
    """The act with samples, by somebody of its first role."""
    act = record.form.act(name)
    values = {
        one.key: sample(one, record.values)
        for one in act.fields
        if one.required is True and is_empty(one.default)
    }
    who = desk.at().store.rows(
        "SELECT no FROM staff WHERE EXISTS (SELECT 1 FROM json_each(roles) WHERE value = ?)",
        (act.roles[0],),
    )[0][0]
    signer = "某人" if act.signed.value == "paper" and not act.by_customer else None
    try:
        desk.act(record, name, DESK if signer else who, values, signer=signer)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("change", KEPT)
def test_a_wrong_one_is_found_and_made_good(desk: Desk, change: str) -> None:
    """Whichever column was tampered with."""
    good = desk.issue("FX", FX)
    made = desk.issue("FX", FX)
    before = desk.at().store.rows("SELECT * FROM standing ORDER BY record_id")
    with desk.at().store.write() as db:
        db.execute_sql(f"UPDATE standing SET {change} WHERE record_id = ?", (made.id,))
    assert standings.differences(desk.at()) == [made.number]
    told = checking.check(desk.at("9001"), full=False)
    assert made.number in told["standing"] and good.number not in told["standing"]
    assert standings.rebuild(desk.at()) == 1
    assert standings.differences(desk.at()) == []
    after = desk.at().store.rows("SELECT * FROM standing ORDER BY record_id")
    assert [row[:-1] for row in after] == [row[:-1] for row in before]


def test_a_lost_one_is_found_and_made_again(desk: Desk) -> None:
    """Even the row itself."""
    made = desk.issue("FX", FX)
    with desk.at().store.write() as db:
        db.execute_sql("DELETE FROM standing WHERE record_id = ?", (made.id,))
    assert standings.differences(desk.at()) == [made.number]
    assert standings.rebuild(desk.at()) == 1
    (listed,) = records.glance(desk.at(), [made.id])
    assert listed.standing == made.standing


def test_who_holds_it_is_not_told_of_somebody_destroyed(estate: Path, tmp_path: Path) -> None:
    """The name goes with the values, and the standing kept is still the one derived."""
    desk = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (LOST,))
    try:
        made = desk.issue("SL", {"thing": "雨伞", "finder": "林夏"})
        owner = {"owner": "秦明", "owner_id": "11010519491231002X"}
        desk.act(made, "认领", DESK, owner)
        kept = "SELECT holder FROM standing WHERE record_id = ?"
        assert desk.at().store.value(kept, (made.id,)) == "秦明"
        with desk.at().store.write() as db:
            db.execute_sql(
                "INSERT INTO destruction_order(record_id, why, ordered_by, ordered_at)"
                " VALUES (?, '到期', '1001', 1)", (made.id,),
            )  # fmt: skip
            db.execute_sql("UPDATE destruction_order SET approved_by = '1002', approved_at = 2")
            db.execute_sql("DELETE FROM personal WHERE record_id = ?", (made.id,))
        assert desk.at().store.value(kept, (made.id,)) is None
        assert checking.check(desk.at("1001"), full=True)["standing"] == "ok"
    finally:
        desk.close()
