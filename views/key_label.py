"""Another role for a button that is already seen."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from ui import theme
from ui.parts import KeyButton


def dress(button: KeyButton, role: str) -> None:
    """Give a button that is already seen another role, its labels with it."""
    theme.mark(button, "role", role)
    for part in button.findChildren(QLabel):
        part.style().unpolish(part)
        part.style().polish(part)
