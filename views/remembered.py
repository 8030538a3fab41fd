"""What a window remembers between days: widths and order of columns, beside the store."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from PySide6.QtCore import QSettings

from db.session import Session


class Remembered(MutableMapping[str, str]):
    """Texts by name under one group of settings.ini in the data folder; no business data."""

    def __init__(self, session: Session, group: str) -> None:
        file = str(session.store.folder / "settings.ini")
        self._settings = QSettings(file, QSettings.Format.IniFormat)
        self._settings.beginGroup(group)

    def __getitem__(self, name: str) -> str:
        if not self._settings.contains(name):
            raise KeyError(name)
        return str(self._settings.value(name))

    def __setitem__(self, name: str, text: str) -> None:
        self._settings.setValue(name, text)

    def __delitem__(self, name: str) -> None:
        self._settings.remove(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings.allKeys())

    def __len__(self) -> int:
        return len(self._settings.allKeys())
