"""Which page of the window shows a record, and where one comes back to from a form just issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db import consignment, reading
from db.work_extras import BATCH_PLACE
from views.page import Page
from views.places import CASHIER, SHIFT

if TYPE_CHECKING:
    from db.filed import Subject
    from views.shell import Shell


class Opening:
    """A record of a form with a dossier opens as that, any other by itself; so does one that was
    just issued, whose paper is what one wants to see, unless a page asked for it that goes on with
    its own matter."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._back_to = ""

    def record(self, number: str) -> None:
        """Show a record with all that belongs to it, or by itself."""
        from db import dossier

        whole = dossier.dossier_of(self._shell.session, number) is not None
        self._show("dossier" if whole else "record", number)

    def waiting(self, number: str) -> None:
        """Show a record that waits: among those handed over together, where that is what is due."""
        session = self._shell.session
        record = reading.load(session, number, missing_ok=True)
        due = record.seen.due if record is not None else None
        if record is not None and due is not None and due.deadline.stop in record.seen.open:
            if consignment.is_sending(session, record.form.code, due.deadline.stop):
                self.sending(record.form.code, (number,))
                return
        self.record(number)

    def sending(self, code: str, numbers: Sequence[str]) -> None:
        """Show what that form has to hand over, these records ticked."""
        page = self._shell.go("consignment")
        if page is not None:
            show: Callable[[str, Sequence[str]], object] = getattr(page, "show_numbers")
            show(code, numbers)

    def printing(self, numbers: Sequence[str]) -> None:
        """Show the papers of these records, to be printed in one go."""
        page = self._shell.go(BATCH_PLACE) if BATCH_PLACE in self._shell.places else None
        if page is not None:
            show: Callable[[Sequence[str]], object] = getattr(page, "show_numbers")
            show(numbers)

    def register(self, code: str, among: object) -> None:
        """Show certain records (a `db.listing.Among`) in the register of their form."""
        page = self._shell.go("register")
        if page is not None:
            show: Callable[[str, object], object] = getattr(page, "show_among")
            show(code, among)

    def journal(self, number: str) -> None:
        """Show what the journal says of a record."""
        page = self._shell.go("journal") if "journal" in self._shell.places else None
        if page is not None:
            show: Callable[[str], object] = getattr(page, "show_record")
            show(number)

    def paper(self, number: str) -> None:
        """Show a record by itself."""
        self._show("record", number)

    def file(self, subject: Subject) -> None:
        """Show the file of a unit, a person or a vehicle."""
        page = self._shell.go("file") if "estate" in self._shell.places else None
        if page is not None:
            show: Callable[[Subject], object] = getattr(page, "show_file")
            show(subject)

    def unit(self, page: Page | None) -> bool:
        """Whether F6 leads on from this page: to the file of the unit it is about, from there to
        the estate page at that unit."""
        from db.filed import UNIT, Subject

        label = page.whole_unit() if page is not None else ""
        if label and page is self._shell.pages.get("file"):
            self._shell.show_unit(label)
        elif label:
            self.file(Subject(UNIT, label))
        return bool(label)

    def form(self, code: str, prefilled: Mapping[str, Any], back_to: str) -> None:
        """Open a form, a receipt where receipts are made, a handover where one hands over; back_to:
        key of the page that goes on once it is issued, "" for none."""
        declared = self._shell.session.forms[code]
        own = CASHIER if declared.settles else SHIFT if declared.hands_over else ""
        page = self._shell.go(own if own in self._shell.places else "issue")
        if page is not None:
            self._back_to = back_to
            start: Callable[..., object] = getattr(page, "start")
            start(code, dict(prefilled))

    def issued(self, number: str) -> None:
        """A form was issued: back to the page that asked for it, else to its paper."""
        key, self._back_to = self._back_to, ""
        page = self._shell.go(key) if key else None
        if page is not None:
            page.came_back(number)
        else:
            self.paper(number)

    def make(self, key: str) -> Page:
        """The page "record", "dossier" or "file"."""
        if key == "file":
            from views.file import FilePage

            return FilePage(self._shell.session)
        if key == "record":
            from views.record import RecordPage

            return RecordPage(self._shell.session)
        from views.dossier import DossierPage

        return DossierPage(self._shell.session)

    def _show(self, key: str, number: str) -> None:
        page = self._shell.go(key)
        if page is not None:
            show: Callable[[str], object] = getattr(page, "show_record")
            show(number)
