"""Who asks on the command line: the session of --staff, its clock, a second person."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any

from db.clock import Clock, FixedClock, SystemClock, instant
from db.errors import Refused
from views.cli_arguments import NEW_PASSWORD, PASSWORD, PASSWORD_2, RECOVERY, moment


def clock_of(options: argparse.Namespace, demo: bool) -> Clock:
    """The clock of --now, which only demo data obey; else the computer's."""
    if options.now is None:
        return SystemClock()
    if not demo:
        raise Refused({"now": "--now 只能用于 init --demo 建立的演示数据"})
    return FixedClock(instant(moment(options.now)))


def password_of(name: str = PASSWORD) -> str:
    """The password in that variable. Raises Refused where there is none."""
    password = os.environ.get(name)
    if not password:
        what = {RECOVERY: "恢复码", NEW_PASSWORD: "新密码"}.get(name, "密码")
        raise Refused({"": f"请在环境变量 {name} 里给出{what}"})
    return password


def opened(options: argparse.Namespace) -> Any:
    """The session of --staff; a store that says demo outside must say so inside too."""
    from db import office
    from db.keys import Keys
    from db.session import open_session

    if not options.staff:
        raise Refused({"staff": "请用 --staff 写明工号"})
    keys = Keys.load(options.data)
    clock = clock_of(options, keys.demo)
    session = open_session(
        options.data, options.staff, password_of(), clock=clock, forms=options.forms
    )
    if options.now is not None and office.setting(session.store, "office.demo") is not True:
        session.close()
        raise Refused({"now": "--now 只能用于 init --demo 建立的演示数据"})
    return session


def second_of(session: Any, options: argparse.Namespace) -> Any:
    """The second person of --second, identified; None where there is none."""
    from db.session import identify

    if not options.second:
        return None
    return identify(session, options.second, password_of(PASSWORD_2))


def with_session(work: Callable[[Any, argparse.Namespace], Any]) -> Callable[..., Any]:
    """A verb of the options that works in the session of --staff."""

    def verb(options: argparse.Namespace) -> Any:
        session = opened(options)
        try:
            return work(session, options)
        finally:
            session.close()

    return verb
