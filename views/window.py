"""The one window: first day, log-in, shell, lock; it holds the folder's lock while it lives."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget, QWidget

from db import lock
from db.clock import Clock
from db.errors import Environment, Refused
from db.keys import FILE_NAME as KEYS
from db.keys import Keys
from ui import background, theme
from ui.clipboard import Forgetful
from views.login import LoginPage
from views.sheet import Sheet
from views.trouble import SORRY, TroublePage
from views.window_closing import ANOTHER, REKEYING, Closing, unfinished

if TYPE_CHECKING:
    from db.backup import Made
    from db.rescue import Offer
    from db.rekeying import Rekeyed
    from db.session import Member, Session
    from forms.form import Form
    from views.entry import Unlocked
    from views.restore import RestorePage, Wanted
    from views.shell import Shell

AGAIN = "没写完的请先抄下，再关窗，重新打开前台通，照那一页上写的办。"
_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class Window(QMainWindow):
    """Sheets before and over the work, the shell with the work; one store, one lock.

    forms: those in use, all that users see when not given. Whatever the log-in does not need is
    loaded after it was painted. roster: the demo's staff as `db.demo.roster` gives it.
    ready: unset while the data are still being made; logging in waits for it.
    exit_status: 3 where the data could not be opened. Signal erred(Environment or None): an error
    was caught on any thread, and what is behind it.
    """

    erred = Signal(object)

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        forms: Iterable[Form] | None = None,
        *,
        roster: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__()
        self.folder = folder
        self.clock = clock
        self._forms = None if forms is None else tuple(forms)
        self.roster = tuple(roster)
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.session: Session | None = None
        self.shell: Shell | None = None
        self.sheet: Sheet | None = None
        self.exit_status = 0
        self.ready = threading.Event()
        self.ready.set()
        self.loaded = threading.Event()
        self.loaded.set()
        self._loading = False
        self._hold = ExitStack()
        self._closing = Closing(self)
        self._watched = False
        self._was_at: QWidget | None = None
        self.layers = QStackedWidget(self)
        self.setCentralWidget(self.layers)
        self.setWindowTitle("前台通")
        self.setProperty("ground", True)
        self.setMinimumSize(1024, 640)
        self._touched = QElapsedTimer()
        self._touched.start()
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.timeout.connect(self.lock)
        self.erred.connect(self.apologise)
        self.clipboard = Forgetful(_holds_numbers, self)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms in use."""
        from forms import FORMS

        return FORMS if self._forms is None else self._forms

    def begin(self) -> None:
        """Take the lock, then the first day, the log-in, or what keeps from them."""
        self.exit_status = 0
        try:
            self._hold.enter_context(lock.hold(self.folder))
            if self._is_first_day():
                self._show_wizard()
                return
            Keys.load(self.folder)
        except Environment as error:
            self.show_trouble(error)
            return
        self.show_login()

    def _is_first_day(self) -> bool:
        if (self.folder / KEYS).exists():
            return False
        from db.store import FILE_NAME

        return not (self.folder / FILE_NAME).exists()

    def show_login(self, staff: str = "") -> None:
        """The log-in page; over a locked shell when there is one."""
        locked_for = self.session.member if self.session and self.shell else None
        page = LoginPage(
            self.folder, self.clock, office=str(self.settings.value("office", "")),
            roster=self.roster, locked_for=locked_for, staff=staff, ready=self.ready,
            loaded=self.loaded,
        )  # fmt: skip
        page.unlocked.connect(self._enter)
        page.failed.connect(self.show_trouble)
        page.given.connect(self._show_first_password)
        page.restore_asked.connect(self.show_restore)
        page.recovery_asked.connect(self._show_recovery)
        self.show_sheet(page)
        self.loaded.clear()
        QTimer.singleShot(0, self, self._load_the_rest)

    def _load_the_rest(self) -> None:
        """What the work needs, while somebody types the number.

        What leads on to another page waits for its end, so that the window does not stand still.
        """

        def load() -> None:
            try:
                with background.yielding():
                    from views import entry, shell, work  # noqa: F401
            finally:
                self.loaded.set()

        self._loading = True
        background.start(self, load, lambda nothing: None)

    def has_all(self) -> bool:
        """Whether what the first page needs has been loaded, by far the most."""
        return self._loading and self.loaded.is_set()

    def rested_ms(self) -> int:
        """Since when nobody has touched keys or mouse."""
        return self._touched.elapsed()

    def _wait_for_the_rest(self) -> None:
        """Until the thread that loads it has ended; a moment, and only at the very start."""
        if self._loading:
            self.loaded.wait()

    def show_trouble(self, error: Environment) -> None:
        """The data cannot be opened: what happened, what was kept, what to do."""
        self.exit_status = 3
        self._hold.close()
        folder, now = self.folder, self.clock.now()
        dek = getattr(error, "dek", None)

        def look() -> Offer | None:
            from db import rescue

            self.loaded.wait()
            return rescue.offer(folder, dek, now)

        page = TroublePage(error, look)
        page.again.connect(self.begin)
        page.restore_asked.connect(self.show_restore)
        page.close_asked.connect(self.close)
        self.show_sheet(page)

    def show_restore(self) -> None:
        """The backups."""
        self._wait_for_the_rest()
        from views.restore import RestorePage

        page = RestorePage(self.folder, self.clock)
        page.wanted.connect(lambda wanted: self._restore(page, wanted))
        page.left.connect(self._begin_again)
        self.show_sheet(page)

    def lock(self) -> None:
        """Cover the work; drafts are kept, nothing is closed but what lies over it: pictures, and
        questions, which whoever sits there now must not answer."""
        if self.shell is not None and self.layers.currentWidget() is self.shell:
            self._turn_away()
            self.clipboard.forget()
            self._was_at = self.shell.focusWidget()
            self.shell.cover()
            self.show_login()
            self.shell.safekeeping.rest()

    def _turn_away(self) -> None:
        """All lists and dialogs that are open over the window, as with Esc."""
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        for over in reversed(self.findChildren(QDialog)):
            if over.isVisible():
                over.reject()

    def switch_theme(self) -> None:
        """Light to dark or back, remembered."""
        mode = "light" if theme.now() is theme.DARK else "dark"
        self.settings.setValue("theme", mode)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, mode)

    def apologise(self, trouble: Environment | None) -> None:
        """After an error of our own, or trouble with disk or file that no page told: say so where
        the eye is."""
        words = SORRY if trouble is None else str(trouble)
        if trouble is not None and trouble.kind == "damage":
            words += AGAIN
        if self.shell is not None and self.layers.currentWidget() is self.shell:
            self.shell.say(words, "bad")
        elif self.sheet is not None:
            self.sheet.say(words)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the drafts, back up what is new, then close."""
        if self._closing.may_go():
            if self.sheet is not None:
                self.sheet.abandon()
            self.put_away()
            event.accept()
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch keys and mouse where they come in, once for all widgets."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None and not self._watched:
            self._watched = True
            handle.installEventFilter(self)
            QTimer.singleShot(0, self._listen)

    def _listen(self) -> None:
        """Lock with the computer's own screen."""
        from ui.screen_lock import ScreenLock

        self.os_lock = ScreenLock(self)
        self.os_lock.locked.connect(self.lock)
        self.os_lock.listen(int(self.winId()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every touch puts the idle lock off."""
        if event.type() in _TOUCHES:
            self._touched.start()
            if self.shell is not None:
                self.idle.start()
        return False

    def show_sheet(self, sheet: Sheet, after_ms: int = 0) -> None:
        """Make a sheet the one that is seen; the one before goes. after_ms: over the work so much
        later, at once in place of another sheet, which may be what keeps the work from being
        seen."""
        old, self.sheet = self.sheet, sheet
        self.layers.addWidget(sheet)
        if old is None and after_ms:
            QTimer.singleShot(after_ms, sheet, lambda: self.layers.setCurrentWidget(sheet))
            return
        self.layers.setCurrentWidget(sheet)
        _drop(self.layers, old)
        sheet.entered()

    def _show_shell(self, shell: Shell) -> None:
        old, self.sheet = self.sheet, None
        self.layers.setCurrentWidget(shell)
        _drop(self.layers, old)
        self.idle.start()

    def _show_wizard(self) -> None:
        from views.wizard import Wizard

        page = Wizard(self.folder, self.clock, self.forms)
        page.made.connect(self._office_made)
        page.restore_asked.connect(self.show_restore)
        self.show_sheet(page)

    def _office_made(self, staff: str, name: str) -> None:
        self.settings.setValue("office", name)
        self.show_login(staff)

    def _show_recovery(self) -> None:
        self._wait_for_the_rest()
        from views.recover import RecoveryPage

        page = RecoveryPage(self.folder, self.clock)
        page.unlocked.connect(self._enter)
        page.left.connect(self.show_login)
        self.show_sheet(page)

    def _show_first_password(self, staff: str, given: str) -> None:
        self._wait_for_the_rest()
        from views.first_password import FirstPasswordPage

        page = FirstPasswordPage(self.folder, self.clock, staff, given)
        page.unlocked.connect(self._enter)
        page.left.connect(lambda: self.show_login(staff))
        self.show_sheet(page)

    def _enter(self, found: Unlocked) -> None:
        """Go on where the same person left, else open the store for whoever was unlocked."""
        from views import entry

        if self.shell is not None and self.session is not None:
            if found.staff == self.session.member.no:
                self._show_shell(self.shell)
                self.shell.focus_page(self._was_at)
                return
            if not self._closing.lets_go(self.shell, ANOTHER):
                self._not_let_in(unfinished(self.session, ANOTHER))
                return
            self._end_session()
        try:
            self.session = entry.open_session(self.folder, found, self.clock, self.forms)
        except Environment as error:
            if error.kind == "key" and isinstance(self.sheet, LoginPage):
                self.sheet.refuse(str(error))
            else:
                self.show_trouble(error)
            return
        self._begin_work(self.session)

    def _not_let_in(self, why: str) -> None:
        if not isinstance(self.sheet, LoginPage):
            self.show_login()
        assert isinstance(self.sheet, LoginPage)
        self.sheet.refuse(why)

    def _begin_work(self, session: Session) -> None:
        from db import office
        from views.shell import Shell

        self.settings.setValue("office", str(office.setting(session.store, "office.name")))
        self._set_idle(session)
        self.shell = Shell(session)
        self.shell.lock_asked.connect(self.lock)
        self.shell.theme_asked.connect(self.switch_theme)
        self.shell.rekey_asked.connect(self._rekey)
        self.shell.choices_changed.connect(lambda: self._set_idle(session))
        self.layers.addWidget(self.shell)
        self._show_shell(self.shell)
        self.shell.begin()

    def _end_session(self) -> None:
        self.clipboard.forget()
        shell, session = self.shell, self.session
        self.shell = self.session = None
        if shell is not None:
            self.layers.removeWidget(shell)
            shell.close_down()
            shell.deleteLater()
        if session is not None:
            session.close()

    def _begin_again(self) -> None:
        self._hold.close()
        self.begin()

    def _restore(self, page: RestorePage, wanted: Wanted) -> None:
        """`db.backup.restore` takes the lock itself, so ours is given up meanwhile."""
        from db import restoring

        self._hold.close()
        folder, now = self.folder, self.clock.now()
        background.start(
            page,
            lambda: restoring.restore(
                wanted.file, folder, wanted.staff, wanted.secret, now,
                without_photos=wanted.without_photos, second=wanted.second, unread=wanted.unread,
            ),
            lambda made: self._restored(made, wanted),
            lambda error: self._not_restored(page, error),
        )

    def _restored(self, made: Made, wanted: Wanted) -> None:
        self._begin_again()
        if isinstance(self.sheet, LoginPage):
            self.sheet.say(f"已恢复，共 {made.records:,} 张单。请登录。", "good")

    def _not_restored(self, page: RestorePage, error: Exception) -> None:
        if not isinstance(error, (Environment, Refused)):
            page.fail(Environment("damage", "程序出了错，已经记下来了。"))
            raise error
        page.fail(error)

    def _rekey(self, second: Member) -> None:
        """`db.rekeying` takes the lock itself and nobody may have the store open: the work is put
        away, and the log-in comes after."""
        from db import office, rekeying
        from db.store import Store
        from views.rekey import RekeyPage

        session, shell = self.session, self.shell
        if session is None or shell is None or not self._closing.lets_go(shell, REKEYING):
            return
        name = str(office.setting(session.store, "office.name"))
        who, day = session.member.words, session.clock.today()
        page = RekeyPage()

        def job() -> Rekeyed:
            store = Store.open(self.folder, session.dek, check=False)
            try:
                return rekeying.rekey(replace(session, store=store), second)
            finally:
                store.close()

        self._end_session()
        self._hold.close()
        page.noted.connect(self._begin_again)
        page.left.connect(self._begin_again)
        self.show_sheet(page)
        background.start(page, job, lambda made: page.show_done(made, name, who, day), page.fail)

    def put_away(self) -> None:
        """Close the session and let go of the folder, at once."""
        self.idle.stop()
        self._end_session()
        self._hold.close()

    def _set_idle(self, session: Session) -> None:
        """As long as the office has chosen; again when somebody has written."""
        from db import office
        from forms.settings import IDLE_MINUTES

        minutes = int(office.setting(session.store, IDLE_MINUTES.key))
        if self.idle.interval() != minutes * 60_000:
            self.idle.setInterval(minutes * 60_000)


def _holds_numbers(words: str) -> bool:
    """Whether somebody copied a person's number; the forms are loaded by then."""
    from forms.free_text import has_numbers

    return has_numbers(words)


def _drop(layers: QStackedWidget, sheet: QWidget | None) -> None:
    if sheet is not None:
        layers.removeWidget(sheet)
        sheet.deleteLater()
