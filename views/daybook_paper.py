"""收费日报 of any day as pages: of a closed day its own record, else the day as it stands, 未结."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import closings, daybook, office, prints, records
from db.errors import Refused
from db.files import whole
from db.session import Session
from forms.form import Form
from views import office_sign, on_paper, printouts, ways

if TYPE_CHECKING:
    from printing.page import Document
    from printing.profiles import Profile

OPEN = "未结"


def document(session: Session, day: date, struck: Profile | None = None) -> Document:
    """The pages; struck: the way of an impact printer that they are for.

    Refused without the right, or where no form closes the books.
    """
    session.require("daybook", "看收费日报")
    form = form_of(session)
    close = closings.of_day(session, day)
    if close is not None:
        record = records.load(session, close.number)
        assert record is not None
        return printouts.document(session, record, record.form.papers[0])
    said = form.closes
    assert said is not None
    facts = daybook.facts_of_day(session, form, day)
    name = str(office.setting(session.store, "office.name"))
    data = on_paper.draft_data(
        name, form, {said.kind: said.day}, facts, session.member.words,
        sign=office_sign.sign(session),
    )  # fmt: skip
    unknown = {said.count, said.counted, said.stays, said.keeper, said.why, *said.counting}
    later = closings.covering(session, day)
    data = replace(
        data,
        number=f"{day.isoformat()}　并入 {later.number}" if later else day.isoformat(),
        values={key: words for key, words in data.values.items() if key not in unknown},
        lines={key: rows for key, rows in data.lines.items() if key not in unknown},
        again="" if later else OPEN,
        draft=False,
    )
    from printing.profiles import Profile

    mode = prints.IMPACT if struck else printouts.usual_mode(form.papers[0])
    return ways.composed(form, form.papers[0], data, struck or Profile(), mode)


def save(session: Session, day: date, out: Path) -> int:
    """Write the pages to `out`, whole or not at all; how many.

    Refused for another ending than .pdf; Environment when the disk does not allow it.
    """
    from printing.pdf import draw

    if out.suffix.lower() != ".pdf":
        raise Refused({"out": "文件名应以 .pdf 结尾"})
    made = document(session, day)
    pdf = draw(made, printouts.images(session, made.images))
    with whole(out) as file:
        file.write(pdf)
    return len(made.pages)


def form_of(session: Session) -> Form:
    """The form that closes a day, whose first paper this is. Refused where there is none."""
    form = closings.form_of(session)
    if form is None or form.closes is None or not form.papers:
        raise Refused({"": "没有收费日结这种单据"})
    return form
