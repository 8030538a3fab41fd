"""Doing one act on several records at once: one panel of values, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from db import batch
from db.batch import RefusedEach
from db.errors import Cancelled, Environment, Refused
from db.records import Outcome, Record
from db.session import Member, Session
from forms.acts import Act
from ui.parts import KeyButton, Progress, label
from views.act_panel import ActPanel, ways
from views.writing import Writing

EACH = "空着的栏，每张按自己的来。"
REASONS = 4
"""Different reasons that are said in full."""
LEAVE_KEY = "Alt+D"


def shared_ways(session: Session, records: Sequence[Record], act: Act) -> tuple[str, ...]:
    """How the act can be done on every one of the records."""
    known = [ways(session, record, act) for record in records]
    return tuple(way for way in known[0] if all(way in other for other in known[1:]))


class BatchPanel(ActPanel):
    """An act on several records; written beside the window, the first is only looked at for what
    is asked. `left` are those chosen that it is not open on: they are named and nothing is done.

    Signals: done_all(list of db.records.Outcome); refused(words by number): nothing was done;
    left_out(numbers): these are no longer wanted; closed.
    """

    done_all = Signal(object)
    refused = Signal(object)
    left_out = Signal(object)

    def __init__(
        self,
        session: Session,
        first: Record,
        records: Sequence[Record],
        act: Act,
        parent: QWidget | None = None,
        *,
        left: Sequence[Record] = (),
    ) -> None:
        self.records, self.left = tuple(records), tuple(left)
        super().__init__(session, first, act, parent)
        self.setObjectName("batch_panel")
        if len(self.records) > 1 and any(callable(field.default) for field in act.fields):
            self.rows.insertWidget(self.rows.count() - 1, label(EACH, "small", self))
        self._left = label("", "message", self)
        self._left.setObjectName("batch_left")
        self._left.setWordWrap(True)
        self.rows.insertWidget(1, self._left)
        self._cannot: tuple[str, ...] = ()
        self.leave_out = KeyButton("去掉办不了的", LEAVE_KEY, "", self)
        self.leave_out.setObjectName("leave_out")
        self.leave_out.setVisible(False)
        self.leave_out.clicked.connect(self._leave_out)
        self.foot.addWidget(self.leave_out)
        self.progress = Progress(f"正在办{act.called}", self)
        self.progress.setObjectName("batch_progress")
        self.rows.addWidget(self.progress)
        self._writing = Writing(self, session, self.progress, self._failed)
        self._tell_left()

    @property
    def is_busy(self) -> bool:
        """Whether it is being written."""
        return self._writing.is_busy

    def turn_to(self, records: Sequence[Record], left: Sequence[Record] = ()) -> None:
        """Other rows are chosen: what is typed stays, it is done on these."""
        self.records, self.left = tuple(records), tuple(left)
        self._tell_left()
        self.title.setText(self.heading())
        self.yes.say(self.heading())

    def heading(self) -> str:
        """The act and how many it is done on."""
        many = len(self.records)
        return f"{self.act.called} {many} 张" if many > 1 or self.left else self.act.called

    def known_ways(self) -> tuple[str, ...]:
        """Those that all of them have."""
        return shared_ways(self.session, self.records, self.act)

    def takes_two(self) -> bool:
        """Whether any of them needs a second person."""
        after = set(self.act.second_after)
        return self.act.second or any(after & set(record.done) for record in self.records)

    def write(
        self,
        session: Session,
        typed: Mapping[str, Any],
        signer: str | None,
        second: Member | None,
    ) -> None:
        """Do it on all, in a thread of its own."""
        numbers, name = [record.number for record in self.records], self.act.name
        for part in (self.yes, self.no):
            part.setEnabled(False)
        self._writing.start(
            len(numbers),
            lambda own, told: batch.act_all(
                own.acting_as(session.member), numbers, name, typed,
                signer=signer, second=second, told=told,
            ),
            self._written,
        )  # fmt: skip

    def event(self, event: QEvent) -> bool:
        """While it is being written Esc takes it back instead of leaving."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        if key == Qt.Key.Key_Escape and self.is_busy:
            if event.type() == QEvent.Type.KeyPress:
                self._writing.cancel()
            event.accept()
            return True
        return super().event(event)

    def _tell_left(self) -> None:
        """Which of those chosen it is not done on, and how they stand."""
        states = {record.number: record.seen.state for record in self.left}
        self._left.setText(
            f"另外 {len(states)} 张现在不能{self.act.called}，不办（{reasons(states, '；')}）"
            if states else ""
        )
        self._left.setVisible(bool(states))

    def _leave_out(self, checked: bool = False) -> None:
        """Those that refused it are no longer wanted; the rest waits for Enter."""
        cannot, self._cannot = self._cannot, ()
        self.leave_out.setVisible(False)
        self.say("")
        self.left_out.emit(cannot)
        self.yes.setFocus()

    def _written(self, outcomes: list[Outcome]) -> None:
        self.done_all.emit(outcomes)

    def _failed(self, error: Exception) -> None:
        for part in (self.yes, self.no):
            part.setEnabled(True)
        if isinstance(error, RefusedEach):
            said = {number: error.of(number) for number in error.each}
            own = {number: words for number, words in said.items() if words}
            self.show_refused(Refused(error.problems))
            if own:
                self.say(f"{len(self.records)} 张都没有办。\n{reasons(own)}")
            self._cannot = tuple(own)
            self.leave_out.setVisible(0 < len(own) < len(self.records))
            self.refused.emit(own)
        elif isinstance(error, Cancelled):
            self.say("已取消，一张也没有办。")
        elif isinstance(error, Refused):
            self.show_refused(error)
        elif isinstance(error, Environment):
            self.say(str(error))
        else:
            self.say("程序出了错，已经记下来了；一张也没有办。")
            raise error


def reasons(refused: Mapping[str, str], between: str = "\n") -> str:
    """Why, line by line, each reason once with the numbers it is said of."""
    said: dict[str, list[str]] = {}
    for number, words in refused.items():
        said.setdefault(words.replace(number, "").lstrip(" 的，"), []).append(number)
    lines = [f"{words}：{'、'.join(numbers)}" for words, numbers in said.items()]
    more = [f"还有 {len(lines) - REASONS} 种原因"] if len(lines) > REASONS else []
    return between.join([*lines[:REASONS], *more])
