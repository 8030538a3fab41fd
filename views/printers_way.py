"""One way to print: its fields, what its printer says of itself, mistakes beside the fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db import templates
from db.errors import Refused
from db.session import Session
from forms.facts import Facts
from ui.form import FormWidget
from ui.parts import label
from views import printers_fields
from views.printers_fields import FIELDS, HEADINGS, Printer
from views.printers_offers import PrinterOffers
from views.settings_sheet import Sheet

if TYPE_CHECKING:
    from printing.profiles import Profile
    from printing.spool import Queue

ASKING = "正在问打印机…"
NOBODY = "这台电脑上没有打印机；方式可以先写好，接上打印机以后再校准。"


class WaySheet(Sheet):
    """Signals as every sheet; also printer_named when another printer was typed."""

    def __init__(self, session: Session) -> None:
        super().__init__("way")
        self.session = session
        self.printer: Printer | None = None
        self._shown: dict[str, Any] = {}
        self._facts = Facts(session.now())
        self.form = FormWidget(FIELDS, lambda: self._facts, self, headings=HEADINGS)
        self.offers = PrinterOffers(lambda: _pads(session))
        self.form.offer_from(self.offers)
        self.about = label("", "second", self)
        self.about.setObjectName("printer_words")
        self.about.setWordWrap(True)
        self.rows.addWidget(self.about)
        self.rows.addWidget(self.form, 1)
        self.form.edited.connect(self.edited)
        self.form.finished.connect(self.finished)

    @property
    def queue(self) -> str:
        """The printer that is typed, "" for the one chosen on this computer."""
        return str(self.form.values().get("queue", ""))

    @property
    def is_dirty(self) -> bool:
        """Whether anything is typed that is not kept."""
        return self.form.values() != self._shown

    def show_way(
        self, name: str, way: Profile, half: Mapping[str, Any] | None = None
    ) -> None:
        """Show a way as it is kept, and what was half typed over it."""
        self.form.blockSignals(True)  # what is shown is not typed
        self.form.set_values(printers_fields.typed(name, way))
        self._shown = self.form.values()
        if half:
            self.form.set_values(half)
        self.form.blockSignals(False)
        self.printer = None
        self.about.setText(ASKING)

    def show_printer(self, queues: Sequence[Queue], found: Printer | None) -> None:
        """What there is to choose from, and what the printer says of itself."""
        self.offers.queues, self.offers.printer = queues, found
        self.printer = found
        self.about.setText(found.words if found else NOBODY)
        self.doubt()

    def read(self, taken: Collection[str]) -> tuple[str, Profile]:
        """What is typed, as a name and a way. Raises Refused once the fields say what is wrong."""
        try:
            found = printers_fields.read(self.form.values(), self._facts, taken)
        except Refused as refused:
            self.form.show_problems(refused.problems)
            raise
        return found

    def doubt(self) -> None:
        """Say beside the fields what the printer would not do now."""
        try:
            _, way = printers_fields.read(self.form.values(), self._facts)
        except Refused:
            return
        names = [one.name for one in self.offers.queues]
        found = printers_fields.doubts(way, self.printer, names)
        self.form.show_problems({}, found, focus=False)

    def enter(self) -> None:
        """Focus in the first field."""
        self.form.inputs["name"].enter()


def _pads(session: Session) -> dict[str, str]:
    """The names of the office's templates, each with the papers it is for."""
    found: dict[str, list[str]] = {}
    for one in templates.every(session):
        if one.values is not None:
            found.setdefault(one.name, []).append(f"{one.form} {one.paper}")
    return {name: "、".join(papers) for name, papers in found.items()}
