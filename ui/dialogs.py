"""Questions that stop the work: plain functions, so that a test replaces one name.

Each returns None (or False) when the person turns away with Esc.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget,
)  # fmt: skip

from ui import theme
from ui.line import Line
from ui.parts import KeyButton, label
from ui.typed import matching


WINDOW_TITLE = "前台通"
"""Of every dialog: a task bar and what records titles of windows learn nobody's name."""
OTHER = 2
"""How a question ends that had a second way to go on."""
_last = ""
"""The folder of the file that was chosen last in this window."""
WIDE = 520
"""px: a recovery code in one line."""


class Question(QDialog):
    """A titled question with boxes and two buttons; Enter goes on, Esc turns away. The title stands
    in it, not on the window."""

    def __init__(self, parent: QWidget | None, title: str, words: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(WINDOW_TITLE)
        self.setMinimumWidth(380)
        self._boxes: list[Line] = []
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(20, 18, 20, 16)
        self.rows.setSpacing(8)
        head = QLabel(title, self)
        head.setProperty("role", "title")
        self.rows.addWidget(head)
        if words:
            self.say(words)

    def say(self, words: str) -> None:
        """A paragraph that can be copied from."""
        said = QLabel(words, self)
        said.setWordWrap(True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.addWidget(said)

    def event(self, event: QEvent) -> bool:
        """As high as its words are at its width; what is said later, and takes a line more, makes
        room for itself."""
        done = super().event(event)
        shown = event.type() == QEvent.Type.Show
        if shown or event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            wanted = self.rows.heightForWidth(self.width())
            if wanted > (0 if shown else self.height()):
                self.resize(self.width(), wanted)
        return done

    def line(self, name: str) -> Line:
        """A labelled box; Enter in it goes to the next box or answers."""
        caption = QLabel(name, self)
        caption.setProperty("role", "small")
        box = Line(self)
        box.setAccessibleName(name)
        caption.setBuddy(box)
        self.rows.addWidget(caption)
        self.rows.addWidget(box)
        self._boxes.append(box)
        box.step.connect(lambda by: self._step(box, by))
        return box

    def say_wrong(self, words: str) -> None:
        """What stood against the answer before, under what was asked so far; "" for nothing."""
        if words:
            told = label(words, "message", self)
            theme.mark(told, "tone", "bad")
            told.setObjectName("wrong")
            told.setWordWrap(True)
            self.rows.addWidget(told)

    def buttons(
        self, yes: str, no: str = "取消", danger: bool = False, other: str = ""
    ) -> QPushButton:
        """The row of buttons; returns the one that says yes. other: a second way to go on, F2, for
        which the dialog ends with OTHER."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        if no:
            away = KeyButton(no, "Esc", parent=self, answers=False)
            away.clicked.connect(self.reject)
            row.addWidget(away)
        if other:
            instead = KeyButton(other, "F2", parent=self)
            instead.clicked.connect(lambda checked=False: self.done(OTHER))
            row.addWidget(instead)
        role = "danger" if danger else "primary"
        agree = KeyButton(yes, "Return", role, self, answers=False)
        agree.setDefault(True)
        agree.clicked.connect(self.accept)
        row.addWidget(agree)
        self.rows.addSpacing(8)
        self.rows.addLayout(row)
        self._agree = agree
        return agree

    def _step(self, box: Line, by: int) -> None:
        at = self._boxes.index(box) + by
        if 0 <= at < len(self._boxes):
            self._boxes[at].setFocus(Qt.FocusReason.TabFocusReason)
        elif by > 0:
            self._agree.click()

    def agreed(self) -> bool:
        """Show the question and wait for the answer."""
        return self.exec() == QDialog.DialogCode.Accepted


def ask_reason(
    parent: QWidget | None,
    title: str,
    words: str = "",
    *,
    usual: Sequence[str] = (),
    yes: str = "确定",
    danger: bool = True,
    typed: str = "",
    wrong: str = "",
    caption: str = "原因",
) -> str | None:
    """Why something is done (作废、不予放行); `usual` reasons are offered while typing. typed, wrong:
    what was typed before, and what stood against it; caption: over the box."""
    asked = Question(parent, title, words)
    box = asked.line(caption)
    box.setText(typed)
    box.selectAll()
    asked.say_wrong(wrong)
    box.suggest = lambda text: matching(text, tuple(usual))
    if usual:
        hint = QLabel("常用：" + "、".join(usual), asked)
        hint.setProperty("role", "small")
        hint.setWordWrap(True)
        asked.rows.addWidget(hint)
    _must_be_filled(box, asked.buttons(yes, danger=danger))
    return box.text().strip() if asked.agreed() else None


def ask_line(
    parent: QWidget | None, title: str, words: str, caption: str, *, yes: str = "确定",
    typed: str = "", wrong: str = "", wide: bool = False,
) -> str | None:
    """One line that must be filled in; `caption` stands over the box. typed, wrong: what was typed
    before and what stood against it; wide: room for a long code."""
    asked = Question(parent, title, words)
    if wide:
        asked.setMinimumWidth(WIDE)
    box = asked.line(caption)
    box.setText(typed)
    asked.say_wrong(wrong)
    _must_be_filled(box, asked.buttons(yes))
    return box.text().strip() if asked.agreed() else None


def confirm(
    parent: QWidget | None, title: str, words: str, *, yes: str = "确定", no: str = "取消",
    danger: bool = False,
) -> bool:
    """Whether to go on."""
    asked = Question(parent, title, words)
    agree = asked.buttons(yes, no=no, danger=danger)
    agree.setFocus()
    return asked.agreed()


def either(
    parent: QWidget | None, title: str, words: str, *, yes: str, other: str
) -> bool | None:
    """True for `yes` (Enter), False for `other` (F2), None for neither (Esc)."""
    asked = Question(parent, title, words)
    asked.buttons(yes, other=other).setFocus()
    return {QDialog.DialogCode.Accepted: True, OTHER: False}.get(asked.exec())


def tell(parent: QWidget | None, title: str, words: str, code: str = "") -> None:
    """Say something that must be read: what happened, what was kept, what to do. code: what is to
    be copied by hand, over the words in letters of one width, where no two look alike."""
    told = Question(parent, title)
    if code:
        shown = label(code, "figure", told)
        shown.setObjectName("code")
        shown.setFont(theme.one_width())
        told.rows.addWidget(shown)
    told.say(words)
    told.buttons("知道了", no="").setFocus()
    told.agreed()


def choose_file(parent: QWidget | None, title: str, pattern: str = "") -> Path | None:
    """An existing file."""
    found, _ = QFileDialog.getOpenFileName(parent, title, _begin(), pattern)
    return _remembered(found)


def choose_folder(parent: QWidget | None, title: str) -> Path | None:
    """An existing folder, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, title, _begin())
    return Path(chosen) if chosen else None


def choose_new_file(
    parent: QWidget | None, title: str, name: str, pattern: str = ""
) -> Path | None:
    """Where to write a file; `name` is proposed."""
    found, _ = QFileDialog.getSaveFileName(parent, title, str(Path(_begin(), name)), pattern)
    return _remembered(found)


def _begin() -> str:
    """Where files are looked for: the folder of the last one, at first the person's documents."""
    place = QStandardPaths.StandardLocation
    folders = (_last, QStandardPaths.writableLocation(place.DocumentsLocation), str(Path.home()))
    return next((one for one in folders if one and Path(one).is_dir()), "")


def _remembered(found: str) -> Path | None:
    global _last
    if not found:
        return None
    _last = str(Path(found).parent)
    return Path(found)


def as_pdf(file: Path) -> Path:
    """The chosen file with the ending of a PDF, whatever was typed."""
    return file if file.suffix.lower() == ".pdf" else Path(f"{file}.pdf")


def _must_be_filled(box: Line, agree: QPushButton) -> None:
    """Nobody can say yes before something is in the box."""
    box.textChanged.connect(lambda text: agree.setEnabled(bool(text.strip())))
    agree.setEnabled(bool(box.text().strip()))
    box.setFocus()
