"""The first day: the office, its first administrator, the recovery code on paper.

Everything is made in a folder of its own and moved into place in the end, so that a wizard that
was left half-way leaves nothing behind.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db import keys, passwords, setup
from db.clock import Clock
from db.errors import Environment, Refused, disk
from db.files import fsync_folder
from db.store import FILE_NAME
from forms.form import Form
from forms.values import Invalid, text
from ui import background
from views.boxes import Box, chain, show_problems
from views.recovery_code import RecoveryCode, alike
from views.sheet import Sheet, button, label, row

STEPS = ("单位", "系统管理员", "恢复码", "核对恢复码")
_NEXT = ("下一步", "下一步", "已在纸上，下一步", "建好，去登录")
_WORDS = (
    "第一次使用，先说说单位名称，它印在每张单的抬头。",
    "系统管理员添加员工、重设密码、恢复备份。平时开单请另用前台的工号。",
    "这 7 组字母和数字只显示这一次。请打印出来或抄在纸上，装信封封好交负责人保管。",
    "请看着纸上的恢复码，把下面两组打进来，证明它已经在纸上。",
)


@dataclass(frozen=True)
class Made:
    """An office made aside: the folder it waits in, its recovery code."""

    aside: Path
    recovery: str


def make_aside(
    folder: Path, office: str, staff: str, name: str, password: str, *, clock: Clock,
    forms: Iterable[Form], demo: bool = False,
) -> Made:  # fmt: skip
    """Make the office in a folder inside `folder`; for a thread. Refused or Environment."""
    with disk():
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix="first-day-", dir=folder))
    try:
        made = setup.create(
            aside, office, password, staff_no=staff, staff_name=name, demo=demo, clock=clock,
            forms=forms,
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    made.session.close()
    return Made(aside, made.recovery)


def move_in(made: Made, folder: Path) -> None:
    """Put the office in its place, the store last; Environment where data already stand."""
    for name in (keys.FILE_NAME, FILE_NAME):
        if (folder / name).exists():
            raise Environment("exists", f"这个文件夹里已有数据（{folder}），没有改动它。")
    with disk():
        for name in (keys.FILE_NAME, FILE_NAME):
            os.replace(made.aside / name, folder / name)
        fsync_folder(folder)
        shutil.rmtree(made.aside, ignore_errors=True)


class Wizard(Sheet):
    """Four steps; Enter goes on, Esc goes back. The code cannot be gone back from.

    Signals: made(staff number, office): the office stands; restore_asked.
    `demo`: any password will do (for tests and throw-away offices).
    """

    made = Signal(str, str)
    restore_asked = Signal()

    def __init__(
        self, folder: Path, clock: Clock, forms: Sequence[Form], *, demo: bool = False
    ) -> None:
        super().__init__("前台通", width=520)
        self.folder, self.clock, self.forms, self.demo = folder, clock, tuple(forms), demo
        self._made: Made | None = None
        self.asked: tuple[int, int] = (0, 0)
        self.where = label(self.card, "", "small")
        self.rows.insertWidget(0, self.where)
        self.step = 0
        self._built = (
            self._office(), self._administrator(), self._recovery(), self._proof(),
        )  # fmt: skip
        for step in self._built:
            self.rows.addWidget(step)
        self.back = button(self, "back", "上一步", self.go_back, "Esc")
        self.next = button(self, "next", "下一步", self.go_on, "Return", "primary")
        self.restore = button(
            self, "restore", "已有备份？恢复备份…", self.restore_asked.emit, role="link"
        )
        buttons = row(self.next, self.back)
        buttons.addWidget(self.restore)
        self.rows.addLayout(buttons)
        self.foot()
        self._go(0)

    def entered(self) -> None:
        """Focus in the first box of the step."""
        boxes = self._built[self.step].findChildren(Box)
        (boxes[0].line if boxes else self.next).setFocus(Qt.FocusReason.TabFocusReason)

    def go_on(self) -> None:
        """Check the step and take the next one."""
        if self.next.isEnabled():
            (self._to_staff, self._to_code, self._to_proof, self._finish)[self.step]()

    def go_back(self) -> None:
        """The step before; from the proof back to the code, from the code nowhere."""
        if self.step in (1, 3) and self.next.isEnabled():
            self._go(self.step - 1)

    def abandon(self) -> None:
        """The window closes: take away what was made aside."""
        if self._made is not None:
            shutil.rmtree(self._made.aside, ignore_errors=True)

    def _office(self) -> QWidget:
        self.office = Box("office", "单位名称", self, hint="例如：翠湖花园物业服务中心")
        chain((self.office,), self.go_on)
        return _step(self.office)

    def _administrator(self) -> QWidget:
        self.staff = Box("staff", "工号", self, code=True, hint="1 到 12 位字母或数字")
        self.staff.line.setText(setup.FIRST)
        self.name = Box("name", "姓名", self)
        self.password = Box(
            "password", "密码", self, secret=True, hint="至少 8 位，数字、字母、符号至少两种"
        )
        self.again = Box("again", "再打一遍密码", self, secret=True)
        self.password.line.textEdited.connect(lambda typed: self._judge_password())
        boxes = (self.staff, self.name, self.password, self.again)
        chain(boxes, self.go_on)
        return _step(*boxes)

    def _recovery(self) -> QWidget:
        self.code = RecoveryCode(self)
        return _step(self.code)

    def _proof(self) -> QWidget:
        self.proofs = (Box("group_1", "", self, code=True), Box("group_2", "", self, code=True))
        chain(self.proofs, self.go_on)
        return _step(*self.proofs)

    def _judge_password(self) -> None:
        typed = self.password.text()
        weak = passwords.weakness(self.staff.text(), typed)
        if not typed:
            self.password.say("")
        elif weak:
            self.password.say(weak, "warn")
        else:
            self.password.say("密码强度：很好" if len(typed) >= 12 else "密码强度：可以", "good")

    def _to_staff(self) -> None:
        try:
            office = text.line(self.office.text(), longest=40)
        except Invalid as invalid:
            self.office.say(str(invalid))
            return
        self.office.say("" if office else "请填写单位名称")
        if office:
            self._go(1)

    def _to_code(self) -> None:
        problems, staff, name = self._checked()
        self.say(show_problems((self.staff, self.name, self.password, self.again), problems))
        if problems:
            return
        self._busy(True)
        make = partial(
            make_aside, self.folder, self.office.text(), staff, name, self.password.text(),
            clock=self.clock, forms=self.forms, demo=self.demo,
        )  # fmt: skip
        background.start(self, make, self._show_code, self._failed)

    def _checked(self) -> tuple[dict[str, str], str, str]:
        problems: dict[str, str] = {}
        staff, name = self.staff.text(), ""
        try:
            staff = text.halfwidth(staff)
        except Invalid as invalid:
            problems["staff"] = str(invalid)
        if not staff.isalnum() or len(staff) > 12:
            problems.setdefault("staff", "工号应为 1 到 12 位字母或数字")
        try:
            name = text.name(self.name.text())
        except Invalid as invalid:
            problems["name"] = str(invalid)
        if not name:
            problems.setdefault("name", "请填写姓名")
        weak = "" if self.demo else passwords.weakness(staff, self.password.text())
        if weak:
            problems["password"] = weak
        if self.again.text() != self.password.text():
            problems["again"] = "两遍不一样，请再打一遍"
        return problems, staff, name

    def _show_code(self, made: Made) -> None:
        self._busy(False)
        self._made = made
        who = f"{self.staff.text()} {self.name.text()}"
        self.code.show_code(made.recovery, self.office.text(), who, self.clock.today())
        self._go(2)

    def _to_proof(self) -> None:
        first, second = sorted(secrets.SystemRandom().sample(range(7), 2))
        self.asked = (first, second)
        for box, at in zip(self.proofs, self.asked, strict=True):
            box.rename(f"第 {at + 1} 组")
            box.line.clear()
            box.say("")
        self._go(3)

    def _finish(self) -> None:
        assert self._made is not None
        groups = self._made.recovery.split("-")
        problems = {
            box.key: "与恢复码不符，请与纸上核对；没抄好可按 Esc 回去再看"
            for box, at in zip(self.proofs, self.asked, strict=True)
            if alike(box.text()) != alike(groups[at])
        }
        show_problems(self.proofs, problems)
        if problems:
            return
        try:
            move_in(self._made, self.folder)
        except Environment as error:
            self.say(str(error))
            return
        self._made = None
        self.made.emit(self.staff.text(), self.office.text())

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, Refused):
            boxes = (self.staff, self.name, self.password, self.again)
            self.say(show_problems(boxes, error.problems))
        elif isinstance(error, Environment):
            self.say(str(error))
        else:
            raise error

    def _go(self, step: int) -> None:
        self.step = step
        for at, built in enumerate(self._built):
            built.setVisible(at == step)
        self.where.setText(f"第 {step + 1} 步，共 {len(STEPS)} 步：{STEPS[step]}")
        self.set_words(_WORDS[step])
        self.back.setVisible(step in (1, 3))
        self.restore.setVisible(step == 0)
        self.say("")
        self.next.say(_NEXT[step])
        self.entered()

    def _busy(self, on: bool) -> None:
        self.next.setEnabled(not on)
        self.bar.setVisible(on)


def _step(*widgets: QWidget) -> QWidget:
    step = QWidget()
    rows = QVBoxLayout(step)
    rows.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        rows.addWidget(widget)
    return step
