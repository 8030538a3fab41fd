"""The theme: tokens of the design, one style sheet, light and dark."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from ui import theme

ROOM = Path(theme.__file__).parent
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\brgba?\s*\(|\bQColor\(\s*[\d\"']|GlobalColor\.(?!transparent)"
)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_can_be_read(tokens):
    for ground in (tokens.ground, tokens.surface):
        assert contrast(tokens.text, ground) >= 7
        assert contrast(tokens.second, ground) >= 4.5
    assert contrast(tokens.surface, tokens.accent) >= 4.5
    for tone in theme.TONES:
        ink, wash = tokens.tone(tone)
        assert contrast(ink.name(), wash.name()) >= 4, tone


def test_switch_changes_palette_sheet_and_what_parts_paint_with(qapp: QApplication):
    theme.apply(qapp, "light")
    light = qapp.styleSheet()
    assert theme.now() is theme.LIGHT
    theme.apply(qapp, "dark")
    assert theme.now() is theme.DARK
    assert qapp.palette().window().color().name().upper() == theme.DARK.ground
    assert theme.DARK.surface in qapp.styleSheet() and qapp.styleSheet() != light


def test_dark_reaches_the_pixels(qtbot, qapp: QApplication):
    line = QLineEdit()
    qtbot.addWidget(line)
    line.resize(200, 31)
    for mode, tokens in (("light", theme.LIGHT), ("dark", theme.DARK)):
        theme.apply(qapp, mode)
        middle = line.grab().toImage().pixelColor(150, 15)
        assert middle.name().upper() == tokens.surface


def test_system_follows_the_desktop(qapp: QApplication):
    theme.apply(qapp, "system")
    wanted = qapp.styleHints().colorScheme().name == "Dark"
    assert theme.now() is (theme.DARK if wanted else theme.LIGHT)


def test_no_colour_outside_the_tokens():
    for path in (*ROOM.glob("*.py"), theme.RESOURCES / "style.qss"):
        if path.name == "theme.py":
            continue
        found = COLOUR.findall(path.read_text("utf-8"))
        assert found == [], f"{path.name}: {found}"


def test_every_name_in_the_sheet_is_a_token():
    sheet = theme.style_sheet(theme.LIGHT)
    assert "@" not in sheet
    assert theme.LIGHT.accent in sheet


def test_qt_speaks_chinese(qapp: QApplication):
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_marking_restyles_only_on_change(qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    label.setProperty("role", "chip")
    theme.mark(label, "tone", "bad")
    label.adjustSize()
    image = label.grab().toImage()
    assert image.pixelColor(3, image.height() // 2).name().upper() == theme.LIGHT.bad_wash


def test_chinese_letters_have_a_face(qapp: QApplication):
    assert qapp.font().pixelSize() == theme.BODY_PX
    metrics = QLabel("放").fontMetrics()
    assert metrics.inFontUcs4(ord("放")) and metrics.inFontUcs4(ord("单"))
