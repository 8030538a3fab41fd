"""A record's page: acts in place, countersigning, void, printing again, copying."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import demo, prints, records
from db.reasons import NO_NAMES
from db.session import Session
from tests.views.page_desk import (
    FX, GOOD_ID, NOW, acting, answered, button, focused, issued, key, later, put, released, shown,
    signed, type_in,
)  # fmt: skip
from ui import dialogs
from views.act_panel import ANOTHER, MYSELF, ON_PAPER, ways
from views.issue import COPIED_FROM
from views.record import RecordPage
from views.record_parts import ValuesCard

Key, Held = Qt.Key, Qt.KeyboardModifier


def opened(qtbot: QtBot, session: Session, number: str) -> RecordPage:
    page = RecordPage(session)
    shown(qtbot, page)
    page.show_record(number)
    return page


def words_of(page: QWidget, name: str) -> str:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    parts = [found] if isinstance(found, QLabel) else found.findChildren(QLabel)
    return "\n".join(part.text() for part in parts)


def done(session: Session, number: str) -> tuple[str, ...]:
    record = records.load(session, number)
    assert record is not None
    return record.done


def password(no: str) -> str:
    return demo.password_of(no)


def test_it_says_what_it_is_and_where_it_stands(qtbot: QtBot, session: Session) -> None:
    page = opened(qtbot, session, issued(session))
    assert words_of(page, "number") == "FX-2026-000001"
    assert words_of(page, "state") == "待值班主任签字"
    about = words_of(page, "about")
    assert "3 栋 1202" in about and "有效期至 2026年11月21日 24:00" in about
    values = words_of(page, "values")
    assert GOOD_ID in values and "双门冰箱" in values and "138 0013 8000" in values
    assert "1003 李敏" in words_of(page, "course")


def test_a_table_of_long_words_stays_within_its_column(qtbot: QtBot, session: Session) -> None:
    """At the width of a small screen nothing stands where nobody can scroll to."""
    goods = [{"name": "双门冰箱", "spec": "海尔对开门、银灰色、左门下角有一处碰伤和补过的漆，门封条已换，搬时请直立，不要平放，也不要压住背后的管子",
              "measure": "台", "quantity": 1}]  # fmt: skip
    record = records.load(session, issued(session, goods=goods))
    assert record is not None
    narrow = tuple(
        replace(field, columns=tuple(replace(one, width=1) for one in field.columns))
        for field in record.form.fields
    )
    card = ValuesCard(session, replace(record, form=replace(record.form, fields=narrow)))
    qtbot.addWidget(card)
    assert card.minimumSizeHint().width() <= 590


def test_after_issue_enter_opens_the_next_form(qtbot: QtBot, session: Session) -> None:
    page = opened(qtbot, session, issued(session))
    asked: list[tuple[str, dict[str, Any]]] = []
    page.issue_requested.connect(lambda code, values: asked.append((code, values)))
    assert focused() is button(page, "one_more")
    key(qtbot, Key.Key_Return)
    assert asked == [("FX", {})]


def test_numbers_of_persons_are_masked_for_who_may_not_see_them(
    qtbot: QtBot, session: Session
) -> None:
    guard = acting(session, "2001")
    page = opened(qtbot, guard, issued(session))
    values = words_of(page, "values")
    assert GOOD_ID not in values and "110*************2X" in values
    assert "138****8000" in values and "13800138000" not in values
    assert not page.prints.isVisible()


def test_the_supervisor_countersigns_without_ending_the_session(
    qtbot: QtBot, session: Session
) -> None:
    number = issued(session)
    page = opened(qtbot, session, number)
    button(page, "act_值班主任签字").click()
    assert focused() is page.findChild(QWidget, "countersign_password")
    type_in(qtbot, "wrong")
    box = page.panel.who.password  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "工号或密码不对" in box.message.text())
    assert done(session, number) == ()
    type_in(qtbot, password("1002"))
    qtbot.waitUntil(lambda: done(session, number) == ("值班主任签字",))
    record = records.load(session, number)
    assert record is not None and record.acts[0].by == "1002"
    assert session.member.no == page.session.member.no == "1003"
    assert words_of(page, "state") == "待主任盖章"
    assert "1002 王建国" in words_of(page, "course")


def test_somebody_without_the_role_cannot_countersign(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    page = opened(qtbot, session, number)
    page.begin("值班主任签字")
    who = page.panel.who  # type: ignore[union-attr]
    assert who is not None
    who.number.line.setText("1004")
    who.password.line.setText(password("1004"))
    page.panel.commit()  # type: ignore[union-attr]
    assert who.number.message.text() == "这位不能办这一项"
    assert done(session, number) == ()


def test_signed_on_paper_is_recorded_with_the_signer(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    page = opened(qtbot, session, number)
    page.begin("值班主任签字")
    way = page.panel._way  # type: ignore[union-attr]
    way.setFocus()
    key(qtbot, Key.Key_2)
    assert way.value() == ON_PAPER
    type_in(qtbot, "")
    assert "请填写纸上签字人的姓名" in words_of(page, "act_panel")
    type_in(qtbot, "王建国")
    record = records.load(session, number)
    assert record is not None
    assert (record.acts[0].signer, record.acts[0].by) == ("王建国", "1003")
    assert "王建国（纸上签字，1003 李敏 代记）" in words_of(page, "course")


def test_the_signer_at_his_own_desk_gives_his_password_again(
    qtbot: QtBot, session: Session
) -> None:
    number = issued(session)
    page = opened(qtbot, acting(session, "1002"), number)
    assert focused() is button(page, "act_值班主任签字")
    key(qtbot, Key.Key_Return)
    assert page.panel is not None and page.panel._way.value() == MYSELF
    assert page.panel.who is not None
    type_in(qtbot, "wrong")
    message = page.panel.who.password.message
    qtbot.waitUntil(lambda: "工号或密码不对" in message.text())
    assert done(session, number) == ()
    type_in(qtbot, password("1002"))
    qtbot.waitUntil(lambda: done(session, number) == ("值班主任签字",))


def test_a_customers_signature_is_ticked(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    page = opened(qtbot, session, number)
    button(page, "act_办证人签字").click()
    assert focused() is button(page, "do_act")
    key(qtbot, Key.Key_Return)
    assert done(session, number) == ("办证人签字",)


def test_keys_open_the_acts_in_order(qtbot: QtBot, session: Session) -> None:
    page = opened(qtbot, session, issued(session))
    key(qtbot, Key.Key_2, Held.AltModifier)
    qtbot.waitUntil(lambda: page.panel is not None)
    assert page.panel is not None and page.panel.act.name == "值班主任签字"
    key(qtbot, Key.Key_Escape)
    assert page.panel is None and focused() is button(page, "act_值班主任签字")


def test_void_needs_its_reason(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    page = opened(qtbot, session, number)
    page.begin("作废")
    page.panel.commit()  # type: ignore[union-attr]
    assert "请填写作废原因" in words_of(page, "act_panel")
    assert done(session, number) == ()
    type_in(qtbot, "房号写错", "")
    assert done(session, number) == ("作废",)
    assert words_of(page, "state") == "已作废"
    assert "房号写错" in words_of(page, "course")
    assert not page.buttons


def test_void_after_release_takes_two(qtbot: QtBot, session: Session) -> None:
    number = released(session)
    page = opened(qtbot, session, number)
    page.begin("作废")
    reviewer = page.panel.reviewer  # type: ignore[union-attr]
    assert reviewer is not None
    assert "1003" not in {who.no for who in reviewer.people}
    type_in(qtbot, "放错了", "1002", password("1002"))
    qtbot.waitUntil(lambda: done(session, number)[-1] == "作废")
    record = records.load(session, number)
    assert record is not None and (record.acts[-1].by, record.acts[-1].second) == ("1003", "1002")


def test_the_release_is_left_to_the_gate(qtbot: QtBot, session: Session) -> None:
    number = signed(session)
    page = opened(qtbot, session, number)
    release = button(page, "act_放行")
    assert "门岗核验" in release.accessibleName()
    with qtbot.waitSignal(page.gate_requested) as asked:
        release.click()
    assert asked.args == [number] and page.panel is None


def test_an_act_of_a_form_nobody_ships(qtbot: QtBot, session: Session) -> None:
    made = records.issue(
        session, "LS", {"room": "3-1202", "keeper": "李四", "shelf": "甲架"}
    ).record
    page = opened(qtbot, session, made.number)
    assert ways(session, made, made.form.act("取回")) == (ANOTHER,)
    with session.store.write() as db:
        db.execute_sql("INSERT INTO staff(no, name, roles, created_at) SELECT '1105', '尤美',"
                       " roles, created_at FROM staff WHERE no = '1005'")  # fmt: skip
    session.keys.add("1105", "demo1105", session.dek)
    page.begin("取回")
    panel = page.panel
    assert panel is not None and panel.form is not None
    panel.commit()
    panel.form.enter()
    type_in(qtbot, "12.50", "1005", password("1005"), "1105", "demo1105")
    qtbot.waitUntil(lambda: "取回" in done(session, made.number) or bool(panel._told.text()))
    record = records.load(session, made.number)
    assert record is not None and record.done == ("取回",), panel._told.text()
    assert (record.acts[0].by, record.acts[0].second) == ("1005", "1105")
    assert record.acts[0].values == {"fee": 1250}
    assert words_of(page, "state") == "已取回"


def test_print_again_asks_why_and_can_take_one_copy(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(qtbot, session, issued(session))
    file = tmp_path / "slip.pdf"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: file)
    reasons = ["卡纸"]
    monkeypatch.setattr(dialogs, "ask_reason", lambda *asked, **more: reasons.pop())
    page.prints.save_pdf()
    first = PdfReader(io.BytesIO(file.read_bytes()))
    assert len(first.pages) == 3 and len(reasons) == 1
    assert "补打" not in first.pages[0].extract_text()
    assert button(page, "print_again").accessibleName() == "补打全部"
    page.prints.save_pdf()
    again = PdfReader(io.BytesIO(file.read_bytes()))
    assert reasons == [] and "补打" in again.pages[0].extract_text()
    record = records.load(session, "FX-2026-000001")
    assert record is not None
    assert [(one.nth, one.again) for one in prints.log(session, record)] == [
        (1, None), (2, "卡纸"),
    ]  # fmt: skip
    assert "补打 第1次（卡纸）" in words_of(page, "prints")


def test_a_reason_that_names_somebody_is_asked_for_again(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its words, before a file is chosen."""
    page = opened(qtbot, session, issued(session))
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: tmp_path / "a.pdf")
    page.prints.save_pdf()
    named = f"给{FX['carrier']}"
    asked = answered(monkeypatch, "ask_reason", named, "污损")
    page.prints.save_pdf()
    assert asked == [("", ""), (named, NO_NAMES)]
    record = records.load(session, "FX-2026-000001")
    assert record is not None
    assert [one.again for one in prints.log(session, record)] == [None, "污损"]


