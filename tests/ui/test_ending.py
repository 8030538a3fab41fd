"""The system tells the program to end: the windows are closed, the throw-away estate is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import ending

ROOT = Path(__file__).parents[2]


class Told:
    """In place of the application: how often it was told to quit."""

    times = 0

    def quit(self) -> None:
        """Counted."""
        self.times += 1


@pytest.mark.parametrize("number", ending.SIGNALS, ids=lambda one: str(one.name))
def test_a_signal_reaches_the_window_while_it_waits(qtbot: QtBot, number: signal.Signals) -> None:
    """Also a second one; afterwards it does what it did before."""
    told, before = Told(), signal.getsignal(number)
    with ending.told_by_the_system(cast(QApplication, told)):
        for times in (1, 2):
            os.kill(os.getpid(), number)
            qtbot.waitUntil(lambda wanted=times: told.times == wanted)
    assert signal.getsignal(number) == before


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("after", [0.0, 4.0])
def test_the_demo_leaves_nothing(tmp_path: Path, number: signal.Signals, after: float) -> None:
    """Ended while the estate is being made, and when it is there; what a kill leaves the next start
    takes away."""
    variables = {**os.environ, "TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    for sent in (number, signal.SIGTERM):
        dead = set(tmp_path.glob("qiantai-demo-*/keys.json"))
        command = [sys.executable, "main.py", "--demo"]
        with subprocess.Popen(command, cwd=ROOT, env=variables) as run:
            deadline = time.monotonic() + 60
            while not set(tmp_path.glob("qiantai-demo-*/keys.json")) - dead:
                assert time.monotonic() < deadline and run.poll() is None
                time.sleep(0.01)
            until = time.monotonic() + after
            while time.monotonic() < until:
                time.sleep(0.01)
            run.send_signal(sent)
            assert run.wait(60) == (-sent if sent is signal.SIGKILL else 0)
    assert list(tmp_path.glob("qiantai-demo-*")) == []
