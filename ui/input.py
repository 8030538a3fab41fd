"""What every input of a form has: caption, box, message, and the value in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from forms.cleaners import CLEANERS
from forms.display import shown
from forms.facts import Facts
from forms.fields import Field
from forms.values import Invalid
from ui import theme
from ui.pictures import Pictures


QWIDGETSIZE_MAX = (1 << 24) - 1
GAP_PX = 12
"""Height of an empty message: the gap between rows, so that one message moves little."""
UNDER_PX = 4
"""What stays free under a message, so that it is not read with the next caption."""


class Caption(QWidget):
    """The words over a box, with a red star where it must be filled."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.required = False
        font = self.font()
        font.setPixelSize(12)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as its one line of text."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.words) + 16, metrics.height())

    def require(self, required: bool) -> None:
        """Show or take away the star."""
        if required != self.required:
            self.required = required
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words in the second ink, the star in the bad ink."""
        painter = QPainter(self)
        tokens = theme.now()
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        room = self.rect().adjusted(1, 0, -12 if self.required else 0, 0)
        words = self.fontMetrics().elidedText(
            self.words, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.setPen(QColor(tokens.second))
        painter.drawText(room, middle, words)
        if self.required:
            painter.setPen(QColor(tokens.bad))
            after = self.fontMetrics().horizontalAdvance(words) + 4
            painter.drawText(self.rect().adjusted(after, 0, 0, 0), middle, "*")
        painter.end()


class Input(QWidget):
    """The input of one field; its object name is the field's key.

    value() is raw, as `forms.rules.clean` takes it ("" for empty); set_value() takes a canonical
    value or, for typed kinds, text. default: what an empty box will count as, shown in grey.
    Signals: changed; left (the focus went, the value differs from the last time it did);
    step (1 Enter, -1 Shift+Enter); rebuilt (its stops are others now).
    bare: a cell of a table, without caption and message.
    """

    changed = Signal()
    left = Signal()
    step = Signal(int)
    rebuilt = Signal()

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.bare = bare
        self.facts: Facts | None = None
        self.pictures: Pictures | None = None
        self.default: Any = None
        self.required = False
        self.wrong = False
        self._boxes: list[QWidget] = []
        self._caption = None if bare else Caption(field.label, self)
        self._message: QLabel | None = None
        self.is_bare = bare
        self._value_left: Any = ""
        self._note = ""
        self.setObjectName(field.key)
        self.setAccessibleName(field.label)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        if self._caption is not None:
            self._message = QLabel(self)
            self._message.setProperty("role", "message")
            self._message.setWordWrap(True)
            self._message.setMinimumHeight(GAP_PX)
            self._message.setAlignment(Qt.AlignmentFlag.AlignTop)
            rows.addWidget(self._caption)
            rows.addWidget(self._message)
            self._say(field.hint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def value(self) -> Any:
        """What is in the box, raw; "" when empty."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Put a canonical value in the box; None or "" empties it."""
        raise NotImplementedError

    def set_default(self, default: Any) -> None:
        """Say what an empty box will count as (canonical, or None)."""
        self.default = default

    def set_known(self, known: bool) -> None:
        """Say that the default is a fact of the file and stands for itself."""
        for box in self._boxes:
            theme.mark(box, "known", known or None)

    def know(self, facts: Facts) -> None:
        """Tell the facts (what is today, which units there are)."""
        self.facts = facts

    def require(self, required: bool) -> None:
        """Show whether the box must be filled."""
        self.required = required
        if self._caption is not None:
            self._caption.require(required)
        self.setAccessibleName(self.field.label + ("，必填" if required else ""))
        self._renamed()

    def problem(self, text: str | None, warn: bool = False, path: str = "") -> None:
        """Show a message under the box, or take it away; `path` is used by tables of lines."""
        self.wrong = bool(text) and not warn
        tone = ("warn" if warn else "bad") if text else None
        for box in self._boxes:
            theme.mark(box, "tone", tone)
        if self._message is None:
            self.setToolTip(text or "")
            return
        theme.mark(self._message, "tone", tone or self._resting_tone)
        self._say(text or self.resting)

    def note(self, words: str) -> None:
        """Say this under the box, in the accent, while nothing is wrong; "" for the hint again."""
        if words != self._note:
            self._note = words
            if not self.wrong:
                self.problem(None)

    @property
    def resting(self) -> str:
        """What stands under the box while nothing is wrong."""
        return self._note or self.field.hint

    @property
    def _resting_tone(self) -> str | None:
        return "accent" if self._note else None

    def mend(self) -> None:
        """Take the message away, because the value has changed."""
        self.problem(None)

    def is_busy(self) -> bool:
        """Whether it is still working on what was put in it; its value is the old one so long."""
        return False

    def wrong_count(self) -> int:
        """How many places in it are wrong."""
        return int(self.wrong)

    def message(self) -> str:
        """The message that stands under the box, or the hint."""
        return self._message.text() if self._message is not None else self.toolTip()

    def stops(self) -> list[QWidget]:
        """What the Tab key stops at in it, in order."""
        first = self.focusProxy()
        return [first] if first is not None else []

    def enter(self, backwards: bool = False) -> None:
        """Take the focus as the Enter chain gives it: the text is selected."""
        where = self.focusProxy() or self
        where.setFocus(
            Qt.FocusReason.BacktabFocusReason if backwards else Qt.FocusReason.TabFocusReason
        )

    def enter_wrong(self) -> None:
        """Take the focus at the first thing that is wrong."""
        self.enter()

    def read(self, typed: Any) -> Any:
        """The canonical value meant by what was typed, or None if it cannot be read yet."""
        if self.facts is None or typed in ("", None):
            return None
        try:
            return CLEANERS[self.field.kind](self.field, typed, self.facts)
        except Invalid:
            return None

    def describe(self, value: Any) -> str:
        """How a value reads to people, "" if it cannot be read."""
        canonical = self.read(value)
        if canonical is None:
            return ""
        return shown(self.field, canonical, now=self.facts.now if self.facts else None)

    def put(self, body: QWidget, *boxes: QWidget) -> None:
        """Set the body in; `boxes` are framed in red when wrong, the first takes the focus."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1 if self._caption is not None else 0, body)
        self._boxes = list(boxes)
        if boxes:
            self.setFocusProxy(boxes[0])
        self._renamed()

    def note_left(self) -> None:
        """Say `left` if the value is another than when the focus last went."""
        if self.value() != self._value_left:
            self._value_left = self.value()
            self.left.emit()

    def _say(self, words: str) -> None:
        if self._message is not None:
            self._message.setText(words)
            self._message.setContentsMargins(0, 0, 0, UNDER_PX if words else 0)
            self._message.setMaximumHeight(QWIDGETSIZE_MAX if words else GAP_PX)
            self.setAccessibleDescription(words)

    def _renamed(self) -> None:
        for box in self._boxes:
            box.setAccessibleName(self.accessibleName())
