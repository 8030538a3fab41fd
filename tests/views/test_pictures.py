"""Photos and scans through the pages: taken in at issue, kept in drafts, shown by right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import attachments, demo, drafts, records
from db.clock import FixedClock, instant
from db.session import Session
from forms.acts import Act, void
from forms.fields import Field, Kind
from forms.form import Form
from tests.db.permissions import deny
from tests.views.page_desk import NOW, acting, key, shown
from ui.files import FileInput
from ui.pictures import PictureDialog
from views.issue import IssuePage
from views.record import RecordPage
from views.record_pictures import PictureButton

FORM = Form(
    "ZP", "照片登记", "物业", ("前台",),
    (
        Field("face", "一寸照片", Kind.PHOTO, required=True),
        Field("plan", "图纸", Kind.FILE, personal=False),
        Field("things", "物品", Kind.LINES, columns=(
            Field("name", "名称", required=True), Field("picture", "照片", Kind.PHOTO),
        )),
    ),
    (Act("验看", ("前台",), (Field("proof", "凭证", Kind.FILE, required=True),)), void("前台")),
    register=("@number", "@state"),
)  # fmt: skip

resting: list[IssuePage] = []


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The desk of a demo store with a form of pictures."""
    made = demo.create(tmp_path / "数据", "admin", clock=FixedClock(instant(NOW)), forms=(FORM,))
    yield acting(made.session, "1003")
    while resting:
        resting.pop().draft.rest()
    made.session.close()


def red(folder: Path, name: str = "张三.png", tone: str = "red") -> Path:
    """A photo of one colour."""
    path = folder / name
    Image.new("RGB", (500, 700), tone).save(path)
    return path


def entry(qtbot: QtBot, session: Session) -> IssuePage:
    """The entry page; it keeps no draft once the test is over and its store is shut."""
    page = IssuePage(session)
    shown(qtbot, page)
    resting.append(page)
    return page


def box_of(page: Any, name: str = "face") -> FileInput:
    """The input of a photo or file."""
    found = page.form.inputs[name]
    assert isinstance(found, FileInput)
    return found


def chosen(qtbot: QtBot, box: FileInput, path: Path) -> None:
    """Take a file in and wait for it."""
    box.take(path, path.name)
    qtbot.waitUntil(lambda: not box.busy, timeout=20_000)


def issued(session: Session, folder: Path) -> str:
    """A record with a picture in every place."""
    def value(tone: str, kind: Kind) -> dict[str, Any]:
        path = red(folder, f"{tone}.png", tone)
        return attachments.take(session, path, path.name, kind)

    made = records.issue(session, "ZP", {
        "face": value("red", Kind.PHOTO), "plan": value("green", Kind.FILE),
        "things": [{"name": "伞"}, {"name": "包", "picture": value("yellow", Kind.PHOTO)}],
    }).record  # fmt: skip
    records.act(session, made.number, "验看", {"proof": value("blue", Kind.FILE)})
    return made.number


def views(session: Session) -> list[tuple[str, str, str]]:
    """Who looked at what, by the journal."""
    return session.store.rows("SELECT by, subject, body FROM journal WHERE action = 'view'")


