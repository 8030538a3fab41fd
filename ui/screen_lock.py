"""Hears when the computer's own screen is locked or put to sleep, so that the program locks too.

Linux: the screen saver and logind say so on the message buses. Windows: the window is told. Where
neither can be asked nothing is heard, and the idle lock does its work alone.
"""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import (
    SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot,
)  # fmt: skip

SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")
LOGIN = "org.freedesktop.login1"
_SESSION_CHANGE, _SESSION_LOCK = 0x02B1, 0x7
_POWER, _SUSPEND = 0x0218, 0x4


class ScreenLock(QObject):
    """Signal locked: the screen was locked, or the computer goes to sleep.

    heard: what is listened to, for the status of the computer and for tests.
    """

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard: list[str] = []
        self._told: Any = None

    def listen(self, handle: int) -> None:
        """Begin to listen; handle: of the program's window, which Windows tells."""
        if sys.platform == "win32":
            self._listen_to_windows(handle)
        elif sys.platform.startswith("linux"):
            self._listen_to_buses()

    @Slot(bool)
    def turned(self, on: bool) -> None:
        """The screen saver went on or off, or sleep begins or ends."""
        if on:
            self.locked.emit()

    @Slot()
    def asked(self) -> None:
        """The login manager asks the session to lock."""
        self.locked.emit()

    def _listen_to_buses(self) -> None:
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        if session.isConnected():
            for saver in SAVERS:
                self._hear(session, "", saver, "ActiveChanged", "turned(bool)")
        if system.isConnected():
            self._hear(system, LOGIN, f"{LOGIN}.Manager", "PrepareForSleep", "turned(bool)")
            self._hear(system, LOGIN, f"{LOGIN}.Session", "Lock", "asked()")

    def _hear(self, bus: Any, service: str, interface: str, name: str, slot: str) -> None:
        if bus.connect(service, "", interface, name, self, SLOT(slot)):
            self.heard.append(f"{interface}.{name}")

    def _listen_to_windows(self, handle: int) -> None:
        import ctypes

        api = getattr(ctypes, "windll").wtsapi32
        if api.WTSRegisterSessionNotification(ctypes.c_void_p(handle), 0):
            self.heard.append("WTS")
        app = QCoreApplication.instance()
        self._told = Told(self)
        if app is not None:
            app.installNativeEventFilter(self._told)


class Told(QAbstractNativeEventFilter):
    """Reads what Windows tells the window about the session and the power."""

    def __init__(self, lock: ScreenLock) -> None:
        super().__init__()
        self._lock = lock

    def nativeEventFilter(self, kind: Any, message: int) -> tuple[bool, int]:
        """Nothing is kept from the window."""
        if bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            read = wintypes.MSG.from_address(int(message))
            self.hear(read.message, read.wParam)
        return False, 0

    def hear(self, message: int, what: int) -> None:
        """One message of Windows."""
        if (message, what) in ((_SESSION_CHANGE, _SESSION_LOCK), (_POWER, _SUSPEND)):
            self._lock.locked.emit()
