"""What a person may ask of the office, on the person's file: consent given or taken back, a copy of
everything that is held (`db.consents`, `db.own_copy`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
BACK, TAKEN_BACK = "back", "撤回"
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

    def note_consent(self, typed: Mapping[str, str] | None = None, wrong: str = "") -> None:
        """Ask what was said, by whom is known; taken back where it holds already. typed, wrong:
        what was typed before and what stood against it."""
        if not self._person:
            return
        held = consents.standing(consents.of(self._session, self._person))
        asked = dialogs.Question(self._page, f"{self._name} 的同意和撤回", _held(held.values()))
        typed = typed or {
            "way": str(CONSENT[2].default), "day": self._session.now().date().isoformat(),
        }  # fmt: skip
        boxes = {}
        for key, caption in (*((field.key, field.label) for field in CONSENT[:3]), ("day", "日期"),
                             (BACK, f"填“{TAKEN_BACK}”就是撤回，空着是同意")):  # fmt: skip
            boxes[key] = asked.line(caption)
            boxes[key].setText(typed.get(key, ""))
        for field in CONSENT[:3]:
            words = field.suggestions or field.choices
            boxes[field.key].suggest = lambda text, words=words: matching(text, words)
        asked.say_wrong(wrong)
        asked.buttons("记下")
        boxes[CONSENT[0].key].setFocus()
        if not asked.agreed():
            return
        said = {key: box.text() for key, box in boxes.items()}
        back = said[BACK].strip()
        if back not in ("", TAKEN_BACK):
            self.note_consent(said, f"最后一格只填“{TAKEN_BACK}”，或者空着")
            return
        try:
            fields = {key: words for key, words in said.items() if key != BACK}
            consents.note(self._session, self._person, fields, given=not back)
        except (Refused, Environment) as against:
            self.note_consent(said, str(against))
            return
        self.said.emit("已记下" + (TAKEN_BACK if back else "同意"), "good")
        self.changed.emit()

    def give_copy(self, typed: str = "", wrong: str = "") -> None:
        """Check who it is, then write everything that is held to a file. typed, wrong: the number
        before and what stood against it."""
        if not self._person:
            return
        asked = dialogs.Question(self._page, f"给 {self._name} 本人一份", PROOF)
        number = asked.line("看到的证件号码")
        number.setText(typed)
        asked.say_wrong(wrong)
        asked.buttons("下一步")
        number.setFocus()
        if not asked.agreed():
            return
        proof, person = number.text(), self._person
        try:
            own_copy.require_proof(self._session, person, proof)
        except Refused as refused:
            self.give_copy(proof, str(refused))
            return
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

    def _button(
        self, name: str, words: str, key: str, pressed: Callable[[], object]
    ) -> KeyButton:
        button = KeyButton(words, key, "", self._page)
        button.setObjectName(name)
        button.clicked.connect(lambda checked=False: pressed())
        button.setVisible(False)
        return button


def _held(held: Iterable[Consent]) -> str:
    words = consents.words(list(held))
    return f"现在有效：{words}" if words else "还没有登记过同意。"
