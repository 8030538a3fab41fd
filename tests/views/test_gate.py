"""The gate: scanned, judged, counted, released; and everything that may not leave."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import demo, office, records
from db.session import Session
from tests.views.page_desk import (
    NOW, acting, answered, button, focused, issued, key, later, released, shown, signed, type_in,
)  # fmt: skip
from ui import dialogs
from views.gate import GatePage

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> GatePage:
    made = GatePage(acting(session, "2001"))
    shown(qtbot, made)
    return made


def code_of(session: Session, number: str) -> str:
    record = records.load(session, number)
    assert record is not None
    return record.code


def done(session: Session, number: str) -> tuple[str, ...]:
    record = records.load(session, number)
    assert record is not None
    return record.done


def scan(qtbot: QtBot, page: GatePage, code: str) -> None:
    """What a scanner sends: the code as keys in a burst, then Enter."""
    assert focused() is page.desk.code
    type_in(qtbot, code)


def ink(page: GatePage) -> str:
    found = page.findChild(QLabel, "ink_words")
    assert found is not None
    return found.text()


def test_scanned_counted_released_and_ready_for_the_next(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    number = signed(session)
    scan(qtbot, page, code_of(session, number))
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("可以放行", "good")
    assert any(number in line and "3 栋 1202" in line for line in page.desk.verdict.lines)
    assert page.desk.verdict.aside == ("运出人 张三丰", "粤B·D12345")
    type_in(qtbot, "1", "12")
    assert focused() is button(page, "release")
    key(qtbot, Key.Key_Return)
    assert done(session, number)[-1] == "放行"
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("已放行", "good")
    assert "请收下门岗联" in page.desk.verdict.lines
    assert focused() is page.desk.code and page.desk.code.text() == ""
    day = page.findChild(QLabel, "gate_day")
    assert day is not None and day.text() == "2001 赵队　今天已放行 1 单，未收回 1 单"


def test_the_number_may_be_typed(qtbot: QtBot, session: Session, page: GatePage) -> None:
    signed(session)
    scan(qtbot, page, "fx-2026-000001")
    assert page.desk.verdict.words == "可以放行"


def test_ink_to_look_for_is_listed(qtbot: QtBot, session: Session, page: GatePage) -> None:
    number = issued(session)
    records.act(session, number, "值班主任签字", signer="王建国")
    records.act(acting(session, "1001"), number, "主任盖章")
    scan(qtbot, page, number)
    assert page.desk._ink.isVisible()
    assert "值班主任签字" in ink(page) and "主任（盖章）" in ink(page) and "办证人" in ink(page)


def test_a_difference_turns_the_verdict_and_the_default(
    qtbot: QtBot, session: Session, page: GatePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = signed(session)
    scan(qtbot, page, number)
    type_in(qtbot, "1", "11")
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("数量不符", "bad")
    assert not button(page, "release").isEnabled()
    assert focused() is button(page, "refuse")
    assert button(page, "refuse").property("role") == "danger"
    key(qtbot, Key.Key_F9)
    assert "放行" not in done(session, number)
    offered: list[str] = []

    def answer(*asked: object, usual: tuple[str, ...] = (), **more: object) -> str:
        offered.extend(usual)
        return usual[0]

    monkeypatch.setattr(dialogs, "ask_reason", answer)
    key(qtbot, Key.Key_Return)
    assert offered[0] == "数量不符" and offered.count("数量不符") == 1
    record = records.load(session, number)
    assert record is not None and record.done[-1] == "不予放行"
    assert record.acts[-1].values == {"why": "数量不符"}
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("不予放行", "bad")
    assert focused() is page.desk.code


def test_a_refused_reason_is_asked_for_again_with_its_words(
    qtbot: QtBot, session: Session, page: GatePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted stays too; what stands against the slip itself is said on the page."""
    number, other = signed(session), signed(session)
    scan(qtbot, page, number)
    type_in(qtbot, "1", "11")
    asked = answered(monkeypatch, "ask_reason", "长" * 2000, None)
    page.desk.turn_away()
    assert asked[0] == ("", "") and asked[1][0] == "长" * 2000 and asked[1][1]
    tally = page.desk.counts.tally()
    assert tally is not None and [line.text() for line in tally.lines] == ["1", "11"]
    assert page.desk.verdict.words == "数量不符"
    page.desk.judge(other)
    records.act(session, other, "作废", {"why": "写错"})
    asked = answered(monkeypatch, "ask_reason", "没有签字", None)
    page.desk.turn_away()
    assert asked[1][0] == "没有签字" and page.desk.verdict.tone == "bad"
    asked = answered(monkeypatch, "ask_reason", "长" * 2000, "没有签字")
    page.desk.judge(number)
    page.desk.turn_away()
    assert done(session, number)[-1] == "不予放行"


