"""What a pack for a gate gives away once it is opened: whoever has a password at that computer
could read all of it, so only what every guard may see is in it (docs/handbook.md §6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from db import rights
from db.gates import computers, pack
from forms import DECLARED
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, Desk, copied
from tests.db.gate_post import Away, away
from tests.db.permissions import permit

NAME, PHONE, NUMBER = "欧阳植之", "13977661234", "440301199003071230"
SAID = "请打 139 7766 5678，证 440301 19900307 1230"
NEEDLES = (PHONE, NUMBER, "13977665678", "139 7766 5678", "440301 19900307 1230", "19900307")
PLANTED: dict[str, Any] = {
    **FX, "carrier": NAME, "phone": PHONE, "plate": "粤BD97531",
    "carrier_id": {"kind": "居民身份证", "number": NUMBER},
    "goods": [{"name": f"纸箱 {PHONE}", "quantity": 2, "spec": SAID}],
}  # fmt: skip


def opened(gate: Away) -> tuple[pack.Pack, str]:
    """The pack on the stick with its key: as data, and as the text that was packed."""
    made = gate.pack()
    content = pack.opened(made.file, computers.named(gate.desk.at(), gate.name).key)
    return content, json.dumps(asdict(content), ensure_ascii=False)


def test_no_number_of_a_person_is_in_it(desk: Desk, tmp_path: Path) -> None:
    """Of open slips the name and what to count; of those that ended the room and the reason; what
    somebody wrote into a cell or a reason is masked there too."""
    gate = away(desk, tmp_path)
    good, ended = desk.issue("FX", PLANTED), desk.issue("FX", PLANTED)
    for one in (good, ended):
        desk.act(one, "值班主任签字", DUTY)
        desk.act(one, "主任盖章", DIRECTOR)
    desk.act(ended, "作废", DESK, {"why": SAID})
    content, text = opened(gate)
    assert [one for one in NEEDLES if one in text] == []
    by = {one.number: one for one in content.slips}
    assert set(by[good.number].values) == {"unit", "carrier", "plate", "goods"}
    assert by[good.number].values["carrier"] == {"name": NAME}
    assert "139****5678" in text and "纸箱 139****1234" in text
    assert set(by[ended.number].values) == {"unit"}
    assert NAME not in json.dumps(asdict(by[ended.number]), ensure_ascii=False)


@pytest.fixture
def closed(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """An office whose release slips are 机密."""
    forms = [replace(form, secrecy="机密") if form.code == "FX" else form for form in DECLARED]
    desk = Desk(copied(estate, tmp_path / "数据"), forms)
    permit(desk.at().store, "前台", "level:机密")
    yield desk
    desk.close()


def test_a_classified_slip_is_in_it_only_where_every_guard_may_see_it(
    closed: Desk, tmp_path: Path
) -> None:
    """Not the number, the room or the goods; at that gate it is as one that ended long ago."""
    gate = away(closed, tmp_path)
    made = closed.issue("FX", FX)
    content, text = opened(gate)
    assert content.slips == () and made.number not in text and "双门冰箱" not in text
    gate.join()
    assert not gate.at().examine(made.code).allows
    permit(closed.at().store, "门岗", "level:机密")
    content, _ = opened(gate)
    assert content.slips == (), "another who may ask there may not see it"
    roles = {role for one in content.guards for role in one.roles} - {"门岗", "前台"}
    for role in sorted(roles):
        if not rights.allowed(closed.at().store, (role,), "level:机密"):
            permit(closed.at().store, role, "level:机密")
    content, _ = opened(gate)
    assert [one.number for one in content.slips] == [made.number]
