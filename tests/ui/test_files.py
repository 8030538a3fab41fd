"""PHOTO and FILE: chosen, dragged, pasted, shot; small in a thread; problems beside the box."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from forms.facts import Facts
from forms.fields import Field, Kind
from tests.ui.moving import film
from tests.ui.picture_box import PictureBox
from ui import camera, dialogs
from ui.files import FileInput
from ui.form import FormWidget
from ui.pictures import PictureDialog

Show = Callable[[QWidget], None]


@pytest.fixture
def kept() -> PictureBox:
    """An empty one."""
    return PictureBox()


@pytest.fixture
def box(show: Show, qtbot: QtBot, kept: PictureBox) -> FileInput:
    """A PHOTO input on the screen, with the focus."""
    made = FileInput(Field("face", "一寸照片", Kind.PHOTO))
    made.pictures = kept.pictures
    show(made)
    made.resize(180, 80)
    made.enter()
    return made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A red photo."""
    path = tmp_path / "张三 证件照.PNG"
    Image.new("RGB", (500, 700), "red").save(path)
    return path


def arrived(qtbot: QtBot, box: FileInput) -> None:
    """Wait until it was made small."""
    qtbot.waitUntil(lambda: not box.busy, timeout=20_000)


def test_space_chooses_and_the_picture_is_shown(
    box: FileInput, qtbot: QtBot, kept: PictureBox, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name, size and a small picture; the value names what was kept; the wait shows."""
    monkeypatch.setattr(dialogs, "choose_file", lambda *asked: photo)
    changes: list[None] = []
    box.changed.connect(lambda: changes.append(None))
    qtbot.keyClick(box.button, Qt.Key.Key_Space)
    assert box.busy and "正在处理" in box.button.text() and box.value() == ""
    arrived(qtbot, box)
    (mark,) = kept.bodies
    assert box.value() == {"name": photo.name, "sha256": mark, "size": len(kept.bodies[mark])}
    assert "KB" in box.button.text() and not box.button.icon().isNull() and len(changes) == 1
    assert Image.open(io.BytesIO(kept.bodies[mark])).size == (500, 700)
    qtbot.keyClick(box.button, Qt.Key.Key_Delete)
    assert box.value() == "" and box.button.icon().isNull() and "拍照" in box.button.text()


def test_what_is_no_picture_is_said_beside_the_box(
    box: FileInput, qtbot: QtBot, kept: PictureBox, photo: Path, tmp_path: Path
) -> None:
    """And the picture before it stays."""
    box.take(photo, photo.name)
    arrived(qtbot, box)
    before = box.value()
    liar = tmp_path / "假.jpg"
    liar.write_text("<html>")
    box.take(liar, liar.name)
    assert box.value() == before
    arrived(qtbot, box)
    assert box.wrong and box.message().startswith("假.jpg 不是照片或扫描件")
    assert box.value() == before and "KB" in box.button.text() and len(kept.bodies) == 1
    box.take(tmp_path / "没有.jpg", "没有.jpg")
    arrived(qtbot, box)
    assert box.message() == "没有.jpg 这个文件不存在"
    kept.full = True
    box.take(photo, photo.name)
    arrived(qtbot, box)
    assert "磁盘已满" in box.message() and box.value() == before


def test_pasted_and_dragged(
    box: FileInput, qtbot: QtBot, kept: PictureBox, photo: Path
) -> None:
    """A picture and a file on the clipboard; a file let fall; nothing on the clipboard."""
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("文字")
    qtbot.keyClick(box.button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert box.message() == "剪贴板里没有图片，请先复制一张图片或一个文件"
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    clipboard.setImage(image)
    qtbot.keyClick(box.button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    arrived(qtbot, box)
    made = Image.open(io.BytesIO(kept.bodies[box.value()["sha256"]])).convert("RGB")
    red, green, blue = made.getpixel((30, 20))  # type: ignore[misc]
    assert made.size == (60, 40) and blue > 240 and red < 15 and green < 15
    assert kept.names == ["一寸照片.jpg"] and not box.wrong
    offered = QMimeData()
    offered.setUrls([QUrl.fromLocalFile(str(photo))])
    fall = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, offered, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    box.dropEvent(fall)
    arrived(qtbot, box)
    assert fall.isAccepted() and box.value()["name"] == photo.name


def test_a_newer_one_wins(box: FileInput, qtbot: QtBot, kept: PictureBox, photo: Path) -> None:
    """Two in a row, and one that was taken away while it was being made small."""
    blue = photo.with_name("blau.png")
    Image.new("RGB", (10, 10), "blue").save(blue)
    box.take(photo, photo.name)
    box.take(blue, blue.name)
    qtbot.waitUntil(lambda: bool(box.value()))
    qtbot.wait(200)
    assert box.value()["name"] == blue.name and sorted(kept.names) == sorted(
        [blue.name, photo.name]
    )
    box.take(photo, photo.name)
    box.set_value(None)
    qtbot.wait(200)
    assert box.value() == "" and not box.busy


def test_space_enlarges_and_enter_goes_on(
    box: FileInput, qtbot: QtBot, photo: Path
) -> None:
    """The dialog shows all of it and closes by the same key."""
    box.take(photo, photo.name)
    arrived(qtbot, box)
    qtbot.keyClick(box.button, Qt.Key.Key_Space)
    shown = box.window().findChild(PictureDialog)
    assert isinstance(shown, PictureDialog) and shown.windowTitle() == "照片、扫描件"
    qtbot.waitUntil(lambda: not shown.view.image.isNull())
    assert shown.view.image.width() == 500
    with qtbot.waitSignal(shown.accepted):
        qtbot.keyClick(shown, Qt.Key.Key_Space)
    with qtbot.waitSignal(box.step):
        qtbot.keyClick(box.button, Qt.Key.Key_Return)


def test_a_kept_value_is_fetched_to_be_shown(
    box: FileInput, qtbot: QtBot, kept: PictureBox, photo: Path
) -> None:
    """A draft that comes back; one that may not be seen has no picture, and says so in full."""
    box.take(photo, photo.name)
    arrived(qtbot, box)
    value = box.value()
    box.set_value(None)
    box.set_value(value)
    assert box.value() == value
    qtbot.waitUntil(lambda: not box.button.icon().isNull())
    kept.bodies.clear()
    box.set_value(value)
    assert box.button.icon().isNull() and photo.name[:2] in box.button.text()
    box.enlarge()
    shown = box.window().findChildren(PictureDialog)[-1]
    assert "您不能看" in shown.view.words
    shown.reject()


def test_what_an_empty_box_counts_as_is_seen(
    box: FileInput, qtbot: QtBot, kept: PictureBox, photo: Path
) -> None:
    """The photo of the old pass: shown and enlarged, but not the box's own value."""
    box.take(photo, photo.name)
    arrived(qtbot, box)
    old = box.value()
    box.set_value(None)
    box.set_default(old)
    assert box.value() == "" and box.button.property("empty") is True
    qtbot.waitUntil(lambda: not box.button.icon().isNull())
    qtbot.keyClick(box.button, Qt.Key.Key_Space)
    shown = box.window().findChild(PictureDialog)
    assert isinstance(shown, PictureDialog)
    qtbot.waitUntil(lambda: not shown.view.image.isNull())
    shown.reject()
    box.set_default(None)
    assert box.button.icon().isNull() and "拍照" in box.button.text()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_has_all_that_can_be_done(box: FileInput, qtbot: QtBot, photo: Path) -> None:
    """By mouse; digits do the same; arrows do nothing."""
    def words() -> list[str]:
        box.button.click()
        menu = box.button.findChildren(QMenu)[-1]
        found = [action.text().partition("　")[2] for action in menu.actions()]
        menu.close()
        return found

    assert words() == ["选择文件…", "拍照…", "粘贴"]
    box.take(photo, photo.name)
    arrived(qtbot, box)
    assert words() == ["看大图", "选择文件…", "拍照…", "粘贴", "移除"]
    qtbot.keyClick(box.button, Qt.Key.Key_Down)
    assert box.value() != ""
    qtbot.keyClick(box.button, Qt.Key.Key_5)
    assert box.value() == ""


def test_the_camera_s_picture_is_taken_in(
    box: FileInput, qtbot: QtBot, kept: PictureBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key 2; the frame of a one-inch photo is on for a person's photo."""
    monkeypatch.setattr(camera, "FIRST", film(tmp_path / "film.avi", 90))
    qtbot.keyClick(box.button, Qt.Key.Key_2)
    asked = box.window().findChild(camera.CameraDialog)
    assert isinstance(asked, camera.CameraDialog) and asked.windowTitle() == "拍一寸照片"
    qtbot.waitUntil(lambda: not asked.finder.image.isNull(), timeout=20_000)
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    arrived(qtbot, box)
    made = Image.open(io.BytesIO(kept.bodies[box.value()["sha256"]]))
    assert abs(made.width / made.height - 25 / 35) < 0.02
    assert box.value()["name"] == "一寸照片.jpg"


def test_without_a_store_it_says_so(qtbot: QtBot, photo: Path) -> None:
    """A page that gives no place for pictures."""
    made = FileInput(Field("face", "照片", Kind.PHOTO))
    qtbot.addWidget(made)
    made.take(photo, photo.name)
    assert made.wrong and made.value() == ""


def test_a_form_hands_the_place_on_to_its_lines(
    show: Show, qtbot: QtBot, kept: PictureBox, photo: Path, facts: Facts
) -> None:
    """A photo for each thing, in the lines that are there and in those that are added."""
    goods = Field("goods", "物品", Kind.LINES, columns=(
        Field("name", "名称"), Field("photo", "照片", Kind.PHOTO),
    ))  # fmt: skip
    form = FormWidget((goods,), lambda: facts, pictures=kept.pictures)
    show(form)
    form.set_values({"goods": [{"name": "伞"}]})
    lines: Any = form.inputs["goods"]
    for row in lines.rows:
        cell = row.cells[1]
        cell.take(photo, photo.name)
        arrived(qtbot, cell)
    values = form.values()["goods"]
    assert [line["photo"]["name"] for line in values] == [photo.name] * 2
