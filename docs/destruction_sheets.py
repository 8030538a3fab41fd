"""The page of destruction in its states, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from db import destruction, records
from db.clock import FixedClock, instant
from db.session import Session, member
from views.destruction import DestructionPage
from views.second import SecondPerson

Shot = Callable[[str, QWidget | None], None]
LATER = datetime(2037, 1, 5, 9)


def orders(session: Session, shot: Shot) -> None:
    """Nothing yet; eleven years on what is due, an order that waits, the second person, done.

    The last of all pictures: the store's clock is far ahead afterwards.
    """
    desk = session.acting_as(member(session.store, "1003"))
    page: Any = _page(session.acting_as(member(session.store, "1005")))
    shot("销毁：还没有到期的", page)
    page.close()
    issued = [records.issue(desk, "FX", pictures.SLIP).record for _ in range(5)]
    for one in issued:
        records.act(desk, one.number, "作废", {"why": "不搬了"})
    later = replace(session, clock=FixedClock(instant(LATER)))
    head, director = (later.acting_as(member(session.store, no)) for no in ("1005", "1001"))
    done = destruction.propose(head, "保存期满", [one.number for one in issued[:2]])
    destruction.approve(director, done.number)
    destruction.propose(head, "单位撤销这项业务", [issued[2].number])
    page = _page(head)
    pictures.wait(lambda: page.chosen is not None and bool(page.due_model.rows))
    shot("销毁：到期的、待批准的", page)
    page.approve()
    pictures.wait(lambda: any(one.isVisible() for one in page.findChildren(SecondPerson)))
    (asked,) = (one for one in page.findChildren(SecondPerson) if one.isVisible())
    shot("销毁：批准的人输密码", asked)
    asked.reject()
    page.orders.go(1)
    pictures.wait(lambda: page.chosen is not None and page.chosen.number == done.number)
    shot("销毁：已销毁，还含旧值的备份", page)
    page.close()


def _page(session: Session) -> DestructionPage:
    """The page by itself, as large as in the window, once it has read."""
    page = DestructionPage(session)
    page.resize(1182, 694)
    page.show()
    pictures.wait(lambda: page.has_read)
    return page
