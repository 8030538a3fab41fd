"""Small parts of pages: chips, cards, tiles, banners, lamps, buttons that show their key."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame, QHBoxLayout, QLabel, QLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import theme

WORTH_SHOWING_MS = 300
"""Shorter work shows nothing at all."""

KEY_WORDS = {
    "Return": "回车", "Esc": "Esc", "Backspace": "退格", "Space": "空格", "Left": "←", "Right": "→",
}  # fmt: skip


def label(words: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label in a role of the style sheet: title, heading, second, small, figure, link, key."""
    made = QLabel(words, parent)
    if role:
        made.setProperty("role", role)
    return made


def key_words(key: str) -> str:
    """A shortcut as people read it: "Ctrl+S" is Ctrl S, "Return" is 回车."""
    return " ".join(KEY_WORDS.get(part, part) for part in key.split("+"))


class Chip(QLabel):
    """A state in a few words on its wash; tone: good, warn, bad, accent or ""."""

    def __init__(self, words: str, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("role", "chip")
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, words: str, tone: str = "") -> None:
        """Change words and tone."""
        self.setText(words)
        theme.mark(self, "tone", tone)


class Card(QFrame):
    """A white box with an optional heading; put things in `rows`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(14, 12, 14, 12)
        self.rows.setSpacing(8)
        if title:
            self.rows.addWidget(label(title, "heading", self))


class LayoutButton(QPushButton):
    """A button whose face is a layout of labels."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setAutoDefault(True)  # so that Enter presses it outside dialogs too

    def answer(self, key: str) -> None:
        """Let the key press it, at once: a shortcut of Qt's own buttons takes 0.1 seconds."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.click)

    def sizeHint(self) -> QSize:
        """What the labels need."""
        inside = self.layout()
        return inside.totalSizeHint() if inside is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the labels need at least."""
        return self.sizeHint()

    def face(self, layout: QLayout) -> None:
        """Set the labels, which do not catch the mouse."""
        self.setLayout(layout)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class KeyButton(LayoutButton):
    """A button that shows its key and answers to it; role "", "primary", "danger" or "link".

    answers: False where somebody else catches the key · apart: words at the left end, key at the
    right, as wide as there is room, for buttons in columns; else as wide as its words.
    """

    def __init__(
        self,
        words: str,
        key: str = "",
        role: str = "",
        parent: QWidget | None = None,
        *,
        answers: bool = True,
        apart: bool = False,
    ) -> None:
        super().__init__(words, parent)
        if role:
            self.setProperty("role", role)
        row = QHBoxLayout()
        row.setContentsMargins(13, 6, 13, 6)
        row.setSpacing(8)
        self.words = QLabel(words, self)
        row.addWidget(self.words)
        if key:
            row.addWidget(label(key_words(key), "key", self))
        if apart:
            row.insertStretch(1)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if key and answers:
            self.answer(key)
        self.face(row)

    def say(self, words: str) -> None:
        """Change the words."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()


class NavButton(LayoutButton):
    """A line of the rail: icon (property "icon", see `icons.dress`), name, key, count."""

    def __init__(
        self, words: str, icon: str = "", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self.setProperty("role", "nav")
        self.setCheckable(True)
        self.setMinimumHeight(32)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        self.picture = QLabel(self)
        self.picture.setFixedSize(18, 18)
        self.picture.setProperty("icon", icon or None)
        self._name = label(words, "name", self)
        self.toggled.connect(
            lambda on: theme.mark(self._name, "tone", "accent" if on else None)
        )
        self._badge = label("", "badge", self)
        self._badge.setVisible(False)
        self._badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.picture)
        row.addWidget(self._name)
        row.addStretch()
        row.addWidget(self._badge)
        if key:
            row.addWidget(label(key_words(key), "key", self))
            self.answer(key)
        self.face(row)

    def nextCheckState(self) -> None:
        """A press marks nothing: whoever owns the line marks where the window is."""

    def count(self, number: int) -> None:
        """Show a red count, or none for 0."""
        self._badge.setText(str(number))
        self._badge.setVisible(number > 0)


class Tile(LayoutButton):
    """A big figure with its name; it can be pressed and stays pressed as a filter."""

    def __init__(
        self, words: str, figure: str = "0", tone: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self.setProperty("role", "tile")
        self.setCheckable(True)
        rows = QVBoxLayout()
        rows.setContentsMargins(14, 11, 14, 11)
        rows.setSpacing(0)
        self._words = words
        self.figure = label(figure, "figure", self)
        rows.addWidget(label(words, "small", self))
        rows.addWidget(self.figure)
        self.face(rows)
        self.say(figure, tone)

    def say(self, figure: str, tone: str = "") -> None:
        """Change figure and tone."""
        self.figure.setText(figure)
        theme.mark(self.figure, "tone", tone or None)
        self.setAccessibleName(f"{self._words} {figure}")


class Banner(QFrame):
    """A line over a page that says something is not well, with a verb that mends it."""

    pressed = Signal()

    def __init__(
        self, words: str = "", tone: str = "accent", verb: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 8, 7)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._verb = KeyButton(verb, role="link", parent=self)
        self._verb.clicked.connect(self.pressed)
        row.addWidget(self._words, 1)
        row.addWidget(self._verb)
        self.say(words, tone, verb)

    def say(self, words: str, tone: str = "accent", verb: str = "") -> None:
        """Say this; nothing hides the banner."""
        self._words.setText(words)
        self._verb.say(verb)
        self._verb.setVisible(bool(verb))
        theme.mark(self, "tone", tone)
        for part in self.findChildren(QLabel):
            theme.mark(part, "within", tone)
        self.setVisible(bool(words))


class Progress(QWidget):
    """Work that takes a while: nothing for 0.3 seconds, then a bar with a count and 取消."""

    cancelled = Signal()

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = words
        self._words = label(words, "second", self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._cancel = KeyButton("取消", "Esc", parent=self)
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part, stretch in ((self._words, 0), (self._bar, 1), (self._cancel, 0)):
            row.addWidget(part, stretch)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(WORTH_SHOWING_MS)
        self._delay.timeout.connect(lambda: self.setVisible(True))
        self.setVisible(False)

    def start(self, total: int) -> None:
        """Begin work of so many steps."""
        self._bar.setRange(0, total)
        self.advance(0)
        self._delay.start()

    def advance(self, done: int, name: str = "") -> None:
        """So many steps are done. name: of the part of the work that is being done, where it has
        several"""
        self._name = name or self._name
        self._bar.setValue(done)
        self._words.setText(f"{self._name} {done:,} / {self._bar.maximum():,}")

    def finish(self) -> None:
        """The work is over or given up."""
        self._delay.stop()
        self.setVisible(False)


class EmptyState(QWidget):
    """What stands where nothing is yet: what will appear, and the first action."""

    pressed = Signal()

    def __init__(
        self, words: str, verb: str = "", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setSpacing(12)
        rows.addStretch()
        self._words = label(words, "second", self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        rows.addWidget(self._words)
        if verb:
            button = KeyButton(verb, key, "primary", self)
            button.clicked.connect(self.pressed)
            rows.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch()

    def say(self, words: str) -> None:
        """Say something else."""
        self._words.setText(words)


class KeyHint(QLabel):
    """A key in a small frame, like the Ctrl K of the search box."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key_words(key), parent)
        self.setProperty("role", "keycap")


