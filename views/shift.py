"""交接班: what is handed over live, what was checked and said by hand, the sheet that will print;
F9 hands over, the one who comes signs in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db import handing_over, records
from db.errors import Environment, Refused
from db.facts import facts_for
from db.handing_over import Handover
from db.records import Outcome, Record
from db.session import Member, Session
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.form import Form
from forms.handover import Desk
from forms.rules import offered
from views import handing, looking, reading
from views.issue import IssuePage
from views.newest import Newest
from views.shift_sign import SignCard
from views.shift_tiles import HandedOver, HistoryCard

GIVE = "交班，请接班人签字"


class ShiftPage(IssuePage):
    """The entry page of the form that hands over. Its facts are read beside the window; what is
    issued and signed is written beside it too."""

    title = "交接班"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.desk: Desk | None = None
        self.busy = False
        self._asks = True
        self._preset: dict[str, Any] = {}
        super().__init__(session, parent)
        self._newest = Newest(session, self)

    def start(self, code: str, prefilled: Mapping[str, Any] | None = None) -> None:
        """Turn to the form; what is handed over is read beside the window."""
        super().start(code, prefilled)
        self._read_desk()

    def entered(self) -> None:
        """Focus in the first empty field, or where the taker signs; a sheet that waits for somebody
        is put before them once."""
        if self.form is None:
            form = handing_over.form_of(self.session)
            if form is not None:
                self.start(form.code)
        elif self.sign.isVisible():
            self.sign.start()
        else:
            super().entered()

    def refresh(self) -> None:
        """Somebody wrote: read again beside the window; what is typed stays."""
        if self.form is not None:
            self._read_desk()
            self.paper.look()

    def facts_of(self, declared: Form, typed: Mapping[str, Any]) -> Facts:
        """With what was read last to be handed over."""
        return facts_for(self.session, declared, typed, desk=self.desk or Desk())

    def asked(self, declared: Form) -> tuple[Field, ...]:
        """What is typed, and the sums of money beside it; the rest stands in the figures and on
        the paper."""
        return tuple(
            one for one in declared.fields if one.reckoned is None or one.kind is Kind.MONEY
        )

    def save(self, *, and_print: bool) -> None:
        """Hand over: issue the sheet beside the window, then ask the taker."""
        if self.busy or self.form is None or self.declared is None or self.form.still_busy():
            return
        self.draft.rest()
        self.busy = True
        form, values, draft = self.declared, self._typed(), self.draft.id
        reading.ask(
            self, self.session, lambda session: handing.give(session, form, values, draft),
            self._given, self._not_given, writes=True,
        )  # fmt: skip

    def take_over(self, number: str, values: dict[str, Any], who: Member) -> None:
        """The taker was identified: write the signature, then print the sheet with both."""
        if self.busy or self.declared is None:
            return
        self.busy = True
        name = self.declared.hands_over
        reading.ask(
            self, self.session,
            lambda session: handing.take(session, number, name, values, who),
            self._taken, self._not_taken, writes=True,
        )  # fmt: skip

    def leave(self) -> bool:
        """Not while something is being written."""
        if self.busy:
            self.notice.emit("正在交接班，请稍等。", "warn")
            return False
        return super().leave()

    def keep(self) -> bool:
        """Who comes back is asked again."""
        self._asks = True
        return super().keep()

    # ---- building

    def _build(self) -> None:
        super()._build()
        self.figures = HandedOver(self)
        page = self.layout()
        assert isinstance(page, QVBoxLayout)
        page.insertWidget(2, self.figures)
        self.sign = SignCard(self.session, self)
        self.sign.setVisible(False)
        self.sign.asked.connect(self.take_over)
        self.sign.opened.connect(self.record_opened)
        self.sign.closed.connect(self._later)
        self.history = HistoryCard(self)
        self.history.table.opened.connect(lambda row: self.record_opened.emit(str(row[1])))
        self._left_side.addWidget(self.sign, 1)
        self._left_side.addWidget(self.history)
        self.like_last_one.setVisible(False)

    def _turn_to(self, declared: Form) -> None:
        super()._turn_to(declared)
        self.save_and_print.say(GIVE)
        self.save_only.setVisible(False)

    def _fill(self, values: Mapping[str, Any]) -> None:
        """With the things to be checked put in, as the office lists them."""
        super()._fill(values)
        assert self.form is not None and self.declared is not None
        lists = [one for one in self.asked(self.declared) if one.kind is Kind.LINES]
        known = {one.key: offered(one, {}, self._facts) for one in lists if one.key not in values}
        self.form.fill_empty({key: lines for key, lines in known.items() if lines})
        typed = self.form.values()
        self._preset = {key: typed[key] for key in known if key in typed}

    def _started(self) -> dict[str, Any]:
        """What was typed; a list left as the office has it is nothing typed."""
        found = super()._started()
        return {key: one for key, one in found.items() if self._preset.get(key) != one}

    # ---- reading

    def _read_desk(self) -> None:
        form = self.declared
        assert form is not None
        self._newest.ask(
            lambda session: (handing_over.desk(session, form),
                             handing_over.history(session, form)),
            lambda found: self._arrived(*found), self._failed,
        )  # fmt: skip

    def _arrived(self, desk: Desk, history: list[Handover]) -> None:
        self.desk = desk
        self.figures.show_desk(desk)
        self.history.show_all(history)
        self._read_facts()
        asks, self._asks = self._asks, False
        if desk.pending and asks and not self.sign.isVisible():
            self._ask_taker(desk.pending)

    def _redraw(self) -> None:
        """The sheet as it will be; while somebody signs, the one that was issued."""
        if self.sign.isVisible():
            return
        super()._redraw()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.notice.emit(str(error), "bad")

    # ---- handing over

    def _given(self, outcome: Outcome) -> None:
        self.busy = False
        self.draft.gone()
        self._thrown, self._issued = {}, True
        self.notice.emit(f"{outcome.record.number} 已交班，请接班人签字", "good")
        QTimer.singleShot(0, self, self._empty)
        self._ask_taker(outcome.record.number)
        self._read_desk()

    def _not_given(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, Refused):
            self._refused(error)
        elif isinstance(error, Environment):
            self.banner.say(str(error), "bad")
        else:
            raise error

    def _ask_taker(self, number: str) -> None:
        """The card where the taker signs, and beside it the sheet that was issued."""
        record = records.load(self.session, number)
        assert record is not None
        self._show_sign(True)
        self.sign.show_sheet(record)
        self._show_sheet(record)
        if self.isVisible():
            self.sign.start()

    def _show_sheet(self, record: Record) -> None:
        paper = record.form.papers[0]
        self.paper.show_pages(looking.pages(self.session, record, paper))

    def _show_sign(self, on: bool) -> None:
        self.sign.setVisible(on)
        self.entry.setVisible(not on)
        self.history.setVisible(not on)

    def _later(self) -> None:
        """Back to the fields; the sheet waits on the workbench."""
        self._show_sign(False)
        self._read_facts()
        super().entered()

    def _taken(self, record: Record) -> None:
        self.busy = False
        words = f"{record.number} 已接班，正在送打印机。接班人按 Ctrl+L，用自己的工号登录"
        self.notice.emit(words, "good")
        self.press.send(record)
        self._show_sign(False)
        self._read_desk()
        super().entered()

    def _not_taken(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, Refused):
            self.sign.refuse(dict(error.problems))
        else:
            self._failed(error)
