"""Faces of buttons: keys another part answers to, even columns, another role."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel

from ui import theme
from ui.parts import KeyButton, key_words, label


def show_key(button: KeyButton, key: str) -> None:
    """Show a key at the right end of a button that does not own the shortcut itself."""
    row = button.layout()
    assert isinstance(row, QHBoxLayout)
    row.addStretch()
    row.addWidget(label(key_words(key), "key", button))


def spread(button: KeyButton) -> None:
    """Words at the left end of the button, its key at the right end."""
    row = button.layout()
    assert isinstance(row, QHBoxLayout)
    row.insertStretch(1)


def dress(button: KeyButton, role: str) -> None:
    """Give a button that is already seen another role, its labels with it."""
    theme.mark(button, "role", role)
    for part in button.findChildren(QLabel):
        part.style().unpolish(part)
        part.style().polish(part)
