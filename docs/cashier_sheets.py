"""The cashier's page in its states, and receipts on paper, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from db import records
from db.errors import Refused
from db.session import Session
from views.cashier import DEPOSITS, OWED, RECEIPTS, CashierPage
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]
OTHERS = [
    {"what": "生活垃圾袋（大号，加厚，五十只装，蓝色，送货上门）", "purse": "代收", "price": "123",
     "quantity": "2.5"},
]  # fmt: skip
LONG_NAME = "阿卜杜拉·买买提江·艾力·司马光明𠮷 13800138000"


def still(page: CashierPage) -> None:
    """Every answer has come."""
    pictures.wait(lambda: not page.parts[page.segment].busy and not page.till.waiting)


def cashier(shell: Shell, shot: Shot) -> None:
    """Owed, taken, refused, nothing, very many; deposits and receipts with their acts in place."""
    page: Any = shell.go("cashier")
    still(page)
    shot("收费：待收", None)
    page.owed.choose(page.owed.lines[:3])
    page.till.enter()
    still(page)
    page.till.cash.setText("3000")
    shot("收费：三张单，现金找零", None)
    till = page.till.form
    till.set_values({"method": "微信", "reference": "4200001984202611211", "payer": LONG_NAME,
                     "others": OTHERS, "remarks": "代业主缴纳，原件由装修负责人带走"})  # fmt: skip
    till.inputs["others"].enter()
    shot("收费：另收，名字很长", None)
    page.till._failed(Refused({"pad": "收据 0000123 已办（SJ-2026-000003），不能再用",
                               "paid_for[0].record": "WX-2026-000027 没有要收的钱"}))  # fmt: skip
    shot("收费：被拒绝", None)
    till.set_values({})
    page.till.pay(and_print=False)
    pictures.wait(lambda: page.last and not page.till.waiting)
    still(page)
    shot("收费：收好了", None)
    lines = page.owed.lines
    many = [
        replace(lines[n % len(lines)], number=f"WX-2026-{n:06d}", id=n) for n in range(1, 180)
    ]
    page.owed._show(many, True)
    shot("收费：很多", None)
    page.owed.text.setText("没有这样的人")
    still(page)
    shot("收费：没有符合的", None)
    page.owed.text.setText("")
    page.turn(DEPOSITS)
    still(page)
    shot("收费：押金", None)
    page.deposits.side.begin(next(iter(page.deposits.side.buttons)))
    page.deposits.side.panel.form.inputs["amount"].set_value("80")
    shot("收费：不全退，第二人复核", None)
    page.deposits.side._turned_away()
    page.turn(RECEIPTS)
    still(page)
    shot("收费：收据", None)
    page.receipts.side.begin(next(iter(page.receipts.side.buttons)))
    shot("收费：冲红", None)
    page.receipts.side._turned_away()
    page.receipts.date.setText("2026-01-01")
    page.receipts._dated()
    still(page)
    shot("收费：这一天没有收据", None)
    page.turn(OWED)


def receipts(session: Session) -> list[tuple[str, str]]:
    """Numbers of receipts to be looked at on paper: what they show, by whom they are printed."""
    owed = [
        line.number for line in _owed(session)
        if any(purse == "押金" for _, purse, _ in line.items)
    ]
    given: list[tuple[str, dict[str, Any]]] = [
        ("收据：一张单", {"paid_for": [{"record": owed[0]}]}),
        ("收据：多页，承前过次", {
            "payer": LONG_NAME, "method": "转账", "reference": "20261121000001",
            "others": [{"what": f"{OTHERS[0]['what']} {n}", "purse": "代收" if n % 2 else "收费",
                        "price": 100 * n, "quantity": 1} for n in range(1, 21)],
        }),
    ]  # fmt: skip
    return [(name, records.issue(session, "SJ", typed).record.number) for name, typed in given]


def _owed(session: Session) -> tuple[Any, ...]:
    from db import cashier as lists

    return lists.owed(session).lines
