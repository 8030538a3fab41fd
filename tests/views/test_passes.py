"""Passes on the pages: replaced from their own page, faces seen at the gate by who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db import demo, records
from db.example import example
from db.gates import computers, joining, log, making, opening
from db.records import Record
from db.session import Session, member, open_session
from forms.property.pass_card import CR
from forms.property.renovation import ZX
from forms.property.repair import WX
from tests.db.ripened import basis_of
from tests.views.page_desk import NOW, at
from tests.views.window_desk import demo_folder
from views.gate import GatePage
from views.gate_desk import GateDesk
from views.gate_face import face_of
from views.issue import IssuePage
from views.post_books import PostBooks
from views.record import RecordPage


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """1003 李敏 of the front desk."""
    opened = open_session(
        demo_folder(tmp_path), "1003", demo.password_of("1003"), clock=at(NOW),
        forms=(ZX, CR, WX), check=False,
    )  # fmt: skip
    yield opened
    opened.close()


def somebody(session: Session, no: str) -> Session:
    """Another of the staff at the same desk."""
    return session.acting_as(member(session.store, no))


def handed(session: Session) -> Record:
    """A pass that was handed over."""
    basis_of(session, CR)
    made = records.issue(session, "CR", example(session, "CR")).record
    records.act(somebody(session, "1010"), made.number, "缴费", {"receipt": "1"})
    records.act(session, made.number, "制证", {"receipt_done": True})
    return records.act(session, made.number, "交证").record


def placed(qtbot: QtBot, page: Any) -> Any:
    """The page, drawn."""
    qtbot.addWidget(page)
    page.resize(1182, 694)
    page.show()
    return page


def test_a_pass_is_replaced_from_its_own_page(qtbot: QtBot, session: Session) -> None:
    """The new one names the old and its room; person, document and photo come with it. Before it
    was handed over there is nothing to replace, and nothing afterwards."""
    basis_of(session, CR)
    fresh = records.issue(session, "CR", example(session, "CR")).record
    page = placed(qtbot, RecordPage(session))
    page.show_record(fresh.number)
    assert not page.replacing.isVisible()
    records.act(session, basis_number(fresh), "作废", {"why": "试"})
    old = handed(session)
    page.show_record(old.number)
    assert page.replacing.isVisible()
    asked: list[tuple[str, dict[str, Any]]] = []
    page.issue_requested.connect(lambda code, given: asked.append((code, given)))
    page.replacing.click()
    assert asked == [("CR", {"old_pass": old.number, "unit": old.values["unit"]})]
    entry = placed(qtbot, IssuePage(session))
    entry.start(*asked[0])
    for key in ("application_seen", "permit_seen"):
        entry.form.set_value(key, True)
    numbers: list[str] = []
    entry.record_opened.connect(numbers.append)
    entry.save(and_print=False)
    assert numbers, {k: b.message() for k, b in entry.form.inputs.items() if b.wrong}
    new = records.load(session, numbers[0])
    assert new is not None and new.replaces == old.number
    for key in ("holder", "holder_id", "photo"):
        assert new.values[key] == old.values[key]
    page.show_record(old.number)
    assert not page.replacing.isVisible() and page.record.seen.state == "已换新证"


def basis_number(record: Record) -> str:
    """What it hangs on."""
    assert record.hangs_on is not None
    return record.hangs_on


def test_a_face_is_seen_by_who_may_and_written_down(qtbot: QtBot, session: Session) -> None:
    """The guard sees it at the gate, and the journal says so; the works supervisor does not."""
    made = handed(session)
    guard = somebody(session, "2001")
    assert face_of(guard, made) is not None
    assert face_of(somebody(session, "1007"), made) is None
    page = placed(qtbot, GatePage(guard))
    page.judge(made.number)
    face = page.findChild(QWidget, "face")
    assert face.isVisible()
    qtbot.waitUntil(lambda: not face.photo.pixmap().isNull())
    seen = guard.store.rows("SELECT by, subject FROM journal WHERE action = 'view'")
    assert seen == [("2001", made.number)]
    page.desk.code.setText("FX-2026-000001")
    page.desk.look()
    assert not face.isVisible()


def test_the_gate_calls_a_pass_good_and_does_not_release_it(
    qtbot: QtBot, session: Session
) -> None:
    """What lets people in is held good or not; only goods are released."""
    made = handed(session)
    page = placed(qtbot, GatePage(somebody(session, "2001")))
    page.judge(made.number)
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("证件无效", "bad")
    records.act(somebody(session, "1010"), made.number, "财务盖章")
    page.judge(made.number)
    assert (page.desk.verdict.words, page.desk.verdict.tone) == ("证件有效", "good")


def test_a_pass_at_a_gate_without_the_store(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    """Good as often as it is asked, nothing is released; the face is small, and who looks at it is
    written down; no document is in the pack."""
    made = handed(session)
    records.act(somebody(session, "1010"), made.number, "财务盖章")
    _, code = computers.add(somebody(session, "9001"), "东门")
    file = making.make(session, "东门", tmp_path).file
    joining.join(tmp_path / "东门", file, code, "2001", "东门夜班88")
    post = opening.open_post(tmp_path / "东门", file, "2001", "东门夜班88", session.clock)
    desk = GateDesk(PostBooks(post))
    qtbot.addWidget(desk)
    desk.show()
    for _ in range(2):
        desk.judge(made.code)
        assert (desk.verdict.words, desk.verdict.tone) == ("证件有效", "good")
        assert not desk.yes.isVisible()
    qtbot.waitUntil(lambda: not desk.face.photo.pixmap().isNull())
    (slip,) = [one for one in post.content.slips if one.number == made.number]
    assert "holder_id" not in slip.values and set(slip.values["holder"]) == {"name"}
    small = post.photo(made)
    assert small is not None and small[:2] == b"\xff\xd8" and len(small) < 40_000
    rows = log.read(log.files(tmp_path / "东门")[0], post.key).rows
    assert {row.data.get("seen") for row in rows[1:]} == {"photo"}
    records.act(session, made.number, "挂失", {"why": "遗失"})
    newer = making.make(session, "东门", tmp_path).file
    post = opening.open_post(tmp_path / "东门", newer, "2001", "东门夜班88", session.clock)
    assert post.examine(made.code).kind == "over"
