"""The live page: the right page, the newest request, and a window that never waits."""

import io
import threading

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from reportlab.pdfgen import canvas

from ui.preview import PagePreview, render

A5 = (595, 420)


def pdf(*colours: str) -> bytes:
    """A document whose pages bear a square of each colour in their middle."""
    written = io.BytesIO()
    sheet = canvas.Canvas(written, pagesize=A5)
    for colour in colours:
        sheet.setFillColor(colour)
        sheet.rect(200, 110, 200, 200, stroke=0, fill=1)
        sheet.showPage()
    sheet.save()
    return written.getvalue()


def middle(image) -> str:
    """Name of the colour in the middle of a picture."""
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


@pytest.fixture
def preview(show):
    made = PagePreview()
    made.resize(500, 400)
    show(made)
    return made


def test_render_draws_the_page_asked_for_at_the_width_asked_for():
    both = pdf("red", "blue")
    assert middle(render(both, 0, 300)) == QColor("red").name()
    second = render(both, 1, 300, 2.0)
    assert middle(second) == QColor("blue").name()
    assert second.width() == 600 and second.devicePixelRatio() == 2.0
    assert abs(second.height() / second.width() - A5[1] / A5[0]) < 0.01
    assert second.pixelColor(5, 5) == QColor("white")
    assert middle(render(both, 9, 300)) == QColor("blue").name()


def test_shows_a_page_and_turns_to_another(preview, qtbot):
    with qtbot.waitSignal(preview.drawn) as drawn:
        preview.show_job(lambda: pdf("red", "blue"))
    assert drawn.args == [2] and middle(preview.image) == QColor("red").name()
    with qtbot.waitSignal(preview.drawn):
        preview.show_page(1)
    assert middle(preview.image) == QColor("blue").name()
    assert middle(preview.viewport().grab().toImage()) == QColor("blue").name()


def test_newest_wins_and_the_window_does_not_wait(preview, qtbot):
    gate = threading.Event()
    ran: list[str] = []

    def job(name: str) -> bytes:
        ran.append(name)
        assert gate.wait(10)
        return pdf(name)

    preview.show_job(lambda: job("red"))
    qtbot.waitUntil(lambda: ran == ["red"])
    preview.show_job(lambda: job("lime"))
    preview.show_job(lambda: job("blue"))
    with qtbot.waitSignal(preview.drawn):
        gate.set()
    assert ran == ["red", "blue"] and middle(preview.image) == QColor("blue").name()


def test_turning_the_page_does_not_lose_a_newer_document(preview, qtbot):
    with qtbot.waitSignal(preview.drawn):
        preview.show_job(lambda: pdf("red", "lime"))
    gate = threading.Event()

    def later() -> bytes:
        assert gate.wait(10)
        return pdf("black", "blue")

    preview.show_job(later)
    preview.show_page(1)
    with qtbot.waitSignal(preview.drawn):
        gate.set()
    assert middle(preview.image) == QColor("blue").name()


def test_a_failure_is_told_and_the_last_page_stays(preview, qtbot):
    with qtbot.waitSignal(preview.drawn):
        preview.show_job(lambda: pdf("red"))
    with qtbot.waitSignal(preview.failed) as failed:
        preview.show_job(lambda: b"no pdf at all")
    assert isinstance(failed.args[0], Exception)
    assert middle(preview.image) == QColor("red").name()
    with qtbot.waitSignal(preview.drawn):
        preview.show_job(lambda: pdf("blue"))
    assert middle(preview.image) == QColor("blue").name()


def test_cleared_stays_cleared_when_an_old_page_arrives(preview, qtbot):
    gate = threading.Event()

    def late() -> bytes:
        assert gate.wait(10)
        return pdf("red")

    preview.show_job(late)
    preview.clear("还没有内容")
    gate.set()
    qtbot.waitUntil(lambda: not preview._busy)
    assert preview.image.isNull() and preview.words == "还没有内容"


def test_a_wider_window_draws_a_sharper_page(preview, qtbot):
    with qtbot.waitSignal(preview.drawn):
        preview.show_job(lambda: pdf("red"))
    narrow = preview.image.width()
    with qtbot.waitSignal(preview.drawn):
        preview.resize(900, 700)
    assert preview.image.width() == preview._width() > narrow


def test_no_size_makes_the_scroll_bar_come_and_go_for_ever(show, qtbot):
    """With the bar the sheet is small enough to need none, without it it is too tall."""

    class Counted(PagePreview):
        resized = 0

        def resizeEvent(self, event):
            self.resized += 1
            assert self.resized < 20, "the bar comes and goes"
            super().resizeEvent(event)

    made = Counted()
    show(made)
    with qtbot.waitSignal(made.drawn):
        made.show_job(lambda: pdf("red"))
    for height in range(405, 440, 3):
        made.resized = 0
        made.resize(588, height)
        qtbot.waitUntil(lambda: not made._busy)


def test_ctrl_wheel_zooms_and_scrolls(preview, qtbot):
    with qtbot.waitSignal(preview.drawn):
        preview.show_job(lambda: pdf("red"))
    before = preview.image.width()
    turn = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.waitSignal(preview.drawn):
        preview.wheelEvent(turn)
    assert preview.image.width() > before
    assert preview.horizontalScrollBar().maximum() > 0


def test_a_preview_may_go_while_its_page_is_composed(qtbot, qapp):
    gate, done = threading.Event(), threading.Event()

    def job() -> bytes:
        assert gate.wait(10)
        done.set()
        return pdf("red")

    made = PagePreview()
    made.show_job(job)
    made.deleteLater()
    with qtbot.waitSignal(made.destroyed):
        del made
    gate.set()
    assert done.wait(10)
    qapp.processEvents()
