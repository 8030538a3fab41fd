"""The unit card: what the desk should see about a unit before it issues anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.facts import Resident, UnitFacts
from forms.values import amount, phone, unit
from ui.parts import Card, Chip, KeyButton, label

WAITING = "填了房号，这里显示业主、租户、欠费和在办的事"


class UnitCard(Card):
    """Unit, arrears, residents with masked phones, open matters.

    Signal opened: the whole of the unit is wanted.
    """

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("unit_card")
        self.rows.setSpacing(4)
        self._name = label("", "heading", self)
        self._name.setObjectName("unit_name")
        self.arrears = Chip("", "warn", self)
        self.arrears.setObjectName("unit_arrears")
        self.people = label("", "", self)
        self.people.setObjectName("unit_people")
        self.people.setTextFormat(Qt.TextFormat.RichText)
        self.people.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self.arrears)
        head.addStretch()
        self.whole = KeyButton("这一户", "F6", "link", self, answers=False)
        self.whole.setObjectName("unit_whole")
        self.whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.whole.clicked.connect(self.opened)
        head.addWidget(self.whole)
        self.rows.addLayout(head)
        self.rows.addWidget(self.people)
        self.tell(None)

    def tell(self, facts: UnitFacts | None, today: date = date.min) -> None:
        """Show a unit's facts; None before a unit was typed. today: of the office"""
        self._name.setText(unit.pretty(facts.label) if facts else "房产")
        self.whole.setVisible(facts is not None and facts.known)
        self._say_arrears(facts, today)
        self.people.setProperty("role", "second" if facts is None else "")
        self.people.style().unpolish(self.people)
        self.people.style().polish(self.people)
        self.people.setText(_words(facts) if facts else WAITING)

    def _say_arrears(self, facts: UnitFacts | None, today: date) -> None:
        owed = facts.arrears if facts else None
        if facts is not None and not facts.known:
            self.arrears.say("房产表里没有", "warn")
        elif owed and owed.amount > 0:
            self.arrears.say(owed.words(today), "warn")
        self.arrears.setVisible(
            facts is not None and (not facts.known or bool(owed and owed.amount > 0))
        )
        self.arrears.setToolTip(_by_month(owed.by_month) if owed else "")


def _by_month(told: Mapping[str, int]) -> str:
    """What each month has of it: 2026-09　¥306.00."""
    lines = (f"{key.replace('/', ' 至 ')}　{amount.pretty(fen)}" for key, fen in told.items())
    return "\n".join(lines)


def _words(facts: UnitFacts) -> str:
    people = [_person(who) for who in facts.residents] or ["没有住户登记"]
    return "&nbsp;&nbsp; ".join((*people, *map(escape, facts.open_matters)))


def _person(who: Resident) -> str:
    number = f" {phone.mask(who.phone)}" if who.phone else ""
    until = f"（至 {who.until[:7]}）" if who.until else ""
    return f"{escape(who.role)} <b>{escape(who.name)}</b>{escape(number + until)}"
