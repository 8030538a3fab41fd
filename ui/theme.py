"""The look: tokens of light and dark, and one style sheet built from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
FACES = (
    "Microsoft YaHei UI", "Noto Sans CJK SC", "PingFang SC", "Source Han Sans SC", "Noto Sans SC",
    "WenQuanYi Micro Hei",
)  # fmt: skip
MORE_CHINESE = "qt_more_zh_CN"
"""What Qt's own translation lacks; made from the .ts beside it (CONTRIBUTING.md)."""
BUNDLED_FACE = RESOURCES / "fonts" / "NotoSansSC_400Regular.ttf"
BODY_PX = 14
TONES = ("good", "warn", "bad", "accent")


@dataclass(frozen=True)
class Tokens:
    """Every colour of the program, by what it is for; `*_wash` is the ground behind its words."""

    ground: str
    surface: str
    line: str
    text: str
    second: str
    accent: str
    accent_wash: str
    good: str
    good_wash: str
    warn: str
    warn_wash: str
    bad: str
    bad_wash: str
    copy_white: str = "#FFFFFF"
    copy_red: str = "#FFE0E6"
    copy_yellow: str = "#FFF7CC"
    copy_blue: str = "#DCEBFA"
    copy_green: str = "#DDF3DF"
    copy_ink: str = "#1D2330"
    shadow: str = "#000000"

    def tone(self, name: str) -> tuple[QColor, QColor]:
        """Ink and wash of a tone of `TONES`; any other name is quiet text on the ground."""
        if name in TONES:
            return QColor(getattr(self, name)), QColor(getattr(self, f"{name}_wash"))
        return QColor(self.text), QColor(self.ground)


LIGHT = Tokens(
    "#F4F5F7", "#FFFFFF", "#E2E5EA", "#1D2330", "#667085", "#2B4C9B", "#E9EEF9",
    "#1A7F4B", "#E6F4EC", "#A8640C", "#FDF3E2", "#BF352B", "#FDECEA",
)  # fmt: skip
DARK = Tokens(
    "#14171C", "#1B1F26", "#2B313B", "#E5E8EE", "#97A1B2", "#8FB0F5", "#232C40",
    "#5CC48D", "#1C2F26", "#E0AB5B", "#332A1B", "#EF8279", "#37211F",
)  # fmt: skip


def now() -> Tokens:
    """The tokens in use, for parts that paint themselves."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def apply(app: QApplication, mode: str = "system") -> None:
    """Dress the whole program; mode "light", "dark", or "system", which follows the desktop.

    May be called again at any time to switch.
    """
    if not app.property("dressed"):
        _dress_once(app)
    app.setProperty("mode", mode)
    _colour(app)


def style_sheet(tokens: Tokens) -> str:
    """The style sheet with its @names replaced by the tokens' colours."""
    colours = {each.name: str(getattr(tokens, each.name)) for each in fields(tokens)}
    sheet = (RESOURCES / "style.qss").read_text("utf-8")
    return re.sub(r"@(\w+)", lambda match: colours[match[1]], sheet)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet looks at, and restyle the widget where it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def one_width() -> QFont:
    """Letters of one width, on every system: for what is copied by hand."""
    face = QFont("monospace")
    face.setStyleHint(QFont.StyleHint.Monospace)  # Windows has no face of that name
    return face


def _dress_once(app: QApplication) -> None:
    app.setProperty("dressed", True)
    app.setStyle("Fusion")
    app.setFont(_font())
    theirs = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase_zh_CN", theirs), (MORE_CHINESE, str(RESOURCES))):
        chinese = QTranslator(app)
        if chinese.load(name, folder):
            app.installTranslator(chinese)
    app.styleHints().colorSchemeChanged.connect(lambda scheme: _follow(app))


def _follow(app: QApplication) -> None:
    if app.property("mode") == "system":
        _colour(app)


def _colour(app: QApplication) -> None:
    mode = app.property("mode")
    dark = mode == "dark" or (
        mode == "system" and app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    )
    tokens = DARK if dark else LIGHT
    app.setPalette(_palette(tokens))
    app.setStyleSheet(style_sheet(tokens))


def _font() -> QFont:
    family = next((face for face in FACES if QFontDatabase.hasFamily(face)), "")
    if not family and BUNDLED_FACE.exists():
        known = QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFont(str(BUNDLED_FACE))
        )
        family = known[0] if known else ""
    font = QFont(family) if family else QFont()
    font.setPixelSize(BODY_PX)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, colour in (
        ((role.Window, role.AlternateBase), tokens.ground),
        ((role.Base, role.Button, role.ToolTipBase), tokens.surface),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), tokens.text),
        ((role.PlaceholderText,), tokens.second),
        ((role.Mid, role.Dark, role.Light, role.Midlight), tokens.line),
        ((role.Highlight, role.Link, role.Accent), tokens.accent),
        ((role.HighlightedText,), tokens.surface),
    ):
        for each in roles:
            palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(tokens.second))
    return palette
