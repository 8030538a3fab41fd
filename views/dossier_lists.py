"""The right half of a dossier: the people with what was made for them, and all other records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from db import dossier
from db.dossier import Mate, Whole
from db.records import Record
from db.session import Session
from db.workbench import about
from forms.display import shown
from forms.dossier import Team
from forms.values import dates
from ui.parts import Card, KeyButton, label
from ui.pick_table import FACE, PICK, PickModel, PickTable
from ui.table import Column, Mark, Row
from views import urgency

FACE_ROW_PX = 44
ACROSS = 3
NONE_MADE = "未办"
CANNOT = "办不了"
OPENS, DOES = (f"空格 选　Ctrl A 全选　回车 {verb}" for verb in ("打开", "办理"))
"""What Enter does with one row, and with several ticked."""

TEAM_COLUMNS = (
    PICK,
    Column(FACE, "", 40, sortable=False),
    Column("name", "姓名", 96),
    Column("told", "", 66, "second"),
    Column("state", "状态", 104, "mark"),
    Column("until", "有效期至", 92, "second"),
    Column("holder", "在谁手里", 72, "second"),
    Column("number", "编号", 128, "second", stretch=True),
)
OTHER_COLUMNS = (
    PICK,
    Column("section", "类别", 82),
    Column("about", "事项", 160, stretch=True),
    Column("state", "状态", 112, "mark"),
    Column("until", "有效期至", 96, "second"),
    Column("number", "编号", 124, "second"),
)


def until_words(record: Record, now: datetime) -> str:
    """The end of a record's validity in a narrow column: the last day, the clock only where it
    does not end with that day and it is this year's; "" for none."""
    until = record.standing.valid_until
    if until is None:
        return ""
    if until.time() == time():
        return dates.pretty_day((until - timedelta(days=1)).date().isoformat(), now)
    if until.year != now.year:
        return until.date().isoformat()
    return dates.pretty_until(until.strftime("%Y-%m-%dT%H:%M"), now)


def about_within(record: Record, whole_of: str = "") -> str:
    """What a record is about where its unit, or the number of what it hangs on, is read beside it.
    """
    words = about(record)
    return " ".join(words.replace(whole_of, " ", 1).split()) if whole_of else words


def is_out(record: Record) -> bool:
    """Whether somebody has it who is to bring it back."""
    return not record.standing.ended and bool(record.seen.holder)


def taken_words(record: Record) -> str:
    """That there is one in hand beside which there may be no other."""
    return f"已有在办的{record.form.title} {record.number}"


def state_mark(record: Record, wrong: str = "") -> Mark:
    """Its state as a chip, or that an act was refused; why is said where it is done."""
    if wrong:
        return Mark(CANNOT, "bad")
    return urgency.marked_state(record, record.facts.now)


