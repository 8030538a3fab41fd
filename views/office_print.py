"""A paper that is no record's printed from a page (`views.office_papers`), beside the window; where
the way chosen for it does not do, one that does is offered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from db.session import Session
from ui import dialogs
from views import reading
from views.office_papers import How, Sent, Unsuited

Job = Callable[[Session, How], Sent | None]
"""Composes and sends in that way; None where there is no printer at all."""


def begin(
    page: QWidget,
    session: Session,
    how: How,
    job: Job,
    done: Callable[[Sent], object],
    save: Callable[[], object],
    failed: Callable[[Exception], object],
    *,
    writes: bool = False,
) -> None:
    """Print it; `save` where it is to go to a file or there is no printer. writes: the job writes
    to the store."""
    if how.is_to_file:
        save()
        return

    def sent(answer: Sent | None) -> None:
        if answer is None:
            save()
        else:
            done(answer)

    def again(other: How) -> None:
        begin(page, session, other, job, done, save, failed, writes=writes)

    def trouble(error: Exception) -> None:
        if not (isinstance(error, Unsuited) and offer(page, error, again, save)):
            failed(error)

    reading.ask(page, session, lambda own: job(own, how), sent, trouble, writes=writes)


def offer(
    page: QWidget, error: Unsuited, again: Callable[[How], object], save: Callable[[], object]
) -> bool:
    """Ask whether to print it in the way that does it now, or to save it where none does; False
    where one turns away."""
    other = error.instead
    yes = f"这次用{other.words}打" if other else "存为 PDF"
    if not dialogs.confirm(page, f"{error.so.title}没有打", f"{error}。", yes=yes):
        return False
    if other:
        again(other)
    else:
        save()
    return True
