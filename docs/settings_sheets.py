"""The page of office settings in its states, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]
HOLIDAY = (
    "1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n10-01 至 10-07 放假\n10-10 上班"
)


def settings(shell: Shell, shot: Shot) -> None:
    """As it is, changed, wrong, what is called otherwise, the rows of a paper, nothing found."""
    page: Any = shell.go("settings")
    pictures.wait(lambda: page.sheet is not None)
    shot("单位设置", None)
    page.show_part("规矩")
    shot("单位设置：提醒、拦住、不管", None)
    page.show_part("CR")
    form = page.sheet.form
    form.set_value("fee_0", "200")
    form.inputs["fee_0"].enter()
    shot("单位设置：改过的标着原定", None)
    form.set_value("fee_1", "五元")
    page.save()
    pictures.wait(lambda: not page._busy)
    shot("单位设置：填错了", None)
    form.set_value("called", [{"what": "栏目：持证人", "words": "工人"},
                              {"what": "状态：使用中", "words": "有效"}])  # fmt: skip
    for key, what in (("filled", "先填好的"), ("called", "换个叫法"), ("layout_0", "纸的版面"),
                      ("act_4_roles", "谁办")):  # fmt: skip
        page.sheet.enter(key)
        page.sheet.follow(form.inputs[key])
        pictures.settle()
        shot(f"单位设置：{what}", None)
    page.discard()
    page.show_part("holidays")
    page.sheet.box.set_value(HOLIDAY)
    page.sheet.enter()
    shot("单位设置：假日和调休", None)
    page.discard()
    page.filter.setText("押金")
    shot("单位设置：找押金", None)
    page.filter.setText("没有这样的设置")
    shot("单位设置：没有符合的", None)
    page.filter.clear()
