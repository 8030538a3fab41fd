"""The ways this computer prints (`printing.profiles`), from the small file beside the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from db import prints
from db.errors import Refused, disk
from db.files import write_private
from db.session import Session
from forms.form import Form
from forms.paper import SIZES, Paper
from views import overprinting

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.overprint import Template
    from printing.page import Document
    from printing.parts import SlipData
    from printing.profiles import Profile, Profiles
    from printing.spool import Queue
    from printing.stock import Stock
    from views.printers_fields import Printer

KEPT = "printers.broken-{:%Y%m%d-%H%M%S}.json"
"""Under which a file that could not be read is kept before another takes its place."""


def known(session: Session) -> tuple[Profiles, str]:
    """(all ways, what is wrong with the file in words): none where it cannot be read."""
    from printing.profiles import FILE, Profiles, read

    file = session.store.folder / FILE
    try:
        return read(file.read_text(encoding="utf-8")), ""
    except FileNotFoundError:
        return Profiles(), ""
    except OSError as problem:
        return Profiles(), f"打印机的设置（{FILE}）读不出来：{problem.strerror}"
    except ValueError as wrong:
        return Profiles(), str(wrong)


def save(session: Session, ways: Profiles) -> str:
    """Keep the ways; the name under which a file that could not be read was kept, "" where it
    could. Environment when the disk does not allow it: then the old file is as it was."""
    from printing.profiles import FILE

    file = session.store.folder / FILE
    _, wrong = known(session)
    kept = KEPT.format(session.now()) if wrong else ""
    with disk():
        if kept:
            write_private(file.with_name(kept), file.read_bytes())
        write_private(file, ways.to_json().encode())
    return kept


def of(session: Session, form: Form, paper: Paper) -> Profile:
    """How that paper of that form is printed on this computer."""
    return known(session)[0].of(form.code, paper.name)


def named(session: Session, name: str) -> Profile:
    """The way of that name on this computer. Refused where there is none."""
    found = known(session)[0].known
    if name not in found:
        have = f"，有：{'、'.join(found)}" if found else ""
        raise Refused({"way": f"这台电脑上没有叫“{name}”的打印方式{have}"})
    return found[name]


def on(session: Session, queue: str, form: Form, paper: Paper) -> Profile:
    """How that paper is printed on that printer: in its own way where that goes there, else in
    another one that does, so that what makes up for the printer is not forgotten."""
    from printing.profiles import Profile

    own = of(session, form, paper)
    if own.queue in ("", queue):
        return replace(own, queue=queue)
    others = (one for one in known(session)[0].known.values() if one.queue == queue)
    return next((one for one in others if not one.mode or mode(paper, one)), Profile(queue))


def stock(paper: Paper, way: Profile) -> Stock:
    """The continuous paper that it goes on in this way."""
    from printing.stock import usual

    return way.paper or usual(*SIZES[paper.size])


def mode(paper: Paper, way: Profile) -> str:
    """How it is printed in this way, "" where the way says nothing that this paper can."""
    return way.mode if way.mode in paper.ways else ""


def composed(
    form: Form,
    paper: Paper,
    data: SlipData,
    way: Profile,
    how: str,
    copies: Sequence[int] | None = None,
    pad: Template | None = None,
) -> Document:
    """The pages that print in this way; how: one of the paper's modes, with the template of the
    `pad` where that is to overprint one. No store: for a thread. Refused where a pad has no room.
    """
    from printing import roll
    from printing.slip import compose

    if how == prints.ROLL:
        return roll.composed(form, paper, data, copies, way.dpi)
    if pad is not None:
        return overprinting.pages(pad, form, paper, data)
    sheet = stock(paper, way) if how == prints.IMPACT else None
    return compose(form, paper, data, copies, stock=sheet, dpi=way.dpi)


def printer_of(through: Carrier, queues: Sequence[Queue], queue: str) -> Printer | None:
    """What a printer says of itself; "" for the computer's default one, None where there is none.
    Asks a service: for a thread."""
    from printing.spool import PrintProblem, no_such
    from views.printers_fields import Printer

    name = queue or (queues[0].name if queues else "")
    there = next((one for one in queues if one.name == name), None)
    if there is None:
        return Printer(name, problem=no_such(name)) if name else None
    try:
        return Printer(name, there.state, through.sizes(name), through.options(name))
    except PrintProblem as problem:
        return Printer(name, there.state, problem=str(problem))
