"""The page of all that belongs to a renovation, in the real window, by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from db import records
from db.example import example
from tests.views.page_desk import button
from tests.views.site_desk import (
    CREW, Site, dossier_of, list_of, made_site, named, opened, record_of, states,
)  # fmt: skip
from tests.views.window_desk import focused, press, type_words
from ui.pick_table import PickModel, PickTable
from views.dossier import DossierPage
from views.dossier_lists import TEAM_COLUMNS
from views.issue import IssuePage
from views.record import RecordPage
from views.window import Window
from views.work import WorkPage

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Three workers with passes in use, a fourth without."""
    return made_site(tmp_path)


def team(page: DossierPage) -> PickTable:
    """The list of workers."""
    found = named(page, "team_CR")
    assert isinstance(found, PickTable)
    return found


def words(page: DossierPage, name: str) -> str:
    """What is read in a part of the page."""
    part = named(page, name)
    labels = [part] if isinstance(part, QLabel) else part.findChildren(QLabel)
    return "\n".join(one.text() for one in labels)


def rows_of(page: DossierPage) -> list[tuple[Any, ...]]:
    """The lines of the list of workers."""
    model = team(page).model()
    assert isinstance(model, PickModel)
    return model.rows


def shown(qtbot: QtBot, site: Site, no: str = "1003") -> tuple[Window, DossierPage]:
    """The dossier of the site, opened from the list by keyboard."""
    window, shell = opened(qtbot, site, no)
    press(qtbot, window, Key.Key_F3, Held.ShiftModifier)
    page = list_of(qtbot, shell)
    qtbot.waitUntil(lambda: focused(window) is page.current())
    press(qtbot, window, Key.Key_Return)
    return window, dossier_of(qtbot, shell, site.number)


def test_everything_of_it_on_one_page(qtbot: QtBot, site: Site) -> None:
    """Permit, owner, contractor, workers with faces and passes, money."""
    _, page = shown(qtbot, site)
    assert words(page, "number") == site.number and words(page, "state") == "施工中"
    assert "1 栋 101" in words(page, "about") and "收着押金 ¥2,300.00" in words(page, "about")
    told = words(page, "told")
    for one in ("美居装饰工程有限公司", "罗师傅", "137 0013 7000", "周一至周五"):
        assert one in told, one
    rows = rows_of(page)
    assert [row[2] for row in rows] == list(CREW)
    assert [str(row[4]) for row in rows] == ["使用中", "使用中", "使用中", "未办"]
    assert [row[-1] for row in rows] == [*site.passes, ""]
    assert all(row[1] in page.side.faces for row in rows[:3])
    assert "收 装修押金" in words(page, "moneys") and "收着押金" in words(page, "moneys")
    assert words(page, "team_count") == "4 人　在外 3 张"
    assert "还没有延期、增加项目、动火、" in words(page, "others_empty")


def test_a_pass_for_who_has_none_and_back(qtbot: QtBot, site: Site) -> None:
    """One key on their line: unit, renovation, name, document, trade stand there; issued, the page
    comes back with the cursor on the new pass."""
    window, page = shown(qtbot, site)
    team(page).setFocus()
    press(qtbot, window, Key.Key_End, Held.ControlModifier)
    press(qtbot, window, Key.Key_Down)
    team(page).go(3)
    press(qtbot, window, Key.Key_1)
    shell, session = window.shell, window.session
    assert shell is not None and session is not None
    entry = shell.current
    assert isinstance(entry, IssuePage) and entry.form is not None
    typed = entry.form.values()
    assert (typed["unit"], typed["basis"]) == ("1-101", site.number)
    assert typed["holder"]["name"] == CREW[3] and typed["trade"] == "木工"
    assert typed["holder_id"] == {"kind": "护照", "number": "E10000013"}
    for key in ("application_seen", "permit_seen", "id_copy"):
        entry.form.set_value(key, True)
    entry.form.set_value("photo", example(session, "CR")["photo"])
    press(qtbot, window, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: shell.current is page)
    qtbot.waitUntil(lambda: str(rows_of(page)[3][4]) == "待缴费")
    row = team(page).current_row()
    assert row is not None and row[2] == CREW[3] and record_of(session, row[-1]).hangs_on


