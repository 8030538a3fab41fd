"""The pictures of backups for the contact sheets: the lamps, and what is offered for damage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from db.clock import instant
from db.container import Manifest
from db.errors import Environment
from db.journal import Head
from db.rescue import Offer
from db.beyond import Loss
from views.shell import Shell
from views.trouble import TroublePage
from views.window import Window

Shot = Callable[[str, QWidget | None], None]
HOUR = 3_600_000


def lamps(shell: Shell, shot: Shot) -> None:
    """The status bar as it may stand: all well, and all in want of somebody."""
    status = shell.status
    status.show_check("数据 11-20 全查无误", "good")
    status.show_place("第二处已抄", "good")
    shot("状态栏：都好", None)
    status.show_check("全查有问题：状态、查找", "bad")
    status.show_rehearsal("恢复演练没有通过", "bad")
    status.show_place("第二处 11-10 后没有抄过，请插盘", "warn")
    status.show_backup_failed()
    shot("状态栏：都要人看", None)
    status.show_check("", "")
    status.show_rehearsal("", "warn")


def damage(window: Window, shot: Shot) -> None:
    """A damaged store: the newest good backup with what it lacks, then none at all."""
    now = instant(pictures.NOW)
    manifest = Manifest(2, now - HOUR, "0" * 32, 6, 3120, Head(9, "0" * 64), {})
    offer = Offer(Path("x.qtbak"), manifest, 1, Loss(5, 7, 20, now))
    words = "数据文件已损坏，读不出来。请用最近的备份恢复，不要删除这个文件夹里的文件。"
    for name, found in (("打不开：最近的好备份", offer), ("打不开：没有备份", None)):
        page = TroublePage(Environment("damage", words), lambda answer=found: answer)
        window.show_sheet(page)
        pictures.wait(lambda seen=page: "正在找" not in seen.message.text())
        pictures.settle()
        shot(name, None)
