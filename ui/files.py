"""PHOTO and FILE: a box that takes a picture from a file, the clipboard, the mouse or a camera."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import (
    QDragEnterEvent, QDropEvent, QGuiApplication, QIcon, QImage, QKeyEvent, QKeySequence, QPixmap,
    QResizeEvent,
)  # fmt: skip
from PySide6.QtWidgets import QWidget

from forms.fields import Field, Kind
from forms.values import Invalid
from ui import background, dialogs, theme
from ui.choice import ChoiceButton
from ui.input import Input
from ui.pictures import THUMBNAIL_PX, PictureDialog, image_of, png_of, size_words

PATTERN = "照片、扫描件 (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.gif *.pdf);;所有文件 (*)"
CHOOSE, SHOOT, PASTE, SHOW, REMOVE = "选择文件…", "拍照…", "粘贴", "看大图", "移除"
EMPTY = (CHOOSE, SHOOT, PASTE)
FILLED = (SHOW, CHOOSE, SHOOT, PASTE, REMOVE)
NONE_YET = "选文件、拍照、粘贴"
KEYS = "按 1 或空格选文件，2 拍照，3 或 Ctrl+V 粘贴；也可以拖进来"


class FileButton(ChoiceButton):
    """A box whose words are things to do; `chosen` says which ("" for Delete: remove).

    Space does the first of them, a click and Alt+Down open all as a menu.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(EMPTY, parent)
        self._lines: tuple[str, ...] = ()

    def say(self, *lines: str) -> None:
        """Show these lines, each shortened to the room there is."""
        self._lines = lines
        self._fit()

    def choose(self, word: str) -> None:
        """Ask for it; nothing stays chosen."""
        self.chosen.emit(word)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space does the first thing; Up and Down are for moving about, not for doing."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.choose(PASTE)
        elif event.key() == Qt.Key.Key_Space:
            self.choose(self.choices[0])
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 40 - (0 if self.icon().isNull() else self.iconSize().width() + 6)
        metrics = self.fontMetrics()
        middle = Qt.TextElideMode.ElideMiddle
        self.setText("\n".join(
            self.words(metrics.elidedText(line, middle, max(24, room))) for line in self._lines
        ))  # fmt: skip


