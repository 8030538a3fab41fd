"""The small parts of pages."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from ui import icons, theme
from ui.parts import (
    Banner, Card, Chip, EmptyState, KeyButton, KeyHint, LabeledValue, NavButton, Progress,
    StatusLamp, Tile,
)  # fmt: skip


@pytest.fixture
def page(show):
    """Puts parts on a shown page."""
    window = QWidget()
    rows = QVBoxLayout(window)
    show(window)

    def put(part):
        rows.addWidget(part)
        QApplication.processEvents()
        return part

    put.window = window
    return put


def colours(widget):
    """The colours that appear in a widget, in capitals."""
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width()) for y in range(image.height())
    }  # fmt: skip


def test_a_button_shows_its_key_and_answers_to_it(page, qtbot):
    button = page(KeyButton("仅保存", "Ctrl+S"))
    shown = [label.text() for label in button.findChildren(QLabel)]
    assert shown == ["仅保存", "Ctrl S"] and button.accessibleName() == "仅保存"
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(page.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button.words, Qt.MouseButton.LeftButton)
    button.say("已存")
    assert button.words.text() == button.accessibleName() == "已存"


@pytest.mark.parametrize("kind", [KeyButton, NavButton])
def test_a_key_acts_before_the_next_event(page, qtbot, kind):
    """Left to Qt, the click would come 0.1 seconds later."""
    button = page(kind("开单", key="F2"))
    clicks = []
    button.clicked.connect(lambda: clicks.append(1))
    qtbot.keyClick(page.window, Qt.Key.Key_F2)
    assert len(clicks) == 1
    button.setEnabled(False)
    qtbot.keyClick(page.window, Qt.Key.Key_F2)
    assert len(clicks) == 1


def test_a_button_is_as_wide_as_its_words_but_in_a_column_as_the_column(page):
    around = QWidget()
    rows = QVBoxLayout(around)
    alone, column = KeyButton("登录", "Return"), KeyButton("物品放行条", "1", apart=True)
    rows.addWidget(alone)
    rows.addWidget(column)
    page(around)
    page.window.resize(420, 120)
    QApplication.processEvents()
    words, hint = (label.geometry() for label in alone.findChildren(QLabel))
    assert alone.width() == alone.sizeHint().width() and hint.left() - words.right() < 12
    words, hint = (label.geometry() for label in column.findChildren(QLabel))
    assert column.width() > 350 and words.left() < 20 and column.width() - hint.right() < 20


def test_enter_presses_the_button_that_has_the_focus(page, qtbot):
    button = page(KeyButton("保存并打印", "F9", "primary"))
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_a_button_is_wide_enough_for_its_words(page):
    button = page(KeyButton("放行并收回门岗联", "F9", "primary"))
    needed = button.words.fontMetrics().horizontalAdvance("放行并收回门岗联F9")
    assert button.minimumSizeHint().width() > needed
    assert theme.LIGHT.accent in colours(button)


def test_nav_shows_a_count_only_when_there_is_one(page):
    line = page(NavButton("工作台", "work", "F4"))
    (badge,) = (
        label for label in line.findChildren(QLabel) if label.property("role") == "badge"
    )
    assert badge.isHidden()
    line.count(7)
    assert badge.isVisible() and badge.text() == "7"
    line.count(0)
    assert badge.isHidden()


def test_the_checked_line_of_the_rail_is_in_the_accent(page):
    line = page(NavButton("开单"))
    assert theme.LIGHT.accent_wash not in colours(line)
    line.setChecked(True)
    assert theme.LIGHT.accent_wash in colours(line)


def test_pressing_a_line_of_the_rail_does_not_mark_it(page, qtbot):
    """Where the window is marks it: its own key pressed again must not take the mark away."""
    line = page(NavButton("开单"))
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert not line.isChecked()
    line.setChecked(True)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert line.isChecked()


def test_a_tile_is_a_filter_with_a_figure(page, qtbot):
    tile = page(Tile("已逾期", "2", "bad"))
    assert tile.accessibleName() == "已逾期 2"
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert tile.isChecked()
    tile.say("0")
    assert tile.figure.text() == "0" and tile.accessibleName() == "已逾期 0"


@pytest.mark.parametrize("tone", theme.TONES)
def test_chips_have_the_wash_of_their_tone(page, tone):
    chip = page(Chip("待签", tone))
    assert getattr(theme.LIGHT, f"{tone}_wash") in colours(chip)


def test_a_chip_changes_tone(page):
    chip = page(Chip("待签", "accent"))
    chip.say("逾期", "bad")
    assert chip.text() == "逾期" and theme.LIGHT.bad_wash in colours(chip)


def test_a_banner_speaks_offers_a_verb_and_goes(page, qtbot):
    banner = page(Banner())
    assert banner.isHidden()
    banner.say("打印机没有 A5 纸，单已经存好", "warn", "查看")
    assert banner.isVisible() and theme.LIGHT.warn_wash in colours(banner)
    verb = banner.findChild(KeyButton)
    with qtbot.waitSignal(banner.pressed):
        qtbot.mouseClick(verb, Qt.MouseButton.LeftButton)
    banner.say("")
    assert banner.isHidden()


def test_short_work_shows_nothing_long_work_a_count(page, qtbot):
    bar = page(Progress("导入"))
    bar.start(200)
    assert bar.isHidden()
    bar.finish()
    assert not bar._delay.isActive()
    bar.start(200)
    bar.advance(50)
    qtbot.waitUntil(bar.isVisible)
    assert bar._words.text() == "导入 50 / 200"
    with qtbot.waitSignal(bar.cancelled):
        qtbot.keyClick(page.window, Qt.Key.Key_Escape)
    bar.finish()
    assert bar.isHidden()


def test_an_empty_page_offers_the_first_action(page, qtbot):
    empty = page(EmptyState("今天还没有放行条", "开物品放行条", "F2"))
    with qtbot.waitSignal(empty.pressed):
        qtbot.keyClick(page.window, Qt.Key.Key_F2)


def test_a_lamp_says_in_words_and_leads_on(page, qtbot):
    lamp = page(StatusLamp("打印机就绪"))
    assert theme.LIGHT.good in colours(lamp)
    lamp.say("备份未做，已 3 天", "bad")
    assert theme.LIGHT.bad in colours(lamp) and lamp.accessibleName() == "备份未做，已 3 天"
    with qtbot.waitSignal(lamp.clicked):
        qtbot.mouseClick(lamp, Qt.MouseButton.LeftButton)


def test_cards_values_and_key_caps(page):
    card, value = Card("今天"), LabeledValue("及时率", "94.4 %")
    card.rows.addWidget(value)
    page(card)
    value.say("88.0 %", "warn")
    assert value.value.text() == "88.0 %" and theme.LIGHT.warn in colours(value)
    assert page(KeyHint("Ctrl+K")).text() == "Ctrl K"


def test_icons_are_drawn_in_the_theme_in_use(page, qapp):
    line = page(NavButton("工作台", "work"))
    assert line.picture.pixmap().isNull()
    icons.dress(page.window)
    assert not line.picture.pixmap().isNull()
    inks = []
    for mode in ("light", "dark"):
        theme.apply(qapp, mode)
        image = icons.icon("print").pixmap(64, 64).toImage()
        inks.append({
            image.pixelColor(x, y).name().upper() for x in range(64) for y in range(64)
            if image.pixelColor(x, y).alpha() == 255
        })  # fmt: skip
    assert theme.LIGHT.second in inks[0] and theme.DARK.second in inks[1]


def test_every_icon_of_ours_is_a_glyph_of_the_font():
    for name in icons.GLYPHS:
        assert not icons.icon(name).pixmap(16, 16).isNull()
        assert not icons._glyph(name, theme.LIGHT.text).isNull()
