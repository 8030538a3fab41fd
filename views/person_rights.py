"""What a person may ask of the office, on the person's file: consent given or taken back, a copy of
everything that is held (`db.consents`, `db.own_copy`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from db import consents, own_copy
from db.consents import Consent
from db.errors import Environment, Refused
from db.estate import places
from db.filed import PERSON, Subject
from db.session import Session
from forms.estate import CONSENT
from ui import dialogs
from ui.parts import KeyButton
from ui.typed import matching
from views import own_copy as files
from views import reading

KINDS = "PDF (*.pdf);;JSON (*.json)"
PROOF = "请看本人的证件原件，把号码输在这里；与登记的相符才给。没有登记证件的输电话。"


class PersonRights(QObject):
    """The two buttons. Signals: said(words, tone); changed, when a consent was noted."""

    said = Signal(str, str)
    changed = Signal()

    def __init__(self, page: QWidget, session: Session) -> None:
        super().__init__(page)
        self._page, self._session = page, session
        self._person, self._name = 0, ""
        self.buttons = [
            self._button("consent", "同意、撤回", "Ctrl+Shift+T", self.note_consent),
            self._button("own_copy", "给本人一份", "Ctrl+Shift+M", self.give_copy),
        ]

    def show_subject(self, subject: Subject, name: str) -> None:
        """Whose file it is now; nothing for a unit or a vehicle."""
        is_person = subject.kind == PERSON
        self._person, self._name = (int(subject.id), name) if is_person else (0, "")
        consent, copy = self.buttons
        consent.setVisible(is_person and self._session.may(places.RIGHT))
        copy.setVisible(is_person and self._session.may(own_copy.RIGHT))

    def note_consent(self) -> None:
        """Ask what was said, by whom is known; taken back where it holds already."""
        if not self._person:
            return
        held = consents.standing(consents.of(self._session, self._person))
        asked = dialogs.Question(self._page, f"{self._name} 的同意和撤回", _held(held.values()))
        purpose, scope, way = (asked.line(field.label) for field in CONSENT[:3])
        for box, field in ((purpose, CONSENT[0]), (scope, CONSENT[1])):
            box.suggest = lambda text, words=field.suggestions: matching(text, words)
        way.suggest = lambda text: matching(text, CONSENT[2].choices)
        way.setText(str(CONSENT[2].default))
        day = asked.line("日期")
        day.setText(self._session.now().date().isoformat())
        takes_back = asked.line("填“撤回”就是撤回，空着是同意")
        asked.buttons("记下")
        purpose.setFocus()
        if not asked.agreed():
            return
        given = not takes_back.text().strip()
        typed = {
            "purpose": purpose.text(), "scope": scope.text(), "way": way.text(), "day": day.text(),
        }  # fmt: skip
        try:
            consents.note(self._session, self._person, typed, given=given)
        except (Refused, Environment) as trouble:
            self.said.emit(str(trouble), "bad")
            return
        self.said.emit("已记下" + ("同意" if given else "撤回"), "good")
        self.changed.emit()

    def give_copy(self) -> None:
        """Check who it is, then write everything that is held to a file."""
        if not self._person:
            return
        asked = dialogs.Question(self._page, f"给 {self._name} 本人一份", PROOF)
        number = asked.line("看到的证件号码")
        asked.buttons("下一步")
        number.setFocus()
        if not asked.agreed():
            return
        proof, person = number.text(), self._person
        chosen = dialogs.choose_new_file(self._page, files.TITLE, f"{files.TITLE}.pdf", KINDS)
        if chosen is None:
            return
        out = chosen if chosen.suffix else Path(f"{chosen}.pdf")
        reading.ask(
            self._page, self._session, lambda own: files.save(own, person, proof, out),
            lambda many: self.said.emit(f"写着本人的 {many} 张单已写入 {out.name}", "good"),
            self._failed, writes=True,
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.said.emit(str(error), "bad")

    def _button(self, name: str, words: str, key: str, pressed: object) -> KeyButton:
        button = KeyButton(words, key, "", self._page)
        button.setObjectName(name)
        button.clicked.connect(lambda checked=False: pressed())  # type: ignore[operator]
        button.setVisible(False)
        return button


def _held(held: Iterable[Consent]) -> str:
    words = consents.words(list(held))
    return f"现在有效：{words}" if words else "还没有登记过同意。"
