"""A box to tick can be seen in every theme, and whether it is ticked."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.tick_box import BOX_PX, TickBox

SEEN = 3.0
"""The contrast that WCAG 2.2 (1.4.11) asks of the parts of a page that are worked with."""


def _light(colour: QColor) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def _contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _across(box: TickBox, image: QImage) -> list[QColor]:
    """The colours of the row of pixels through the middle of the box."""
    y = box.mapTo(box.window(), QPoint(0, box.height() // 2)).y()
    left = box.mapTo(box.window(), QPoint(0, 0)).x()
    return [image.pixelColor(left + x, y) for x in range(BOX_PX + 4)]


@pytest.mark.parametrize("dressed", ["light", "dark"])
def test_the_box_is_seen_and_so_is_its_tick(qtbot: QtBot, qapp: object, dressed: str) -> None:
    theme.apply(qapp, dressed)  # type: ignore[arg-type]
    window = QWidget()
    qtbot.addWidget(window)
    window.setProperty("ground", "true")
    rows = QVBoxLayout(window)
    empty, ticked = TickBox("前台", window), TickBox("财务", window)
    ticked.setChecked(True)
    for box in (empty, ticked):
        rows.addWidget(box)
    window.show()
    image = window.grab().toImage()
    ground = image.pixelColor(1, 1)
    assert max(_contrast(ground, colour) for colour in _across(empty, image)) >= SEEN
    filled = [colour for colour in _across(ticked, image) if _contrast(ground, colour) >= SEEN]
    assert len(filled) > BOX_PX / 2
    theme.apply(qapp, "light")  # type: ignore[arg-type]
