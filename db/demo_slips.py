"""A few days of slips for the demo window, made through the same functions as real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from db import records
from db.clock import FixedClock
from db.session import Session, member

_GOODS: tuple[tuple[str, str, str], ...] = (
    ("双门冰箱", "海尔 BCD-215", "台"),
    ("滚筒洗衣机", "小天鹅 8 kg", "台"),
    ("实木餐桌（带四把椅子）", "1.4 m", "套"),
    ("纸箱（衣物、书籍）", "60×40×50 cm", "个"),
    ("三人沙发", "布艺", "张"),
    ("55 寸电视机", "带包装", "台"),
    ("电动车", "", "辆"),
    ("装修余料", "瓷砖、水泥", "袋"),
)
_CARRIERS = ("张三丰", "赵一鸣", "𠮷田健", "周晓燕", "黄国平", "司马光明", "阿依古丽·买买提", "陈䶮")
_PLATES = ("粤BD12345", "粤B6K8P2", "粤A88888", "", "粤BF06688")
_CHAIN = (("1002", "值班主任签字"), ("1001", "主任盖章"), ("2001", "放行"), ("1003", "收回门岗联"))


def fill(session: Session, slips: int = 24) -> None:
    """Issue and act on some slips over the last days; the newest are left open.

    session: of anybody; the demo's staff act in it.
    """
    chance = random.Random(418)
    moments = list(_moments(session.now(), slips))
    for position, moment in enumerate(moments):
        left = len(moments) - position
        steps = chance.choice((4, 4, 4, 3)) if left > 6 else (6 - left) // 2
        _one(session, moment, chance, steps, spoil=position in (5, 13))


def _moments(now: datetime, slips: int) -> Iterator[datetime]:
    """Office hours of the days before, the last six today before now, oldest first."""
    for position in range(slips - 6, 0, -1):
        day = (now - timedelta(days=1 + position // 4)).date()
        yield datetime.combine(day, time(9)) + timedelta(minutes=97 * (4 - position % 4))
    for position in range(6, 0, -1):
        yield max(
            now - timedelta(minutes=11 * position), datetime.combine(now.date(), time(0, 0))
        )


def _one(
    session: Session, moment: datetime, chance: random.Random, steps: int, *, spoil: bool
) -> None:
    desk = _at(session, "1003", moment)
    made = records.issue(desk, "FX", _values(desk, chance))
    number = made.record.number
    if spoil:
        later = moment + timedelta(minutes=3)
        records.act(_at(session, "1003", later), number, "作废", {"why": "物品写错，另开新单"})
        return
    for step, (no, name) in enumerate(_CHAIN[:steps]):
        at = moment + timedelta(minutes=4 * (step + 1))
        at = min(at, session.now())
        counts = [line["quantity"] for line in made.record.values["goods"]]
        values = {"counts": counts} if name == "放行" else {}
        records.act(_at(session, no, at), number, name, values)


def _at(session: Session, no: str, moment: datetime) -> Session:
    clock = FixedClock(session.instant(moment))
    return replace(session, clock=clock, member=member(session.store, no))


def _values(session: Session, chance: random.Random) -> dict[str, Any]:
    tenants = session.store.rows(
        "SELECT u.label FROM unit u JOIN residence r ON r.unit_id = u.id WHERE r.role = '租户'"
        " ORDER BY u.id"
    )
    tenant = chance.random() < 0.4
    building, room = chance.randint(1, 4), chance.randint(1, 18) * 100 + chance.randint(1, 4)
    values: dict[str, Any] = {
        "unit": chance.choice(tenants)[0] if tenant else f"{building}-{room}",
        "applicant": "租户" if tenant else "业主",
        "reason": chance.choice(("搬家", "搬家", "装修", "维修", "日常清理")),
        "carrier": chance.choice(_CARRIERS),
        "carrier_id": {"kind": "护照", "number": f"E{chance.randrange(10**7, 10**8)}"},
        "phone": f"138{chance.randrange(10**8):08d}",
        "plate": chance.choice(_PLATES),
        "goods": [
            {"name": name, "spec": spec, "measure": measure, "quantity": chance.randint(1, 4)}
            for name, spec, measure in chance.sample(_GOODS, chance.randint(1, 4))
        ],
    }
    return values | ({"consent": "电话确认"} if tenant else {})
