"""The pictures of getting in for the contact sheets: one's own first password, a forgotten one, a
new data key with its recovery code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from db.errors import Environment, Refused
from db.rekeying import Rekeyed
from views.first_password import FirstPasswordPage
from views.recover import RecoveryPage
from views.rekey import RekeyPage
from views.sheet import Sheet
from views.window import Window

Shot = Callable[[str, QWidget | None], None]
CODE = "P7H7A-YGPMG-XCEIW-5D7K6-IYGRX-BQF75-PE4EK"
NO_ROOM = Environment("disk", "磁盘已满，请腾出空间再试。")


def first_password(window: Window, shot: Shot) -> None:
    """Empty, typed twice unlike, too weak, and while the disk is full; then the forgotten one."""
    page = FirstPasswordPage(window.folder, window.clock, "1020", "56wt-2234-6ezp")
    _show(window, page)
    shot("设自己的密码", None)
    page.new.line.setText("Sunny-day-31")
    page.again.line.setText("Sunny-day-32")
    page.submit()
    shot("设自己的密码：两遍不一样", None)
    page.again.say("")
    page._failed(Refused({"password": "这个密码太常见，请换一个"}))
    shot("设自己的密码：太好猜", None)
    page.new.say("")
    page._busy(True)
    shot("设自己的密码：正在设", None)
    page._failed(NO_ROOM)
    shot("设自己的密码：磁盘已满", None)
    _show(window, RecoveryPage(window.folder, window.clock))
    shot("忘记密码", None)


def rekey(window: Window, shot: Shot) -> None:
    """Under way, done, the code copied wrongly, closed too early, and not done at all."""
    page = RekeyPage()
    _show(window, page)
    shot("换数据钥匙：正在换", None)
    made = Rekeyed(CODE, ("1016", "2001"), Path("replaced-20261121-104200-knjrpnu1"))
    page.show_done(made, "翠湖花园物业服务中心", "9001 沈毅", pictures.NOW.date())
    shot("换数据钥匙：换好了", None)
    page.proof.line.setText("PE4EX")
    page.submit()
    page.may_go()
    shot("换数据钥匙：打错一组，又要关窗", None)
    page = RekeyPage()
    _show(window, page)
    page.fail(NO_ROOM)
    shot("换数据钥匙：没有换成", None)


def _show(window: Window, page: Sheet) -> None:
    window.show_sheet(page)
    pictures.settle()