def test_one_copy_alone_is_the_one_that_is_looked_at(
    qtbot: QtBot, session: Session
) -> None:
    page = opened(qtbot, session, issued(session))
    key(qtbot, Key.Key_F7)
    assert page.prints.copy == 2
    one = button(page, "print_copy")
    assert one.accessibleName() == "只打印 ② 门岗"
    one.click()
    record = records.load(session, "FX-2026-000001")
    assert record is not None
    qtbot.waitUntil(lambda: bool(prints.log(session, record)))
    assert [one.copy for one in prints.log(session, record)] == ["门岗"]


def test_turning_away_from_the_reason_prints_nothing(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(qtbot, session, issued(session))
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: tmp_path / "a.pdf")
    monkeypatch.setattr(dialogs, "ask_reason", lambda *asked, **more: None)
    page.prints.save_pdf()
    page.prints.print_again()
    record = records.load(session, "FX-2026-000001")
    assert record is not None and len(prints.log(session, record)) == 1


def test_what_never_reached_paper_says_so(qtbot: QtBot, session: Session) -> None:
    page = opened(qtbot, session, issued(session))
    assert not page.prints.unprinted.isVisible()
    key(qtbot, Key.Key_P, Held.ControlModifier)
    qtbot.waitUntil(page.prints.unprinted.isVisible)
    assert prints.unprinted(session) == ["FX-2026-000001"]
    assert button(page, "print_again").accessibleName() == "打印全部"


