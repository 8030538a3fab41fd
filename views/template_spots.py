"""The spots of a template: a table of all, the one the cursor is on as a form beneath it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from forms.fields import Field, Kind
from printing.overprint.keys import Known
from printing.overprint.template import ALIGN, ALL, MOST_SPOTS, NOBODY, SPOT, Style
from ui.form import FormWidget
from ui.parts import KeyButton
from ui.table import Column, ListTable, Mark, Row, RowsModel

COLUMNS = (
    Column("what", "内容", 130, stretch=True, sortable=False),
    Column("style", "样式", 72, "second", sortable=False),
    Column("x", "左", 60, "figure", sortable=False),
    Column("y", "底线", 60, "figure", sortable=False),
    Column("width", "宽", 60, "figure", sortable=False),
    Column("more", "字号、行、格", 104, "second", sortable=False),
    Column("state", "", 64, "mark", sortable=False),
)
STEP, FINE = 0.5, 0.1
"""mm that a key moves a spot."""
BELOW = 8
"""mm from a spot to the one that is added after it."""
WRONG, LONG, NEAR = "有错", "放不下", "看一看"
FORM_PX = 220
ROOM: Mapping[str, Mapping[str, float]] = {
    Style.CODE: {"width": 25.0}, Style.PHOTO: {"width": 25.0, "height": 35.0},
}  # fmt: skip
"""mm that a code and a photograph begin with."""


FIELDS = (
    Field("key", "内容", Kind.CHOICE, choices=("",), required=True, width=2), *SPOT[1:],
)  # fmt: skip
"""What is asked of a spot, what it holds chosen by its name."""


class SpotTable(ListTable):
    """Ctrl with an arrow moves the spot, with Shift a little. Signal: nudged(dx, dy in mm)."""

    nudged = Signal(float, float)

    def __init__(self, model: RowsModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        arrows = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
        for name, (across, down) in arrows.items():
            for held, step in (("Ctrl", STEP), ("Ctrl+Shift", FINE)):
                key = QShortcut(QKeySequence(f"{held}+{name}"), self)
                key.setContext(Qt.ShortcutContext.WidgetShortcut)
                key.activated.connect(
                    lambda dx=across * step, dy=down * step: self.nudged.emit(dx, dy)
                )


class SpotsSheet(QWidget):
    """Signals: edited: something of the spots is another; chosen(place): the cursor went.

    keys: the buttons that add and take away, for the page to set.
    """

    edited = Signal()
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spots: list[dict[str, Any]] = []
        self._known: Mapping[str, Known] = {}
        self._marks: dict[int, Mark] = {}
        self._said: dict[int, tuple[dict[str, str], dict[str, str]]] = {}
        self._filling = False
        self.form: FormWidget | None = None
        self.model = RowsModel(COLUMNS, self)
        self.table = SpotTable(self.model, self)
        self.table.setObjectName("spot_list")
        self.table.setAccessibleName("各处位置")
        self.table.current.connect(lambda row: self._moved())
        self.table.opened.connect(lambda row: self._enter_form())
        self.table.nudged.connect(self.nudge)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFixedHeight(FORM_PX)
        self.keys = QHBoxLayout()
        self.keys.setSpacing(6)
        doing: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("add_spot", "添一处", "Insert", self.add),
            ("remove_spot", "去掉", "Ctrl+Delete", self.remove),
        )
        for name, words, key, pressed in doing:
            button = KeyButton(words, key, parent=self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            self.keys.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.area)

    @property
    def place(self) -> int:
        """Which spot the cursor is on, counted from 0; -1 for none."""
        row = self.table.current_row()
        return int(row[-1]) if row and self.spots else -1

    def follow(self, now: QWidget | None) -> None:
        """Keep what has the focus in sight, with the words under it."""
        if now is not None and self.form is not None and self.form.isAncestorOf(now):
            self.area.ensureWidgetVisible(now, 0, 40)

    def show_known(self, known: Mapping[str, Known]) -> None:
        """From now on the spots are of a form with these values."""
        self._known = known
        self.make_form()
        assert self.form is not None
        self.form.offer_choices("key", [one.label for one in known.values()])

    def make_form(self) -> None:
        """Make the form beneath the table, where it is not yet there: it takes half a frame."""
        if self.form is None:
            self.form = FormWidget(FIELDS, lambda: NOBODY, self)
            self.form.setObjectName("spot_form")
            self.form.edited.connect(self._typed)
            self.form.finished.connect(self._next)
            self.area.setWidget(self.form)
            self.form.setAutoFillBackground(False)

    def show_spots(self, spots: Sequence[Mapping[str, Any]], place: int = 0) -> None:
        """Show these."""
        self.spots = [dict(one) for one in spots]
        self._marks, self._said = {}, {}
        self._fill(place)

    def show_seen(
        self,
        problems: Mapping[int, dict[str, str]],
        warnings: Mapping[int, dict[str, str]],
        misfits: Mapping[int, str],
    ) -> None:
        """By place of the spot, and there by field, what is wrong or should be looked at."""
        near = {at: Mark(NEAR, "warn") for at in warnings}
        long = {at: Mark(LONG, "warn") for at in misfits}
        self._marks = near | long | {at: Mark(WRONG, "bad") for at in problems}
        told = {at: {"key": words} for at, words in misfits.items()}
        self._said = {
            at: (dict(problems.get(at, {})), {**warnings.get(at, {}), **told.get(at, {})})
            for at in {*problems, *warnings, *told}
        }
        for at in range(len(self.spots)):
            self._tell(at)
        self._say()

    def add(self) -> None:
        """One more after the present one, a line below it."""
        if len(self.spots) >= MOST_SPOTS:
            return
        at = self.place
        like = self.spots[at] if at >= 0 else {}
        made = {"key": "", "style": str(Style.WORDS), "x": 20, "y": 20, "width": 40, "size": 10.5}
        made |= {key: like[key] for key in ("x", "y", "width", "size") if key in like}
        if isinstance(made["y"], (int, float)):
            made["y"] = round(made["y"] + BELOW, 2)
        self.spots.insert(at + 1, made)
        self._fill(at + 1)
        self.edited.emit()
        self._enter_form()

    def remove(self) -> None:
        """The present one goes."""
        at = self.place
        if at >= 0:
            del self.spots[at]
            self._fill(min(at, len(self.spots) - 1))
            self.edited.emit()
            self.enter()

    def nudge(self, dx: float, dy: float) -> None:
        """The present one stands so many mm further to the right and down."""
        at = self.place
        if at >= 0:
            spot = self.spots[at]
            for key, by in (("x", dx), ("y", dy)):
                if by and isinstance(spot.get(key), (int, float)):
                    spot[key] = round(max(0.0, spot[key] + by), 2)
            self._tell(at)
            self._show_form()
            self.edited.emit()

    def enter(self) -> None:
        """Focus in the table."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def go(self, at: int) -> None:
        """The cursor on a spot."""
        self.table.go(at)

    # ---- between the table and the form

    def _fill(self, place: int) -> None:
        self.table.blockSignals(True)
        self.model.set_rows([self._row(at) for at in range(len(self.spots))])
        self.table.go(place)
        self.table.blockSignals(False)
        self._moved()

    def _moved(self) -> None:
        self._show_form()
        self.chosen.emit(self.place)

    def _show_form(self) -> None:
        if self.form is None:
            return
        at = self.place
        self._filling = True
        self.form.setEnabled(at >= 0)
        self.form.set_values(self._worded(self.spots[at]) if at >= 0 else {})
        self._filling = False
        self._say()

    def _worded(self, spot: Mapping[str, Any]) -> dict[str, Any]:
        own = self._known.get(str(spot.get("key")))
        return {**spot, "key": own.label if own else ""}

    def _typed(self) -> None:
        at = self.place
        if self._filling or at < 0 or self.form is None:
            return
        typed = self.form.values()
        keys = {one.label: key for key, one in self._known.items()}
        found = {**typed, "key": keys.get(str(typed.get("key")), "")}
        before = self.spots[at]
        fresh = found["key"] and found["key"] != before.get("key")
        for field in SPOT:
            found[field.key] = _read(field, found.get(field.key))
        self.spots[at] = {key: value for key, value in found.items() if value is not None}
        if fresh:
            self._suit(at)
        room = ROOM.get(str(self.spots[at].get("style")))
        if room and self.spots[at].get("style") != before.get("style"):
            self.spots[at] |= room
            self._show_form()
        self._tell(at)
        self.edited.emit()

    def _suit(self, at: int) -> None:
        """Another value than before: its style is one that it can have."""
        own, spot = self._known[self.spots[at]["key"]], self.spots[at]
        if spot.get("style") not in own.styles:
            spot["style"] = str(own.styles[0])
            self._show_form()

    def _enter_form(self) -> None:
        if self.form is not None and self.place >= 0:
            self.form.inputs["key"].enter()

    def _next(self) -> None:
        """After the last field: the next spot, in the table."""
        self.table.go(min(self.place + 1, len(self.spots) - 1))
        self.enter()

    def _say(self) -> None:
        """What is wrong with the present one, beside its fields."""
        if self.form is not None:
            problems, warnings = self._said.get(self.place, ({}, {}))
            self.form.show_problems(problems, warnings, focus=False)

    def _tell(self, at: int) -> None:
        row = self._row(at)
        if at < len(self.model.rows) and self.model.rows[at] != row:
            self.table.blockSignals(True)
            self.model.replace(at, row)
            self.table.blockSignals(False)

    def _row(self, at: int) -> Row:
        spot = self.spots[at]
        own = self._known.get(str(spot.get("key")))
        what = own.label if own else str(spot.get("key") or "（还没选）")
        part = spot.get("choice") or spot.get("take", ALL)
        if part != ALL:
            what = f"{what}：{part}"
        places = (_figure(spot.get(key)) for key in ("x", "y", "width"))
        return what, str(spot.get("style", "")), *places, _more(spot), self._marks.get(at, ""), at


def _read(field: Field, typed: Any) -> Any:
    """A number as it is meant, where it can be read; else as it was typed."""
    from forms.values import Invalid, number

    if typed in (None, "") or field.kind is not Kind.NUMBER:
        return typed or None
    try:
        return number.clean(typed, decimals=3)
    except Invalid:
        return typed


def _figure(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value or "")


def _more(spot: Mapping[str, Any]) -> str:
    """What else is said of it, in few words."""
    drawn = spot.get("style") in ROOM
    said = [f"{_figure(spot['size'])} 磅"] if spot.get("size") and not drawn else []
    if spot.get("height") and spot.get("style") == Style.PHOTO:
        said.append(f"高 {_figure(spot['height'])}")
    if spot.get("lines", 1) not in (1, None):
        said.append(f"{spot['lines']} 行")
    if spot.get("boxes"):
        said.append(f"{spot['boxes']} 格")
    if spot.get("align", "左") != next(iter(ALIGN)):
        said.append(f"靠{spot['align']}")
    return " ".join(said)
