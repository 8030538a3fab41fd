"""The ways a paper can be printed on this computer, one of which may be chosen for once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from db.session import Session
from forms.form import Form
from forms.paper import Paper
from ui.parts import KeyButton
from views import printouts, ways

if TYPE_CHECKING:
    from printing.profiles import Profile

KEY = "Alt+F7"
PLAIN = "平常的"


@dataclass(frozen=True)
class Offer:
    """A way with its name for people."""

    words: str
    way: Profile


def offers(session: Session, form: Form, paper: Paper) -> tuple[Offer, ...]:
    """This computer's way for that paper first, then its others that can print it, then what else
    the paper is declared to be printed as."""
    from printing.profiles import WAYS, Profile

    known = ways.known(session)[0]
    own = known.name_of(form.code, paper.name)
    found = [Offer(own, known.known[own]) if own else Offer(PLAIN, Profile())]
    found += [
        Offer(name, way) for name, way in known.known.items()
        if name != own and (not way.mode or way.mode in paper.ways)
    ]  # fmt: skip
    had = {one.way.mode or printouts.usual_mode(paper) for one in found}
    found += [Offer(WAYS[mode], Profile(mode=mode)) for mode in paper.modes if mode not in had]
    return tuple(found)


class WayButton(KeyButton):
    """Names the way that a paper will be printed in; pressed, offers the others. Not seen where
    there is but the plain one. Signal chosen: another way."""

    chosen = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("", KEY, "link", parent)
        self.setObjectName("way")
        self.session = session
        self.offers: Sequence[Offer] = ()
        self.at = 0
        self._about: tuple[Form, Paper] | None = None
        self.clicked.connect(lambda checked=False: self.offer())

    @property
    def way(self) -> Profile | None:
        """The way the paper will be printed in; None where there is no paper."""
        return self.offers[self.at].way if self.offers else None

    @property
    def mode(self) -> str:
        """How that paper will be printed, as far as it is known without the printer."""
        if self._about is None or self.way is None:
            return ""
        paper = self._about[1]
        return ways.mode(paper, self.way) or printouts.usual_mode(paper)

    def show_paper(self, form: Form, paper: Paper | None) -> None:
        """The ways of another paper; of the same, as they are now, the one chosen kept."""
        about = (form, paper) if paper is not None else None
        before = self.offers[self.at] if self.offers and about == self._about else None
        self._about = about
        self.offers = offers(self.session, *about) if about else ()
        names = [one.words for one in self.offers]
        self.at = names.index(before.words) if before and before.words in names else 0
        self._tell()

    def forget(self) -> None:
        """What comes is printed as this computer prints it."""
        if self.at:
            self.choose(0)

    def offer(self) -> None:
        """The ways to choose from; digits and arrows choose."""
        menu = QMenu(self)
        menu.setObjectName("ways_of_paper")
        for place, one in enumerate(self.offers, 1):
            where = f"　{one.way.queue}" if one.way.queue else ""
            head = f"&{place}　" if place < 10 else "　　"
            action = menu.addAction(head + f"{one.words}{where}".replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(place - 1 == self.at)
            action.triggered.connect(lambda on=False, at=place - 1: self.choose(at))
            if place - 1 == self.at:
                menu.setActiveAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def choose(self, at: int) -> None:
        """Print in that way until another paper is looked at."""
        if at != self.at:
            self.at = at
            self._tell()
            self.chosen.emit()

    def _tell(self) -> None:
        self.setVisible(len(self.offers) > 1 or bool(self.offers) and (
            self.offers[0].words != PLAIN))  # fmt: skip
        if self.offers:
            self.say(self.offers[self.at].words)
