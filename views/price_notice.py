"""The price list as a dated notice for the counter: composed, and saved as PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import office, prices
from db.errors import Refused
from db.files import whole
from db.session import Session
from forms.prices import by_section
from forms.values import amount
from views import office_sign, printouts

if TYPE_CHECKING:
    from printing.page import Document

PHONE = "office.complaints_phone"
"""Setting: where to complain about a charge; the notice says it where the office has set it."""


def notice(session: Session, day: date | None = None) -> Document:
    """The list as it holds on the day (today). Refused where nothing is offered that day."""
    from printing.price_notice import Offer, compose

    priced = prices.effective(session, day)
    since = prices.in_force_since(session, day)
    if not priced or since is None:
        raise Refused({"day": "这一天价目表里还没有项目"})
    sections = [
        (name, [Offer(item, priced[item].measure, _words(priced[item].amount)) for item in items])
        for name, items in by_section(priced.values()).items()
    ]
    named = str(office.setting(session.store, "office.name"))
    phone = str(office.setting(session.store, PHONE) or "")
    return compose(
        named, _day(since), sections, phone=phone, sign=office_sign.sign(session)
    )


def save(session: Session, day: date | None, out: Path) -> int:
    """Write the notice to `out`, whole or not at all; how many items it has.

    Refused for another ending than .pdf; Environment when the disk does not allow it.
    """
    from printing.pdf import draw

    if out.suffix.lower() != ".pdf":
        raise Refused({"out": "文件名应以 .pdf 结尾"})
    made = notice(session, day)
    pdf = draw(made, printouts.images(session, made.images))
    with whole(out) as file:
        file.write(pdf)
    return len(prices.effective(session, day))


def _day(found: str) -> str:
    """As one says it: 2026年12月1日, without the noughts of a form's box."""
    year, month, day = found.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _words(fen: int | None) -> str:
    return amount.paper(fen or 0)
