"""Offers for the boxes of a form: asked at every key, taken by arrows and Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from forms.conditions import Values
from forms.fields import Field, Kind
from ui.input import Input
from ui.line import enter_step
from ui.offer_list import Offer, OfferList
from ui.typed import TextInput, typed_of

NOTHING = "没有可选的，可以直接填写"
_ALT = Qt.KeyboardModifier.AltModifier
_SERVED, _GIVEN = "served", "given"
_ARROWS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Source(Protocol):
    """Where offers come from; answers on the window's thread, the latest question only."""

    def serves(self, field: Field) -> bool:
        """Whether it ever has anything to offer for a field."""

    def ask(
        self, field: Field, typed: str, values: Values, answer: Callable[[Sequence[Any]], None]
    ) -> None:
        """Offers for what stands in a field, beside the other values of the form, raw."""

    def forget(self) -> None:
        """No answer is wanted to what was asked."""

    def end(self) -> None:
        """Nothing will be asked for some time."""


class Offering(QObject):
    """Serves the boxes of one form with a list of offers.

    The list opens while one types and on Down (in a table of lines on Alt+Down); until an arrow
    chooses, Enter goes on as ever. Enter on a chosen one puts its value in and goes on; Esc closes
    the list. While an input method composes there is no list. fill: puts in what an offer brings
    for other fields.
    """

    def __init__(
        self,
        form: QWidget,
        source: Source,
        values: Callable[[], Values],
        fill: Callable[[Values], object] = lambda beside: None,
    ) -> None:
        super().__init__(form)
        self._form, self._source, self._values, self._fill = form, source, values, fill
        self._drop: OfferList | None = None
        self._asking: TextInput | None = None
        self._taking = False

    @property
    def drop(self) -> OfferList:
        """The list, a child of the whole window so that it lies over the page."""
        window = self._form.window()
        if self._drop is None or self._drop.parentWidget() is not window:
            self._drop = OfferList(window)
            self._drop.taken.connect(self._clicked)
        return self._drop

    @property
    def open(self) -> bool:
        """Whether the list is seen."""
        return self._drop is not None and self._drop.isVisible()

    def serve(self, part: Input) -> None:
        """Serve the boxes in an input that have something to offer; again is no harm."""
        boxes = [part] if isinstance(part, TextInput) else part.findChildren(TextInput)
        for box in boxes:
            if self._source.serves(box.field) and not box.property(_SERVED):
                box.setProperty(_SERVED, True)
                box.line.textEdited.connect(lambda text, box=box: self._typed(box))
                box.line.installEventFilter(self)

    def close(self) -> None:
        """Put the list away; what was asked is no longer wanted."""
        self._asking = None
        self._source.forget()
        if self._drop is not None:
            self._drop.setVisible(False)

    def end(self) -> None:
        """The form is not seen any more."""
        self.close()
        self._source.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that serve the list, before the box has them."""
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            box = watched.parent()
            if not isinstance(event, QKeyEvent) or not isinstance(box, TextInput):
                return False
            if kind == QEvent.Type.KeyPress:
                return self._key(box, event)
            if event.key() == Qt.Key.Key_Escape and self.open:
                event.accept()
                return True
        elif kind == QEvent.Type.FocusOut:
            self.close()
        elif isinstance(event, QInputMethodEvent) and event.preeditString():
            self.close()
        return False

    def _key(self, box: TextInput, event: QKeyEvent) -> bool:
        """Whether a key was for the list."""
        if box.line.composing:
            return False
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ARROWS and held in (_ALT, Qt.KeyboardModifier.NoModifier):
            return self._arrow(box, _ARROWS[Qt.Key(event.key())], held == _ALT)
        if event.key() == Qt.Key.Key_Escape and self.open:
            self.close()
            return True
        step = enter_step(event)
        chosen = self.drop.chosen if step > 0 and self.open else None
        if chosen is not None:
            self._take(box, chosen)
            box.step.emit(1)
        elif step:
            self.close()
        return chosen is not None

    def _arrow(self, box: TextInput, by: int, alt: bool) -> bool:
        if self.open:
            self.drop.move_by(by)
            return True
        if by < 0 or box.line.offers or (box.bare and not alt):
            return False
        self._ask(box, called=True)
        return True

    def _typed(self, box: TextInput) -> None:
        if box.line.text().strip() and not self._taking:
            self._ask(box)
        else:
            self.close()

    def _ask(self, box: TextInput, *, called: bool = False) -> None:
        """called: the user wants to see the list, so the first is chosen, and none is said."""
        self._asking = box

        def answer(offers: Sequence[Offer]) -> None:
            if self._asking is box and box.line.hasFocus() and not box.line.composing:
                self.drop.show_under(box.line, offers, NOTHING if called else "")
                if called:
                    self.drop.move_by(1)

        self._source.ask(box.field, box.line.text().strip(), self._values(), answer)

    def _clicked(self, offer: Offer) -> None:
        if self._asking is not None:
            self._take(self._asking, offer)

    def _take(self, box: TextInput, offer: Offer) -> None:
        """Put the value in, in a way that Ctrl+Z takes back; a person's phone where it belongs."""
        self._taking = True
        self.close()
        value = offer.value
        if box.field.kind is Kind.PERSON:
            beside = _phone_of(box)
            if beside is not None:
                _give(beside, offer.phone)
            elif offer.phone:
                value = {**value, "phone": offer.phone}
        box.line.fill(typed_of(box.field.kind, value))
        if offer.beside:
            self._fill(offer.beside)
        self._taking = False


def _phone_of(box: TextInput) -> TextInput | None:
    """The box for a person's phone: the first one after them, before another person, in the form
    or in the line of a table."""
    around = box.parentWidget() or box
    near = around.findChildren(Input, options=Qt.FindChildOption.FindDirectChildrenOnly)
    seen = [one for one in near if one.isVisibleTo(around)]
    for one in seen[seen.index(box) + 1 :]:
        if one.field.kind is Kind.PHONE and isinstance(one, TextInput):
            return one
        if one.field.kind is Kind.PERSON:
            return None
    return None


def _give(beside: TextInput, phone: str) -> None:
    """Fill a phone in, over nothing but what was given before."""
    if beside.line.text() in ("", beside.property(_GIVEN)):
        beside.line.fill(phone)
        beside.setProperty(_GIVEN, phone)
