"""What the gate's page asks of the books it has: the store's at the office, a pack's elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from db import attachments, gate, recent, records
from db.gate import Verdict
from db.reading import Record
from db.session import Member, Session
from forms.acts import Act
from forms.fields import Field
from ui.form import FormWidget
from ui.pictures import image_of
from views import pictures, reading
from views.countersign import Countersign, holders
from views.offering import Offered


class Books(Protocol):
    """caution: what these books cannot know, "" for nothing. `act` raises Refused, Environment."""

    @property
    def caution(self) -> str:
        """Shown with every verdict."""

    def examine(self, scanned: str) -> Verdict:
        """The verdict on what was scanned."""

    def may(self, action: str) -> bool:
        """Whether who is logged in may do the action."""

    def sees(self, one: Field) -> bool:
        """Whether he sees values of that field in full."""

    def act(
        self, record: Record, act: Act, values: Mapping[str, Any], by: Member | None
    ) -> Record:
        """Do the act, in the name of `by` where another signed in place; the record then."""

    def form(self, record: Record, act: Act) -> FormWidget:
        """The boxes of what the act asks."""

    def countersign(self, words: str, action: str, parent: QWidget) -> Countersign | None:
        """Boxes for another to sign in place; None where nobody can."""

    def fetch(
        self, owner: QObject, record: Record, field: Field, side: int,
        done: Callable[[QImage], object], failed: Callable[[Exception], object],
    ) -> None:
        """The picture in a field, at most `side` pixels high."""

    def now(self) -> datetime:
        """Office time."""

    def day(self) -> str:
        """Who is here, and what left today."""


class StoreBooks:
    """The store of the office, through a session."""

    caution = ""

    def __init__(self, session: Session) -> None:
        self.session = session

    def examine(self, scanned: str) -> Verdict:
        """As of now, refusals journalled."""
        return gate.examine(self.session, scanned)

    def may(self, action: str) -> bool:
        """By the table of rights."""
        return self.session.may(action)

    def sees(self, one: Field) -> bool:
        """By the table of rights."""
        return self.session.sees(one)

    def act(
        self, record: Record, act: Act, values: Mapping[str, Any], by: Member | None
    ) -> Record:
        """Into the store."""
        session = self.session.acting_as(by) if by else self.session
        return records.act(session, record.number, act.name, values).record

    def form(self, record: Record, act: Act) -> FormWidget:
        """With the store's offers and pictures."""
        made = FormWidget(
            act.fields, lambda: record.facts, form_values=record.values,
            pictures=pictures.inputs(self.session),
        )  # fmt: skip
        made.offer_from(Offered(made, self.session, record.form))
        return made

    def countersign(self, words: str, action: str, parent: QWidget) -> Countersign | None:
        """Of those who may."""
        return Countersign(self.session, words, holders(self.session, action), parent)

    def fetch(
        self, owner: QObject, record: Record, field: Field, side: int,
        done: Callable[[QImage], object], failed: Callable[[Exception], object],
    ) -> None:
        """In a thread; journalled as seen."""
        number, path = record.number, field.key

        def load(own: Session) -> QImage:
            return image_of(attachments.load(own, number, path), side)

        reading.ask(owner, self.session, load, done, failed, writes=True)

    def now(self) -> datetime:
        """The session's clock."""
        return self.session.now()

    def day(self) -> str:
        """With the slips that are still out."""
        day = recent.gate_day(self.session)
        left = f"，未收回 {day.outstanding} 单" if day.outstanding else ""
        return f"{self.session.member.words}　今天已放行 {day.released} 单{left}"
