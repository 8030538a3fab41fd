"""Photos and scans on a record's page: small ones that open in full, each view in the journal."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from db import attachments
from db.errors import Environment, Refused
from db.records import Record
from db.session import Session
from ui.pictures import PictureDialog, image_of, size_words
from views import reading

SIDE_PX = 72
_LONGEST = 18
GONE = "只有名称，没有内容"


class PictureButton(QPushButton):
    """A small picture with its name and size; pressed, it opens in full.

    path, act: as `db.attachments.load` takes them. For members who may see it only.
    """

    def __init__(
        self,
        session: Session,
        record: Record,
        path: str,
        value: Any,
        act: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"picture_{path}" if act is None else f"picture_{act}_{path}")
        self.setProperty("role", "picture")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        self._session, self._number, self._path, self._act = session, record.number, path, act
        self.name = str(value["name"])
        self.setIconSize(QSize(SIDE_PX, SIDE_PX))
        self._say(size_words(int(value["size"])))
        self.setToolTip("看大图，会记入日志")
        self.setAccessibleName(f"{self.name}，看大图")
        self.clicked.connect(self.enlarge)
        sha256 = value["sha256"]
        pixels = round(SIDE_PX * self.devicePixelRatioF())

        def small(own: Session) -> QImage:
            body = attachments.content(own.store, sha256)
            return image_of(body, pixels) if body is not None else QImage()

        reading.ask(self, session, small, self._arrived, lambda error: self._say(GONE))

    def enlarge(self) -> None:
        """Open it in full; the store writes down who looked."""
        shown = PictureDialog(self.window(), self.name)
        shown.open()
        number, path, act = self._number, self._path, self._act

        def failed(error: Exception) -> None:
            if not isinstance(error, (Refused, Environment)):
                raise error
            shown.say(str(error))

        reading.ask(
            shown, self._session, lambda own: attachments.load(own, number, path, act),
            shown.show_body, failed, writes=True,
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _arrived(self, small: QImage) -> None:
        if small.isNull():
            self._say(GONE)
        else:
            self.setIcon(QIcon(QPixmap.fromImage(small)))
            self.updateGeometry()

    def _say(self, words: str) -> None:
        name = self.name if len(self.name) <= _LONGEST else f"{self.name[: _LONGEST - 1]}…"
        self.setText(f"{name}\n{words}".replace("&", "&&"))
