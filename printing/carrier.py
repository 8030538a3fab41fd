"""What anything that carries pages to a printer can do; `printing.spool` is one."""

from __future__ import annotations

from typing import Protocol

from printing.rim import Rim
from printing.spool import Fate, Queue, Sizes


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

    def submit(
        self, pdf: bytes, queue: str, width: float, height: float, title: str, tray: str = ""
    ) -> str:
        """Send a PDF; the job's name, "" if the printer gives none."""

    def fate(self, queue: str, job: str, title: str) -> Fate:
        """What became of what was sent."""
