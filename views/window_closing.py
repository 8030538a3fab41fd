"""How a session ends and the window closes: nothing typed goes unasked, what is new is backed up
first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.errors import Environment
from views.trouble import SORRY, WaitPage

if TYPE_CHECKING:
    from db.session import Session
    from views.shell import Shell
    from views.window import Window

WORTH_SHOWING_MS = 300
UNFINISHED = "还有没做完、没保存的，请 {} 登录以后再{}。"
CLOSING, ANOTHER, REKEYING = "关窗", "换人", "换钥匙"
"""What the session ends for."""


class Closing:
    """Whether a window may close, and what comes before. A locked one stays locked all the while:
    whoever closes it has not logged in."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._at_once = False

    def may_go(self) -> bool:
        """Whether it may close at once; if not, what keeps it has begun or is shown."""
        window = self._window
        sheet, session, shell = window.sheet, window.session, window.shell
        if sheet is not None and not sheet.may_go():
            return False
        if self._at_once or session is None or shell is None:
            return True
        if isinstance(sheet, WaitPage):
            return False
        if not self.lets_go(shell, CLOSING):
            if sheet is not None:
                sheet.say(unfinished(session, CLOSING))
            return False
        if not shell.needs_backup():
            return True
        self._back_up(session)
        return False

    def lets_go(self, shell: Shell, what: str) -> bool:
        """Whether no page is at work, and what it holds alone may go; asked before what was typed,
        and could not be kept, goes. what: CLOSING, ANOTHER or REKEYING."""
        from ui import dialogs

        return shell.leave() and (not shell.has_unkept() or dialogs.confirm(
            self._window, f"刚填的存不下，{what}就没有了",
            f"草稿没有写进磁盘。请先抄下来，或处理好磁盘再{what}。",
            yes=f"不要了，{what}", no=f"先不{what}", danger=True,
        ))  # fmt: skip

    def _back_up(self, session: Session) -> None:
        """A backup in a thread; the bar comes after 0.3 seconds, and can be given up."""
        from views import reading
        from views.safekeeping import keep

        page = WaitPage("正在备份", "备份好就关窗，通常几秒钟。", "不等了，直接关窗")
        page.given_up.connect(self._close)
        page.again.connect(lambda: self._back_up(session))
        self._window.show_sheet(page, WORTH_SHOWING_MS)
        reading.ask(
            page, session, lambda own: keep(own, anyway=False),
            lambda kept: self._close(), lambda error: self._not_backed_up(page, error),
            writes=True,
        )  # fmt: skip

    def _not_backed_up(self, page: WaitPage, error: Exception) -> None:
        self._window.layers.setCurrentWidget(page)
        page.fail(f"备份没有做成，单据都在。{error if isinstance(error, Environment) else SORRY}")
        if not isinstance(error, Environment):
            raise error

    def _close(self) -> None:
        self._at_once = True
        self._window.close()


def unfinished(session: Session, what: str) -> str:
    """Why a locked window does not let go of its session."""
    return UNFINISHED.format(session.member.words, what)
