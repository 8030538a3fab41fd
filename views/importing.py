"""An import in a process beside the window: what is asked goes in, what comes of it comes out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from db.errors import Environment, Refused
from db.imports import Cancelled
from db.imports.taking import INDEXING
from views.cli_import import FLAG, Column, Seen, Task

MAIN = Path(__file__).resolve().parents[1] / "main.py"
BROKEN = "导入中途断了（程序被关掉，或电脑的内存不够），一行也没有导入。可以再试一次，或把文件分成几个。"
BROKEN_LATE = "行都已导入；查找用的目录没有做完，下次登录时接着做，在那之前可能找不全。"
GENTLE_MS = 3_000


def command() -> tuple[str, list[str]]:
    """The program and its arguments; a frozen one is its own Python."""
    frozen = getattr(sys, "frozen", False)
    return sys.executable, [FLAG] if frozen else [str(MAIN), FLAG]


class Importing(QObject):
    """One task in a process of its own, which goes with this object.

    Signals: progressed (what is done, steps done, of how many), then one of seen (`Seen`), taken
    (a dict of counts, as `Result`) or failed (Cancelled, Refused, Environment or a bug).
    """

    progressed = Signal(str, int, int)
    seen = Signal(object)
    taken = Signal(object)
    failed = Signal(object)

    def __init__(self, task: Task, parent: QObject) -> None:
        super().__init__(parent)
        self._doing = ""
        self._answer: dict[str, Any] = {}
        self.process = QProcess(self)
        self.process.setStandardErrorFile(QProcess.nullDevice())
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.finished.connect(self._finished)
        self.process.errorOccurred.connect(self._erred)
        if sys.platform != "win32":
            # A plain fork copies the tables of all our memory: up to 200 ms seen.
            self.process.setUnixProcessParameters(QProcess.UnixProcessFlag.UseVFork)
        self.process.start(*command())
        self.process.write(task.line())

    def cancel(self) -> None:
        """Stop at the next step; nothing of what was to be taken in stays."""
        self.process.write(b"\n")

    def end(self) -> None:
        """Stop at once."""
        self.process.finished.disconnect()
        self.process.errorOccurred.disconnect()
        self.process.kill()
        self.process.waitForFinished(GENTLE_MS)

    def _read(self) -> None:
        while self.process.canReadLine():
            told = json.loads(bytes(self.process.readLine().data()))
            if "progress" in told:
                self._doing, done, of = told["progress"]
                self.progressed.emit(self._doing, done, of)
            else:
                self._answer = told

    def _erred(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finished()

    def _finished(self) -> None:
        self._read()
        match self._answer:
            case {"seen": seen}:
                columns = tuple(Column(**one) for one in seen["columns"])
                self.seen.emit(Seen(**{**seen, "columns": columns}))
            case {"result": result}:
                self.taken.emit(result)
            case {"refused": problems}:
                self.failed.emit(Refused(problems))
            case {"environment": [kind, words]}:
                self.failed.emit(Environment(kind, words))
            case {"cancelled": _}:
                self.failed.emit(Cancelled())
            case {"bug": _}:
                self.failed.emit(RuntimeError("the import failed, see the log"))
            case _:
                words = BROKEN_LATE if self._doing == INDEXING else BROKEN
                self.failed.emit(Environment("process", words))
