"""What stands in the window when the data cannot be opened, and while it closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from db.clock import local
from db.errors import Environment
from ui import background
from views.sheet import Sheet, button, row

if TYPE_CHECKING:
    from db.rescue import Offer

TITLES = {
    "lock": "已经打开了",
    "disk": "磁盘或文件夹有问题",
    "damage": "数据打不开",
    "missing": "数据不全",
    "schema": "需要新版本",
}
SORRY = (
    "这一步没有做成：程序出了错，已经记下来了。写好的内容还在，请再试一次；"
    "还不行请告诉系统管理员（数据文件夹里的 logs）。"
)
MENDED_BY_BACKUP = frozenset({"damage", "missing"})


class TroublePage(Sheet):
    """What happened, what was kept, what to do: with a store that a backup mends also which is the
    newest good one, and what it lacks. Signals: again, restore_asked, close_asked.

    look: finds that backup, in a thread.
    """

    again = Signal()
    restore_asked = Signal()
    close_asked = Signal()

    def __init__(self, error: Environment, look: Callable[[], Offer | None]) -> None:
        super().__init__(TITLES.get(error.kind, "打不开"), str(error), width=520)
        mended = error.kind in MENDED_BY_BACKUP
        again = button(
            self, "again", "再试一次", self.again.emit, "F5", "" if mended else "primary"
        )
        close = button(self, "close", "关窗", self.close_asked.emit, "Esc")
        self.first = again
        buttons = row(again, close)
        if mended:
            self.first = button(
                self, "restore", "恢复备份…", self.restore_asked.emit, "F6", "primary"
            )
            buttons.insertWidget(0, self.first)
            self.foot()
            self.say("正在找最近的好备份…", "accent")
            background.start(self, look, lambda found: self.say(offered(found), "accent"))
        self.rows.addLayout(buttons)

    def entered(self) -> None:
        """Focus on what helps most."""
        self.first.setFocus()


def offered(found: Offer | None) -> str:
    """The backup to restore and what it lacks, for people."""
    if found is None:
        return "这个文件夹里没有完好的备份；第二处（U 盘等）的备份，可在“恢复备份”里从别处选。"
    from views.restore import told

    made = found.manifest
    words = f"最近的好备份：{local(made.made_at):%Y年%m月%d日 %H:%M}，{made.records:,} 张单"
    words += f"；比它新的 {found.bad} 份已损坏。" if found.bad else "。"
    return words + told(found.lost)


class WaitPage(Sheet):
    """A bar while something is made ready or put away; nothing at all in the first 0.3 s.

    Signals: given_up; again (after a failure).
    """

    given_up = Signal()
    again = Signal()

    def __init__(self, title: str, words: str, give_up: str = "") -> None:
        super().__init__(title, words, width=460)
        self.foot()
        self.bar.setVisible(True)
        self.retry = button(self, "again", "再试一次", self.again.emit, "F5", "primary")
        self.retry.setVisible(False)
        buttons = row(self.retry)
        if give_up:
            buttons.insertWidget(
                1, button(self, "give_up", give_up, self.given_up.emit, "Esc")
            )
        self.rows.addLayout(buttons)

    def fail(self, words: str) -> None:
        """It did not work: say why, offer to try again."""
        self.bar.setVisible(False)
        self.say(words)
        self.retry.setVisible(True)
        self.retry.setFocus()
