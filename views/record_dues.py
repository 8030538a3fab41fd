"""All that is due of a record, the most pressing first: until when, whose work it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QWidget

from db import rights
from db.records import Record
from db.session import Session
from forms import life
from forms.life import Standing
from ui.parts import Card, Chip, label
from views import urgency
from views.record_parts import selectable
from views.work_words import until_words


def standings(record: Record) -> list[Standing]:
    """The record's standing once for each deadline that runs, the most pressing first."""
    found = life.dues(
        record.form, record.values, record.issued_at, record.acts, record.standing.valid_until,
        record.facts,
    )  # fmt: skip
    return [replace(record.standing, due=one) for one in sorted(found, key=lambda one: one.at)]


class DuesCard(Card):
    """What is due of a record; found: its `standings`."""

    def __init__(
        self, session: Session, record: Record, found: Sequence[Standing],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("期限", parent)
        self.setObjectName("dues")
        self._found = found
        now = session.now()
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        self._chips: list[Chip] = []
        for down, one in enumerate(self._found):
            assert one.due is not None
            stop = one.due.deadline.stop
            act = record.form.act(stop)
            theirs = life.theirs(record.form, act, record.values, record.facts)
            roles = theirs or one.due.deadline.roles or rights.holders(
                session.store, f"act:{record.form.code}:{stop}"
            )
            grid.addWidget(selectable(one.due.name), down, 0)
            grid.addWidget(label(until_words(one.due.at, now), "second"), down, 1)
            who = label("、".join(roles), "second")
            who.setWordWrap(True)
            grid.addWidget(who, down, 2)
            self._chips.append(Chip("", "", self))
            grid.addWidget(self._chips[-1], down, 3)
        self.rows.addLayout(grid)
        self.turned(now)

    def turned(self, now: datetime) -> None:
        """Say how pressing each is now."""
        for chip, one in zip(self._chips, self._found, strict=True):
            words, tone = urgency.pressing_words(one, now)
            chip.say(words, tone)
            chip.setVisible(bool(words))


def changes_at(session: Session, record: Record, now: datetime) -> int | None:
    """The next instant (ms) at which the clock alone changes how any of it looks."""
    every: Sequence[Standing] = standings(record) or [record.standing]
    turns = (urgency.changes_at(session, replace(record, standing=one), now) for one in every)
    return min((one for one in turns if one is not None), default=None)
