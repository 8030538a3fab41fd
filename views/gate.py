"""The gate: one box, one verdict, what to look for on the paper, counts against the list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import gate, recent, records
from db.errors import Environment, Refused
from db.gate import NO, Verdict
from db.records import Record
from db.session import Member, Session
from forms.acts import Act, Effect
from ui import dialogs
from ui.form import FormWidget
from ui.line import Line, code_line
from ui.parts import Card, KeyButton, label
from ui.tally import TallyInput
from views import pictures
from views.act_panel import right
from views.countersign import Countersign, holders
from views.gate_face import FaceCard
from views.gate_words import before_him, kept_here, refusal, title, told, verdict_words
from views.key_label import dress
from views.offering import Offered
from views.page import Page
from views.verdict import Verdict as VerdictField

WIDEST = 1000
DIFFERS = "数量不符"
USUAL = ("实物与放行条不符", "数量不符", "签字或盖章不全", "涂改")


class GatePage(Page):
    """Type or scan a code, count, release or refuse; ready for the next at once."""

    title = "门岗核验"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.found: Verdict | None = None
        self.form: FormWidget | None = None
        self.who: Countersign | None = None
        self._build()
        self._clear()
        self._count_day()

    def entered(self) -> None:
        """Focus in the code box."""
        self.code.setFocus()
        self.code.selectAll()
        self._count_day()

    def refresh(self) -> None:
        """Somebody wrote: the counts of the day; a verdict being acted on is judged again then."""
        self._count_day()

    def leave(self) -> bool:
        """Nothing is kept."""
        return True

    def judge(self, number: str) -> None:
        """Judge the record of that number, as if it had been scanned."""
        self.code.setText(number)
        self.look()

    def look(self) -> None:
        """Judge what stands in the code box."""
        try:
            found = gate.examine(self.session, self.code.text())
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
        if self.form is not None and self.form.still_busy():
            return
        tally = self.tally()
        if tally is not None and tally.agrees() is not True:
            tally.enter_wrong()
            missing = sum(1 for line in tally.lines if not line.text().strip())
            if missing:
                tally.problem(f"还有 {missing} 行没有点数")
            return
        if self.session.may(right(record, act)):
            self._write(act, self._values(), self.session)
        else:
            self._ask_who(record, act)

    def turn_away(self) -> None:
        """Refuse with a reason; the slip is finished by it."""
        record, release = self._record(), self._release_act()
        act = refusal(record.form, release) if record and release else None
        if record is None or act is None or act.name not in record.seen.open:
            return
        if not self.session.may(right(record, act)):
            self.notice.emit(f"“{act.called}”由{'、'.join(act.roles)}办理", "warn")
            return
        different = self._agrees() is False
        why = dialogs.ask_reason(
            self,
            f"{act.called} {record.number}",
            "写明原因，这张单就此作结，须重新开单。",
            usual=(DIFFERS, *USUAL) if different else USUAL,
            yes=act.called,
        )
        if why:
            self._write(act, {"why": why}, self.session)

    def tally(self) -> TallyInput | None:
        """The list that is counted, if there is one."""
        if self.form is None:
            return None
        return next(
            (box for box in self.form.inputs.values() if isinstance(box, TallyInput)), None
        )

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
        self._rows.addWidget(self.verdict)
        self._rows.addWidget(self._ink_card())
        self.face = FaceCard(self._column)
        self._rows.addWidget(self.face)
        self._scroll = QScrollArea(self._column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._rows.addWidget(self._scroll, 1)
        self._rows.addLayout(self._buttons())
        self._rows.addStretch()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label("门岗核验", "title", self))
        head.addWidget(label("扫码或输入单号，回车", "second", self))
        head.addStretch()
        self._day = label("", "second", self)
        self._day.setObjectName("gate_day")
        head.addWidget(self._day)
        return head

    def _ink_card(self) -> Card:
        self._ink = Card(parent=self._column)
        self._ink.setObjectName("ink")
        self._ink.rows.setSpacing(4)
        self._ink_words = label("", "", self._ink)
        self._ink_words.setObjectName("ink_words")
        self._ink_words.setWordWrap(True)
        self._ink.rows.addWidget(label("请看纸上是否都有", "small", self._ink))
        self._ink.rows.addWidget(self._ink_words)
        return self._ink

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
        self._ink.setVisible(False)
        self.face.show_record(self.session, None)
        self.yes.setVisible(False)
        self.no.setVisible(False)
        self.verdict.say("等待扫码", "")

    def _show(self, found: Verdict) -> None:
        self._clear()
        self.found = found
        tone = "good" if found.allows else "bad"
        self.verdict.say(verdict_words(found), tone, told(found), before_him(found))
        self._ink.setVisible(found.allows and bool(found.ink))
        self._ink_words.setText("　　".join(f"□ {words}" for words in found.ink))
        record, act = found.record, self._release_act()
        self.face.show_record(self.session, record)
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
        if self.form is not None:
            self.form.enter()
        else:
            self.yes.setFocus()

    def _show_counts(self, record: Record, act: Act) -> None:
        if not act.fields:
            return
        self.form = FormWidget(
            act.fields, lambda: record.facts, form_values=record.values,
            pictures=pictures.inputs(self.session),
        )  # fmt: skip
        self.form.offer_from(Offered(self.form, self.session, record.form))
        for box in self.form.inputs.values():
            if isinstance(box, TallyInput):
                key = (box.field.of or "").partition(".")[0]
                box.expect(record.form.field(key), record.values.get(key, ()))
        self.form.edited.connect(self._weigh)
        self.form.finished.connect(self._counted)
        self._scroll.setWidget(self.form)
        self.form.setAutoFillBackground(False)
        self._scroll.setMaximumHeight(self.form.sizeHint().height() + 4)
        self._scroll.setVisible(True)

    def _take_form_away(self) -> None:
        self._scroll.setVisible(False)
        if self.form is not None:
            self._scroll.takeWidget()
            self.form.deleteLater()
            self.form = None
        if self.who is not None:
            self._rows.removeWidget(self.who)
            self.who.hide()
            self.who.deleteLater()
            self.who = None

    # ---- counting

    def _agrees(self) -> bool | None:
        tally = self.tally()
        return True if tally is None else tally.agrees()

    def _weigh(self) -> None:
        """A count that differs turns the verdict and the default action."""
        if not self._allowed() or self.found is None:
            return
        different = self._agrees() is False
        if different:
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
        (self.no if self._agrees() is False else self.yes).setFocus()

    # ---- acting

    def _allowed(self) -> bool:
        return self.found is not None and self.found.allows

    def _record(self) -> Record | None:
        return self.found.record if self.found is not None else None

    def _release_act(self) -> Act | None:
        record = self._record()
        return record.form.release if record is not None else None

    def _values(self) -> dict[str, Any]:
        return self.form.values() if self.form is not None else {}

    def _ask_who(self, record: Record, act: Act) -> None:
        """Somebody else is logged in at this desk: the guard signs in place."""
        if self.who is None:
            people = holders(self.session, right(record, act))
            self.who = Countersign(
                self.session, f"“{act.called}”由{'、'.join(act.roles)}签", people, self._column
            )
            self._rows.insertWidget(self._rows.count() - 2, self.who)
            self.who.finished.connect(self.release)
            self.who.setFocus()
            return
        values = self._values()
        self.who.identify(lambda guard: self._by(guard, act, values))

    def _by(self, guard: Member, act: Act, values: dict[str, Any]) -> None:
        self._write(act, values, self.session.acting_as(guard))

    def _write(self, act: Act, values: dict[str, Any], session: Session) -> None:
        record = self._record()
        assert record is not None
        try:
            outcome = records.act(session, record.number, act.name, values)
        except Refused as refused:
            self._refused(refused)
            return
        except Environment as error:
            self.verdict.say(NO, "bad", (str(error),))
            return
        after = outcome.record
        gone = act.effect is Effect.RELEASE
        at = f"{session.now():%H:%M}"
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
        own = set(self.form.inputs) if self.form is not None else set()
        if self.form is not None:
            self.form.show_problems(refused.problems)
        above = [w for path, w in refused.problems.items() if path.split("[")[0] not in own]
        if above:
            self.verdict.say(NO, "bad", ("；".join(above),))

    def _count_day(self) -> None:
        day = recent.gate_day(self.session)
        left = f"，未收回 {day.outstanding} 单" if day.outstanding else ""
        self._day.setText(f"{self.session.member.words}　今天已放行 {day.released} 单{left}")
