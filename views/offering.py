"""Where the boxes of a form have their offers from: the store, read beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from db import offers, recall
from db.session import Session
from forms.conditions import Values
from forms.fields import Field, Kind
from forms.form import Form
from views.searching import Searching


class Offered:
    """Asks for one form, or for an act of it: its unit's own come first. A `ui.offering.Source`."""

    def __init__(self, owner: QObject, session: Session, form: Form) -> None:
        self._form = form
        self._unit_field = form.unit_field or ""
        self._answer: Callable[[Sequence[Any]], None] = lambda found: None
        self.searching = Searching(owner, session, lambda found: self._answer(found))

    def serves(self, field: Field) -> bool:
        """Kinds that the store knows, and fields that bring others back from the last time."""
        return field.kind in offers.KINDS or bool(field.recalls)

    def ask(
        self, field: Field, typed: str, values: Values, answer: Callable[[Sequence[Any]], None]
    ) -> None:
        """Offers for what stands in a field; the question before is broken off."""
        self._answer = answer
        home = values.get(self._unit_field) if field.kind is not Kind.UNIT else None
        form = self._form

        def found(session: Session) -> Sequence[Any]:
            again = recall.recalled(session, form, field, typed) if field.recalls else []
            known = {str(one.title) for one in again}
            others = offers.offers(session, field, typed, home)
            return [*again, *(one for one in others if one.title not in known)]

        self.searching.ask(found)

    def forget(self) -> None:
        """No answer is wanted to what was asked."""
        self.searching.forget()

    def end(self) -> None:
        """The thread closes its store and ends."""
        self.searching.end()
