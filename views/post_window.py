"""The window of a gate's own computer: the gate's desk over a pack, and what goes by the stick."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication, QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget,
)

from db import lock
from db.clock import Clock
from db.errors import Environment, Refused
from db.gates import opening, pack
from db.gates.post import Post
from ui import background, dialogs
from ui.parts import Banner, KeyButton, label
from views.gate_desk import GateDesk
from views.post_books import PostBooks
from views.post_login import PostLogin
from views.trouble import TroublePage
from views.trouble import SORRY

TOUCHES = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove})


class PostWindow(QMainWindow):
    """Log-in, then the desk. folder: where this computer keeps its own · source: the folder with
    packs, the stick; it may be gone later. exit_status: 3 where it could not begin. Signal
    erred(Environment or None): an error was caught on any thread, and what is behind it."""

    erred = Signal(object)

    def __init__(self, folder: Path, source: Path, clock: Clock) -> None:
        super().__init__()
        self.folder, self.source, self.clock = folder, source, clock
        self.post: Post | None = None
        self.desk: GateDesk | None = None
        self.exit_status = 0
        self._hold = ExitStack()
        self.layers = QStackedWidget(self)
        self.setCentralWidget(self.layers)
        self.setWindowTitle("前台通　门岗")
        self.setProperty("ground", True)
        self.setMinimumSize(1024, 640)
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.timeout.connect(self.change_guard)
        self.erred.connect(self.apologise)

    def begin(self) -> None:
        """Take the lock, then the log-in, or what keeps from it."""
        try:
            self._hold.enter_context(lock.hold(self.folder))
        except Environment as error:
            self.exit_status = 3
            page = TroublePage(error, lambda: None)
            page.again.connect(self.begin)
            page.close_asked.connect(self.close)
            self._show(page)
            page.entered()
            return
        self.exit_status = 0
        self.change_guard()

    def change_guard(self) -> None:
        """Nobody is at work any more; another logs in, or the same again."""
        staff = self.post.guard.no if self.post else ""
        self.post = self.desk = None
        self.idle.stop()
        page = PostLogin(self.folder, self._stick(), self.clock, staff)
        page.opened.connect(self._opened)
        self._show(page)
        page.entered()

    def give_back(self) -> None:
        """Copy the log to the stick, or to another folder when that one is gone. A folder without
        any pack is asked about too: it may be where a stick belongs that was pulled out."""
        post, stick = self.post, self._stick()
        if stick is not None and not any(stick.glob(f"*{pack.SUFFIX}")):
            stick = None
        folder = stick or dialogs.choose_folder(self, "放行记录存到哪里（U盘）")
        if post is None or folder is None:
            return
        background.start(
            self, lambda: post.give_back(folder),
            lambda files: self._say(
                f"{post.rows} 条记录已存到 {folder}，请带回前台并进去；没并回以前，这里的不要删", "good"
            ),
            self._failed,
        )  # fmt: skip

    def read_pack(self) -> None:
        """Look on the stick for a newer pack."""
        post, stick = self.post, self._stick()
        if post is None:
            return
        if stick is None:
            self._say(f"没有找到 {self.source}，请把U盘插好再按一次", "warn")
            return
        background.start(
            self, lambda: opening.renewed(post, stick), self._renewed, self._failed
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every touch puts the idle lock off."""
        if event.type() in TOUCHES and self.post is not None:
            self.idle.start()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is on the disk already; say what is still to be brought to the office."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.idle.stop()
        self._hold.close()
        event.accept()

    def apologise(self, trouble: Environment | None) -> None:
        """After an error of our own, or trouble with the disk that no page told."""
        self._say(SORRY if trouble is None else str(trouble), "bad")

    # ---- inside

    def _opened(self, post: Post) -> None:
        self.post = post
        page = QWidget(self)
        page.setProperty("role", "page")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._bar(page, post))
        self.banner = Banner(parent=page)
        self.banner.setObjectName("notes")
        rows.addWidget(self.banner)
        self.desk = GateDesk(PostBooks(post), page)
        self.desk.notice.connect(self._say)
        rows.addWidget(self.desk, 1)
        self._show(page)
        words = "；".join(filter(None, (post.trouble, *post.notes)))
        self._say(words, "warn")
        self.desk.entered()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self.idle.start(post.content.idle_minutes * 60_000)

    def _renewed(self, post: Post) -> None:
        """A slip that is being counted stays, unless another pack came or the log was set aside."""
        old, words = self.post, "；".join(post.notes)
        if old is None or old.content.header != post.content.header:
            self._opened(post)
            self._say(f"已换成第 {post.content.header.sequence} 号包", "good")
        elif old.log.name != post.log.name:
            self._opened(post)
        else:
            self._say(words or "U盘里没有更新的包", "warn" if words else "accent")

    def _bar(self, parent: QWidget, post: Post) -> QFrame:
        bar = QFrame(parent)
        bar.setProperty("role", "topbar")
        bar.setFixedHeight(52)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        where = label(f"{post.content.gate}　{post.content.office}", "strong", bar)
        where.setObjectName("where")
        row.addWidget(where)
        row.addStretch()
        for name, words, key, pressed in (
            ("read_pack", "读新的包", "F5", self.read_pack),
            ("give_back", "放行记录存到U盘", "F6", self.give_back),
            ("change_guard", "换人", "F12", self.change_guard),
        ):
            row.addWidget(_button(bar, name, words, key, pressed))
        return bar

    def _show(self, page: QWidget) -> None:
        old = self.layers.currentWidget()
        self.layers.addWidget(page)
        self.layers.setCurrentWidget(page)
        if old is not None:
            self.layers.removeWidget(old)
            old.deleteLater()

    def _say(self, words: str, tone: str) -> None:
        if self.post is not None:
            self.banner.say(words, tone)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (Environment, Refused)):
            raise error
        self._say(str(error), "bad")

    def _stick(self) -> Path | None:
        return self.source if self.source.is_dir() else None


def _button(
    parent: QWidget, name: str, words: str, key: str, pressed: Callable[[], object]
) -> KeyButton:
    made = KeyButton(words, key, "", parent)
    made.setObjectName(name)
    made.setAutoDefault(True)
    made.clicked.connect(lambda checked=False: pressed())
    return made
