"""A page with a long list: it reads only while it is seen."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QShowEvent

from views.lister import Lister
from views.page import Page


class ListPage(Page):
    """`lister` reads its list; `_begun`: whether anything of it was read."""

    lister: Lister
    _begun = False

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what nobody listened to while it was hidden."""
        super().showEvent(event)
        if not event.spontaneous() and self._begun:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """A page that is not seen holds no thread and no connection."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.lister.forget()
