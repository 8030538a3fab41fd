"""After the close: a second person looks it over in place, and it is printed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.records import Record
from db.session import Session
from forms.values import amount
from ui.parts import KeyButton, LabeledValue, label
from views import closing
from views.countersign import Countersign, holders
from views.key_label import dress
from views.panel import Panel


class ReviewCard(Panel):
    """Signals: asked(number, act, Member): to be looked over; print_asked(number)."""

    asked = Signal(str, str, object)
    print_asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("review")
        self.session = session
        self.number = self.act = ""
        self.heading = label("", "heading", self)
        self.about = label("", "second", self)
        self.about.setWordWrap(True)
        self.difference = LabeledValue("差额", parent=self)
        self.difference.setObjectName("review_difference")
        self.why = label("", "", self)
        self.why.setWordWrap(True)
        self.why.setObjectName("review_why")
        self.who: Countersign | None = None
        self.trouble = label("", "message", self)
        self.trouble.setProperty("tone", "bad")
        self.trouble.setWordWrap(True)
        self.trouble.setObjectName("review_trouble")
        self.done = KeyButton("", "F9", "primary", self)
        self.done.setObjectName("review_close")
        self.done.clicked.connect(self.submit)
        self.press = KeyButton("打印", "Ctrl+P", parent=self, answers=False)
        self.press.setObjectName("print_close")
        self.press.clicked.connect(lambda: self.print_asked.emit(self.number))
        away = KeyButton("收起", "Esc", parent=self)
        away.setObjectName("review_later")
        away.clicked.connect(self.closed)
        buttons = QHBoxLayout()
        for button in (self.done, self.press, away):
            buttons.addWidget(button)
        buttons.addStretch()
        self._place = QHBoxLayout()
        for part in (self.heading, self.about, self.difference, self.why):
            self.rows.addWidget(part)
        self.rows.addLayout(self._place)
        self.rows.addWidget(self.trouble)
        self.rows.addLayout(buttons)
        self.rows.addStretch()

    def show_close(self, record: Record) -> None:
        """Tell of a close, and ask who looks it over, if that is still to be done."""
        said = record.form.closes
        assert said is not None
        values = record.values
        off = values[said.counted] - values[said.expected]
        self.number = record.number
        self.heading.setText(f"{values[said.kind]} {record.number}　{record.seen.state}")
        self.about.setText(
            f"应有 {amount.pretty(values[said.expected])}，实点 {amount.pretty(values[said.counted])}；"
            f"留备用金 {amount.pretty(values[said.stays])}。"
        )
        self.difference.say(amount.pretty(off), "bad" if off else "good")
        why = str(values.get(said.why) or "")
        self.why.setText(f"{record.form.field(said.why).label}：{why}")
        self.why.setVisible(bool(why))
        dress(self.done, "danger" if off else "primary")
        if self.who is not None:
            self._place.removeWidget(self.who)
            self.who.deleteLater()
            self.who = None
        act = closing.next_act(record)
        self.act = act.name if act else ""
        self.trouble.setText("")
        self.done.setVisible(act is not None)
        if act is None:
            self.setFocus()
            return
        self.done.say(act.called)
        barred = closing.barred(record, act)
        able = holders(self.session, f"act:{record.form.code}:{act.name}")
        self.who = Countersign(
            self.session, f"{act.name}人点过、看过，输工号和密码。",
            [who for who in able if who.no not in barred], self,
        )  # fmt: skip
        self.who.finished.connect(self.submit)
        self._place.addWidget(self.who)
        self.who.setVisible(True)
        self.who.first().line.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """Identify the second person, then ask for the act."""
        if self.who is not None and self.act:
            number, act = self.number, self.act
            self.who.identify(lambda who: self.asked.emit(number, act, who))

    def say(self, words: str) -> None:
        """What went wrong."""
        self.trouble.setText(words)
