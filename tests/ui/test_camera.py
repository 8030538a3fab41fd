"""The camera: a real film in its place, the frame, the keys, what is said when it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.moving import film
from ui import camera
from ui.camera import CameraDialog

Show = Callable[[QWidget], None]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Twenty seconds of film."""
    return film(tmp_path_factory.mktemp("film") / "film.avi")


Open = Callable[..., CameraDialog]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    """Opens the dialog over a window, once it has a picture or says why not."""
    host = QWidget()
    qtbot.addWidget(host)
    host.show()

    def made(source: camera.Source, framed: bool = False) -> CameraDialog:
        asked = CameraDialog(host, "拍一寸照片", framed=framed, source=source)
        asked.open()
        finder = asked.finder
        opening = finder.words
        qtbot.waitUntil(
            lambda: not finder.image.isNull() or finder.words != opening, timeout=20_000
        )
        return asked

    return made


def colour(image: QImage, x: float, y: float) -> str:
    """Red, blue or something else, at a share of width and height."""
    found = QColor(image.pixel(int(x * image.width()), int(y * image.height())))
    if found.red() > 200 and found.blue() < 60:
        return "red"
    return "blue" if found.blue() > 200 and found.red() < 60 else found.name()


def test_it_moves_until_it_is_held_and_taken(opened: Open, qtbot: QtBot, source: str) -> None:
    """Enter holds, Enter takes; what comes is what was held, colours not swapped."""
    made = opened(source)
    first = made.finder.image.copy()
    qtbot.waitUntil(lambda: made.finder.image != first)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert made.still and made.take_it.words.text() == "用这张"
    held = made.finder.image.copy()
    qtbot.wait(100)
    assert made.finder.image == held
    with qtbot.waitSignal(made.taken) as caught:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    image = caught.args[0]
    assert image == held and (image.width(), image.height()) == (640, 480)
    assert (colour(image, 0.2, 0.5), colour(image, 0.8, 0.5)) == ("red", "blue")


def test_a_held_picture_can_be_taken_again(opened: Open, qtbot: QtBot, source: str) -> None:
    """Space and Esc let go of it; Esc once more closes and gives nothing."""
    made = opened(source)
    got: list[QImage] = []
    made.taken.connect(got.append)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
        qtbot.keyClick(made, Qt.Key.Key_Space)
        assert made.still and made.again.isVisible()
        qtbot.keyClick(made, key)
        assert not made.still and made.isVisible() and not made.again.isVisible()
    with qtbot.waitSignal(made.rejected):
        qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert got == []


def test_the_frame_is_a_one_inch_photo(opened: Open, qtbot: QtBot, source: str) -> None:
    """25 by 35, moved by arrows, sized by + and -, never out of the picture; X switches it off."""
    made = opened(source, framed=True)
    frame = made.finder.frame()
    assert abs(frame.width() / frame.height() - 25 / 35) < 0.01
    assert abs(frame.center().x() - 320) <= 1 and frame.height() == pytest.approx(432, abs=1)
    for _ in range(60):
        qtbot.keyClick(made, Qt.Key.Key_Left)
    assert made.finder.frame().left() == 0 and made.finder.frame().size() == frame.size()
    qtbot.keyClick(made, Qt.Key.Key_Minus)
    assert made.finder.frame().height() < frame.height()
    qtbot.keyClick(made, Qt.Key.Key_Return)
    with qtbot.waitSignal(made.taken) as caught:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    image = caught.args[0]
    assert abs(image.width() / image.height() - 25 / 35) < 0.01
    assert colour(image, 0.05, 0.5) == colour(image, 0.95, 0.5) == "red"
    other = opened(source, framed=True)
    qtbot.keyClick(other, Qt.Key.Key_X)
    assert other.finder.frame() == other.finder.image.rect()
    other.reject()


def test_a_camera_that_stops_says_so(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    """The film ends as a camera does whose plug is pulled; nothing can be taken then."""
    made = opened(film(tmp_path / "kurz.avi", 3))
    qtbot.waitUntil(lambda: made.finder.image.isNull())
    assert "断开" in made.finder.words and not made.take_it.isEnabled()
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert not made.still and made.isVisible()
    made.reject()


@pytest.mark.parametrize("source", [77, "没有这部片子.avi"])
def test_no_camera_is_said_in_words(opened: Open, source: camera.Source) -> None:
    """And what to do instead."""
    made = opened(source)
    assert "没有找到摄像头" in made.finder.words and "选文件" in made.finder.words
    assert not made.take_it.isEnabled()
    made.reject()


def test_the_camera_is_let_go_when_it_is_closed(opened: Open, qtbot: QtBot, source: str) -> None:
    """Its thread ends, so that another program may have the camera."""
    made = opened(source)
    thread = made._frames._thread
    made.reject()
    qtbot.waitUntil(lambda: not thread.is_alive())
