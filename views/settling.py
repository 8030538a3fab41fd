"""What became of prints that were under way when the program last looked, asked of the queue.

A window closed in the second after F9, a computer switched off, a printer that gives up later: the
log says 送出 or 已送打印机, and only the queue knows whether paper came out. What never came out is
offered again. Imports no Qt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from db import prints, reading
from db.prints import Outstanding
from db.session import Session

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.spool import Fate


def ask(found: Sequence[Outstanding], through: Carrier) -> dict[int, Fate]:
    """The fate of each print by its row, as far as the printers answer. No store: for a thread."""
    from printing.spool import LOST, PENDING, PrintProblem

    fates = {}
    for one in found:
        try:
            fate = through.fate(one.queue, one.job, one.title)
        except PrintProblem:
            continue
        if fate.state == LOST and any(part.state == PENDING for part in fate.parts):
            fate = replace(fate, state=PENDING, words=f"{fate.words}，其余的还在打")
        fates[one.id] = fate
    return fates


def note(session: Session, found: Sequence[Outstanding], fates: Mapping[int, Fate]) -> list[str]:
    """Write the fates down; the numbers of the records that turned out not to be on paper."""
    from printing.spool import DONE, LOST, PENDING

    lost = []
    for one in found:
        fate = fates.get(one.id)
        if fate is None:
            continue
        if fate.state == DONE:
            prints.settle(session, one.id, prints.PRINTED, fate.job or None)
        elif fate.state == LOST:
            came, missed = _in_part(session, one, fate)
            if came:
                prints.came_in_part(session, one.id, came, missed, fate.words)
            else:
                prints.settle(session, one.id, prints.UNPRINTED, fate.job or None, fate.words)
            lost.append(one.number)
        elif fate.state == PENDING and not one.job:
            prints.settle(session, one.id, prints.QUEUED, fate.job)
    return list(dict.fromkeys(lost))


def _in_part(
    session: Session, one: Outstanding, fate: Fate
) -> tuple[list[str], list[str]]:
    """The 联 of a print of all of them that came out and those that did not, where each went as a
    job; ([], []) where it is all or none, or not known."""
    from printing.spool import DONE

    record = reading.load(session, one.number, missing_ok=True)
    names = [copy.name for copy in record.form.copies] if record else []
    out = [part.state == DONE for part in fate.parts]
    if len(out) != len(names) or not any(out) or not prints.is_whole(session, one.id):
        return [], []
    told = list(zip(names, out, strict=True))
    return [name for name, came in told if came], [name for name, came in told if not came]


def settle(session: Session, through: Carrier) -> list[str]:
    """Ask and write down at once; waits for the printers."""
    found = prints.outstanding(session)
    return note(session, found, ask(found, through)) if found else []
