"""What went wrong, for whoever mends it: a rotating log without anybody's personal data.

An error's own words may hold a name or a number that somebody typed, so only its kind and the
places in the program are written down.
"""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

FOLDER = "logs"
_LOG = logging.getLogger("qiantai")
_LONG_FIGURES = re.compile(r"\d{5,}")
_SIZE = 512 * 1024


def keep(folder: Path) -> None:
    """Write the log to `folder`/logs (five files of 512 KiB), crashes of the machine too.

    Where the folder cannot be written the window works without a log.
    """
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        book = RotatingFileHandler(
            folder / FOLDER / "qiantai.log", maxBytes=_SIZE, backupCount=4, encoding="utf-8"
        )
        crashes = (folder / FOLDER / "crash.log").open("a", encoding="utf-8")
    except OSError:
        return
    book.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOG.addHandler(book)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    faulthandler.enable(crashes)


def close() -> None:
    """Let go of the files."""
    if faulthandler.is_enabled():
        faulthandler.disable()
    for book in list(_LOG.handlers):
        _LOG.removeHandler(book)
        book.close()


def watch(apologise: Callable[[], None]) -> None:
    """Log every error nobody caught, on any thread, then `apologise`; log Qt's warnings too."""

    def caught(
        kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
            return
        _LOG.error("%s", described(error))
        apologise()

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
    qInstallMessageHandler(_qt_said)


def described(error: BaseException) -> str:
    """Kind of an error and of its causes with file, line and function; never their words."""
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        places = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        parts.append(f"{type(seen).__name__} at {' > '.join(places) or '?'}")
        seen = seen.__cause__ or seen.__context__
    return " | from ".join(parts)


def _qt_said(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    level = logging.INFO if kind is QtMsgType.QtDebugMsg else logging.WARNING
    _LOG.log(level, "Qt: %s", _LONG_FIGURES.sub("…", words)[:300])
