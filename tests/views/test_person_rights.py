"""On a person's file: a consent is noted and taken back, a copy is given, the number seen once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import consents, estate
from db.errors import Environment
from db.filed import PERSON, UNIT, Subject
from db.session import Session
from tests.views.page_desk import acting, button, key, shown
from ui import dialogs
from ui.line import Line
from views.file import FilePage

Key, Held = Qt.Key, Qt.KeyboardModifier
NAME, PHONE, NUMBER = "欧阳己之", "13977661234", "440301199003071230"


@pytest.fixture
def person(session: Session) -> Subject:
    """A resident of 1-101."""
    estate.move_in(session, estate.unit_of(session, "1-101"), {
        "person": NAME, "phone": PHONE, "document": NUMBER, "role": "家庭成员",
    })  # fmt: skip
    row = session.store.value("SELECT id FROM person WHERE name = ?", (NAME,))
    return Subject(PERSON, str(row))


def opened(qtbot: QtBot, session: Session, subject: Subject) -> FilePage:
    page = FilePage(session)
    shown(qtbot, page)
    page.show_file(subject)
    qtbot.waitUntil(lambda: page.found is not None)
    return page


def answers(monkeypatch: pytest.MonkeyPatch, **words: str) -> None:
    """Whoever is asked types these into the boxes of those names."""

    def agreed(asked: dialogs.Question) -> bool:
        for box in asked.findChildren(Line):
            if box.accessibleName() in words:
                box.setText(words[box.accessibleName()])
        return True

    monkeypatch.setattr(dialogs.Question, "agreed", agreed)


def facts(page: FilePage) -> str:
    found = page.findChild(QLabel, "file_facts")
    assert found is not None
    return found.text()


def test_a_consent_is_noted_and_taken_back(
    qtbot: QtBot, session: Session, person: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its key; the file says what holds."""
    page = opened(qtbot, session, person)
    answers(monkeypatch, 用途="通知和回访", 范围="姓名、电话")
    key(qtbot, Key.Key_T, Held.ControlModifier, Held.ShiftModifier)
    qtbot.waitUntil(lambda: "通知和回访（姓名、电话，2026-11-21 同意）" in facts(page))
    answers(monkeypatch, 用途="通知和回访", **{"填“撤回”就是撤回，空着是同意": "撤回"})
    button(page, "consent").click()
    qtbot.waitUntil(lambda: "已撤回" in facts(page))
    assert [one.given for one in consents.of(session, int(person.id))] == [True, False]


def answered_once(monkeypatch: pytest.MonkeyPatch, back: str) -> list[tuple[str, str]]:
    """Agree once to a consent for a purpose, with `back` in the last box, then turn away; the
    purpose that was shown each time, and what was said to stand against it."""
    seen: list[tuple[str, str]] = []

    def agreed(asked: dialogs.Question) -> bool:
        boxes = {box.accessibleName(): box for box in asked.findChildren(Line)}
        wrong = asked.findChild(QLabel, "wrong")
        seen.append((boxes["用途"].text(), wrong.text() if wrong else ""))
        boxes["用途"].setText("通知和回访")
        boxes["填“撤回”就是撤回，空着是同意"].setText(back)
        return len(seen) == 1

    monkeypatch.setattr(dialogs.Question, "agreed", agreed)
    return seen


def test_only_the_word_takes_a_consent_back_and_nothing_typed_is_lost(
    qtbot: QtBot, session: Session, person: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """同意 in the last box is no withdrawal: it is asked again with what was typed, then turned
    away."""
    page = opened(qtbot, session, person)
    seen = answered_once(monkeypatch, "同意")
    button(page, "consent").click()
    assert seen == [("", ""), ("通知和回访", "最后一格只填“撤回”，或者空着")]
    assert not consents.of(session, int(person.id))


def test_a_consent_that_the_disk_would_not_keep_is_asked_for_again_as_typed(
    qtbot: QtBot, session: Session, person: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stood against it is said beside it."""
    page = opened(qtbot, session, person)
    seen = answered_once(monkeypatch, "")

    def full(*given: object, **more: object) -> None:
        raise Environment("disk", "存不下：磁盘已满")

    monkeypatch.setattr(consents, "note", full)
    button(page, "consent").click()
    assert seen == [("", ""), ("通知和回访", "存不下：磁盘已满")]


def test_a_copy_is_given_to_who_shows_the_document(
    qtbot: QtBot, session: Session, person: Subject, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Another number is refused in words; of a unit there is no such key."""
    page, out = opened(qtbot, session, person), tmp_path / "副本.json"
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *a, **k: out)
    wrong: list[str] = []

    def agreed(asked: dialogs.Question) -> bool:
        told = asked.findChild(QLabel, "wrong")
        wrong.append(told.text() if told else "")
        next(iter(asked.findChildren(Line))).setText(PHONE if len(wrong) == 1 else NUMBER)
        return True

    monkeypatch.setattr(dialogs.Question, "agreed", agreed)
    key(qtbot, Key.Key_M, Held.ControlModifier, Held.ShiftModifier)
    qtbot.waitUntil(lambda: bool(said))
    assert wrong[0] == "" and "不符" in wrong[1], "asked again before a file is chosen"
    assert json.loads(out.read_text("utf-8"))["person"]["name"] == NAME
    unit = opened(qtbot, session, Subject(UNIT, "1-101"))
    qtbot.waitUntil(lambda: unit.found is not None)
    assert not button(unit, "own_copy").isVisible() and not button(unit, "unmask").isVisible()


def test_the_entry_is_seen_in_full_with_a_reason(
    qtbot: QtBot, session: Session, person: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And masked again."""
    page = opened(qtbot, acting(session, "1007"), person)
    assert "440*************30" in facts(page)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *a, **k: "核对身份")
    button(page, "unmask").click()
    qtbot.waitUntil(lambda: NUMBER in facts(page))
    page.unmask.timer.timeout.emit()
    qtbot.waitUntil(lambda: NUMBER not in facts(page))
