"""Calibration of one way: a sheet and its four readings, ten forms and one; before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from db.errors import Refused
from db.session import Session
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.paper import SIZES
from forms.rules import clean_fields
from printing import calibration
from printing.adjustment import Adjustment, Readings, fed, solved
from ui import theme
from ui.form import FormWidget
from ui.parts import KeyButton, label
from views.settings_sheet import Sheet

if TYPE_CHECKING:
    from printing.profiles import Profile
    from printing.spool import Sizes

READ = (("left", "① 甲到纸左边"), ("top", "② 甲到纸上边"), ("across", "③ 甲到乙"), ("down", "④ 甲到丙"))
FIRST, LAST = "first", "last"
AT = {"dx": "left", "dy": "top", "sx": "across", "sy": "down", "feed": LAST}
ROWS = (
    ("dx", "往右移", "毫米"), ("dy", "往下移", "毫米"), ("sx", "横向缩放", "%"),
    ("sy", "纵向缩放", "%"), ("feed", "每张纸长补", "毫米"),
)  # fmt: skip
HOW = (
    "1　装好平常用的纸，按“打印校准页”。\n"
    "2　用有毫米刻度的尺，照纸上写的量四个数，填在下面；读到半毫米就够。\n"
    "3　看右边算出来的，按“存”；再打一页，四个数都对上了就好了。"
)
DRIFT = "连续纸越打越偏（每张差一点）的，按“打印十张”，量第 10 张的线到折线几毫米"
NOT_SAVED = "先存好这种方式（Alt+1），再校准"


def size_of(way: Profile, sizes: Sizes | None) -> tuple[float, float]:
    """The sheet in mm that a way is calibrated on: its continuous paper, a card, else A4 or what
    the printer has."""
    if way.paper is not None:
        return way.paper.width, way.paper.length
    if way.mode == "card":
        return SIZES["卡片"]
    if way.mode == "impact":
        return SIZES["241二等分"]
    named = ("A4", "A5")
    if sizes is not None:
        for name in named:
            if sizes.has(*SIZES[name]):
                return SIZES[name]
        if sizes.named:
            return sizes.named[0].width, sizes.named[0].height
    return SIZES["A4"]


def _fields(meant: Readings, continuous: bool) -> tuple[Field, ...]:
    """What is read off; under each how much is right."""
    found = [
        Field(key, words, Kind.NUMBER, decimals=2, minimum=-50, maximum=600,
              hint=f"正好是 {getattr(meant, key):g} 毫米")
        for key, words in READ
    ]  # fmt: skip
    if continuous:
        line = f"{calibration.LINE:g}"
        found += [
            Field(LAST, f"第{calibration.FORMS}张线到折线", Kind.NUMBER, decimals=2, minimum=-300,
                  maximum=600, hint=f"正好是 {line} 毫米"),
            Field(FIRST, "第1张线到折线", Kind.NUMBER, decimals=2, minimum=-50, maximum=600,
                  hint=f"不填就当是 {line}"),
        ]  # fmt: skip
    return tuple(found)


class CalibrationSheet(Sheet):
    """Signals as every sheet; sheet_asked and drift_asked: to be printed."""

    sheet_asked = Signal()
    drift_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__("calibration")
        self.session = session
        self.name = ""
        self.before = Adjustment()
        self.sheet_size = SIZES["A4"]
        self.form: FormWidget | None = None
        self.ten = False
        self._facts = Facts(session.now())
        how = label(HOW, "", self)
        how.setWordWrap(True)
        self.rows.addWidget(how)
        self.buttons = QHBoxLayout()
        self.print_sheet = self._button("打印校准页", "F7", "print_sheet", "primary")
        self.print_sheet.clicked.connect(lambda checked=False: self.sheet_asked.emit())
        self.print_drift = self._button("打印十张", "Shift+F7", "print_drift")
        self.print_drift.clicked.connect(lambda checked=False: self.drift_asked.emit())
        self.buttons.addStretch()
        self.rows.addLayout(self.buttons)
        self.about = label("", "second", self)
        self.about.setWordWrap(True)
        self.rows.addWidget(self.about)
        self._halves = QHBoxLayout()
        self._halves.setSpacing(24)
        self._halves.addWidget(self._table())
        self.rows.addLayout(self._halves)
        self.rows.addStretch(1)

    def show_way(self, name: str, way: Profile | None, sizes: Sizes | None) -> None:
        """Calibrate that way; None for one that is not kept yet. What is typed of the same way
        stays."""
        size = size_of(way, sizes) if way is not None else SIZES["A4"]
        continuous = way is not None and way.mode in ("impact", "overprint")
        fields = _fields(calibration.meant(*size), continuous)
        if self.form is None or self.form.fields != fields or self.name != name:
            self._make(fields)
            self.ten = False
        self.name, self.sheet_size = name, size
        self.before = way.adjustment if way is not None else Adjustment()
        self.print_sheet.setEnabled(way is not None)
        self.print_drift.setVisible(continuous)
        wide, high = (f"{one:.4g}" for one in size)
        told = [f"校准页 {wide}×{high} 毫米"] if way is not None else [NOT_SAVED]
        if continuous:
            told.append(DRIFT)
        self.about.setText("。".join(told))
        self._weigh()

    @property
    def is_dirty(self) -> bool:
        """Whether any reading is typed."""
        return self.form is not None and bool(self.form.values())

    def after(self) -> Adjustment:
        """What is solved from what is typed. Raises Refused with every mistake at its field."""
        assert self.form is not None
        problems: dict[str, str] = {}
        read = clean_fields(self.form.fields, self.form.values(), self._facts, problems, {})
        four = [read.get(key) for key, _ in READ]
        if any(one is not None for one in four) and None in four:
            missing = {key: "四个数都要填" for key, _ in READ if key not in read}
            problems = missing | problems
        for key in ("across", "down"):
            if key in read and read[key] <= 0:
                problems[key] = "量得的应大于零，请重新量"
        if FIRST in read and LAST not in read:
            problems.setdefault(LAST, f"还要量第 {calibration.FORMS} 张")
        if problems:
            raise Refused(problems)
        made = self.before
        if None not in four:
            measured = Readings(*(float(read[key]) for key, _ in READ))
            made = solved(made, calibration.meant(*self.sheet_size), measured)
        if LAST in read:
            first = float(read.get(FIRST, calibration.LINE))
            made = fed(made, first, float(read[LAST]), calibration.FORMS)
        wrong = {AT[key]: words for key, words in made.mistakes().items()}
        if wrong:
            raise Refused(wrong)
        return made

    def refuse(self, refused: Refused) -> None:
        """Each message beside its field."""
        assert self.form is not None
        self.form.show_problems(refused.problems)

    def forget(self) -> None:
        """The readings went into the way."""
        if self.form is not None:
            self.form.set_values({})

    def enter(self) -> None:
        """Focus where the work is: the button first, the readings once a sheet lies there."""
        if self.is_dirty and self.form is not None:
            self.form.enter()
        else:
            (self.print_drift if self.ten else self.print_sheet).setFocus()

    def to_readings(self, ten: bool) -> None:
        """Focus in what is to be read off what was just printed; ten: the ten forms."""
        self.ten = ten
        if self.form is not None and ten:
            self.form.inputs[LAST].enter()
        elif self.form is not None:
            self.form.enter()

    # ---- building

    def _button(self, words: str, key: str, name: str, role: str = "") -> KeyButton:
        made = KeyButton(words, key, role, self)
        made.setObjectName(name)
        self.buttons.addWidget(made)
        return made

    def _make(self, fields: tuple[Field, ...]) -> None:
        before, self.form = self.form, FormWidget(fields, lambda: self._facts, self)
        if before is not None:
            self._halves.removeWidget(before)
            before.deleteLater()
        self._halves.insertWidget(0, self.form, 1)
        self.form.edited.connect(self._weigh)
        self.form.edited.connect(self.edited)
        self.form.finished.connect(self.finished)

    def _table(self) -> QWidget:
        """What makes up for the printer now, and once it is saved."""
        box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        for column, words in enumerate(("", "现在", "存了以后")):
            grid.addWidget(label(words, "small", box), 0, column)
        self._now: dict[str, QLabel] = {}
        self._then: dict[str, QLabel] = {}
        for row, (key, words, unit) in enumerate(ROWS, 1):
            grid.addWidget(label(f"{words}（{unit}）", "second", box), row, 0)
            for column, kept in ((1, self._now), (2, self._then)):
                kept[key] = label("", "heading", box)
                kept[key].setObjectName(f"{'now' if column == 1 else 'then'}_{key}")
                grid.addWidget(kept[key], row, column)
        grid.setRowStretch(len(ROWS) + 1, 1)
        return box

    def _weigh(self) -> None:
        """Say what holds and what would."""
        try:
            after: Adjustment | None = self.after()
        except Refused:
            after = None
        for key, _, _ in ROWS:
            now = _words(key, self.before)
            then = _words(key, after) if after is not None else "—"
            self._now[key].setText(now)
            self._then[key].setText(then)
            theme.mark(self._then[key], "tone", "accent" if then not in (now, "—") else None)


def _words(key: str, moved: Adjustment) -> str:
    value = float(getattr(moved, key))
    if key in ("sx", "sy"):
        return f"{100 * value:.2f}"
    if key == "feed":
        return f"{value:.2f}" if value else "0"
    return f"{value:.2f}"
