"""The page that will print, as what is being typed would have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from db import office, prints
from db.session import Session
from forms.facts import Facts
from forms.form import Form
from views import looking, office_sign, on_paper, printouts, ways
from views.paper_card import PaperCard

if TYPE_CHECKING:
    from printing.page import Document


class TypedPaper(PaperCard):
    """The papers of a form that is not yet issued, with its photographs and the office's sign."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._read: dict[str, bytes] = {}

    def show_typed(self, form: Form, typed: Mapping[str, Any], facts: Facts) -> None:
        """Have it drawn beside the window; what is wrong among the typed is left out."""
        name = str(office.setting(self.session.store, "office.name"))
        operator, paper = self.session.member.words, self.paper
        sign = office_sign.sign(self.session)
        assert paper is not None
        from printing.profiles import Profile

        way, mode = self.ways.way or Profile(), self.ways.mode
        pad = None
        if mode == prints.OVERPRINT:
            pad = looking.pad_of(self.session, form, paper, way)
            mode = mode if pad else ""
        template = pad.template if pad else None
        named: dict[str, str] = {}

        def compose(copy: int) -> Document:
            from printing.preflight import named_of
            from printing.tinting import toned

            data = on_paper.draft_data(name, form, typed, facts, operator, sign=sign)
            named.update(named_of(form, data))
            pages = ways.composed(form, paper, data, way, mode, (copy,), template)
            return toned(pages, way)

        shown = on_paper.photos(form.fields, typed, lambda field: True)
        images = self._once((*shown.values(), *office_sign.named(sign)))
        self.show_pages(compose, images, named)

    def _once(self, wanted: tuple[str, ...]) -> dict[str, bytes]:
        """The images of these hashes, each read once."""
        kept = {one: self._read[one] for one in wanted if one in self._read}
        new = printouts.images_shown(self.session, (one for one in wanted if one not in kept))
        self._read = kept | new
        return self._read
