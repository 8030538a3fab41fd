"""Logging in at a gate's own computer; the first time of a guard, by the gate's code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal

from db.clock import Clock
from db.errors import Environment, Refused
from db.gates import joining, opening, pack
from db.gates.post import Post
from ui import background
from views.boxes import Box, chain, show_problems
from views.sheet import Sheet, button, row

FIRST = "第一次在这台电脑上用，或忘记密码：写门岗码，再为这台电脑定一个密码。"
USUAL = "凭门岗包核验，不连前台的数据。"


class PostLogin(Sheet):
    """Number and password; for who was never here also the gate's code.

    source: the folder with packs (the stick). Signal opened(Post).
    """

    opened = Signal(object)

    def __init__(self, folder: Path, source: Path | None, clock: Clock, staff: str = "") -> None:
        super().__init__("前台通　门岗", USUAL, width=440)
        self.folder, self.source, self.clock = folder, source, clock
        self.joins = joining.mark_of(folder) is None
        self.code = Box("gate_code", "门岗码", self, code=True, hint="7 组，每组 5 个字母和数字")
        self.staff = Box("staff", "工号", self, code=True)
        self.password = Box("password", "密码", self, secret=True)
        for box in (self.code, self.staff, self.password):
            box.forget_when_typed()
            self.rows.addWidget(box)
        self.enter = button(self, "log_in", "登录", self.submit, "Return", "primary")
        self.first = button(self, "first_time", "第一次用、忘了密码…", self._switch, "F4", "link")
        self.rows.addLayout(row(self.enter, self.first))
        self.foot()
        chain((self.code, self.staff, self.password), self.submit)
        self.staff.line.setText(staff)
        self._show()

    def entered(self) -> None:
        """Focus in the first box that is empty."""
        boxes = [self.code] if self.joins else []
        empty = [box for box in (*boxes, self.staff, self.password) if not box.text()]
        (empty or [self.password])[0].line.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """Check beside the window; typed twice, it runs once."""
        if not self.enter.isEnabled():
            return
        wanted = ((self.code, "请填写门岗码"),) if self.joins else ()
        wanted = (*wanted, (self.staff, "请填写工号"), (self.password, "请填写密码"))
        problems = {box.key: words for box, words in wanted if not box.text()}
        self.say("")
        if problems:
            show_problems([box for box, _ in wanted], problems)
            return
        self._busy(True)
        code = self.code.text() if self.joins else None
        staff, password = self.staff.text(), self.password.text()

        def work() -> Post:
            if code is not None:
                joining.join(self.folder, _pack(self.source), code, staff, password)
            return opening.open_post(self.folder, self.source, staff, password, self.clock)

        background.start(self, work, self._opened, self._refused)

    def _opened(self, post: Post) -> None:
        self._busy(False)
        self.password.line.clear()
        self.opened.emit(post)

    def _refused(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, Refused):
            renamed = {"code": "gate_code"}
            problems = {renamed.get(key, key): words for key, words in error.problems.items()}
            self.say(show_problems((self.code, self.staff, self.password), problems))
        elif isinstance(error, Environment) and error.kind == "key":
            show_problems((self.staff, self.password), {"password": str(error)})
        elif isinstance(error, Environment):
            self.say(str(error))
        else:
            raise error

    def _switch(self) -> None:
        self.joins = not self.joins
        self._show()
        self.entered()

    def _show(self) -> None:
        self.code.setVisible(self.joins)
        self.set_words(FIRST if self.joins else USUAL)
        self.password.rename("为这台电脑定的密码" if self.joins else "密码")
        self.first.say("我登记过，直接登录" if self.joins else "第一次用、忘了密码…")

    def _busy(self, on: bool) -> None:
        self.enter.setEnabled(not on)
        self.enter.say("正在打开门岗包…" if on else "登录")


def _pack(source: Path | None) -> Path:
    """The pack to join by: the newest on the stick, whosever it is."""
    found = []
    for path in source.glob(f"*{pack.SUFFIX}") if source is not None else ():
        try:
            found.append((pack.header_of(path).made_at, path))
        except (Refused, Environment):
            continue
    if not found:
        raise Refused({"": "没有找到门岗包，请把有包的U盘插好，再打开这个窗口"})
    return max(found)[1]
