"""One section of the office settings: its fields, what differs from the default, what is unsaved.

Every sheet of the page promises the same: `show_chosen`, `is_dirty`, `job`, `refuse`, `half`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from db import choosing
from db.choosing import Chosen, Part
from db.chosen_before import NOTHING, words
from db.errors import Refused
from db.session import Member, Session
from forms import DECLARED, bound, choices
from forms.facts import Facts
from forms.rules import clean_fields, is_empty
from ui.form import FormWidget
from ui.parts import KeyButton, label
from ui.typed import matching
from views import pictures

Job = Callable[[Session], object]
NEW_ONLY = "只影响以后开的单，以前开的照旧。"
RIGHTS = "“谁办”“谁可以开单”改的是权限，对所有的单马上生效。"
AT_ONCE = "保存后马上生效。"


def said_of(part: Part) -> str:
    """From when what is chosen in a section holds."""
    kept = {one.key for form in DECLARED for one in bound(form)}
    later = [one for one in part.settings.values() if one.key in kept]
    at_once = [one for one in part.settings.values() if one.key not in kept]
    if part.form is not None:
        words = NEW_ONLY + RIGHTS
    elif not later:
        return AT_ONCE
    else:
        words = NEW_ONLY
    named = "、".join(one.field.label for one in at_once)
    return f"{words}{named}：保存后马上生效。" if named else words


def _groups(part: Part) -> dict[str, tuple[str, str]]:
    """By the key of the first field of each group of a form's choices, what leads there and the
    words over it."""
    found: dict[int, str] = {}
    for one in part.fields if part.form is not None else ():
        found.setdefault(choices.group_of(one.key), one.key)
    return {key: choices.GROUPS[group][:2] for group, key in found.items()}


def _quiet(words: str, parent: QWidget) -> QLabel:
    made = label(words, "second", parent)
    made.setWordWrap(True)
    return made


class Sheet(QWidget):
    """What the page asks of a section. Signals: edited; finished: Enter in the last field."""

    edited = Signal()
    finished = Signal()

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setObjectName(f"sheet_{key}")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self._above = QHBoxLayout()
        self._above.setSpacing(4)
        rows.addLayout(self._above)
        rows.addWidget(self.area)
        self.body = QWidget(self.area)
        self.rows = QVBoxLayout(self.body)
        self.rows.setContentsMargins(0, 0, 10, 0)
        self.area.setWidget(self.body)
        self.body.setAutoFillBackground(False)

    def follow(self, now: QWidget | None) -> None:
        """Keep what has the focus in sight, with the words under it."""
        if now is not None and self.body.isAncestorOf(now):
            self.area.ensureWidgetVisible(now, 0, 40)


class FieldSheet(Sheet):
    """A section that is fields: plain settings, or what may be chosen of a form."""

    def __init__(self, session: Session, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(part.key, parent)
        self.part = part
        self.chosen = Chosen({}, {})
        self._saved = False
        self._known: tuple[dict[str, Any], dict[str, Any]] | None = None
        facts = Facts(now=session.now(), operator=session.member.words)
        self._facts = facts
        self.groups = _groups(part)
        self.rows.addWidget(_quiet(said_of(part), self))
        self.form = FormWidget(
            part.fields, lambda: facts, self, pictures=pictures.inputs(session),
            headings={key: words for key, (_, words) in self.groups.items()},
        )  # fmt: skip
        self.rows.addWidget(self.form, 1)
        for at, (key, (named, _)) in enumerate(self.groups.items(), 1):
            jump = KeyButton(named, f"Alt+{at}", "link", self)
            jump.setObjectName(f"jump_{at}")
            jump.clicked.connect(lambda checked=False, key=key: self.enter(key))
            self._above.addWidget(jump)
        self._above.addStretch()
        self.form.edited.connect(self._weigh)
        self.form.edited.connect(self.edited)
        self.form.finished.connect(self.finished)

    @property
    def is_dirty(self) -> bool:
        """Whether anything typed is not saved."""
        return self._read() != self._filled()

    def show_chosen(self, chosen: Chosen) -> None:
        """What holds now; what is being typed stays."""
        dirty = self.is_dirty and not self._saved
        self.chosen, self._saved = chosen, False
        if dirty:
            self._weigh()
        else:
            self.discard()

    def forget(self) -> None:
        """What is typed was saved: next time it is read, it shows as kept."""
        self._saved = True

    def discard(self) -> None:
        """What was typed goes; the fields say what holds."""
        self.form.set_values(self._filled())
        self._weigh()

    def reset(self) -> str:
        """The default again in the field with the focus; its label, "" for none."""
        now = QApplication.focusWidget()
        for key, box in self.form.inputs.items():
            if now is not None and (box is now or box.isAncestorOf(now)):
                self.form.set_value(key, self.chosen.defaults.get(key))
                box.mend()
                box.enter()
                self._weigh()
                return box.field.label
        return ""

    def job(self, second: Member | None = None) -> Job:
        """Writes what was typed, approved by the second person where that is needed."""
        part, typed, seen = self.part, self.form.values(), self.chosen.values
        return lambda session: choosing.save(session, part, typed, seen, second=second)

    def refuse(self, refused: Refused) -> None:
        """Each message beside its field."""
        self.form.show_problems(refused.problems)

    def half(self) -> dict[str, Any]:
        """What is typed and not saved, for the draft."""
        return self.form.values() if self.is_dirty else {}

    def restore(self, half: Mapping[str, Any]) -> None:
        """Put a draft in; fields there are no more are left out."""
        self.form.set_values({key: half[key] for key in self.form.inputs if key in half})
        self._weigh()

    def finds(self, typed: str) -> str:
        """The first field whose words go with what is typed, "" for none."""
        return next((f.key for f in self.part.fields if matching(typed, (f.label,))), "")

    def enter(self, key: str = "") -> None:
        """Focus in a field, or in the first; what begins a group stands at the top with its
        heading."""
        key = key or self.part.fields[0].key
        heading = self.form.headings.get(key)
        if heading is not None:
            at = heading.mapTo(self.body, heading.rect().topLeft()).y()
            self.area.verticalScrollBar().setValue(0 if key == self.part.fields[0].key else at)
        self.form.inputs[key].enter()

    def _filled(self) -> dict[str, Any]:
        known = {key: value for key, value in self.chosen.values.items() if not is_empty(value)}
        return {key: value for key, value in known.items() if key in self.form.inputs}

    def _read(self) -> dict[str, Any]:
        """What the fields mean; as typed where they cannot be read. Read anew only where something
        else is typed: a large form takes some ms."""
        typed = self.form.values()
        if self._known is None or self._known[0] != typed:
            read = clean_fields(self.part.fields, typed, self._facts, {}, {})
            self._known = typed, typed | read
        return self._known[1]

    def _weigh(self) -> None:
        """Say at each field what it is by default, where it is another."""
        read, defaults = self._read(), self.chosen.defaults
        for field in self.part.fields:
            default = defaults.get(field.key)
            same = read.get(field.key) == default or is_empty(read.get(field.key))
            before = NOTHING if default is None else words(field, default)
            self.form.inputs[field.key].note("" if same else f"已改，原定：{before}")
