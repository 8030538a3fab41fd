"""Printing through Qt in a process of its own, so that no driver holds up or ends the window.

Every question waits for the printers: for a thread.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS = {"list": 30, "rim": 30, "print": 180}
NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0


class PrinterFailed(Exception):
    """The printer did not take the pages; its words are for people."""


def printers() -> list[dict[str, Any]]:
    """The printers there are, as `ui.paper_printer.Printer` names their parts, the default one
    first. Raises PrinterFailed."""
    found = _ask({"do": "list"}, b"")["printers"]
    assert isinstance(found, list)
    return found


def rim(printer: str, width: float, height: float) -> tuple[float, float, float, float] | None:
    """mm that it leaves white at the left, top, right and bottom of pages of that size (mm), None
    where it has no such paper. Raises PrinterFailed."""
    asked = {"do": "rim", "printer": printer, "width": width, "height": height}
    told = _ask(asked, b"")["rim"]
    return None if told is None else (told[0], told[1], told[2], told[3])


def print_pages(pdf: bytes, printer: str, title: str, tray: str = "", dpi: int = 0) -> int:
    """Print a PDF's pages in their own size; how many there were. Raises PrinterFailed."""
    asked = {"do": "print", "printer": printer, "title": title, "tray": tray, "dpi": dpi}
    return int(_ask(asked, pdf)["pages"])


def _ask(question: dict[str, Any], pdf: bytes) -> dict[str, Any]:
    words = json.dumps(question).encode() + b"\n" + pdf
    try:
        done = subprocess.run(
            [sys.executable, "-m", "ui.paper_printer"], input=words, capture_output=True,
            cwd=ROOT, timeout=SECONDS[question["do"]], creationflags=NO_WINDOW,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise PrinterFailed("打印机没有回应，请检查打印机和驱动程序，再试一次") from problem
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise PrinterFailed("打印机的驱动程序出错，没有打印；请重新启动打印机或另选一台")
    answer = json.loads(lines[-1])
    if "failed" in answer:
        raise PrinterFailed(answer["failed"])
    assert isinstance(answer, dict)
    return answer
