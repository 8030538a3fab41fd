"""The receipt being made: for what, from whom, how it is paid, and the page that will print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget,
)  # fmt: skip

from db.cashier import Owed
from db.errors import Environment, Refused
from db.facts import facts_for
from db.session import Session
from forms import money
from forms.fees import Purse
from forms.fields import Kind
from forms.form import Form
from forms.payment import CASH, METHOD, REFERENCE
from forms.rules import clean_fields, judged
from forms.values import Invalid, amount
from forms.values.capital import capital
from ui import theme
from ui.form import FormWidget
from ui.line import Line
from ui.parts import Card, KeyButton, label
from views import reading
from views.cashier_taking import Read, Taken, read, take
from views.newest import Newest
from views.offering import Offered
from views.typed_paper import TypedPaper
from views.visited import of_typed, of_visited

WAITING = "在左边选要收的单，或在“另收”里填收费项目"
TURN_PX, PREVIEW_PX, FIELDS_PX = 60, 60, 190


class Till(QWidget):
    """What is typed and what it comes to; F9 takes and prints, Ctrl+S only takes.

    Signals: edited · known(Read): the facts were read · taken(Taken, whether to print) ·
    refused(words): nothing was written. draft: gives the row of the draft that goes with it;
    apart: why what is ticked is not for one receipt, "" if it is.
    """

    edited = Signal()
    known = Signal(object)
    taken = Signal(object, bool)
    refused = Signal(str)

    def __init__(self, session: Session, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.declared = session, form
        self.lines: tuple[Owed, ...] = ()
        self.busy = False
        self.total = 0
        self.draft: Callable[[], int | None] = lambda: None
        self.apart: Callable[[], str] = str
        self._facts = facts_for(session, form, {})
        self._named: dict[str, Any] = {form.settles or "": []}
        self._visited: set[str] = set()
        self._strict = self._insisted = False
        self._told: dict[str, tuple[str, Any]] = {}
        self._newest = Newest(session, self)
        self._build()
        self._show()

    @property
    def waiting(self) -> bool:
        """Whether facts are outstanding, or a receipt is being written."""
        return self.busy or self._newest.waiting

    def pay_for(self, lines: Sequence[Owed]) -> None:
        """The receipt is for these."""
        self.lines = tuple(lines)
        self._named[self.declared.settles or ""] = [{"record": one.number} for one in lines]
        self._read()

    def read_again(self) -> None:
        """Somebody wrote."""
        self._read()
        self.paper.look()

    def typed(self) -> dict[str, Any]:
        """What the receipt is made of, as it is handed in."""
        named = {key: value for key, value in self._named.items() if value}
        return {**self.form.values(), **named}

    def fill(self, values: Mapping[str, Any]) -> None:
        """What was begun comes back; what it is for is ticked elsewhere."""
        self._visited, self._strict, self._told, self._insisted = set(), False, {}, False
        self.form.set_values({key: one for key, one in values.items() if key in self.form.inputs})
        self.form.clear_problems()
        self.cash.clear()
        self._show()

    def enter(self) -> None:
        """Focus where the payment is said."""
        self.form.inputs[METHOD.key].enter()

    def pay(self, *, and_print: bool) -> None:
        """Issue the receipt beside the window; what is wrong stands beside its field."""
        if self.busy or self.form.still_busy():
            return
        nothing = self.apart() or ("" if self.typed() else WAITING)
        if nothing:
            self.refused.emit(nothing)
            return
        if self.cash_wrong():
            self._insisted = True
            self._change()
            self.cash.setFocus()
            self.cash.selectAll()
            return
        self.busy = True
        self._say_busy()
        form, typed, draft = self.declared, self.typed(), self.draft()

        def done(found: Taken) -> None:
            self.busy = False
            self._say_busy()
            self.taken.emit(found, and_print)

        reading.ask(
            self, self.session, lambda session: take(session, form, typed, draft), done,
            self._failed, writes=True,
        )  # fmt: skip

    # ---- building

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        card = Card(parent=self)
        form = self.declared
        wanted = [
            field for field in form.fields if field.key != form.settles and field.reckoned is None
        ]
        wanted = [replace(field, width=min(field.width, 2)) for field in wanted]
        first = (METHOD.key, REFERENCE.key, *(one.key for one in wanted if one.kind is Kind.PERSON))
        wanted.sort(key=lambda one: (one.kind is Kind.LINES, one.key not in first,
                                     first.index(one.key) if one.key in first else 0))  # fmt: skip
        self.form = FormWidget(wanted, lambda: self._facts, form_values=self._named)
        self.form.offer_from(Offered(self.form, self.session, form))
        self.form.setContentsMargins(0, 0, 6, 0)
        self.form.edited.connect(self._edited)
        self.form.left.connect(self._left)
        self._scroll = QScrollArea(card)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.form)
        self.form.setAutoFillBackground(False)
        self._scroll.setMinimumHeight(FIELDS_PX)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        card.rows.addWidget(self._scroll, 1)
        card.rows.addWidget(self._sums())
        card.rows.addLayout(self._buttons())
        self.form.finished.connect(self.and_print.setFocus)
        self.paper = TypedPaper(self.session, self)
        self.paper.paper_chosen.connect(self._redraw)
        self.paper.show_form(form)
        self.paper.preview.setMinimumHeight(PREVIEW_PX)
        rows.addWidget(card, 52)
        rows.addWidget(self.paper, 48)

    def _sums(self) -> QWidget:
        self.figure = label("", "figure", self)
        self.figure.setObjectName("till_total")
        self.figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words = label("", "", self)
        self.words.setObjectName("till_words")
        self.words.setWordWrap(True)
        self.parts = label("", "second", self)
        self.parts.setObjectName("till_parts")
        self.parts.setWordWrap(True)
        self.cash = Line(self)
        self.cash.setObjectName("till_cash")
        self.cash.setAccessibleName("收到现金")
        self.cash.setPlaceholderText("收到现金，算找零")
        self.cash.setFixedWidth(136)
        self.cash.textChanged.connect(lambda words: self._counted())
        self.cash.step.connect(lambda by: self.and_print.setFocus() if by > 0 else self.enter())
        self.change = label("", "heading", self)
        self.change.setObjectName("till_change")
        whole = QWidget(self)
        whole.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        left = QVBoxLayout(whole)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(2)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, parts in ((first, (self.figure, self.cash)), (second, (self.words, self.change))):
            row.setSpacing(12)
            row.addWidget(parts[0], 1)
            row.addWidget(parts[1])
        left.addWidget(self.parts)
        left.addLayout(first)
        left.addLayout(second)
        return whole

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.and_print = KeyButton("收款并打印收据", "F9", "primary", self)
        self.only = KeyButton("仅收款", "Ctrl+S", "", self)
        for button, name, printed in (
            (self.and_print, "take_and_print", True), (self.only, "take", False),
        ):  # fmt: skip
            button.setObjectName(name)
            button.setAutoDefault(True)
            button.clicked.connect(lambda checked=False, p=printed: self.pay(and_print=p))
            row.addWidget(button)
        self.wrong = label("", "", self)
        self.wrong.setObjectName("till_wrong")
        self.wrong.setProperty("tone", "bad")
        self.form.problems_changed.connect(
            lambda many: self.wrong.setText(f"{many} 处待改" if many else "")
        )
        row.addStretch()
        row.addWidget(self.wrong)
        return row

    # ---- what is known

    def _read(self) -> None:
        form, typed = self.declared, self.typed()
        where = next((one.unit for one in self.lines if one.unit), "")
        where = where or str(typed.get(form.unit_field or "") or "")
        self._newest.ask(
            lambda session: read(session, form, typed, where), self._arrived, self._trouble
        )

    def _arrived(self, found: Read) -> None:
        self._facts = found.facts
        self.form.set_facts(found.facts)
        self.known.emit(found)
        self._judge()
        self._show()

    def _trouble(self, error: Exception) -> None:
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.refused.emit(str(error))

    def _edited(self) -> None:
        self._show()
        self.edited.emit()

    def _left(self, key: str) -> None:
        self._visited.add(key)
        if self.declared.field(key).kind in (Kind.UNIT, Kind.REFERENCE):
            self._read()
        else:
            self._judge()

    def _judge(self) -> None:
        typed = self.typed()
        found, problems = judged(self.declared, typed, self._facts)
        if not self._strict:
            problems = of_visited(problems, self._visited, typed)
        for path, (words, refused) in self._told.items():
            if typed.get(path.split("[")[0]) == refused:
                problems.setdefault(path, words)
        self.form.show_problems(problems, of_typed(found.warnings, typed), focus=False)

    def sums(self) -> dict[str, int]:
        """What the receipt comes to so far, by purse, 分."""
        found = dict.fromkeys((one.value for one in Purse), 0)
        for line in self.lines:
            owing = self._facts.owing.get(line.number)
            for _, purse, fen in owing.items if owing and not owing.problem else line.items:
                found[purse] += fen
        values = clean_fields(self.declared.fields, self.typed(), self._facts, {}, {})
        for move in money.sold(self.declared, {METHOD.key: CASH, **values}):
            found[move.purse.value] += move.amount
        return found

    # ---- showing

    def _show(self) -> None:
        sums = self.sums()
        self.total = sum(sums.values())
        units = list(dict.fromkeys(one.unit for one in self.lines if one.unit))
        where = "、".join(units[:2]) + (f" 等 {len(units)} 户" if len(units) > 2 else "")
        apart = [f"{name} {amount.pretty(fen)}" for name, fen in sums.items() if fen]
        many = f"{len(self.lines)} 张单" if len(self.lines) > 1 else ""
        words = "　".join(filter(None, (where, many, *apart)))
        self.parts.setText(words if self.total else WAITING)
        self.figure.setText(amount.pretty(self.total) if self.total else "")
        self.words.setText(f"人民币{capital(self.total)}" if 0 < self.total <= amount.LARGEST else "")
        for part in (self.figure, self.words):
            part.setVisible(bool(self.total))
        self._change()
        self._redraw()

    def cash_wrong(self) -> str:
        """Why the cash that was typed as received will not do, "" for enough, or none typed."""
        words, tone = self._cash_words()
        return words if tone else ""

    def _cash_words(self) -> tuple[str, str]:
        """The change, or what is missing, and its tone."""
        if self.cash.isHidden() or not self.cash.text().strip():
            return "", ""
        try:
            over = amount.clean(self.cash.text()) - self.total
        except Invalid as invalid:
            return str(invalid), "bad"
        if over >= 0:
            return f"找零 {amount.pretty(over)}", ""
        more = "，请收足或改收到的数" if self._insisted else ""
        return f"还差 {amount.pretty(-over)}{more}", "bad"

    def _counted(self) -> None:
        self._insisted = False
        self._change()

    def _change(self) -> None:
        method = self.form.inputs[METHOD.key].value() or CASH
        self.cash.setVisible(method == CASH and self.total > 0)
        words, tone = self._cash_words()
        theme.mark(self.change, "tone", tone or None)
        theme.mark(self.cash, "tone", tone if tone and self._insisted else None)
        self.change.setText(words)
        self.change.setVisible(bool(words))

    def _redraw(self) -> None:
        if self.declared.papers and self.isVisible():
            self.paper.show_typed(self.declared, self.typed(), self._facts)

    def _say_busy(self) -> None:
        self.and_print.setEnabled(not self.busy)
        self.only.setEnabled(not self.busy)
        self.wrong.setText("正在记账…" if self.busy else "")

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self._say_busy()
        if isinstance(error, Refused):
            self._strict = True
            own = {p: w for p, w in error.problems.items() if p.split("[")[0] in self.form.inputs}
            typed = self.typed()
            self._told = {p: (w, typed.get(p.split("[")[0])) for p, w in own.items()}
            self.form.show_problems(own)
            QTimer.singleShot(0, self, self._show_wrong)
            above = [w for p, w in error.problems.items() if p not in own]
            self.refused.emit("；".join(dict.fromkeys(above)))
        elif isinstance(error, Environment):
            self.refused.emit(str(error))
        else:
            raise error

    def _show_wrong(self) -> None:
        """The message under the first wrong field too, once it has its height."""
        wrong = next((one for one in self.form.inputs.values() if one.wrong), None)
        if wrong is not None:
            self._scroll.ensureWidgetVisible(wrong, 0, 4)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.form.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, TURN_PX)
