"""A register on paper: the same ledger that is saved as PDF, handed to a printer."""

from __future__ import annotations

from db.listing import Sieve
from db.session import Member, Session
from views import office_papers, register_files
from views.office_papers import How, Sent
from views.register_files import Progress

KEY = "@register"


def print_out(
    session: Session,
    sieve: Sieve,
    how: How,
    progress: Progress,
    note: str = "",
    second: Member | None = None,
) -> tuple[Sent | None, int]:
    """Print all that passes on A4 across; where it went, None where there is no printer at all,
    and how many records.

    note: what narrows it · second: as of `register_files.write`. Waits for the printer: for a
    thread. Raises what `office_papers.send` raises, and what `progress` raises; journalled only if
    the printer takes it.
    """
    from printing.register import HEIGHT, WIDTH

    queue = office_papers.taker(how, (WIDTH, HEIGHT))
    if not queue:
        return None, 0
    title = register_files.title_of(session.form(sieve.code))
    return office_papers.send_register(
        how, queue,
        lambda file, drawn: register_files.write(
            session, sieve, file, progress, note=note, second=second, drawn=drawn
        ),
        (WIDTH, HEIGHT), title,
    )  # fmt: skip
