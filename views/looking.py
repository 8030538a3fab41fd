"""The pages of a record as they are looked at in the window: as printed, or as they would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from db import prints
from db.errors import Refused
from db.records import Record
from db.session import Session
from forms.form import Form
from forms.paper import Paper
from views import office_sign, overprinting, printouts, ways

if TYPE_CHECKING:
    from printing.page import Document
    from printing.profiles import Profile


def images(session: Session, record: Record, paper: Paper) -> dict[str, bytes]:
    """The images that `pages` may name, without those that are damaged."""
    from printing.page import from_json

    sees = session.sees_all(record.form)
    stored = prints.first(session, record, paper.name) if sees else None
    if stored:
        return printouts.images_shown(session, from_json(stored).images)
    named = office_sign.named(office_sign.sign(session))
    seen = printouts.photos_seen(session, record).values()
    return printouts.images_shown(session, (*seen, *named))


def pages(
    session: Session, record: Record, paper: Paper, way: Profile | None = None
) -> Callable[[int], Document]:
    """The pages of a copy to be looked at: those stored as printed, or what would print now if
    there are none, or if there is more on them than the member may see. way: this computer's for
    that paper, if not given; a pad without a template is shown as a sheet."""
    way = way if way is not None else ways.of(session, record.form, paper)
    mode = ways.mode(paper, way)
    pad = pad_of(session, record.form, paper, way) if mode == prints.OVERPRINT else None
    if mode == prints.OVERPRINT and pad is None:
        mode = ""
    sees = session.sees_all(record.form)
    stored = None
    if sees:
        stored = overprinting.stored(session, record, paper, pad) if pad else (
            prints.first(session, record, paper.name, mode)
        )
    copies = printouts.copies_of(record.form, paper)
    data = None if stored else printouts.slip_data(session, record)

    def compose(copy: int) -> Document:
        from printing.page import from_json
        from printing.reprint import only
        from printing.tinting import toned

        if stored:
            whole = from_json(stored)
            made = whole if mode in prints.OTHER_PAGES else only(whole, copy, copies)
        else:
            assert data is not None
            template = pad.template if pad else None
            made = ways.composed(record.form, paper, data, way, mode, (copy,), template)
        return toned(made, way)

    return compose


def pad_of(
    session: Session, form: Form, paper: Paper, way: Profile
) -> overprinting.Loaded | None:
    """The template of a paper in that way, None where there is none that fits."""
    try:
        return overprinting.loaded(session, form, paper, way)
    except Refused:
        return None


def named(session: Session, record: Record) -> dict[str, str]:
    """The words of a record's papers by the name of their field."""
    from printing.preflight import named_of

    return named_of(record.form, printouts.slip_data(session, record))
