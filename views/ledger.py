"""A register on paper: the same ledger that is saved as PDF, handed to a printer."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import Environment
from db.register import Column, Entry
from db.session import Session
from forms.form import Form
from views import carriers, register_files

if TYPE_CHECKING:
    from printing.carrier import Carrier


def print_out(
    session: Session,
    form: Form,
    columns: Sequence[Column],
    rows: Sequence[Entry],
    days: tuple[date | None, date | None],
    queue: str,
    through: Carrier,
) -> str:
    """Print the rows on A4 across; the queue they went to, "" where there is no printer at all.

    days: the first and the last that the rows were asked for · queue: "" for the computer's
    default printer. Waits for the printer: for a thread. Raises Environment when the printer
    cannot take it; journalled only if it can.
    """
    from printing.register import HEIGHT, WIDTH

    to = queue or carriers.default_queue(through)
    if to is None:
        return ""
    reason = through.refuse_reason(to, WIDTH, HEIGHT)
    if reason:
        raise Environment("printer", reason)
    title = form.register_title or f"{form.title}登记本"
    with tempfile.TemporaryDirectory(prefix="qiantai-") as folder:
        file = Path(folder, "register.pdf")
        register_files.write(session, form, columns, rows, *days, file)
        carriers.send(through, file.read_bytes(), to, (WIDTH, HEIGHT), title)
    return to
