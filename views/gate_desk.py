"""The gate: one box, one verdict, what to look for on the paper, counts against the list.

The same at the office, where the store is asked, and at a gate with a computer of its own, where a
pack is: it knows only `views.gate_books.Books`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.errors import Environment, Refused
from db.gate import NO, Verdict
from db.reading import Record
from db.session import Member
from forms.acts import Act, Effect
from forms.settings import MISCOUNT
from ui import dialogs
from ui.line import Line, code_line
from ui.parts import Banner, KeyButton, label
from views.act_panel import right
from views.asking import until_taken
from views.countersign import Countersign
from views.gate_books import Books
from views.gate_counts import Counts
from views.gate_face import FaceCard
from views.gate_ink import InkCard
from views.gate_words import before_him, kept_here, refusal, title, told, verdict_words
from views.key_label import dress
from views.verdict import Verdict as VerdictField

WIDEST = 1000
DIFFERS = "数量不符"
USUAL = ("实物与放行条不符", DIFFERS, "签字或盖章不全", "涂改")


class GateDesk(QWidget):
    """Type or scan a code, count, release or refuse; ready for the next at once.

    Signal notice(words, tone): for the window's own line.
    """

    notice = Signal(str, str)

    def __init__(self, books: Books, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.books = books
        self.found: Verdict | None = None
        self.who: Countersign | None = None
        self._build()
        self._clear()
        self.count_day()

    def entered(self) -> None:
        """Focus in the code box."""
        self.code.setFocus()
        self.code.selectAll()
        self.count_day()

    def judge(self, number: str) -> None:
        """Judge the record of that number, as if it had been scanned."""
        self.code.setText(number)
        self.look()

    def look(self) -> None:
        """Judge what stands in the code box."""
        try:
            found = self.books.examine(self.code.text())
        except (Refused, Environment) as trouble:
            self._clear()
            self.verdict.say("查不了", "bad", (str(trouble),))
            self.entered()
            return
        self._show(found)

    def release(self) -> None:
        """Let it out, if every count is there and agrees."""
        record, act = self._record(), self._release_act()
        if record is None or act is None or not self._allowed():
            return
        form, tally = self.counts.form, self.counts.tally()
        if form is not None and form.still_busy():
            return
        agrees = self.counts.agrees()
        if tally is not None and not (agrees or agrees is False and self._lets_differ()):
            tally.enter_wrong()
            missing = sum(1 for line in tally.lines if not line.text().strip())
            if missing:
                tally.problem(f"还有 {missing} 行没有点数")
            return
        if self.books.may(right(record, act)):
            self._write(act, self.counts.values())
        else:
            self._ask_who(record, act)

    def turn_away(self) -> None:
        """Refuse with a reason; the slip is finished by it."""
        record, release = self._record(), self._release_act()
        act = refusal(record.form, release) if record and release else None
        if record is None or act is None or act.name not in record.seen.open:
            return
        if not self.books.may(right(record, act)):
            self.notice.emit(f"“{act.called}”由{'、'.join(act.roles)}办理", "warn")
            return
        differs = self.counts.agrees() is False
        usual = sorted(USUAL, key=lambda one: one != DIFFERS) if differs else USUAL
        after = until_taken(
            lambda typed, wrong: dialogs.ask_reason(
                self, f"{act.called} {record.number}", "写明原因，这张单就此作结，须重新开单。",
                usual=usual, yes=act.called, typed=typed, wrong=wrong,
            ),
            lambda why: self._turned_away(record, act, why),
        )  # fmt: skip
        if after is not None:
            self._written(act, after)

    def _turned_away(self, record: Record, act: Act, why: str) -> Record:
        """The record after it; what stands against more than the reason is said here too."""
        try:
            return self.books.act(record, act, {"why": why}, None)
        except Refused as refused:
            if set(refused.problems) != {"why"}:
                self._refused(refused)
            raise

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing here takes is the beginning of the next code: a scanner types wherever the
        cursor is, and its Enter must not press the button of the slip before."""
        words = event.text()
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if words.strip() and words.isprintable() and not held:
            self._scanned(words)
        else:
            super().keyPressEvent(event)

    def _scanned(self, words: str) -> None:
        """The first of a code came somewhere else: it goes on in the code box."""
        self._clear()
        self.code.setText(words)
        self.code.setFocus()
        self.code.end(False)

    # ---- building

    def _build(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 14, 16, 14)
        self._column = QWidget(self)
        self._column.setMaximumWidth(WIDEST)
        outer.addStretch(1)
        outer.addWidget(self._column, 100)
        outer.addStretch(1)
        self._rows = QVBoxLayout(self._column)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)
        self._rows.addLayout(self._head())
        self.code = Line(self._column)
        self.code.setObjectName("code")
        self.code.setProperty("role", "large")
        self.code.setAccessibleName("证上、单上的编码或单号")
        self.code.setPlaceholderText("扫码，或输入单号后回车")
        code_line(self.code)
        self.code.step.connect(lambda by: self.look())
        self.code.textEdited.connect(lambda text: self._typing())
        self.verdict = VerdictField(self._column)
        self.verdict.setObjectName("verdict")
        self._rows.addWidget(self.code)
        self._rows.addWidget(self._caution())
        self._rows.addWidget(self.verdict)
        self._ink = InkCard(self._column)
        self._rows.addWidget(self._ink)
        self.face = FaceCard(self._column)
        self._rows.addWidget(self.face)
        self.counts = Counts(self._column)
        self.counts.edited.connect(self._weigh)
        self.counts.finished.connect(self._counted)
        self.counts.scanned.connect(self._scanned)
        self._rows.addWidget(self.counts, 1)
        self._rows.addLayout(self._buttons())
        self._rows.addStretch()

    def add_to_head(self, widget: QWidget) -> None:
        """Put something at the right end of the line over the code box."""
        self._heading.addWidget(widget)

    def _head(self) -> QHBoxLayout:
        self._heading = head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label("门岗核验", "title", self))
        head.addWidget(label("扫码或输入单号，回车", "second", self))
        head.addStretch()
        self._day = label("", "second", self)
        self._day.setObjectName("gate_day")
        head.addWidget(self._day)
        return head

    def _caution(self) -> QWidget:
        """What is not known here, where it is read with every verdict."""
        words = Banner(self.books.caution, "warn", parent=self._column)
        words.setObjectName("caution")
        return words

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.yes = KeyButton("放行", "F9", "primary", self._column)
        self.yes.setObjectName("release")
        self.no = KeyButton("不予放行…", "F8", "", self._column)
        self.no.setObjectName("refuse")
        for button, pressed in ((self.yes, self.release), (self.no, self.turn_away)):
            button.setAutoDefault(True)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            row.addWidget(button)
        row.addStretch()
        return row

    # ---- showing

    def _typing(self) -> None:
        """A new code is being typed: the last verdict must not be taken for it."""
        if self.verdict.tone:
            self._clear()

    def _clear(self) -> None:
        self.found = None
        self._take_form_away()
        self._ink.say(())
        self.face.show_record(self.books, None)
        self.yes.setVisible(False)
        self.no.setVisible(False)
        self.verdict.say("等待扫码", "")

    def _show(self, found: Verdict) -> None:
        self._clear()
        self.found = found
        tone = "good" if found.allows else "bad"
        self.verdict.say(verdict_words(found), tone, told(found), before_him(found))
        self._ink.say(found.ink if found.allows else ())
        record, act = found.record, self._release_act()
        self.face.show_record(self.books, record)
        if record is None or act is None or not found.allows:
            self.entered()
            refused = refusal(record.form, act) if record and act else None
            offered = record is not None and refused is not None
            self.no.setVisible(
                offered and not found.allows and refused.name in record.seen.open  # type: ignore
            )
            return
        self._show_counts(record, act)
        kept = kept_here(record.form, act)
        self.yes.say(f"{act.called}并收下{kept}联" if kept else act.called)
        self.yes.setVisible(True)
        self.no.setVisible(refusal(record.form, act) is not None)
        self._weigh()
        if self.counts.form is not None:
            self.counts.form.enter()
        else:
            self.yes.setFocus()

    def _show_counts(self, record: Record, act: Act) -> None:
        if act.fields:
            self.counts.show_form(self.books.form(record, act), record)
            self.counts.stand_between(self.code, self.yes, self.no)

    def _take_form_away(self) -> None:
        self.counts.put_away()
        if self.who is not None:
            self._rows.removeWidget(self.who)
            self.who.hide()
            self.who.deleteLater()
            self.who = None

    def _lets_differ(self) -> bool:
        """Whether the office lets goods out that are not those counted on the paper."""
        record = self._record()
        return record is not None and record.facts.settings.get(MISCOUNT.key) in ("warn", "off")

    def _weigh(self) -> None:
        """A count that differs turns the verdict and the default action."""
        if not self._allowed() or self.found is None:
            return
        different = self.counts.agrees() is False
        if different and self._lets_differ():
            self.verdict.say(
                DIFFERS, "warn", (told(self.found)[0], "与放行条不符；本单位照样放行，记下实点的数"),
                before_him(self.found),
            )  # fmt: skip
            different = False
        elif different:
            self.verdict.say(
                DIFFERS, "bad", (told(self.found)[0], "与放行条不符，不予放行，须重新开单"),
                before_him(self.found),
            )  # fmt: skip
        else:
            self.verdict.say(
                verdict_words(self.found), "good", told(self.found), before_him(self.found)
            )
        dress(self.yes, "" if different else "primary")
        dress(self.no, "danger" if different else "")
        self.yes.setEnabled(not different)

    def _counted(self) -> None:
        stop = self.counts.agrees() is False and not self._lets_differ()
        (self.no if stop else self.yes).setFocus()

    def _allowed(self) -> bool:
        return self.found is not None and self.found.allows

    def _record(self) -> Record | None:
        return self.found.record if self.found is not None else None

    def _release_act(self) -> Act | None:
        record = self._record()
        return record.form.release if record is not None else None

    def _ask_who(self, record: Record, act: Act) -> None:
        """Somebody else is logged in at this desk: the guard signs in place."""
        words = f"“{act.called}”由{'、'.join(act.roles)}签"
        if self.who is None:
            self.who = self.books.countersign(words, right(record, act), self._column)
            if self.who is None:
                self.notice.emit(f"“{act.called}”由{'、'.join(act.roles)}办理，请换人登录", "warn")
                return
            self._rows.insertWidget(self._rows.count() - 2, self.who)
            self.who.finished.connect(self.release)
            self.who.setFocus()
            return
        values = self.counts.values()
        self.who.identify(lambda guard: self._write(act, values, guard))

    def _write(self, act: Act, values: dict[str, Any], by: Member | None = None) -> None:
        record = self._record()
        assert record is not None
        try:
            after = self.books.act(record, act, values, by)
        except Refused as refused:
            self._refused(refused)
            return
        except Environment as error:
            self.verdict.say(NO, "bad", (str(error),))
            return
        self._written(act, after)

    def _written(self, act: Act, after: Record) -> None:
        gone = act.effect is Effect.RELEASE
        at = f"{self.books.now():%H:%M}"
        kept = kept_here(after.form, act) if gone else ""
        first = f"{title(after)}　{at}"
        self._clear()
        self.verdict.say(
            after.seen.state,
            "good" if gone else "bad",
            (first, f"请收下{kept}联" if kept else "已记录"),
        )
        self.code.clear()
        self.entered()

    def _refused(self, refused: Refused) -> None:
        above = self.counts.show_problems(refused.problems)
        if above:
            self.verdict.say(NO, "bad", ("；".join(above),))

    def count_day(self) -> None:
        """Who is here, and what left today."""
        self._day.setText(self.books.day())
