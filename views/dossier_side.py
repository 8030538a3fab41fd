"""The right half of a dossier: its lists, and under them what can be done with the rows chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.dossier import Whole
from db.session import Session
from forms.dossier import Dossier
from ui.pick_table import PickTable
from views.batch_bar import BatchBar
from views.dossier_lists import OthersCard, TeamCard

DIGITS = "123456789"
ListCard: TypeAlias = TeamCard | OthersCard


class DossierSide(QWidget):
    """Lists of what hangs on a record; ticks stand in one of them at a time.

    Signals: opened(number); wanted(code, Mate or None): a new one of that form; done(list of
    db.records.Outcome, the act's name); issue_requested(code, values): one record for all that are
    chosen; printing_requested(numbers): their papers in one go.
    """

    opened = Signal(str)
    wanted = Signal(str, object)
    done = Signal(object, str)
    issue_requested = Signal(str, dict)
    printing_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.whole: Whole | None = None
        self.faces: Mapping[str, QImage] = {}
        self.cards: list[ListCard] = []
        self.wrong: dict[str, str] = {}
        self._declared: Dossier | None = None
        self._lists = QVBoxLayout()
        self._lists.setSpacing(10)
        self.bar = BatchBar(session, self)
        self.bar.done.connect(self._done)
        self.bar.refused.connect(self._refused)
        self.bar.issue_requested.connect(self.issue_requested)
        self.bar.printing_requested.connect(self.printing_requested)
        self.bar.closed.connect(self._turned_away)
        self.bar.began.connect(self._make_room)
        self.bar.left_out.connect(self._leave_out)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addLayout(self._lists, 1)
        rows.addWidget(self.bar)

    def show_whole(self, whole: Whole, faces: Mapping[str, QImage]) -> None:
        """Show what hangs on this record; faces: small photographs by hash."""
        if self.whole is None or self.whole.record.number != whole.record.number:
            self.wrong = {}
        self.whole, self.faces = whole, faces
        if self._declared is not whole.dossier:
            self._build(whole.dossier)
        for card in self.cards:
            card.show_whole(whole, faces, self.wrong)
        self._tell_bar()

    def put_away(self) -> None:
        """Another record comes: nothing is chosen, nothing is being done."""
        self.bar.put_away()
        self._show_all()
        for card in self.cards:
            card.table.choose(())

    def enter(self) -> None:
        """The focus in the list with ticks, else in the first that has anything."""
        tables = [card.table for card in self.cards if card.table.isVisibleTo(self)]
        ticked = next((table for table in tables if table.chosen()), None)
        first = ticked or next(iter(tables), None)
        if first is not None:
            first.setFocus()

    def stand_on(self, number: str) -> None:
        """The cursor on that record, in whichever list it stands."""
        for card in self.cards:
            keys = [str(row[-1]) for row in card.model.rows]
            if number in keys:
                card.table.go(keys.index(number))
                card.table.setFocus()

    def _build(self, declared: Dossier) -> None:
        """The lists, and a key for each kind of record that can be made."""
        while (item := self._lists.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self._declared, self.cards = declared, []
        keys = iter(DIGITS)
        for team in declared.teams:
            card = TeamCard(self.session, team, next(keys, ""), self)
            card.opened.connect(self.opened)
            card.wanted.connect(lambda mate, code=team.code: self.wanted.emit(code, mate))
            card.chosen.connect(lambda card=card: self._choose(card.table))
            card.table.came.connect(self._tell_bar)
            card.table.started.connect(self.bar.enter)
            self._lists.addWidget(card, 3)
            self.cards.append(card)
        self._add_others(declared, [
            (code, one.verb, next(keys, ""))
            for one in declared.hanging for code in one.codes
            if one.verb and self._makes(code, one.codes)
        ])  # fmt: skip

    def _makes(self, code: str, codes: tuple[str, ...]) -> bool:
        """Whether the section's new ones are of this form: the first there is."""
        known = [one for one in codes if one in self.session.forms]
        return code in known[:1] and self.session.may(f"issue:{code}")

    def _add_others(self, declared: Dossier, offers: list[tuple[str, str, str]]) -> None:
        known = set(self.session.forms)
        titles = [one.title for one in declared.hanging if set(one.codes) & known]
        empty = f"还没有{'、'.join(titles)}。" if titles else ""
        others = OthersCard(self.session, offers, empty, self)
        others.opened.connect(self.opened)
        others.wanted.connect(lambda code: self.wanted.emit(code, None))
        others.chosen.connect(lambda: self._choose(others.table))
        others.table.came.connect(self._tell_bar)
        others.table.started.connect(self.bar.enter)
        self._lists.addWidget(others, 2)
        self.cards.append(others)

    def _choose(self, table: PickTable) -> None:
        if table.chosen():
            for card in self.cards:
                if card.table is not table:
                    card.table.choose(())
        self._tell_bar()

    def _tell_bar(self) -> None:
        ticked = next((card for card in self.cards if card.table.chosen()), None)
        stood = next((card for card in self.cards if card.table.hasFocus()), None)
        card = ticked or stood or next(iter(self.cards), None)
        self.bar.show_records(card.records() if card else (), chosen=ticked is not None)

    def _make_room(self) -> None:
        """While something is done with rows of one list, that list alone stands over it."""
        mine = {record.number for record in self.bar.records}
        busy = next(
            (card for card in self.cards if mine & {record.number for record in card.records()}),
            None,
        )
        for card in self.cards:
            card.setVisible(busy is None or card is busy)

    def _turned_away(self) -> None:
        self._show_all()
        self._refused({})
        self.enter()

    def _show_all(self) -> None:
        for card in self.cards:
            card.setVisible(True)

    def _done(self, outcomes: object, name: str) -> None:
        self.wrong = {}
        self._show_all()
        for card in self.cards:
            card.table.choose(())
        self.enter()
        self.done.emit(outcomes, name)

    def _refused(self, words: dict[str, str]) -> None:
        """Each refusal stands in its row until something is done."""
        self.wrong = words
        if self.whole is not None:
            for card in self.cards:
                card.show_whole(self.whole, self.faces, words)
                card.table.look_at(words)

    def _leave_out(self, numbers: tuple[str, ...]) -> None:
        for card in self.cards:
            card.table.choose([key for key in card.table.chosen() if key not in numbers])