def test_a_print_of_another_page_shows_by_itself(qtbot: QtBot, session: Session) -> None:
    page = opened(qtbot, session, issued(session))
    record = records.load(session, "FX-2026-000001")
    assert record is not None
    made = prints.keep(session, record, record.form.papers[0].name, "{}")
    prints.settle(session, made, prints.UNPRINTED)
    qtbot.waitUntil(page.prints.unprinted.isVisible)


def test_stored_pages_are_shown_as_they_were_printed(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = issued(session)
    page = opened(qtbot, session, number)
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: tmp_path / "a.pdf")
    page.prints.save_pdf()
    records.act(acting(session, "1002"), number, "值班主任签字")
    page.show_record(number)
    qtbot.waitUntil(lambda: number in _paper(page))
    assert "王建国" not in _paper(page)


def test_the_paper_shows_nobody_more_than_the_page_beside_it(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the print and after it; who has the right sees the numbers in full."""
    number = issued(session)
    guard = opened(qtbot, acting(session, "2001"), number)
    qtbot.waitUntil(lambda: number in _paper(guard))
    assert GOOD_ID not in _paper(guard) and "13800138000" not in _paper(guard)
    desk = opened(qtbot, session, number)
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: tmp_path / "a.pdf")
    desk.prints.save_pdf()
    desk.show_record(number)
    qtbot.waitUntil(lambda: number in _paper(desk))
    assert GOOD_ID in _paper(desk)
    later_on = opened(qtbot, acting(session, "2001"), number)
    qtbot.waitUntil(lambda: number in _paper(later_on))
    assert GOOD_ID not in _paper(later_on) and "110*************2X" in _paper(later_on)


def test_what_would_print_now_shows_who_signed(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    records.act(acting(session, "1002"), number, "值班主任签字")
    page = opened(qtbot, session, number)
    qtbot.waitUntil(lambda: "王建国" in _paper(page))


def test_copy_as_new_takes_the_values_and_the_link(qtbot: QtBot, session: Session) -> None:
    page = opened(qtbot, session, issued(session))
    asked: list[tuple[str, dict[str, Any]]] = []
    page.issue_requested.connect(lambda code, values: asked.append((code, values)))
    button(page, "copy_as_new").click()
    ((code, values),) = asked
    assert code == "FX" and values[COPIED_FROM] == "FX-2026-000001"
    assert values["carrier"] == {"name": "张三丰"} and len(values["goods"]) == 2


def test_expired_says_so_and_offers_no_signature(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    tomorrow = later(session, NOW.replace(day=22, hour=8))
    page = opened(qtbot, tomorrow, number)
    assert words_of(page, "state") == "已过期"
    assert page.findChild(QPushButton, "act_值班主任签字") is None
    assert page.findChild(QPushButton, "act_作废") is not None


def test_a_number_nobody_issued_is_a_notice(qtbot: QtBot, session: Session) -> None:
    page = RecordPage(session)
    shown(qtbot, page)
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    page.show_record("FX-2026-000099")
    assert said == ["没有 FX-2026-000099 这张单"]


def test_typing_in_an_act_survives_a_refresh(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    page = opened(qtbot, session, number)
    page.begin("作废")
    put(qtbot, "写错")
    page.refresh()
    assert page.panel is not None and page.panel.form is not None
    assert page.panel.form.values() == {"why": "写错"}


def _paper(page: RecordPage) -> str:
    pdf = page.paper.preview._pdf
    pages = PdfReader(io.BytesIO(pdf)).pages if pdf else ()
    return "".join(sheet.extract_text() for sheet in pages)
