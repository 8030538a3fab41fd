"""The window after log-in: rail, top bar, pages, status bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db import office, prints, workbench
from db.errors import Environment
from db.secrecy import issuable
from db.session import Session
from db.workbench import Tally
from forms.form import Form
from ui import background, icons
from ui.parts import Banner
from views import printer_lamp, reading
from views.drafting import DraftKeeper
from views.halted import HaltBar
from views.page import Page
from views.opening import Opening
from views.places import elsewhere, first_place, places
from views.rail import Rail
from views.safekeeping import Safekeeping
from views.seeing import Seeing
from views.status_bar import REHEARSE_KEY, StatusBar
from views.top_bar import PASSWORD_KEY, TopBar
from views.work import WorkPage

if TYPE_CHECKING:
    from views.keys_help import KeysHelp

WATCH_MS = 400
"""What others write and what the clock brings is seen within a second, the reading included."""
TONES = {"good": "good", "warn": "warn", "bad": "bad", "info": "accent"}
BACK_MS = 1000
"""A clock that goes back by less was only set right."""
FRESH_MS = 500
"""A notice younger than this survives the change of page that it came with."""


class Shell(QWidget):
    """Everything somebody sees while logged in; it owns the session's pages, not the session.

    Signals: lock_asked, theme_asked, rekey_asked(Member): the second person approves it.
    """

    lock_asked = Signal()
    theme_asked = Signal()
    choices_changed = Signal()
    rekey_asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.places = places(session)
        self._listed = {
            key: place for key, place in self.places.items() if place.listed(session)
        }
        self.pages: dict[str, Page] = {}
        self.opening = Opening(self)
        self.seeing = Seeing(session, self)
        self._trail: list[str] = []
        self._given: Callable[[Form], Mapping[str, Any]] = _nothing
        self._help: KeysHelp | None = None
        self._version = session.store.data_version()
        self._looked_at = session.clock.now()
        self._turn: int | None = None
        self._noticed_at = 0
        self._lay_out()
        self._add_keys()
        self._ended = Event()
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self.look)
        self._watch.start()

    @property
    def current(self) -> Page | None:
        """The page that is seen."""
        page = self.stack.currentWidget()
        return page if isinstance(page, Page) else None

    def begin(self) -> None:
        """Show the page this member starts with, then what can wait until it is painted."""
        self.go(first_place(self.session))
        self.topbar.show_time(self.session.now())
        QTimer.singleShot(0, self, self._after_paint)

    def go(self, key: str) -> Page | None:
        """Make a page current, unless the present one must not be left; the page, or None."""
        before = self.current
        page = self.page(key)
        if page is not before and before is not None and not before.leave():
            return None
        if page is not before:
            self._clear_old_notice()
            self._trail = [each for each in self._trail if each != key] + [key]
            self.stack.setCurrentWidget(page)
            self.rail.show_current(key)
            page.refresh()
            icons.dress_later(page)
        self.focus_page()
        self.count()
        return page

    def focus_page(self, before: QWidget | None = None) -> None:
        """Give the focus to the page, wherever it wants it; else to the page itself.

        before: what had it, which has it again if it is still there to be seen.
        """
        page = self.current
        if page is not None:
            page.entered()
            with suppress(RuntimeError):  # it is gone for good
                if before is not None and page.isAncestorOf(before):
                    before.setFocus()
            if not page.isAncestorOf(self.focusWidget() or self):
                page.setFocus()

    def page(self, key: str) -> Page:
        """The page of that key, made when first wanted."""
        if key not in self.pages:
            self._keep(key, self._make(key))
        return self.pages[key]

    def back(self) -> None:
        """The page before the present one; from the first one nowhere."""
        if len(self._trail) > 1:
            left = self._trail.pop()
            if self.go(self._trail[-1]) is None:
                self._trail.append(left)

    def issue(
        self, code: str = "", prefilled: Mapping[str, Any] | None = None, back_to: str = ""
    ) -> None:
        """Open a form; without a code the only one the member may issue, or the picker. back_to:
        the page that goes on once it is issued."""
        forms = issuable(self.session)
        if not code:
            self._given = self.current.given if self.current is not None else _nothing
            if len(forms) != 1:
                if forms:
                    self.go("picker")
                return
            code, prefilled = forms[0].code, self._given(forms[0])
        self.opening.form(code, prefilled or {}, back_to)

    def issue_for_unit(self, label: str) -> None:
        """A form about that unit: the only one that asks for a unit, or the one picked."""
        asking = [form for form in issuable(self.session) if form.unit_field is not None]
        if len(asking) == 1:
            self.issue(asking[0].code, {str(asking[0].unit_field): label})
        elif asking and self.go("picker") is not None:
            self._given = lambda form: {str(form.unit_field): label} if form.unit_field else {}
        elif not asking:
            self.say("没有可以为这户开的单。", "warn")

    def show_unit(self, label: str) -> None:
        """The estate page at that unit."""
        page = self.go("estate")
        if page is not None:
            show: Callable[[str], object] = getattr(page, "open_unit")
            show(label)

    def show_record(self, number: str) -> None:
        """The page of one record: of all that belongs to it, where its form has such a page."""
        self.opening.record(number)

    def judge(self, number: str) -> None:
        """The gate's verdict on one record."""
        page = self.go("gate") if "gate" in self.places else None
        if page is not None:
            judge: Callable[[str], object] = getattr(page, "judge")
            judge(number)

    def say(self, words: str, tone: str = "info") -> None:
        """A notice over the page; it stays until the page changes or it is answered."""
        self.notice.say(words, TONES.get(tone, "accent"), "知道了" if words else "")
        self._over.setContentsMargins(16, 12 if words else 0, 16, 0)
        self._noticed_at = self.session.clock.now()

    def cover(self) -> None:
        """The window is locked: all pages keep their drafts, and none asks anything."""
        self.seeing.finish()
        for page in self.pages.values():
            page.keep()

    def has_unkept(self) -> bool:
        """Whether something that was typed stands on a page only: its draft could not be kept."""
        return any(draft.troubled for draft in self.findChildren(DraftKeeper))

    def leave(self) -> bool:
        """The session is to end: all pages keep their drafts; False if one must not be left."""
        self.seeing.finish()
        return all(page.finish() for page in self.pages.values())

    def close_down(self) -> None:
        """The session ends: no page and no timer looks at the store again."""
        self._watch.stop()
        self.seeing.finish()
        self.safekeeping.end()
        self._ended.set()

    def look(self) -> None:
        """Twice a second: the clock, and whether somebody else has written to the store."""
        self.topbar.show_time(self.session.now())
        self._look_at_clock()
        try:
            version = self.session.store.data_version()
            self.safekeeping.look()
            self.halted.look()
        except Environment as error:
            self.say(str(error), "bad")
            return
        if version != self._version:
            self._version = version
            self.rail.name_office(str(office.setting(self.session.store, "office.name")))
            self.topbar.read_shifts(self.session)
            self.choices_changed.emit()
            if self.current is not None:
                self.current.refresh()
            self.count()

    def _look_at_clock(self) -> None:
        """What the clock alone has changed is shown anew: something is due now, or over."""
        now, before, page = self.session.clock.now(), self._looked_at, self.current
        self._looked_at = now
        back = now < before - BACK_MS
        if page is not None and back:
            page.refresh()
        elif page is not None and page.changes_at is not None and now >= page.changes_at:
            page.changes_at = None
            page.turned()
        if back or (self._turn is not None and now >= self._turn):
            self._turn = None
            self.count()

    def count(self) -> None:
        """What presses on the workbench, read beside the window; its own page tells it itself."""
        if not isinstance(self.current, WorkPage):
            reading.ask(self, self.session, workbench.tally, self._told, self._untold)

    def _told(self, tally: Tally) -> None:
        """What there is on the workbench."""
        self._turn = tally.turn
        self.rail.count("work", tally.pressing)

    def _untold(self, error: Exception) -> None:
        """What could not be read now is read at the next look."""
        self._turn = self.session.clock.now()

    def toggle_help(self) -> None:
        """All keys, or away with them; the focus goes back to where it was."""
        if self._help is None:
            from views.keys_help import KeysHelp

            before = self.focusWidget()
            self._help = KeysHelp(self)
            self._help.closed.connect(self.toggle_help)
            self._help.setProperty("before", before)
            self._help.setVisible(True)
            self._help.setFocus()
            return
        before = self._help.property("before")
        self._help.deleteLater()
        self._help = None
        if isinstance(before, QWidget):
            before.setFocus()

    def needs_backup(self) -> bool:
        """Whether anything was written since the newest backup."""
        return self.safekeeping.unsaved()

    def _after_paint(self) -> None:
        if self._ended.is_set():
            return
        icons.dress(self.rail)
        self.count()
        background.start(self, load_what_comes_next, lambda nothing: self._keep_up())

    def _keep_up(self) -> None:
        """What goes on beside the work from now on."""
        if self._ended.is_set():
            return
        from views import renewing, searchable, tallying

        self.status.printer.look()
        self._settle_prints()
        searchable.keep(self, self.session, self._ended, self.say)
        renewing.keep(self, self.session, self._ended, self.say)
        tallying.keep(self, self.session, self._ended)
        self.safekeeping.begin()

    def _printer_changed(self) -> None:
        """The page in front says anew what the printer would refuse."""
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.refresh()

    def _settle_prints(self) -> None:
        """Ask the printers about prints that were under way when the last window closed."""
        if self.session.store.readonly or not prints.outstanding(self.session):
            return
        from views import carriers, settling

        through = carriers.carrier(self.session)
        reading.ask(
            self, self.session, lambda session: settling.settle(session, through),
            self._tell_lost, writes=True,
        )  # fmt: skip

    def _tell_lost(self, lost: list[str]) -> None:
        if lost:
            named = "、".join(lost[:3]) + (f" 等 {len(lost)} 张" if len(lost) > 3 else "")
            self.say(f"上次没有出纸：{named}。打开单据按 Ctrl+P 再打", "warn")

    def _make(self, key: str) -> Page:
        if key in ("record", "dossier", "file"):
            return self.opening.make(key)
        if key == "picker":
            from views.form_picker import FormPicker

            picker = FormPicker(self.session, issuable(self.session))
            picker.picked.connect(self._picked)
            return picker
        if key == "password":
            from views.own_password import OwnPasswordPage

            own = OwnPasswordPage(self.session)
            own.finished.connect(self.back)
            return own
        return self.places[key].make(self.session)

    def _keep(self, key: str, page: Page) -> None:
        shown = {"issue": self.opening.issued, "work": self.opening.waiting}
        page.record_opened.connect(shown.get(key, self.show_record))
        page.sending_requested.connect(self.opening.sending)
        page.records_requested.connect(self.opening.register)
        page.printing_requested.connect(self.opening.printing)
        page.paper_requested.connect(self.opening.paper)
        back_to = key if page.comes_back else ""
        page.issue_requested.connect(lambda code, given: self.issue(code, given, back_to))
        page.gate_requested.connect(self.judge)
        page.unit_requested.connect(self.show_unit)
        page.file_requested.connect(self.opening.file)
        page.place_requested.connect(self.go)
        page.journal_requested.connect(self.opening.journal)
        page.unit_form_requested.connect(self.issue_for_unit)
        page.notice.connect(self.say)
        page.shown_whole.connect(self.seeing.note)
        page.rekey_asked.connect(self.rekey_asked)
        page.printers_changed.connect(self.status.printer.look)
        if isinstance(page, WorkPage):
            page.told.connect(self._told)
        self.pages[key] = page
        self.stack.addWidget(page)

    def _picked(self, code: str) -> None:
        """Open the form, begun with what the page one came from knows."""
        self.issue(code, self._given(self.session.forms[code]))

    def _clear_old_notice(self) -> None:
        if self.session.clock.now() - self._noticed_at > FRESH_MS:
            self.say("")

    def _choose(self, key: str) -> None:
        if key == "issue":
            self.issue()
        elif key != "estate" or not self.opening.unit(self.current):
            self.go(key)

    def _lay_out(self) -> None:
        groups = [
            [place.stop for place in self._listed.values() if place.group == group]
            for group in range(3)
        ]
        name = str(office.setting(self.session.store, "office.name"))
        self.rail = Rail(name, groups, self)
        self.rail.chosen.connect(self._choose)
        self.rail.theme_asked.connect(self.theme_asked)
        self.rail.keys_asked.connect(self.toggle_help)
        self.topbar = TopBar(self.session, self)
        self.topbar.search.record_chosen.connect(self.show_record)
        self.topbar.search.place_chosen.connect(self.opening.file)
        self.topbar.member_pressed.connect(lambda: self.go("password"))
        self.topbar.search.turned_away.connect(self.focus_page)
        self.notice = Banner(parent=self)
        self.notice.setObjectName("notice")
        self.notice.pressed.connect(lambda: self.say(""))
        self.stack = QStackedWidget(self)
        self.status = StatusBar(self.session, self)
        self.status.printer.said.connect(self.say)
        self.status.printer.changed.connect(self._printer_changed)
        self.status.printer.page_asked.connect(lambda: self.go("printers"))
        self.safekeeping = Safekeeping(self.session, self.status, self)
        self.safekeeping.said.connect(self.say)
        self.status.backup_pressed.connect(self.safekeeping.by_hand)
        self.status.rehearsal_pressed.connect(self.safekeeping.rehearse)
        self.status.place.chosen.connect(self.safekeeping.choose_place)
        self._over = QHBoxLayout()
        self._over.setContentsMargins(16, 0, 16, 0)
        self._over.addWidget(self.notice)
        self.halted = HaltBar(self.session, self)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.topbar)
        right.addWidget(self.halted)
        right.addLayout(self._over)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        all_of_it = QHBoxLayout(self)
        all_of_it.setContentsMargins(0, 0, 0, 0)
        all_of_it.setSpacing(0)
        all_of_it.addWidget(self.rail)
        all_of_it.addLayout(right, 1)

    def _add_keys(self) -> None:
        for at, key in enumerate(self._listed, 1):
            if self.places[key].stop.shortcut != f"Ctrl+{at}":
                self._key(f"Ctrl+{at}", partial(self._choose, key))
        answered = {place.stop.shortcut for place in self._listed.values()}
        for key, place in self.places.items():
            if place.stop.shortcut not in answered:  # reached from another page, by its key too
                self._key(place.stop.shortcut, partial(self._choose, key))
        for key, words in elsewhere(self.session).items():
            self._key(key, partial(self.say, words, "warn"))
        self._key("Ctrl+K", self.topbar.search.search)
        self._key("Ctrl+L", self.lock_asked.emit)
        self._key(PASSWORD_KEY, lambda: self.go("password"))
        self._key(printer_lamp.KEY, self.status.printer.offer)
        self._key(REHEARSE_KEY, self.safekeeping.rehearse)

    def _key(self, key: str, pressed: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that no page wanted goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the icons are drawn anew."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.isVisible():
            icons.dress_later(self)


def load_what_comes_next() -> None:
    """The pages that one goes to from the first one, what finds and what prints; in a thread, now
    that the first page is seen. Any thread may load modules: they need each other in no circle."""
    with background.yielding():
        from db import find  # noqa: F401
        from printing import profiles, spool  # noqa: F401
        from views import issue, record, renewing, searchable, settling, tallying  # noqa: F401
        from views import ways  # noqa: F401


def _nothing(form: Form) -> Mapping[str, Any]:
    """A form that is begun empty."""
    return {}
