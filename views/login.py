"""The log-in page; also the page over a locked window."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from db.clock import Clock
from db.errors import Environment
from db.keys import FirstPassword, Keys
from ui import background
from views.boxes import Box, chain
from views.sheet import Panel, Sheet, button, row

if TYPE_CHECKING:
    from db.session import Member
    from ui.table import Row
    from views.entry import Unlocked


class LoginPage(Sheet):
    """Number and password; the window goes on working while they are checked.

    Signals: unlocked(Unlocked); failed(Environment) when the store, not the person, is the
    trouble; given(number, password) when the password is right but somebody else set it;
    restore_asked, recovery_asked. `locked_for`: who may go on where the work was left.
    ready: checking waits for it, for the data · loaded: going on waits for it, for the rest of the
    program, which is loaded meanwhile.
    """

    unlocked = Signal(object)
    failed = Signal(object)
    given = Signal(str, str)
    restore_asked = Signal()
    recovery_asked = Signal()

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        office: str = "",
        roster: Sequence[Mapping[str, Any]] = (),
        locked_for: Member | None = None,
        staff: str = "",
        ready: threading.Event | None = None,
        loaded: threading.Event | None = None,
    ) -> None:
        words = office or "物业、销售、售后前台"
        if locked_for:
            words = f"已锁定，{locked_for.name}写到一半的内容都还在。"
        super().__init__("前台通", words)
        self.folder = folder
        self.clock = clock
        self.ready = ready
        self.loaded = loaded
        self.staff = Box("staff", "工号", self, code=True)
        self.password = Box("password", "密码", self, secret=True)
        self.log_in = button(self, "log_in", "登录", self.submit, "Return", "primary")
        self.rows.addWidget(self.staff)
        self.rows.addWidget(self.password)
        self._buttons = row(self.log_in)
        self.rows.addLayout(self._buttons)
        self.foot()
        if locked_for is None:
            self._add_ways_out()
        if roster:
            self.beside(self._roster(roster))
        chain((self.staff, self.password), self.submit)
        self.staff.line.setText(locked_for.no if locked_for else staff)

    def entered(self) -> None:
        """Focus in the first box that is empty."""
        box = self.password if self.staff.text() else self.staff
        box.line.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """Check number and password in a thread; typed twice, it runs once."""
        if not self.log_in.isEnabled():
            return
        number = self.staff.text().strip()
        password = self.password.text()
        self.staff.say("" if number else "请填写工号")
        self.password.say("" if password else "请填写密码")
        if not number or not password:
            self.entered()
            return
        self._busy(True)
        folder, now = self.folder, self.clock.now()
        ready, loaded = self.ready, self.loaded

        def unlock() -> Unlocked:
            if ready is not None:
                ready.wait()
            keys, who = Keys.load(folder), _narrow(number)
            opened = keys.enter(who, password, now)
            from views import entry

            found = entry.known(folder, keys, opened, who, now)
            if loaded is not None:
                loaded.wait()
            return found

        background.start(
            self, unlock, self._opened,
            lambda error: self._refused(error, _narrow(number), password),
        )  # fmt: skip

    def fill(self, number: str, password: str) -> None:
        """Put number and password in the boxes (the demo's table)."""
        self.staff.line.setText(number)
        self.password.line.setText(password)

    def _opened(self, found: Unlocked) -> None:
        self._busy(False)
        self.password.line.clear()
        self.unlocked.emit(found)

    def _refused(self, error: Exception, number: str, password: str) -> None:
        self._busy(False)
        if isinstance(error, FirstPassword):
            self.password.line.clear()
            self.given.emit(number, password)
            return
        if not isinstance(error, Environment):
            raise error
        if error.kind not in ("key", "lock"):
            self.failed.emit(error)
            return
        self.refuse(str(error))

    def refuse(self, words: str) -> None:
        """Say why not, and wait for another password."""
        self.password.say(words)
        self.password.line.selectAll()
        self.password.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _busy(self, on: bool) -> None:
        self.log_in.setEnabled(not on)
        making = self.ready is not None and not self.ready.is_set()
        self.log_in.say(("正在准备…" if making else "正在核对…") if on else "登录")

    def _add_ways_out(self) -> None:
        forgot = button(self, "recover", "忘记密码…", self.recovery_asked.emit, role="link")
        restore = button(self, "restore", "恢复备份…", self.restore_asked.emit, role="link")
        self._buttons.addWidget(forgot)
        self._buttons.addWidget(restore)

    def _roster(self, roster: Sequence[Mapping[str, Any]]) -> QWidget:
        """The demo's staff: a click fills in, Enter logs in."""
        from ui.table import ROW_PX, Column, ListTable, RowsModel

        words = "数据全是虚构的，关窗后即丢弃。选一行填入，回车登录。"
        panel = Panel(self, "演示小区", words, width=440)
        columns = (
            Column("staff", "工号", 70),
            Column("name", "姓名", 80),
            Column("roles", "岗位", 120),
            Column("password", "密码", 100, "second", stretch=True),
        )
        model = RowsModel(columns, panel)
        model.set_rows(
            [(one["staff"], one["name"], "、".join(one["roles"]), one["password"]) for one in roster]
        )
        table = ListTable(model, panel)
        table.setObjectName("roster")
        table.setMinimumHeight(12 * ROW_PX)
        table.current.connect(self._take)
        table.clicked.connect(lambda index: self._take(table.current_row()))
        table.opened.connect(self._take_and_go)
        panel.rows.addWidget(table)
        return panel

    def _take(self, chosen: Row | None) -> None:
        if chosen is not None:
            self.fill(chosen[0], chosen[3])

    def _take_and_go(self, chosen: Row) -> None:
        self._take(chosen)
        self.submit()


def _narrow(number: str) -> str:
    """The number in half-width letters, as it is kept; unreadable ones as typed."""
    from forms.values import Invalid, text

    try:
        return text.halfwidth(number)
    except Invalid:
        return number
