"""After the handover was issued: the one who comes looks it over and signs in place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from db.records import Record
from db.session import Member, Session
from ui.form import FormWidget
from ui.parts import KeyButton, label
from views import handing
from views.countersign import Countersign, holders
from views.panel import Panel


class SignCard(Panel):
    """Signals: asked(number, values, Member): to be taken over; opened(number): there is trouble to
    be settled first; closed: later."""

    asked = Signal(str, dict, object)
    opened = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("sign_shift")
        self.session = session
        self.number = ""
        self.form: FormWidget | None = None
        self.who: Countersign | None = None
        self.heading = label("", "heading", self)
        self.about = label("", "second", self)
        self.about.setWordWrap(True)
        self.trouble = label("", "message", self)
        self.trouble.setProperty("tone", "bad")
        self.trouble.setWordWrap(True)
        self.trouble.setObjectName("sign_trouble")
        self.done = KeyButton("接班签字并打印", "F9", "primary", self)
        self.done.setObjectName("take_over")
        self.done.clicked.connect(self.submit)
        settle = KeyButton("有问题，先处理", "Ctrl+O", "", self)
        settle.setObjectName("settle_first")
        settle.clicked.connect(lambda: self.opened.emit(self.number))
        later = KeyButton("以后再签", "Esc", "link", self)
        later.setObjectName("sign_later")
        later.clicked.connect(self.closed)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.done, settle, later):
            buttons.addWidget(button)
        buttons.addStretch()
        self._fields, self._people = QHBoxLayout(), QHBoxLayout()
        self.rows.setSpacing(10)
        self.rows.addWidget(self.heading)
        self.rows.addWidget(self.about)
        self.rows.addLayout(self._fields)
        self.rows.addLayout(self._people)
        self.rows.addWidget(self.trouble)
        self.rows.addLayout(buttons)
        self.rows.addStretch()

    def show_sheet(self, record: Record) -> None:
        """Ask who takes over what that record says; the boxes are new and empty."""
        self.number = record.number
        act = record.form.act(record.form.hands_over)
        self.heading.setText(f"{record.number}　{record.seen.state}")
        self.about.setText(
            f"交班人 {record.issued_by.words}，{record.issued_at:%H:%M}。接班人看过右边这张表、"
            "点过钥匙和设备再签；有异议的写明，要交班人先处理的按 Ctrl+O。"
        )
        self.say("")
        for old, place in ((self.form, self._fields), (self.who, self._people)):
            if old is not None:
                place.removeWidget(old)
                old.setParent(None)
                old.deleteLater()
        self.form = FormWidget(act.fields, lambda: record.facts, form_values=record.values)
        self.form.setObjectName("taker_says")
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.form.finished.connect(self._to_the_number)
        able = holders(self.session, f"act:{record.form.code}:{act.name}")
        self.who = Countersign(
            self.session, "接班人输自己的工号和密码。", handing.takers(record, able), self
        )
        self.who.finished.connect(self.submit)
        self._fields.addWidget(self.form)
        self._people.addWidget(self.who)
        for part in (self.form, self.who):
            part.setVisible(True)
        open_now = act.name in record.seen.open
        self.done.setEnabled(open_now)
        if not open_now:
            self.say("有问题还没有处理完，交班人处理以后才能接班。")

    def start(self) -> None:
        """Focus where the taker begins."""
        self._to_the_number()

    def submit(self) -> None:
        """Identify the taker, then ask for the taking over."""
        self.say("")
        if self.who is None or self.form is None or not self.done.isEnabled():
            return
        number, values = self.number, self.form.values()
        self.who.identify(lambda who: self._known(number, values, who))

    def refuse(self, problems: dict[str, str]) -> None:
        """What is wrong, beside its field or under the boxes."""
        own = {key: words for key, words in problems.items() if key}
        if self.form is not None and own:
            self.form.show_problems(own)
        self.say(problems.get("", ""))

    def say(self, words: str) -> None:
        """What went wrong."""
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    def _known(self, number: str, values: dict[str, object], who: Member) -> None:
        self.asked.emit(number, values, who)

    def _to_the_number(self) -> None:
        if self.who is not None:
            self.who.first().line.setFocus(Qt.FocusReason.TabFocusReason)
