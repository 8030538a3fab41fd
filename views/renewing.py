"""Deadlines of what is open reckoned anew beside the work, after holidays or hours were changed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject

from db import renewing
from db.errors import Environment
from db.session import Session
from views import reading

RENEWING = "已保存。正在照新的时间重算在办的单的期限，照常办事即可。"
RENEWED = "在办的单的期限已照新的时间重算，有 {} 张变了。"


def keep(
    owner: QObject, session: Session, ended: Event, say: Callable[[str, str], object]
) -> bool:
    """Reckon what a change of holidays or hours has left to do; False if nothing. ended: set when
    the session ends; then whoever comes next goes on."""
    if session.store.readonly or not renewing.pending(session.store):
        return False

    quiet = renewing.is_quiet(session.store)

    def renewed(changed: int) -> None:
        if not ended.is_set() and not quiet:
            say(RENEWED.format(changed), "good")

    def failed(error: Exception) -> None:
        if not isinstance(error, Environment):
            raise error
        say(str(error), "bad")

    reading.ask(
        owner, session, lambda own: renewing.renew(own, lambda: not ended.is_set()),
        renewed, failed, writes=True,
    )  # fmt: skip
    return True
