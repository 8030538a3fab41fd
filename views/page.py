"""What every page of the window promises, and what it may ask of the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from db.session import Session
from forms.form import Form


class Page(QWidget):
    """One page of the window's stack; it reads and writes through the session it was given.

    `title` is its name for people. The session's store belongs to the window's thread; whatever
    may take longer than a frame (16 ms) goes through `views.background.start`.
    """

    title = ""
    changes_at: int | None = None
    """The next instant (ms) at which the clock alone changes what it shows; None for none."""
    comes_back = False
    """Whether what is issued from here leads back here (`came_back`), not to its own page."""

    record_opened = Signal(str)
    """The record of that number is to be shown."""

    paper_requested = Signal(str)
    """The record of that number is to be shown by itself, with its papers."""

    issue_requested = Signal(str, dict)
    """A form (code) is to be opened, filled in with these values."""

    place_requested = Signal(str)
    """Another place of the window (its key) is to be shown."""

    unit_form_requested = Signal(str)
    """A form about the unit of that label is to be opened."""

    unit_requested = Signal(str)
    """The estate page is to be shown at the unit of that label."""

    file_requested = Signal(object)
    """The file of a `db.filed.Subject` is to be shown."""

    journal_requested = Signal(str)
    """What the journal says of the record of that number is to be shown."""

    gate_requested = Signal(str)
    """The record of that number is to be judged at the gate."""

    sending_requested = Signal(str, object)
    """Records of a form (code, their numbers) are to be handed to somebody outside."""

    printing_requested = Signal(object)
    """The papers of the records of these numbers are to be printed in one go."""

    records_requested = Signal(str, object)
    """Certain records of a form (code, a `db.listing.Among`) are to be shown in its register."""

    shown_whole = Signal(str)
    """Numbers of persons stand on it in full, by right: of what (`db.viewing.note`)."""

    rekey_asked = Signal(object)
    """A new data key is wanted; the member who approves it."""

    printers_changed = Signal()
    """How this computer prints was changed."""

    notice = Signal(str, str)
    """Words for people, tone: good, warn, bad or info."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "page")

    def entered(self) -> None:
        """It has become the current page: put the focus where the work starts."""
        self.setFocus()

    def refresh(self) -> None:
        """Somebody else has written to the store: read again, keeping what is being typed."""

    def given(self, form: Form) -> dict[str, Any]:
        """What a form picked from here (F2) begins with."""
        return {}

    def whole_unit(self) -> str:
        """Label of the unit that the page is about, whose file F6 opens; "" for none."""
        return ""

    def turned(self) -> None:
        """The clock has passed `changes_at`."""
        self.refresh()

    def came_back(self, number: str) -> None:
        """A record that was asked for from here has been issued."""

    def keep(self) -> bool:
        """It is about to be covered, left or closed: what is half typed goes where no crash takes
        it, what was shown in full for a moment is masked. Asks nothing; False (and says why) where
        it could not be kept."""
        return True

    def leave(self) -> bool:
        """It is about to be left, for a while: what could not be kept still stands in it. False if
        it must not be left now."""
        self.keep()
        return True

    def finish(self) -> bool:
        """The session is about to end; as `leave`, of which it may ask more."""
        return self.leave()
