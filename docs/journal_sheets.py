"""The pictures of the journal for the contact sheets: all of it, one record's, nothing, checked,
a code that is not in it; the bar of a clock set back and who confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from db.halts import CLOCK, Halt
from views.halt_answer import Answering
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]
BACK = Halt(CLOCK, (
    "电脑的时间（11-21 10:10）比日志里最近一次办理（11-21 10:42）早了 32 分钟，可能被拨回。先不开单、不收退钱、"
    "不放行。请校准电脑的时间；现在的时间没有错的，请主任、值班主任、公司经理用密码确认。"
))  # fmt: skip


def journal(shell: Shell, shot: Shot) -> None:
    """As it is, narrowed, empty, checked well and badly; stopped."""
    page: Any = shell.go("journal")
    pictures.wait(lambda: page.count > 0 and not page.lister.waiting and bool(page.told.text()))
    shot("日志", None)
    page.show_record("FX-2026-000001")
    pictures.wait(lambda: not page.lister.waiting)
    shot("日志：一张单的", None)
    page.record.setText("FX-2026-888888")
    page._ask()
    pictures.wait(lambda: not page.lister.waiting)
    shot("日志：没有这样的", None)
    page.show_record("")
    page.check()
    pictures.wait(lambda: not page._busy)
    shot("日志：核对过，没有动过", None)
    page.code.setText("4F2A 9C01 77B0 D3E8")
    page.check()
    pictures.wait(lambda: not page._busy)
    shot("日志：日志码对不上", None)
    page.code.setText("4F2A")
    page.check()
    shot("日志：日志码抄漏了", None)
    page.code.clear()
    page.verdict.say("")
    shell.halted.look = lambda: None  # type: ignore[method-assign]
    shell.halted.halt = BACK
    shell.halted._say()
    shot("钟被拨回", None)
    shell.halted.ask()
    asked: Any = next(one for one in shell.window().findChildren(Answering) if one.isVisible())
    shot("钟被拨回：确认", asked)
    asked.reject()
    shell.halted.halt = None
    shell.halted._say()