def test_three_passes_come_back_at_once(qtbot: QtBot, site: Site) -> None:
    """Space on three lines, F7, 退证, Enter through its one field: all three are returned."""
    window, page = shown(qtbot, site)
    session = window.session
    assert session is not None
    team(page).setFocus()
    team(page).go(0)
    for _ in range(3):
        press(qtbot, window, Key.Key_Space)
        press(qtbot, window, Key.Key_Down)
    assert team(page).chosen() == site.passes
    assert words(page, "batch_count") == "已选 3 张"
    press(qtbot, window, Key.Key_F7)
    while focused(window).objectName() != "batch_退证":
        press(qtbot, window, Key.Key_Right)
    press(qtbot, window, Key.Key_Return)
    assert page.side.bar.panel is not None
    press(qtbot, window, Key.Key_Return)  # 完好
    press(qtbot, window, Key.Key_Return)
    qtbot.waitUntil(lambda: states(session, site.passes) == ["已退证"] * 3)
    qtbot.waitUntil(lambda: str(rows_of(page)[0][4]) == "已退证")
    assert team(page).chosen() == [] and page.side.bar.panel is None
    qtbot.waitUntil(lambda: focused(window) is team(page))


def test_one_that_refuses_keeps_all_back_until_it_is_left_out(
    qtbot: QtBot, site: Site
) -> None:
    """It is marked in its line and the reason said; Alt+D leaves it out, Enter does the rest. It
    was returned by somebody else while the panel stood open."""
    window, page = shown(qtbot, site)
    session = window.session
    assert session is not None
    team(page).setFocus()
    press(qtbot, window, Key.Key_A, Held.ControlModifier)
    assert team(page).chosen() == site.passes
    page.side.bar.begin("退证")
    gone = site.passes[1]
    records.act(session, gone, "退证")
    panel = page.side.bar.panel
    assert panel is not None
    panel.commit()
    qtbot.waitUntil(lambda: panel.leave_out.isVisible())
    assert states(session, site.passes) == ["使用中", "已退证", "使用中"]
    said = "\n".join(one.text() for one in panel.findChildren(QLabel))
    assert "3 张都没有办" in said and gone in said
    assert [str(row[4]) for row in rows_of(page)] == [
        "使用中", "办不了", "使用中", "未办",
    ]  # fmt: skip
    press(qtbot, window, Key.Key_D, Held.AltModifier)
    assert team(page).chosen() == [site.passes[0], site.passes[2]]
    assert panel.heading() == "退证 2 张"
    press(qtbot, window, Key.Key_Return)
    qtbot.waitUntil(lambda: states(session, site.passes) == ["已退证"] * 3)


def test_esc_goes_back_step_by_step(qtbot: QtBot, site: Site) -> None:
    """From the panel to the list with its ticks, then to no ticks, then to the page before."""
    window, page = shown(qtbot, site)
    shell = window.shell
    assert shell is not None
    team(page).setFocus()
    press(qtbot, window, Key.Key_A, Held.ControlModifier)
    page.side.bar.begin("退证")
    press(qtbot, window, Key.Key_Escape)
    assert page.side.bar.panel is None and focused(window) is team(page)
    assert len(team(page).chosen()) == 3
    press(qtbot, window, Key.Key_Escape)
    assert team(page).chosen() == [] and shell.current is page
    press(qtbot, window, Key.Key_Escape)
    assert shell.current is shell.page("dossiers_ZX")


def test_acts_of_its_own_are_done_in_place(qtbot: QtBot, site: Site) -> None:
    """A violation: written down, it stands open on the page until it is put right."""
    window, page = shown(qtbot, site)
    assert not named(page, "course").isVisible()
    button(page, "act_违规").click()
    type_words(qtbot, window, "超时施工")
    press(qtbot, window, Key.Key_Return)
    press(qtbot, window, Key.Key_Return)
    press(qtbot, window, Key.Key_Return)
    qtbot.waitUntil(lambda: words(page, "state") == "违规待整改")
    assert "违规情况 超时施工" in words(page, "course") and "待整改" in words(page, "course")
    button(page, "act_整改").click()
    press(qtbot, window, Key.Key_Return)
    press(qtbot, window, Key.Key_Return)
    qtbot.waitUntil(lambda: words(page, "state") == "施工中")
    assert "待整改" not in words(page, "course")