class FileInput(Input):
    """The value is {"name", "sha256", "size"}; the picture is made small and kept in a thread by
    `pictures`, which the page gives. While that lasts `busy` is true and the value is the old one.
    """

    def __init__(
        self, field: Field, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(field, parent, bare=bare)
        self.busy = False
        self._epoch = 0
        self._value: dict[str, Any] | None = None
        self._body: bytes | None = None
        self._small = QImage()
        self.button = FileButton(self)
        side = 22 if bare else THUMBNAIL_PX
        self.button.setIconSize(QSize(side, side))
        self.button.setToolTip(KEYS)
        self.button.chosen.connect(self._chosen)
        self.button.step.connect(self.step)
        self.button.went.connect(self.note_left)
        self.put(self.button, self.button)
        self.setAcceptDrops(True)
        self._show()

    def value(self) -> Any:
        """Name, hash and size of the picture, "" when there is none."""
        return self._value or ""

    def set_value(self, value: Any) -> None:
        """Show a picture that the store already has, or none."""
        self._epoch += 1
        self.busy = False
        self._body, self._small = None, QImage()
        self._value = dict(value) if value else None
        self._show()
        self._fetch()
        self.changed.emit()

    def set_default(self, default: Any) -> None:
        """Show the picture that an empty box counts as, in grey."""
        super().set_default(default)
        if self._value is None and not self.busy:
            self._epoch += 1
            self._body, self._small = None, QImage()
            self._show()
            self._fetch()

    def is_busy(self) -> bool:
        """Whether a picture is being made small."""
        return self.busy

    def take(self, source: Path | bytes | QImage, name: str) -> None:
        """Take a picture in; what cannot be taken is a problem beside the box."""
        pictures, kind = self.pictures, self.field.kind
        if pictures is None:
            self.problem("这里还不能附照片和文件")
            return
        self._epoch += 1
        epoch = self._epoch
        self.busy = True
        self.problem(None)
        self.button.say(f"正在处理 {name}…")

        def job() -> tuple[dict[str, Any], bytes, QImage]:
            given = png_of(source) if isinstance(source, QImage) else source
            value, body = pictures.take(given, name, kind)
            return value, body, image_of(body, 2 * THUMBNAIL_PX)

        background.start(
            self, job,
            lambda made: self._taken(epoch, *made),
            lambda error: self._refused(epoch, error),
        )  # fmt: skip

    def enlarge(self) -> None:
        """Show the picture in full."""
        value = self._seen()
        if value is None:
            return
        shown = PictureDialog(self.window(), str(value["name"]))
        shown.open()
        if self._body is not None:
            shown.show_body(self._body)
        elif self.pictures is not None:
            self.pictures.fetch(shown, self.field, value["sha256"], _shower(shown))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file or a picture may be let fall here."""
        if _offered(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was let fall."""
        if self._take_from(event.mimeData()):
            event.acceptProposedAction()
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)

    def paste(self) -> None:
        """Take the picture or the file that is on the clipboard."""
        if not self._take_from(QGuiApplication.clipboard().mimeData()):
            self.problem("剪贴板里没有图片，请先复制一张图片或一个文件")

    def shoot(self) -> None:
        """Take a picture with the camera."""
        from ui.camera import CameraDialog

        one_inch = self.field.kind is Kind.PHOTO and self.field.is_personal
        asked = CameraDialog(self.window(), f"拍{self.field.label}", framed=one_inch)
        asked.taken.connect(lambda image: self.take(image, f"{self.field.label}.jpg"))
        asked.open()

    def _take_from(self, offered: QMimeData) -> bool:
        found = _offered(offered)
        if found is None:
            return False
        name = found.name if isinstance(found, Path) else f"{self.field.label}.jpg"
        self.take(found, name)
        return True

    def _chosen(self, word: str) -> None:
        does: dict[str, Callable[[], object]] = {
            CHOOSE: self._choose, SHOOT: self.shoot, PASTE: self.paste, SHOW: self.enlarge,
            REMOVE: self._remove, "": self._remove,
        }  # fmt: skip
        does[word]()

    def _remove(self) -> None:
        if self._value is not None or self.busy:
            self.set_value(None)

    def _choose(self) -> None:
        path = dialogs.choose_file(self, f"选择{self.field.label}", PATTERN)
        if path is not None:
            self.take(path, path.name)

    def _taken(self, epoch: int, value: dict[str, Any], body: bytes, small: QImage) -> None:
        if epoch == self._epoch:
            self.busy = False
            self._value, self._body, self._small = value, body, small
            self._show()
            self.changed.emit()

    def _refused(self, epoch: int, error: Exception) -> None:
        """The picture before stays; the words stand beside the box."""
        if epoch != self._epoch:
            return
        self.busy = False
        self._show()
        if not isinstance(error, Invalid):
            raise error
        self.problem(str(error))

    def _fetch(self) -> None:
        """Get the small picture of a value that came from the store."""
        value = self._seen()
        if value is None or self.pictures is None:
            return
        epoch = self._epoch

        def fetched(body: bytes | None) -> None:
            if epoch == self._epoch and body is not None:
                self._body = body
                small = 2 * THUMBNAIL_PX
                background.start(self, lambda: image_of(body, small), decoded)

        def decoded(small: QImage) -> None:
            if epoch == self._epoch:
                self._small = small
                self._show()

        self.pictures.fetch(self, self.field, value["sha256"], fetched)

    def _seen(self) -> Mapping[str, Any] | None:
        """The value that is seen: the box's own, else what it counts as."""
        return self._value or (self.default if isinstance(self.default, Mapping) else None)

    def _show(self) -> None:
        """The small picture with name and size, or what can be done."""
        value, small, button = self._seen(), self._small, self.button
        button.setIcon(QIcon() if small.isNull() else QIcon(QPixmap.fromImage(small)))
        button.choices = FILLED if value else EMPTY
        theme.mark(button, "empty", self._value is None)
        if value is None:
            button.say("照片…" if self.is_bare else NONE_YET)
        elif self.is_bare:
            button.say(str(value["name"]))
        else:
            button.say(str(value["name"]), size_words(int(value["size"])))
        button.setAccessibleDescription(str(value["name"]) if value else KEYS)


def _offered(offered: QMimeData) -> Path | QImage | None:
    """The first file, or the picture, that is offered; None when there is neither."""
    files = [Path(url.toLocalFile()) for url in offered.urls() if url.isLocalFile()]
    if files:
        return files[0]
    if offered.hasImage():
        image = offered.imageData()
        return image if isinstance(image, QImage) and not image.isNull() else None
    return None


def _shower(shown: PictureDialog) -> Callable[[bytes | None], None]:
    def show(body: bytes | None) -> None:
        if body is None:
            shown.say("这张照片您不能看，或已经不在了")
        else:
            shown.show_body(body)

    return show
