"""Pictures of the statistics for the contact sheets: reports, nothing to count, counting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from views.shell import Shell
from views.statistics import LEFT

Shot = Callable[[str, QWidget | None], None]
REPORTS = ("受理与办结", "期限守时率", "回访率", "有偿服务登记表", "服务满意率", "维修天数", "收费汇总",
           "押金收退", "管理费欠费")  # fmt: skip


def statistics(shell: Shell, shot: Shot) -> None:
    """Reports of this month, one of a day without anything, and totals that are being counted."""
    page: Any = shell.go("statistics")
    names = [one.name for one in page.entries]
    for name in REPORTS:
        page.names.go(names.index(name))
        pictures.settle()
        shot(f"统计报表：{name}", None)
    page.names.go(names.index("零修合格率"))
    page.period.choose("今天")
    pictures.settle()
    shot("统计报表：没有可统计的", None)
    page._left.say(LEFT.format(12_345), "warn")
    shot("统计报表：正在补计", None)