class TeamCard(Card):
    """The people of one section; Enter opens what was made for one, or makes it.

    Signals: opened(number); wanted(Mate): one is to be made for this person; chosen: the cursor or
    the ticks are elsewhere.
    """

    opened = Signal(str)
    wanted = Signal(object)
    chosen = Signal()

    def __init__(
        self, session: Session, team: Team, key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.session, self.team = session, team
        self.mates: tuple[Mate, ...] = ()
        self.rows.setContentsMargins(1, 10, 1, 1)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.setSpacing(10)
        head.addWidget(label(team.title, "heading", self))
        self._count = label("", "second", self)
        self._count.setObjectName("team_count")
        head.addWidget(self._count)
        hint = label(OPENS, "small", self)
        hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(hint, 1)
        self.make = KeyButton(team.verb, key, "", self)
        self.make.setObjectName(f"new_{team.code}")
        self.make.setVisible(bool(team.verb) and session.may(f"issue:{team.code}"))
        self.make.clicked.connect(lambda: self.wanted.emit(self.current()))
        head.addWidget(self.make)
        self.rows.addLayout(head)
        self.model = PickModel(_headed(team, session))
        self.table = PickTable(self.model, self, row_px=FACE_ROW_PX)
        self.model.setParent(self.table)
        self.table.setObjectName(f"team_{team.code}")
        self.table.setAccessibleName(team.title)
        self.table.setMinimumHeight(FACE_ROW_PX * 2 + 34)
        self.table.opened.connect(self._open)
        self.table.picked.connect(self.chosen)
        self.table.picked.connect(
            lambda: hint.setText(DOES if len(self.table.chosen()) > 1 else OPENS)
        )
        self.table.current.connect(lambda row: self.chosen.emit())
        self.rows.addWidget(self.table, 1)

    def show_whole(
        self, whole: Whole, faces: Mapping[str, QImage], wrong: Mapping[str, str]
    ) -> None:
        """Show the team of this dossier; faces by hash · wrong: by number, why an act was refused.
        """
        self.mates = whole.teams.get(self.team.title, ())
        self.model.faces = faces
        self.table.show_rows([self._row(mate, wrong) for mate in self.mates])
        out = sum(mate.record is not None and is_out(mate.record) for mate in self.mates)
        people = len({mate.place for mate in self.mates if mate.line is not None})
        self._count.setText(f"{people} 人　在外 {out} 张" if out else f"{people} 人")

    def records(self) -> list[Record]:
        """What the ticks name, else what the cursor stands on."""
        keys = self.table.chosen()
        found = {m.record.number: m.record for m in self.mates if m.record is not None}
        if keys:
            return [found[key] for key in keys if key in found]
        row = self.table.current_row()
        return [found[row[-1]]] if row and row[-1] in found else []

    def current(self) -> Mate | None:
        """The person the cursor stands on who has nothing in hand; None for none such."""
        place = self.table.currentIndex().row()
        mate = self.mates[self._place(place)] if 0 <= place < len(self.model.rows) else None
        if mate is None or (mate.record is not None and not mate.record.standing.ended):
            return None
        return mate

    def _place(self, place: int) -> int:
        """Where in the team the row of a list stands that may be sorted."""
        return int(self.model.rows[place][-2])

    def _open(self, row: Row) -> None:
        mate = self.mates[int(row[-2])]
        if mate.record is not None:
            self.opened.emit(mate.record.number)
        else:
            self.wanted.emit(mate)

    def _row(self, mate: Mate, wrong: Mapping[str, str]) -> Row:
        at = self.mates.index(mate)
        team, one, now = self.team, mate.record, self.session.now()
        name = str((mate.line or {}).get(team.by[0][0], "")) or _named(one, team)
        told = str((mate.line or {}).get(team.told[0], "")) if team.told else ""
        if one is None:
            return (None, "", name, told, Mark(NONE_MADE), "", "", "", at, "")
        state = state_mark(one, wrong.get(one.number, ""))
        return (
            None, mate.photo, name, told, state, until_words(one, now), one.seen.holder or "",
            one.number, at, one.number,
        )  # fmt: skip


def _headed(team: Team, session: Session) -> tuple[Column, ...]:
    """The columns with the heading that the line's own column has."""
    found = list(TEAM_COLUMNS)
    form = next(
        (form for form in session.forms.values()
         if form.dossier is not None and team in form.dossier.teams), None,
    )  # fmt: skip
    if team.told and form is not None:
        words = form.field(team.lines).column(team.told[0]).label
        found[3] = Column("told", words, 66, "second")
    return tuple(found)


def _named(record: Record | None, team: Team) -> str:
    """Whoever a record was made for who is in no line."""
    value = record.values.get(team.by[0][1]) if record else None
    return str(value.get("name", "")) if isinstance(value, dict) else str(value or "")


class OthersCard(Card):
    """All other records of a dossier in one list, and a button for each that can be made.

    Signals: opened(number); wanted(code): a new one; chosen: the cursor or the ticks are elsewhere.
    """

    opened = Signal(str)
    wanted = Signal(str)
    chosen = Signal()

    def __init__(
        self,
        session: Session,
        offers: Sequence[tuple[str, str, str]],
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName("others")
        self.session, self.offers = session, tuple(offers)
        self.found: dict[str, Record] = {}
        self.rows.setContentsMargins(1, 10, 1, 1)
        grid = QGridLayout()
        grid.setContentsMargins(14, 0, 14, 0)
        grid.setSpacing(8)
        across = min(ACROSS, max(1, len(offers)))
        for at, (code, verb, key) in enumerate(offers):
            button = KeyButton(verb, key, "", self, apart=True)
            button.setObjectName(f"new_{code}")
            button.clicked.connect(lambda checked=False, code=code: self.wanted.emit(code))
            grid.addWidget(button, at // across, at % across)
        self.rows.addLayout(grid)
        self._taken = label("", "second", self)
        self._taken.setObjectName("taken")
        self._taken.setContentsMargins(14, 0, 14, 0)
        self._taken.setWordWrap(True)
        self.rows.addWidget(self._taken)
        self.model = PickModel(OTHER_COLUMNS)
        self.table = PickTable(self.model, self)
        self.model.setParent(self.table)
        self.table.setObjectName("others_list")
        self.table.setAccessibleName("其他单据")
        self.table.setMinimumHeight(32 * 2 + 34)
        self.table.opened.connect(lambda row: self.opened.emit(str(row[-1])))
        self.table.picked.connect(self.chosen)
        self.table.current.connect(lambda row: self.chosen.emit())
        self.rows.addWidget(self.table, 1)
        self._empty = label(empty, "second", self)
        self._empty.setObjectName("others_empty")
        self._empty.setContentsMargins(14, 4, 14, 12)
        self._empty.setWordWrap(True)
        self.rows.addWidget(self._empty)

    def show_whole(
        self, whole: Whole, faces: Mapping[str, QImage], wrong: Mapping[str, str]
    ) -> None:
        """Show the other records of this dossier, which have no faces; wrong: by number, why an
        act was refused."""
        groups = whole.hanging
        self.found = {one.number: one for group in groups.values() for one in group}
        self.table.show_rows([
            self._row(title, one, wrong) for title, group in groups.items() for one in group
        ])  # fmt: skip
        taken = [
            f"{verb}：{taken_words(one)}" + (f"，按 {key} 打开" if key else "")
            for code, verb, key in self.offers
            if (one := dossier.taken_by(self.session, whole, code)) is not None
        ]
        self._taken.setText("\n".join(taken))
        self._taken.setVisible(bool(taken))
        self.table.setVisible(bool(self.found))
        self._empty.setVisible(not self.found)

    def records(self) -> list[Record]:
        """What the ticks name, else what the cursor stands on."""
        keys = self.table.chosen()
        row = self.table.current_row()
        wanted = keys or ([str(row[-1])] if row else [])
        return [self.found[key] for key in wanted if key in self.found]

    def _row(self, title: str, one: Record, wrong: Mapping[str, str]) -> Row:
        key = one.form.unit_field
        words = about_within(one, one.hangs_on or "")
        if key and one.values.get(key):  # all of one unit
            words = words.removeprefix(shown(one.form.field(key), one.values[key])).strip()
        state = state_mark(one, wrong.get(one.number, ""))
        return (None, title, words, state, until_words(one, self.session.now()), one.number,
                one.number)  # fmt: skip