class LabeledValue(QWidget):
    """A name and its value on one line, the value at the right end."""

    def __init__(self, name: str, value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.value = QLabel(value, self)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._name = label(name, "second", self)
        row.addWidget(self._name)
        row.addStretch()
        row.addWidget(self.value)

    def call(self, name: str) -> None:
        """Change the name."""
        self._name.setText(name)

    def say(self, value: str, tone: str = "") -> None:
        """Change the value."""
        self.value.setText(value)
        theme.mark(self.value, "tone", tone or None)


class StatusLamp(QPushButton):
    """A dot and words in the status bar; pressing it leads to what is meant.

    key: shown after the words; somebody else catches it.
    """

    def __init__(
        self, words: str = "", tone: str = "good", parent: QWidget | None = None, *, key: str = ""
    ) -> None:
        super().__init__(parent)
        self._key = f"　{key_words(key)}" if key else ""
        self.setProperty("role", "lamp")
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tone = tone
        self.say(words, tone)

    def say(self, words: str, tone: str = "good") -> None:
        """Change words and tone; "" has no dot. What is not well is in words too."""
        self._tone = tone
        self.setText((f"　{words}" if tone else words) + self._key)
        self.setAccessibleName(words)
        theme.mark(self, "tone", tone)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, and the dot before them."""
        super().paintEvent(event)
        if not self._tone:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(theme.now(), self._tone)))
        painter.drawEllipse(7, self.height() // 2 - 3, 7, 7)
        painter.end()
