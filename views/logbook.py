"""Errors nobody caught, on any thread, and Qt's own warnings: logged, then an apology.

Nothing personal is written: of an error only its kind and places, of Qt's words no long figures and
nothing in Chinese.
"""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from db.errors import Environment
from db.sqlite_errors import environment, may_write
from views import faults

_PERSONAL = re.compile(r"\d{5,}|[\u3400-\u9fff\U00020000-\U0003ffff]+")
"""Long figures, and Chinese: Qt's own words have none, a name of a file or a person may be."""
_SIZE = 256 * 1024


@contextmanager
def watching(
    folder: Path, apologise: Callable[[Environment | None], None]
) -> Iterator[None]:
    """For the block every uncaught error goes to `folder`/logs, then `apologise` is called with the
    trouble with disk or file behind it, None where it was our own.

    It may be called on any thread. Crashes of the machine's own go to crash.log.
    """

    def caught(
        kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
            return
        from db.store import FILE_NAME

        faults.write(folder, error)
        apologise(environment(error, writable=may_write(folder / FILE_NAME)))

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = caught, caught_in_thread
    try:
        with _qt_words(folder), _crashes(folder):
            yield
    finally:
        sys.excepthook, threading.excepthook = before


@contextmanager
def _qt_words(folder: Path) -> Iterator[None]:
    log = logging.Logger("qt")
    try:
        (folder / "logs").mkdir(parents=True, exist_ok=True)
        book = RotatingFileHandler(
            folder / "logs" / "qt.log", maxBytes=_SIZE, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        yield
        return
    book.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(book)

    def said(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if kind is not QtMsgType.QtDebugMsg:
            log.warning("%s", _PERSONAL.sub("…", words)[:300])

    before = qInstallMessageHandler(said)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        book.close()


@contextmanager
def _crashes(folder: Path) -> Iterator[None]:
    try:
        file = (folder / "logs" / "crash.log").open("a", encoding="utf-8")
    except OSError:
        yield
        return
    with file:
        before = faulthandler.is_enabled()
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
            if before:
                faulthandler.enable()
