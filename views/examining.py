"""What would go wrong with a paper, looked at before its print is logged: the same for the window,
a batch and the command line. What is asked of the store are plain values; the rest is for a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db import prints
from db.errors import Refused
from db.records import Record
from db.session import Session
from forms.form import Form
from forms.paper import Paper
from views import overprinting, printouts, ways

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.overprint import Template
    from printing.page import Document
    from printing.preflight import Wrong
    from printing.profiles import Profile
    from printing.rim import Rim
    from printing.slip import SlipData
    from printing.stock import Stock

CARD = "card"


@dataclass(frozen=True)
class Subject:
    """A paper of a record to be looked at: what it says; by mode the pages stored when it was
    printed before, "" for those on sheets; one 联 alone, from 1; the template of a pad, or why
    there is none that fits."""

    form: Form
    paper: Paper
    data: SlipData
    stored: Mapping[str, str | None]
    copy: int | None = None
    pad: Template | None = None
    no_pad: str = ""


@dataclass(frozen=True)
class Examined:
    """A paper that was looked at: its pages as they are to be kept, the size in mm of those that
    are sent, why the printer takes no such page ("" if it does), what is wrong with the pages."""

    fresh: Document
    size: tuple[float, float]
    refused: str
    wrong: tuple[Wrong, ...]

    @property
    def stopping(self) -> str:
        """Why it is not to be printed so, "" if it may."""
        from printing.preflight import stopping

        return "；".join(filter(None, (self.refused, stopping(self.wrong))))

    @property
    def said(self) -> str:
        """All that is to be said of the pages, "" for nothing."""
        from printing.preflight import said

        return said(self.wrong)


def subject(
    session: Session,
    record: Record,
    paper: Paper,
    way: Profile,
    copy: int | None = None,
    mode: str = "",
) -> Subject:
    """What is to be looked at, read from the store.

    mode: one that was asked for; then Refused where a pad has no template that fits. Where only the
    way says so, `examine` tells it as what stops the print, so that the paper is offered again.
    """
    pad, no_pad = None, ""
    if (mode or ways.mode(paper, way)) == prints.OVERPRINT:
        try:
            pad = overprinting.loaded(session, record.form, paper, way)
        except Refused as refused:
            if mode:
                raise
            no_pad = str(refused)
    stored = {
        one: prints.first(session, record, paper.name, one)
        for one in ("", prints.IMPACT, prints.ROLL)
    }
    if pad is not None:
        stored[prints.OVERPRINT] = overprinting.stored(session, record, paper, pad)
    data = printouts.slip_data(session, record)
    template = pad.template if pad else None
    return Subject(record.form, paper, data, stored, copy, template, no_pad)


def examine(
    one: Subject, way: Profile, queue: str, mode: str, through: Carrier | None
) -> Examined:
    """Look at it; waits for the printer where there is one to ask. Never raises PrintProblem."""
    from printing import preflight
    from printing.page import from_json

    mode = printouts.usual_mode(one.paper) if one.no_pad else mode
    mode = mode or printouts.usual_mode(one.paper)
    struck, copies = mode == prints.IMPACT, printouts.copies_of(one.form, one.paper)
    stock = ways.stock(one.paper, way) if struck else None
    stored, unfit = one.stored.get(mode if mode in prints.OTHER_PAGES else ""), ""
    if stored:
        fresh = from_json(stored)
    elif one.pad is not None:
        fresh, unfit = overprinting.laid(one.pad, one.form, one.paper, one.data)
    else:
        fresh = ways.composed(one.form, one.paper, one.data, way, mode)
    whole = mode in prints.ONE_PASS
    copy = one.copy if not whole and one.copy in range(1, copies + 1) else None
    going = printouts.going_of(
        fresh, one.form, one.paper, mode, way, one.data.number, copy
    )
    named = preflight.named_of(one.form, one.data)
    asked = None if one.no_pad else through
    seen = looked_over(going, way, queue, mode, asked, stock, copies, named)
    wrong = seen.wrong
    if unfit or one.no_pad:  # what leaves its place may leave the paper too: the same mistake
        said = preflight.Wrong(unfit or one.no_pad)
        wrong = (said, *(found for found in wrong if unfit and not found.stops))
    return replace(seen, fresh=fresh, wrong=wrong)


def looked_over(
    going: Document,
    way: Profile,
    queue: str,
    mode: str,
    through: Carrier | None,
    stock: Stock | None = None,
    copies: int = 1,
    named: Mapping[str, str] | None = None,
) -> Examined:
    """Pages of anything as they are about to be sent; as `examine`. stock, copies: as of
    `preflight.Under` · named: as of `preflight.checked`."""
    from printing import preflight
    from printing.carrier import sheet_size

    size = sheet_size(going, way)
    refused, rim, moved = "", None, way.adjustment
    if through is not None and queue and going.pages:
        refused = preflight.stopping(preflight.refused(through, queue, *size))
        if not refused:
            rim, across = _fed(through, queue, size)
            moved = moved.across(size[0]) if across else moved
    under = preflight.Under(queue, mode, stock, moved, rim, copies)
    return Examined(going, size, refused, tuple(preflight.checked(going, under, named)))


def _fed(
    through: Carrier, queue: str, size: tuple[float, float]
) -> tuple[Rim | None, bool]:
    """(what the printer leaves white, whether the pages lie across its sheets)."""
    from printing.spool import PrintProblem

    try:
        return through.rim(queue, *size), through.sizes(queue).lies_across(*size)
    except PrintProblem:
        return None, False


def where(through: Carrier, way: Profile, wanted: str, paper: Paper) -> tuple[str, str]:
    """(the printer, "" for none; how the paper is printed there). Asks a service: for a thread."""
    from printing.spool import PrintProblem

    queue = queue_of(through, way, wanted)
    if ways.mode(paper, way):
        return queue, way.mode
    if not queue or CARD not in paper.modes:
        return queue, ""
    try:
        return queue, printouts.fitting_mode(paper, through.sizes(queue))
    except PrintProblem:
        return queue, ""


def queue_of(through: Carrier, way: Profile, wanted: str) -> str:
    """The printer of a way, else the one chosen on this computer, else its default one, "" where
    there is none. Asks a service: for a thread."""
    from printing.spool import PrintProblem

    if way.queue or wanted:
        return way.queue or wanted
    try:
        return next((one.name for one in through.queues()), "")
    except PrintProblem:
        return ""
