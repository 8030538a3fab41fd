"""One template while it is made: its spots, its pad, what is wrong, and the keys that serve it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget,
)  # fmt: skip

from db.session import Session
from printing.overprint.keys import known
from printing.overprint.template import HEAD, NOBODY, SPOTS
from ui import theme
from ui.form import FormWidget
from ui.parts import Card, KeyButton, label
from views import pictures
from views.template_list import Entry
from views.template_spots import SpotsSheet

if TYPE_CHECKING:
    from printing.overprint.shown import Seen

SPOT_TAB, PAD_TAB = range(2)
TABS = (("各处位置", "Alt+1", "tab_spots"), ("纸和扫描件", "Alt+2", "tab_pad"))
KEYS = "回车改这一处，Ctrl+方向键移 0.5 毫米，加 Shift 移 0.1"
_SPOT = re.compile(rf"{SPOTS.key}\[(\d+)\]\.?(.*)")


class PadSheet(QScrollArea):
    """The questions about the pad and its scan. Signals: edited; finished."""

    edited = Signal()
    finished = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.session = session
        self._form: FormWidget | None = None
        self._placed = False

    @property
    def form(self) -> FormWidget:
        """The form, made where it is not yet there."""
        self.make_form()
        self.place_form()
        assert self._form is not None
        return self._form

    def make_form(self) -> None:
        """Make the form; it takes half a frame."""
        if self._form is None:
            self._form = FormWidget(
                HEAD, lambda: NOBODY, self, pictures=pictures.inputs(self.session)
            )
            self._form.setVisible(False)
            self._form.setObjectName("pad_form")
            self._form.edited.connect(self.edited)
            self._form.finished.connect(self.finished)

    def place_form(self) -> None:
        """Put the form that is made in its place, which dresses it: another half."""
        if self._form is not None and not self._placed:
            self._placed = True
            inside = QWidget(self)
            rows = QVBoxLayout(inside)
            rows.setContentsMargins(0, 0, 10, 0)
            rows.addWidget(self._form)
            rows.addStretch()
            self._form.setVisible(True)
            self.setWidget(inside)
            inside.setAutoFillBackground(False)


class TemplateEditor(Card):
    """Signals: edited; chosen: another spot is to be seen best; asked(name of a key: "save",
    "discard", "back", "begin", "move")."""

    edited = Signal()
    chosen = Signal()
    asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("template_editor")
        self.entry: Entry | None = None
        self.saved: dict[str, Any] = {}
        self.seen_version = 0
        self._quiet = False
        self._refused: Mapping[str, str] = {}
        self._title = label("", "heading", self)
        self._title.setObjectName("template_title")
        self._trouble = label("", "small", self)
        self._trouble.setObjectName("template_trouble")
        self._trouble.setWordWrap(True)
        self.spots = SpotsSheet(self)
        self.pad = PadSheet(session, self)
        self.stack = QStackedWidget(self)
        for part in (self.spots, self.pad):
            self.stack.addWidget(part)
        self._tabs = [self._tab(at, *one) for at, one in enumerate(TABS)]
        self._lay_out()
        self.spots.edited.connect(self._edited)
        self.spots.chosen.connect(lambda at: self.chosen.emit())
        self.pad.edited.connect(self._edited)
        self.pad.finished.connect(lambda: self.show_tab(SPOT_TAB))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        self.show_tab(SPOT_TAB)

    @property
    def is_dirty(self) -> bool:
        """Whether anything of it is not saved."""
        return self.entry is not None and self.values() != self.saved

    def values(self) -> dict[str, Any]:
        """What is typed now, as `printing.overprint.checked` reads it."""
        return {**self.pad.form.values(), SPOTS.key: [dict(one) for one in self.spots.spots]}

    def open(self, entry: Entry, values: Mapping[str, Any], seen: int) -> None:
        """Begin with these values of a paper's template.

        seen: the version that held when they were read.
        """
        self.entry, self.seen_version = entry, seen
        which = f"　第 {entry.slot} 个" if entry.slot > 1 else ""
        self._title.setText(f"{entry.form.title}　{entry.paper.name}{which}")
        self.spots.show_known(known(entry.form))
        self.show_values(values)
        self.saved = dict(entry.values)
        if self.saved and dict(values) == self.saved:
            self.saved = self.values()  # as the boxes say the same
        self.show_tab(SPOT_TAB)

    def show_values(self, values: Mapping[str, Any], place: int = 0) -> None:
        """Show other values of the same template."""
        self._refused = {}
        self._quiet = True
        self.pad.form.set_values({key: one for key, one in values.items() if key != SPOTS.key})
        self.spots.show_spots(values.get(SPOTS.key, ()), place)
        self._quiet = False
        self.edited.emit()

    def show_seen(self, seen: Seen) -> None:
        """What came of looking at it: what is wrong, where, and what does not fit."""
        problems, head = _sorted(seen.problems)
        head = {**self._refused, **head}  # what only the store knows is not seen again by looking
        warnings, _ = _sorted(seen.warnings)
        self.spots.show_seen(problems, warnings, seen.misfits)
        self.pad.form.show_problems(head, focus=False)
        said = [*head.values()]
        if problems:
            said.append(f"{len(problems)} 处有错，存不了")
        if seen.misfits:
            said.append("；".join([*seen.misfits.values()][:2]))
        elif warnings and not problems:
            said.append(f"{len(warnings)} 处请看一看：叠在一起，或离孔边、折线太近")
        theme.mark(self._trouble, "tone", "bad" if head or problems else "warn" if said else "")
        self._trouble.setText("；".join(said) or KEYS)

    def refuse(self, problems: Mapping[str, str]) -> str:
        """Say beside its place why it was not saved; what has none comes back."""
        spots, head = _sorted(problems)
        self._refused = {key: words for key, words in head.items() if key}
        if spots:
            self.show_tab(SPOT_TAB)
            self.spots.go(min(spots))
        elif head:
            self.show_tab(PAD_TAB)
        self.spots.show_seen(spots, {}, {})
        self.pad.form.show_problems(head, focus=not spots)
        return head.get("", "")

    def dress(self) -> None:
        """Have its parts styled before it is seen, so that it comes at once."""
        for part in self.findChildren(QWidget):
            part.ensurePolished()

    def show_tab(self, at: int) -> None:
        """See the spots, or the pad."""
        self.stack.setCurrentIndex(at)
        for place, tab in enumerate(self._tabs):
            tab.setChecked(place == at)

    def enter(self) -> None:
        """Focus where the work starts."""
        if self.stack.currentIndex() == PAD_TAB:
            self.pad.form.enter()
        else:
            self.spots.enter()

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        self.spots.follow(now)

    def _edited(self) -> None:
        self._refused = {}
        if not self._quiet:
            self.edited.emit()

    def _go(self, at: int) -> None:
        self.show_tab(at)
        self.enter()

    def _tab(self, at: int, words: str, key: str, name: str) -> KeyButton:
        tab = KeyButton(words, key, "tab", self, answers=False)
        tab.setObjectName(name)
        tab.setCheckable(True)
        tab.clicked.connect(lambda checked=False: self._go(at))
        QShortcut(QKeySequence(key), self, tab.click)
        return tab

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._title)
        head.addStretch()
        for tab in self._tabs:
            head.addWidget(tab)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        buttons: tuple[tuple[str, str, str, str], ...] = (
            ("save", "保存", "Ctrl+S", "primary"), ("begin", "从这张纸生成", "Ctrl+G", ""),
            ("move", "全部移动", "Ctrl+M", ""), ("discard", "放弃改动", "Ctrl+R", ""),
        )  # fmt: skip
        for name, words, key, role in buttons:
            foot.addWidget(self._button(name, words, key, role, self.asked.emit))
        foot.addStretch()
        self.rows.addLayout(head)
        self.rows.addWidget(self.stack, 1)
        under = QHBoxLayout()
        under.addWidget(self._trouble, 1)
        under.addLayout(self.spots.keys)
        self.rows.addLayout(under)
        self.rows.addLayout(foot)

    def _button(
        self, name: str, words: str, key: str, role: str, pressed: Callable[[str], object]
    ) -> KeyButton:
        made = KeyButton(words, key, role, self)
        made.setObjectName(f"{name}_template")
        made.clicked.connect(lambda checked=False: pressed(name))
        return made


def _sorted(found: Mapping[str, str]) -> tuple[dict[int, dict[str, str]], dict[str, str]]:
    """(by place of a spot, then by field; the rest by path)."""
    spots: dict[int, dict[str, str]] = {}
    rest: dict[str, str] = {}
    for path, words in found.items():
        match = _SPOT.fullmatch(path)
        if match:
            spots.setdefault(int(match[1]), {})[match[2] or "key"] = words
        else:
            rest["" if path == SPOTS.key else path] = words
    return spots, rest
