"""The list of renovations in hand, and of passes to collect, in the real window."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.example import example
from forms import FORMS
from tests.db.demo_desk import MONEY
from tests.scenarios import renewing
from tests.scenarios.site import APPROVED, RECEPTION
from tests.views.site_desk import (
    Site, Store, dossier_of, list_of, made_site, named, opened, states,
)  # fmt: skip
from tests.views.window_desk import (
    demo_folder, focused, log_in, open_window, press, type_words,
)  # fmt: skip
from ui.pick_table import PickModel, PickTable
from views.cashier import CashierPage
from views.dossiers import DossiersPage
from views.issue import IssuePage
from views.shell import Shell
from views.window import Window

Key, Held = Qt.Key, Qt.KeyboardModifier
BEFORE = datetime(2026, 11, 9, 9, 0)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """1-101 with three passes in use; 6-1804 with a violation that is due today."""
    made = made_site(tmp_path)

    def second(store: Store) -> list[str]:
        acts = (*APPROVED, ("缴押金", MONEY), ("发许可证", RECEPTION))
        other = renewing.renovation(
            store, *acts, unit="6-1804", contractor="恒泰装修工程队", start="2026-11-21"
        )
        store.act(other, "违规", "1003", {"what": "超时施工", "mend_by": "2026-11-21"})
        return [other.number]

    made.with_store(second)
    return made


def shown(qtbot: QtBot, site: Site, no: str = "1003") -> tuple[Window, Shell, DossiersPage]:
    """The list, reached by its key."""
    window, shell = opened(qtbot, site, no)
    press(qtbot, window, Key.Key_F3, Held.ShiftModifier)
    page = list_of(qtbot, shell)
    qtbot.waitUntil(lambda: focused(window) is page.current())
    return window, shell, page


def test_the_pressing_first(qtbot: QtBot, site: Site) -> None:
    """A violation to be put right today stands over what only goes on; unit, firm, person, limit,
    passes out are read at a glance."""
    window, _, page = shown(qtbot, site)
    assert window.isVisible()
    rows = page.model.rows
    assert [str(row[0]) for row in rows] == ["今天", ""]
    assert [row[1] for row in rows] == ["6 栋 1804", "1 栋 101"]
    assert rows[0][2] == "恒泰装修工程队" and rows[0][4] == "2027-02-21"
    assert rows[0][5] == "违规整改（今天）" and rows[1][6] == "3"
    assert page.tabs[0].accessibleName() == "在办 2（急 1）"


def test_typing_narrows(qtbot: QtBot, site: Site) -> None:
    """By words and by initials; nothing found says so; Enter goes to the list, Enter opens."""
    window, shell, page = shown(qtbot, site)
    press(qtbot, window, Key.Key_F, Held.ControlModifier)
    type_words(qtbot, window, "mj")
    assert [row[-1] for row in page.model.rows] == [site.number]
    press(qtbot, window, Key.Key_A, Held.ControlModifier)
    type_words(qtbot, window, "没有这样的")
    nothing = named(page, "nothing_0")
    assert nothing.isVisible()
    assert any("没有符合筛选的" in one.text() for one in nothing.findChildren(QLabel))
    press(qtbot, window, Key.Key_A, Held.ControlModifier)
    type_words(qtbot, window, "101")
    press(qtbot, window, Key.Key_Return)
    assert focused(window) is page.current()
    press(qtbot, window, Key.Key_Return)
    dossier_of(qtbot, shell, site.number)


def test_a_new_one_from_here(qtbot: QtBot, site: Site) -> None:
    """One key."""
    window, shell, _ = shown(qtbot, site)
    press(qtbot, window, Key.Key_N, Held.ControlModifier)
    assert isinstance(shell.current, IssuePage)
    assert shell.current.declared is not None and shell.current.declared.code == "ZX"


def test_passes_of_all_renovations_come_back_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    """Those of the last days are listed, the longest first; all ticked, returned together."""
    site = made_site(tmp_path, many=0)

    def run_out(store: Store) -> list[str]:
        acts = (*APPROVED, ("缴押金", MONEY), ("发许可证", RECEPTION))
        numbers = []
        for unit, last in (
            ("6-1804", "2026-11-18"), ("1-102", "2026-11-12"), ("1-103", "2026-12-20"),
        ):  # fmt: skip
            typed = {**example(store.at(), "ZX"), "unit": unit, "start": "2026-11-09"}
            made = store.issue("ZX", typed | {"until": "2027-01-09"}, BEFORE)
            renewing.course(store, made.number, *acts, now=BEFORE)
            document = {"kind": "护照", "number": f"E7000000{len(numbers)}"}
            given = {"unit": unit, "basis": made.number, "holder_id": document}
            period = {"from": "2026-11-09", "to": last}
            card = renewing.card(store, "秦明", now=BEFORE, period=period, **given)
            numbers.append(card)
        return numbers

    made = site.with_store(run_out)
    window, shell, page = shown(qtbot, site)
    press(qtbot, window, Key.Key_2, Held.AltModifier)
    table = page.current()
    assert isinstance(table, PickTable) and focused(window) is table
    model = table.model()
    assert isinstance(model, PickModel)
    assert [row[-1] for row in model.rows] == [made[1], made[0]]
    assert page.tabs[1].accessibleName() == "待收的出入证 2"
    press(qtbot, window, Key.Key_A, Held.ControlModifier)
    press(qtbot, window, Key.Key_F7)
    while focused(window).objectName() != "batch_退证":
        press(qtbot, window, Key.Key_Right)
    press(qtbot, window, Key.Key_Return)
    press(qtbot, window, Key.Key_Return)
    press(qtbot, window, Key.Key_Return)
    session = window.session
    assert session is not None
    qtbot.waitUntil(lambda: states(session, made[:2]) == ["已退证"] * 2)
    nothing = named(page, "nothing_1")
    qtbot.waitUntil(nothing.isVisible)
    assert shell.current is page


def test_several_are_paid_by_one_receipt(qtbot: QtBot, tmp_path: Path) -> None:
    """Who takes money gets the receipt filled in with all that are ticked; Esc leads back."""
    site = made_site(tmp_path, many=0)

    def unpaid(store: Store) -> list[str]:
        found = []
        for name in ("秦明", "焦铁生"):
            typed = {"unit": "1-101", "holder": name, "basis": site.number}
            found.append(_fresh(store, typed))
        return found

    made = site.with_store(unpaid)
    window, shell = opened(qtbot, site, MONEY)
    shell.show_record(site.number)
    page = dossier_of(qtbot, shell, site.number)
    page.side.cards[0].table.choose(made)
    named(page, "batch_缴费").click()  # type: ignore[attr-defined]
    till = shell.current
    assert isinstance(till, CashierPage)
    qtbot.waitUntil(lambda: len(till.owed.chosen) == 2)
    press(qtbot, window, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: till.last != "")
    press(qtbot, window, Key.Key_Escape)
    qtbot.waitUntil(lambda: shell.current is page)
    session = window.session
    assert session is not None
    assert states(session, made) == ["已缴费，待制证"] * 2


def _fresh(store: Store, typed: dict[str, object]) -> str:
    given = {**example(store.at(), "CR"), **typed}
    for key in ("trade", "holder_id"):
        given.pop(key)
    return store.issue("CR", given).number


def test_no_renovations(qtbot: QtBot, tmp_path: Path) -> None:
    """The list says so, both tabs."""
    window = open_window(qtbot, demo_folder(tmp_path), FORMS)
    shell = log_in(qtbot, window, "1003")
    press(qtbot, window, Key.Key_F3, Held.ShiftModifier)
    page = shell.current
    assert isinstance(page, DossiersPage)
    qtbot.waitUntil(lambda: page.tabs[0].accessibleName() == "在办 0")
    for at, words in ((0, "没有在办的装修"), (1, "没有待收的出入证")):
        page.turn_to(at)
        nothing = named(page, f"nothing_{at}")
        assert nothing.isVisible()
        assert any(words in one.text() for one in nothing.findChildren(QLabel))
