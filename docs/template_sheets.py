"""The page of templates of pre-printed pads in its states, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from ui import dialogs
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


def templates(shell: Shell, shot: Shot) -> None:
    """No template yet; one of a common pad with its scan; one begun out of the paper, with
    mistakes, with a code, its pad, a very long one; kept; two of a paper; nothing found."""
    page: Any = shell.go("templates")
    _still(page)
    shot("套打模板：还没有", None)
    entry = next(one for one in page.list.entries if one.form.settles)
    asked, dialogs.confirm = dialogs.confirm, lambda *words, **more: True
    page.open(entry)
    pictures.wait(lambda: bool(page.editor.spots.spots))
    page.editor.spots.go(5)
    _still(page)
    shot("套打模板：现成的收据，底上是扫描件", None)
    dialogs.confirm = asked
    page.begin_from_paper(asks=False)
    pictures.wait(lambda: page.editor.spots.spots[0]["key"] == "@issued_at")
    page.editor.spots.go(4)
    _still(page)
    shot("套打模板：从收据生成", None)
    page.editor.spots.spots[4] |= {"x": 230, "size": 6}
    page.editor.spots.show_spots(page.editor.spots.spots, 4)
    page.editor.edited.emit()
    _still(page)
    shot("套打模板：有错", None)
    many = [{**page.editor.spots.spots[0], "y": 20 + n} for n in range(110)]
    page.editor.show_values({**page.editor.values(), "spots": many})
    _still(page)
    shot("套打模板：很多处，叠在一起", None)
    page.begin_from_paper(asks=False)
    pictures.wait(lambda: len(page.editor.spots.spots) < 110)
    code = {"key": "@code", "style": "二维码", "x": 150, "y": 122, "width": 25}
    page.editor.spots.show_spots([code, *page.editor.spots.spots[1:]], 0)
    page.editor.edited.emit()
    _still(page)
    shot("套打模板：二维码", None)
    page.editor.show_tab(1)
    _still(page)
    shot("套打模板：纸和扫描件", None)
    page.save()
    pictures.wait(lambda: not page._busy)
    page.back()
    _still(page)
    shot("套打模板：存了一个", None)
    page.another()
    pictures.wait(lambda: len(page.editor.spots.spots) > 5)
    page.editor.pad.form.set_value("name", "大单")
    page.save()
    pictures.wait(lambda: not page._busy)
    page.back()
    _still(page)
    shot("套打模板：一种纸两个", None)
    page.list.filter.setText("没有这样的单")
    shot("套打模板：没有结果", None)
    page.list.filter.setText("")


def _still(page: Any) -> None:
    pictures.wait(lambda: not page.preview.is_busy and not page.preview.preview._busy)