def test_a_photo_is_issued_with_its_content(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    """What stands in the box is in the store, and in the record once it is issued."""
    page = entry(qtbot, session)
    page.start("ZP")
    chosen(qtbot, box_of(page), red(tmp_path))
    numbers: list[str] = []
    page.record_opened.connect(numbers.append)
    page.save(and_print=False)
    (number,) = numbers
    assert attachments.load(session, number, "face")[:2] == b"\xff\xd8"
    assert session.store.rows("SELECT path FROM attached") == [("face",)]


def test_a_draft_brings_its_picture_back(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    """Also after the days in which forgotten ones are collected."""
    page = entry(qtbot, session)
    page.start("ZP")
    chosen(qtbot, box_of(page), red(tmp_path))
    value = box_of(page).value()
    page.leave()
    found = drafts.load(session, "ZP")
    assert found is not None and found[1]["face"] == value
    again = entry(qtbot, session)
    again.start("ZP")
    assert box_of(again).value() == value
    qtbot.waitUntil(lambda: not box_of(again).button.icon().isNull())


def test_a_content_that_is_gone_is_said_beside_its_field(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    """With all else that is wrong; a picture taken again mends it."""
    page = entry(qtbot, session)
    page.start("ZP", {
        "face": {"name": "a.jpg", "sha256": "a" * 64, "size": 9}, "things": [{"picture": {
            "name": "b.jpg", "sha256": "b" * 64, "size": 9}}],
    })  # fmt: skip
    page.save(and_print=False)
    assert "重新选择" in box_of(page).message() and page.form is not None
    assert page.form.inputs["things"].wrong_count() > 0
    chosen(qtbot, box_of(page), red(tmp_path))
    assert not box_of(page).wrong


def test_an_act_takes_pictures_too(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    """In place, on the record's page; the small one stands in its course afterwards."""
    number = issued(session, tmp_path)
    other = records.issue(session, "ZP", {
        "face": attachments.take(session, red(tmp_path), "x.png", Kind.PHOTO),
    }).record.number  # fmt: skip
    assert other != number
    page = RecordPage(session)
    shown(qtbot, page)
    page.show_record(other)
    page.begin("验看")
    assert page.panel is not None
    chosen(qtbot, box_of(page.panel, "proof"), red(tmp_path, "凭证.png", "blue"))
    page.panel.commit()
    qtbot.waitUntil(lambda: page.findChild(PictureButton, "picture_1_proof") is not None)
    assert attachments.load(session, other, "proof", 1)


def test_the_record_s_page_shows_them_small_and_in_full(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    """In the values, in a line, in the course; only the full view is in the journal."""
    number = issued(session, tmp_path)
    page = RecordPage(session)
    shown(qtbot, page)
    page.show_record(number)
    names = ("picture_face", "picture_plan", "picture_things[1].picture", "picture_1_proof")
    buttons = [page.findChild(PictureButton, name) for name in names]
    for one in buttons:
        assert one is not None
        qtbot.waitUntil(lambda one=one: not one.icon().isNull())
    assert views(session) == []
    face = buttons[0]
    assert face is not None and "red.jpg" in face.text() and "KB" in face.text()
    face.setFocus()
    key(qtbot, Qt.Key.Key_Return)
    dialog = page.window().findChild(PictureDialog)
    assert isinstance(dialog, PictureDialog)
    qtbot.waitUntil(lambda: not dialog.view.image.isNull())
    assert dialog.view.image.width() == 500
    assert views(session) == [("1003", number, '{"act":null,"path":"face"}')]
    dialog.reject()


def test_who_may_not_see_them_sees_that_there_are_some(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    """No button, no name: people name photos after whom they show."""
    number = issued(session, tmp_path)
    page = RecordPage(acting(session, "2001"))
    shown(qtbot, page)
    page.show_record(number)
    assert [one.objectName() for one in page.findChildren(PictureButton)] == ["picture_plan"]
    words = [one.text() for one in page.findChildren(QLabel)]
    assert "（未显示）" in words and not any("red" in one or "yellow" in one for one in words)
    assert any("凭证：（未显示）" in one for one in words)


def test_a_right_that_was_lost_is_asked_again(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    """The page was open before: the full view is refused in words."""
    number = issued(session, tmp_path)
    page = RecordPage(session)
    shown(qtbot, page)
    page.show_record(number)
    deny(session.store, "see:personal", "前台")
    face = page.findChild(PictureButton, "picture_face")
    assert face is not None
    face.click()
    dialog = page.window().findChild(PictureDialog)
    assert isinstance(dialog, PictureDialog)
    qtbot.waitUntil(lambda: "李敏不能看" in dialog.view.words)
    assert dialog.view.image.isNull() and views(session) == []
    dialog.reject()


def test_nothing_is_issued_while_a_picture_is_made_small(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    """A photo that need not be there would be left behind; once it is done the same key saves."""
    page = entry(qtbot, session)
    page.start("ZP")
    chosen(qtbot, box_of(page), red(tmp_path))
    plan = box_of(page, "plan")
    plan.take(red(tmp_path, "plan.png", "green"), "plan.png")
    page.save(and_print=False)
    assert session.store.value("SELECT count(*) FROM record") == 0
    assert "请稍等" in plan.message() and not plan.wrong
    qtbot.waitUntil(lambda: not plan.busy, timeout=20_000)
    assert plan.message() == ""
    page.save(and_print=False)
    assert session.store.rows("SELECT path FROM attached ORDER BY path") == [("face",), ("plan",)]
