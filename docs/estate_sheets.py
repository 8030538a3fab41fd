"""Pictures of the estate page for the contact sheets: a unit, its people, tasks, what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from db import estate
from db.session import Session
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


def estates(shell: Shell, session: Session, shot: Shot) -> None:
    """Nothing chosen, a unit, its tasks, what can be undone, who lived there, nothing found."""
    page: Any = shell.go("estate")
    shot("房产：还没选", None)
    page.open_unit("3-1202")
    _settled(page)
    shot("房产：一户", None)
    page.begin("move_in")
    page.panel.submit()
    pictures.wait(lambda: page.panel.form.problem_count)
    shot("房产：登记住户，未填", None)
    page.panel.form.set_values({"person": {"name": "陈晓同"}, "role": "租户", "phone": "13800138000"})
    page.panel.submit()
    pictures.wait(lambda: page.panel is None and page.told.isVisible())
    shot("房产：刚登记，可撤销", None)
    page.begin("join")
    page.panel._take(page.panel.found.list.current_row())
    shot("房产：并成一人", None)
    page.close_panel()
    resident = next(one for one in page.view.place.residents if one.name == "陈晓彤")
    estate.move_out(session, resident, {"until": "2026-11-20"})
    estate.add_vehicle(session, page.view.place.unit, {"plate": "粤BD12345", "note": "白色"})
    page.refresh()
    pictures.wait(lambda: page.view.place.cars)
    shot("房产：以前的住户、车辆、改动记录", None)
    page.units.box.setText("没有这样的人")
    pictures.wait(lambda: page.units.empty.isVisible())
    shot("房产：没有找到", None)


def _settled(page: Any) -> None:
    pictures.wait(lambda: page.view.place and page.view.place.unit.label == page.label)