def test_the_paper_and_back(qtbot: QtBot, site: Site) -> None:
    """F8 shows the record itself, F8 there the whole; a pass leads to the whole, too."""
    window, page = shown(qtbot, site)
    shell = window.shell
    assert shell is not None
    press(qtbot, window, Key.Key_F8)
    record = shell.current
    assert isinstance(record, RecordPage) and record.record is not None
    assert record.record.number == site.number
    press(qtbot, window, Key.Key_F8)
    qtbot.waitUntil(lambda: shell.current is page)
    team(page).setFocus()
    team(page).go(0)
    press(qtbot, window, Key.Key_Return)
    assert isinstance(shell.current, RecordPage)
    assert record.record.number == site.passes[0]
    press(qtbot, window, Key.Key_F8)
    qtbot.waitUntil(lambda: shell.current is page)


def test_found_and_from_the_workbench_it_opens_whole(qtbot: QtBot, site: Site) -> None:
    """What names a renovation leads to all of it; a pass opens by itself."""
    broken = {"what": "超时施工", "mend_by": "2026-11-21"}
    site.with_store(lambda store: store.act(site.number, "违规", "1003", broken))
    window, shell = opened(qtbot, site)
    press(qtbot, window, Key.Key_K, Held.ControlModifier)
    type_words(qtbot, window, site.number)
    results = shell.topbar.search.results
    qtbot.waitUntil(lambda: any(site.number in title for title in results.titles()))
    for _ in results.titles()[1:]:
        if site.number in (item := results.list.currentItem()).text(0):  # type: ignore[union-attr]
            break
        assert item is not None
        press(qtbot, window, Key.Key_Down)
    press(qtbot, window, Key.Key_Return)
    page = dossier_of(qtbot, shell, site.number)
    assert shell.current is page
    shell.show_record(site.passes[0])
    assert isinstance(shell.current, RecordPage)
    press(qtbot, window, Key.Key_1, Held.ControlModifier)
    work = shell.current
    assert isinstance(work, WorkPage)
    qtbot.waitUntil(lambda: any(item.number == site.number for item in work.items))
    work.table.go([item.number for item in work.items].index(site.number))
    press(qtbot, window, Key.Key_Return)
    assert shell.current is page
    qtbot.waitUntil(lambda: focused(window).objectName() == "act_整改")


def test_copied_as_new_after_it_was_voided(qtbot: QtBot, site: Site) -> None:
    """A voided renovation is written again from what it said, linked to it."""
    site.with_store(lambda store: store.act(site.number, "作废", "1001", {"why": "写错房号"}))
    window, shell = opened(qtbot, site)
    session = window.session
    assert session is not None
    shell.show_record(site.number)
    page = dossier_of(qtbot, shell, site.number)
    assert words(page, "state") == "已作废"
    press(qtbot, window, Key.Key_N, Held.ControlModifier, Held.ShiftModifier)
    entry = shell.current
    assert isinstance(entry, IssuePage) and entry.form is not None
    assert entry.form.values()["contractor"] == "美居装饰工程有限公司"
    press(qtbot, window, Key.Key_S, Held.ControlModifier)
    copy = session.store.value(
        "SELECT n.number FROM record n JOIN record o ON n.copied_from = o.id WHERE o.number = ?",
        (site.number,),
    )
    assert copy is not None, entry.still_wrong.text()
    assert record_of(session, copy).values["workers"] == record_of(
        session, site.number
    ).values["workers"]
    paper = shell.current
    assert isinstance(paper, RecordPage) and paper.record is not None
    assert paper.record.number == copy


