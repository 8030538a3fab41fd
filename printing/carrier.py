"""What anything that carries pages to a printer can do; `printing.spool` is one.

A print whose copies lie in several trays goes as several jobs: per-page trays in one job reach no
more than some PostScript drivers. It is still one print, lost where one of its jobs is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from printing.rim import Rim
from printing.spool import Fate, Options, PrintProblem, Queue, Sizes, part_title

if TYPE_CHECKING:
    from printing.page import Document
    from printing.profiles import Profile


class Carrier(Protocol):
    """It waits for printers, so all of it is for a thread; all but `refuse_reason` may raise
    `printing.spool.PrintProblem`."""

    def queues(self) -> tuple[Queue, ...]:
        """The printers there are, the default one first."""

    def sizes(self, queue: str) -> Sizes:
        """The paper sizes of a printer."""

    def rim(self, queue: str, width: float, height: float) -> Rim | None:
        """What a printer leaves white at the edges of a page of that size in mm, None if it does
        not say."""

    def refuse_reason(self, queue: str, width: float, height: float) -> str | None:
        """Why a page of that size in mm should not be sent there; None if it may."""

    def options(self, queue: str) -> Options:
        """The trays and resolutions of a printer."""

    def submit(
        self, pdf: bytes, queue: str, width: float, height: float, title: str, tray: str = "",
        dpi: int = 0,
    ) -> str:  # fmt: skip
        """Send a PDF; the job's name, "" if the printer gives none."""

    def cancel(self, job: str) -> None:
        """Take a job back that is not printed yet."""

    def fate(self, queue: str, job: str, title: str) -> Fate:
        """What became of what was sent."""


def sheet_size(document: Document, way: Profile) -> tuple[float, float]:
    """Width and height in mm of the sheets as they are sent, (0, 0) for no pages."""
    if not document.pages:
        return 0.0, 0.0
    return document.pages[0].width, document.pages[0].height + way.adjustment.feed


def drawn_parts(
    document: Document, images: Mapping[str, bytes], way: Profile, mode: str,
    across: bool = False, copies: int = 1,
) -> tuple[tuple[str, bytes], ...]:  # fmt: skip
    """(tray, its pages drawn) in order of printing, made up for the printer and on its dots;
    across: as of `printing.pdf.draw` · copies: as of `printing.tinting.parts`."""
    from printing.pdf import draw
    from printing.tinting import parts

    return tuple(
        (tray, draw(pages, images, way.adjustment, way.dots(mode), across))
        for tray, pages in parts(document, way, copies)
    )


def submit_pages(
    through: Carrier,
    document: Document,
    images: Mapping[str, bytes],
    way: Profile,
    mode: str,
    queue: str,
    title: str,
    copies: int = 1,
) -> str:
    """Draw pages as that printer is fed and send them; the names of the jobs as `submit_parts`.
    copies: as of `printing.tinting.parts`. Raises PrintProblem."""
    size = sheet_size(document, way)
    across = through.sizes(queue).lies_across(*size)
    parts = drawn_parts(document, images, way, mode, across, copies)
    return submit_parts(through, parts, queue, size[::-1] if across else size, title, way.dpi)


def submit_parts(
    through: Carrier,
    parts: Sequence[tuple[str, bytes]],
    queue: str,
    size: tuple[float, float],
    title: str,
    dpi: int = 0,
) -> str:
    """Send (tray, PDF) one after another; the names of the jobs with a space between, "" if the
    printer gives none. Raises PrintProblem once those that went are taken back."""
    jobs: list[str] = []
    for number, (tray, pdf) in enumerate(parts, 1):
        named = part_title(title, number, len(parts))
        try:
            jobs.append(through.submit(pdf, queue, *size, named, tray, dpi))
        except PrintProblem:
            for job in filter(None, jobs):
                _taken_back(through, job)
            raise
    return " ".join(filter(None, jobs))


def _taken_back(through: Carrier, job: str) -> None:
    """As far as the printer answers; why the print failed is already known."""
    try:
        through.cancel(job)
    except PrintProblem:
        return