def test_an_office_may_let_out_what_differs(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    """Only slips issued since it chose so; what was counted is on record."""
    old = signed(session)
    office.put(session.store, "miscount", "warn", 0, None)
    new = signed(session)
    scan(qtbot, page, old)
    type_in(qtbot, "1", "11")
    assert not button(page, "release").isEnabled()
    page.desk.judge(new)
    type_in(qtbot, "1", "11")
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("数量不符", "warn")
    assert focused() is button(page, "release")
    key(qtbot, Key.Key_Return)
    record = records.load(session, new)
    assert record is not None and record.done[-1] == "放行"
    assert record.acts[-1].values["counts"] == [1, 11]


def test_mending_the_count_turns_it_back(qtbot: QtBot, session: Session, page: GatePage) -> None:
    number = signed(session)
    scan(qtbot, page, number)
    type_in(qtbot, "2")
    assert page.desk.verdict.tone == "bad"
    key(qtbot, Key.Key_Return, Held.ShiftModifier)
    type_in(qtbot, "1", "12")
    assert page.desk.verdict.tone == "good" and button(page, "release").isEnabled()
    key(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: done(session, number)[-1] == "放行")


def test_a_wrong_count_is_gone_back_to_without_the_mouse(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    """Shift+Tab from the button is the last count, Tab from the code the first."""
    number = signed(session)
    type_in(qtbot, number, "1", "11")
    tally = page.desk.counts.tally()
    assert tally is not None and focused() is page.desk.no
    qtbot.keyClick(focused(), Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focused() is tally.lines[-1]
    page.desk.code.setFocus()
    qtbot.keyClick(focused(), Key.Key_Tab)
    assert focused() is tally.lines[0]


def test_nothing_leaves_uncounted(qtbot: QtBot, session: Session, page: GatePage) -> None:
    number = signed(session)
    scan(qtbot, page, number)
    type_in(qtbot, "1")
    page.desk.release()
    assert "放行" not in done(session, number)
    tally = page.desk.counts.tally()
    assert tally is not None and tally.message() == "还有 1 行没有点数"
    assert focused() is tally.lines[1]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (released, "已于 11-21 10:42 放行过"),
        (issued, "尚缺：值班主任签字、主任盖章"),
        (lambda session: "FX-2026-000777", "查无此单"),
        (lambda session: "12345", "这不是本单位的单号"),
        (lambda session: code_of(session, signed(session))[:-1] + "7", "伪造"),
    ],
    ids=["used", "unsigned", "unknown", "nonsense", "forged"],
)
def test_what_may_not_leave_says_why(
    qtbot: QtBot, session: Session, page: GatePage, make: object, reason: str
) -> None:
    if reason == "伪造":
        code = code_of(session, signed(session))
        scan(qtbot, page, code[:-1] + ("7" if code[-1] != "7" else "6"))
    else:
        scan(qtbot, page, make(session))  # type: ignore[operator]
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("不可放行", "bad")
    assert any(reason in line for line in page.desk.verdict.lines), page.desk.verdict.lines
    assert not button(page, "release").isVisible()
    assert focused() is page.desk.code and page.desk.code.selectedText() == page.desk.code.text()


def test_void_and_expired_are_refused(qtbot: QtBot, session: Session, page: GatePage) -> None:
    number = signed(session)
    records.act(session, number, "作废", {"why": "填错"})
    scan(qtbot, page, number)
    assert any("已作废（11-21 10:42，原因：填错）" in line for line in page.desk.verdict.lines)
    old = signed(session)
    late = GatePage(later(acting(session, "2001"), NOW.replace(day=22)))
    shown(qtbot, late)
    scan(qtbot, late, old)
    assert any("已过期，有效期至 2026年11月21日 24:00" in line for line in late.desk.verdict.lines)


def test_a_new_code_takes_the_old_verdict_away(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    signed(session)
    scan(qtbot, page, "12345")
    assert page.desk.verdict.tone == "bad"
    qtbot.keyClicks(page.desk.code, "F")
    assert page.desk.verdict.tone == "" and page.desk.code.text() == "F"


def test_a_second_guard_signs_where_the_desk_is_logged_in(
    qtbot: QtBot, session: Session
) -> None:
    number = signed(session)
    page = GatePage(session)
    shown(qtbot, page)
    scan(qtbot, page, number)
    type_in(qtbot, "1", "12", "")
    assert "放行" not in done(session, number)
    assert page.desk.who is not None
    type_in(qtbot, demo.password_of("2001"))
    qtbot.waitUntil(lambda: done(session, number)[-1] == "放行")
    record = records.load(session, number)
    assert record is not None and record.acts[-1].by == "2001"


def test_the_input_method_is_out_of_the_way(page: GatePage) -> None:
    assert not page.desk.code.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def burst(qtbot: QtBot, *codes: str) -> None:
    """Scans without a pause: each code as keys, then Enter, wherever the cursor is by then."""
    for code in codes:
        for sign in code:
            qtbot.keyClicks(focused(), sign)
        qtbot.keyClick(focused(), Key.Key_Return)


def test_two_scans_in_one_burst_judge_the_second(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    """The cursor is in the box of a count by then: a letter is no count."""
    first, second = code_of(session, signed(session)), code_of(session, signed(session))
    burst(qtbot, first, second)
    assert page.desk.found is not None and page.desk.found.record is not None
    assert page.desk.found.record.code == second
    tally = page.desk.counts.tally()
    assert tally is not None and [line.text() for line in tally.lines] == ["", ""]
    burst(qtbot, "1", second)
    assert page.desk.found.record.code == second and page.desk.code.text() == second


def test_a_scan_at_the_release_button_releases_nothing(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    """Counted, the button has the cursor: the Enter of the next scan is not meant for it."""
    first, second = signed(session), signed(session)
    scan(qtbot, page, code_of(session, first))
    type_in(qtbot, "1", "12")
    assert focused() is button(page, "release")
    burst(qtbot, code_of(session, second))
    assert "放行" not in done(session, first)
    assert page.desk.found is not None and page.desk.found.number == second


def test_full_width_and_small_letters_are_the_same_code(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    """The input method was on, or Caps Lock off."""
    code = code_of(session, signed(session))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (code.lower(), wide, wide.lower()):
        page.desk.code.setText(typed)
        page.desk.look()
        assert page.desk.verdict.words == "可以放行", typed


def test_a_refused_scan_is_one_row_of_the_journal(
    qtbot: QtBot, session: Session, page: GatePage
) -> None:
    """A code held under the scanner is one scan; a name typed by mistake is not kept."""
    rows = "SELECT subject, body FROM journal WHERE action = 'gate' ORDER BY seq"
    for _ in range(3):
        page.desk.judge("FX-2026-000777")
    page.desk.judge("王小明")
    assert session.store.rows(rows) == [
        ("FX-2026-000777", '{"kind":"unknown","scanned":"FX2026000777"}'),
        (None, '{"kind":"foreign","scanned":"（3 个字符）"}'),
    ]
