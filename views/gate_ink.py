"""What the guard must find on the paper itself: signatures and stamps in ink."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.parts import Card, label


class InkCard(Card):
    """A box to tick in the mind for each; hidden where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("ink")
        self.rows.setSpacing(4)
        self._words = label("", "", self)
        self._words.setObjectName("ink_words")
        self._words.setWordWrap(True)
        self.rows.addWidget(label("请看纸上是否都有", "small", self))
        self.rows.addWidget(self._words)

    def say(self, ink: Sequence[str]) -> None:
        """Show these."""
        self.setVisible(bool(ink))
        self._words.setText("　　".join(f"□ {words}" for words in ink))
