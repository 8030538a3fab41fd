"""套打模板 never holds the window up: what each thing one does there takes of its thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from forms.property.receipt import SJ
from tests.views.page_desk import key
from tests.views.test_import_frames import FRAME, Frames
from tests.views.window_desk import ADMINISTRATOR, demo_folder, log_in, open_window
from ui import dialogs
from views.templates import TemplatesPage

Key, Held = Qt.Key, Qt.KeyboardModifier
CONTROL, ALT = Held.ControlModifier, Held.AltModifier
TIMES = 4
"""Each thing is done so often; the best counts, for other programs take turns of the processor."""


@pytest.mark.long
def test_nothing_takes_longer_than_a_frame(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receipt with the scan of its pad: opened, moved, typed, added, taken away, kept."""
    monkeypatch.setattr(dialogs, "confirm", lambda *asked, **more: True)
    monkeypatch.setattr(dialogs, "ask_line", lambda *asked, **more: "0.5 0.5")
    window = open_window(qtbot, demo_folder(tmp_path), (SJ,))
    page: Any = log_in(qtbot, window, ADMINISTRATOR).go("templates")
    assert isinstance(page, TemplatesPage)

    def still() -> None:
        qtbot.waitUntil(lambda: not (
            page._busy or page.preview.is_busy or page.preview.preview._busy
        ), timeout=20_000)  # fmt: skip
        qtbot.wait(60)

    still()
    frames, took = Frames(page), dict[str, float]()

    def measured(name: str, do: Callable[[], object]) -> None:
        frames.again()
        frames.worst = 0.0
        do()
        still()
        took[name] = min(took.get(name, 1.0), frames.worst)

    def typed(name: str, sign: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
        measured(name, lambda: key(qtbot, sign, held))

    for _ in range(TIMES):
        page.list.enter()
        typed("打开", Key.Key_Return)
        qtbot.waitUntil(lambda: len(page.editor.spots.spots) > 10)
        still()
        typed("下一处", Key.Key_Down)
        typed("移 0.5 毫米", Key.Key_Right, CONTROL)
        form = page.editor.spots.form
        assert form is not None
        form.inputs["y"].enter()
        typed("打一个数", Key.Key_3)
        page.editor.spots.enter()
        typed("添一处", Key.Key_Insert)
        page.editor.spots.enter()
        typed("去掉", Key.Key_Delete, CONTROL)
        typed("纸和扫描件", Key.Key_2, ALT)
        typed("各处位置", Key.Key_1, ALT)
        typed("全部移动", Key.Key_M, CONTROL)
        typed("保存", Key.Key_S, CONTROL)
        typed("回名单", Key.Key_Escape)
    print("\n窗口的线程（毫秒）：" + "，".join(f"{name} {1000 * one:.1f}" for name, one in took.items()))
    assert {name: one for name, one in took.items() if one > FRAME} == {}
