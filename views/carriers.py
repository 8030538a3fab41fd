"""Who carries pages to a printer: the print service (CUPS) or, where there is none, Qt.

Both know the same words: printers, why one takes no page of a size, sending, and what became of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from db.errors import Environment
from db.session import Session
from ui import printer_process
from views.remembered import Remembered

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.rim import Rim
    from printing.spool import Fate, Options, Queue, Sizes

SERVICE, QT = "service", "qt"
Answer = TypeVar("Answer")


class Qt:
    """Printers of the operating system, through `ui.printer_process`."""

    def __init__(self) -> None:
        self._sizes: dict[str, Sizes] = {}
        self._options: dict[str, Options] = {}

    def queues(self) -> tuple[Queue, ...]:
        """The printers there are, the default one first."""
        from printing.spool import Media, Options, PrintProblem, Queue, Sizes

        try:
            found = printer_process.printers()
        except printer_process.PrinterFailed as failed:
            raise PrintProblem(str(failed)) from failed
        self._sizes = {
            one["name"]: Sizes(
                tuple(Media(one["name"], *size) for size in one["sizes"]),
                (one["largest"][0], one["largest"][1]),
                (one["smallest"][0], one["smallest"][1]),
            )
            for one in found
        }
        self._options = {
            one["name"]: Options(tuple(one["trays"]), tuple(one["dpi"])) for one in found
        }
        return tuple(
            Queue(one["name"], one["is_default"], True, one["stopped"], _state(one))
            for one in found
        )

    def sizes(self, queue: str) -> Sizes:
        """The paper sizes of a printer."""
        from printing.spool import PrintProblem

        self.queues()
        if queue not in self._sizes:
            raise PrintProblem(_no_such(queue))
        return self._sizes[queue]

    def options(self, queue: str) -> Options:
        """The trays and resolutions of a printer."""
        self.sizes(queue)
        return self._options[queue]

    def rim(self, queue: str, width: float, height: float) -> Rim | None:
        """What the driver leaves white at the edges of a page of that size in mm; None if it does
        not tell."""
        from printing.rim import Rim
        from ui import printer_process

        try:
            told = printer_process.rim(queue, width, height)
        except printer_process.PrinterFailed:
            return None
        return None if told is None else Rim(*told)

    def refuse_reason(self, queue: str, width: float, height: float) -> str | None:
        """Why a page of that size in mm should not be sent there; None if it may."""
        from printing.spool import PrintProblem, lacking

        try:
            found = next((one for one in self.queues() if one.name == queue), None)
        except PrintProblem as problem:
            return str(problem)
        if found is None:
            return _no_such(queue)
        if found.stopped:
            return f"打印机 {queue} {found.state}，请处理后再打印，或另选一台"
        if self._sizes[queue].media(width, height) is None:
            return lacking(queue, width, height)
        return None

    def submit(
        self, pdf: bytes, queue: str, width: float, height: float, title: str, tray: str = "",
        dpi: int = 0,
    ) -> str:  # fmt: skip
        """Print a PDF as pictures; "" because no printer tells a job."""
        from printing.spool import PrintProblem

        reason = self.refuse_reason(queue, width, height)
        if reason:
            raise PrintProblem(reason)
        try:
            printer_process.print_pages(pdf, queue, title, tray, dpi)
        except printer_process.PrinterFailed as failed:
            raise PrintProblem(str(failed)) from failed
        return ""

    def cancel(self, job: str) -> None:
        """Nothing: what was handed to the system is on its way."""

    def fate(self, queue: str, job: str, title: str) -> Fate:
        """Unknown for a job of the print service; a print cut short on its way has not come."""
        from printing.spool import LOST, UNKNOWN, Fate

        return Fate(UNKNOWN, "", job) if job else Fate(LOST, f"打印机 {queue} 没有收到")


def _state(one: dict[str, object]) -> str:
    if one["stopped"]:
        return "出错或已暂停"
    return "正在打印" if one["busy"] else "就绪"


def _no_such(queue: str) -> str:
    from printing.spool import no_such

    return no_such(queue)


def carrier(session: Session | None = None) -> Carrier:
    """The print service where the computer has one, else Qt; a computer may be set to Qt."""
    chosen = Remembered(session, "printer").get("way", "") if session else ""
    if chosen == QT or (chosen != SERVICE and shutil.which("lp") is None):
        return Qt()
    from printing import spool

    return spool


def default_queue(through: Carrier) -> str | None:
    """The default printer's name, None where there is none. For a thread."""
    from printing.spool import PrintProblem

    try:
        found = through.queues()
    except PrintProblem:
        return None
    return found[0].name if found else None


def send(
    through: Carrier,
    pdf: bytes,
    queue: str,
    size: tuple[float, float],
    title: str,
) -> str:
    """Hand pages of that size (mm) to a printer; the job's name. For a thread.

    Environment when the printer cannot take them.
    """
    return send_parts(through, (("", pdf),), queue, size, title)


def tried(asked: Callable[[], Answer]) -> Answer:
    """What a printer gives; Environment where it does not."""
    from printing.spool import PrintProblem

    try:
        return asked()
    except PrintProblem as problem:
        raise Environment("printer", str(problem)) from problem


def send_parts(
    through: Carrier,
    parts: Sequence[tuple[str, bytes]],
    queue: str,
    size: tuple[float, float],
    title: str,
    dpi: int = 0,
) -> str:
    """The same with pages that lie in several trays, as (tray, PDF); the names of the jobs."""
    from printing.carrier import submit_parts

    return tried(lambda: submit_parts(through, parts, queue, size, title, dpi))
