"""PHOTO and FILE: a button that chooses a file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from forms.fields import Field, Kind
from ui import dialogs
from ui.choice import ChoiceButton
from ui.input import Input

PATTERNS = {
    Kind.PHOTO: "照片 (*.jpg *.jpeg *.png *.bmp *.webp)",
    Kind.FILE: "所有文件 (*)",
}


class FileButton(ChoiceButton):
    """A box that opens the choosing of a file instead of a menu."""

    def open_menu(self) -> None:
        """Ask for the file; the input answers."""
        self.chosen.emit("?")


class FileInput(Input):
    """The value is {"name", "sha256", "size"} of the file; `path` says where it lies until the
    store has taken it in."""

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.path: Path | None = None
        self._value: dict[str, Any] | None = None
        self.button = FileButton((), self)
        self.button.chosen.connect(self._chosen)
        self.button.step.connect(self.step)
        self.button.went.connect(self.note_left)
        self.put(self.button, self.button)
        self._show()

    def value(self) -> Any:
        """Name, hash and size of the file, "" when there is none."""
        return self._value or ""

    def set_value(self, value: Any) -> None:
        """Show a file that the store already has, or none."""
        self.path = None
        self._value = dict(value) if value else None
        self._show()
        self.changed.emit()

    def take(self, path: Path) -> None:
        """Choose a file; one that cannot be read is a problem beside the box."""
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                size = stream.tell()
        except OSError:
            self.problem(f"{path.name} 读不出来，请换一个文件")
            return
        self.path = path
        self._value = {"name": path.name, "sha256": digest, "size": size}
        self.problem(None)
        self._show()
        self.changed.emit()

    def _chosen(self, word: str) -> None:
        if not word:
            self.set_value(None)
            return
        path = dialogs.choose_file(self, f"选择{self.field.label}", PATTERNS[self.field.kind])
        if path is not None:
            self.take(path)

    def _show(self) -> None:
        name = self._value["name"] if self._value else ""
        self.button.set_value(name or "选择文件…")
