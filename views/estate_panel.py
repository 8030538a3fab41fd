"""Typing about the estate in place: one task at a time, nothing lost by Esc."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.estate import Changed
from db.session import Session
from forms.facts import Facts
from forms.fields import Field
from ui.form import FormWidget
from ui.parts import KeyButton, label
from views.panel import Panel

KEPT = "接着上次写了一半的"


@dataclass
class Task:
    """Something to type and to write.

    key: tells it from other tasks, for what was half typed · title, verb: for people
    fields, values: what is asked, and what stands there at first
    seen: what it is compared with when it is written · write(session, seen, typed)
    """

    key: str
    title: str
    verb: str
    fields: Sequence[Field]
    values: Mapping[str, Any]
    seen: Any
    write: Callable[[Session, Any, Mapping[str, Any]], Changed] = field(repr=False)
    half: bool = False


class TaskPanel(Panel):
    """The fields of a task; Enter goes through them and writes, Esc leaves.

    Signals: submitted(values typed); closed.
    """

    submitted = Signal(dict)

    def __init__(self, task: Task, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("task")
        self.task = task
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(task.title, "heading", self))
        head.addWidget(label(KEPT if task.half else "", "small", self))
        head.addStretch()
        self.rows.addLayout(head)
        self.form = FormWidget(task.fields, lambda: facts, self)
        self.form.set_values(task.values)
        self._first = self.form.values()
        self.form.finished.connect(self.submit)
        self.rows.addWidget(self.form)
        self.save = KeyButton(task.verb, "Ctrl+S", "primary", self)
        self.save.setObjectName("save")
        self.save.clicked.connect(self.submit)
        self.away = KeyButton("取消", "Esc", parent=self, answers=False)
        self.away.setObjectName("cancel")
        self.away.clicked.connect(self.closed)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.save)
        foot.addWidget(self.away)
        foot.addWidget(label("回车到下一格，最后一格回车就存", "small", self))
        foot.addStretch()
        self.rows.addLayout(foot)

    @property
    def touched(self) -> bool:
        """Whether anything was typed, now or before."""
        return self.task.half or self.form.values() != self._first

    def start(self) -> None:
        """Focus in the first field."""
        first = self.form.shown_keys()[0]
        self.form.inputs[first].enter()

    def submit(self) -> None:
        """Ask for it to be written."""
        if self.save.isEnabled():
            self.submitted.emit(self.form.values())

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, as typed."""
        return self.form.values()

    def busy(self, on: bool) -> None:
        """It is being written: asked twice, it is written once."""
        self.save.setEnabled(not on)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """What is wrong, each beside its field."""
        self.form.show_problems(problems)
