"""A card in the middle of the window: everything that happens before the work begins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ui import theme
from ui.parts import Card, KeyButton
from ui.parts import label as plain


class Panel(Card):
    """A card of `width` pixels with a title and words; what is put in `rows` stands under them."""

    def __init__(self, parent: QWidget, title: str, words: str = "", *, width: int) -> None:
        super().__init__(parent=parent)
        self.setFixedWidth(width)
        self.rows.setContentsMargins(28, 24, 28, 22)
        self.title = label(self, title, "title")
        self.words = label(self, words, "second")
        self.words.setVisible(bool(words))
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.words)
        self.rows.addSpacing(6)


class Sheet(QWidget):
    """A panel in the middle, with a message and a bar at its foot."""

    def __init__(
        self, title: str, words: str = "", parent: QWidget | None = None, *, width: int = 400
    ) -> None:
        super().__init__(parent)
        self.setProperty("ground", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card = Panel(self, title, words, width=width)
        self.rows = self.card.rows
        self.message = label(self.card, "", "message")
        self.message.setObjectName("message")
        self.message.setVisible(False)
        self.bar = QProgressBar(self.card)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setVisible(False)
        self._placed = QHBoxLayout()
        self._placed.setSpacing(16)
        self._placed.addStretch()
        self._placed.addWidget(self.card, 0, Qt.AlignmentFlag.AlignTop)
        self._placed.addStretch()
        middle = QVBoxLayout(self)
        middle.addStretch(2)
        middle.addLayout(self._placed)
        middle.addStretch(3)

    def beside(self, widget: QWidget) -> None:
        """Put something at the right of the panel."""
        self._placed.insertWidget(2, widget, 0, Qt.AlignmentFlag.AlignTop)

    def foot(self) -> None:
        """Put message and bar under the rows given so far."""
        self.rows.addWidget(self.message)
        self.rows.addWidget(self.bar)

    def say(self, words: str, tone: str = "bad") -> None:
        """A message for the whole sheet; "" takes it away."""
        theme.mark(self.message, "tone", tone)
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def set_words(self, words: str) -> None:
        """Other words under the title."""
        self.card.words.setText(words)
        self.card.words.setVisible(bool(words))

    def entered(self) -> None:
        """It has become the current page: put the focus where typing starts."""
        self.setFocus()

    def may_go(self) -> bool:
        """Whether the window may close over it; what keeps it is said."""
        return True

    def abandon(self) -> None:
        """The window closes over it: take away what was begun and not finished."""


def label(parent: QWidget, words: str, role: str) -> QLabel:
    """Words in one of the style sheet's roles, on several lines where needed."""
    made = plain(words, role, parent)
    made.setWordWrap(True)
    return made


def button(
    parent: QWidget,
    name: str,
    words: str,
    pressed: Callable[[], object],
    key: str = "",
    role: str = "",
) -> KeyButton:
    """A button with an object name. Enter is only shown on it: the boxes hand Enter on."""
    made = KeyButton(words, key, role, parent, answers=key != "Return")
    made.setObjectName(name)
    made.clicked.connect(lambda checked=False: pressed())
    return made


def row(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side, from the left."""
    made = QHBoxLayout()
    made.setSpacing(8)
    for widget in widgets:
        made.addWidget(widget)
    made.addStretch()
    return made
