"""Pictures are read in threads beside a window that is at work."""

import io
import subprocess
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QColor, QImage

from ui.pictures import image_of, png_of

ROOT = Path(__file__).parents[2]
BESIDE = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
from ui.pictures import image_of
body, over, read = sys.stdin.buffer.read(), threading.Event(), []

class Own(QObject):
    said = Signal()
    def disconnectNotify(self, signal):
        pass

def work():
    while not over.is_set():
        read.append(image_of(body, 20).width())

threads = [threading.Thread(target=work, daemon=True) for _ in range(2)]
for one in threads:
    one.start()
sys.setswitchinterval(1e-5)
owners = [Own() for _ in range(100)]
for turn in range(40):
    for one in owners:
        QObject.disconnect(one.said.connect(lambda: None))
over.set()
for one in threads:
    one.join()
print(set(read))
"""


def picture(width: int, height: int) -> bytes:
    """A JPEG of that size, red all over."""
    body = io.BytesIO()
    Image.new("RGB", (width, height), (200, 0, 0)).save(body, "JPEG")
    return body.getvalue()


def test_reading_beside_signals_that_are_disconnected_does_not_stop_the_window() -> None:
    """Both once waited for what the other held, for ever."""
    done = subprocess.run(
        [sys.executable, "-c", BESIDE, str(ROOT)], input=picture(40, 30), capture_output=True,
        timeout=60, check=True,
    )
    assert done.stdout.split() == [b"{20}"]


def test_a_picture_comes_in_the_size_asked_for() -> None:
    """Scaled down to the longest side, never up; nothing where there is no picture."""
    image = image_of(picture(400, 300), 40)
    assert (image.width(), image.height()) == (40, 30)
    assert image.pixelColor(20, 15).red() > 180 and image.pixelColor(20, 15).blue() < 20
    assert image_of(picture(40, 30), 400).width() == 40
    assert image_of(picture(400, 300)).width() == 400
    assert image_of(b"no picture").isNull()


def test_a_picture_written_as_png_is_the_same() -> None:
    """Of a width whose rows Qt pads, and with what can be seen through."""
    image = QImage(3, 2, QImage.Format.Format_RGB888)
    image.fill(QColor(1, 2, 3))
    again = QImage.fromData(png_of(image))
    assert (again.width(), again.height(), again.pixelColor(2, 1).name()) == (3, 2, "#010203")
