"""An export with whole numbers of persons: asked why, approved by a second person, then written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from db import exporting
from db.errors import Environment, Refused
from db.session import Member, Session
from ui import dialogs
from views import second

TITLE = "带完整号码导出"
ASKED = "文件里会有完整的电话、证件号码，须第二人复核，理由和复核的人印在文件里，并记入日志。"


def may_ask(session: Session) -> bool:
    """Whether the member may ask for such an export at all."""
    return session.may(exporting.RIGHT) and session.may("see:personal")


def ask(
    page: QWidget,
    session: Session,
    then: Callable[[exporting.Stamp], object],
    trouble: Callable[[str], object],
    typed: str = "",
    wrong: str = "",
) -> None:
    """`then` gets the stamp once somebody approved, `trouble` the words of a refusal; where the
    reason is refused, or cannot be kept, it is asked for again. typed, wrong: the reason before and
    what stood against it."""
    why = dialogs.ask_reason(
        page, TITLE, ASKED, yes="下一步", danger=False, typed=typed, wrong=wrong
    )
    if why is None:
        return

    def stamped(approving: Member | None) -> None:
        try:
            found = exporting.in_full(session, why, approving)
        except Refused as refused:
            if second.needed(refused):  # nobody yet, or somebody who may not: another is asked for
                second.ask(page, session, refused, stamped, exporting.WHOLE)
            elif "why" in refused.problems:
                ask(page, session, then, trouble, why, refused.problems["why"])
            else:
                trouble(str(refused))
            return
        except Environment as error:
            ask(page, session, then, trouble, why, str(error))
            return
        then(found)

    stamped(None)
