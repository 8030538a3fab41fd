"""Which printer this computer prints on: chosen once, remembered, checked against the paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from db.session import Session
from forms.paper import SIZES, Paper
from views import carriers
from views.remembered import Remembered

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.spool import Queue

TO_FILE = "@pdf"
"""Chosen instead of a printer: every print is saved as a PDF file."""


def chosen(session: Session) -> str:
    """The queue chosen on this computer, TO_FILE, or "" for the computer's default printer."""
    return Remembered(session, "printer").get("queue", "")


def choose(session: Session, queue: str) -> None:
    """From now on print there."""
    Remembered(session, "printer")["queue"] = queue


def queues(through: Carrier) -> tuple[Queue, ...]:
    """The printers there are, () without a print service. Asks a service: for a thread."""
    from printing.spool import PrintProblem

    try:
        return through.queues()
    except PrintProblem:
        return ()


def sheet_of(paper: Paper) -> str:
    """The size of the sheet that a paper goes on at the least: a card or label may be cut out of
    A4."""
    small = paper.is_card or paper.is_label
    return "A4" if small and "laser" in paper.modes else paper.size


def paper_sizes(session: Session) -> frozenset[str]:
    """The papers of the forms in use, as `forms.paper.SIZES` names them."""
    return frozenset(
        sheet_of(paper) for form in session.forms.values() for paper in form.papers
    )


def unfit(through: Carrier, queue: str, sizes: Iterable[str]) -> dict[str, str]:
    """Why a printer takes no page of these sizes, by size. Asks a service: for a thread."""
    found = {size: through.refuse_reason(queue, *SIZES[size]) for size in sorted(sizes)}
    return {size: reason for size, reason in found.items() if reason}


def refusal(through: Carrier, wanted: str, size: tuple[float, float]) -> str:
    """Why a page of that size (mm) would not be printed; "" if it would, or where there is no
    printer at all (the status bar says so). Asks a service: for a thread."""
    queue = wanted or carriers.default_queue(through)
    return (through.refuse_reason(queue, *size) or "") if queue else ""


def current(found: Sequence[Queue], wanted: str) -> Queue | None:
    """The printer that is meant by `wanted`, as `chosen` gives it; None if it is not there."""
    if wanted:
        return next((queue for queue in found if queue.name == wanted), None)
    return next((queue for queue in found if queue.is_default), found[0] if found else None)
