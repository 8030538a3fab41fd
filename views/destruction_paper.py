"""The list of a destruction (销毁清单) on paper: what, why, by whom, with room for both signatures;
no personal value. Imports no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from db import destroying, office
from db.destruction import Order
from db.errors import Refused
from db.files import whole
from db.session import Session
from forms.values import dates
from views import office_sign, printouts

if TYPE_CHECKING:
    from printing.page import Document

TITLE = "个人信息销毁清单"
KINDS = {"record": "单据", "person": "住户登记"}
MINUTE = "%Y-%m-%dT%H:%M"


def document(session: Session, order: Order) -> Document:
    """The list as it stands now."""
    from printing.page import Document as Made
    from printing.register import Entered, Ledger, Ruling

    rows = (Entered(one) for one in _rows(order))
    ledger = Ledger(
        f"{TITLE}　{order.number}", str(office.setting(session.store, "office.name")),
        f"理由：{order.why}",
        (Ruling("序号", 0.5), Ruling("种类", 1.0), Ruling("内容", 4.5), Ruling("备注", 2.5)),
        rows, sign=office_sign.sign(session), measure="项", many=len(order.items),
    )  # fmt: skip
    pages = tuple(ledger.pages())
    return Made(TITLE, pages, (ledger.body,))


def _rows(order: Order) -> Iterator[tuple[str, str, str, str]]:
    for at, one in enumerate(order.items, 1):
        yield str(at), KINDS[one.kind], one.label, ""
    for key, many in order.counts.items():
        if many and key not in ("records", "people"):
            yield "", "合计", destroying.COUNTED[key], str(many)
    for held in order.copies:
        until = f"照每天备份算，{held.until.isoformat()} 前删去" if held.until else "须有人删去"
        yield "", "仍含旧值的副本", Path(held.file).name, until
    yield "", "提出", _when(order.proposed_by.words, order.proposed_at), "签字："
    approved = _when(order.approved_by.words, order.approved_at) if order.approved_by else ""
    yield "", "批准", approved, "签字："
    done = dates.paper_moment(order.done_at.strftime(MINUTE)) if order.done_at else order.state
    yield "", "销毁完成", done, ""


def _when(who: str, at: object) -> str:
    return f"{who}　{dates.paper_moment(at.strftime(MINUTE))}" if hasattr(at, "strftime") else who


def save(session: Session, order: Order, out: Path) -> int:
    """Write the list to `out` (.pdf), whole or not at all; how many pages."""
    from printing.pdf import draw

    if out.suffix.lower() != ".pdf":
        raise Refused({"out": "文件名应以 .pdf 结尾"})
    made = document(session, order)
    images = printouts.images(session, office_sign.named(office_sign.sign(session)))
    with whole(out) as file:
        file.write(draw(made, images))
    return len(made.pages)
