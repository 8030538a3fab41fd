"""A register on paper: the same ledger that is saved as PDF, handed to a printer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import Environment
from db.files import passing
from db.listing import Sieve
from db.session import Member, Session
from views import carriers, register_files
from views.register_files import Progress

if TYPE_CHECKING:
    from printing.carrier import Carrier


def print_out(
    session: Session,
    sieve: Sieve,
    queue: str,
    through: Carrier,
    progress: Progress,
    note: str = "",
    second: Member | None = None,
) -> tuple[str, int]:
    """Print all that passes on A4 across; the queue it went to, "" where there is no printer at
    all, and how many records.

    queue: "" for the computer's default printer · note: what narrows it · second: as of
    `register_files.write`. Waits for the printer:
    for a thread. Raises Environment when the printer cannot take it, what `progress` raises;
    journalled only if it can.
    """
    from printing.register import HEIGHT, WIDTH

    to = queue or carriers.default_queue(through)
    if to is None:
        return "", 0
    reason = through.refuse_reason(to, WIDTH, HEIGHT)
    if reason:
        raise Environment("printer", reason)
    title = register_files.title_of(session.form(sieve.code))
    with passing(Path(tempfile.gettempdir()), "qiantai-ledger-") as folder:
        file = Path(folder, "register.pdf")
        written = register_files.write(
            session, sieve, file, progress, note=note, second=second
        )
        carriers.send(through, file.read_bytes(), to, (WIDTH, HEIGHT), title)
    return to, written