def test_the_contractor_of_the_last_time_is_offered(qtbot: QtBot, site: Site) -> None:
    """Typed by initials, taken by Down and Enter: licence, copy and person stand there; what was
    typed before is left alone."""
    window, shell = opened(qtbot, site)
    shell.issue("ZX", {"unit": "6-1804"})
    entry = shell.current
    assert isinstance(entry, IssuePage) and entry.form is not None
    form = entry.form
    form.set_value("licence", "B999")
    form.inputs["contractor"].enter()
    type_words(qtbot, window, "mj")
    assert form.offering is not None
    qtbot.waitUntil(lambda: form.offering is not None and form.offering.open)
    press(qtbot, window, Key.Key_Down)
    press(qtbot, window, Key.Key_Return)
    typed = form.values()
    assert typed["contractor"] == "美居装饰工程有限公司" and typed["licence"] == "B999"
    assert typed["responsible"]["name"] == "罗师傅"
    assert typed["responsible_phone"] == "13700137000"
    assert typed["licence_copy"]["size"] > 0


def test_who_may_see_no_numbers_sees_none(qtbot: QtBot, site: Site) -> None:
    """The works supervisor: names, no phone, no document, no faces; no button for what he may not
    issue."""
    _, page = shown(qtbot, site, "1007")
    told = words(page, "told")
    assert "137****7000" in told and "13700137000" not in told.replace(" ", "")
    assert "E33445566" not in told and not page.side.faces
    assert not named(page, "new_CR").isVisible()
    assert page.findChild(QPushButton, "new_DH") is None


def test_what_somebody_else_writes_appears(qtbot: QtBot, site: Site) -> None:
    """Read again as soon as the store has changed, with the ticks where they were."""
    window, page = shown(qtbot, site)
    shell = window.shell
    assert shell is not None
    team(page).choose(site.passes[1:])
    site.with_store(lambda store: store.act(site.passes[0], "退证", "1003"))
    shell.look()
    qtbot.waitUntil(lambda: str(rows_of(page)[0][4]) == "已退证")
    assert team(page).chosen() == site.passes[1:]


def test_thirty_workers(qtbot: QtBot, tmp_path: Path) -> None:
    """All in one list, all ticked by one key, those without a pass left out."""
    crew = tuple(f"工人{'甲乙丙丁戊己庚辛壬癸'[at % 10]}{'一二三'[at // 10]}" for at in range(30))
    site = made_site(tmp_path, crew=crew, many=4)
    window, page = shown(qtbot, site)
    assert len(rows_of(page)) == 30
    team(page).setFocus()
    press(qtbot, window, Key.Key_A, Held.ControlModifier)
    assert team(page).chosen() == site.passes
    assert words(page, "team_count") == "30 人　在外 4 张"
    place = [one.key for one in TEAM_COLUMNS].index("number")
    qtbot.waitUntil(team(page).verticalScrollBar().isVisible)
    needed = team(page).sizeHintForIndex(page.side.cards[0].model.index(0, place)).width()
    assert needed <= team(page).columnWidth(place)


def test_digits_typed_into_a_box_open_no_form(qtbot: QtBot, site: Site) -> None:
    """While an act is being done the keys belong to its boxes."""
    window, page = shown(qtbot, site)
    button(page, "act_违规").click()
    type_words(qtbot, window, "1")
    assert isinstance(focused(window), QLineEdit) and window.shell is not None
    assert window.shell.current is page
    QApplication.processEvents()
    assert page.acts.panel is not None and page.acts.panel.form is not None
    assert page.acts.panel.form.values()["what"] == "1"


def test_a_day_of_another_year_is_read_whole(qtbot: QtBot, site: Site) -> None:
    """Both lists have room for it."""
    _, page = shown(qtbot, site)
    for table in (team(page), named(page, "others_list")):
        assert isinstance(table, PickTable)
        model = table.model()
        assert isinstance(model, PickModel)
        place = next(at for at, one in enumerate(model.columns) if one.key == "until")
        row = ["" for _ in model.columns]
        row[place] = "2027-03-15"
        model.set_rows([(*row, "")])
        needed = table.sizeHintForIndex(model.index(0, place)).width()
        assert needed <= table.columnWidth(place)
