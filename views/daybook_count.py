"""Counting the drawer: pieces of each note and coin, what there should be, and the close.

It knows no form: the declaration says which of its fields are which (`forms.takings.Closes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from db.session import Session
from forms.form import Form
from forms.takings import Takings
from forms.values import Invalid, amount, number
from ui import theme
from ui.line import Line, code_line
from ui.parts import KeyButton, LabeledValue, label
from views.boxes import Box, chain
from views.key_label import dress
from views.panel import Panel

MOST = 99_999
PIECE_PX = 27
"""Height of a line of pieces: all eight and the sums stay in sight at 768 px."""


class CountCard(Panel):
    """Signals: asked(values for the form's issue)."""

    asked = Signal(dict)

    def __init__(self, session: Session, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        assert form.closes is not None
        self.setObjectName("count")
        self.session, self.form, self.said = session, form, form.closes
        self.scope = ""
        self.expected = self._opening = 0
        self.faces = form.field(self.said.count).column("face").choices
        self.heading = label("", "heading", self)
        self.about = label("", "second", self)
        self.about.setWordWrap(True)
        self.pieces = [self._piece(face) for face in self.faces]
        self._worth = [label("", "second", self) for _ in self.faces]
        self.should = LabeledValue("应有", parent=self)
        self.counted = LabeledValue("实点", parent=self)
        self.difference = LabeledValue("差额", parent=self)
        self.difference.setObjectName("difference")
        self.why = Box(self.said.why, form.field(self.said.why).label, self)
        self.why.forget_when_typed()
        self.stays = Box(self.said.stays, form.field(self.said.stays).label, self, code=True)
        self.stays.forget_when_typed()
        self.stays.caption.setToolTip("下次的期初现金")
        self.trouble = label("", "message", self)
        self.trouble.setWordWrap(True)
        self.trouble.setObjectName("count_trouble")
        theme.mark(self.trouble, "tone", "bad")
        self.done = KeyButton("结账并签字", "F9", "primary", self)
        self.done.setObjectName("close_books")
        self.done.clicked.connect(self.submit)
        away = KeyButton("取消", "Esc", parent=self)
        away.setObjectName("cancel_count")
        away.clicked.connect(self.closed)
        self._lay_out(away)
        self._join()

    def begin(self, scope: str, found: Takings) -> None:
        """Count a shift or the day (`Closes.shift`, `Closes.day`), with the cursor in the first."""
        self.scope, self.expected = scope, found.expected
        whose = self.session.member.words if scope == self.said.shift else "全部收款人"
        since = f"，上次结账 {found.since:%m-%d %H:%M}" if found.since else ""
        self.heading.setText(f"{scope}　营业日 {found.day}")
        self.about.setText(f"{whose}{since}")
        for line in self.pieces:
            line.clear()
        self.why.line.clear()
        self.stays.line.clear()
        self._opening = max(0, found.opening)
        self.say({})
        self.trouble.setText(found.problem)
        self.trouble.setVisible(bool(found.problem))
        self._reckon()
        self.pieces[0].setFocus(Qt.FocusReason.TabFocusReason)

    def renew(self, found: Takings) -> None:
        """What there should be has changed; what was counted stays."""
        self.expected, self._opening = found.expected, max(0, found.opening)
        self._reckon()

    def say(self, problems: Mapping[str, str]) -> None:
        """Each problem at its box, the rest under all of them."""
        own = {self.said.why: self.why, self.said.stays: self.stays}
        for key, box in own.items():
            box.say(problems.get(key, ""))
        for at, line in enumerate(self.pieces):
            wrong = any(path.startswith(f"{self.said.count}[{at}]") for path in problems)
            theme.mark(line, "tone", "bad" if wrong else None)
        rest = [words for key, words in problems.items() if key not in own]
        self.trouble.setText("；".join(rest))
        self.trouble.setVisible(bool(rest))
        wrong_box = next((box for key, box in own.items() if key in problems), None)
        if wrong_box is not None:
            wrong_box.line.setFocus()

    def total(self) -> int:
        """What was counted, 分."""
        return sum(
            amount.clean(face) * (self._number(line) or 0)
            for face, line in zip(self.faces, self.pieces, strict=True)
        )

    def submit(self) -> None:
        """Ask for the close; what is left empty counts as none."""
        said, problems = self.said, {}
        for at, line in enumerate(self.pieces):
            if self._number(line) is None:
                problems[f"{said.count}[{at}].pieces"] = f"{self.faces[at]} 元的张数请填整数"
        if self.total() != self.expected and not self.why.text():
            problems[said.why] = "与应有的不符，请写明原因"
        if problems:
            self.say(problems)
            return
        values: dict[str, Any] = {
            said.kind: self.scope,
            said.expected: self.expected,
            said.count: [
                {"face": face, "pieces": self._number(line)}
                for face, line in zip(self.faces, self.pieces, strict=True)
            ],
        }  # fmt: skip
        values |= {said.stays: self.stays.text()} if self.stays.text() else {}
        values |= {said.why: self.why.text()} if self.why.text() else {}
        self.asked.emit(values)

    def _piece(self, face: str) -> Line:
        line = Line(self)
        code_line(line)
        line.setObjectName(f"pieces_{face}")
        line.setAccessibleName(f"{face} 元张数")
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setPlaceholderText("0")
        line.setMaximumWidth(96)
        line.setFixedHeight(PIECE_PX)
        line.textChanged.connect(lambda words: self._reckon())
        return line

    def _number(self, line: Line) -> int | None:
        """The pieces in a line, 0 for none typed; None while they cannot be read."""
        words = line.text().strip()
        if not words:
            return 0
        try:
            return int(number.clean(words, minimum=0, maximum=MOST))
        except Invalid:
            return None

    def _reckon(self) -> None:
        """What is typed so far, live."""
        for face, line, worth in zip(self.faces, self.pieces, self._worth, strict=True):
            found = self._number(line)
            fen = amount.clean(face) * (found or 0)
            worth.setText(amount.pretty(fen) if fen else "" if found is not None else "看不懂")
        counted = self.total()
        off = counted - self.expected
        self.should.say(amount.pretty(self.expected))
        self.counted.say(amount.pretty(counted))
        self.difference.say(amount.pretty(off), "bad" if off else "good")
        if not off:
            self.why.say("")
        self.why.setVisible(bool(off))
        dress(self.done, "danger" if off else "primary")
        usual = min(self._opening, counted)
        self.stays.line.setPlaceholderText(amount.pretty(usual))

    def _join(self) -> None:
        """Enter goes down the column, then to the reason where one is asked, and on."""

        def step(at: int, by: int) -> None:
            if 0 <= at + by < len(self.pieces):
                self.pieces[at + by].setFocus(Qt.FocusReason.TabFocusReason)
                self.pieces[at + by].selectAll()
            elif by > 0:
                off = self.total() != self.expected
                (self.why if off else self.stays).line.setFocus(Qt.FocusReason.TabFocusReason)

        for at, line in enumerate(self.pieces):
            line.step.connect(lambda by, at=at: step(at, by))
            line.vertical.connect(lambda by, at=at: step(at, by) if by < 0 or at + 1 < len(
                self.pieces) else None)
        chain((self.why, self.stays), self.submit)

    def _lay_out(self, away: KeyButton) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        for at, words in enumerate(("面额", "张数", "金额")):
            grid.addWidget(label(words, "small", self), 0, at, Qt.AlignmentFlag.AlignRight)
        for at, (face, line) in enumerate(zip(self.faces, self.pieces, strict=True), 1):
            name = label(f"{face} 元", "", self)
            name.setBuddy(line)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(line, at, 1)
            grid.addWidget(self._worth[at - 1], at, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(2, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.done)
        buttons.addWidget(away)
        buttons.addStretch()
        self.rows.setSpacing(6)
        self.rows.addWidget(self.heading)
        self.rows.addWidget(self.about)
        self.rows.addLayout(grid)
        sums = QGridLayout()
        sums.setHorizontalSpacing(20)
        sums.setVerticalSpacing(2)
        sums.addWidget(self.should, 0, 0)
        sums.addWidget(self.counted, 0, 1)
        sums.addWidget(self.difference, 1, 1)
        self.rows.addLayout(sums)
        asked = QHBoxLayout()
        asked.addWidget(self.why, 3, Qt.AlignmentFlag.AlignTop)
        asked.addWidget(self.stays, 2, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(asked)
        self.rows.addWidget(self.trouble)
        self.rows.addLayout(buttons)
        self.rows.addStretch()
