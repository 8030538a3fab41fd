"""A person's own copy as a file (`db.own_copy`): JSON, or a PDF to hand over. Imports no Qt."""

from __future__ import annotations

import json
from pathlib import Path

from db import own_copy
from db.errors import Refused
from db.files import whole
from db.session import Session
from views import office_sign, printouts

TITLE = "个人信息副本"
NOTE = "只给本人；他人的信息已遮住"


def save(session: Session, person_id: int, proof: str, out: Path) -> int:
    """Write the copy to `out`, whole or not at all; how many records stand in it.

    Refused as `db.own_copy.held` and for another ending than .pdf or .json, Environment when the
    disk does not allow it.
    """
    ending = out.suffix.lower()
    if ending not in (".json", ".pdf"):
        raise Refused({"out": "文件名应以 .pdf 或 .json 结尾"})
    found = own_copy.held(session, person_id, proof)
    if ending == ".json":
        body = json.dumps(found, ensure_ascii=False, indent=1).encode()
    else:
        body = _pdf(session, own_copy.lines(found), str(found["office"]))
    with whole(out) as file:
        file.write(body)
    records = len(found["records"])
    own_copy.note(session, person_id, ending.removeprefix("."), records)
    return records


def _pdf(session: Session, lines: list[tuple[str, str, str]], office: str) -> bytes:
    from printing.page import Document
    from printing.pdf import draw
    from printing.register import Entered, Ledger, Ruling

    sign = office_sign.sign(session)
    made = f"{session.member.words} {session.now():%Y-%m-%d %H:%M} 打印"
    ledger = Ledger(
        TITLE, office, made, (Ruling("哪里", 1.6), Ruling("栏目", 1.4), Ruling("内容", 4.0)),
        (Entered(one) for one in lines), f"（{NOTE}）", sign, measure="行",
    )  # fmt: skip
    pages = tuple(ledger.pages())
    named = printouts.images(session, office_sign.named(sign))
    return draw(Document(TITLE, pages, (ledger.body,)), named)
