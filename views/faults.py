"""The log of our own mistakes: where it happened, never what somebody typed.

An exception's message may hold personal data, so only its type and the lines of code are written.
"""

from __future__ import annotations

import logging
import sys
import traceback
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(message)s")


def no_memory_images() -> None:
    """Have the system keep no image of the program's memory when it crashes: the data key and what
    was on the screen would lie in it, in plain. Never raises."""
    with suppress(ImportError, OSError, ValueError):
        if sys.platform == "win32":
            import ctypes

            # No report is made, so none is kept or sent: critical errors, protection faults, files.
            ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002 | 0x8000)
        else:
            import resource

            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write(folder: Path, fault: BaseException) -> None:
    """Write one exception to folder/logs/qiantai.log; never raises."""
    try:
        (folder / "logs").mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "logs" / "qiantai.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(_FORMAT)
    logger = logging.Logger("qiantai")
    logger.addHandler(handler)
    logger.error("%s", described(fault))
    handler.close()


def described(fault: BaseException) -> str:
    """Type and place of an exception and of what it came from, without its words."""
    lines = []
    seen: BaseException | None = fault
    while seen is not None:
        lines.append(type(seen).__name__)
        for frame in traceback.extract_tb(seen.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)
