"""Doing an act in place: its fields, who signs and how, a second person where it takes two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db import records, workers
from db.errors import Environment, Refused
from db.records import Record
from db.session import Member, Session
from forms.acts import Act, Effect, Signed
from forms.fields import Field, Kind
from ui import theme
from ui.choice import ChoiceButton
from ui.form import FormWidget
from ui.parts import KeyButton, label
from views import pictures
from views.boxes import Box
from views.countersign import Countersign, holders
from views.offering import Offered
from views.panel import Panel

MYSELF, ANOTHER, ON_PAPER = "本人办理", "他人当面签", "纸上已签"


def right(record: Record, act: Act) -> str:
    """The right that an act asks for."""
    return f"act:{record.form.code}:{act.name}"


def ways(session: Session, record: Record, act: Act) -> tuple[str, ...]:
    """How the act can be done at this desk now: by the member, by another in place, on paper."""
    found = []
    in_program = act.signed is not Signed.PAPER or act.by_customer
    mine = session.may(right(record, act))
    if in_program and mine:
        found.append(MYSELF)
    if in_program and not mine and holders(session, right(record, act)):
        found.append(ANOTHER)
    if act.signed is not Signed.PROGRAM and session.may(f"issue:{record.form.code}"):
        if not act.by_customer:
            found.append(ON_PAPER)
    return tuple(found)


def at_the_gate(act: Act) -> bool:
    """Whether it is counted against a list, which only the gate page does."""
    return any(field.kind is Kind.TALLY for field in act.fields)


def _offering(session: Session, record: Record, act: Act, field: Field) -> Field:
    """The field, offering the staff that could be sent, who is best sent first."""
    if not field.staff:
        return field
    found = workers.offered(session, record, act.name, field)
    told = "、".join(one.words for one in found[:3])
    return replace(field, suggestions=tuple(one.name for one in found), hint=field.hint or told)


class ActPanel(Panel):
    """One act of one record, ready to be done; Enter goes through it, Esc turns away.

    Signals: done(db.records.Outcome); closed.
    """

    done = Signal(object)

    def __init__(
        self, session: Session, record: Record, act: Act, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName("act_panel")
        self.session, self.record, self.act = session, record, act
        self.form: FormWidget | None = None
        self.who: Countersign | None = None
        self.reviewer: Countersign | None = None
        self.signer: Box | None = None
        self._parts: list[QWidget] = []
        self._told = label("", "message", self)
        self._told.setWordWrap(True)
        self._told.setVisible(False)
        self._ways = self.known_ways()
        self._head()
        if act.fields:
            fields = tuple(_offering(session, record, act, field) for field in act.fields)
            if len(fields) == 1:
                fields = (replace(fields[0], width=3),)
            self.form = FormWidget(
                fields, lambda: record.facts, form_values=record.values,
                pictures=pictures.inputs(session),
            )  # fmt: skip
            self.form.offer_from(Offered(self.form, session, record.form))
            self.form.finished.connect(self._after_fields)
            self.rows.addWidget(self.form)
        self._place = self.rows.count()
        self.rows.addWidget(self._told)
        self._foot()
        self._chosen()

    def start(self) -> None:
        """Focus where the work begins."""
        if self.form is not None:
            self.form.enter()
        else:
            self._after_fields()

    def commit(self) -> None:
        """Do it: identify who must be, then write; what is wrong stands where it belongs."""
        self.say("")
        if self.form is not None and self.form.still_busy():
            return
        if self.who is not None:
            self.who.identify(self._signed_by)
        else:
            self._signed_by(self.session.member)

    def _head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.title = label(self.heading(), "heading", self)
        row.addWidget(self.title)
        row.addStretch()
        self._way = ChoiceButton(self._ways, self)
        self._way.setObjectName("way")
        self._way.setAccessibleName("怎样办理")
        self._way.may_be_empty = False
        self._way.setFixedWidth(132)
        self._way.set_value(self._ways[0] if self._ways else "")
        self._way.setVisible(len(self._ways) > 1)
        self._way.chosen.connect(lambda word: self._chosen(start=True))
        self._way.step.connect(lambda by: self.start())
        row.addWidget(self._way)
        self.rows.addLayout(row)

    def _foot(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        role = "danger" if self.act.effect in (Effect.VOID, Effect.REJECT) else "primary"
        self.yes = KeyButton(self.heading(), "", role, self)
        self.yes.setObjectName("do_act")
        self.yes.setAutoDefault(True)
        self.yes.clicked.connect(self.commit)
        self.no = KeyButton("取消", "", "", self)
        self.no.setObjectName("cancel_act")
        self.no.setAutoDefault(True)
        self.no.clicked.connect(self.closed)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addWidget(label("回车办理，Esc 取消", "small", self))
        row.addStretch()
        self.foot = row
        self.rows.addLayout(row)

    def _chosen(self, *, start: bool = False) -> None:
        """Show what the chosen way asks for."""
        for part in self._parts:
            self.rows.removeWidget(part)
            part.setVisible(False)
            part.deleteLater()
        self.who = self.reviewer = self.signer = None
        way = self._way.value()
        self._parts = []
        if way == ANOTHER:
            self.who = self._person("请当面输入工号和密码", holders(self.session, self._right()))
        elif way == ON_PAPER:
            self.signer = Box("signer", "纸上签字人姓名", self)
            self.signer.line.step.connect(lambda by: self.commit() if by > 0 else self.start())
            self._parts.append(self.signer)
        elif way == MYSELF and self.act.effect is Effect.SIGN and not self.act.by_customer:
            self.who = self._person("签字请再输一次密码", (self.session.member,))
        if self.takes_two():
            others = [
                who for who in holders(self.session, self._right())
                if who.no != self.session.member.no
            ]
            self.reviewer = self._person("这一项须第二人复核", others)
        for at, part in enumerate(self._parts):
            self.rows.insertWidget(self._place + at, part)
        if start:
            self._after_fields()

    def _person(self, words: str, people: Sequence[Member]) -> Countersign:
        made = Countersign(self.session, words, people, self, another=True)
        at = len(self._parts)
        made.finished.connect(lambda: self._next_part(at))
        self._parts.append(made)
        return made

    def _next_part(self, at: int) -> None:
        if at + 1 < len(self._parts):
            self._parts[at + 1].setFocus()
        else:
            self.commit()

    def _after_fields(self) -> None:
        (self._parts[0] if self._parts else self.yes).setFocus()

    def _right(self) -> str:
        return right(self.record, self.act)

    def heading(self) -> str:
        """What is about to be done."""
        return self.act.called

    def known_ways(self) -> tuple[str, ...]:
        """How it can be done at this desk."""
        return ways(self.session, self.record, self.act)

    def takes_two(self) -> bool:
        """Whether somebody else has to countersign."""
        done = self.record.done
        return self.act.second or any(name in done for name in self.act.second_after)

    def _signed_by(self, actor: Member) -> None:
        if self.reviewer is not None:
            self.reviewer.identify(lambda second: self._write(actor, second))
        else:
            self._write(actor, None)

    def _write(self, actor: Member, second: Member | None) -> None:
        session = self.session
        if actor.no != session.member.no:
            session = session.acting_as(actor)
        signer = self.signer.text() if self.signer is not None else None
        typed = self.form.values() if self.form is not None else {}
        self.write(session, typed, signer, second)

    def write(
        self,
        session: Session,
        typed: Mapping[str, Any],
        signer: str | None,
        second: Member | None,
    ) -> None:
        """Do it in the name of the session's member."""
        number, name = self.record.number, self.act.name
        self._attempt(
            lambda: records.act(session, number, name, typed, signer=signer, second=second)
        )

    def _attempt(self, write: Callable[[], records.Outcome]) -> None:
        try:
            outcome = write()
        except Refused as refused:
            self.show_refused(refused)
        except Environment as error:
            self.say(str(error))
        else:
            self.done.emit(outcome)

    def show_refused(self, refused: Refused) -> None:
        """Say what is wrong, each where it belongs."""
        own = set(self.form.inputs) if self.form is not None else set()
        above = {p: w for p, w in refused.problems.items() if p.split("[")[0] not in own}
        self.say("；".join(above.values()))
        if self.form is not None:
            rest = {p: w for p, w in refused.problems.items() if p not in above}
            self.form.show_problems(rest)
        if above and self.signer is not None and not self.signer.text():
            self.signer.line.setFocus()

    def say(self, words: str) -> None:
        """Words over the buttons, "" for none."""
        theme.mark(self._told, "tone", "bad")
        self._told.setText(words)
        self._told.setVisible(bool(words))
