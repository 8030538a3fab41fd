"""The computer's own lock is heard: on a real message bus, and as Windows tells it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.screen_lock import ScreenLock, Told

ROOT = Path(__file__).parents[2]
WAITS = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from ui.screen_lock import ScreenLock
app = QCoreApplication(sys.argv)
lock = ScreenLock()
lock.locked.connect(lambda: (print("locked", flush=True), app.quit()))
lock.listen(0)
QTimer.singleShot(20000, lambda: app.exit(1))
print("listening", *lock.heard, flush=True)
sys.exit(app.exec())
"""


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a message bus of our own."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address", "--nofork"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


@pytest.mark.parametrize("path, signal, argument", [
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"),
])  # fmt: skip
def test_the_screen_saver_is_heard_on_a_real_bus(
    bus: str, path: str, signal: str, argument: str
) -> None:
    """Going off is not a lock; going on is."""
    mine = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": bus, "PYTHONPATH": str(ROOT)}
    waiting = subprocess.Popen(
        [sys.executable, "-c", WAITS], stdout=subprocess.PIPE, text=True, env=mine
    )
    assert waiting.stdout is not None
    assert signal in waiting.stdout.readline()
    for said in (argument.replace("true", "false"), argument):
        subprocess.run(
            ["dbus-send", "--session", "--type=signal", path, signal, said], env=mine, check=True
        )
    assert waiting.stdout.readline() == "locked\n"
    assert waiting.wait(20) == 0
    waiting.stdout.close()


@pytest.mark.parametrize("message, what, locks", [
    (0x02B1, 0x7, True), (0x0218, 0x4, True), (0x02B1, 0x8, False), (0x0218, 0x12, False),
    (0x0010, 0x7, False),
])
def test_what_windows_tells(message: int, what: int, locks: bool) -> None:
    """Lock and suspend, not unlock and resume."""
    lock = ScreenLock()
    told: list[bool] = []
    lock.locked.connect(lambda: told.append(True))
    Told(lock).hear(message, what)
    assert bool(told) is locks


def test_a_computer_without_a_bus_is_no_trouble() -> None:
    """The idle lock stays."""
    mine = {**os.environ, "PYTHONPATH": str(ROOT), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"}  # fmt: skip
    code = WAITS.replace("20000, lambda: app.exit(1)", "0, app.quit")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=mine, timeout=30,
        check=True,
    )  # fmt: skip
    assert done.stdout == "listening\n"
