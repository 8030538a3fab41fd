"""One unit on the estate page: facts, people now and before, vehicles, what is in hand, history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget,
)  # fmt: skip

from db.estate import Car, Place, Resident
from db.session import Session
from forms.values import amount, dates, identity, plate, unit
from ui.parts import Card, Chip, KeyButton, label
from ui.table import Mark, Row, RowsModel
from views import states
from views.estate_rows import (
    CARS, CHANGES, PEOPLE, RECORDS, FadedModel, Rows, change_row, counted, person_row, record_words,
)  # fmt: skip

NARROW_PX = 640
NO_HISTORY = "手工登记和改动会记在这里：谁、何时、改了什么。"
TYPED = "只在单上写过，房产表里没有登记"


class UnitView(QScrollArea):
    """Everything about a unit; the buttons only say what is wanted.

    Signals: verb(name: file, issue, mend_unit, remove_unit, move_in, mend, move_out, join,
    add_vehicle, mend_vehicle, remove_vehicle); record_opened(number).
    """

    verb = Signal(str)
    record_opened = Signal(str)

    def __init__(self, session: Session, may_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.place: Place | None = None
        self._may = may_change
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.people = Rows(FadedModel(PEOPLE, self), "people", "住户", "没有住户登记。")
        self.cars = Rows(RowsModel(CARS, self), "cars", "车辆", "没有车辆登记。")
        self.records = Rows(RowsModel(RECORDS, self), "open_records", "在办的单", "没有在办的单。")
        self.history = Rows(RowsModel(CHANGES, self), "history", "改动记录", NO_HISTORY)
        self.people.list.current.connect(self._tell_person)
        self.history.list.current.connect(self._tell_change)
        self.records.list.opened.connect(self._open_record)
        self.records.list.clicked.connect(lambda index: self._open_record(
            self.records.model.rows[index.row()]
        ))  # fmt: skip
        if may_change:
            self.people.list.opened.connect(lambda row: self.verb.emit("mend"))
            self.cars.list.opened.connect(lambda row: self.verb.emit("mend_vehicle"))
        self._lay_out()

    def resident(self) -> Resident | None:
        """Whom the cursor is on."""
        row = self.people.list.current_row()
        return row[len(PEOPLE)] if row else None

    def car(self) -> Car | None:
        """The vehicle the cursor is on."""
        row = self.cars.list.current_row()
        return row[len(CARS)] if row else None

    def show_place(self, place: Place) -> None:
        """Show the unit as it stands now."""
        another = self.place is None or self.place.unit.id != place.unit.id
        self.place = place
        today = self.session.now().date()
        self._head(place, today)
        key = len(PEOPLE) + 1
        self.people.show_rows([person_row(one) for one in place.residents], key)
        self._tell_person(self.people.list.current_row())
        now = sum(one.here for one in place.residents)
        self.count.setText(counted(now, len(place.residents) - now))
        self.cars.show_rows(
            [(plate.pretty(one.plate), one.owner, one.note, one) for one in place.cars], 0
        )
        self.records.show_rows([
            (Mark(one.seen.state, states.tone(one.form, one.seen.state)),
             record_words(one, place), one.number) for one in place.open
        ], 2)  # fmt: skip
        self.more.setText(f"还有 {place.more} 张，请在登记本里看" if place.more else "")
        self.more.setVisible(bool(place.more))
        at = self.session.now()
        self.history.show_rows([change_row(one, at) for one in place.history], len(CHANGES) + 1)
        self._tell_change(self.history.list.current_row())
        for name, button in self.buttons.items():
            button.setEnabled(_makes_sense(name, place))
        empty = not (place.residents or place.cars or place.open or place.arrears)
        self.buttons["remove_unit"].setVisible(empty and self._may)
        if another:
            self.verticalScrollBar().setValue(0)

    def point_at(self, kind: str, key: str) -> None:
        """Put the cursor on a person (row id) or a vehicle (plate)."""
        if self.place is None:
            return
        if kind == "person":
            keys = [str(one.id) for one in self.place.residents]
            table = self.people.list
        else:
            keys, table = [one.plate for one in self.place.cars], self.cars.list
        if key in keys:
            table.go(keys.index(key))
            table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(table)

    def enter(self) -> None:
        """Focus where the unit's people are, or where one can add the first."""
        if self.place is not None and self.place.residents:
            self.people.list.setFocus(Qt.FocusReason.TabFocusReason)
        elif "move_in" in self.buttons:
            self.buttons["move_in"].setFocus(Qt.FocusReason.TabFocusReason)

    def _head(self, place: Place, today: date) -> None:
        self.title.setText(unit.pretty(place.unit.label))
        area = f"{place.unit.area:g} ㎡" if place.unit.area is not None else ""
        self.kind.setText("　".join(filter(None, (place.unit.kind, area))))
        owed = place.arrears
        if place.unit.typed:
            self.owed.say(TYPED, "warn")
        elif owed is not None and owed.amount > 0:
            self.owed.say(owed.words(today), "warn")
        else:
            day = dates.pretty_day(owed.as_of, today) if owed else ""
            self.owed.say(f"不欠物业费，截至 {day}" if owed else "", "good")
        self._owed.setVisible(bool(self.owed.text()))
        months = owed.by_month if owed is not None and owed.amount > 0 else {}
        self.months.setText("　".join(
            f"{month.replace('/', ' 至 ')}：{amount.pretty(fen)}" for month, fen in months.items()
        ))  # fmt: skip
        self.buttons["mend_unit"].say("登记这户" if place.unit.typed else "改房产")

    def _tell_person(self, row: Row | None) -> None:
        one: Resident | None = row[len(PEOPLE)] if row else None
        said = []
        if one is not None:
            if one.document:
                said.append(identity.describe(one.document))
            if one.elsewhere:
                said.append(f"另在 {'、'.join(one.elsewhere)}")
            if one.note:
                said.append(f"备注：{one.note}")
        self.told.setText(f"{one.name}　{'　'.join(said)}" if one and said else "")
        self.told.setVisible(bool(said))

    def _tell_change(self, row: Row | None) -> None:
        """All of a change whose words do not fit its row."""
        table, at = self.history.list, len(CHANGES) - 1
        words = str(row[at]) if row else ""
        fits = table.fontMetrics().horizontalAdvance(words) < table.columnWidth(at) - 12
        self.changed.setText("" if row is None or fits else "\n".join(row[len(CHANGES)].lines))
        self.changed.setVisible(bool(self.changed.text()))

    def _open_record(self, row: Row) -> None:
        self.record_opened.emit(str(row[2]))

    def _lay_out(self) -> None:
        self.buttons: dict[str, KeyButton] = {}
        inside = QWidget(self)
        inside.setProperty("role", "page")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addLayout(self._title_row())
        rows.addWidget(self._owed_row())
        rows.addWidget(self._people_card())
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(12)
        self._both.addWidget(self._cars_card(), 5, Qt.AlignmentFlag.AlignTop)
        self._both.addWidget(self._records_card(), 6, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(self._both)
        rows.addWidget(self._history_card())
        rows.addStretch()
        self.setWidget(inside)

    def _title_row(self) -> QHBoxLayout:
        self.title = label("", "title")
        self.title.setObjectName("unit_title")
        self.kind = label("", "second")
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.title, self.kind):
            row.addWidget(part)
        row.addStretch()
        row.addWidget(self._button("file", "档案", "F8", needs=True))
        row.addWidget(self._button("issue", "开单", "F7", needs=_issues(self.session)))
        row.addWidget(self._button("mend_unit", "改房产", "Ctrl+Shift+E"))
        row.addWidget(self._button("remove_unit", "删去", "Ctrl+Shift+Delete"))
        return row

    def _owed_row(self) -> QWidget:
        """What is owed, and for which months where that is known."""
        self._owed = QWidget()
        self.owed = Chip("", "warn")
        self.owed.setObjectName("owed")
        self.months = label("", "small")
        self.months.setObjectName("months_owed")
        self.months.setWordWrap(True)
        row = QHBoxLayout(self._owed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.owed)
        row.addWidget(self.months, 1)
        return self._owed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the cards stand one under the other, documents only below the list."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW_PX
        way = QBoxLayout.Direction
        self._both.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self.people.list.hide_column("document", narrow)
        self.count.setVisible(not narrow)

    def _people_card(self) -> Card:
        self.count = label("", "second")
        card = self._card("住户", self.count, (
            ("move_in", "登记住户", "Insert"), ("mend", "改", "Ctrl+E"),
            ("move_out", "搬出", "Ctrl+M"), ("join", "并成一人", "Ctrl+J"),
        ))  # fmt: skip
        card.rows.addWidget(self.people)
        self.told = label("", "small")
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.rows.addWidget(self.told)
        return card

    def _cars_card(self) -> Card:
        card = self._card("车辆", None, (
            ("add_vehicle", "登记", "Ctrl+B"), ("mend_vehicle", "改", "Return"),
            ("remove_vehicle", "移除", "Ctrl+Delete"),
        ))  # fmt: skip
        card.rows.addWidget(self.cars)
        return card

    def _records_card(self) -> Card:
        card = self._card("在办的单", None, ())
        card.rows.addWidget(self.records)
        self.more = label("", "small")
        card.rows.addWidget(self.more)
        return card

    def _history_card(self) -> Card:
        card = self._card("改动记录", None, ())
        card.rows.addWidget(self.history)
        self.changed = label("", "small")
        self.changed.setObjectName("changed")
        self.changed.setWordWrap(True)
        self.changed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.rows.addWidget(self.changed)
        return card

    def _card(
        self, title: str, beside: QLabel | None, verbs: Sequence[tuple[str, str, str]]
    ) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(title, "heading"))
        if beside is not None:
            head.addWidget(beside)
        head.addStretch()
        for name, words, key in verbs:
            head.addWidget(self._button(name, words, key))
        card.rows.addLayout(head)
        return card

    def _button(self, name: str, words: str, key: str, needs: bool | None = None) -> KeyButton:
        """A verb; hidden and dumb without the right it needs, by default that to change."""
        may = self._may if needs is None else needs
        made = KeyButton(words, key, answers=key != "Return" and may)
        made.setAccessibleName({"mend": "改住户", "mend_vehicle": "改车辆"}.get(name, words))
        made.setObjectName(name)
        made.clicked.connect(lambda checked=False: self.verb.emit(name))
        if not may:
            made.hide()
        self.buttons[name] = made
        return made


def _issues(session: Session) -> bool:
    """Whether the member may issue anything about a unit."""
    forms = session.forms.values()
    return any(form.unit_field and session.may(f"issue:{form.code}") for form in forms)


def _makes_sense(name: str, place: Place) -> bool:
    """Whether there is anything for the verb to be done to."""
    if name in ("mend", "move_out", "join"):
        return bool(place.residents)
    if name in ("mend_vehicle", "remove_vehicle"):
        return bool(place.cars)
    return True
