"""A throw-away fictional estate: units, residents, arrears, a member of staff for every role.

All names, numbers and debts are invented and the same every time (a fixed seed).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from db import indexing, prices, setup, staff
from db.clock import Clock, SystemClock
from db.demo_words import GIVEN, SURNAMES
from db.models import DatedFact, Person, Residence, Unit, Vehicle
from db.session import Session
from db.setup import Office
from forms import FORMS
from forms.form import Form
from forms.prices import Priced
from forms.roles import ADMINISTRATOR

NAME = "翠湖花园物业服务中心"

STAFF: tuple[tuple[str, str, str], ...] = (
    ("1001", "刘志远", "主任"),
    ("1002", "王建国", "值班主任"),
    ("1003", "李敏", "前台"),
    ("1004", "周洁", "前台"),
    ("1005", "何静", "客服主管"),
    ("1006", "郑凯", "当值管理员"),
    ("1007", "孙立", "工程主管"),
    ("1008", "马超群", "安全主管"),
    ("1009", "高翔", "公司经理"),
    ("1010", "钱芳", "财务"),
    ("1011", "林夏", "大堂助理"),
    ("1012", "刘桂英", "保洁班长"),
    ("1013", "周大勇", "维修员"),
    ("1014", "葛军", "维修员"),
    ("1015", "罗永年", "维修员"),
    ("1016", "苏婉", "财务"),
    ("2001", "赵队", "门岗"),
    ("3001", "冯涛", "销售顾问"),
    ("3002", "蒋雯", "组长"),
    ("3003", "韩冰", "销售经理"),
    ("3004", "邓丽", "销售助理"),
    ("3005", "谢强", "服务顾问"),
    ("3006", "唐欣", "客户关系经理"),
    ("3007", "宋词", "档案管理员"),
    ("3008", "曹阳", "总经理"),
    ("4001", "彭博", "业务经理"),
    ("4002", "田甜", "售后"),
    ("4003", "董明", "技术员"),
    ("4004", "袁飞", "物流"),
    ("4005", "余庆", "库房"),
    ("9001", "沈毅", ADMINISTRATOR),
)
"""Number, name, role of the demo's staff."""

CASHIER = "1010"
"""Who set the demo's prices."""
_BUILDINGS = {"1": 1, "2": 1, "3": 1, "4": 1, "5": 2, "6": 1, "7": 1}
_FLOORS = 18


def password_of(no: str) -> str:
    """The demo password of a member of staff, shown on the log-in page."""
    return f"demo{no}"


def create(
    folder: Path,
    password: str,
    *,
    name: str = NAME,
    clock: Clock | None = None,
    forms: Iterable[Form] = FORMS,
) -> Office:
    """Make the demo office in `folder`, with its estate and staff."""
    first = date((clock or SystemClock()).today().year - 1, 1, 1)
    made = setup.create(
        folder, name, password, demo=True, clock=clock, forms=forms, since=first
    )
    with made.session.store.write():
        _estate(made.session)
    for no, who, role in STAFF:
        staff.add(made.session, no, who, (role,), password_of(no), own=True)
    with made.session.store.write():
        _prices(made.session, first)
    return made


def roster() -> list[dict[str, Any]]:
    """The staff as the command line and the log-in page show them."""
    return [
        {"staff": no, "name": who, "roles": [role], "password": password_of(no)}
        for no, who, role in STAFF
    ]


def _estate(session: Session) -> None:
    db = session.store.db
    chance = random.Random(20261121)
    day = session.now().date().isoformat()
    units: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    homes: list[dict[str, Any]] = []
    debts: list[dict[str, Any]] = []
    for label, building, entrance, room in _rooms():
        unit = len(units) + 1
        units.append(
            {"id": unit, "label": label, "building": building, "entrance": entrance, "room": room,
             "area_m2": float(chance.randrange(58, 160)), "kind": "住宅"}
        )  # fmt: skip
        for who in _household(label, chance):
            people.append({"id": len(people) + 1, "name": who[1], "phone": who[2]})
            homes.append({"unit_id": unit, "person_id": len(people), "role": who[0]})
        if label == "3-1202" or chance.random() < 0.08:
            months = 2 if label == "3-1202" else chance.randrange(1, 7)
            debts.append(
                {"unit_id": unit, "kind": "arrears", "as_of": day, "source": "演示数据",
                 "value": {"months": months, "amount": months * 306_00}}
            )  # fmt: skip
    cars = list(_vehicles(homes))
    for model, rows in (
        (Unit, units), (Person, people), (Residence, homes), (DatedFact, debts), (Vehicle, cars),
    ):  # fmt: skip
        for at in range(0, len(rows), 500):
            model.insert_many(rows[at : at + 500]).execute(db)
    indexing.fill(session)
    session.journal("demo", None, {"units": len(units), "people": len(people)})


def _prices(session: Session, first: date) -> None:
    """A little history: two prices that were lower last year, one that rises next month, and a
    service that ends then. They are taken from the list, whatever stands in it."""
    listed = list(prices.effective(session, first).values())
    this_year = date(first.year + 1, 1, 1)
    today = session.now().date()
    next_month = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    past, planned, ending = listed[:2], listed[2], listed[-1]
    changes: list[tuple[Priced, int | None, date]] = [
        (one, _share_of(one.amount, 0.8), first) for one in past
    ]
    changes += [(one, one.amount, this_year) for one in past]
    changes += [(planned, _share_of(planned.amount, 1.25), next_month), (ending, None, next_month)]
    nine = time(9)
    for one, amount, since in changes:
        at = min(session.clock.now(), session.instant(datetime.combine(since, nine)))
        prices.put(
            session, one, one.item, one.section, one.measure, amount, since.isoformat(),
            set_at=at, set_by=CASHIER,
        )


def _share_of(amount: int | None, share: float) -> int:
    """A share of an amount in whole yuan."""
    return round((amount or 0) * share / 100) * 100


def _vehicles(homes: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """A car for two homes in five, by whom it belongs to; every plate once."""
    chance = random.Random(720)
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    for number, home in enumerate(homes):
        if home["role"] == "家庭成员" or chance.random() > 0.4:
            continue
        plate = f"粤C{chance.choice(letters)}{1000 + number:04d}"
        colour, kind = chance.choice("白黑灰蓝红"), chance.choice(("轿车", "越野车", "商务车"))
        yield {
            "plate": plate, "unit_id": home["unit_id"], "person_id": home["person_id"],
            "note": f"{colour}色{kind}",
        }  # fmt: skip


def _rooms() -> Iterable[tuple[str, str, str | None, str]]:
    for building, entrances in _BUILDINGS.items():
        for entrance in range(1, entrances + 1):
            for floor in range(1, _FLOORS + 1):
                for door in range(1, 5):
                    room = f"{floor}{door:02d}"
                    if entrances == 1:
                        yield f"{building}-{room}", building, None, room
                    else:
                        yield f"{building}-{entrance}-{room}", building, str(entrance), room


def _household(label: str, chance: random.Random) -> Iterable[tuple[str, str, str]]:
    if label == "3-1202":
        yield "业主", "欧阳龑", "13900002211"
        yield "租户", "陈晓彤", "13800138000"
        return
    if label == "2-701":
        yield "业主", "𠮷田·阿依古丽", "13700001234"
        return
    yield "业主", _name(chance), f"139{chance.randrange(10**8):08d}"
    fate = chance.random()
    if fate < 0.3:
        yield "租户", _name(chance), f"138{chance.randrange(10**8):08d}"
    elif fate < 0.6:
        yield "家庭成员", _name(chance), f"137{chance.randrange(10**8):08d}"


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN)
