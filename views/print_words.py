"""What people call what stands in the log of prints; for its list, a file and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from db.exchange import Cell
from db.journal_words import Speaker
from db.print_log import Line
from db.session import Session

ALL_COPIES = "各联"


def titled(session: Session, code: str) -> str:
    """What people call a form."""
    form = session.forms.get(code)
    return form.called if form is not None else code


def mode_words(mode: str) -> str:
    """What people call a way to print."""
    from printing.profiles import WAYS

    return WAYS.get(mode, mode)


def cells(session: Session) -> Callable[[Line], Sequence[Cell]]:
    """A line as `db.print_log.HEADINGS` name it."""
    speaker = Speaker(session)

    def of(line: Line) -> tuple[str | int | datetime, ...]:
        return (
            line.at, speaker.who(line.by), titled(session, line.code), line.number, line.paper,
            line.copy or ALL_COPIES, line.queue, mode_words(line.mode), line.outcome, line.said,
            line.nth, line.again,
        )  # fmt: skip

    return of
