"""A new data key from the window: made while nothing else goes on, then the new recovery code."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from db.errors import Environment, Refused
from ui import theme
from views.boxes import Box, chain
from views.recovery_code import GROUPS, RecoveryCode, alike
from views.sheet import Sheet, button, label, row

if TYPE_CHECKING:
    from db.rekeying import Rekeyed

AFTER_A_LEAVER = (
    "{}的密码已经打不开现在的数据。可是他要是拷走过数据文件夹或备份、看到过恢复码、知道别人的密码，手里的旧钥匙还开得了以后的数据，"
    "除非换一把数据钥匙。\n"
)
WORDS = (
    "换数据钥匙：以前的密码文件、恢复码打不开以后的数据；同事的密码不变，会给出新的恢复码。要第二人复核；这段时间窗口不能用，"
    "通常几秒钟，数据大的要几分钟。以前的备份还是旧钥匙，请收回、删掉不该留在外面的。"
)
_FAULT = "没有换数据钥匙：程序出了错，已经记下来了。"
_WORKING = "先备份，再换钥匙，全部检查过才顶替旧的。请不要关机。"
_DONE = (
    "数据钥匙换好了，旧的恢复码从此只能打开以前的备份。这 7 组字母和数字只显示这一次，请打印出来或抄在纸上，装信封封好交负责人保管，"
    "旧的撕掉。原来的数据移到了“{}”，看一切正常以后请删掉。"
)


class RekeyPage(Sheet):
    """A bar while it is done; then the code, and one group of it typed from the paper as proof.

    Signals: noted: the code is on paper; left: it was not done, back to the log-in.
    """

    noted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__("换数据钥匙", _WORKING, width=520)
        self.code = RecoveryCode(self)
        self.proof = Box("proof", f"照纸打第 {GROUPS} 组", self, code=True)
        self.without = label(self, "", "second")
        self.go = button(self, "noted", "已在纸上，去登录", self.submit, "Return", "primary")
        self.back = button(self, "back", "返回登录", self.left.emit, "Esc")
        for widget in (self.code, self.without, self.proof):
            self.rows.addWidget(widget)
            widget.setVisible(False)
        self.rows.addLayout(row(self.go, self.back))
        self.go.setVisible(False)
        self.back.setVisible(False)
        self.foot()
        self.bar.setVisible(True)
        chain((self.proof,), self.submit)
        self._last = ""

    def show_done(self, made: Rekeyed, office: str, who: str, day: date) -> None:
        """The new code, and whose password has to be set anew."""
        self.bar.setVisible(False)
        self._last = made.recovery.split("-")[-1]
        self.set_words(_DONE.format(made.aside.name if made.aside else ""))
        self.code.show_code(made.recovery, office, who, day)
        if made.without:
            self.without.setText(f"要重设密码的工号：{'、'.join(made.without)}")
            self.without.setVisible(True)
        for widget in (self.code, self.proof, self.go):
            widget.setVisible(True)
        self.proof.line.setFocus(Qt.FocusReason.TabFocusReason)

    def fail(self, error: Exception) -> None:
        """It was not done: say why, over the button; the data are as they were."""
        self.bar.setVisible(False)
        known = isinstance(error, (Environment, Refused))
        self.set_words(f"没有换数据钥匙，数据没有改动。{error}" if known else _FAULT)
        theme.mark(self.card.words, "tone", "bad")
        self.back.setVisible(True)
        self.back.setFocus()
        if not known:
            raise error

    def may_go(self) -> bool:
        """Not while it is done, nor before the code is on paper: nobody could show it again."""
        if self.go.isVisible():
            self.say("新的恢复码只显示这一次：请先抄在纸上，照纸打最后一组。")
        return self.back.isVisible()

    def submit(self) -> None:
        """Once the last group was typed from the paper."""
        if alike(self.proof.text()) == alike(self._last):
            self.noted.emit()
        else:
            self.proof.say("与恢复码不符，请与纸上核对")
