"""Several passes of one renovation that stand differently: what may be done, with which of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.views.site_desk import Site, made_site, states
from tests.views.test_dossier import shown, team, words
from tests.views.window_desk import focused, press
from views.dossier import DossierPage

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Three workers with passes in use, a fourth without."""
    return made_site(tmp_path)


def test_mixed_passes_each_act_for_those_it_is_open_on(qtbot: QtBot, site: Site) -> None:
    """Two in use and one lost: Enter leads to the acts, each with how many; the one that was lost
    is named with its state and left as it is."""
    lost = site.passes[1]
    site.with_store(lambda store: store.act(lost, "挂失", "1003", {"why": "丢在工地"}))
    window, page = shown(qtbot, site)
    session, bar = window.session, page.side.bar
    assert session is not None
    team(page).setFocus()
    press(qtbot, window, Key.Key_A, Held.ControlModifier)
    told = {name: one.words.text() for name, one in bar.buttons.items()}
    assert told["退证"] == "退证 2 张" and told["找回"] == "找回 1 张"
    assert told["作废"] == "作废 3 张" and list(told)[-1] == "作废"
    assert "办理" in words(page, "batch")
    qtbot.waitUntil(lambda: all(
        one.words.width() >= one.words.sizeHint().width() for one in bar.buttons.values()
    ))  # fmt: skip
    press(qtbot, window, Key.Key_Return)
    assert isinstance(window.shell and window.shell.current, DossierPage)
    while focused(window).objectName() != "batch_退证":
        press(qtbot, window, Key.Key_Right)
    press(qtbot, window, Key.Key_Return)
    panel = bar.panel
    assert panel is not None and panel.heading() == "退证 2 张"
    left = words(page, "batch_left")
    assert lost in left and "已挂失" in left and site.passes[0] not in left
    press(qtbot, window, Key.Key_Return)
    press(qtbot, window, Key.Key_Return)
    kept = ["已退证", "已挂失", "已退证"]
    qtbot.waitUntil(lambda: states(session, site.passes) == kept)


def test_ticks_that_an_open_act_is_not_for_close_it(qtbot: QtBot, site: Site) -> None:
    """Nothing is left that it could be done on: back to the acts of those ticked."""
    lost = site.passes[1]
    site.with_store(lambda store: store.act(lost, "挂失", "1003", {"why": "丢在工地"}))
    _, page = shown(qtbot, site)
    team(page).choose(site.passes[:2])
    page.side.bar.begin("退证")
    team(page).choose([lost])
    assert page.side.bar.panel is None
    assert "找回" in page.side.bar.buttons and "退证" not in page.side.bar.buttons
